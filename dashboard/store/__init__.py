"""The only SQL: tables, the database behind them, one module per subject, and the keyed audit chain.

No rule is decided here, and nothing here knows a screen or a role. Touch it when a fact must be kept that
has no column yet (then add a migration), or when a question to the record needs a new query.
"""

"""The JSON door: one module per subject, each a table of rules that name path, permission, body and handler.

Nothing is decided here: a request becomes one call of `actions`, its result one JSON answer. Touch it when
the public interface changes.
"""

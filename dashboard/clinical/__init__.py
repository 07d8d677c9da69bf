"""What is true at the bedside: pure rules and the words of the field.

Only the standard library is imported here; time, identity and storage come in as arguments.
Touch this package when a clinical rule, a measure, an event or a limit's meaning changes.
"""

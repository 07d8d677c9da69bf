"""Practice data: invented patients whose sessions run through the same actions as real ones.

Nothing here writes to the store, so practice data obeys every rule. Curves and rates: courses.py.
Touch it when practice should show something new.
"""

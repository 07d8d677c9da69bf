"""Chairside: charting of ketamine and esketamine sessions at the chair.

The floors and who may import whom stand in docs/explanation/house.md.
"""

__version__ = "0.1.0"

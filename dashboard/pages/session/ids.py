"""Ids of the session page."""

WHICH = "session-which"
SEEN = "session-seen"
LOOK = "look"
HEADER = "session-header"
ALERTS = "session-alerts"
FIGURE = "session-figure"
LIMITS = "session-limits"
LOG = "panel-log"
TABLE = "panel-table"
COUNT = "session-count"
BAR = "session-bar"
PARTS = (HEADER, ALERTS, LIMITS, LOG, TABLE, COUNT, BAR)

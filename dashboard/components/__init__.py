"""Builders of Dash components that more than one page uses: functions of clinical objects, no callbacks."""

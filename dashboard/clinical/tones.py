"""Which alerts a screen may sound its one soft tone for."""

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.session_record import SessionRecord


def sounding(record: SessionRecord) -> tuple[str, ...]:
    """Ids of urgent alerts that nobody has answered, but for what was entered late or afterwards (A20)."""
    return tuple(alert.id for alert in record.live_alerts if _sounds(record, alert))


def _sounds(record: SessionRecord, alert: Alert) -> bool:
    loud = alert.level is Level.URGENT and alert.state is AlertState.OPEN
    return loud and not alert.retrospective and not _entered_late(record, alert)


def _entered_late(record: SessionRecord, alert: Alert) -> bool:
    reading = record.reading(alert.reading_id) if alert.reading_id else None
    event = next((e for e in record.events if e.id == alert.event_id), None) if alert.event_id else None
    return (reading is not None and reading.late) or (event is not None and event.late)

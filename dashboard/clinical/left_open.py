"""Sessions nobody has charted in for hours: most likely yesterday's, and not the patient in the room."""

from datetime import datetime, timedelta

from dashboard.clinical.session_record import SessionRecord

LEFT_AFTER = timedelta(hours=6)


def last_entry_at(record: SessionRecord) -> datetime:
    """When a reading or event was last entered, corrected or struck; before any, when it was opened."""
    entered = [reading.recorded_at for reading in record.readings]
    entered += [event.recorded_at for event in record.events]
    return max(entered, default=record.session.opened_at)


def is_left_open(record: SessionRecord) -> bool:
    """Whether a session that has not ended asks before it takes an entry (A2)."""
    return record.session.ended_at is None and record.seen_at - last_entry_at(record) >= LEFT_AFTER

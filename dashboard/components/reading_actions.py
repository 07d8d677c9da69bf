"""What may be done to a stored reading from where it stands: Correct, Strike, or Keep both."""

from typing import Any

from dashboard.clinical.duplicates import duplicate_of
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import clock_time
from dashboard.components.panels import action_button


def reading_actions(record: SessionRecord, reading: Reading) -> list[Any]:
    """Its buttons; none for a struck reading, nor once the note is signed."""
    if reading.struck or record.signed:
        return []
    at = clock_time(record, reading.observed_at)
    about = {"session": reading.session_id, "reading": reading.id, "version": reading.version}
    text = f"{blood_pressure(reading.values) or 'the set'} at {at}"
    return [
        *_keep_both(record, reading),
        action_button("Correct", "correct", "quiet", **about),
        action_button("Strike", "strike", "quiet", **about, text=text),
    ]


def _keep_both(record: SessionRecord, reading: Reading) -> list[Any]:
    """Offered at the set that was entered second."""
    same = duplicate_of(record, reading)
    if same is None:
        return []
    about = {"session": reading.session_id, "reading": reading.id, "of": same.id}
    return [action_button("Keep both", "keep-both", "quiet", **about)]

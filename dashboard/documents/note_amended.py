"""What was recorded, corrected or answered after the approving signature, which does not cover it."""

from collections.abc import Iterator
from datetime import datetime

from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import note_dose, note_readings
from dashboard.documents.blocks import Item
from dashboard.documents.words import clock_time


def amendments(record: SessionRecord) -> tuple[Item, ...]:
    """Each change since a clinician signed; nothing before that, and nothing for addenda."""
    signed_at = max((s.signed_at for s in record.signatures if s.meaning is Meaning.APPROVED), default=None)
    if signed_at is None or not record.changed_after(signed_at):
        return ()
    return (
        *(item for r in record.readings for item in _reading(record, r, signed_at)),
        *(item for e in note_dose.in_order(record) for item in _event(record, e, signed_at)),
        *_header(record, signed_at),
        *_alerts(record, signed_at),
    )


def _reading(record: SessionRecord, reading: Reading, signed_at: datetime) -> Iterator[Item]:
    if reading.recorded_at <= signed_at:
        return
    lead = f"Reading of {clock_time(record, reading.observed_at)}"
    said = note_readings.changes(record, reading, signed_at)
    if (reading.first_recorded_at or reading.recorded_at) > signed_at:
        said.insert(0, _added(record, reading.first_recorded_at or reading.recorded_at))
    yield Item(lead=lead, text=" ".join(said))


def _event(record: SessionRecord, event: Event, signed_at: datetime) -> Iterator[Item]:
    if event.recorded_at <= signed_at:
        return
    lead = f"{EVENT_KINDS[event.kind].label} of {clock_time(record, event.occurred_at)}"
    said = note_dose.event_changes(record, event, signed_at)
    if (event.first_recorded_at or event.recorded_at) > signed_at:
        said.insert(0, _added(record, event.first_recorded_at or event.recorded_at))
    yield Item(lead=lead, text=" ".join(said))


def _added(record: SessionRecord, at: datetime) -> str:
    return f"Added {clock_time(record, at)}."


def _header(record: SessionRecord, signed_at: datetime) -> Iterator[Item]:
    for accepted in record.baselines:
        if accepted.accepted_at > signed_at:
            when = clock_time(record, accepted.accepted_at)
            yield Item(lead="Baseline", text=f"Accepted anew {when} by {accepted.accepted_by_name}.")
    if record.session.changed_at > signed_at:
        reason = record.session.change_reason or "no reason given"
        yield Item(lead="Header", text=f"Changed {clock_time(record, record.session.changed_at)}: {reason}.")


def _alerts(record: SessionRecord, signed_at: datetime) -> Iterator[Item]:
    for alert in record.alerts:
        later = [action for action in alert.actions if action.at > signed_at]
        if later:
            said = (f"{a.kind.value} {clock_time(record, a.at)} by {a.by_name}" for a in later)
            yield Item(lead="Alert", level=alert.level, text=f"{alert.text.rstrip('.')}: {'; '.join(said)}.")

"""What was recorded, corrected or answered after the approving signature, which does not cover it."""

from collections.abc import Iterator

from dashboard.clinical.coverage import changed_since, covered
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.notes import Coverage
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import note_dose, note_readings
from dashboard.documents.blocks import Item
from dashboard.documents.note_amended_patient import patient_changes
from dashboard.documents.words import clock_time


def amendments(record: SessionRecord) -> tuple[Item, ...]:
    """Each change since a clinician signed, by the order of the record; nothing before that, and nothing
    for addenda."""
    approval = record.approval
    if approval is None or not changed_since(record, approval):
        return ()
    covers = covered(record, approval)
    return (
        *patient_changes(record, covers),
        *(i for r in record.readings for i in _reading(record, r, covers.readings.get(r.seq, 0))),
        *(i for e in note_dose.in_order(record) for i in _event(record, e, covers.events.get(e.seq, 0))),
        *_header(record, covers),
        *_alerts(record, covers),
    )


def _reading(record: SessionRecord, reading: Reading, version: int) -> Iterator[Item]:
    if reading.version <= version:
        return
    lead = f"Reading of {clock_time(record, reading.observed_at)}"
    said = note_readings.changes(record, reading, version)
    if not version:
        said.insert(0, f"Added {clock_time(record, reading.first_recorded_at or reading.recorded_at)}.")
    yield Item(lead=lead, text=" ".join(said))


def _event(record: SessionRecord, event: Event, version: int) -> Iterator[Item]:
    if event.version <= version:
        return
    lead = f"{EVENT_KINDS[event.kind].label} of {clock_time(record, event.occurred_at)}"
    said = note_dose.event_changes(record, event, version)
    if not version:
        said.insert(0, f"Added {clock_time(record, event.first_recorded_at or event.recorded_at)}.")
    yield Item(lead=lead, text=" ".join(said))


def _header(record: SessionRecord, covers: Coverage) -> Iterator[Item]:
    for accepted in record.baselines[covers.baselines :]:
        when = clock_time(record, accepted.accepted_at)
        yield Item(lead="Baseline", text=f"Accepted anew {when} by {accepted.accepted_by_name}.")
    if record.session.version > covers.header:
        reason = record.session.change_reason or "no reason given"
        yield Item(lead="Header", text=f"Changed {clock_time(record, record.session.changed_at)}: {reason}.")


def _alerts(record: SessionRecord, covers: Coverage) -> Iterator[Item]:
    for alert in record.alerts:
        said = [] if alert.id in covers.alerts else [f"raised {clock_time(record, alert.raised_at)}"]
        later = alert.actions[covers.alerts.get(alert.id, 0) :]
        said += [f"{a.kind.value} {clock_time(record, a.at)} by {a.by_name}" for a in later]
        if said:
            yield Item(lead="Alert", level=alert.level, text=f"{alert.text.rstrip('.')}: {'; '.join(said)}.")

"""After every change of a session its alerts are judged again, in the same transaction."""

from dataclasses import dataclass

from dashboard.actions.clinic import Work
from dashboard.clinical.alerts import ActionKind, Alert, AlertAction
from dashboard.clinical.consequences import (
    AlertChange,
    Invalidate,
    Raise,
    Recross,
    Resolve,
    Supersede,
    alert_changes,
)
from dashboard.clinical.errors import NotFound
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import alerts as alerts_store
from dashboard.store.session_records import load_record


@dataclass(frozen=True, slots=True)
class Judged:
    """The session after the change and its alerts, and the ids of alerts raised by it."""

    record: SessionRecord
    raised: tuple[str, ...]


def record_of(work: Work, session_id: str) -> SessionRecord:
    """The session as it stands within this work; NotFound when there is none."""
    record = load_record(work.db, session_id, work.now)
    if record is None:
        raise NotFound("There is no such session.")
    return record


def judge(work: Work, session_id: str, *, reading: str | None = None, event: str | None = None) -> Judged:
    """Raise, resolve and invalidate what follows from the change, and announce it."""
    record = record_of(work, session_id)
    changes = alert_changes(record, touched_reading=reading, touched_event=event)
    if not changes:
        return Judged(record, ())
    raised = tuple(alert_id for change in changes if (alert_id := _apply(work, session_id, change)))
    work.announce("alert", session_id)
    return Judged(record_of(work, session_id), raised)


def _apply(work: Work, session_id: str, change: AlertChange) -> str | None:
    """Store one change; the id of a raised alert."""
    match change:
        case Raise():
            return _raise(work, session_id, change)
        case Resolve(alert_id, reading_id):
            _act(work, alert_id, ActionKind.RESOLVED, reading_id)
        case Recross(alert_id, reading_id):
            _act(work, alert_id, ActionKind.RECROSSED, reading_id)
        case Supersede(alert_id):
            _act(work, alert_id, ActionKind.SUPERSEDED, None)
        case Invalidate(alert_id):
            _act(work, alert_id, ActionKind.INVALIDATED, None)
    return None


def _raise(work: Work, session_id: str, found: Raise) -> str:
    alert = Alert(
        id=work.new_id(), session_id=session_id, source=found.source, level=found.level, text=found.text,
        raised_at=work.now, measure=found.measure, value=found.value, limit=found.limit,
        reading_id=found.reading_id, reading_version=found.reading_version, event_id=found.event_id,
        retrospective=found.retrospective,
    )  # fmt: skip
    alerts_store.add_alert(work.db, alert)
    if found.resolved_by is not None:
        _act(work, alert.id, ActionKind.RESOLVED, found.resolved_by)
    return alert.id


def _act(work: Work, alert_id: str, kind: ActionKind, reading_id: str | None) -> None:
    action = AlertAction(
        kind=kind, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, reading_id=reading_id
    )
    alerts_store.add_alert_action(work.db, alert_id, action)

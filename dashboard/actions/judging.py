"""After every change of a session, and as time passes, its alerts are judged in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.actions.clinic import Work
from dashboard.clinical.alert_changes import (
    AlertChange,
    Escalate,
    Invalidate,
    Raise,
    Recross,
    Resolve,
    Supersede,
)
from dashboard.clinical.alerts import ActionKind, Alert, AlertAction
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.consequences import alert_changes
from dashboard.clinical.errors import NotFound
from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import alerts as alerts_store
from dashboard.store import sessions as sessions_store
from dashboard.store.session_records import load_record


@dataclass(frozen=True, slots=True)
class Judged:
    """The session after the change and its alerts, and the ids of alerts that the entry itself raised."""

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
    stored = store_changes(work, record, changes)
    raised = tuple(alert.id for alert in stored if alert.check_key is None or alert.reading_id == reading)
    return Judged(record_of(work, session_id), raised)


def judge_open_session(work: Work, patient_id: str) -> None:
    """The patient's open session, if there is one, after a change of what its limits depend on."""
    session_id = sessions_store.open_session_of_patient(work.db, patient_id)
    work.announce("session", session_id)
    if session_id is not None:
        judge(work, session_id)


def store_changes(work: Work, record: SessionRecord, changes: Sequence[AlertChange]) -> list[Alert]:
    """Store what becomes of the session's alerts and announce it; the alerts raised, in their order."""
    stored = [_apply(work, record, change) for change in changes]
    work.announce("alert", record.session.id)
    return [alert for alert in stored if alert is not None]


def _apply(work: Work, record: SessionRecord, change: AlertChange) -> Alert | None:
    """Store one change; the alert that it raised."""
    match change:
        case Raise():
            return _raise(work, record.session.id, change)
        case Escalate(alert_id, why):
            escalate(work, record, alert_id, why)
        case Resolve(alert_id, reading_id):
            _act(work, alert_id, ActionKind.RESOLVED, reading_id)
        case Recross(alert_id, reading_id):
            _act(work, alert_id, ActionKind.RECROSSED, reading_id)
        case Supersede(alert_id):
            _act(work, alert_id, ActionKind.SUPERSEDED, None)
        case Invalidate(alert_id):
            _act(work, alert_id, ActionKind.INVALIDATED, None)
    return None


def escalate(work: Work, record: SessionRecord, alert_id: str, why: str) -> None:
    """Send an alert beyond the room; nobody did it, so it stands under the system's name."""
    action = AlertAction(
        kind=ActionKind.ESCALATED, at=work.now, by=SYSTEM.user_id, by_name=SYSTEM.display_name, note=why
    )
    alerts_store.add_alert_action(work.db, alert_id, action)
    work.audit(
        AuditKind.ALERT_ESCALATED, "alert", alert_id, patient_id=record.patient.id, reason=why,
        session_id=record.session.id,
    )  # fmt: skip


def _raise(work: Work, session_id: str, found: Raise) -> Alert:
    alert = Alert(
        id=work.new_id(), session_id=session_id, source=found.source, level=found.level, text=found.text,
        raised_at=work.now, measure=found.measure, value=found.value, limit=found.limit,
        reading_id=found.reading_id, reading_version=found.reading_version, event_id=found.event_id,
        retrospective=found.retrospective, check_key=found.check_key,
    )  # fmt: skip
    alerts_store.add_alert(work.db, alert)
    if found.resolved_by is not None:
        _act(work, alert.id, ActionKind.RESOLVED, found.resolved_by)
    return alert


def _act(work: Work, alert_id: str, kind: ActionKind, reading_id: str | None) -> None:
    action = AlertAction(
        kind=kind, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, reading_id=reading_id
    )
    alerts_store.add_alert_action(work.db, alert_id, action)

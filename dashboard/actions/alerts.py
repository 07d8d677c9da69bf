"""Answering alerts: who saw it, who was told, which warning signs were asked for, and ending one by hand."""

from collections.abc import Sequence

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import escalate, record_of
from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState, Level
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.clinical.time_consequences import escalation_words
from dashboard.store import alerts as alerts_store

TOLD_LENGTH = 200
NOTE_LENGTH = 1000


def acknowledge_alert(
    clinic: Clinic, actor: Actor, alert_id: str, *, told: str | None, note: str | None,
    signs: Sequence[str] | None, once: Once | None = None,
) -> Alert:  # fmt: skip
    """Acknowledge an alert. An urgent one needs `signs`, [] says none; a second answer is kept beside.

    A warning sign sends the alert beyond the room at once.
    """
    with clinic.work(actor, Permission.ACKNOWLEDGE_ALERT, once) as work:
        alert = _answerable(work, alert_id, "acknowledge")
        _check(told, note, signs, _sign_errors(alert, signs))
        record = record_of(work, alert.session_id)
        _answer(work, alert, ActionKind.ACKNOWLEDGED, told=told, note=note, signs=signs)
        work.audit(
            AuditKind.ALERT_ACKNOWLEDGED, "alert", alert_id, patient_id=record.patient.id,
            level=alert.level.value, measure=alert.measure,
        )  # fmt: skip
        return work.done(_answered(work, alert))


def resolve_alert(
    clinic: Clinic, actor: Actor, alert_id: str, *, reason: str | None, note: str | None = None,
    told: str | None = None, signs: Sequence[str] | None = None, once: Once | None = None,
) -> Alert:  # fmt: skip
    """End an alert by hand, with a reason (or a note); one resolved already is given as it stands.

    It does not acknowledge: an unanswered alert stays open. What was known by now is not told again. Raises
    InvalidEntry, NotFound, and WrongState for an alert whose cause was taken back.
    """
    with clinic.work(actor, Permission.ACKNOWLEDGE_ALERT, once) as work:
        alert = _answerable(work, alert_id, "resolve")
        if alert.resolution is not None:
            return alert
        why = ": ".join(part.strip() for part in (reason, note) if part and part.strip())
        _check(told, note, signs, _reason_errors(reason, why))
        record = record_of(work, alert.session_id)
        _answer(
            work, alert, ActionKind.RESOLVED, told=told, note=why, signs=signs,
            reading_id=_last_known(record, alert),
        )  # fmt: skip
        work.audit(
            AuditKind.ALERT_RESOLVED, "alert", alert_id, patient_id=record.patient.id, reason=why,
            level=alert.level.value, measure=alert.measure,
        )  # fmt: skip
        return work.done(_answered(work, alert))


def _answerable(work: Work, alert_id: str, asked: str) -> Alert:
    alert = alerts_store.load_alert(work.db, alert_id)
    if alert is None:
        raise NotFound("There is no such alert.")
    if alert.state is AlertState.INVALIDATED:
        words = f"The alert's cause was taken back; nothing is left to {asked}."
        raise WrongState(words, "alert_invalidated")
    return alert


def _answer(
    work: Work, alert: Alert, kind: ActionKind, *, told: str | None, note: str | None,
    signs: Sequence[str] | None, reading_id: str | None = None,
) -> None:  # fmt: skip
    action = AlertAction(
        kind=kind, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, told=told or None,
        note=note or None, signs=None if signs is None else tuple(signs), reading_id=reading_id,
    )  # fmt: skip
    alerts_store.add_alert_action(work.db, alert.id, action)
    work.announce("alert", alert.session_id)


def _answered(work: Work, alert: Alert) -> Alert:
    """The alert with its answer, sent beyond the room where the answer names a warning sign."""
    record = record_of(work, alert.session_id)
    answered = next(a for a in record.alerts if a.id == alert.id)
    named = any(action.signs for action in answered.actions)
    why = escalation_words(record, answered) if named else None
    if why is None:
        return answered
    escalate(work, record, alert.id, why)
    return alerts_store.load_alert(work.db, alert.id) or answered


def _last_known(record: SessionRecord, alert: Alert) -> str | None:
    """The reading of the alert's measure entered last: up to it nothing is told again."""
    if alert.source != "limit":
        return None
    known = [r for r in record.counted_readings if alert.measure in r.all_values]
    return max(known, key=lambda r: r.seq).id if known else None


def _sign_errors(alert: Alert, signs: Sequence[str] | None) -> list[FieldError | None]:
    if alert.level is not Level.URGENT or signs is not None:
        return []
    words = "Ask for the warning signs: name them, or say none of these."
    return [FieldError("signs", "required", words)]


def _reason_errors(reason: str | None, why: str) -> list[FieldError | None]:
    if not why:
        return [FieldError("reason", "required", "Say why it is over.")]
    return [text_error("reason", "The reason", reason or "", NOTE_LENGTH)]


def _check(
    told: str | None, note: str | None, signs: Sequence[str] | None, others: Sequence[FieldError | None]
) -> None:
    errors = [
        text_error("told", "Who was told", told or "", TOLD_LENGTH),
        text_error("note", "The note", note or "", NOTE_LENGTH),
        *others,
    ]
    errors += [
        FieldError("signs", "unknown", f"{sign[:40]} is not one of the warning signs.")
        for sign in signs or ()
        if sign not in SIGNS
    ]
    if found := [e for e in errors if e]:
        raise InvalidEntry(found)

"""Answering alerts: who saw it, who was told, which warning signs were asked for."""

from collections.abc import Sequence

from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.judging import record_of
from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState, Level
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.texts import text_error
from dashboard.store import alerts as alerts_store

TOLD_LENGTH = 200
NOTE_LENGTH = 1000


def acknowledge_alert(
    clinic: Clinic, actor: Actor, alert_id: str, *, told: str | None, note: str | None,
    signs: Sequence[str] | None, once: Once | None = None,
) -> Alert:  # fmt: skip
    """Acknowledge an alert. An urgent one needs `signs`, [] says none; a second answer is kept beside."""
    with clinic.work(actor, Permission.ACKNOWLEDGE_ALERT, once) as work:
        alert = alerts_store.load_alert(work.db, alert_id)
        if alert is None:
            raise NotFound("There is no such alert.")
        if alert.state is AlertState.INVALIDATED:
            raise WrongState(
                "The alert's cause was taken back; nothing is left to acknowledge.", "alert_invalidated"
            )
        _check(alert, told, note, signs)
        record = record_of(work, alert.session_id)
        action = AlertAction(
            kind=ActionKind.ACKNOWLEDGED, at=work.now, by=actor.user_id, by_name=actor.display_name,
            told=told or None, note=note or None, signs=None if signs is None else tuple(signs),
        )  # fmt: skip
        alerts_store.add_alert_action(work.db, alert_id, action)
        work.audit(
            AuditKind.ALERT_ACKNOWLEDGED, "alert", alert_id, patient_id=record.patient.id,
            level=alert.level.value, measure=alert.measure,
        )  # fmt: skip
        work.announce("alert", alert.session_id)
        answered = alerts_store.load_alert(work.db, alert_id)
        return work.done(answered or alert)


def _check(alert: Alert, told: str | None, note: str | None, signs: Sequence[str] | None) -> None:
    errors = [
        text_error("told", "Who was told", told or "", TOLD_LENGTH),
        text_error("note", "The note", note or "", NOTE_LENGTH),
    ]
    if alert.level is Level.URGENT and signs is None:
        words = "Ask for the warning signs: name them, or say none of these."
        errors.append(FieldError("signs", "required", words))
    unknown = [sign for sign in signs or () if sign not in SIGNS]
    errors += [
        FieldError("signs", "unknown", f"{sign[:40]} is not one of the warning signs.") for sign in unknown
    ]
    if found := [e for e in errors if e]:
        raise InvalidEntry(found)

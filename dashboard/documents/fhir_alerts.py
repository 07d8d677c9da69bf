"""Alerts as FHIR detected issues, each with what was done about it."""

from collections.abc import Collection

from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState, Level
from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.fhir_observations import observation_id
from dashboard.documents.fhir_shapes import Resource, local_time, person, resource, subject, uid
from dashboard.documents.words import number

_SEVERITY = {Level.URGENT: "high", Level.ADVISORY: "moderate", Level.INFO: "low"}
_MADE_OF_EVENTS = ("MedicationAdministration", "AdverseEvent")
_DONE = {
    ActionKind.ACKNOWLEDGED: "Acknowledged", ActionKind.ESCALATED: "Escalated",
    ActionKind.RECROSSED: "Crossed again", ActionKind.SUPERSEDED: "Taken over by a louder alert",
    ActionKind.INVALIDATED: "Invalidated: its cause was corrected or struck",
}  # fmt: skip


def detected_issues(record: SessionRecord, known: Collection[str]) -> list[Resource]:
    """In the order raised; `known` are the references that the document can answer."""
    raised = sorted(record.alerts, key=lambda a: (a.raised_at, a.id))
    return [_issue(record, alert, known) for alert in raised]


def _issue(record: SessionRecord, alert: Alert, known: Collection[str]) -> Resource:
    wrong = alert.state is AlertState.INVALIDATED
    return resource(
        "DetectedIssue", alert.id, status="entered-in-error" if wrong else "final",
        code={"text": alert.text}, severity=_SEVERITY[alert.level], patient=subject(record),
        identifiedDateTime=local_time(record, alert.raised_at), detail=_detail(alert),
        implicated=[{"reference": found} for found in _causes(alert) if found in known],
        mitigation=[_mitigation(record, action) for action in alert.actions],
    )  # fmt: skip


def _detail(alert: Alert) -> str:
    """Value, limit, state, and that it was judged after the fact."""
    limit = alert.limit or {}
    value, bound = alert.value, limit.get("value")
    parts = [f"{alert.level.value.upper()}, {alert.state.value}."]
    if value is not None:
        parts.append(f"Value {number(value)}.")
    if isinstance(bound, int | float):
        parts.append(f"Limit {number(bound)} {limit.get('unit', '')}".rstrip() + ".")
    if alert.retrospective:
        parts.append("Judged afterwards, a later reading was already there.")
    return " ".join(parts)


def _causes(alert: Alert) -> list[str]:
    causes = []
    if alert.reading_id and alert.measure:
        causes.append(f"Observation/{observation_id(alert.reading_id, alert.measure)}")
    if alert.event_id:
        causes += [f"{kind}/{uid(kind, alert.event_id)}" for kind in _MADE_OF_EVENTS]
    return causes


def _mitigation(record: SessionRecord, action: AlertAction) -> Resource:
    signs = None
    if action.signs is not None:
        signs = f"warning signs: {', '.join(SIGNS.get(s, s) for s in action.signs) or 'none'}"
    done = _DONE.get(action.kind, "Resolved by hand" if action.by_hand else "Resolved")
    said = (done, f"told {action.told}" if action.told else None, signs, action.note)
    staff = action.by != SYSTEM.user_id
    return {
        "action": {"text": "; ".join(part for part in said if part)},
        "date": local_time(record, action.at),
        "author": person(action.by, action.by_name) if staff else None,
    }

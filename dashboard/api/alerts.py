"""Alerts: what stands, and who answered it."""

from typing import Any

from dashboard.actions import alerts, viewing
from dashboard.actions.bedside_views import view_alert
from dashboard.api.answers import alert_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText
from dashboard.clinical.roles import Permission


class AcknowledgeBody(Body):
    """Who was told, what was seen; `signs` is required for an urgent alert, [] says none."""

    told: LongText | None = None
    note: LongText | None = None
    signs: list[Code] | None = None


class ResolveBody(Body):
    """Why it is over: `reason`, or a `note`; who was told and the warning signs where they were asked."""

    reason: LongText | None = None
    note: LongText | None = None
    told: LongText | None = None
    signs: list[Code] | None = None


def list_all(call: Call[Nothing]) -> Any:
    """All alerts of a session in the order they were raised."""
    record = viewing.view_session(call.clinic, call.actor, call.ids["session_id"])
    found = sorted(record.alerts, key=lambda a: (a.raised_at, a.id))
    return {"items": [alert_answer(a) for a in found], "next": None}


def view(call: Call[Nothing]) -> Any:
    """One alert."""
    alert, _ = view_alert(call.clinic, call.actor, call.ids["alert_id"])
    return alert_answer(alert)


def acknowledge(call: Call[AcknowledgeBody]) -> Any:
    """Acknowledge an alert; the first person's answer stays on top, later ones beside it."""
    body = call.body
    alert = alerts.acknowledge_alert(
        call.clinic, call.actor, call.ids["alert_id"], told=body.told, note=body.note, signs=body.signs,
        once=call.once(alert_answer),
    )  # fmt: skip
    return alert_answer(alert)


def resolve(call: Call[ResolveBody]) -> Any:
    """End an alert by hand; one resolved already is answered as it stands."""
    body = call.body
    alert = alerts.resolve_alert(
        call.clinic, call.actor, call.ids["alert_id"], reason=body.reason, note=body.note, told=body.told,
        signs=body.signs, once=call.once(alert_answer),
    )  # fmt: skip
    return alert_answer(alert)


RULES = (
    Rule(
        method="GET", path="/sessions/{session_id}/alerts", handler=list_all,
        permission=Permission.VIEW_RECORDS,
    ),
    Rule(method="GET", path="/alerts/{alert_id}", handler=view, permission=Permission.VIEW_RECORDS),
    Rule(
        method="POST", path="/alerts/{alert_id}/acknowledge", handler=acknowledge, body=AcknowledgeBody,
        permission=Permission.ACKNOWLEDGE_ALERT, key=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path="/alerts/{alert_id}/resolve", handler=resolve, body=ResolveBody,
        permission=Permission.ACKNOWLEDGE_ALERT, key=Header.TAKEN, pool=Pool.WRITE,
    ),
)  # fmt: skip

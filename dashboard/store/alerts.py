"""Alerts: a row when raised, and a row for each thing done about it."""

from typing import Any

from sqlalchemy import Row, bindparam, func, select

from dashboard.clinical.alerts import ActionKind, Alert, AlertAction, Level
from dashboard.clinical.roles import SYSTEM
from dashboard.store.tables import alert_actions, alerts, users
from dashboard.store.writing import Db, Writing

_PLAIN = (
    "id", "session_id", "source", "text", "raised_at", "measure", "value", "limit", "reading_id",
    "reading_version", "event_id", "retrospective", "check_key",
)  # fmt: skip


def add_alert(db: Writing, alert: Alert) -> None:
    """Store a raised alert, and whatever was done about it already."""
    last = db.execute(_LAST_NUMBER, {"session_id": alert.session_id}).scalar() or 0
    plain = {name: getattr(alert, name) for name in _PLAIN}
    db.insert(alerts, {**plain, "number": last + 1, "level": alert.level.value})
    for action in alert.actions:
        add_alert_action(db, alert.id, action)


def add_alert_action(db: Writing, alert_id: str, action: AlertAction) -> None:
    """Store one thing done about an alert; KeyError when there is no such alert."""
    found = db.execute(_PLACE, {"alert_id": alert_id}).first()
    if found is None:
        raise KeyError(alert_id)
    row = {
        "session_id": found.session_id, "alert_id": alert_id, "number": (found.done or 0) + 1,
        "kind": action.kind.value, "at": action.at, "by": action.by, "told": action.told, "note": action.note,
        "signs": None if action.signs is None else list(action.signs), "reading_id": action.reading_id,
    }  # fmt: skip
    db.insert(alert_actions, row)


def load_alert(db: Db, alert_id: str) -> Alert | None:
    """One alert with all that was done about it."""
    session_id = db.execute(select(alerts.c.session_id).where(alerts.c.id == alert_id)).scalar()
    found = list_alerts(db, session_id) if session_id else []
    return next((alert for alert in found if alert.id == alert_id), None)


def list_alerts(db: Db, session_id: str) -> list[Alert]:
    """A session's alerts in the order they were raised."""
    return alerts_by_session(db, [session_id]).get(session_id, [])


def alerts_by_session(db: Db, session_ids: list[str]) -> dict[str, list[Alert]]:
    """The same for several sessions, in two statements."""
    done: dict[str, list[AlertAction]] = {}
    for row in db.execute(_ACTIONS, {"session_ids": session_ids}):
        done.setdefault(row.alert_id, []).append(_action(row))
    found: dict[str, list[Alert]] = {}
    for row in db.execute(_ALERTS, {"session_ids": session_ids}):
        plain = {name: getattr(row, name) for name in _PLAIN}
        alert = Alert(**plain, level=Level(row.level), actions=tuple(done.get(row.id, ())))
        found.setdefault(row.session_id, []).append(alert)
    return found


def _action(row: Row[Any]) -> AlertAction:
    unnamed = SYSTEM.display_name if row.by == SYSTEM.user_id else row.by
    return AlertAction(
        kind=ActionKind(row.kind), at=row.at, by=row.by, by_name=row.by_name or unnamed, told=row.told,
        note=row.note, signs=None if row.signs is None else tuple(row.signs), reading_id=row.reading_id,
    )  # fmt: skip


_LAST_NUMBER = select(func.max(alerts.c.number)).where(alerts.c.session_id == bindparam("session_id"))
_PLACE = select(
    alerts.c.session_id,
    select(func.max(alert_actions.c.number))
    .where(alert_actions.c.session_id == alerts.c.session_id, alert_actions.c.alert_id == alerts.c.id)
    .correlate(alerts)
    .scalar_subquery()
    .label("done"),
).where(alerts.c.id == bindparam("alert_id"))
_ALERTS = (
    select(alerts)
    .where(alerts.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(alerts.c.session_id, alerts.c.number)
)
_ACTIONS = (
    select(alert_actions, users.c.display_name.label("by_name"))
    .outerjoin_from(alert_actions, users, users.c.id == alert_actions.c.by)
    .where(alert_actions.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(alert_actions.c.session_id, alert_actions.c.alert_id, alert_actions.c.number)
)

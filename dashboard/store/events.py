"""Events: every version."""

from typing import Any

from sqlalchemy import Row, bindparam, func, select

from dashboard.clinical.events import Event
from dashboard.clinical.readings import StrikeReason
from dashboard.store.tables import events, users
from dashboard.store.versions import split_versions
from dashboard.store.writing import Db, Writing

Versions = tuple[tuple[Event, ...], tuple[Event, ...]]
_PLAIN = (
    "id", "session_id", "seq", "version", "status", "kind", "occurred_at", "recorded_at", "recorded_by",
    "first_recorded_at", "change_reason", "witness",
)  # fmt: skip


def next_event_seq(db: Db, session_id: str) -> int:
    """The number of the session's next event, from 1."""
    return int(db.execute(_LAST_SEQ, {"session_id": session_id}).scalar() or 0) + 1


def add_event_version(db: Writing, event: Event) -> None:
    """Store one version of an event."""
    row = {
        **{name: getattr(event, name) for name in _PLAIN},
        "status": str(event.status), "detail": dict(event.detail),
        "strike_reason": event.strike_reason.value if event.strike_reason else None,
    }  # fmt: skip
    before = {"session_id": event.session_id, "seq": event.seq, "version": event.version - 1}
    db.insert(events, row, before if event.version > 1 else None)


def load_event(db: Db, event_id: str) -> Event | None:
    """The current version of an event."""
    row = db.execute(_BY_ID, {"event_id": event_id}).first()
    return _event(row) if row else None


def list_events(db: Db, session_id: str) -> Versions:
    """(current versions, the versions they replaced), both in `seq` order, struck ones included."""
    return events_by_session(db, [session_id]).get(session_id, ((), ()))


def events_by_session(db: Db, session_ids: list[str]) -> dict[str, Versions]:
    """The same for several sessions."""
    return split_versions(_event(row) for row in db.execute(_EVENTS, {"session_ids": session_ids}))


def _event(row: Row[Any]) -> Event:
    return Event(
        **{name: getattr(row, name) for name in _PLAIN},
        recorded_by_name=row.by_name or row.recorded_by, witness_name=row.witness_name, detail=row.detail,
        strike_reason=StrikeReason(row.strike_reason) if row.strike_reason else None,
    )  # fmt: skip


_LAST_SEQ = select(func.max(events.c.seq)).where(events.c.session_id == bindparam("session_id"))
_witnesses = users.alias("witnesses")
_NAMED = (
    select(
        events,
        users.c.display_name.label("by_name"),
        _witnesses.c.display_name.label("witness_name"),
    )
    .outerjoin_from(events, users, users.c.id == events.c.recorded_by)
    .outerjoin(_witnesses, _witnesses.c.id == events.c.witness)
)
_BY_ID = _NAMED.where(events.c.id == bindparam("event_id")).order_by(events.c.version.desc()).limit(1)
_EVENTS = _NAMED.where(events.c.session_id.in_(bindparam("session_ids", expanding=True))).order_by(
    events.c.session_id, events.c.seq, events.c.version
)

"""The numbered feed of changes that screens catch up by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from dashboard.store.tables import changes
from dashboard.store.writing import Db, Writing


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed: in which session (None for the clinic itself), and of what kind."""

    seq: int
    session_id: str | None
    kind: str


def add_change(db: Writing, session_id: str | None, kind: str, at: datetime) -> int:
    """Number a change; the numbers have no gaps, since writers take turns."""
    seq = last_change(db) + 1
    db.insert(changes, {"seq": seq, "session_id": session_id, "kind": kind, "at": at})
    return seq


def list_changes(db: Db, after: int, limit: int = 1000) -> list[Change]:
    """Changes with a higher number, oldest first."""
    rows = db.execute(_AFTER, {"after": after, "limit": limit})
    return [Change(row.seq, row.session_id, row.kind) for row in rows]


def last_change(db: Db) -> int:
    """The number of the last change, 0 before the first."""
    return int(db.execute(_LAST).scalar() or 0)


_LAST = select(func.max(changes.c.seq))
_AFTER = (
    select(changes)
    .where(changes.c.seq > bindparam("after"))
    .order_by(changes.c.seq)
    .limit(bindparam("limit"))
)

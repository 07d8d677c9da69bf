"""The audit: one entry for each change, view and export, in a keyed chain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from dashboard.clinical.roles import Actor
from dashboard.store.anchor import Head
from dashboard.store.audit_entries import FIRST_PREV_MAC, AuditEntry, entry_from, mac_of, stored_values
from dashboard.store.audit_verification import Verification, verify_chain
from dashboard.store.tables import audit
from dashboard.store.writing import Db, Writing

__all__ = ["AuditEntry", "Head", "Verification", "append_audit", "last_head", "list_audit", "verify_chain"]


def append_audit(
    db: Writing, key: bytes, *, at: datetime, actor: Actor, action: str, object_kind: str, object_id: str,
    object_version: int | None = None, patient_id: str | None = None, reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Head:  # fmt: skip
    """Chain one entry to the last. It names every row written since the entry before it; later ones
    of the same transaction name what is written after it."""
    last = last_head(db) or Head(0, FIRST_PREV_MAC)
    entry = AuditEntry(
        number=last.number + 1, at=at, actor_id=actor.user_id, actor_name=actor.display_name, action=action,
        object_kind=object_kind, object_id=object_id, object_version=object_version, patient_id=patient_id,
        reason=reason, request_id=actor.request_id, rows=tuple(db.take_unnamed()), detail=detail or {},
        prev_mac=last.mac,
    )  # fmt: skip
    entry = replace(entry, mac=mac_of(key, stored_values(entry)))
    db.execute(audit.insert(), stored_values(entry))
    return Head(entry.number, entry.mac)


def last_head(db: Db) -> Head | None:
    """Number and MAC of the last entry."""
    row = db.execute(_LAST).first()
    return Head(row.number, row.mac) if row else None


def list_audit(
    db: Db, *, patient_id: str | None = None, actor_id: str | None = None, action: str | None = None,
    object_id: str | None = None, before: int | None = None, limit: int = 100,
) -> list[AuditEntry]:  # fmt: skip
    """Entries, newest first, below the number `before`."""
    wanted = select(audit).order_by(audit.c.number.desc()).limit(limit)
    named = {"patient_id": patient_id, "actor_id": actor_id, "action": action, "object_id": object_id}
    for column, value in named.items():
        if value is not None:
            wanted = wanted.where(audit.c[column] == value)
    if before is not None:
        wanted = wanted.where(audit.c.number < before)
    return [entry_from(row) for row in db.execute(wanted)]


_LAST = select(audit.c.number, audit.c.mac).where(
    audit.c.number == select(func.max(audit.c.number)).scalar_subquery()
)

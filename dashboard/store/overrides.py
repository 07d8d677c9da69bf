"""Limits moved for a patient or a session."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from dashboard.clinical.alerts import Level
from dashboard.clinical.overrides import LimitOverride, OverrideEnd
from dashboard.clinical.thresholds import LimitKind
from dashboard.store.tables import limit_override_ends, limit_overrides, users
from dashboard.store.writing import Db, Writing

_PLAIN = ("id", "patient_id", "session_id", "measure", "value", "reason", "at", "by", "until")


def add_override(db: Writing, override: LimitOverride) -> None:
    """Store a moved limit."""
    plain = {name: getattr(override, name) for name in _PLAIN}
    db.insert(limit_overrides, {**plain, "kind": override.kind.value, "level": override.level.value})


def add_override_end(db: Writing, override_id: str, end: OverrideEnd) -> None:
    """Store that a moved limit was taken back."""
    row = {"override_id": override_id, "at": end.at, "by": end.by, "reason": end.reason}
    db.insert(limit_override_ends, row)


def load_override(db: Db, override_id: str) -> LimitOverride | None:
    """One moved limit."""
    row = db.execute(_NAMED.where(limit_overrides.c.id == override_id)).first()
    return _override(row) if row else None


def overrides_by_patient(db: Db, patient_ids: list[str]) -> dict[str, list[LimitOverride]]:
    """All limits ever moved for these patients, oldest first."""
    found: dict[str, list[LimitOverride]] = {}
    for row in db.execute(_OF_PATIENTS, {"patient_ids": patient_ids}):
        found.setdefault(row.patient_id, []).append(_override(row))
    return found


def _override(row: Row[Any]) -> LimitOverride:
    end = OverrideEnd(
        at=row.end_at, by=row.end_by, by_name=row.end_by_name or row.end_by, reason=row.end_reason
    )
    return LimitOverride(
        **{name: getattr(row, name) for name in _PLAIN}, kind=LimitKind(row.kind), level=Level(row.level),
        by_name=row.by_name or row.by, end=end if row.end_at is not None else None,
    )  # fmt: skip


_by, _ender = users.alias("mover"), users.alias("ender")
_NAMED = (
    select(
        limit_overrides,
        _by.c.display_name.label("by_name"),
        limit_override_ends.c.at.label("end_at"),
        limit_override_ends.c.by.label("end_by"),
        limit_override_ends.c.reason.label("end_reason"),
        _ender.c.display_name.label("end_by_name"),
    )
    .outerjoin_from(
        limit_overrides, limit_override_ends, limit_override_ends.c.override_id == limit_overrides.c.id
    )
    .outerjoin(_by, _by.c.id == limit_overrides.c.by)
    .outerjoin(_ender, _ender.c.id == limit_override_ends.c.by)
)
_OF_PATIENTS = _NAMED.where(
    limit_overrides.c.patient_id.in_(bindparam("patient_ids", expanding=True))
).order_by(limit_overrides.c.at, limit_overrides.c.id)

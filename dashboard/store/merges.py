"""Two records of one patient merged: nothing is moved, each question follows the merge as it stands.

A record that was merged away points to the surviving one until it is parted again. Records stand one deep:
one that survived a merge is not merged away itself.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, select

from dashboard.clinical.merges import PatientMerge, ReadAs
from dashboard.store.tables import patient_merges, patient_unmerges, users
from dashboard.store.writing import Db, Writing

_merges = patient_merges.c
_STANDS = ~exists().where(patient_unmerges.c.merge_id == _merges.id).correlate(patient_merges)


def surviving(patient_id: ColumnElement[str]) -> ColumnElement[str]:
    """The id under which this patient's record is read now: its own unless it was merged away."""
    into = (
        select(_merges.into_id)
        .where(_merges.from_id == patient_id, _STANDS)
        .correlate_except(patient_merges)
        .scalar_subquery()
    )
    return func.coalesce(into, patient_id)


def merged_away(patient_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether this record stands behind another one now."""
    return exists().where(_merges.from_id == patient_id, _STANDS).correlate_except(patient_merges)


def of_one_patient(patient_id: ColumnElement[str], asked: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row's patient is the asked one, whichever of the records of one patient either names."""
    behind = select(_merges.from_id).where(_merges.into_id == surviving(asked), _STANDS)
    return patient_id.in_(select(surviving(asked)).union_all(behind.correlate(None)))


def add_merge(db: Writing, merge: PatientMerge) -> None:
    """Store that a record was merged into another."""
    names = ("id", "from_id", "into_id", "at", "by", "reason")
    db.insert(patient_merges, {name: getattr(merge, name) for name in names})


def add_parting(db: Writing, merge_id: str, *, at: datetime, by: str, reason: str) -> None:
    """Store that a merge was taken back."""
    db.insert(patient_unmerges, {"merge_id": merge_id, "at": at, "by": by, "reason": reason})


def load_merge(db: Db, merge_id: str) -> tuple[PatientMerge, bool] | None:
    """A merge, and whether it still stands."""
    row = db.execute(_NAMED.where(_merges.id == merge_id)).first()
    return (_merge(row), row.stands) if row else None


def merge_away_of(db: Db, patient_id: str) -> PatientMerge | None:
    """The merge that stands and by which this record is read under another."""
    row = db.execute(_AWAY, {"patient_id": patient_id}).first()
    return _merge(row) if row else None


def merges_into(db: Db, patient_id: str) -> list[PatientMerge]:
    """The merges that stand into this record, oldest first."""
    return [_merge(row) for row in db.execute(_INTO, {"patient_id": patient_id})]


def merges_of(db: Db, patient_ids: Sequence[str]) -> dict[str, list[ReadAs]]:
    """By record every while in which it was read as another, also those that are over, oldest first."""
    found: dict[str, list[ReadAs]] = {}
    for row in db.execute(_EVER, {"patient_ids": list(patient_ids)}):
        found.setdefault(row.from_id, []).append(ReadAs(row.into_id, row.at, row.parted_at))
    return found


def _merge(row: Row[Any]) -> PatientMerge:
    return PatientMerge(
        id=row.id, from_id=row.from_id, into_id=row.into_id, at=row.at, by=row.by,
        by_name=row.by_name or row.by, reason=row.reason,
    )  # fmt: skip


_NAMED: Select[Any] = select(
    patient_merges, users.c.display_name.label("by_name"), _STANDS.label("stands")
).outerjoin_from(patient_merges, users, users.c.id == _merges.by)
_AWAY = _NAMED.where(and_(_merges.from_id == bindparam("patient_id"), _STANDS))
_INTO = _NAMED.where(and_(_merges.into_id == bindparam("patient_id"), _STANDS)).order_by(
    _merges.at, _merges.id
)
_EVER = (
    select(_merges.from_id, _merges.into_id, _merges.at, patient_unmerges.c.at.label("parted_at"))
    .outerjoin_from(patient_merges, patient_unmerges, patient_unmerges.c.merge_id == _merges.id)
    .where(_merges.from_id.in_(bindparam("patient_ids", expanding=True)))
    .order_by(_merges.at, _merges.id)
)

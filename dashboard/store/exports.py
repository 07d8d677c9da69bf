"""Exports asked for, and how far each is. Its file and the audit say what left the clinic."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from dashboard.store.tables import exports, users
from dashboard.store.writing import Db, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """One export. `state` is queued, running, done, failed or cancelled."""

    id: str
    state: str
    format: str
    from_date: date
    to_date: date
    deidentified: bool
    purpose: str
    requested_by: str
    requested_by_name: str
    requested_at: datetime
    finished_at: datetime | None = None
    rows_done: int = 0
    rows_total: int | None = None
    sha256: str | None = None
    file_name: str | None = None
    error: str | None = None


_PLAIN = tuple(name for name in ExportJob.__dataclass_fields__ if name != "requested_by_name")


def add_export(db: Writing, job: ExportJob) -> None:
    """Store a new export."""
    db.execute(exports.insert(), _values(job))


def update_export(db: Writing, job: ExportJob) -> None:
    """Store how far it is."""
    db.execute(update(exports).where(exports.c.id == job.id).values(_values(job)))


def load_export(db: Db, export_id: str) -> ExportJob | None:
    """One export."""
    row = db.execute(_NAMED.where(exports.c.id == export_id)).first()
    return _job(row) if row else None


def list_exports(db: Db, limit: int = 200) -> list[ExportJob]:
    """Exports, newest first."""
    return [_job(row) for row in db.execute(_NAMED.order_by(exports.c.requested_at.desc()).limit(limit))]


_NAMED = select(exports, users.c.display_name.label("by_name")).outerjoin_from(
    exports, users, users.c.id == exports.c.requested_by
)


def _job(row: Row[Any]) -> ExportJob:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return ExportJob(**plain, requested_by_name=row.by_name or row.requested_by)


def _values(job: ExportJob) -> dict[str, Any]:
    return {name: getattr(job, name) for name in _PLAIN}

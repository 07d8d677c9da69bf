"""The clinic's own details, kept in all versions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from dashboard.clinical.errors import NotFound
from dashboard.clinical.rooms import Address, ClinicProfile
from dashboard.store.tables import clinic_versions, instance
from dashboard.store.writing import Db, Writing


def has_clinic(db: Db) -> bool:
    """Whether the clinic has any details yet."""
    return db.execute(select(clinic_versions.c.version).limit(1)).first() is not None


def load_clinic(db: Db) -> ClinicProfile:
    """The clinic's details as they stand; NotFound while there are none."""
    row = db.execute(_CLINIC).first()
    if row is None:
        raise NotFound("The clinic's details are not there yet.")
    return _profile(row)


def load_clinic_version(db: Db, version: int) -> ClinicProfile | None:
    """The clinic's details as they stood in this version."""
    row = db.execute(_CLINIC.where(clinic_versions.c.version == version)).first()
    return _profile(row) if row else None


def _profile(row: Row[Any]) -> ClinicProfile:
    return ClinicProfile(
        row.name, row.time_zone, row.emergency_text, practice=row.kind == "practice",
        address=Address(**row.address) if row.address else None, version=row.version,
    )  # fmt: skip


def add_clinic_version(db: Writing, profile: ClinicProfile, at: datetime, by: str) -> None:
    """Store changed details; whether it is for practice belongs to the database and stays."""
    last = db.execute(select(func.max(clinic_versions.c.version))).scalar() or 0
    row = {
        "version": last + 1, "name": profile.name, "time_zone": profile.time_zone,
        "emergency_text": profile.emergency_text, "at": at, "by": by,
        "address": asdict(profile.address) if profile.address else None,
    }  # fmt: skip
    db.insert(clinic_versions, row, before_key={"version": last} if last else None)


_CLINIC = (
    select(clinic_versions, instance.c.kind)
    .join_from(clinic_versions, instance, instance.c.kind.is_not(None))
    .order_by(clinic_versions.c.version.desc())
    .limit(1)
)

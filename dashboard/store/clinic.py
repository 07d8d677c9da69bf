"""The clinic's own details, its protocols and its sets of limits, each kept in all versions."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Table, and_, func, select

from dashboard.clinical.errors import NotFound
from dashboard.clinical.protocols import Protocol, protocol_from
from dashboard.clinical.rooms import ClinicProfile
from dashboard.clinical.thresholds import ThresholdSet, threshold_set_from
from dashboard.store.column_types import canonical_json
from dashboard.store.tables import clinic_versions, instance, protocol_versions, threshold_set_versions
from dashboard.store.writing import Db, Writing


def has_clinic(db: Db) -> bool:
    """Whether the clinic has any details yet."""
    return db.execute(select(clinic_versions.c.version).limit(1)).first() is not None


def load_clinic(db: Db) -> ClinicProfile:
    """The clinic's details as they stand; NotFound while there are none."""
    row = db.execute(_CLINIC).first()
    if row is None:
        raise NotFound("The clinic's details are not there yet.")
    return ClinicProfile(row.name, row.time_zone, row.emergency_text, practice=row.kind == "practice")


def add_clinic_version(db: Writing, profile: ClinicProfile, at: datetime, by: str) -> None:
    """Store changed details; whether it is for practice belongs to the database and stays."""
    last = db.execute(select(func.max(clinic_versions.c.version))).scalar() or 0
    row = {
        "version": last + 1, "name": profile.name, "time_zone": profile.time_zone,
        "emergency_text": profile.emergency_text, "at": at, "by": by,
    }  # fmt: skip
    db.insert(clinic_versions, row, before_key={"version": last} if last else None)


_CLINIC = (
    select(clinic_versions, instance.c.kind)
    .join_from(clinic_versions, instance, instance.c.kind.is_not(None))
    .order_by(clinic_versions.c.version.desc())
    .limit(1)
)


# Protocols


def add_protocol_version(
    db: Writing, code: str, version: int, document: Mapping[str, Any], shared: Mapping[str, Any],
    at: datetime, by: str,
) -> None:  # fmt: skip
    """Store one version of a protocol as written, with the rules its file shares among protocols."""
    row = {"code": code, "version": version, "document": document, "shared": shared, "at": at, "by": by}
    db.insert(protocol_versions, row, _previous(code, version))


def load_protocol(db: Db, code: str, version: int | None = None) -> Protocol | None:
    """This version of a protocol, or the newest."""
    row = _find(db, protocol_versions, code, version)
    return _protocol(row) if row else None


def load_protocol_document(db: Db, code: str, version: int) -> dict[str, Any] | None:
    """A protocol's version as it was written."""
    row = _find(db, protocol_versions, code, version)
    return dict(row.document) if row else None


def list_protocols(db: Db) -> list[Protocol]:
    """The newest version of each protocol, by code."""
    return [_protocol(row) for row in db.execute(_newest(protocol_versions))]


def list_protocol_documents(db: Db, code: str) -> list[dict[str, Any]]:
    """All versions of a protocol as written, oldest first, each with `version`, `at` (ISO) and `by`."""
    return _documents(db, protocol_versions, code)


@lru_cache(maxsize=256)
def protocol_of(document: str, shared: str, version: int) -> Protocol:
    """The protocol of its stored texts; read once for each, since versions never change."""
    return protocol_from(json.loads(document), json.loads(shared), version)


# Sets of limits


def add_threshold_set_version(
    db: Writing, code: str, version: int, document: Mapping[str, Any], at: datetime, by: str
) -> None:
    """Store one version of a set of limits as written."""
    row = {"code": code, "version": version, "document": document, "at": at, "by": by}
    db.insert(threshold_set_versions, row, _previous(code, version))


def load_threshold_set(db: Db, code: str, version: int | None = None) -> ThresholdSet | None:
    """This version of a set, or the newest."""
    row = _find(db, threshold_set_versions, code, version)
    return _threshold_set(row) if row else None


def load_threshold_document(db: Db, code: str, version: int) -> dict[str, Any] | None:
    """A set's version as it was written."""
    row = _find(db, threshold_set_versions, code, version)
    return dict(row.document) if row else None


def list_threshold_sets(db: Db) -> list[ThresholdSet]:
    """The newest version of each set, by code."""
    return [_threshold_set(row) for row in db.execute(_newest(threshold_set_versions))]


def list_threshold_documents(db: Db, code: str) -> list[dict[str, Any]]:
    """All versions of a set as written, oldest first, each with `version`, `at` (ISO) and `by`."""
    return _documents(db, threshold_set_versions, code)


@lru_cache(maxsize=256)
def threshold_set_of(document: str, version: int) -> ThresholdSet:
    """The set of its stored text; read once for each."""
    return threshold_set_from(json.loads(document), version)


def _protocol(row: Row[Any]) -> Protocol:
    return protocol_of(canonical_json(row.document), canonical_json(row.shared), row.version)


def _threshold_set(row: Row[Any]) -> ThresholdSet:
    return threshold_set_of(canonical_json(row.document), row.version)


def _previous(code: str, version: int) -> dict[str, Any] | None:
    return {"code": code, "version": version - 1} if version > 1 else None


def _find(db: Db, table: Table, code: str, version: int | None) -> Row[Any] | None:
    wanted = select(table).where(table.c.code == code)
    if version is not None:
        wanted = wanted.where(table.c.version == version)
    return db.execute(wanted.order_by(table.c.version.desc()).limit(1)).first()


def _newest(table: Table) -> Select[Any]:
    newest = (
        select(table.c.code, func.max(table.c.version).label("version")).group_by(table.c.code).subquery()
    )
    same = and_(newest.c.code == table.c.code, newest.c.version == table.c.version)
    return select(table).join(newest, same).order_by(table.c.code)


def _documents(db: Db, table: Table, code: str) -> list[dict[str, Any]]:
    rows = db.execute(select(table).where(table.c.code == code).order_by(table.c.version))
    return [{**r.document, "version": r.version, "at": r.at.isoformat(), "by": r.by} for r in rows]

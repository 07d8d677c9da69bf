"""Opening a clinic: database, keys, and on the first time the shipped rooms, protocols and limits."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from dashboard import __version__
from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.roles import SYSTEM, Permission
from dashboard.clinical.rooms import FIRST_ROOMS, ClinicProfile, Room
from dashboard.clinical.rules import RuleKind, RuleVersion
from dashboard.store import clinic as clinic_store
from dashboard.store import rooms as rooms_store
from dashboard.store import rules as rules_store
from dashboard.store.anchor import Anchor
from dashboard.store.column_types import canonical_json
from dashboard.store.database import open_database
from dashboard.store.keys import load_or_create_key
from dashboard.store.writing import Db


def open_clinic(
    data_dir: Path, database_url: str | None = None, *, practice: bool = False, migrate: bool = True,
    serving: bool = False, machine_zone: str = "UTC", now: Callable[[], datetime] | None = None,
) -> Clinic:  # fmt: skip
    """Open (and by default migrate) the clinic's database and put the shipped defaults in place once.

    Who is `serving` takes the server's lock first, so that nothing is migrated under a running server.
    Raises RefusedDatabase for a corrupt, foreign, newer or wrong kind of database, or one that is served.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(database_url, data_dir, practice=practice)
    if serving:
        database.hold_server_lock()
    if migrate:
        database.migrate()
    elif database.inspect() is None:
        database.close()
        raise ClinicalError("There is no clinic here. Start it once with serve, or run migrate.", "no_clinic")
    key = load_or_create_key(data_dir)
    clinic = Clinic(database, key, Anchor(data_dir), data_dir, practice=practice, now=now)
    if migrate:
        _ship_defaults(clinic, machine_zone)
        _offer_shipped(clinic)
    return clinic


def reference(name: str) -> dict[str, Any]:
    """A shipped reference file, from the wheel or from the project's data/reference."""
    bundled = files("dashboard") / "_bundled" / "reference" / name
    if bundled.is_file():
        text = bundled.read_text(encoding="utf-8")
    else:
        text = (Path(__file__).parents[2] / "data" / "reference" / name).read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _ship_defaults(clinic: Clinic, machine_zone: str) -> None:
    with clinic.database.reading() as db:
        if clinic_store.has_clinic(db):
            return
    with clinic.work(SYSTEM, Permission.MANAGE_CLINIC) as work:
        if clinic_store.has_clinic(work.db):
            return
        profile = ClinicProfile("Clinic", machine_zone, "", practice=clinic.practice)
        clinic_store.add_clinic_version(work.db, profile, work.now, SYSTEM.user_id)
        for position, name in enumerate(FIRST_ROOMS, start=1):
            rooms_store.add_room(work.db, Room(work.new_id(), name, position))
        for version in _shipped(work.now):
            rules_store.add_rule_version(work.db, version)
        work.audit(AuditKind.DEFAULTS_SHIPPED, "clinic", "clinic")
        work.done(None)


def _shipped(at: datetime) -> list[RuleVersion]:
    """Every protocol and set of limits of this release, each as a first version."""
    protocols = reference("protocols.json")
    shared = {name: protocols[name] for name in ("lead_min", "hold", "readiness", "note")}
    found: list[tuple[RuleKind, dict[str, Any], dict[str, Any] | None]] = [
        (RuleKind.PROTOCOL, document, shared) for document in protocols["protocols"]
    ]
    sets = reference("threshold_sets.json")["threshold_sets"]
    found += [(RuleKind.THRESHOLD_SET, document, None) for document in sets]
    return [
        RuleVersion(
            kind=kind, code=document["code"], version=1, document=document, shared=shared_rules, at=at,
            by=SYSTEM.user_id, by_name=SYSTEM.display_name,
        )
        for kind, document, shared_rules in found
    ]  # fmt: skip


def _offer_shipped(clinic: Clinic) -> None:
    """What this release ships differently from all that the clinic has waits there for a clinician, once.

    An upgrade puts nothing in force by itself (A24).
    """
    with clinic.database.reading() as db:
        if not _unknown(db, clinic.now()):
            return
    with clinic.work(SYSTEM, Permission.MANAGE_RULES) as work:
        for version in _unknown(work.db, work.now):
            rules_store.add_rule_version(work.db, version)
            work.audit(
                AuditKind.RULES_WRITTEN, version.kind.value, version.code, version=version.version,
                reason=version.reason,
            )  # fmt: skip
            work.announce("config")
        work.done(None)


def _unknown(db: Db, now: datetime) -> list[RuleVersion]:
    """The shipped ones whose content none of the clinic's versions of their code has, as drafts."""
    found = []
    for shipped in _shipped(now):
        known = rules_store.list_rule_versions(db, shipped.kind, shipped.code)
        if _content(shipped) not in map(_content, known):
            reason = f"Shipped with Chairside {__version__}"
            found.append(replace(shipped, version=len(known) + 1, reason=reason, needs_approval=True))
    return found


def _content(version: RuleVersion) -> tuple[str, str]:
    return canonical_json(version.document), canonical_json(version.shared or {})

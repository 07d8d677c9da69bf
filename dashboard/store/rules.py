"""Protocols and sets of limits, each kept in all versions, with what clinicians said of them."""

import json
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Table, select

from dashboard.clinical.protocols import Protocol, protocol_from
from dashboard.clinical.rules import Decision, RuleDecision, RuleKind, RuleVersion, in_force
from dashboard.clinical.thresholds import ThresholdSet, threshold_set_from
from dashboard.store.column_types import canonical_json
from dashboard.store.tables import protocol_versions, rule_decisions, threshold_set_versions, users
from dashboard.store.writing import Db, Writing

_TABLES: dict[RuleKind, Table] = {
    RuleKind.PROTOCOL: protocol_versions,
    RuleKind.THRESHOLD_SET: threshold_set_versions,
}


def add_rule_version(db: Writing, version: RuleVersion) -> None:
    """Store one version as it was written."""
    row = {
        "code": version.code, "version": version.version, "document": dict(version.document),
        "at": version.at, "by": version.by, "reason": version.reason, "starts_at": version.starts_at,
        "needs_approval": version.needs_approval or None,
    }  # fmt: skip
    if version.kind is RuleKind.PROTOCOL:
        row["shared"] = dict(version.shared or {})
    before = {"code": version.code, "version": version.version - 1} if version.version > 1 else None
    db.insert(_TABLES[version.kind], row, before)


def add_rule_decision(db: Writing, version: RuleVersion, decision: RuleDecision) -> None:
    """Store a clinician's word on a version."""
    row = {
        "kind": version.kind.value, "code": version.code, "version": version.version,
        "number": len(version.decisions) + 1, "decision": decision.decision.value, "at": decision.at,
        "by": decision.by, "reason": decision.reason,
    }  # fmt: skip
    db.insert(rule_decisions, row)


def list_rule_versions(db: Db, kind: RuleKind, code: str | None = None) -> list[RuleVersion]:
    """All versions of one code, or of every code, by code and oldest first."""
    table = _TABLES[kind]
    wanted = select(table, users.c.display_name.label("by_name")).outerjoin_from(
        table, users, users.c.id == table.c.by
    )
    if code is not None:
        wanted = wanted.where(table.c.code == code)
    said = _decisions(db, kind)
    return [
        RuleVersion(
            kind=kind, code=row.code, version=row.version, document=row.document,
            shared=row.shared if kind is RuleKind.PROTOCOL else None, at=row.at, by=row.by,
            by_name=row.by_name or row.by, reason=row.reason, starts_at=row.starts_at,
            needs_approval=bool(row.needs_approval), decisions=said.get((row.code, row.version), ()),
        )
        for row in db.execute(wanted.order_by(table.c.code, table.c.version))
    ]  # fmt: skip


def known_codes(db: Db, kind: RuleKind) -> frozenset[str]:
    """Every code that has a version, in force or not."""
    return frozenset(db.execute(select(_TABLES[kind].c.code).distinct()).scalars())


def rules_in_force(db: Db, kind: RuleKind, at: datetime) -> list[RuleVersion]:
    """Of each code the version that counts at this moment, by code."""
    by_code: dict[str, list[RuleVersion]] = {}
    for version in list_rule_versions(db, kind):
        by_code.setdefault(version.code, []).append(version)
    found = (in_force(versions, at) for versions in by_code.values())
    return [version for version in found if version is not None]


def protocol_in_force(db: Db, code: str, at: datetime) -> Protocol | None:
    """The protocol of this code that counts at this moment."""
    found = in_force(list_rule_versions(db, RuleKind.PROTOCOL, code), at)
    return read_protocol(found) if found is not None else None


def threshold_set_in_force(db: Db, code: str, at: datetime) -> ThresholdSet | None:
    """The set of limits of this code that counts at this moment."""
    found = in_force(list_rule_versions(db, RuleKind.THRESHOLD_SET, code), at)
    return read_threshold_set(found) if found is not None else None


def protocols_in_force(db: Db, at: datetime) -> list[Protocol]:
    """The protocols that count at this moment, by code."""
    return [read_protocol(version) for version in rules_in_force(db, RuleKind.PROTOCOL, at)]


def threshold_sets_in_force(db: Db, at: datetime) -> list[ThresholdSet]:
    """The sets of limits that count at this moment, by code."""
    return [read_threshold_set(version) for version in rules_in_force(db, RuleKind.THRESHOLD_SET, at)]


def read_protocol(version: RuleVersion) -> Protocol:
    """The protocol that a version's document describes."""
    return protocol_of(
        canonical_json(version.document), canonical_json(version.shared or {}), version.version
    )


def read_threshold_set(version: RuleVersion) -> ThresholdSet:
    """The set of limits that a version's document describes."""
    return threshold_set_of(canonical_json(version.document), version.version)


@lru_cache(maxsize=256)
def protocol_of(document: str, shared: str, version: int) -> Protocol:
    """The protocol of its stored texts; read once for each, since versions never change."""
    return protocol_from(json.loads(document), json.loads(shared), version)


@lru_cache(maxsize=256)
def threshold_set_of(document: str, version: int) -> ThresholdSet:
    """The set of its stored text; read once for each."""
    return threshold_set_from(json.loads(document), version)


def _decisions(db: Db, kind: RuleKind) -> dict[tuple[str, int], tuple[RuleDecision, ...]]:
    wanted = (
        select(rule_decisions, users.c.display_name.label("by_name"))
        .outerjoin_from(rule_decisions, users, users.c.id == rule_decisions.c.by)
        .where(rule_decisions.c.kind == kind.value)
        .order_by(rule_decisions.c.code, rule_decisions.c.version, rule_decisions.c.number)
    )
    found: dict[tuple[str, int], tuple[RuleDecision, ...]] = {}
    for row in db.execute(wanted):
        said = RuleDecision(
            decision=Decision(row.decision), at=row.at, by=row.by, by_name=row.by_name or row.by,
            reason=row.reason,
        )  # fmt: skip
        found[(row.code, row.version)] = (*found.get((row.code, row.version), ()), said)
    return found

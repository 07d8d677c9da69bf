"""Versions of what a clinic makes its own, protocols and sets of limits: never changed, only superseded.

A version waits until a clinician has approved it; it is in force from its start on, until a later one is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

_EVER = datetime.min.replace(tzinfo=UTC)


class RuleKind(StrEnum):
    """What has versions."""

    PROTOCOL = "protocol"
    THRESHOLD_SET = "threshold_set"


class RuleState(StrEnum):
    """waiting for a clinician, refused by one, approved for later, in force, or followed by another."""

    WAITING = "waiting"
    REJECTED = "rejected"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class Decision(StrEnum):
    """What a clinician said of a version."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDecision:
    """One clinician's word on a version."""

    decision: Decision
    at: datetime
    by: str
    by_name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One version as it was written. `document` has the shape of the files in data/reference.

    `shared` holds the hold, readiness and note rules of a protocol, and is None for a set of limits. What
    was shipped with the first start needs no approval.
    """

    kind: RuleKind
    code: str
    version: int
    document: Mapping[str, Any]
    shared: Mapping[str, Any] | None
    at: datetime
    by: str
    by_name: str
    reason: str | None = None
    starts_at: datetime | None = None
    needs_approval: bool = False
    decisions: tuple[RuleDecision, ...] = ()

    @property
    def label(self) -> str:
        """Its name in words."""
        return str(self.document["label"])

    @property
    def rejection(self) -> RuleDecision | None:
        """Who refused it."""
        return next((d for d in self.decisions if d.decision is Decision.REJECTED), None)

    @property
    def approval(self) -> RuleDecision | None:
        """Who approved it."""
        return next((d for d in self.decisions if d.decision is Decision.APPROVED), None)

    @property
    def in_force_from(self) -> datetime | None:
        """From when it counts: its start, or the approval when that came later; None while it waits.

        What was shipped counts from ever, so that a paper sheet from before the first start finds its rules.
        """
        if not self.needs_approval:
            return self.starts_at or _EVER
        if self.rejection is not None or self.approval is None:
            return None
        return max(self.approval.at, self.starts_at or self.at)


def in_force(versions: Sequence[RuleVersion], at: datetime) -> RuleVersion | None:
    """Of one code's versions the newest that counts at this moment."""
    counting = [v for v in versions if v.in_force_from is not None and v.in_force_from <= at]
    return max(counting, key=lambda v: v.version, default=None)


def first_document(versions: Sequence[RuleVersion]) -> Mapping[str, Any] | None:
    """What a code began with: its first version that nobody refused."""
    return next((v.document for v in versions if v.rejection is None), None)


def state_of(version: RuleVersion, versions: Sequence[RuleVersion], at: datetime) -> RuleState:
    """How this version stands among all versions of its code."""
    if version.rejection is not None:
        return RuleState.REJECTED
    start = version.in_force_from
    if start is None:
        return RuleState.WAITING
    later = [v.in_force_from for v in versions if v.version > version.version and v.in_force_from is not None]
    if any(began <= max(at, start) for began in later):
        return RuleState.SUPERSEDED
    return RuleState.SCHEDULED if start > at else RuleState.IN_FORCE


def outrun_by(version: RuleVersion, versions: Sequence[RuleVersion], at: datetime) -> list[RuleVersion]:
    """Approved versions still to come that would never count if this one were approved now, soonest first."""
    start = max(at, version.starts_at or at)
    lost = [
        (v.in_force_from, v)
        for v in versions
        if v.version < version.version and v.in_force_from is not None and v.in_force_from >= start
        and state_of(v, versions, at) is RuleState.SCHEDULED
    ]  # fmt: skip
    return [v for _, v in sorted(lost, key=lambda found: found[0])]

"""A protocol's checks as the clinic wrote them, read into rules: what is due when, counted from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from dashboard.clinical.protocols import Protocol


class Anchor(StrEnum):
    """What a check's minutes count from. A stopped dose counts as ended."""

    DOSE_START = "dose_start"
    DOSE_END = "dose_end"
    DISCHARGE = "discharge"


class Until(StrEnum):
    """How long a repeated check goes on."""

    DOSE_END = "dose_end"
    READY = "ready"


class CheckKind(StrEnum):
    """How a check lies in time: before the dose, by the clock, before leaving, or asked for once more."""

    BASELINE = "baseline"
    TIMED = "timed"
    LEAVING = "leaving"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class RequiredWhen:
    """A value at or below `low` makes the respiratory rate required in the same check."""

    measure: str
    low: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """One line of a protocol. `opens` and `closes` count from the anchor for a window, else from due."""

    code: str
    kind: CheckKind
    anchor: Anchor
    measures: tuple[str, ...]
    required: bool
    opens: timedelta
    closes: timedelta
    has_window: bool
    at: tuple[timedelta, ...] = ()
    first: timedelta | None = None
    every: timedelta | None = None
    until: Until = Until.READY
    at_least: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class SchedulePlan:
    """All checks of one protocol version, in its order; `lead` is how long before its window one is soon."""

    rules: tuple[CheckRule, ...]
    lead: timedelta
    breaths_required_when: tuple[RequiredWhen, ...]
    measures: frozenset[str]


def plan_of(protocol: Protocol) -> SchedulePlan:
    """The plan of a protocol version, read once. Raises KeyError or ValueError for checks not understood."""
    written = _Written(
        protocol.code,
        protocol.version,
        protocol.checks,
        protocol.lead_min,
        protocol.respiratory_rate_required_when,
    )
    return _plan_of(written)


@dataclass(frozen=True, slots=True)
class _Written:
    """What the plan is kept by: the version, and the same words, since drafts share a version's number."""

    code: str
    version: int
    checks: tuple[Mapping[str, Any], ...]
    lead_min: int
    breaths_when: tuple[Mapping[str, Any], ...]

    def __hash__(self) -> int:
        return hash((self.code, self.version))


@lru_cache(maxsize=64)
def _plan_of(written: _Written) -> SchedulePlan:
    rules = tuple(_rule(raw) for raw in written.checks)
    asked = frozenset(measure for rule in rules if rule.required for measure in rule.measures)
    # Asked only where the check does not ask for it anyway (A28).
    breaths = tuple(RequiredWhen(when["measure"], when["low"]) for when in written.breaths_when)
    return SchedulePlan(rules, timedelta(minutes=written.lead_min), breaths, asked)


def _rule(raw: Mapping[str, Any]) -> CheckRule:
    tolerance = raw.get("tolerance_min", 0)
    opens, closes = raw.get("window_min", (-tolerance, tolerance))
    every = raw.get("every_min")
    anchor = Anchor(raw["anchor"])
    return CheckRule(
        code=raw["code"], kind=_kind(raw, anchor), anchor=anchor, measures=tuple(raw["measures"]),
        required=raw.get("required", True), opens=timedelta(minutes=opens),
        closes=timedelta(minutes=closes), has_window="window_min" in raw,
        at=tuple(timedelta(minutes=minute) for minute in raw.get("at_min", ())),
        first=timedelta(minutes=raw.get("from_min", every)) if every else None,
        every=timedelta(minutes=every) if every else None,
        until=Until(raw.get("until", Until.READY)), at_least=timedelta(minutes=raw.get("at_least_min", 0)),
    )  # fmt: skip


def _kind(raw: Mapping[str, Any], anchor: Anchor) -> CheckKind:
    if anchor is Anchor.DISCHARGE:
        return CheckKind.LEAVING
    return CheckKind.TIMED if "at_min" in raw or "every_min" in raw else CheckKind.BASELINE

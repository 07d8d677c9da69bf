"""Limits, sets of them with versions, and what a reading crosses.

"high 160" is crossed at 160 and above, "low 93" at 93 and below. A rise is judged only against an
accepted baseline; "not resolved" only in a reading at or after its moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import measure_of


class LimitKind(StrEnum):
    """How a value is held against the limit."""

    HIGH = "high"
    LOW = "low"
    RISE = "rise"
    RISE_PERCENT = "rise_percent"
    NOT_RESOLVED = "not_resolved"


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """The named measure of the same reading must also be at or above `high`."""

    measure: str
    high: float


@dataclass(frozen=True, slots=True)
class After:
    """From which moment a not-resolved limit is judged: an anchor of the dose clock plus minutes."""

    anchor: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One line of a set. `value` is in the measure's unit, percent for rise_percent.

    A line `from_age` (whole years) or for named `protocols` takes the place of the general one. `rail` is as
    far as an override for one patient may move an urgent limit.
    """

    measure: str
    kind: LimitKind
    level: Level
    value: float
    only_if: OnlyIf | None = None
    after_iv: After | None = None
    after_otherwise: After | None = None
    confirm_within_min: int | None = None
    from_age: int = 0
    protocols: tuple[str, ...] = ()
    rail: float | None = None

    def fits(self, age: int, protocol: str) -> bool:
        """Whether the line is meant for a patient of this age under this protocol."""
        return age >= self.from_age and (not self.protocols or protocol in self.protocols)

    def after(self, route: str) -> After | None:
        """The moment's rule for this route."""
        return self.after_iv if route == "iv" and self.after_iv else self.after_otherwise

    @property
    def unit(self) -> str:
        """Percent for a rise in percent, else the measure's own unit."""
        return "%" if self.kind is LimitKind.RISE_PERCENT else measure_of(self.measure).unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdSet:
    """One version of a set of limits; never changed, only superseded."""

    code: str
    version: int
    label: str
    limits: tuple[Limit, ...]
    escalation: Mapping[str, Any]

    def of(self, measure: str, kind: LimitKind, level: Level) -> Limit | None:
        """The set's limit of this measure, kind and level, if it has one."""
        return next((x for x in self.limits if (x.measure, x.kind, x.level) == (measure, kind, level)), None)


def fitting(limits: ThresholdSet, age: int, protocol: str) -> ThresholdSet:
    """The set as it stands for this age and protocol: of lines for the same, the most particular one."""
    if not any(limit.from_age or limit.protocols for limit in limits.limits):
        return limits
    chosen: dict[tuple[str, LimitKind, Level], Limit] = {}
    for limit in limits.limits:
        key = (limit.measure, limit.kind, limit.level)
        if limit.fits(age, protocol) and (key not in chosen or _particular(limit) > _particular(chosen[key])):
            chosen[key] = limit
    return replace(limits, limits=tuple(chosen.values()))


def _particular(limit: Limit) -> tuple[bool, int]:
    return bool(limit.protocols), limit.from_age


@dataclass(frozen=True, slots=True)
class Flag:
    """One limit that a value crosses, with the set and version that said so."""

    measure: str
    level: Level
    limit: Limit
    set_code: str
    set_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a reading is judged within: baseline values (or none), the clock's anchors and the route.

    `anchors` maps dose_start and dose_end to UTC times, absent when not there (a missing end is the
    planned one).
    """

    baseline: Mapping[str, float] | None
    anchors: Mapping[str, datetime]
    route: str


def flags_of(
    values: Mapping[str, float], observed_at: datetime, within: Circumstances, limits: ThresholdSet
) -> tuple[Flag, ...]:
    """What these values cross: the highest level per measure and kind, in the order of measures."""
    crossed = [x for x in limits.limits if x.measure in values and crosses(x, values, observed_at, within)]
    flags = [Flag(x.measure, x.level, x, limits.code, limits.version) for x in _loudest(crossed)]
    return tuple(sorted(flags, key=lambda f: (measure_of(f.measure).order, f.limit.kind)))


def _loudest(crossed: Iterable[Limit]) -> Iterable[Limit]:
    best: dict[tuple[str, LimitKind], Limit] = {}
    for limit in crossed:
        key = (limit.measure, limit.kind)
        if key not in best or limit.level.rank > best[key].level.rank:
            best[key] = limit
    return best.values()


def crosses(limit: Limit, values: Mapping[str, float], observed_at: datetime, within: Circumstances) -> bool:
    """Whether the value of the limit's measure crosses it."""
    if limit.only_if is not None and values.get(limit.only_if.measure, float("-inf")) < limit.only_if.high:
        return False
    value = values[limit.measure]
    match limit.kind:
        case LimitKind.HIGH:
            return value >= limit.value
        case LimitKind.LOW:
            return value <= limit.value
        case LimitKind.RISE | LimitKind.RISE_PERCENT:
            return _rises(limit, value, within)
        case LimitKind.NOT_RESOLVED:
            from_moment = judged_from(limit, within)
            return value >= limit.value and from_moment is not None and observed_at >= from_moment


def _rises(limit: Limit, value: float, within: Circumstances) -> bool:
    start = (within.baseline or {}).get(limit.measure)
    if start is None:
        return False
    # Rounded to the tenths that values have, so that 37.3 over 36.3 is a rise of 1.
    rise = round(value - start, 1)
    if limit.kind is LimitKind.RISE:
        return rise >= limit.value
    return start > 0 and round(rise * 100 - limit.value * start, 6) >= 0


def judged_from(limit: Limit, within: Circumstances) -> datetime | None:
    """When a not-resolved limit begins to be judged; None before its anchor."""
    after = limit.after(within.route)
    anchor = within.anchors.get(after.anchor) if after else None
    return anchor + timedelta(minutes=after.minutes) if after and anchor else None


def worst(flags: Sequence[Flag]) -> Level | None:
    """The loudest level among flags."""
    return max((f.level for f in flags), key=lambda level: level.rank, default=None)


def threshold_set_from(document: Mapping[str, Any], version: int) -> ThresholdSet:
    """A set from its stored document (the shape of data/reference/threshold_sets.json)."""
    return ThresholdSet(
        code=document["code"], version=version, label=document["label"],
        limits=tuple(_limit_from(line) for line in document["limits"]), escalation=document["escalation"],
    )  # fmt: skip


def _limit_from(line: Mapping[str, Any]) -> Limit:
    after = line.get("after", {})
    only_if = line.get("only_if")
    return Limit(
        measure=line["measure"], kind=LimitKind(line["kind"]), level=Level(line["level"]),
        value=line["value"],
        only_if=OnlyIf(only_if["measure"], only_if["high"]) if only_if else None,
        after_iv=_after_from(after.get("route_iv")), after_otherwise=_after_from(after.get("otherwise")),
        confirm_within_min=line.get("confirm_within_min"), from_age=line.get("from_age", 0),
        protocols=tuple(line.get("protocols", ())), rail=line.get("rail"),
    )  # fmt: skip


def _after_from(line: Mapping[str, Any] | None) -> After | None:
    return After(line["anchor"], line["min"]) if line else None

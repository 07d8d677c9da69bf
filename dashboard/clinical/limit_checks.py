"""Whether a set of limits may be published: what contradicts itself is refused, naming the line.

A set that lacks an urgent limit of a vital sign is refused too: a crisis would pass in silence.
"""

from collections.abc import Iterator, Mapping, Set
from itertools import pairwise, product
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.escalation_checks import escalation_errors
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.limit_lines import line_errors
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet, fitting, threshold_set_from

# As far as an override for one patient may move an urgent limit, where the line names no rail of its own.
RAILS: dict[tuple[str, LimitKind], float] = {
    ("systolic", LimitKind.LOW): 80, ("systolic", LimitKind.HIGH): 200,
    ("diastolic", LimitKind.HIGH): 120, ("heart_rate", LimitKind.LOW): 35,
    ("heart_rate", LimitKind.HIGH): 150, ("spo2", LimitKind.LOW): 88,
    ("respiratory_rate", LimitKind.LOW): 8, ("respiratory_rate", LimitKind.HIGH): 30,
    ("sedation", LimitKind.LOW): 2, ("distress", LimitKind.HIGH): 9,
}  # fmt: skip
# Every one of these needs an urgent limit, and none has a rail of its own beyond this one.
URGENT_NEEDED = tuple(RAILS)
_WORDS = {LimitKind.HIGH: "high", LimitKind.LOW: "low"}


def check_limits(document: Mapping[str, Any], protocols: Set[str]) -> list[FieldError]:
    """What is wrong with a set's document; an empty list when it may be published.

    `protocols` are the codes that a line may name. Fields are paths in it, such as `limits.4.value`.
    """
    errors = form_errors(document)
    if errors:
        return errors
    limits = threshold_set_from(document, 1)
    return [*_unknown_protocols(limits, protocols), *contradictions(limits)]


def form_errors(document: Mapping[str, Any]) -> list[FieldError]:
    """What keeps a document from being read as a set of limits at all, by path."""
    errors = [*line_errors(document.get("limits")), *escalation_errors(document.get("escalation"))]
    label = document.get("label")
    if not isinstance(label, str) or not label.strip():
        errors.append(FieldError("label", "required", "The set needs a name."))
    return errors


def contradictions(limits: ThresholdSet) -> list[FieldError]:
    """Where lines of a set do not go together, or leave a vital sign without its urgent limit."""
    found = [*_twice(limits), *_wide_rails(limits), *_beyond_rail(limits)]
    for age, protocol, fitted in _every_case(limits):
        found += [*_disordered(fitted, limits), *_gaps(fitted, limits), *_overlaps(fitted, limits)]
        found += [*_urgent_missing(fitted, limits), *_loosened(fitted, limits, age, protocol)]
    return list(dict.fromkeys(found))


def rail_of(limit: Limit) -> float | None:
    """As far as an override may move this urgent limit; None for a limit without a rail.

    A wider rail of an old set's own does not count.
    """
    own, usual = limit.rail, RAILS.get((limit.measure, limit.kind))
    if own is None or usual is None:
        return usual if own is None else own
    return usual if beyond(limit, own, usual) else own


def beyond(limit: Limit, value: float, bound: float) -> bool:
    """Whether a limit set to `value` would be heard later than one set to `bound`."""
    return value < bound if limit.kind is LimitKind.LOW else value > bound


def _every_case(limits: ThresholdSet) -> Iterator[tuple[int, str, ThresholdSet]]:
    """Each age band and protocol that its lines tell apart, and the set as it stands for them."""
    ages = sorted({0, *(limit.from_age for limit in limits.limits)})
    protocols = sorted({"", *(code for limit in limits.limits for code in limit.protocols)})
    for age, protocol in product(ages, protocols):
        yield age, protocol, fitting(limits, age, protocol)


def _place(limits: ThresholdSet, limit: Limit, name: str = "value") -> str:
    return f"limits.{limits.limits.index(limit)}.{name}"


def _name(limit: Limit) -> str:
    return f"{measure_of(limit.measure).label} {limit.kind.value.replace('_', ' ')}"


def _said(limit: Limit) -> str:
    value = shown(limit.measure, limit.value) if limit.unit != "%" else f"{limit.value:g} %"
    return f"{limit.level.value} {value}"


def _unknown_protocols(limits: ThresholdSet, protocols: Set[str]) -> Iterator[FieldError]:
    for limit in limits.limits:
        for code in limit.protocols:
            if code not in protocols:
                words = f"There is no protocol {code}: this limit would never count."
                yield FieldError(_place(limits, limit, "protocols"), "unknown", words)


def _twice(limits: ThresholdSet) -> Iterator[FieldError]:
    """Two lines of equal rank for the same patients, whatever order they name their protocols in."""
    seen: dict[tuple[Any, ...], set[str]] = {}
    for place, limit in enumerate(limits.limits):
        key = (limit.measure, limit.kind, limit.level, limit.from_age, bool(limit.protocols))
        before, own = seen.setdefault(key, set()), set(limit.protocols) or {""}
        if before & own:
            words = f"{_name(limit)} has two {limit.level.value} limits for the same patients."
            yield FieldError(f"limits.{place}.value", "twice", words)
        before |= own


def _courses(limits: ThresholdSet) -> Iterator[list[Limit]]:
    """The limits of each measure and kind from info to urgent."""
    for measure, kind in dict.fromkeys((limit.measure, limit.kind) for limit in limits.limits):
        same = [x for x in limits.limits if (x.measure, x.kind) == (measure, kind)]
        yield sorted(same, key=lambda x: x.level.rank)


def _disordered(fitted: ThresholdSet, limits: ThresholdSet) -> Iterator[FieldError]:
    for course in _courses(fitted):
        for milder, louder in pairwise(course):
            if not beyond(milder, louder.value, milder.value):
                words = f"{_name(louder)}: {_said(milder)} lies at or beyond {_said(louder)}."
                yield FieldError(_place(limits, louder), "contradicts", f"{words} Swap or clear one.")


def _gaps(fitted: ThresholdSet, limits: ThresholdSet) -> Iterator[FieldError]:
    for course in _courses(fitted):
        levels = {limit.level for limit in course}
        if Level.URGENT in levels and Level.ADVISORY not in levels:
            words = f"{_name(course[-1])}: an urgent limit without an advisory one leaves a gap."
            yield FieldError(_place(limits, course[-1]), "gap", words)


def _overlaps(fitted: ThresholdSet, limits: ThresholdSet) -> Iterator[FieldError]:
    for low in (x for x in fitted.limits if x.kind is LimitKind.LOW):
        measure = measure_of(low.measure)
        for high in (x for x in fitted.limits if x.kind is LimitKind.HIGH and x.measure == low.measure):
            if round((high.value - low.value) * 10**measure.decimals) <= 1:
                words = f"low {_said(low)} meets high {_said(high)}; no value would be normal."
                yield FieldError(_place(limits, low), "contradicts", f"{measure.label}: {words}")


def _wide_rails(limits: ThresholdSet) -> Iterator[FieldError]:
    for limit in limits.limits:
        usual = RAILS.get((limit.measure, limit.kind))
        if limit.rail is not None and usual is not None and beyond(limit, limit.rail, usual):
            said, most = shown(limit.measure, limit.rail), shown(limit.measure, usual)
            words = f"{_name(limit)}: the rail {said} lies beyond {most}, as far as one may go."
            yield FieldError(_place(limits, limit, "rail"), "beyond_rail", words)


def _beyond_rail(limits: ThresholdSet) -> Iterator[FieldError]:
    for limit in limits.limits:
        rail = rail_of(limit)
        if limit.level is Level.URGENT and rail is not None and beyond(limit, limit.value, rail):
            words = f"{_name(limit)}: {_said(limit)} lies beyond its rail {shown(limit.measure, rail)}."
            yield FieldError(_place(limits, limit), "beyond_rail", words)


def _urgent_missing(fitted: ThresholdSet, limits: ThresholdSet) -> Iterator[FieldError]:
    """A limit under a condition is silent where the condition fails, so it is not the one that is needed."""
    for measure, kind in URGENT_NEEDED:
        limit, name = fitted.of(measure, kind, Level.URGENT), f"{measure_of(measure).label} {_WORDS[kind]}"
        if limit is None:
            yield FieldError("limits", "urgent_missing", f"{name} needs an urgent limit.")
        elif limit.only_if is not None:
            words = f"{name}: its urgent limit counts always; take the condition away."
            yield FieldError(_place(limits, limit, "only_if.high"), "conditional", words)


def _loosened(fitted: ThresholdSet, limits: ThresholdSet, age: int, protocol: str) -> Iterator[FieldError]:
    """A protocol's line goes before one for an age; a looser one would take that from its patients unsaid."""
    for chosen in (x for x in fitted.limits if x.protocols):
        for older in limits.limits:
            same = (older.measure, older.kind, older.level) == (chosen.measure, chosen.kind, chosen.level)
            silent = same and not older.protocols and chosen.from_age < older.from_age <= age
            if silent and beyond(chosen, chosen.value, older.value):
                words = f"{_name(chosen)}: {_said(chosen)} would undo {_said(older)} from {older.from_age}."
                hint = f"Add a line from {older.from_age} under {protocol}."
                yield FieldError(_place(limits, chosen), "contradicts", f"{words} {hint}")

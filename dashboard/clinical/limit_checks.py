"""Whether a set of limits may be published: what contradicts itself is refused, naming the line.

A set that lacks an urgent limit of a vital sign is refused too: a crisis would pass in silence.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import find_measure, measure_of, shown
from dashboard.clinical.limit_lines import line_errors
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet, fitting, threshold_set_from

# As far as an override for one patient may move an urgent limit, where the line names no rail of its own.
RAILS: dict[tuple[str, LimitKind], float] = {
    ("systolic", LimitKind.LOW): 80, ("systolic", LimitKind.HIGH): 200,
    ("diastolic", LimitKind.HIGH): 120, ("heart_rate", LimitKind.LOW): 35,
    ("heart_rate", LimitKind.HIGH): 150, ("spo2", LimitKind.LOW): 88,
    ("respiratory_rate", LimitKind.LOW): 8, ("respiratory_rate", LimitKind.HIGH): 30,
    ("sedation", LimitKind.LOW): 2, ("distress", LimitKind.HIGH): 9,
}  # fmt: skip
# Every one of these needs an urgent limit, and every one has a rail.
URGENT_NEEDED = tuple(RAILS)
_ESCALATION: dict[str, tuple[float, float, str]] = {
    "urgent_s": (30, 900, "An unanswered urgent alert goes on after 30 to 900 seconds."),
    "advisory_s": (60, 3600, "An unanswered advisory alert goes on after 60 to 3600 seconds."),
    "again_after_min": (1, 60, "A value that stays beyond is told again after 1 to 60 minutes."),
}
_WORDS = {LimitKind.HIGH: "high", LimitKind.LOW: "low"}


def check_limits(document: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with a set's document; an empty list when it may be published.

    Fields are paths in the document, such as `limits.4.value`.
    """
    errors = form_errors(document)
    return errors or contradictions(threshold_set_from(document, 1))


def form_errors(document: Mapping[str, Any]) -> list[FieldError]:
    """What keeps a document from being read as a set of limits at all, by path."""
    errors = [*line_errors(document.get("limits")), *_escalation_errors(document.get("escalation"))]
    label = document.get("label")
    if not isinstance(label, str) or not label.strip():
        errors.append(FieldError("label", "required", "The set needs a name."))
    return errors


def contradictions(limits: ThresholdSet) -> list[FieldError]:
    """Where lines of a set do not go together, or leave a vital sign without its urgent limit."""
    found = [*_twice(limits), *_beyond_rail(limits)]
    for fitted in _every_case(limits):
        found += [*_disordered(fitted, limits), *_gaps(fitted, limits), *_overlaps(fitted, limits)]
        found += _urgent_missing(fitted)
    return list(dict.fromkeys(found))


def rail_of(limit: Limit) -> float | None:
    """As far as an override may move this urgent limit; None for a limit without a rail."""
    return limit.rail if limit.rail is not None else RAILS.get((limit.measure, limit.kind))


def beyond(limit: Limit, value: float, bound: float) -> bool:
    """Whether a limit set to `value` would be heard later than one set to `bound`."""
    return value < bound if limit.kind is LimitKind.LOW else value > bound


def _every_case(limits: ThresholdSet) -> Iterator[ThresholdSet]:
    """The set as it stands for each age band and protocol that its lines tell apart."""
    ages = sorted({0, *(limit.from_age for limit in limits.limits)})
    protocols = sorted({"", *(code for limit in limits.limits for code in limit.protocols)})
    for age, protocol in product(ages, protocols):
        yield fitting(limits, age, protocol)


def _place(limits: ThresholdSet, limit: Limit) -> str:
    return f"limits.{limits.limits.index(limit)}.value"


def _name(limit: Limit) -> str:
    return f"{measure_of(limit.measure).label} {limit.kind.value.replace('_', ' ')}"


def _said(limit: Limit) -> str:
    value = shown(limit.measure, limit.value) if limit.unit != "%" else f"{limit.value:g} %"
    return f"{limit.level.value} {value}"


def _twice(limits: ThresholdSet) -> Iterator[FieldError]:
    seen: set[tuple[Any, ...]] = set()
    for limit in limits.limits:
        key = (limit.measure, limit.kind, limit.level, limit.from_age, limit.protocols)
        if key in seen:
            words = f"{_name(limit)} has two {limit.level.value} limits for the same patients."
            yield FieldError(_place(limits, limit), "twice", words)
        seen.add(key)


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
        for high in (x for x in fitted.limits if x.kind is LimitKind.HIGH and x.measure == low.measure):
            if low.value >= high.value:
                label = measure_of(low.measure).label
                words = f"{label}: low {_said(low)} meets high {_said(high)}; no value would be normal."
                yield FieldError(_place(limits, low), "contradicts", words)


def _beyond_rail(limits: ThresholdSet) -> Iterator[FieldError]:
    for limit in limits.limits:
        rail = rail_of(limit)
        if limit.level is Level.URGENT and rail is not None and beyond(limit, limit.value, rail):
            words = f"{_name(limit)}: {_said(limit)} lies beyond its rail {shown(limit.measure, rail)}."
            yield FieldError(_place(limits, limit), "beyond_rail", words)


def _urgent_missing(fitted: ThresholdSet) -> Iterator[FieldError]:
    for measure, kind in URGENT_NEEDED:
        if fitted.of(measure, kind, Level.URGENT) is None:
            words = f"{measure_of(measure).label} {_WORDS[kind]} needs an urgent limit."
            yield FieldError("limits", "urgent_missing", words)


def _escalation_errors(escalation: Any) -> list[FieldError]:
    if not isinstance(escalation, Mapping):
        return [FieldError("escalation", "required", "The set needs its escalation times.")]
    errors = [
        FieldError(f"escalation.{name}", "out_of_range", words)
        for name, (low, high, words) in _ESCALATION.items()
        if not is_number(escalation.get(name)) or not low <= escalation[name] <= high
    ]
    if not errors and escalation["urgent_s"] > escalation["advisory_s"]:
        words = "An urgent alert must not wait longer than an advisory one."
        errors.append(FieldError("escalation.urgent_s", "contradicts", words))
    return [*errors, *_step_errors(escalation.get("step_worse")), *_late_errors(escalation.get("late_check"))]


def _step_errors(steps: Any) -> Iterator[FieldError]:
    if not isinstance(steps, Mapping):
        yield FieldError("escalation.step_worse", "required", "The steps that raise again are missing.")
        return
    for code, step in steps.items():
        measure = find_measure(code)
        if measure is None or not is_number(step) or step <= 0:
            words = f"{measure.label if measure else code} needs a step above 0 of a known measure."
            yield FieldError(f"escalation.step_worse.{code}", "wrong_type", words)


def _late_errors(late: Any) -> Iterator[FieldError]:
    place = "escalation.late_check"
    rule = late if isinstance(late, Mapping) else {}
    after, conditions = rule.get("urgent_after_min"), rule.get("urgent_if_any", {})
    if not is_number(after) or not 1 <= after <= 60:
        words = "A late check must turn urgent after 1 to 60 minutes."
        yield FieldError(f"{place}.urgent_after_min", "out_of_range", words)
    if not isinstance(conditions, Mapping) or conditions.keys() - {"last_sedation_below", "last_set_crossed"}:
        words = "A late check turns urgent by the last sedation or the last set."
        yield FieldError(f"{place}.urgent_if_any", "wrong_type", words)
        return
    if not is_whole(conditions.get("last_sedation_below", 1), 1, 5):
        words = "The last sedation lies between 1 and 5."
        yield FieldError(f"{place}.urgent_if_any.last_sedation_below", "out_of_range", words)
    if conditions.get("last_set_crossed", Level.ADVISORY) not in (Level.ADVISORY, Level.URGENT):
        words = "The last set crossed an advisory or an urgent limit."
        yield FieldError(f"{place}.urgent_if_any.last_set_crossed", "unknown", words)

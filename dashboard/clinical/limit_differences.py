"""What one version of a set of limits has changed against another, in words a clinician reads."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from dashboard.clinical.instruments import find_measure, measure_of, shown
from dashboard.clinical.schedule_repeats import REPEAT_AFTER
from dashboard.clinical.thresholds import After, Limit, LimitKind, ThresholdSet

_KINDS = tuple(LimitKind)
_KIND_WORDS = {
    LimitKind.HIGH: "high", LimitKind.LOW: "low", LimitKind.RISE: "rise", LimitKind.RISE_PERCENT: "rise",
    LimitKind.NOT_RESOLVED: "not resolved",
}  # fmt: skip
_ANCHOR_WORDS = {"dose_start": "the dose", "dose_end": "the end of the dose"}
_TIMES = {
    "urgent_s": ("Unanswered urgent goes on after", "s"),
    "advisory_s": ("Unanswered advisory goes on after", "s"),
    "again_after_min": ("Told again after", "min"),
}
_LATE = {
    "urgent_after_min": ("Late check urgent after", "min"),
    "last_sedation_below": ("Late check urgent when the last sedation was below", ""),
    "last_set_crossed": ("Late check urgent when the last set crossed", ""),
}
_Key = tuple[Any, ...]


def differences(before: ThresholdSet, after: ThresholdSet, names: Mapping[str, str]) -> list[str]:
    """Each change as a line, such as "Systolic urgent high 180 → 175"; empty when both say the same.

    `names` are the protocols' names by their codes.
    """
    found = [] if before.label == after.label else [f"Name {before.label} → {after.label}"]
    olds, news = _by_key(before), _by_key(after)
    for key in sorted({*olds, *news}, key=_order):
        found += _of_limit(olds.get(key), news.get(key), names)
    return [*found, *_of_escalation(before.escalation, after.escalation)]


def limit_name(limit: Limit, names: Mapping[str, str]) -> str:
    """Measure, level and kind, and for whom when not for all: "Systolic urgent high from 65"."""
    age = f" from {limit.from_age}" if limit.from_age else ""
    codes = " and ".join(names.get(code, code) for code in limit.protocols)
    under = f" under {codes}" if codes else ""
    return f"{measure_of(limit.measure).label} {limit.level.value} {_KIND_WORDS[limit.kind]}{age}{under}"


def limit_value(limit: Limit) -> str:
    """The limit's value as it is written, with % for a rise in percent."""
    if limit.kind is LimitKind.RISE_PERCENT:
        return f"{limit.value:g} %"
    return shown(limit.measure, limit.value)


def _by_key(limits: ThresholdSet) -> dict[_Key, Limit]:
    return {(x.measure, x.kind, x.level, x.from_age, x.protocols): x for x in limits.limits}


def _order(key: _Key) -> _Key:
    measure, kind, level, from_age, protocols = key
    return measure_of(measure).order, _KINDS.index(kind), -level.rank, from_age, protocols


def _of_limit(old: Limit | None, new: Limit | None, names: Mapping[str, str]) -> Iterator[str]:
    if old is None or new is None:
        there = old or new
        assert there is not None
        yield f"{limit_name(there, names)} {limit_value(there)} {'removed' if new is None else 'added'}"
        return
    name = limit_name(new, names)
    if old.value != new.value:
        yield f"{name} {limit_value(old)} → {limit_value(new)}"
    for words, was, now in _conditions(old, new):
        if was != now:
            yield f"{name}: {words} {was} → {now}"


def _conditions(old: Limit, new: Limit) -> Iterator[tuple[str, str, str]]:
    yield "repeat", _repeat(old), _repeat(new)
    yield "override up to", _rail(old), _rail(new)
    yield "only with", _only_if(old), _only_if(new)
    yield "judged", _after(old.after_otherwise), _after(new.after_otherwise)
    yield "judged with IV", _after(old.after_iv), _after(new.after_iv)


def _repeat(limit: Limit) -> str:
    if limit.confirm_within_min is not None:
        return f"within {limit.confirm_within_min} min"
    return f"in {REPEAT_AFTER // timedelta(minutes=1)} min, confirms nothing"


def _rail(limit: Limit) -> str:
    return shown(limit.measure, limit.rail) if limit.rail is not None else "the usual rail"


def _only_if(limit: Limit) -> str:
    if limit.only_if is None:
        return "any value"
    return f"{measure_of(limit.only_if.measure).label} from {limit.only_if.high:g}"


def _after(after: After | None) -> str:
    return f"{after.minutes} min after {_ANCHOR_WORDS[after.anchor]}" if after else "as otherwise"


def _of_escalation(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from _times(_TIMES, old, new)
    steps = [escalation.get("step_worse", {}) for escalation in (old, new)]
    for code in sorted({*steps[0], *steps[1]}, key=_place):
        was, now = (_value(step.get(code)) for step in steps)
        if was != now:
            yield f"{measure_of(code).label} step told again {was} → {now}"
    yield from _times(_LATE, _late(old), _late(new))


def _late(escalation: Mapping[str, Any]) -> dict[str, Any]:
    rule = escalation.get("late_check", {})
    return {**rule, **rule.get("urgent_if_any", {})}


def _place(code: str) -> int:
    measure = find_measure(code)
    return measure.order if measure else 0


def _times(
    named: Mapping[str, tuple[str, str]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    for name, (words, unit) in named.items():
        was, now = old.get(name), new.get(name)
        if was != now:
            yield f"{words} {_value(was)} → {_value(now)} {unit}".rstrip()


def _value(value: Any) -> str:
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, int | float) else str(value)

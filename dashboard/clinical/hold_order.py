"""Whether the two levels of a hold stand in order: what asks for a reason comes before what asks for more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import measure_of, shown

_UPWARD = ("above", "high")
_KINDS = (*_UPWARD, "low", "below")


@dataclass(frozen=True, slots=True)
class _Start:
    """Where one limit begins to hold: its place in the list, and the first value that it stops."""

    place: int
    measure: str
    upward: bool
    value: float


def hold_order_errors(
    place: str, soft: Sequence[Mapping[str, Any]], hard: Sequence[Mapping[str, Any]]
) -> Iterator[FieldError]:
    """Hard limits that stop a value before the soft one of their side does; `place` is the hard ones' path.

    The rules are well formed. Each age that they tell apart is looked at.
    """
    told: set[int] = set()
    for age in sorted({0, *(rule.get("from_age", 0) for rule in (*soft, *hard))}):
        gentle = _starts(soft, age)
        for start in _starts(hard, age):
            same = [g for g in gentle if (g.measure, g.upward) == (start.measure, start.upward)]
            if start.place in told or not same or _comes_after(start, same):
                continue
            told.add(start.place)
            side, first = "from" if start.upward else "down from", _soonest(same)
            words = f"{measure_of(start.measure).label}: the hard hold {side} {_shown(start)}"
            words += f" leaves nothing to the soft one {side} {_shown(first)}."
            yield FieldError(f"{place}.{start.place}", "contradicts", words)


def _starts(rules: Sequence[Mapping[str, Any]], age: int) -> list[_Start]:
    """The limits that count at this age; one that stands instead of another takes its place."""
    counting = [(n, rule) for n, rule in enumerate(rules) if age >= rule.get("from_age", 0)]
    replaced = {(rule["measure"], rule["instead_of"]) for _, rule in counting if "instead_of" in rule}
    return [_start(n, rule) for n, rule in counting if (rule["measure"], _bound(rule)[1]) not in replaced]


def _bound(rule: Mapping[str, Any]) -> tuple[str, float]:
    return next((kind, rule[kind]) for kind in _KINDS if kind in rule)


def _start(place: int, rule: Mapping[str, Any]) -> _Start:
    kind, bound = _bound(rule)
    decimals = measure_of(rule["measure"]).decimals
    beside = {"above": 1, "below": -1}.get(kind, 0) / 10**decimals
    return _Start(place, rule["measure"], kind in _UPWARD, round(bound + beside, decimals))


def _soonest(starts: Sequence[_Start]) -> _Start:
    return (min if starts[0].upward else max)(starts, key=lambda start: start.value)


def _comes_after(start: _Start, gentle: Sequence[_Start]) -> bool:
    first = _soonest(gentle).value
    return start.value > first if start.upward else start.value < first


def _shown(start: _Start) -> str:
    return shown(start.measure, start.value)

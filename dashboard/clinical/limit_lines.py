"""One line of a set of limits by itself: known names, a value its measure can have, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import Measure, find_measure
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.thresholds import LimitKind

_KNOWN = frozenset(
    {"measure", "kind", "level", "value", "only_if", "after", "confirm_within_min", "from_age", "protocols",
     "rail"}
)  # fmt: skip
_ANCHORS = ("dose_start", "dose_end")
LARGEST_PERCENT = 500
OLDEST = 120
LONGEST_AFTER_MIN = 24 * 60


def line_errors(lines: Any) -> list[FieldError]:
    """What is wrong with each line of a document's `limits`."""
    if not isinstance(lines, list) or not lines:
        return [FieldError("limits", "required", "A set needs its limits.")]
    return [error for place, line in enumerate(lines) for error in _line_errors(f"limits.{place}", line)]


def _line_errors(place: str, line: Any) -> Iterator[FieldError]:
    if not isinstance(line, Mapping):
        yield FieldError(place, "wrong_type", "A limit must be an object.")
        return
    for name in line.keys() - _KNOWN:
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    measure = find_measure(str(line.get("measure")))
    if measure is None or measure.retired:
        yield FieldError(f"{place}.measure", "unknown", "There is no such measure.")
    if line.get("kind") not in tuple(LimitKind):
        yield FieldError(f"{place}.kind", "unknown", f"The kind must be one of {', '.join(LimitKind)}.")
    if line.get("level") not in tuple(Level):
        yield FieldError(f"{place}.level", "unknown", f"The level must be one of {', '.join(Level)}.")
    if measure is not None and line.get("kind") in tuple(LimitKind):
        yield from _value_errors(place, line, measure)
    yield from _condition_errors(place, line)


def _value_errors(place: str, line: Mapping[str, Any], measure: Measure) -> Iterator[FieldError]:
    low, high = _range(LimitKind(line["kind"]), measure)
    for name in ("value", "rail"):
        value = line.get(name)
        if value is None and name == "rail":
            continue
        if not is_number(value) or round(value, measure.decimals) != value:
            words = f"{measure.label} needs a number{'' if measure.decimals else ' without decimals'}."
            yield FieldError(f"{place}.{name}", "wrong_type", words)
        elif not low <= value <= high:
            kind = line["kind"].replace("_", " ")
            words = f"{measure.label} {kind}: {value:g} lies outside {low:g} to {high:g}."
            yield FieldError(f"{place}.{name}", "out_of_range", words)


def _range(kind: LimitKind, measure: Measure) -> tuple[float, float]:
    low, high = measure.possible
    if kind is LimitKind.RISE:
        return 10**-measure.decimals, high - low
    return (1, LARGEST_PERCENT) if kind is LimitKind.RISE_PERCENT else (low, high)


def _condition_errors(place: str, line: Mapping[str, Any]) -> Iterator[FieldError]:
    if not is_whole(line.get("confirm_within_min", 5), 1, 60):
        words = "A repeat is asked for within 1 to 60 minutes."
        yield FieldError(f"{place}.confirm_within_min", "out_of_range", words)
    if not is_whole(line.get("from_age", 0), 0, OLDEST):
        yield FieldError(f"{place}.from_age", "out_of_range", f"An age lies between 0 and {OLDEST} years.")
    protocols = line.get("protocols", [])
    if not isinstance(protocols, list) or not all(isinstance(code, str) for code in protocols):
        yield FieldError(f"{place}.protocols", "wrong_type", "Name the protocols by their codes.")
    yield from _only_if_errors(place, line.get("only_if"))
    if line.get("kind") == LimitKind.NOT_RESOLVED:
        yield from _after_errors(place, line.get("after"))
    elif "after" in line:
        words = "Only a not-resolved limit has a moment from which it is judged."
        yield FieldError(f"{place}.after", "unknown_field", words)


def _only_if_errors(place: str, given: Any) -> Iterator[FieldError]:
    if given is None:
        return
    measure = find_measure(str(given.get("measure"))) if isinstance(given, Mapping) else None
    if measure is None:
        yield FieldError(f"{place}.only_if", "wrong_type", "Name the measure that must be high as well.")
        return
    high = given.get("high")
    if not is_number(high) or not measure.possible[0] <= high <= measure.possible[1]:
        low, top = measure.possible
        words = f"{measure.label} lies between {low:g} and {top:g}."
        yield FieldError(f"{place}.only_if.high", "out_of_range", words)


def _after_errors(place: str, given: Any) -> Iterator[FieldError]:
    moments = given if isinstance(given, Mapping) else {}
    if "otherwise" not in moments:
        words = "Say from when it is judged: an anchor and minutes."
        yield FieldError(f"{place}.after", "required", words)
    for name, moment in moments.items():
        fits = isinstance(moment, Mapping) and moment.get("anchor") in _ANCHORS
        if name not in ("route_iv", "otherwise") or not fits:
            words = f"The moment counts from {' or '.join(_ANCHORS)}."
            yield FieldError(f"{place}.after.{name}", "wrong_type", words)
        elif not is_whole(moment.get("min"), 0, LONGEST_AFTER_MIN):
            words = f"Minutes lie between 0 and {LONGEST_AFTER_MIN}."
            yield FieldError(f"{place}.after.{name}.min", "out_of_range", words)

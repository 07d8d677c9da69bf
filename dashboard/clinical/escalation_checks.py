"""The escalation times of a set of limits: known names, times in their ranges, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.numbers import is_number, is_whole

_TIMES: dict[str, tuple[float, float, str]] = {
    "urgent_s": (30, 900, "An unanswered urgent alert goes on after 30 to 900 seconds."),
    "advisory_s": (60, 3600, "An unanswered advisory alert goes on after 60 to 3600 seconds."),
    "again_after_min": (1, 60, "A value that stays beyond is told again after 1 to 60 minutes."),
}
_KNOWN = frozenset({*_TIMES, "step_worse", "late_check"})
_OF_LATE = frozenset({"about", "advisory", "urgent_after_min", "urgent_if_any"})


def escalation_errors(escalation: Any) -> list[FieldError]:
    """What is wrong with a document's `escalation`, by path."""
    if not isinstance(escalation, Mapping):
        return [FieldError("escalation", "required", "The set needs its escalation times.")]
    errors = [
        FieldError(f"escalation.{name}", "out_of_range", words)
        for name, (low, high, words) in _TIMES.items()
        if not is_number(escalation.get(name)) or not low <= escalation[name] <= high
    ]
    if not errors and escalation["urgent_s"] > escalation["advisory_s"]:
        words = "An urgent alert must not wait longer than an advisory one."
        errors.append(FieldError("escalation.urgent_s", "contradicts", words))
    errors += _unknown_errors("escalation", escalation, _KNOWN)
    return [*errors, *_step_errors(escalation.get("step_worse")), *_late_errors(escalation.get("late_check"))]


def _unknown_errors(place: str, given: Mapping[str, Any], known: frozenset[str]) -> Iterator[FieldError]:
    """A name that nobody reads looks like a rule that counts."""
    for name in sorted(given.keys() - known):
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")


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
    yield from _unknown_errors(place, rule, _OF_LATE)
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

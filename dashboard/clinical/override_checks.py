"""Whether a clinician may move a limit for one patient or session: inside its rail, in order, with an end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.limit_checks import beyond, contradictions, rail_of
from dashboard.clinical.limit_lines import line_errors
from dashboard.clinical.moved_limits import limit_words, value_words
from dashboard.clinical.overrides import LimitOverride, moved
from dashboard.clinical.texts import text_error
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet

LONGEST = timedelta(days=90)
REASON_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRequest:
    """A limit to be moved as it was asked for; `value` is in the limit's unit, `until` None has no date."""

    measure: str
    kind: LimitKind
    level: Level
    value: float
    reason: str
    until: datetime | None = None


def request_errors(asked: OverrideRequest, now: datetime, *, dated: bool) -> list[FieldError]:
    """What is wrong with reason and end; one for a patient must be `dated`, at most 90 days ahead."""
    found = [text_error("reason", "The reason", asked.reason, REASON_LENGTH, required=True)]
    if asked.until is None:
        words = "A limit moved for a patient needs its last day."
        found.append(FieldError("until", "required", words) if dated else None)
    elif asked.until <= now:
        words = "The end has passed already. Choose a later one."
        found.append(FieldError("until", "out_of_range", words))
    elif asked.until > now + LONGEST:
        words = f"The end lies at most {LONGEST.days} days ahead."
        found.append(FieldError("until", "out_of_range", words))
    return [error for error in found if error]


def move_errors(limits: ThresholdSet, override: LimitOverride) -> list[FieldError]:
    """What keeps this limit of the set, as it stands for the patient now, from being moved so."""
    limit = limits.of(override.measure, override.kind, override.level)
    if limit is None:
        return [FieldError("measure", "unknown_limit", f"{limits.label} has no {_asked_words(override)}.")]
    if errors := _value_errors(override):
        return errors
    if override.value == limit.value:
        words = f"{limit_words(limit)} stands at {value_words(limit, limit.value)} already."
        return [FieldError("value", "unchanged", words)]
    if error := _rail_error(limit, override.value):
        return [error]
    return list(_order_errors(limits, override))


def _asked_words(override: LimitOverride) -> str:
    measure = find_measure(override.measure)
    name = measure.label.lower() if measure else "such measure"
    return f"{override.level.value} limit of this kind for {name}" if measure else name


def _value_errors(override: LimitOverride) -> list[FieldError]:
    """The value inside what its measure can be, with no more decimals than it has."""
    line = {"measure": override.measure, "kind": override.kind, "level": override.level,
            "value": override.value}  # fmt: skip
    found = [error for error in line_errors([line]) if error.field == "limits.0.value"]
    return [replace(error, field="value") for error in found]


def _rail_error(limit: Limit, value: float) -> FieldError | None:
    if limit.level is not Level.URGENT:
        return None
    rail, name = rail_of(limit), limit_words(limit)
    if rail is None and beyond(limit, value, limit.value):
        return FieldError("value", "beyond_rail", f"{name} has no rail: it can only be made stricter.")
    if rail is not None and beyond(limit, value, rail):
        words = f"{name} can be moved to its rail {value_words(limit, rail)} at most."
        return FieldError("value", "beyond_rail", words)
    return None


def _order_errors(limits: ThresholdSet, override: LimitOverride) -> Iterator[FieldError]:
    """What the move would bring out of order; what stood so before is not its fault."""
    plain = replace(limits, limits=tuple(replace(x, from_age=0, protocols=()) for x in limits.limits))
    before = {error.message for error in contradictions(plain)}
    for error in contradictions(moved(plain, [override])):
        if error.message not in before:
            yield FieldError("value", error.code, error.message)

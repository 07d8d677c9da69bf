"""A reading: all that was measured at one moment, and what makes an entry storable.

Impossible values are refused, improbable ones asked about, everything else is stored as typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.instruments import REASON_WORDS, Reason, find_measure, measure_of, shown
from dashboard.clinical.plausibility import (
    PAIR,
    ask_error,
    impossible_error,
    is_improbable,
    kilopascal_error,
    looks_like_kilopascal,
    pulse_pressure_error,
    swapped_error,
)

LATE_AFTER = timedelta(minutes=10)
# An older value fades on the screens, and where several stand together each has an age of its own (A13).
STALE_AFTER = timedelta(minutes=15)
OWN_AGE_AFTER = timedelta(minutes=2)
FUTURE_TOLERANCE = timedelta(minutes=2)
OLDEST_BEFORE_OPENING = timedelta(hours=72)
NOTE_LENGTH = 500
QUALIFIERS: dict[str, dict[str, str]] = {
    "arm": {"left": "Left arm", "right": "Right arm", "leg": "Leg"},
    "position": {
        "sitting": "Sitting", "semi_reclined": "Semi-reclined", "supine": "Lying", "standing": "Standing",
    },
    "cuff": {
        "small_adult": "Small cuff", "adult": "Adult cuff", "large_adult": "Large cuff",
        "thigh": "Thigh cuff",
    },
}  # fmt: skip


class ReadingStatus(StrEnum):
    """final as first stored, amended after a correction, struck when withdrawn."""

    FINAL = "final"
    AMENDED = "amended"
    STRUCK = "struck"


class StrikeReason(StrEnum):
    """Why a reading or event was withdrawn."""

    WRONG_PATIENT = "wrong_patient"
    WRONG_TIME = "wrong_time"
    WRONG_VALUE = "wrong_value"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEntry:
    """What a person sends: numbers by measure code, reasons for what was not taken, context.

    `observed_at` is aware UTC or None for now; `confirmed` names improbable measures that are kept.
    """

    values: Mapping[str, float]
    not_obtained: Mapping[str, Reason] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    observed_at: datetime | None = None
    note: str | None = None
    time_unchecked: bool = False
    source: str = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One version of a reading. `values` holds what was typed, never a derived number.

    `moved_from` and `moved_to` link a reading that was charted in the wrong session with its right place; a
    reading that was read again names the room there too.
    """

    id: str
    session_id: str
    seq: int
    version: int
    status: ReadingStatus
    observed_at: datetime
    recorded_at: datetime
    recorded_by: str
    recorded_by_name: str
    values: Mapping[str, float]
    not_obtained: Mapping[str, Reason]
    qualifiers: Mapping[str, str]
    note: str | None
    questioned: tuple[str, ...]
    source: str = "manual"
    time_unchecked: bool = False
    first_recorded_at: datetime | None = None
    change_reason: str | None = None
    strike_reason: StrikeReason | None = None
    moved_from: str | None = None
    moved_to: str | None = None
    moved_from_room: str | None = None
    moved_to_room: str | None = None

    @property
    def late(self) -> bool:
        """First stored more than ten minutes after it was measured."""
        return self.late_by > LATE_AFTER

    @property
    def late_by(self) -> timedelta:
        """How long after the measurement the reading was first stored."""
        return (self.first_recorded_at or self.recorded_at) - self.observed_at

    @property
    def struck(self) -> bool:
        """Whether the reading was withdrawn; it stays visible."""
        return self.status is ReadingStatus.STRUCK

    @property
    def derived(self) -> Mapping[str, float]:
        """Values computed from the typed ones: mean pressure when the device gave none."""
        if "mean_pressure" in self.values or not {"systolic", "diastolic"} <= self.values.keys():
            return {}
        return {"mean_pressure": round((self.values["systolic"] + 2 * self.values["diastolic"]) / 3)}

    @property
    def all_values(self) -> dict[str, float]:
        """Typed and derived values together."""
        return {**self.values, **self.derived}


def blood_pressure(values: Mapping[str, float]) -> str | None:
    """The pair as it is written everywhere, `121/71`; a dash stands for a missing half; None for neither."""
    if "systolic" not in values and "diastolic" not in values:
        return None
    halves = (shown(code, values[code]) if code in values else "-" for code in ("systolic", "diastolic"))
    return "/".join(halves)


def check_entry(entry: ReadingEntry) -> None:
    """Raise InvalidEntry with one FieldError per field that cannot be stored as sent."""
    errors = [*_shape_errors(entry), *_reason_errors(entry), *_qualifier_errors(entry)]
    errors += value_errors(entry.values, entry.confirmed)
    if errors:
        raise InvalidEntry(errors)


def value_errors(values: Mapping[str, float], confirmed: frozenset[str]) -> list[FieldError]:
    """What is impossible, or improbable and not confirmed, in this set of values; a pair by either half."""
    impossible = {code: e for code, value in values.items() if (e := impossible_error(code, value))}
    errors, refused = list(impossible.values()), set(impossible)
    has_pair = values.keys() >= PAIR
    if has_pair and not PAIR & refused and (swapped := swapped_error(values)):
        errors.append(swapped)
        refused |= PAIR
    settled = refused | confirmed
    if has_pair and looks_like_kilopascal(values):
        if PAIR & refused or not PAIR & confirmed:
            errors.append(kilopascal_error(values))
        settled |= PAIR
    errors += [e for code, value in values.items() if code not in settled and (e := ask_error(code, value))]
    if has_pair and not PAIR & settled and (apart := pulse_pressure_error(values)):
        errors.append(apart)
    return errors


def check_observed_at(
    observed_at: datetime, now: datetime, opened_at: datetime, field_name: str = "observed_at"
) -> None:
    """Raise InvalidEntry when the time lies more than 2 min ahead or over 72 h before the opening."""
    if observed_at > now + FUTURE_TOLERANCE:
        raise InvalidEntry([FieldError(field_name, "future", "The time lies in the future.")])
    if observed_at < opened_at - OLDEST_BEFORE_OPENING:
        words = "The time lies more than 72 hours before the session was opened."
        raise InvalidEntry([FieldError(field_name, "too_old", words)])


def questioned_measures(
    values: Mapping[str, float],
    qualifiers: Mapping[str, str],
    earlier: Sequence[Reading],
    confirmed: frozenset[str],
) -> tuple[str, ...]:
    """Measures stored all the same but marked questioned, so that a repeat is asked for.

    Improbable values that were confirmed, jumps against the last value, a third identical set running
    and a change of arm. `earlier` holds the unstruck readings observed before, oldest first.
    """
    found = {code for code in confirmed if code in values and is_improbable(code, values)}
    found |= {code for code, value in values.items() if _jumped(code, value, earlier)}
    found |= _third_identical(values, earlier)
    if "systolic" in values and _arm_changed(qualifiers, earlier):
        found |= PAIR & values.keys()
    return tuple(sorted(found, key=lambda code: measure_of(code).order))


def _shape_errors(entry: ReadingEntry) -> list[FieldError]:
    if not entry.values and not entry.not_obtained:
        return [FieldError("values", "empty", "Nothing to save: give at least one value or reason.")]
    errors = [
        FieldError(f"{place}.{code}", "unknown_measure", f"{code} is not a measure.")
        for place, codes in (("values", entry.values), ("not_obtained", entry.not_obtained))
        for code in codes
        if find_measure(code) is None
    ]
    errors += [
        FieldError("confirmed", "unknown_measure", f"{code} is not a measure.")
        for code in sorted(entry.confirmed)
        if find_measure(code) is None
    ]
    errors += [
        FieldError(f"not_obtained.{code}", "both", f"{_label(code)} has a value and a reason; give one.")
        for code in entry.not_obtained
        if code in entry.values
    ]
    return errors


def _reason_errors(entry: ReadingEntry) -> list[FieldError]:
    return [
        FieldError(
            f"not_obtained.{code}", "reason_not_offered",
            f"{measure.label}: '{REASON_WORDS[reason]}' is no reason here; it could hide oversedation.",
        )
        for code, reason in entry.not_obtained.items()
        if (measure := find_measure(code)) and reason not in measure.reasons
    ]  # fmt: skip


def _qualifier_errors(entry: ReadingEntry) -> list[FieldError]:
    return [
        FieldError(f"qualifiers.{name}", "unknown_qualifier", f"{name} '{value}' is not known.")
        for name, value in entry.qualifiers.items()
        if value not in QUALIFIERS.get(name, {})
    ]


def _label(code: str) -> str:
    measure = find_measure(code)
    return measure.label if measure else code


def _jumped(code: str, value: float, earlier: Sequence[Reading]) -> bool:
    jump = measure_of(code).jump
    if jump is None:
        return False
    last = next((r.values[code] for r in reversed(earlier) if code in r.values), None)
    return last is not None and abs(value - last) > jump


def _vitals(values: Mapping[str, float]) -> dict[str, float]:
    return {code: value for code, value in values.items() if not measure_of(code).is_scale}


def _third_identical(values: Mapping[str, float], earlier: Sequence[Reading]) -> set[str]:
    vitals = _vitals(values)
    if len(vitals) < 2 or len(earlier) < 2:
        return set()
    return set(vitals) if all(_vitals(r.values) == vitals for r in earlier[-2:]) else set()


def _arm_changed(qualifiers: Mapping[str, str], earlier: Sequence[Reading]) -> bool:
    with_arm = (r for r in reversed(earlier) if "systolic" in r.values and "arm" in r.qualifiers)
    last = next((r.qualifiers["arm"] for r in with_arm), None)
    return last is not None and qualifiers.get("arm", last) != last

"""What a value can be: impossible ones are refused, improbable ones asked about, by their range."""

from collections.abc import Mapping

from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import KPA_PAIR, PULSE_PRESSURE_ASK, Measure, find_measure, measure_of

PAIR = frozenset({"systolic", "diastolic"})


def impossible_error(code: str, value: float) -> FieldError | None:
    """Why this value cannot be stored (too many decimals, outside what can be), or None."""
    measure = find_measure(code)
    if measure is None:
        return None
    if round(value, measure.decimals) != value:
        kind = "a whole number" if measure.decimals == 0 else "given with one decimal at most"
        return FieldError(f"values.{code}", "decimals", f"{measure.label} must be {kind}.")
    low, high = measure.possible
    if low <= value <= high:
        return None
    return FieldError(f"values.{code}", "impossible", _cannot_be_stored(measure, value))


def swapped_error(values: Mapping[str, float]) -> FieldError | None:
    """A diastolic at or above the systolic of the same set cannot be; both must be possible alone."""
    systolic, diastolic = values["systolic"], values["diastolic"]
    if diastolic < systolic:
        return None
    words = "above" if diastolic > systolic else "the same as"
    text = f"Diastolic {diastolic:g} is {words} systolic {systolic:g}. Are they swapped?"
    return FieldError("values.diastolic", "impossible", text)


def looks_like_kilopascal(values: Mapping[str, float]) -> bool:
    """Whether both pressures are so low that another unit was meant."""
    return values["systolic"] < KPA_PAIR[0] and values["diastolic"] < KPA_PAIR[1]


def kilopascal_error(values: Mapping[str, float]) -> FieldError:
    """Asks whether the pair was read in kPa; nothing is converted."""
    pair = f"{_as_sent(values['systolic'])}/{_as_sent(values['diastolic'])}"
    text = f"Check: {pair}: is that kPa? Pressures are in mmHg."
    return FieldError("values.systolic", "improbable", text)


def ask_error(code: str, value: float) -> FieldError | None:
    """Asks about a possible value outside the usual range, or None."""
    measure = find_measure(code)
    if measure is None or measure.ask[0] <= value <= measure.ask[1]:
        return None
    low, high = measure.ask
    name = measure.label.lower() if measure.label[1:].islower() else measure.label
    return FieldError(
        f"values.{code}", "improbable", f"Check: {name} {value:g}? Outside {low:g} to {high:g}."
    )


def pulse_pressure_error(values: Mapping[str, float]) -> FieldError | None:
    """Asks about a pair that lies too close together or too far apart, or None."""
    if not values.keys() >= PAIR:
        return None
    gap = values["systolic"] - values["diastolic"]
    low, high = PULSE_PRESSURE_ASK
    if low <= gap <= high:
        return None
    pair = f"{values['systolic']:g}/{values['diastolic']:g}"
    text = f"Check: {pair}? They lie {gap:g} apart, outside {low} to {high}."
    return FieldError("values.systolic", "improbable", text)


def is_improbable(code: str, values: Mapping[str, float]) -> bool:
    """Whether this value of the set is one that is asked about, alone or as half of its pair."""
    measure = measure_of(code)
    if not measure.ask[0] <= values[code] <= measure.ask[1]:
        return True
    return code in PAIR and pulse_pressure_error(values) is not None


def _cannot_be_stored(measure: Measure, value: float) -> str:
    low, high = measure.possible
    return f"{measure.label} {_as_sent(value)} cannot be stored. It must lie between {low:g} and {high:g}."


def _as_sent(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e15 else "this large"

"""The numbers of the gates of leaving: what a gate may hold, and values that its measures can have."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.gates import GATE_CODES
from dashboard.clinical.instruments import Measure, find_measure
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.protocols import ROUTE_WORDS

# What every gate may hold, and what each one's judge reads besides.
_ANY = frozenset({"off", "routes"})
_OWN: dict[str, frozenset[str]] = {
    "blood_pressure": frozenset({"last_readings", "systolic", "diastolic", "within_percent_of_baseline"}),
    "vitals": frozenset({"heart_rate", "spo2", "respiratory_rate", "oxygen_off_min"}),
    "alertness": frozenset({"sedation", "attest"}),
    "dissociation": frozenset({"dissociation", "attest"}),
    "distress": frozenset({"distress", "attest"}),
    "nausea": frozenset({"nausea", "no_vomiting_min"}),
    "dizziness_gait": frozenset({"dizziness", "attest"}),
    "line_out": frozenset({"attest"}), "instructions": frozenset({"attest"}),
    "mood_safety": frozenset({"attest"}), "escort": frozenset({"fields"}),
    "alerts": frozenset({"none_open"}), "approval": frozenset({"role"}),
}  # fmt: skip
# Numbers beside the measures, with their ranges and words.
_NUMBERS: dict[str, tuple[int, int, str]] = {
    "last_readings": (1, 5, "The last 1 to 5 blood pressures are looked at."),
    "within_percent_of_baseline": (1, 100, "The distance from baseline lies between 1 and 100 %."),
    "oxygen_off_min": (0, 240, "Without oxygen for 0 to 240 minutes."),
    "no_vomiting_min": (0, 240, "Without vomiting for 0 to 240 minutes."),
}
_BOUNDS = frozenset({"from", "to", "below", "or_baseline"})


# Which bounds an editor offers for each measure of a gate, and how they are named.
_OFFERED: dict[str, tuple[tuple[str, str], ...]] = {
    "blood_pressure": (
        ("systolic.below", "Systolic below"), ("diastolic.below", "Diastolic below"),
        ("last_readings", "Last readings"), ("within_percent_of_baseline", "Within % of baseline"),
    ),
    "vitals": (
        ("heart_rate.from", "Heart rate from"), ("heart_rate.to", "Heart rate to"),
        ("spo2.from", "SpO2 from"), ("respiratory_rate.from", "Respiratory rate from"),
        ("respiratory_rate.to", "Respiratory rate to"), ("oxygen_off_min", "Minutes without oxygen"),
    ),
    "alertness": (("sedation.from", "Sedation from"),),
    "dissociation": (("dissociation.to", "Dissociation to"),),
    "distress": (("distress.to", "Distress to"),),
    "nausea": (("nausea.to", "Nausea to"), ("no_vomiting_min", "Minutes without vomiting")),
    "dizziness_gait": (("dizziness.to", "Dizziness to"),),
}  # fmt: skip


def gate_numbers(code: str) -> list[tuple[str, str]]:
    """The numbers of a gate that a clinic may set: the path in its rule, and its name."""
    return list(_OFFERED.get(code, ()))


def gate_errors(place: str, readiness: Any) -> Iterator[FieldError]:
    """What is wrong with the gates of leaving; `place` is their path."""
    gates = readiness.get("gates") if isinstance(readiness, Mapping) else None
    if not isinstance(gates, Mapping):
        yield FieldError(place, "required", "A protocol needs its gates of leaving.")
        return
    for name in readiness.keys() - {"gates", "about"}:
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    for code in sorted(gates.keys() - set(GATE_CODES)):
        yield FieldError(f"{place}.gates.{code}", "unknown_gate", f"'{code}' is not a gate.")
    for code, rule in gates.items():
        if code in GATE_CODES:
            yield from _gate_errors(f"{place}.gates.{code}", code, rule)
    yield from _always_errors(f"{place}.gates.observation_time", gates.get("observation_time"))


def _always_errors(place: str, rule: Any) -> Iterator[FieldError]:
    """A gate that is not named stays shut until a clinician decides; this one must be named and on."""
    if rule is None or (isinstance(rule, Mapping) and (rule.get("off") or "routes" in rule)):
        words = "The observation time cannot be turned off."
        yield FieldError(place, "required", words)


def _gate_errors(place: str, code: str, rule: Any) -> Iterator[FieldError]:
    if not isinstance(rule, Mapping):
        yield FieldError(place, "wrong_type", "A gate must be an object.")
        return
    own = _OWN.get(code, frozenset())
    for name in sorted(rule.keys() - own - _ANY):
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    for name in sorted(rule.keys() & own):
        yield from _value_errors(f"{place}.{name}", name, rule[name])
    for name in ("off", "none_open"):
        if name in rule and not isinstance(rule[name], bool):
            yield FieldError(f"{place}.{name}", "wrong_type", "This must be true or false.")
    routes = rule.get("routes", ["iv"])
    if not isinstance(routes, list) or not routes or any(r not in tuple(ROUTE_WORDS) for r in routes):
        yield FieldError(f"{place}.routes", "unknown", f"Routes are of {', '.join(ROUTE_WORDS)}.")
    if not rule.get("off"):
        yield from _empty_errors(place, code, rule)


def _empty_errors(place: str, code: str, rule: Mapping[str, Any]) -> Iterator[FieldError]:
    """A measured gate without a measure would open at once."""
    measured = [name for name in _OWN.get(code, ()) if find_measure(name) is not None]
    if measured and not any(name in rule for name in measured):
        words = "Say which values open this gate, or turn it off."
        yield FieldError(place, "required", words)


def _value_errors(place: str, name: str, given: Any) -> Iterator[FieldError]:
    measure = find_measure(name)
    if measure is not None:
        yield from _bound_errors(place, measure, given)
    elif name in _NUMBERS:
        low, high, words = _NUMBERS[name]
        if not is_whole(given, low, high):
            yield FieldError(place, "out_of_range", words)
    elif name == "attest" and not (isinstance(given, str) and given.replace("_", "").isalnum()):
        yield FieldError(place, "wrong_type", "Name what a person says, in letters and underscores.")
    elif name == "fields" and given != ["name", "relation", "time"]:
        yield FieldError(place, "unknown", "The escort has a name, a relation and a time.")
    elif name == "role" and given != "clinician":
        yield FieldError(place, "unknown", "Only a clinician approves.")


def _bound_errors(place: str, measure: Measure, given: Any) -> Iterator[FieldError]:
    bounds = given if isinstance(given, Mapping) else {}
    numbers = {name: bounds[name] for name in ("from", "to", "below") if name in bounds}
    if not numbers or bounds.keys() - _BOUNDS or not isinstance(bounds.get("or_baseline", False), bool):
        words = f"{measure.label}: give the values that are good, from, to or below."
        yield FieldError(place, "wrong_type", words)
        return
    low, high = measure.possible
    for name, value in numbers.items():
        if not is_number(value) or not low <= value <= high or round(value, measure.decimals) != value:
            words = f"{measure.label} lies between {low:g} and {high:g}."
            yield FieldError(f"{place}.{name}", "out_of_range", words)
            return
    upper = [numbers[name] for name in ("to", "below") if name in numbers]
    if len(upper) > 1 or ("from" in numbers and upper and numbers["from"] > upper[0]):
        words = f"{measure.label}: no value lies within these."
        yield FieldError(place, "contradicts", words)

"""The rules beside a protocol, hold, gates of leaving and note: known names, values that can be."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.gates import GATE_CODES
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.numbers import is_number, is_whole

HOLD_KINDS = ("above", "high", "low", "below")
NOTE_PARTS = ("assessment", "plan", "patient_words")


def check_shared(shared: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with them; fields begin with `shared`."""
    lead = shared.get("lead_min", 5)
    errors = [*_hold_errors(shared.get("hold")), *_gate_errors(shared.get("readiness"))]
    if not is_whole(lead, 0, 60):
        errors.append(FieldError("shared.lead_min", "out_of_range", "The lead is 0 to 60 minutes."))
    return [*errors, *_note_errors(shared.get("note"))]


def _hold_errors(hold: Any) -> Iterator[FieldError]:
    if not isinstance(hold, Mapping):
        yield FieldError("shared.hold", "required", "A protocol needs its hold limits.")
        return
    for level in ("soft", "hard"):
        rules = hold.get(level)
        if not isinstance(rules, list):
            yield FieldError(f"shared.hold.{level}", "required", "Give the hold limits, or an empty list.")
            continue
        for place, rule in enumerate(rules):
            yield from _hold_rule_errors(f"shared.hold.{level}.{place}", rule)


def _hold_rule_errors(place: str, rule: Any) -> Iterator[FieldError]:
    measure = find_measure(str(rule.get("measure"))) if isinstance(rule, Mapping) else None
    if measure is None:
        yield FieldError(f"{place}.measure", "unknown", "There is no such measure.")
        return
    kinds = [kind for kind in HOLD_KINDS if kind in rule]
    value = rule[kinds[0]] if len(kinds) == 1 else None
    if not is_number(value):
        words = f"Give one number: {', '.join(HOLD_KINDS)}."
        yield FieldError(place, "wrong_type", words)
    elif not measure.possible[0] <= value <= measure.possible[1]:
        low, high = measure.possible
        words = f"{measure.label}: {value:g} lies outside {low:g} to {high:g}."
        yield FieldError(place, "out_of_range", words)


def _gate_errors(readiness: Any) -> Iterator[FieldError]:
    gates = readiness.get("gates") if isinstance(readiness, Mapping) else None
    if not isinstance(gates, Mapping):
        yield FieldError("shared.readiness", "required", "A protocol needs its gates of leaving.")
        return
    for code in gates.keys() - set(GATE_CODES):
        yield FieldError(f"shared.readiness.gates.{code}", "unknown_gate", f"'{code}' is not a gate.")
    for code, rule in gates.items():
        if not isinstance(rule, Mapping):
            yield FieldError(f"shared.readiness.gates.{code}", "wrong_type", "A gate must be an object.")
    if "observation_time" not in gates or gates["observation_time"].get("off"):
        words = "The observation time cannot be turned off."
        yield FieldError("shared.readiness.gates.observation_time", "required", words)


def _note_errors(note: Any) -> Iterator[FieldError]:
    if note is None:
        return
    required = note.get("required", []) if isinstance(note, Mapping) else None
    if not isinstance(required, list) or not set(map(str, required)) <= set(NOTE_PARTS):
        words = f"Required parts are of {', '.join(NOTE_PARTS)}."
        yield FieldError("shared.note.required", "unknown", words)
    elif not isinstance(note.get("prepared", False), bool):
        yield FieldError("shared.note.prepared", "wrong_type", "This must be true or false.")

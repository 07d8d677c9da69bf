"""The rules beside a protocol, hold, gates of leaving and note: known names, values that can be."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.gate_checks import gate_errors
from dashboard.clinical.gate_floor import floor_errors
from dashboard.clinical.hold_order import hold_order_errors
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.thresholds import ThresholdSet

HOLD_KINDS = ("above", "high", "low", "below")
HOLD_LEVELS = ("soft", "hard")
NOTE_PARTS = ("assessment", "plan", "patient_words")
OLDEST = 120
LONGEST_LEAD_MIN = 60
_UPWARD = ("above", "high")
_KEYS = frozenset({"about", "lead_min", "hold", "readiness", "note"})


def check_shared(shared: Mapping[str, Any], limits: ThresholdSet | None, route: Any) -> list[FieldError]:
    """What is wrong with them; fields begin with `shared`.

    `limits` is the protocol's set as it stands for every age, None while unknown; `route` is its usual one.
    """
    errors = [
        FieldError(f"shared.{name}", "unknown_field", "There is no such field.")
        for name in shared.keys() - _KEYS
    ]
    errors += _hold_errors(shared.get("hold"))
    errors += _readiness_errors(shared.get("readiness"), limits, route if isinstance(route, str) else None)
    if not is_whole(shared.get("lead_min", 5), 0, LONGEST_LEAD_MIN):
        words = f"The lead is 0 to {LONGEST_LEAD_MIN} minutes."
        errors.append(FieldError("shared.lead_min", "out_of_range", words))
    return [*errors, *_note_errors(shared.get("note"))]


def _readiness_errors(readiness: Any, limits: ThresholdSet | None, route: str | None) -> Iterator[FieldError]:
    place = "shared.readiness"
    found = list(gate_errors(place, readiness))
    yield from found or floor_errors(f"{place}.gates", readiness["gates"], limits, route)


def _hold_errors(hold: Any) -> Iterator[FieldError]:
    if not isinstance(hold, Mapping):
        yield FieldError("shared.hold", "required", "A protocol needs its hold limits.")
        return
    for name in hold.keys() - {"about", *HOLD_LEVELS}:
        yield FieldError(f"shared.hold.{name}", "unknown_field", "There is no such field.")
    found = [
        error for level in HOLD_LEVELS for error in _level_errors(f"shared.hold.{level}", hold.get(level))
    ]
    if not found and not any(hold[level] for level in HOLD_LEVELS):
        words = "Give at least one hold limit: some value must stop the dose."
        found.append(FieldError("shared.hold", "required", words))
    yield from found or hold_order_errors("shared.hold.hard", hold["soft"], hold["hard"])


def _level_errors(place: str, rules: Any) -> Iterator[FieldError]:
    if not isinstance(rules, list):
        yield FieldError(place, "required", "Give the hold limits, or an empty list.")
        return
    found = [error for n, rule in enumerate(rules) for error in _rule_errors(f"{place}.{n}", rule)]
    yield from found or _replacing_errors(place, rules)


def _rule_errors(place: str, rule: Any) -> Iterator[FieldError]:
    measure = find_measure(str(rule.get("measure"))) if isinstance(rule, Mapping) else None
    if measure is None or measure.retired:
        yield FieldError(f"{place}.measure", "unknown", "There is no such measure.")
        return
    for name in rule.keys() - {"measure", "instead_of", "from_age", *HOLD_KINDS}:
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    kinds = [kind for kind in HOLD_KINDS if kind in rule]
    value = rule[kinds[0]] if len(kinds) == 1 else None
    if not is_number(value) or round(value, measure.decimals) != value:
        words = f"Give one number: {', '.join(HOLD_KINDS)}."
        yield FieldError(place, "wrong_type", words)
    elif not measure.possible[0] <= value <= measure.possible[1]:
        low, high = measure.possible
        words = f"{measure.label}: {value:g} lies outside {low:g} to {high:g}."
        yield FieldError(place, "out_of_range", words)
    if not is_whole(rule.get("from_age", 0), 0, OLDEST):
        yield FieldError(f"{place}.from_age", "out_of_range", f"An age lies between 0 and {OLDEST} years.")
    if "instead_of" in rule and not (is_number(rule["instead_of"]) and rule.get("from_age")):
        words = "What stands instead of another limit needs that limit's number and an age."
        yield FieldError(f"{place}.instead_of", "wrong_type", words)


def _replacing_errors(place: str, rules: list[Mapping[str, Any]]) -> Iterator[FieldError]:
    """A limit for an age takes the place of one that is there, in the same direction; none stands twice."""
    seen: set[tuple[str, bool, int]] = set()
    for number, rule in enumerate(rules):
        kind = _kind(rule)
        key = (rule["measure"], kind in _UPWARD, rule.get("from_age", 0))
        if key in seen:
            words = "This measure has another limit for the same patients."
            yield FieldError(f"{place}.{number}.measure", "twice", words)
        seen.add(key)
        wanted = (rule["measure"], rule.get("instead_of"), 0, kind in _UPWARD)
        known = [
            (r["measure"], r[_kind(r)], r.get("from_age", 0), _kind(r) in _UPWARD) for r in rules
        ]  # fmt: skip
        if "instead_of" in rule and wanted not in known:
            words = f"There is no limit of {rule['instead_of']:g} to stand instead of."
            yield FieldError(f"{place}.{number}.instead_of", "contradicts", words)


def _kind(rule: Mapping[str, Any]) -> str:
    return next(kind for kind in HOLD_KINDS if kind in rule)


def _note_errors(note: Any) -> Iterator[FieldError]:
    if note is None:
        return
    if not isinstance(note, Mapping) or note.keys() - {"about", "required", "prepared"}:
        yield FieldError("shared.note", "unknown_field", "A note has its required parts and 'prepared'.")
        return
    required = note.get("required", [])
    if not isinstance(required, list) or any(part not in NOTE_PARTS for part in required):
        words = f"Required parts are of {', '.join(NOTE_PARTS)}."
        yield FieldError("shared.note.required", "unknown", words)
    elif len(set(required)) != len(required):
        yield FieldError("shared.note.required", "twice", "A part stands twice.")
    if not isinstance(note.get("prepared", False), bool):
        yield FieldError("shared.note.prepared", "wrong_type", "This must be true or false.")

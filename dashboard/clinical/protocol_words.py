"""A protocol in words: when each check is due, what it measures, what holds a dose, what opens a gate."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.clinical.check_lines import PAIR, is_baseline
from dashboard.clinical.gate_case import attest_of
from dashboard.clinical.gates import GATES
from dashboard.clinical.instruments import find_measure, measure_of, measures
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.schedule_plan import Anchor, Until

Line = tuple[str, str]
NOTE_WORDS = {"assessment": "assessment", "plan": "plan", "patient_words": "the patient's words"}
_UNTIL = {Until.DOSE_END: "until the infusion ends", Until.READY: "until ready"}
_HOLD = {"above": "above {}", "high": "{} or more", "low": "{} or less", "below": "below {}"}
_BOUNDS = (("from", "{} or more"), ("to", "{} or less"), ("below", "below {}"))


def check_times(check: Mapping[str, Any]) -> str:
    """When a check is due: "every 10 min until the infusion ends, ± 3 min"."""
    anchor, window = check["anchor"], check.get("window_min", ())
    if anchor == Anchor.DISCHARGE or is_baseline(check):
        opens, closes = -window[0], -window[1]
        span = f"in the {opens} min" if not closes else f"{opens} to {closes} min"
        return f"{span} before {'leaving' if anchor == Anchor.DISCHARGE else 'the dose'}"
    words = _every(check) if "every_min" in check else _at(check)
    if window:
        return f"{words}, from {window[0]} to {window[1]} min"
    return f"{words}, ± {check.get('tolerance_min', 0)} min"


def _at(check: Mapping[str, Any]) -> str:
    at = ", ".join(str(minute) for minute in check["at_min"])
    return f"at {at} min" + (" after the infusion ends" if check["anchor"] == Anchor.DOSE_END else "")


def _every(check: Mapping[str, Any]) -> str:
    words = f"every {check['every_min']} min"
    if "from_min" in check:
        words += f" from {check['from_min']} min"
    if check["anchor"] == Anchor.DOSE_END:
        words += " after the infusion ends"
    words += f" {_UNTIL[Until(check['until'])]}"
    return words + (f", for at least {check['at_least_min']} min" if "at_least_min" in check else "")


def measure_names(codes: Sequence[str]) -> str:
    """The measures as a sentence names them: "blood pressure, heart rate, SpO2"."""
    if {*codes} == {measure.code for measure in measures() if measure.on_form}:
        return "everything on the form"
    both = {*codes} >= {*PAIR}
    order = sorted(codes, key=lambda code: measure_of(code).order)
    named = ["blood pressure"] if both else []
    named += [_small(code) for code in order if not (both and code in PAIR)]
    return ", ".join(named)


def _small(code: str) -> str:
    """A measure within a sentence: small, but for signs such as SpO2 and RASS."""
    label = measure_of(code).label
    return label if any(c.isdigit() or c.isupper() for c in label[1:]) else label.lower()


def hold_words(rule: Mapping[str, Any]) -> str:
    """One hold limit: "Systolic above 150 from 65 years, instead of 140"."""
    kind = next(kind for kind in _HOLD if kind in rule)
    words = f"{measure_of(rule['measure']).label} {_HOLD[kind].format(_number(rule[kind]))}"
    if rule.get("from_age"):
        words += f" from {rule['from_age']} years"
    return words + (f", instead of {_number(rule['instead_of'])}" if "instead_of" in rule else "")


def breath_words(rules: Sequence[Mapping[str, Any]]) -> str:
    """When a check asks for the respiratory rate although it is not among its measures."""
    parts = [f"{_small(rule['measure'])} is {_number(rule['low'])} or less" for rule in rules]
    return f"when {' or '.join(parts)}" if parts else "as each check says"


def gate_words(code: str, rule: Mapping[str, Any]) -> str:
    """What opens one gate of leaving."""
    if rule.get("off"):
        return "off"
    parts = [_bound(name, rule[name]) for name in _measures(rule)]
    if "last_readings" in rule:
        parts.append(f"in the last {rule['last_readings']} readings")
    if "within_percent_of_baseline" in rule:
        parts.append(f"within {rule['within_percent_of_baseline']} % of baseline")
    if "oxygen_off_min" in rule:
        parts.append(f"{rule['oxygen_off_min']} min without oxygen")
    if "no_vomiting_min" in rule:
        parts.append(f"{rule['no_vomiting_min']} min without vomiting")
    attest = attest_of(rule)
    parts += [attest.said] if attest else []
    routes = [ROUTE_WORDS[route] for route in rule.get("routes", ())]
    return "; ".join(parts or [_ALONE[code]]) + (f" ({', '.join(routes)} only)" if routes else "")


_ALONE = {
    "observation_time": "the observation is over", "escort": "named, with relation and time",
    "alerts": "none open", "approval": "a clinician approves",
}  # fmt: skip


def _measures(rule: Mapping[str, Any]) -> list[str]:
    codes = [name for name, bounds in rule.items() if find_measure(name) and isinstance(bounds, Mapping)]
    return sorted(codes, key=lambda code: measure_of(code).order)


def _bound(code: str, bounds: Mapping[str, Any]) -> str:
    if {"from", "to"} <= bounds.keys():
        words = f"{_number(bounds['from'])} to {_number(bounds['to'])}"
    else:
        words = next(text.format(_number(bounds[name])) for name, text in _BOUNDS if name in bounds)
    return f"{_small(code)} {words}" + (" or as at baseline" if bounds.get("or_baseline") else "")


def gate_lines(gates: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """Each gate of the registry with what opens it; one the protocol does not name stays shut."""
    return [
        (kind.label, gate_words(code, gates[code]) if code in gates else "a clinician decides")
        for code, kind in GATES.items()
    ]


def hold_lines(hold: Mapping[str, Any], level: str) -> list[str]:
    """The hold limits of one level in the order of measures."""
    return [hold_words(rule) for rule in sorted(hold[level], key=lambda r: measure_of(r["measure"]).order)]


def dose_lines(document: Mapping[str, Any]) -> list[Line]:
    """How the dose is given, and what is asked about."""
    ask = document["dose_ask"]
    lines = [
        ("Drug", DRUG_WORDS[document["drug"]]),
        ("Routes", ", ".join(ROUTE_WORDS[route] for route in document["routes"])),
        ("Planned duration", _min(document.get("planned_duration_min")) or "not an infusion"),
    ]
    if document.get("devices_mg") is not None:
        gap = _min(document.get("device_gap_min")) or "none"
        lines += [("One device", f"{_number(document['devices_mg'])} mg"), ("Rest between devices", gap)]
    lines.append(("Dose asked about outside", f"{_span(ask['mg'])} mg"))
    if ask.get("per_kg_mg") is not None:
        lines.append(("Dose asked about outside, for the weight", f"{_span(ask['per_kg_mg'])} mg/kg"))
    if ask.get("step_mg") is not None:
        lines.append(("Dose in steps of", f"{_number(ask['step_mg'])} mg"))
    if document.get("series_sessions") is not None:
        lines.append(("Sessions of a series", str(document["series_sessions"])))
    return lines


def observation_lines(document: Mapping[str, Any]) -> list[Line]:
    """How long the patient is observed, and the floor under it."""
    times = document["observation"]
    lines = [
        ("Observed after the dose starts", _min(times["after_dose_start_min"])),
        ("Observed after the last dose event", _min(times["after_last_dose_event_min"])),
    ]
    if document.get("rems"):
        lines.append(("REMS", f"on: never under {times.get('floor_min', 120)} min"))
    elif times.get("floor_min"):
        lines.append(("Observation is never under", _min(times["floor_min"])))
    return lines


def note_lines(note: Mapping[str, Any] | None) -> list[Line]:
    """What a note needs before it is signed."""
    rules = note or {}
    parts = ", ".join(NOTE_WORDS[part] for part in rules.get("required", ())) or "none"
    first = "yes" if rules.get("prepared") else "no"
    return [("Parts that must be written", parts), ("A nurse signs first, as prepared", first)]


def drawer_words(instruments: Sequence[str] | None) -> str:
    """Which measures the record drawer shows first."""
    if not instruments:
        return "in the usual order"
    return ", ".join(measure_of(code).label for code in instruments)


def _span(pair: Sequence[float]) -> str:
    return f"{_number(pair[0])} to {_number(pair[1])}"


def _min(minutes: int | None) -> str:
    return f"{minutes} min" if minutes is not None else ""


def _number(value: float) -> str:
    return f"{value:g}"

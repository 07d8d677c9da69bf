"""Whether a protocol may be published: what cannot be followed or falls under a floor is refused by line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from dashboard.clinical.check_lines import LONGEST_MIN, PAIR, check_errors, is_baseline
from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import Entry, find_measure, measure_of
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.rems_checks import rems_check_errors, rems_errors, under_rems
from dashboard.clinical.schedule_plan import Anchor, Until
from dashboard.clinical.series import LONGEST_SERIES
from dashboard.clinical.shared_checks import check_shared
from dashboard.clinical.thresholds import ThresholdSet, fitting

REMS_FLOOR_MIN = 120
MOST_CHECKS = 40
# As many as the drawer shows without scrolling on the smallest tablet.
MOST_ON_FACE = 5
LARGEST_MG = 2000
_KEYS = frozenset(
    {"code", "label", "drug", "route", "routes", "planned_duration_min", "threshold_set", "observation",
     "dose_ask", "devices_mg", "device_gap_min", "rems", "checks", "respiratory_rate_required_when",
     "instruments", "series_sessions"}
)  # fmt: skip
_OBSERVATION = ("after_dose_start_min", "after_last_dose_event_min")


def check_protocol(
    document: Mapping[str, Any], shared: Mapping[str, Any], threshold_sets: Mapping[str, ThresholdSet],
    first: Mapping[str, Any] | None = None,
) -> list[FieldError]:  # fmt: skip
    """What is wrong with a protocol's document and the rules beside it.

    `threshold_sets` are those in force by code, `first` is the document that the protocol's code began with.
    Fields are paths in the document, such as `checks.2.measures`; those of `shared` begin with it.
    """
    errors = [FieldError(n, "unknown_field", "There is no such field.") for n in document.keys() - _KEYS]
    errors += [*_header_errors(document, threshold_sets), *_dose_errors(document)]
    errors += _changed_errors(document, first or {})
    errors += [*_observation_errors(document), *rems_errors(document)]
    checks = document.get("checks")
    lines = list(chain(_check_list_errors(checks), _breath_errors(document)))
    if not lines and isinstance(checks, list):
        lines += [*_whole_errors(document, checks), *_instrument_errors(document, checks)]
        lines += rems_check_errors(document, checks)
    return [*errors, *lines, *check_shared(shared, _limits(document, threshold_sets), document.get("route"))]


def _limits(document: Mapping[str, Any], threshold_sets: Mapping[str, ThresholdSet]) -> ThresholdSet | None:
    """The protocol's set as it stands for it at every age."""
    code, own = document.get("threshold_set"), document.get("code")
    found = threshold_sets.get(code) if isinstance(code, str) else None
    return fitting(found, 0, own if isinstance(own, str) else "") if found is not None else None


def _changed_errors(document: Mapping[str, Any], first: Mapping[str, Any]) -> Iterator[FieldError]:
    """A code stands for one drug by one route: its sessions, worksheets and floor go by them."""
    for name, known in (("drug", DRUG_WORDS), ("route", ROUTE_WORDS)):
        if name in first and document.get(name) != first[name]:
            was = known.get(first[name], first[name])
            words = f"The {name} of this protocol stays {was}. Copy it into a new one instead."
            yield FieldError(name, "changed", words)


def _header_errors(
    document: Mapping[str, Any], threshold_sets: Mapping[str, ThresholdSet]
) -> Iterator[FieldError]:
    label, drug, routes = (document.get(name) for name in ("label", "drug", "routes"))
    if not isinstance(label, str) or not label.strip():
        yield FieldError("label", "required", "The protocol needs a name.")
    if drug not in tuple(DRUG_WORDS):
        yield FieldError("drug", "unknown", f"The drug must be one of {', '.join(DRUG_WORDS)}.")
    if not isinstance(routes, list) or not routes or any(r not in tuple(ROUTE_WORDS) for r in routes):
        yield FieldError("routes", "unknown", f"Routes are of {', '.join(ROUTE_WORDS)}.")
    elif len(set(routes)) != len(routes):
        yield FieldError("routes", "twice", "A route stands twice.")
    elif document.get("route") not in routes:
        yield FieldError("route", "contradicts", "The usual route must be one of its routes.")
    if document.get("threshold_set") not in tuple(threshold_sets):
        yield FieldError("threshold_set", "unknown", "There is no such set of limits in force.")
    for name, most in (("planned_duration_min", 480), ("device_gap_min", 60)):
        if document.get(name) is not None and not is_whole(document[name], 1, most):
            yield FieldError(name, "out_of_range", f"Minutes lie between 1 and {most}.")
    sessions = document.get("series_sessions")
    if sessions is not None and not is_whole(sessions, 1, LONGEST_SERIES):
        words = f"A planned series has 1 to {LONGEST_SERIES} sessions."
        yield FieldError("series_sessions", "out_of_range", words)


def _dose_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    ask = document.get("dose_ask")
    if not isinstance(ask, Mapping) or ask.get("mg") is None:
        yield FieldError("dose_ask.mg", "required", "Say outside which milligrams a dose is asked about.")
        return
    for name in ask.keys() - {"mg", "per_kg_mg", "step_mg"}:
        yield FieldError(f"dose_ask.{name}", "unknown_field", "There is no such field.")
    for name in ("mg", "per_kg_mg"):
        pair = ask.get(name)
        fits = isinstance(pair, list) and len(pair) == 2 and all(is_number(value) for value in pair)
        if pair is not None and not (fits and 0 < pair[0] <= pair[1] <= LARGEST_MG):
            words = f"Give a lower and a higher amount, above 0 and up to {LARGEST_MG}."
            yield FieldError(f"dose_ask.{name}", "out_of_range", words)
    for name, value in (("dose_ask.step_mg", ask.get("step_mg")), ("devices_mg", document.get("devices_mg"))):
        if value is not None and not (is_number(value) and 0 < value <= LARGEST_MG):
            yield FieldError(name, "out_of_range", f"The milligrams lie above 0 and up to {LARGEST_MG}.")
    if document.get("device_gap_min") is not None and document.get("devices_mg") is None:
        words = "A rest between devices needs the milligrams of one."
        yield FieldError("device_gap_min", "contradicts", words)


def _observation_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    given = document.get("observation")
    observation = given if isinstance(given, Mapping) else {}
    for name in observation.keys() - {*_OBSERVATION, "floor_min"}:
        yield FieldError(f"observation.{name}", "unknown_field", "There is no such field.")
    least = REMS_FLOOR_MIN if under_rems(document) else 0
    floor = observation.get("floor_min", least)
    if not is_whole(floor, least, LONGEST_MIN):
        words = f"The floor lies between {least} and {LONGEST_MIN} min."
        code = "under_floor" if is_whole(floor, 0, least) else "out_of_range"
        yield FieldError("observation.floor_min", code, words)
        floor = least
    for name in _OBSERVATION:
        minutes = observation.get(name)
        if not is_whole(minutes, 0, LONGEST_MIN):
            words = f"Minutes lie between 0 and {LONGEST_MIN}."
            yield FieldError(f"observation.{name}", "out_of_range", words)
        elif minutes < floor:
            under = "Under REMS the" if under_rems(document) else "The"
            words = f"{under} observation is never under {floor} min; this says {minutes}."
            yield FieldError(f"observation.{name}", "under_floor", words)


def _check_list_errors(checks: Any) -> Iterator[FieldError]:
    if not isinstance(checks, list) or not checks:
        yield FieldError("checks", "required", "A protocol needs its checks.")
    elif len(checks) > MOST_CHECKS:
        yield FieldError("checks", "out_of_range", f"At most {MOST_CHECKS} checks fit.")
    else:
        for place, check in enumerate(checks):
            yield from check_errors(f"checks.{place}", check)


def _breath_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    name = "respiratory_rate_required_when"
    rules = document.get(name, [])
    if not isinstance(rules, list):
        yield FieldError(name, "wrong_type", "Give the rules, or an empty list.")
        return
    for place, rule in enumerate(rules):
        measure = find_measure(str(rule.get("measure"))) if isinstance(rule, Mapping) else None
        if measure is None or measure.retired or rule.keys() != {"measure", "low"}:
            words = "Name a measure and the value from which down the respiratory rate is needed."
            yield FieldError(f"{name}.{place}.measure", "unknown", words)
        elif not is_number(rule["low"]) or not measure.possible[0] <= rule["low"] <= measure.possible[1]:
            low, high = measure.possible
            words = f"{measure.label} lies between {low:g} and {high:g}."
            yield FieldError(f"{name}.{place}.low", "out_of_range", words)


def _whole_errors(document: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    """What only the checks together show."""
    codes = [check["code"] for check in checks]
    for place, check in enumerate(checks):
        if codes.index(check["code"]) != place:
            words = f"Two checks have the code {check['code']}."
            yield FieldError(f"checks.{place}.code", "twice", words)
        yield from _dose_end_errors(f"checks.{place}", check, document.get("planned_duration_min"))
    if not any(is_baseline(check) and check.get("required", True) for check in checks):
        yield FieldError("checks", "baseline_missing", "One check must lie before the dose: the baseline.")
    if not any("at_min" in check or "every_min" in check for check in checks):
        yield FieldError("checks", "gap", "No check is due after the dose.")


def _dose_end_errors(place: str, check: Mapping[str, Any], planned: Any) -> Iterator[FieldError]:
    until_end = check.get("until") == Until.DOSE_END
    if (check["anchor"] == Anchor.DOSE_END or until_end) and planned is None:
        words = "It counts from the dose's end, but no planned duration is given."
        yield FieldError(f"{place}.anchor", "contradicts", words)
    elif until_end and is_whole(planned, 1, LONGEST_MIN):
        first = check.get("from_min", check["every_min"])
        if first - check.get("tolerance_min", 0) > planned:
            words = f"It never comes due: the dose ends after {planned} min."
            yield FieldError(f"{place}.every_min", "contradicts", words)


def _instrument_errors(
    document: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]
) -> Iterator[FieldError]:
    listed = document.get("instruments")
    if listed is None:
        return
    known = [find_measure(str(code)) for code in listed] if isinstance(listed, list) else [None]
    if any(measure is None or measure.retired for measure in known):
        yield FieldError("instruments", "unknown", "Name known measures, and no other.")
        return
    if len(set(listed)) != len(listed):
        yield FieldError("instruments", "twice", "A measure stands twice.")
        return
    needed = [*PAIR, *(code for check in checks for code in check["measures"])]
    needed += ["respiratory_rate"] if document.get("respiratory_rate_required_when") else []
    if left_out := [code for code in dict.fromkeys(needed) if code not in listed]:
        words = f"The checks need {', '.join(measure_of(code).label for code in left_out)} in the drawer."
        yield FieldError("instruments", "contradicts", words)
    boxes = [m.entry is Entry.NUMBER for m in known if m is not None]
    if boxes.count(True) > MOST_ON_FACE or boxes.count(False) > MOST_ON_FACE:
        words = f"The drawer holds {MOST_ON_FACE} boxes and {MOST_ON_FACE} scales without scrolling."
        yield FieldError("instruments", "out_of_range", words)

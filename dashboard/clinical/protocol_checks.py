"""Whether a protocol may be published: what cannot be followed or falls under a floor is refused by line."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.numbers import is_number, is_whole
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.schedule_plan import Anchor, Until
from dashboard.clinical.shared_checks import check_shared

LONGEST_MIN = 24 * 60
REMS_FLOOR_MIN = 120
_CHECK_KEYS = frozenset(
    {"code", "anchor", "at_min", "every_min", "from_min", "until", "at_least_min", "window_min",
     "tolerance_min", "measures", "required"}
)  # fmt: skip


def check_protocol(
    document: Mapping[str, Any], shared: Mapping[str, Any], threshold_sets: Set[str]
) -> list[FieldError]:
    """What is wrong with a protocol's document and the rules beside it; `threshold_sets` are those in force.

    Fields are paths in the document, such as `checks.2.measures`; those of `shared` begin with it.
    """
    errors = [*_header_errors(document, threshold_sets), *_observation_errors(document)]
    checks = document.get("checks")
    if not isinstance(checks, list) or not checks:
        return [*errors, FieldError("checks", "required", "A protocol needs its checks.")]
    errors += [e for place, check in enumerate(checks) for e in _check_errors(f"checks.{place}", check)]
    if not errors:
        errors += _whole_errors(document)
    return [*errors, *check_shared(shared)]


def _header_errors(document: Mapping[str, Any], threshold_sets: Set[str]) -> Iterator[FieldError]:
    if not str(document.get("label") or "").strip():
        yield FieldError("label", "required", "The protocol needs a name.")
    if document.get("drug") not in DRUG_WORDS:
        yield FieldError("drug", "unknown", f"The drug must be one of {', '.join(DRUG_WORDS)}.")
    routes = document.get("routes")
    if not isinstance(routes, list) or not routes or not set(routes) <= ROUTE_WORDS.keys():
        yield FieldError("routes", "unknown", f"Routes are of {', '.join(ROUTE_WORDS)}.")
    elif document.get("route") not in routes:
        yield FieldError("route", "contradicts", "The route must be one of its routes.")
    if document.get("threshold_set") not in threshold_sets:
        yield FieldError("threshold_set", "unknown", "There is no such set of limits in force.")
    for name, most in (("planned_duration_min", 480), ("device_gap_min", 60)):
        if document.get(name) is not None and not is_whole(document[name], 1, most):
            yield FieldError(name, "out_of_range", f"Minutes lie between 1 and {most}.")
    yield from _dose_errors(document)


def _dose_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    ask = document.get("dose_ask")
    if not isinstance(ask, Mapping) or not isinstance(ask.get("mg"), list):
        yield FieldError("dose_ask.mg", "required", "Say outside which milligrams a dose is asked about.")
        return
    for name in ("mg", "per_kg_mg"):
        pair = ask.get(name)
        if pair is None:
            continue
        fits = isinstance(pair, list) and len(pair) == 2 and all(is_number(value) for value in pair)
        if not fits or not 0 < pair[0] <= pair[1] <= 2000:
            yield FieldError(f"dose_ask.{name}", "out_of_range", "Give a lower and a higher amount above 0.")
    for name, value in (("step_mg", ask.get("step_mg")), ("devices_mg", document.get("devices_mg"))):
        if value is not None and not (is_number(value) and 0 < value <= 1000):
            yield FieldError(name, "out_of_range", "The milligrams must lie above 0.")


def _observation_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    given = document.get("observation")
    observation = given if isinstance(given, Mapping) else {}
    floor = REMS_FLOOR_MIN if document.get("rems") else 0
    for name in ("after_dose_start_min", "after_last_dose_event_min"):
        minutes = observation.get(name)
        if not is_whole(minutes, 0, LONGEST_MIN):
            words = f"Minutes lie between 0 and {LONGEST_MIN}."
            yield FieldError(f"observation.{name}", "out_of_range", words)
        elif minutes < floor:
            words = f"Under REMS the observation is never under {floor} min; this says {minutes}."
            yield FieldError(f"observation.{name}", "under_floor", words)
    if document.get("drug") == "esketamine" and document.get("rems") is False:
        words = "Turning REMS off takes the floor of the observation away."
        yield FieldError("rems", "under_floor", words)


def _check_errors(place: str, check: Any) -> Iterator[FieldError]:
    if not isinstance(check, Mapping):
        yield FieldError(place, "wrong_type", "A check must be an object.")
        return
    for name in check.keys() - _CHECK_KEYS:
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    code = check.get("code")
    if not isinstance(code, str) or not code or not code.replace("_", "").isalnum():
        yield FieldError(f"{place}.code", "form", "A check needs a code of letters, digits and underscores.")
    if check.get("anchor") not in tuple(Anchor):
        yield FieldError(f"{place}.anchor", "unknown", f"The anchor must be one of {', '.join(Anchor)}.")
    measures = check.get("measures")
    if not isinstance(measures, list) or not measures or any(not find_measure(str(m)) for m in measures):
        yield FieldError(f"{place}.measures", "unknown", "Name at least one known measure, and no other.")
    elif len(set(measures)) != len(measures):
        yield FieldError(f"{place}.measures", "twice", "A measure stands twice.")
    yield from _time_errors(place, check)


def _time_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    ways = [name for name in ("at_min", "every_min") if name in check]
    if len(ways) > 1 or not (ways or "window_min" in check):
        words = "Say when it is due: at minutes, every so many minutes, or in a window."
        yield FieldError(f"{place}.at_min", "required", words)
    at = check.get("at_min", [0])
    if not isinstance(at, list) or not at or any(not is_whole(m, 0, LONGEST_MIN) for m in at):
        yield FieldError(f"{place}.at_min", "out_of_range", f"Minutes lie between 0 and {LONGEST_MIN}.")
    elif sorted(set(at)) != at:
        yield FieldError(f"{place}.at_min", "contradicts", "Minutes rise, each one once.")
    for name, low in (("every_min", 1), ("from_min", 0), ("at_least_min", 0)):
        if name in check and not is_whole(check[name], low, LONGEST_MIN):
            yield FieldError(f"{place}.{name}", "out_of_range", f"Minutes from {low} to {LONGEST_MIN}.")
    if not is_whole(check.get("tolerance_min", 0), 0, 30):
        yield FieldError(f"{place}.tolerance_min", "out_of_range", "A tolerance is 0 to 30 minutes.")
    if "every_min" in check and check.get("until") not in tuple(Until):
        yield FieldError(f"{place}.until", "required", f"Say until when: {' or '.join(Until)}.")
    yield from _window_errors(place, check.get("window_min"))


def _window_errors(place: str, window: Any) -> Iterator[FieldError]:
    if window is None:
        return
    numbers = isinstance(window, list) and len(window) == 2 and all(is_whole(m, -240, 1440) for m in window)
    if not numbers or window[0] >= window[1]:
        words = "A window opens before it closes, in minutes from the anchor."
        yield FieldError(f"{place}.window_min", "contradicts", words)


def _whole_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    """What only the checks together show."""
    codes = [check["code"] for check in document["checks"]]
    for place, check in enumerate(document["checks"]):
        if codes.index(check["code"]) != place:
            words = f"Two checks have the code {check['code']}."
            yield FieldError(f"checks.{place}.code", "twice", words)
        needs_end = check["anchor"] == Anchor.DOSE_END or check.get("until") == Until.DOSE_END
        if needs_end and document.get("planned_duration_min") is None:
            words = "It counts from the dose's end, but no planned duration is given."
            yield FieldError(f"checks.{place}.anchor", "contradicts", words)
    if not any(_is_baseline(check) for check in document["checks"]):
        yield FieldError("checks", "baseline_missing", "One check must lie before the dose: the baseline.")
    if not any("at_min" in check or "every_min" in check for check in document["checks"]):
        yield FieldError("checks", "gap", "No check is due after the dose.")


def _is_baseline(check: Mapping[str, Any]) -> bool:
    timed = "at_min" in check or "every_min" in check
    return not timed and check["anchor"] == Anchor.DOSE_START and bool(check.get("required", True))

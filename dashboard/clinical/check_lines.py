"""One check of a protocol by itself: known names, a time that the schedule can follow, and nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.numbers import is_whole
from dashboard.clinical.schedule_plan import Anchor, Until

LONGEST_MIN = 24 * 60
EARLIEST_MIN = -240
MOST_TIMES = 100
LARGEST_TOLERANCE_MIN = 30
# One cuff gives both, and neither is taken alone.
PAIR = ("systolic", "diastolic")
_KEYS = frozenset(
    {"code", "anchor", "at_min", "every_min", "from_min", "until", "at_least_min", "window_min",
     "tolerance_min", "measures", "required"}
)  # fmt: skip
_OF_EVERY = ("from_min", "until", "at_least_min")
# "repeat_" begins the codes of checks that ask for a value once more.
_CODE = re.compile(r"(?!repeat_)[a-z][a-z0-9_]{0,63}", re.ASCII)


def check_errors(place: str, check: Any) -> Iterator[FieldError]:
    """What is wrong with one check; `place` is its path in the document, such as `checks.2`."""
    if not isinstance(check, Mapping):
        yield FieldError(place, "wrong_type", "A check must be an object.")
        return
    for name in check.keys() - _KEYS:
        yield FieldError(f"{place}.{name}", "unknown_field", "There is no such field.")
    code = check.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        words = "A code has small letters, digits and underscores; 'repeat_' is taken."
        yield FieldError(f"{place}.code", "form", words)
    if check.get("anchor") not in tuple(Anchor):
        yield FieldError(f"{place}.anchor", "unknown", f"The anchor must be one of {', '.join(Anchor)}.")
    if not isinstance(check.get("required", True), bool):
        yield FieldError(f"{place}.required", "wrong_type", "This must be true or false.")
    yield from _measure_errors(place, check)
    yield from _time_errors(place, check)


def is_baseline(check: Mapping[str, Any]) -> bool:
    """Whether this check lies before the dose."""
    timed = "at_min" in check or "every_min" in check
    return not timed and check.get("anchor") == Anchor.DOSE_START


def _measure_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    given = check.get("measures")
    known = [find_measure(str(code)) for code in given] if isinstance(given, list) else []
    if not known or any(measure is None or measure.retired for measure in known):
        yield FieldError(f"{place}.measures", "unknown", "Name at least one known measure, and no other.")
        return
    codes = {measure.code for measure in known if measure is not None}
    if len(codes) != len(known):
        yield FieldError(f"{place}.measures", "twice", "A measure stands twice.")
    elif len(codes & {*PAIR}) == 1:
        words = "A blood pressure is systolic and diastolic together."
        yield FieldError(f"{place}.measures", "contradicts", words)
    elif is_baseline(check) and not codes >= {*PAIR}:
        words = "The baseline needs the blood pressure: rises are judged over it."
        yield FieldError(f"{place}.measures", "required", words)


def _time_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    ways = [name for name in ("at_min", "every_min") if name in check]
    if len(ways) > 1 or not (ways or "window_min" in check):
        words = "Say when it is due: at minutes, every so many minutes, or in a window."
        yield FieldError(f"{place}.at_min", "required", words)
        return
    found = [*_at_errors(place, check), *_every_errors(place, check)]
    if not is_whole(check.get("tolerance_min", 0), 0, LARGEST_TOLERANCE_MIN):
        words = f"A tolerance is 0 to {LARGEST_TOLERANCE_MIN} minutes."
        found.append(FieldError(f"{place}.tolerance_min", "out_of_range", words))
    found += _window_errors(place, check)
    yield from found or _reach_errors(place, check)


def _at_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    if "at_min" not in check:
        return
    at = check["at_min"]
    if not isinstance(at, list) or not at or any(not is_whole(m, 0, LONGEST_MIN) for m in at):
        yield FieldError(f"{place}.at_min", "out_of_range", f"Minutes lie between 0 and {LONGEST_MIN}.")
    elif sorted(set(at)) != at:
        yield FieldError(f"{place}.at_min", "contradicts", "Minutes rise, each one once.")
    elif len(at) > MOST_TIMES:
        yield FieldError(f"{place}.at_min", "out_of_range", f"At most {MOST_TIMES} times fit.")


def _every_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    if "every_min" not in check:
        for name in _OF_EVERY:
            if name in check:
                words = "This belongs to a check that comes every so many minutes."
                yield FieldError(f"{place}.{name}", "contradicts", words)
        return
    for name, low in (("every_min", 1), ("from_min", 0), ("at_least_min", 0)):
        if name in check and not is_whole(check[name], low, LONGEST_MIN):
            yield FieldError(f"{place}.{name}", "out_of_range", f"Minutes from {low} to {LONGEST_MIN}.")
    until = check.get("until")
    if until not in tuple(Until):
        yield FieldError(f"{place}.until", "required", f"Say until when: {' or '.join(Until)}.")
    elif until == Until.DOSE_END and check.get("anchor") == Anchor.DOSE_END:
        words = "It begins at the dose's end, so it cannot go on until then."
        yield FieldError(f"{place}.until", "contradicts", words)
    elif until == Until.DOSE_END and "at_least_min" in check:
        words = "It stops with the dose; a least time is for one that goes on until ready."
        yield FieldError(f"{place}.at_least_min", "contradicts", words)


def _window_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    place, window = f"{place}.window_min", check.get("window_min", [])
    leaving = check.get("anchor") == Anchor.DISCHARGE
    if leaving and ("window_min" not in check or "at_min" in check or "every_min" in check):
        yield FieldError(place, "required", "Before leaving it is due in a window, without minutes.")
    elif "window_min" not in check:
        return
    elif not isinstance(window, list) or len(window) != 2 or not all(_in_reach(m) for m in window):
        span = f"A window has two minutes from {EARLIEST_MIN} to {LONGEST_MIN}."
        yield FieldError(place, "out_of_range", span)
    elif window[0] >= window[1]:
        yield FieldError(place, "contradicts", "A window opens before it closes.")
    elif words := _misplaced(check, window):
        yield FieldError(place, "contradicts", words)


def _in_reach(minute: Any) -> bool:
    return is_whole(minute, EARLIEST_MIN, LONGEST_MIN)


def _misplaced(check: Mapping[str, Any], window: Sequence[int]) -> str | None:
    """Why the schedule could not follow this window."""
    if "tolerance_min" in check or "every_min" in check:
        return "Give a window or a tolerance, and no window for every so many minutes."
    if "at_min" in check:
        return None if _within(check["at_min"], window) else "A window holds the one minute it belongs to."
    if check.get("anchor") == Anchor.DOSE_END:
        return "After the dose's end, say at which minutes it is due."
    return "This window closes at the dose or at leaving: 0 at most." if window[1] > 0 else None


def _within(at: Any, window: Sequence[int]) -> bool:
    return isinstance(at, list) and len(at) == 1 and is_whole(at[0], window[0], window[1])


def _reach_errors(place: str, check: Mapping[str, Any]) -> Iterator[FieldError]:
    """A window that reaches the next time of the same check leaves open which of both was taken."""
    tolerance = check.get("tolerance_min", 0)
    gaps = [later - earlier for earlier, later in pairwise(check.get("at_min", []))]
    if tolerance >= min([*gaps, check.get("every_min", LONGEST_MIN)]):
        words = "The tolerance reaches the next time of the same check."
        yield FieldError(f"{place}.tolerance_min", "contradicts", words)

"""What stands beside a reading in words: late, questioned, twice, moved, and every change of it."""

from itertools import pairwise
from typing import Any

from dash import html

from dashboard.clinical.duplicates import probable_duplicates
from dashboard.clinical.oxygen import measured_words
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import clock_time, late_words


def versions_of(record: SessionRecord, reading: Reading) -> list[Reading]:
    """All versions of a reading, the present one last."""
    earlier = [r for r in record.earlier_readings if r.id == reading.id]
    return [*sorted(earlier, key=lambda r: r.version), reading]


def remarks(record: SessionRecord, reading: Reading) -> list[Any]:
    """What was said about it, then whether it may stand twice, then what was changed, each on its lines."""
    words = "; ".join(_words(record, reading))
    parts = [[words] if words else [], _twice(record, reading), _changes(record, reading)]
    lines: list[Any] = []
    for part in parts:
        lines += [*([html.Br()] if lines and part else []), *part]
    return lines


def came_words(reading: Reading) -> str:
    """Where a set was charted first that was moved here; nothing for any other."""
    return f"moved here from {_session_in(reading.moved_from_room)}" if reading.moved_from else ""


def went_words(reading: Reading) -> str:
    """Where a set of somebody else was moved to; nothing for any other."""
    return f"moved to {_session_in(reading.moved_to_room)}" if reading.moved_to else ""


def _session_in(room: str | None) -> str:
    return f"the session in {room}" if room else "another session"


def _words(record: SessionRecord, reading: Reading) -> list[str]:
    base = record.baseline_reading
    words = ["baseline"] if base is not None and base.id == reading.id else []
    if came := came_words(reading):
        words.append(came)
    if reading.late:
        words.append(late_words(record, reading.first_recorded_at or reading.recorded_at, reading.late_by))
    if reading.time_unchecked:
        words.append("time unchecked")
    if reading.questioned:
        words.append("questioned: " + ", ".join(reading.questioned).replace("_", " "))
    return [*words, reading.note] if reading.note else words


def _twice(record: SessionRecord, reading: Reading) -> list[Any]:
    """The set of somebody else that this one may repeat; it stands at both until it is answered."""
    for pair in probable_duplicates(record):
        if reading.id in (pair.reading.id, pair.of.id):
            other = pair.of if reading.id == pair.reading.id else pair.reading
            what = blood_pressure(other.values) or "a set"
            at = f"{record.local(other.observed_at):%H:%M:%S}"
            said = f"{other.recorded_by_name} saved {what} at {at} too."
            return [said]
    return []


def same_set(record: SessionRecord, reading: Reading) -> list[Any]:
    """The mark of a set that two people may both have charted."""
    return [html.Span("Same set?", className="badge info")] if _twice(record, reading) else []


def _changes(record: SessionRecord, reading: Reading) -> list[Any]:
    """What each correction replaced, struck through, with who and why; or why it was struck."""
    parts: list[Any] = []
    for old, new in pairwise(versions_of(record, reading)):
        by = f" by {new.recorded_by_name}, {clock_time(record, new.recorded_at)}: {new.change_reason}. "
        if went := went_words(new):
            parts.append(f"struck and {went}{by}")
        elif new.struck:
            parts.append(f"struck{by}")
        else:
            parts += ["corrected ", *_replaced(record, old, new), by]
    return parts


def _replaced(record: SessionRecord, old: Reading, new: Reading) -> list[Any]:
    parts: list[Any] = []
    for code in sorted({*old.values, *new.values}):
        before, after = old.values.get(code), new.values.get(code)
        if before != after:
            was = "" if before is None else measured_words(record, old, code)
            now = "taken away" if after is None else measured_words(record, new, code)
            parts += [f"{code.replace('_', ' ')} ", html.S(was), f" {now} "]
    if old.observed_at != new.observed_at:
        parts += [
            html.S(clock_time(record, old.observed_at)),
            f" {clock_time(record, new.observed_at)} ",
        ]
    return parts

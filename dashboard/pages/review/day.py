"""Today's sessions as a table: what was given, how high it went, what was raised, and where the note is."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.instruments import shown
from dashboard.clinical.review import DayLine, NoteState
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.clinical.trends import Point
from dashboard.components.panels import empty, page_head, panel, table
from dashboard.components.severity import SHAPES, glyph

HEADS = ("Patient, room", "Protocol, dose", "Minute or end", "Highest BP", "Dissociation", "Alerts", "Note")
NOTE_WORDS: dict[NoteState, str] = {
    NoteState.NONE: "none", NoteState.RUNNING: "not yet", NoteState.TO_SIGN: "to sign",
    NoteState.PREPARED: "prepared, to sign", NoteState.SIGNED: "signed",
    NoteState.CHANGED: "changed after signing",
}  # fmt: skip


def overview(today: Sequence[DayLine], names: Mapping[str, str]) -> list[Any]:
    """Head and table."""
    running = sum(line.record.session.ended_at is None for line in today)
    head = page_head("Review", note=f"{running} open · {len(today) - running} ended today")
    if not today:
        nothing = empty("No session today", "A session stands here as soon as a room starts one.")
        return [head, html.Div(panel("Today", nothing), className="page-body")]
    rows = [_row(line, names[line.record.session.id]) for line in today]
    keys = html.Span("j and k: next and previous session", className="wide-only")
    body = panel("Today", html.Div(table("Today", HEADS, rows), className="table-scroll"), note=keys,
                 flush=True)  # fmt: skip
    return [head, html.Div(body, className="page-body")]


def _row(line: DayLine, name: str) -> tuple[Any, ...]:
    record = line.record
    age = record.patient.age_on(record.session_date)
    name_and_room = _lines(html.B(f"{name}, {age}"), record.room.name)
    to = f"/review?session={record.session.id}"
    who = html.A(name_and_room, href=to, className="day-link", **{"data-review": record.session.id})
    return (
        who, _lines(record.protocol.label, _dose(line)), _stage(record), _pressure(line),
        _felt(line.dissociation), _alerts(record), NOTE_WORDS[line.note],
    )  # fmt: skip


def _lines(first: Any, second: str) -> list[Any]:
    """A cell's value with what belongs to it beneath."""
    return [html.Div(first), html.Div(second, className="quiet-text")]


def _dose(line: DayLine) -> str:
    clock, planned = line.record.clock, line.record.session.planned_dose
    if line.dose_mg is not None:
        return f"{round(line.dose_mg, 1):g} mg{' so far' if clock.end_missing else ''}"
    if clock.started_at is not None:
        return "dose not clear yet"
    return f"{planned.amount:g} mg planned" if planned is not None else "no dose planned"


def _stage(record: SessionRecord) -> Any:
    ended, end, started = record.session.ended_at, record.session.end, record.clock.started_at
    if ended is not None and end is not None:
        return _lines(f"{record.local(ended):%H:%M}", END_WORDS[end])
    if started is None:
        return "before the dose"
    minute = html.Span(**{"data-since": started.isoformat(), "data-format": "minute"})
    return _lines(minute, record.state.value)


def _pressure(line: DayLine) -> Any:
    """Both peaks of one reading together, else each with its own minute."""
    high, low = line.systolic, line.diastolic
    if high is None or low is None:
        return "none taken"
    systolic, diastolic = shown("systolic", high.value), shown("diastolic", low.value)
    if high.observed_at == low.observed_at:
        return _lines(f"{systolic}/{diastolic}", _at(high))
    return [*_lines(f"{systolic} systolic", _at(high)), *_lines(f"{diastolic} diastolic", _at(low))]


def _felt(worst: Point | None) -> Any:
    return "not asked" if worst is None else _lines(f"{shown('dissociation', worst.value)} of 10", _at(worst))


def _at(point: Point) -> str:
    if point.minute is None or point.minute < 0:
        return "before the dose"
    return f"at {point.minute:.0f} min"


def _alerts(record: SessionRecord) -> Any:
    """How many of each level, and how many of all nobody has answered."""
    counted = [alert for alert in record.alerts if alert.state is not AlertState.INVALIDATED]
    parts: list[Any] = []
    for level in (Level.URGENT, Level.ADVISORY):
        if number := sum(alert.level is level for alert in counted):
            parts.append(html.Span([glyph(SHAPES[level], level.value), f" {number} {level.value}"]))
    if record.open_alerts:
        parts.append(html.B(f"{record.open_alerts} unanswered"))
    return html.Div(parts, className="day-alerts") if parts else "none"

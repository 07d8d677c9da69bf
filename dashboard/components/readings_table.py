"""The timeline's twin as a table: what each set crosses, what was not taken, what was changed."""

from datetime import timedelta
from typing import Any

from dash import html

from dashboard.clinical.instruments import REASON_WORDS, Measure, Reason, measures
from dashboard.clinical.oxygen import measured_words
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, worst
from dashboard.components.moments import clock_time
from dashboard.components.reading_actions import reading_actions
from dashboard.components.reading_remarks import remarks, same_set, versions_of
from dashboard.components.severity import glyph, state

NEW_FOR = timedelta(seconds=3)
PRESSURE = ("systolic", "diastolic")


def readings_table(record: SessionRecord, *, may_correct: bool) -> Any:
    """The table named Readings, newest first; its header stands from the start."""
    shown_measures = _columns(record)
    numbers = ["min", "time", "BP", *(m.short for m in shown_measures)]
    heads = [
        *(html.Th(words, scope="col", className="number") for words in numbers),
        html.Th("State", scope="col"), html.Th("Remarks", scope="col"),
        html.Th(html.Span("Change", className="spoken"), scope="col"),
    ]  # fmt: skip
    head = html.Tr(heads)
    newest_first = sorted(record.readings, key=lambda r: (r.observed_at, r.seq), reverse=True)
    rows = [_row(record, reading, shown_measures, may_correct) for reading in newest_first]
    body = rows or [
        html.Tr(html.Td("No readings yet. The first set can become the baseline.", colSpan=len(heads)))
    ]
    return html.Table(
        [html.Thead(head), html.Tbody(body)], className="table readings", **{"aria-label": "Readings"}
    )


def _columns(record: SessionRecord) -> list[Measure]:
    """What stands on the form, and whatever else was measured in this session."""
    used = {code for r in record.readings for code in (*r.values, *r.not_obtained)}
    return [m for m in measures() if m.code not in PRESSURE and (m.on_form or m.code in used)]


def _row(record: SessionRecord, reading: Reading, columns: list[Measure], may_correct: bool) -> Any:
    flags = record.flags(reading)
    crossed = {flag.measure for flag in flags if flag.level.rank > 0}
    minute = record.minute(reading.observed_at)
    cells = [
        html.Td("" if minute is None else f"{minute:g}", className="number"),
        html.Th(clock_time(record, reading.observed_at), scope="row", className="number"),
        _pressure_cell(record, reading, crossed), *(_cell(record, reading, m.code, crossed) for m in columns),
        html.Td([_severity(flags), *same_set(record, reading)]),
        html.Td(remarks(record, reading), className="keep"),
        html.Td(_buttons(record, reading, may_correct)),
    ]  # fmt: skip
    names = ["struck-row"] if reading.struck else []
    names += ["new-row"] if timedelta(0) <= record.seen_at - reading.recorded_at <= NEW_FOR else []
    return html.Tr(cells, className=" ".join(names) or None, **{"data-reading": reading.id})


def _pressure_cell(record: SessionRecord, reading: Reading, crossed: set[str]) -> Any:
    now = blood_pressure(reading.values)
    old = [pair for r in versions_of(record, reading)[:-1] if (pair := blood_pressure(r.values))]
    reason = next((reading.not_obtained[code] for code in PRESSURE if code in reading.not_obtained), None)
    return _value_cell(now, old, reason, bool(crossed & set(PRESSURE)))


def _cell(record: SessionRecord, reading: Reading, code: str, crossed: set[str]) -> Any:
    now = measured_words(record, reading, code) if code in reading.values else None
    old = [measured_words(record, r, code) for r in versions_of(record, reading)[:-1] if code in r.values]
    return _value_cell(now, old, reading.not_obtained.get(code), code in crossed)


def _value_cell(now: str | None, old: list[str], reason: Reason | None, crossed: bool) -> Any:
    """What stands now, with what a correction replaced struck through before it."""
    parts: list[Any] = []
    for words in dict.fromkeys(old):
        parts += [html.Del(words), " "] if words != now else []
    if now is not None:
        return html.Td([*parts, *_flow_below(now)], className="number crossed" if crossed else "number")
    if reason is not None:
        missing = [glyph("ring"), html.Span("not taken:", className="spoken"), f" {REASON_WORDS[reason]}"]
        return html.Td([*parts, *missing], className="number not-taken")
    dot = [html.Span("·", **{"aria-hidden": "true"}), html.Span("not asked", className="spoken")]
    return html.Td([*parts, *dot], className="number not-asked")


def _flow_below(words: str) -> list[Any]:
    """What an SpO2 was taken under stands in a line of its own."""
    value, on, flow = words.partition(" on ")
    return [value, " ", html.Span(f"on {flow}", className="under-oxygen")] if on else [words]


def _severity(flags: tuple[Flag, ...]) -> Any:
    level = worst(flags)
    return state(level) if level is not None else ""


def _buttons(record: SessionRecord, reading: Reading, may_correct: bool) -> Any:
    buttons = reading_actions(record, reading) if may_correct else []
    return html.Div(buttons, className="links") if buttons else ""

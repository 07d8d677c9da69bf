"""What was raised in a session and what was done about it, and which readings lay beyond a limit."""

from typing import Any

from dash import html

from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState
from dashboard.clinical.finding_words import finding_words
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag
from dashboard.components.moments import clock_time
from dashboard.components.panels import empty, panel, table
from dashboard.components.severity import SHAPES, badge
from dashboard.documents.words import span

HEADS = ("Raised", "What", "Answer", "Escalated", "Closed")
CLOSED_WORDS = {
    ActionKind.RESOLVED: "Back inside the limit", ActionKind.SUPERSEDED: "A louder alert took its place",
    ActionKind.INVALIDATED: "Its cause was corrected or struck",
}  # fmt: skip


def alerts_panel(record: SessionRecord) -> Any:
    """Every alert in the order raised, with answer, escalation and end."""
    title = "Alerts and actions"
    if not record.alerts:
        return panel(title, empty("No alert was raised", "Readings beyond a limit would stand here."))
    rows = [_row(record, alert) for alert in sorted(record.alerts, key=lambda a: (a.raised_at, a.id))]
    return panel(title, html.Div(table(title, HEADS, rows), className="table-scroll"), flush=True)


def _row(record: SessionRecord, alert: Alert) -> tuple[Any, ...]:
    late = " (entered late)" if alert.retrospective else ""
    what = html.Div([badge(alert.level), html.Span(f"{alert.text}{late}")], className="alert-what")
    raised = clock_time(record, alert.raised_at)
    return raised, what, _answer(record, alert), _escalated(record, alert), _closed(record, alert)


def _answer(record: SessionRecord, alert: Alert) -> Any:
    """Who answered when, after how long, whom they told and which warning signs they found."""
    answer = alert.acknowledgement
    if answer is None:
        return html.B("Not answered") if alert.state is AlertState.OPEN else "not needed"
    told = f", {answer.told} told" if answer.told else ""
    took = span(answer.at - alert.raised_at)
    words = f"{answer.by_name} {clock_time(record, answer.at)}, after {took}{told}{_signs(answer)}"
    return [words, html.Div(f"“{answer.note}”", className="quiet-text")] if answer.note else words


def _signs(answer: AlertAction) -> str:
    if answer.signs is None:
        return ""
    found = [SIGNS.get(sign, sign).lower() for sign in answer.signs]
    return f", {', '.join(found)}" if found else ", no warning signs"


def _escalated(record: SessionRecord, alert: Alert) -> str:
    action = alert.escalation
    if action is None:
        return "no"
    why = f" {action.note}" if action.note else ""
    return f"{clock_time(record, action.at)}{why}"


def _closed(record: SessionRecord, alert: Alert) -> str:
    action = alert.invalidation or alert.resolution
    if action is None:
        return "open" if alert.live else ""
    reading = record.reading(action.reading_id) if action.reading_id else None
    by = f" by {blood_pressure(reading.values) or 'a reading'}" if reading is not None else ""
    note = f": {action.note}" if action.note else ""
    return f"{clock_time(record, action.at)} {CLOSED_WORDS.get(action.kind, '')}{by}{note}"


def beyond_panel(record: SessionRecord) -> Any:
    """Each reading that lies beyond a limit, in the order observed, with all that it crosses."""
    beyond = [(reading, flags) for reading in record.counted_readings if (flags := _loud(record, reading))]
    title = "Beyond limits"
    if not beyond:
        words = "Readings that cross a limit of this session's set would stand here."
        return panel(title, empty("No reading lies beyond a limit", words))
    rows = [
        (_moment(record, reading), [_crossed(record, reading, flag) for flag in flags])
        for reading, flags in beyond
    ]
    return panel(title, table(title, ("At", "Reading and limit"), rows), flush=True)


def _loud(record: SessionRecord, reading: Reading) -> list[Flag]:
    flags = [flag for flag in record.flags(reading) if flag.level.rank > 0]
    return sorted(flags, key=lambda flag: -flag.level.rank)


def _crossed(record: SessionRecord, reading: Reading, flag: Flag) -> Any:
    named = {"role": "img", "aria-label": flag.level.value.upper(), "title": flag.level.value.upper()}
    shape = html.Span(className=f"glyph glyph-{SHAPES[flag.level]} {flag.level.value}", **named)
    return html.Div([shape, html.Span(finding_words(record, reading, flag))], className="crossed-limit")


def _moment(record: SessionRecord, reading: Reading) -> str:
    """The minute since the dose, the clock's time before it."""
    minute = record.minute(reading.observed_at)
    at = clock_time(record, reading.observed_at)
    return at if minute is None or minute < 0 else f"{minute:.0f} min"

"""One room on the wall: its number, how it stands in one word, its clocks and the last pressure."""

from typing import Any

from dash import html

from dashboard.clinical.need import RoomNeed, need_of
from dashboard.clinical.readings import STALE_AFTER, blood_pressure
from dashboard.clinical.rooms import Room
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.checks import next_clock
from dashboard.components.need import GLYPHS, LOOKS, LOUD, WORDS
from dashboard.components.override_banner import moved_word
from dashboard.components.severity import glyph

QUIET = ("", "due", "soon")


def wall_room(room: Room, record: SessionRecord | None) -> Any:
    """The room's region; nothing of whom it is about."""
    if record is None:
        words = [_name(room), html.P("Free", className="wall-word")]
        return html.Section(words, className="wall-room free", role="region", **{"aria-label": room.name})
    need = need_of(record)
    look = LOOKS[need.kind] if need else ""
    return html.Section(
        [_name(room), _state(record, need), html.Div([_next(record), _dose(record)], className="wall-clocks"),
         *_moved(record), _pressure(record)],
        className=f"wall-room {look}".strip(), role="region", **{"aria-label": room.name},
    )  # fmt: skip


def _name(room: Room) -> Any:
    return html.H2(room.name, className="wall-name")


def _state(record: SessionRecord, need: RoomNeed | None) -> Any:
    look = LOOKS[need.kind] if need else ""
    if need is None or look in QUIET:
        running = record.clock.started_at is not None
        calm = WORDS[need.kind] if need is not None else "On schedule" if running else "No dose recorded"
        return html.P(html.B(calm) if need is not None else calm, className="wall-word")
    answered = " acknowledged" if need.kind in LOUD[1:] else ""
    return html.P([glyph(GLYPHS[look]), html.B(WORDS[need.kind]), answered], className="wall-word")


def _next(record: SessionRecord) -> Any:
    label, reading = next_clock(record)
    return html.Div([html.Span(label, className="label"), reading], className="wall-clock")


def _dose(record: SessionRecord) -> Any:
    started = record.clock.started_at
    if started is None:
        words = [html.Span("No dose recorded", className="label"), html.Span("-:--", className="reading")]
        return html.Div(words, className="wall-clock")
    since = {"data-since": started.isoformat(), "data-format": "hm"}
    clock = html.Span(className="reading", **since)
    return html.Div([html.Span("Since dose", className="label"), clock], className="wall-clock")


def _pressure(record: SessionRecord) -> Any:
    reading = record.latest().get("systolic")
    if reading is None:
        return html.P("No blood pressure yet", className="wall-pressure")
    old = record.seen_at - reading.observed_at >= STALE_AFTER
    value = html.Span(blood_pressure(reading.values), className="value stale" if old else "value")
    age = html.Span(**{"data-since": reading.observed_at.isoformat(), "data-format": "age"})
    return html.P([value, " ", html.Span([age, " old"], className="wall-age")], className="wall-pressure")


def _moved(record: SessionRecord) -> list[Any]:
    """Whether the room is watched by limits that are not those of its set."""
    word = moved_word(record)
    return [html.P(html.Span(word), className="wall-moved")] if word else []

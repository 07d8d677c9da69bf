"""The rail: what needs a clinician, the day's sessions, and found patients; each one tap away."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from dash import html

from dashboard.actions.patients import KnownPatient
from dashboard.actions.review import NOTES_LOOKED_AT, Review
from dashboard.clinical.alerts import Level
from dashboard.clinical.override_asks import DOSE, LEAVING
from dashboard.clinical.protocols import ROUTE_WORDS
from dashboard.clinical.review import DayLine, Matter, Need, listed, short_names
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import empty
from dashboard.components.severity import SHAPES, glyph
from dashboard.documents.blocks import day

CUT_WORDS = f"The oldest {NOTES_LOOKED_AT} unsigned notes stand here. Sign these to see newer ones."
NOTHING_MINE = "No alert, request, hold or note of your sessions waits. See All for the others."
NOTHING = "No alert, request, hold or note waits. New ones appear here by themselves."
SHOWN_FOUND = 8
# An item keeps its place as long as the pointer is on the list.
STILL = {"data-still": "true"}


def names_of(review: Review) -> Mapping[str, str]:
    """Short names of everybody in the lists, by session id."""
    lines = [listed(line.record) for line in review.today]
    return short_names([*lines, *(need.session for need in review.needs)])


def needs_list(review: Review, needs: Sequence[Need], names: Mapping[str, str], *, mine: bool) -> Any:
    """The items in their order, or a sentence when there are none."""
    if not needs:
        return empty("Nothing waits", NOTHING_MINE if mine else NOTHING)
    items = [_item(review, need, names, rank) for rank, need in enumerate(needs)]
    return html.Ol(items, className="needs", **STILL)


def _item(review: Review, need: Need, names: Mapping[str, str], rank: int) -> Any:
    title, words = _note_words(review, need) if need.matter in _NOTES else _bedside_words(need, names)
    shape, kind = _shape(need)
    body = html.Span([html.B(title), *(html.Span(line) for line in words)], className="need-words")
    link = html.A([glyph(shape, kind), body], href=_address(need), className=f"need {kind}".strip())
    return html.Li(link, key=need.key, **{"data-key": need.key, "data-rank": str(rank)})


_NOTES = (Matter.NOTE, Matter.CHANGED)
_ASKED = {DOSE: "HOLD", LEAVING: "LEAVING"}


def _address(need: Need) -> str:
    return f"/session/{need.session.id}{'/note' if need.matter in _NOTES else ''}"


def _shape(need: Need) -> tuple[str, str]:
    if need.level is not None:
        return SHAPES[need.level], need.level.value
    shapes = {
        Matter.ASKED: ("lock", "late"), Matter.HOLD: ("lock", "late"), Matter.NOTE: ("ring", ""),
        Matter.CHANGED: ("info", "late"),
    }  # fmt: skip
    return shapes[need.matter]


def _bedside_words(need: Need, names: Mapping[str, str]) -> tuple[str, list[Any]]:
    title = f"{need.session.room} · {names[need.session.id]}"
    age = html.Span(**{"data-since": need.since.isoformat(), "data-format": "age"})
    if need.matter is Matter.HOLD:
        return title, [[html.B("HOLD"), f" {need.words}"], ["Dose waits for an override, ", age]]
    if need.matter is Matter.ASKED:
        said = [f"“{need.why}”"] if need.why else []
        asked = [f"Override asked by {need.asked_by}, ", age]
        return title, [[html.B(_ASKED[need.about]), f" {need.words}"], *said, asked]
    level = html.B(need.level.value.upper()) if need.level is not None else ""
    why = [html.B(need.why), " · "] if need.why else []
    ended = "session ended, " if need.session.ended_at is not None else ""
    state = f"answered by {need.answered_by}, raised " if need.answered_by else "open "
    return title, [[level, f" {need.words}"], [*why, f"{ended}{state}", age]]


def _note_words(review: Review, need: Need) -> tuple[str, list[Any]]:
    """Paperwork names the patient in full: its session may be long over."""
    ended = need.session.ended_at or need.since
    on = day(ended.astimezone(review.zone).date()).rsplit(" ", 1)[0]
    waited = review.seen_at - need.since
    if need.matter is Matter.CHANGED:
        return need.session.patient.name, [f"Changed after signing, {age_words(waited)} ago"]
    return need.session.patient.name, [f"Note to sign, {age_words(waited)} · {on}"]


def age_words(waited: timedelta) -> str:
    """'40 min', '5 h', '1 day', '12 days'."""
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return f"{days} day{'' if days == 1 else 's'}"


def day_list(today: Sequence[DayLine], names: Mapping[str, str], chosen: str | None) -> Any:
    """Today's sessions in two lines each; the chosen one is marked."""
    if not today:
        return empty("No session today", "Sessions appear here when a room starts one.")
    items = [_session(line.record, names, chosen, rank) for rank, line in enumerate(today)]
    return html.Ol(items, className="needs day", **STILL)


def _session(record: SessionRecord, names: Mapping[str, str], chosen: str | None, rank: int) -> Any:
    own = record.session.id
    worst = max((alert.level for alert in record.live_alerts), key=lambda level: level.rank, default=None)
    route = ROUTE_WORDS[record.protocol.route]
    words = html.Span(
        [html.B(names[own]), html.Span([f"{record.room.name}, {route}, ", *_stage(record)])],
        className="need-words",
    )
    here = {"aria-current": "true"} if own == chosen else {}
    link = html.A(
        [_mark(record, worst), words], href=f"/review?session={own}", className="need",
        **{"data-review": own, **here},
    )  # fmt: skip
    return html.Li(link, key=own, **{"data-key": own, "data-rank": str(rank)})


def _mark(record: SessionRecord, worst: Level | None) -> Any:
    if worst is not None:
        named = {"role": "img", "aria-label": worst.value.upper()}
        return html.Span(className=f"glyph glyph-{SHAPES[worst]} {worst.value}", **named)
    return glyph("tick") if record.session.ended_at is not None else html.Span(className="dot")


def _stage(record: SessionRecord) -> list[Any]:
    ended, end = record.session.ended_at, record.session.end
    if ended is not None and end is not None:
        return [f"{END_WORDS[end]} {record.local(ended):%H:%M}"]
    started = record.clock.started_at
    if started is None:
        return ["before the dose"]
    return [html.Span(**{"data-since": started.isoformat(), "data-format": "minute"})]


def found_list(found: Sequence[KnownPatient]) -> Any:
    """Patients whom the words fit; look-alikes are said."""
    if not found:
        return empty("Nobody found", "Try another part of the name, or the record number.")
    items = [_found(known) for known in found[:SHOWN_FOUND]]
    more = [html.P("More fit: type another letter.", className="quiet-text rail-words")]
    return html.Div([html.Ol(items, className="needs"), *(more if len(found) > SHOWN_FOUND else [])])


def _found(known: KnownPatient) -> Any:
    patient = known.patient
    alike = [html.Span("Another patient looks alike")] if known.similar else []
    born = html.Span(f"born {day(patient.birth_date)} · MRN {patient.mrn}")
    words = html.Span([html.B(patient.name), born, *alike], className="need-words")
    return html.Li(html.A([glyph("arrow"), words], href=f"/patient/{patient.id}", className="need"))

"""What happened, newest first: readings, events, alerts and what was done about them."""

from datetime import datetime, timedelta
from typing import Any

from dash import html

from dashboard.clinical.alerts import ActionKind, Alert, AlertAction
from dashboard.clinical.event_words import told_words
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.instruments import REASON_WORDS, find_measure, measure_of
from dashboard.clinical.moved_limits import for_words, limit_words, move_words, moves_in_session
from dashboard.clinical.oxygen import measured_words
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord, StaffMember
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.alert_banners import answer_buttons
from dashboard.components.moments import clock_time, late_words
from dashboard.components.panels import action_button, empty
from dashboard.components.reading_actions import reading_actions
from dashboard.components.reading_remarks import came_words, went_words
from dashboard.components.severity import badge

ACTION_WORDS = {
    ActionKind.ACKNOWLEDGED: "acknowledged", ActionKind.RESOLVED: "back inside the limit",
    ActionKind.ESCALATED: "went to the clinicians", ActionKind.RECROSSED: "crossed again",
    ActionKind.SUPERSEDED: "raised again, louder",
    ActionKind.INVALIDATED: "taken back: its cause was corrected or struck",
}  # fmt: skip
Line = tuple[datetime, int, Any]


def log(record: SessionRecord, *, may_correct: bool) -> Any:
    """The list; an empty session says what comes first."""
    may_correct = may_correct and not record.signed
    lines = [
        *_readings(record, may_correct),
        *_events(record, may_correct),
        *_alerts(record, may_correct),
        *_signed(record),
        *_moved_limits(record),
        *_header(record, may_correct),
    ]
    if not lines:
        return empty("Nothing yet", "Record the first set before the dose.")
    lines.sort(key=lambda line: (line[0], line[1]), reverse=True)
    return html.Ol([_item(record, at, body) for at, _, body in lines], className="log")


def _item(record: SessionRecord, at: datetime, body: Any) -> Any:
    return html.Li([html.Time(clock_time(record, at), dateTime=at.isoformat()), *body])


def _readings(record: SessionRecord, may_correct: bool) -> list[Line]:
    """Each set at its own time, and each change of it when it was made."""
    lines: list[Line] = [(r.observed_at, 0, _reading(record, r, may_correct)) for r in record.readings]
    changed = [r for r in (*record.readings, *record.earlier_readings) if r.version > 1]
    return [*lines, *((r.recorded_at, 1, _change(record, r)) for r in changed)]


def _change(record: SessionRecord, reading: Reading) -> list[Any]:
    verb = "Set struck" if reading.struck else "Set corrected"
    went = f", {words}" if (words := went_words(reading)) else ""
    of = f" Set of {clock_time(record, reading.observed_at)}{went}: {reading.change_reason}"
    return [html.Div([html.B(verb), of, html.Span(f" {reading.recorded_by_name}", className="by")])]


def _reading(record: SessionRecord, reading: Reading, may_correct: bool) -> list[Any]:
    verb = {"final": "Set recorded", "amended": "Set, as corrected", "struck": "Set, struck"}[
        reading.status.value
    ]
    stored_at = reading.first_recorded_at or reading.recorded_at
    late = f" · {late_words(record, stored_at, reading.late_by)}" if reading.late else ""
    words = html.Span(f" {_values(record, reading)}", className="struck" if reading.struck else None)
    came = f" · {said}" if (said := came_words(reading)) else ""
    base = record.baseline_reading
    chosen = base is not None and base.id == reading.id
    body = html.Div(
        [
            html.B(verb),
            words,
            " · baseline" if chosen else "",
            came,
            late,
            html.Span(f" {reading.recorded_by_name}", className="by"),
        ]
    )
    buttons = reading_actions(record, reading) if may_correct else []
    if may_correct and not chosen and _offers_baseline(record, reading):
        buttons = [_baseline_button(record, reading), *buttons]
    return [body, html.Div(buttons, className="log-actions")] if buttons else [body]


def _offers_baseline(record: SessionRecord, reading: Reading) -> bool:
    """Pre-dose sets with a pressure offer themselves; after the dose only while no baseline stands."""
    if reading.struck or not {"systolic", "diastolic"} <= reading.values.keys():
        return False
    start = record.clock.started_at
    return record.session.ended_at is None and (start is None or record.baseline_reading is None)


def _baseline_button(record: SessionRecord, reading: Reading) -> Any:
    text = f"{blood_pressure(reading.values)} at {clock_time(record, reading.observed_at)}"
    return action_button(
        "Accept as baseline", "accept-baseline", "quiet", session=reading.session_id, reading=reading.id,
        text=text, after_dose="1" if record.clock.started_at is not None else None,
        version=len(record.baselines),
    )  # fmt: skip


def _values(record: SessionRecord, reading: Reading) -> str:
    pressure = blood_pressure(reading.values)
    parts = [pressure] if pressure else []
    parts += [
        f"{measure.short} {measured_words(record, reading, code)}"
        for code in reading.values
        if code not in ("systolic", "diastolic") and (measure := find_measure(code))
    ]
    parts += [
        f"{measure_of(code).label} not taken: {REASON_WORDS[why]}"
        for code, why in reading.not_obtained.items()
    ]
    return ", ".join(parts)


def _events(record: SessionRecord, may_correct: bool) -> list[Line]:
    return [(e.occurred_at, 1, _event(record, e, may_correct)) for e in record.events]


def _event(record: SessionRecord, event: Event, may_correct: bool) -> list[Any]:
    label, told = EVENT_KINDS[event.kind].label, told_words(record, event)
    words = html.Span(f" {told}", className="struck" if event.struck else None)
    state = {"amended": " · corrected", "struck": " · struck"}.get(event.status, "")
    by = html.Span(f" {_recorders(event)}", className="by")
    body = html.Div([html.B(label), words, state, _late(record, event), by])
    if event.struck or not may_correct:
        return [body]
    about = {
        "session": event.session_id, "event": event.id, "version": event.version,
        "text": f"{label} {told}".strip(),
    }  # fmt: skip
    buttons = [
        action_button("Correct", "correct-event", "quiet", **about),
        action_button("Strike", "strike-event", "quiet", **about),
    ]
    return [body, html.Div(buttons, className="log-actions")]


def _late(record: SessionRecord, event: Event) -> str:
    """When a late event was entered; its own time stands at the line."""
    if not event.late:
        return ""
    entered = clock_time(record, event.first_recorded_at or event.recorded_at)
    return f" · LATE ENTRY {event.late_by // timedelta(minutes=1)} min: entered {entered}"


def _recorders(event: Event) -> str:
    """Who recorded it, and the second person who stood by with their own password."""
    return event.recorded_by_name + (f", witness {event.witness_name}" if event.witness_name else "")


def _alerts(record: SessionRecord, may_answer: bool) -> list[Line]:
    lines: list[Line] = []
    for alert in record.alerts:
        answers = answer_buttons(record, alert, "quiet") if may_answer else []
        asked = [html.Div(answers, className="log-actions")] if answers else []
        lines.append((alert.raised_at, 2, [html.Div([badge(alert.level), f" {alert.text}"]), *asked]))
        lines += [(action.at, 3, _action(alert, action)) for action in alert.actions]
    return lines


def _action(alert: Alert, action: AlertAction) -> list[Any]:
    told = f", {action.told} told" if action.told else ""
    note = f": {action.note}" if action.note else ""
    by_hand = action.kind is ActionKind.ACKNOWLEDGED or _resolved_by_hand(action)
    by = html.Span(f" {action.by_name}", className="by") if by_hand else ""
    return [html.Div([html.B(alert.text), f" {_action_words(alert, action)}{told}{note}", by])]


def _action_words(alert: Alert, action: AlertAction) -> str:
    """What asked to be done is done; a value is back; else a person said why it is over."""
    if _resolved_by_hand(action):
        return "resolved by hand"
    if action.kind is ActionKind.RESOLVED and (alert.check_key or action.reading_id is None):
        return "done"
    return ACTION_WORDS[action.kind]


def _resolved_by_hand(action: AlertAction) -> bool:
    return action.by_hand


def _signed(record: SessionRecord) -> list[Line]:
    """Baselines, signatures and addenda."""
    found: list[tuple[datetime, str, str, str]] = []
    for base in record.baselines:
        reading = record.reading(base.reading_id)
        pair = blood_pressure(reading.values) if reading else ""
        why = f": {base.reason}" if base.reason else ""
        found.append((base.accepted_at, "Baseline accepted", f"{pair}{why}", base.accepted_by_name))
    found += [(s.signed_at, "Note signed", s.meaning.value, s.printed_name) for s in record.signatures]
    found += [(a.added_at, f"Addendum {a.number}", a.text, a.added_by_name) for a in record.addenda]
    return [
        (at, 4, [html.Div([html.B(title), f" {words}", html.Span(f" {by}", className="by")])])
        for at, title, words, by in found
    ]


def _moved_limits(record: SessionRecord) -> list[Line]:
    """Each limit moved in this session, and when it was taken back; one from before stands at the opening."""
    opened, lines = record.session.opened_at, []
    for move in moves_in_session(record):
        override, end = move.override, move.override.end
        what = f" {move_words(move)}, {for_words(override)}: {override.reason}"
        lines.append((max(override.at, opened), "Limit moved", what, override.by_name))
        if end is not None and (record.session.ended_at is None or end.at <= record.session.ended_at):
            words = f" {limit_words(move.own)}: {end.reason}"
            lines.append((end.at, "Moved limit ended", words, end.by_name))
    return [
        (at, 4, [html.Div([html.B(title), words, html.Span(f" {by}", className="by")])])
        for at, title, words, by in lines
    ]


def _header(record: SessionRecord, may_change: bool) -> list[Line]:
    session = record.session
    lines: list[Line] = [(session.opened_at, -1, _opened(record, may_change))]
    if session.ended_at is not None and session.end is not None:
        by = html.Span(f" {record.ended_by.display_name}" if record.ended_by else "", className="by")
        lines.append(
            (session.ended_at, 9, [html.Div([html.B("Session ended"), f" {END_WORDS[session.end]}", by])])
        )
    return lines


def _opened(record: SessionRecord, may_change: bool) -> list[Any]:
    """What it was opened with, and the way to change or, before a dose, cancel it."""
    session = record.session
    weight = f", {session.weight_kg:g} kg" if session.weight_kg else ", no weight"
    people = [f"{role} {who.display_name}" for role, who in _people(record) if who is not None]
    told = f" {record.protocol.label}{weight}{''.join(f', {words}' for words in people)}"
    body = html.Div([html.B("Session opened"), told])
    if not may_change or session.ended_at is not None:
        return [body]
    buttons = [
        action_button("Weight, dose, people, room", "weight", "quiet", session=session.id),
        action_button("Limits and protocol", "rules", "quiet", session=session.id),
        action_button("Move limit", "move-limit", "quiet", session=session.id),
    ]
    if record.clock.started_at is None:
        buttons.append(action_button("Cancel session", "cancel-session", "quiet", session=session.id))
    return [body, html.Div(buttons, className="log-actions")]


def _people(record: SessionRecord) -> tuple[tuple[str, StaffMember | None], ...]:
    return (("nurse", record.nurse), ("clinician", record.clinician))

"""The checks of a session: the grid a nurse works through, and the clock of the next one."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.check_words import short_names
from dashboard.clinical.event_findings import off_unit_since
from dashboard.clinical.event_picks import PAUSE_REASON
from dashboard.clinical.need import check_words
from dashboard.clinical.readings import blood_pressure
from dashboard.clinical.schedule import Check, CheckRow, CheckState, checks_of, next_of, rows_of
from dashboard.clinical.schedule_pauses import Pause, running_pause
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.components.moments import clock_time
from dashboard.components.panels import action_button, empty
from dashboard.components.severity import SHAPES, glyph

GLYPHS = {
    CheckState.DONE: "tick", CheckState.NOT_OBTAINED: "ring", CheckState.LATE: "clock",
    CheckState.DUE: "clock", CheckState.DUE_SOON: "clock", CheckState.MISSED: "cross",
    CheckState.SKIPPED: "ring", CheckState.PAUSED: "ring", CheckState.UPCOMING: "square",
}  # fmt: skip
STATE_WORDS = {
    CheckState.NOT_OBTAINED: "not taken", CheckState.MISSED: "missed", CheckState.SKIPPED: "skipped",
    CheckState.PAUSED: "paused",
}  # fmt: skip


def check_grid(record: SessionRecord, *, may_record: bool = True) -> Any:
    """One row per moment: when it is due, what it is, what came of it; above, pause and time off the unit."""
    checks = checks_of(record)
    rows = rows_of(checks)
    if not rows:
        return empty("No checks", "This session was cancelled.")
    coming = next_of(checks, record.seen_at)
    may_change = may_record and record.session.ended_at is None
    grid = html.Ol([_row(record, row, coming in row.checks, may_change) for row in rows], className="checks")
    return html.Div([*_head(record, may_change), grid])


def _head(record: SessionRecord, may_change: bool) -> list[Any]:
    """The pause and the time off the unit while there is one, and what is done beside the checks."""
    pause = running_pause(record) if record.session.ended_at is None else None
    left = off_unit_since(record)
    words: list[Any] = [html.Span(pause_words(record, pause), className="paused")] if pause else []
    if left is not None:
        since = {"data-since": left.isoformat(), "data-format": "hms", "role": "timer"}
        words.append(html.Span(["Off the unit ", html.Span(**since)]))
    buttons = _head_buttons(record, pause) if may_change else []
    said = html.Div(words, className="checks-said")
    return [html.Div([said, *buttons], className="checks-head")] if words or buttons else []


def _head_buttons(record: SessionRecord, pause: Pause | None) -> list[Any]:
    """The quiet ways beside the checks: the checklist until the dose, then the pause; the handover always."""
    session = record.session.id
    over = action_button("Hand over", "handover", "quiet", session=session)
    if record.clock.started_at is None:
        return [action_button("Checklist", "checklist", "quiet", session=session), over]
    label, action = ("Resume now", "resume-checks") if pause else ("Pause checks", "pause-checks")
    return [over, action_button(label, action, "quiet", session=session)]


def pause_words(record: SessionRecord, pause: Pause) -> str:
    """'Paused until 14:35, bathroom'."""
    return f"Paused until {clock_time(record, pause.ends_at)}{_because(pause)}"


def _because(pause: Pause) -> str:
    word = PAUSE_REASON.options.get(pause.reason or "", "").lower().removeprefix("in the ")
    return f", {word}" if word else ""


def done_words(record: SessionRecord) -> str:
    """'5 of 9 done'."""
    rows = rows_of(checks_of(record))
    done = sum(row.state in (CheckState.DONE, CheckState.NOT_OBTAINED) for row in rows)
    return f"{done} of {len(rows)} done" if rows else ""


def next_clock(record: SessionRecord, reckoned: Sequence[Check] | None = None) -> tuple[Any, Any]:
    """Label and ticking time of the next check; 'now' for what stays open until a dose or discharge.

    While a pause holds it, the label says until when and why. The browser turns "due in" to "due now" itself.
    `reckoned` are the record's checks where they were judged already.
    """
    check = next_of(checks_of(record) if reckoned is None else reckoned, record.seen_at)
    if check is None:
        return "Next check", html.Span("none", className="reading small")
    pause, what = running_pause(record), check_words(check)
    if pause is not None and check.paused_until is not None:
        return pause_words(record, pause), _ticking(check, "reading")
    if check.state is CheckState.LATE:
        return f"{what} late by", _ticking(check, "reading late")
    if check.kind in (CheckKind.BASELINE, CheckKind.LEAVING) and check.state is CheckState.DUE:
        return f"{what} due", html.Span("now", className="reading")
    coming, now = f"{what} due in", f"{what} due now"
    turns = {"data-turns": check.due_at.isoformat(), "data-after": now}
    return html.Span(now if check.due_at <= record.seen_at else coming, **turns), _ticking(check, "reading")


def late_check(record: SessionRecord) -> Check | None:
    """The oldest check that is late; None when none is."""
    return next((check for check in checks_of(record) if check.state is CheckState.LATE), None)


def _ticking(check: Check, look: str) -> Any:
    return html.Span(className=look, **{"data-until": check.due_at.isoformat()})


def _row(record: SessionRecord, row: CheckRow, is_next: bool, may_change: bool) -> Any:
    kind = "next" if is_next else "later" if row.state is CheckState.UPCOMING else None
    shape = "square" if _not_reached(record, row) else GLYPHS[row.state]
    mark = glyph(shape, "late" if row.state is CheckState.LATE else "")
    due = html.Time(clock_time(record, row.due_at), dateTime=row.due_at.isoformat())
    words = [] if kind == "later" else _outcome(record, row)
    look = "asked" if words and _asks(row) else None
    skip = _skip(record, row) if may_change else []
    return html.Li([mark, due, html.Span(row.label), html.Span(words, className=look), *skip], className=kind)


def _asks(row: CheckRow) -> bool:
    """Whether all there is to say of a row is what it asks for."""
    return not row.answered_by and row.state not in (CheckState.DONE, CheckState.LATE, *STATE_WORDS)


def _skip(record: SessionRecord, row: CheckRow) -> list[Any]:
    """The way to leave out what of this row still waits, with a reason."""
    waiting = [check for check in row.checks if check.waiting]
    if not waiting:
        return []
    about = {
        "session": record.session.id, "check": " ".join(check.code for check in waiting),
        "due": " ".join(check.due_at.isoformat() for check in waiting), "text": row.label,
    }  # fmt: skip
    button = action_button("Skip", "skip-check", "quiet", **about)
    setattr(button, "aria-label", f"Skip {row.label}")
    return [button]


def _outcome(record: SessionRecord, row: CheckRow) -> list[Any]:
    """At the right: the pressure and its severity once taken, else what is missing, or why nothing is."""
    if row.state is CheckState.DONE:
        late = " · late" if row.done_late else ""
        return [*_taken(record, row), late]
    if _not_reached(record, row):
        return ["not reached"]
    if row.state in STATE_WORDS:
        reason = next((check.reason for check in row.checks if check.reason), None)
        return [STATE_WORDS[row.state] + (f": {reason}" if reason else "")]
    if row.state is CheckState.LATE:
        return [html.Span("LATE", className="badge late"), " ", _ticking(row.checks[0], "late"), *_part(row)]
    return _part(row) if row.answered_by else [short_names(row.missing)]


def _not_reached(record: SessionRecord, row: CheckRow) -> bool:
    """Whether the session ended before this was due."""
    ended_at = record.session.ended_at
    return ended_at is not None and row.state is CheckState.MISSED and row.due_at > ended_at


def _part(row: CheckRow) -> list[Any]:
    """What a set that was saved in part still leaves open."""
    return [html.Div(f"{short_names(row.missing)} missing")] if row.answered_by else []


def _taken(record: SessionRecord, row: CheckRow) -> list[Any]:
    found = [r for reading_id in row.answered_by if (r := record.reading(reading_id)) is not None]
    pressure = next((blood_pressure(r.values) for r in reversed(found) if "systolic" in r.values), None)
    level = worst([flag for r in found for flag in record.flags(r)])
    if level is None or level.rank == 0:
        return [pressure or "done"]
    named = {"role": "img", "aria-label": level.value.upper()}
    shape = html.Span(className=f"glyph glyph-{SHAPES[level]} {level.value}", **named)
    return [pressure or "done", " ", shape]

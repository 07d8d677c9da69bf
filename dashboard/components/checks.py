"""The checks of a session: the grid a nurse works through, and the clock of the next one."""

from typing import Any

from dash import html

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.readings import blood_pressure
from dashboard.clinical.schedule import Check, CheckRow, CheckState, checks_of, next_of, rows_of
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.components.moments import clock_time
from dashboard.components.panels import empty
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
# They go along with the pressure, so they are named only where they stand alone.
GO_ALONG = ("diastolic", "heart_rate", "sedation")


def check_grid(record: SessionRecord) -> Any:
    """One row per moment: what it is, when it is due, and what came of it."""
    checks = checks_of(record)
    rows = rows_of(checks)
    if not rows:
        return empty("No checks", "This session was cancelled.")
    coming = next_of(checks, record.seen_at)
    return html.Ol(
        [_row(record, row, coming in row.checks) for row in rows], className="checks"
    )


def done_words(record: SessionRecord) -> str:
    """'5 of 9 done'."""
    rows = rows_of(checks_of(record))
    done = sum(row.state in (CheckState.DONE, CheckState.NOT_OBTAINED) for row in rows)
    return f"{done} of {len(rows)} done" if rows else ""


def next_clock(record: SessionRecord) -> tuple[str, Any]:
    """Label and ticking time of the next check; 'now' for what stays open until a dose or discharge."""
    check = next_of(checks_of(record), record.seen_at)
    if check is None:
        return "Next check", html.Span("none", className="reading small")
    if check.state is CheckState.LATE:
        return f"{check.label} late by", _ticking(check, "reading late")
    if check.kind in (CheckKind.BASELINE, CheckKind.LEAVING) and check.state is CheckState.DUE:
        return f"{check.label} due", html.Span("now", className="reading")
    return f"{check.label} due in", _ticking(check, "reading")


def late_check(record: SessionRecord) -> Check | None:
    """The oldest check that is late; None when none is."""
    return next((check for check in checks_of(record) if check.state is CheckState.LATE), None)


def _ticking(check: Check, look: str) -> Any:
    return html.Span(className=look, **{"data-until": check.due_at.isoformat()})


def _row(record: SessionRecord, row: CheckRow, is_next: bool) -> Any:
    kind = "next" if is_next else "later" if row.state is CheckState.UPCOMING else None
    mark = glyph(GLYPHS[row.state], "late" if row.state is CheckState.LATE else "")
    due = html.Time(clock_time(record, row.due_at), dateTime=row.due_at.isoformat())
    words = [] if kind == "later" else _outcome(record, row)
    return html.Li([mark, html.Span(row.label), due, html.Span(words)], className=kind)


def _outcome(record: SessionRecord, row: CheckRow) -> list[Any]:
    """At the right: the pressure and its severity once taken, else what is missing, or why nothing is."""
    if row.state is CheckState.DONE:
        late = " · late" if row.done_late else ""
        return [*_taken(record, row), late]
    if row.state in STATE_WORDS:
        reason = next((check.reason for check in row.checks if check.reason), None)
        return [STATE_WORDS[row.state] + (f": {reason}" if reason else "")]
    if row.state is CheckState.LATE:
        return [html.Span("LATE", className="badge late"), " ", _ticking(row.checks[0], "late"), *_part(row)]
    return _part(row) if row.answered_by else [_short(row.missing)]


def _part(row: CheckRow) -> list[Any]:
    """What a set that was saved in part still leaves open."""
    return [html.Div(f"{_short(row.missing)} missing")] if row.answered_by else []


def _taken(record: SessionRecord, row: CheckRow) -> list[Any]:
    found = [r for reading_id in row.answered_by if (r := record.reading(reading_id)) is not None]
    pressure = next((blood_pressure(r.values) for r in reversed(found) if "systolic" in r.values), None)
    level = worst([flag for r in found for flag in record.flags(r)])
    if level is None or level.rank == 0:
        return [pressure or "done"]
    named = {"role": "img", "aria-label": level.value.upper()}
    shape = html.Span(className=f"glyph glyph-{SHAPES[level]} {level.value}", **named)
    return [pressure or "done", " ", shape]


def _short(codes: tuple[str, ...]) -> str:
    """'BP, SpO2, symptoms': the pair as one, the scales together."""
    named = [code for code in codes if "systolic" not in codes or code not in GO_ALONG]
    measures = [measure_of(code) for code in named]
    scales = [m for m in measures if m.is_scale and m.code != "sedation"]
    others = [m for m in measures if m not in scales]
    names = ["BP" if m.code == "systolic" else m.short for m in others]
    names += [scales[0].label if len(scales) == 1 else "symptoms"] if scales else []
    return ", ".join(names)

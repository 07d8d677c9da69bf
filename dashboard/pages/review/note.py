"""The note beside the chosen session: what it came to, the clinician's words, signing and adding to it."""

from typing import Any

from dash import html

from dashboard.clinical.course import CourseSession
from dashboard.clinical.notes import TEXT_FIELDS
from dashboard.clinical.rems import has_worksheet
from dashboard.clinical.review import NoteState, note_state
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.course_table import session_facts
from dashboard.components.moments import clock_time
from dashboard.components.note_signing import addendum_button, sign_button
from dashboard.components.panels import facts, panel

NOTE_WORDS: dict[NoteState, str] = {
    NoteState.NONE: "This session was cancelled; it has no note.",
    NoteState.RUNNING: "Can be signed when the session has ended.",
    NoteState.TO_SIGN: "Nobody has signed this note yet. Read it, then sign and lock.",
    NoteState.PREPARED: "Prepared by the nurse. Read it, then sign and lock.",
    NoteState.SIGNED: "Signed and locked.",
    NoteState.CHANGED: "Changed after signing: the signature does not cover it. Add an addendum.",
}
_BADGES = {
    NoteState.RUNNING: "Draft", NoteState.TO_SIGN: "Draft", NoteState.PREPARED: "Prepared",
    NoteState.SIGNED: "Signed", NoteState.CHANGED: "Changed after signing",
}  # fmt: skip


def note_panel(record: SessionRecord, line: CourseSession | None) -> Any:
    """Where the note stands, what the session came to, and the verbs; `line` is None without a dose."""
    state = note_state(record)
    badge = html.Span(_BADGES[state], className="badge plain") if state in _BADGES else None
    parts = [html.P(NOTE_WORDS[state]), *_signatures(record)]
    if line is not None:
        parts.append(facts(*session_facts(line)))
    return panel("Note", *parts, *_written(record), _verbs(record, state), note=badge)


def _signatures(record: SessionRecord) -> list[Any]:
    said = [(s.meaning.value.capitalize(), s.printed_name, s.signed_at) for s in record.signatures]
    said += [("Addendum", a.added_by_name, a.added_at) for a in record.addenda]
    return [
        html.P(f"{what} by {name}, {clock_time(record, at)}", className="quiet-text")
        for what, name, at in said
    ]


def _written(record: SessionRecord) -> list[Any]:
    """What people wrote into it, each under its name."""
    parts: list[Any] = []
    for field, label in TEXT_FIELDS.items():
        if words := getattr(record.note_text, field, None):
            parts += [html.H3(label), html.P(words, className="own-words")]
    return parts


def _verbs(record: SessionRecord, state: NoteState) -> Any:
    at = f"/session/{record.session.id}"
    ways = [
        html.A("Read the note", href=f"{at}/note", className="button", **{"data-review-note": "1"}),
        html.A("Open session", href=at, className="button", **{"data-review-open": "1"}),
        html.A("Print", href=f"/api/v1/sessions/{record.session.id}/note.html", className="button",
               target="_blank", **{"data-review-print": "1"}),
    ]  # fmt: skip
    if has_worksheet(record):
        ways.append(html.A("REMS worksheet", href=f"{at}/rems", className="button"))
    return html.Div([*_sign(record, state), html.Div(ways, className="row")], className="review-verbs")


def _sign(record: SessionRecord, state: NoteState) -> list[Any]:
    if state is NoteState.NONE:
        return []
    return [addendum_button(record)] if record.signed else sign_button(record)

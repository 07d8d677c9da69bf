"""One session for the clinician's eye: who, the limits it is judged by, where its note stands."""

from typing import Any

from dash import html

from dashboard.clinical.review import NoteState, note_state
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import clock_time
from dashboard.components.panels import panel
from dashboard.components.patient_header import patient_header
from dashboard.pages.review.alerts import alerts_panel, beyond_panel

NOTE_WORDS: dict[NoteState, str] = {
    NoteState.NONE: "This session was cancelled; it has no note.",
    NoteState.RUNNING: "Can be signed when the session has ended.",
    NoteState.TO_SIGN: "Nobody has signed this note yet. Read it, then sign and lock.",
    NoteState.PREPARED: "Prepared by the nurse. Read it, then sign and lock.",
    NoteState.SIGNED: "Signed and locked.",
    NoteState.CHANGED: "Changed after signing: the signature does not cover it. Add an addendum.",
}


def panels_of(record: SessionRecord) -> list[Any]:
    """The children of ids.PANELS, in their order."""
    limits = f"Limits: {record.threshold_set.label}, version {record.threshold_set.version}"
    return [patient_header(record), limits, _note(record), alerts_panel(record), beyond_panel(record)]


def _note(record: SessionRecord) -> Any:
    at = f"/session/{record.session.id}"
    state = note_state(record)
    signed = [
        html.P(f"{s.meaning.value.capitalize()} by {s.printed_name}, {clock_time(record, s.signed_at)}",
               className="quiet-text")
        for s in record.signatures
    ]  # fmt: skip
    asks = state in (NoteState.TO_SIGN, NoteState.PREPARED, NoteState.CHANGED)
    buttons = [
        html.A("Note", href=f"{at}/note", className="button primary" if asks else "button",
               **{"data-review-note": "1"}),
        html.A("Open session", href=at, className="button", **{"data-review-open": "1"}),
    ]  # fmt: skip
    return panel("Note", html.P(NOTE_WORDS[state]), *signed, html.Div(buttons, className="row"))


def nobody() -> list[Any]:
    """What stands in place of a session that is not there."""
    words = html.Div([html.Strong("There is no such session."), html.P("Choose one from the list.")],
                     className="error-box", role="alert")  # fmt: skip
    return [html.Div(words, className="page-body"), *[None] * 4]

"""The worksheet's head, and beside it how it stands, what is missing, and what was sent."""

from typing import Any

from dash import html

from dashboard.actions.rems import RemsView
from dashboard.clinical.rems import NOTICE
from dashboard.clinical.rems_due import DueState, RemsSending
from dashboard.clinical.rems_fields import WorksheetField
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import action_button, facts, panel
from dashboard.documents.blocks import day
from dashboard.documents.rems import flag_words
from dashboard.documents.words import full_time
from dashboard.pages.rems_worksheet.fields import whole_text


def head(view: RemsView) -> Any:
    """Whose worksheet it is, how many fields are missing, and the ways on."""
    record, patient = view.record, view.record.patient
    path = f"/api/v1/sessions/{record.session.id}/rems"
    badges = [html.Span(words, className="badge not-taken") for words in flag_words(view.sheet)]
    about = f"{patient.name} · born {day(patient.birth_date)} · MRN {patient.mrn}"
    ways = [
        action_button("Copy all", "rems-copy", "", text=whole_text(view.sheet)),
        html.A("PDF", href=f"{path}.pdf", className="button", target="_blank"),
        html.A("Print", href=f"{path}.html", className="button", target="_blank"),
        html.A("Session", href=f"/session/{record.session.id}", className="button"),
    ]
    return html.Div(
        [html.H1("REMS worksheet"), *badges, html.P(about, className="note rems-whose"),
         html.Div(ways, className="row push")],
        className="page-head ruled rems-head",
    )  # fmt: skip


def side(view: RemsView, may_answer: bool) -> list[Any]:
    """State and verbs, what is missing, what was sent."""
    missing = (*view.sheet.missing, *view.sheet.to_look_at)
    parts = [_state(view, may_answer)]
    if missing:
        items = html.Ul([_missing(field) for field in missing], className="before-sign")
        parts.append(panel("Blank or to look at", items))
    if view.sendings:
        sent = [_sending(view.record, one) for one in reversed(view.sendings)]
        parts.append(panel("Marked as sent", html.Ul(sent, className="stack")))
    return parts


def _state(view: RemsView, may_answer: bool) -> Any:
    record, session_id = view.record, view.record.session.id
    ended = END_WORDS[record.session.end] if record.session.end else "not ended"
    verbs = []
    if may_answer and any(field.question for field in view.sheet.fields):
        verbs.append(action_button("Answer questions", "rems-answer", "primary wide", session=session_id))
    if record.session.ended_at is not None and view.sheet.first_device_at is not None:
        words = "Mark as sent again" if view.sendings else "Mark as sent"
        verbs.append(action_button(words, "rems-sent", "wide", session=session_id))
    return panel(
        "Where it stands", facts(("State", _standing(view)), ("Due", _due(view)), ("Session", ended)),
        html.Div(verbs, className="stack rems-verbs"), html.P(NOTICE, className="hint"),
    )  # fmt: skip


def _standing(view: RemsView) -> Any:
    standing = view.standing
    if standing is None:
        return "No device recorded"
    if standing.changed_since:
        return html.Span("Changed since sent", className="badge info")
    if standing.state is DueState.SENT:
        return html.Span("Sent", className="badge done")
    if standing.state is DueState.OVERDUE:
        return html.Span("OVERDUE", className="badge late")
    return html.Span("Due", className="badge due")


def _due(view: RemsView) -> str:
    standing = view.standing
    if standing is None:
        return "7 days after the treatment"
    on, left = day(standing.due_on), standing.days_left
    if standing.state is DueState.SENT:
        return on
    if not left:
        return f"{on}, today"
    days = f"{abs(left)} day{'s' if abs(left) > 1 else ''}"
    return f"{on}, {days} {'left' if left > 0 else 'ago'}"


def _missing(field: WorksheetField) -> Any:
    glyph = html.Span(className="glyph glyph-ring", **{"aria-hidden": "true"})
    return html.Li([glyph, html.A(field.label, href=f"#field-{field.code}")], className="missing")


def _sending(record: SessionRecord, sending: RemsSending) -> Any:
    words = f"{full_time(record, sending.sent_at)}, {sending.by_name}"
    parts = [html.B(f"Reference {sending.reference}"), html.Div(words, className="quiet-text")]
    return html.Li([*parts, *([html.Div(sending.note)] if sending.note else [])])

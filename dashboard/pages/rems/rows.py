"""The two lists: what waits to be sent, longest due first, and what was sent."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.actions.rems import RemsList
from dashboard.clinical.rems_due import DueState, ListedWorksheet, Standing
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import action_button, empty, panel, table
from dashboard.documents.blocks import day

_HEADS = ("Treated", "Patient", "Session", "State", "Due", "")


def waiting_panel(found: RemsList) -> Any:
    """Worksheets that nobody marked as sent."""
    zone = ZoneInfo(found.time_zone)
    rows = [
        (
            *_whose(one, zone), _waiting_state(one, standing), _date(standing.due_on),
            _links(one, "Mark as sent"),
        )
        for one, standing in found.items
        if standing.state is not DueState.SENT
    ]  # fmt: skip
    if not rows:
        words = "A worksheet comes here when the first device of a session is recorded."
        return panel("To be sent", empty("Nothing to be sent", words))
    late = sum(standing.state is DueState.OVERDUE for _, standing in found.items)
    note = f"{late} overdue" if late else f"{len(rows)} due"
    return panel("To be sent", _wide(table("To be sent", _HEADS, rows)), note=note, flush=True)


def sent_panel(found: RemsList) -> Any:
    """Worksheets marked as sent, newest first."""
    zone = ZoneInfo(found.time_zone)
    rows = [
        (*_whose(one, zone), _sent_state(standing), _date(standing.due_on), _links(one, "Sent again"))
        for one, standing in found.items
        if standing.state is DueState.SENT
    ]  # fmt: skip
    if not rows:
        return panel("Sent", empty("Nothing marked as sent", "Mark a worksheet once you have keyed it in."))
    note = "Older ones stand with their session." if found.more else None
    return panel("Sent", _wide(table("Sent", _HEADS, rows)), note=note, flush=True)


def _whose(one: ListedWorksheet, zone: ZoneInfo) -> tuple[Any, ...]:
    patient = one.patient
    about = f"born {day(patient.birth_date)} · MRN\N{NO-BREAK SPACE}{patient.mrn}"
    ended = END_WORDS[one.end] if one.end else "not ended"
    return (
        _date(one.treated_at.astimezone(zone).date()),
        html.Div([html.Span(patient.name), html.Span(about, className="quiet-text")], className="two-lines"),
        html.Div([html.Span(one.room), html.Span(ended, className="quiet-text")], className="two-lines"),
    )


def _date(on: date) -> Any:
    return html.Span(day(on), className="rems-date")


def _waiting_state(one: ListedWorksheet, standing: Standing) -> Any:
    left = standing.days_left
    if standing.state is DueState.OVERDUE:
        return _state(html.Span("OVERDUE", className="badge late"), f"by {_days(-left)}")
    if one.end is None:
        return _state(html.Span("Due", className="badge due"), "after the session")
    return _state(html.Span("Due", className="badge due"), f"{_days(left)} left" if left else "today")


def _sent_state(standing: Standing) -> Any:
    sending = standing.sending
    reference = f"Reference {sending.reference}" if sending else ""
    if standing.changed_since:
        return _state(html.Span("Changed since sent", className="badge info"), reference)
    return _state(html.Span("Sent", className="badge done"), reference)


def _state(badge: Any, words: str) -> Any:
    return html.Div([badge, html.Span(words)], className="rems-state")


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _links(one: ListedWorksheet, label: str) -> Any:
    opened = html.A(
        "Worksheet", href=f"/session/{one.session_id}/rems", className="button",
        **{"aria-label": f"Worksheet of {one.patient.name}"},
    )  # fmt: skip
    if one.end is None:
        return html.Div(opened, className="row")
    return html.Div([opened, action_button(label, "rems-sent", session=one.session_id)], className="row")


def _wide(content: Any) -> Any:
    return html.Div(content, className="table-wide")

"""The bar of actions: Record darkest, then Event, Dose and Finish; what is closed says why."""

from typing import Any

from dash import html

from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.components.panels import action_button


def action_bar(record: SessionRecord, actor: Actor) -> list[Any]:
    """Buttons for this person and state."""
    session = record.session.id
    if not actor.may(Permission.RECORD_READING):
        return [_note(session)]
    if record.state is SessionState.ENDED:
        return [_note(session), action_button("Record", "record", "tall", session=session)]
    return [
        action_button("Record", "record", "primary tall", session=session),
        action_button("Event", "event", "tall", session=session),
        _dose(record, session),
        action_button("Finish", "finish", "tall", session=session),
    ]


def _note(session: str) -> Any:
    return html.A("Note", href=f"/session/{session}/note", className="button primary tall")


def _dose(record: SessionRecord, session: str) -> Any:
    """Locked while no baseline was accepted before the first dose; its sheet says what is missing."""
    if record.clock.started_at is not None or record.baseline_reading is not None:
        return action_button("Dose", "dose", "tall", session=session)
    attributes = {
        "data-action": "dose", "data-session": session,
        "aria-description": "Closed: no baseline accepted. Opens to say what is missing.",
    }  # fmt: skip
    lock = html.Span(className="glyph glyph-lock", **{"aria-hidden": "true"})
    return html.Button([lock, "Dose"], type="button", className="button locked tall", **attributes)

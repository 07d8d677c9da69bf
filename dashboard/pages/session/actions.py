"""The bar of actions: Record darkest, then Event, Dose and Finish; what is closed says why."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.dose_closed import DoseClosed, dose_closed
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.components.panels import action_button
from dashboard.pages.session import ids


def action_bar(record: SessionRecord, actor: Actor) -> list[Any]:
    """Buttons for this person and state."""
    session = record.session.id
    if not actor.may(Permission.RECORD_READING):
        return [_note(session)]
    if record.state is SessionState.ENDED:
        return [_note(session), action_button("Record", "record", "tall", session=session)]
    closed = dose_closed(record)
    return [
        action_button("Record", "record", "primary tall", session=session),
        action_button("Event", "event", "tall", session=session),
        _dose(session, closed),
        action_button("Finish", "finish", "tall", session=session),
        *_reasons(closed),
    ]


def _note(session: str) -> Any:
    return html.A("Note", href=f"/session/{session}/note", className="button primary tall")


def _dose(session: str, closed: Sequence[DoseClosed]) -> Any:
    """Locked while something closes the first dose: it stays within reach, its sheet says the way out."""
    if not closed:
        return action_button("Dose", "dose", "tall", session=session)
    lock = html.Span(className="glyph glyph-lock", **{"aria-hidden": "true"})
    attributes = {"data-action": "dose", "data-session": session, "aria-describedby": ids.LOCKED}
    return html.Button([lock, "Dose"], type="button", className="button locked tall", **attributes)


def _reasons(closed: Sequence[DoseClosed]) -> list[Any]:
    """The reasons in text beside the locked button."""
    if not closed:
        return []
    words = "; ".join(reason.text.partition(":")[0] for reason in closed)
    return [html.P([html.B("Dose closed: "), words], id=ids.LOCKED, className="locked-why")]

"""The bar of actions: Record darkest, then Event, Dose and Finish; what is closed says why."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.dose_closed import DoseClosed, dose_closed
from dashboard.clinical.override_asks import DOSE, LEAVING, asked_words, standing_asks
from dashboard.clinical.rems import has_worksheet
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.components.panels import action_button
from dashboard.pages.session import ids


def action_bar(record: SessionRecord, actor: Actor) -> list[Any]:
    """Buttons for this person and state."""
    session = record.session.id
    if not actor.may(Permission.RECORD_READING):
        return _papers(record)
    if record.state is SessionState.ENDED:
        return [*_papers(record), action_button("Record", "record", "tall", session=session)]
    closed = dose_closed(record)
    return [
        action_button("Record", "record", "primary tall", session=session),
        action_button("Event", "event", "tall", session=session),
        _dose(session, closed),
        action_button("Finish", "finish", "tall", session=session),
        *_beside(record, closed),
    ]


def _papers(record: SessionRecord) -> list[Any]:
    """The note, and the REMS worksheet of a session that has one."""
    at = f"/session/{record.session.id}"
    papers = [html.A("Note", href=f"{at}/note", className="button primary tall")]
    if has_worksheet(record):
        papers.append(html.A("REMS worksheet", href=f"{at}/rems", className="button tall"))
    return papers


def _dose(session: str, closed: Sequence[DoseClosed]) -> Any:
    """Locked while something closes the first dose: it stays within reach, its sheet says the way out."""
    if not closed:
        return action_button("Dose", "dose", "tall", session=session)
    lock = html.Span(className="glyph glyph-lock", **{"aria-hidden": "true"})
    attributes = {"data-action": "dose", "data-session": session, "aria-describedby": ids.LOCKED}
    return html.Button([lock, "Dose"], type="button", className="button locked tall", **attributes)


def _beside(record: SessionRecord, closed: Sequence[DoseClosed]) -> list[Any]:
    """In text beside the buttons: what locks the dose, and since when a clinician is asked about what."""
    reasons, asked = _reasons(closed), _asked(record)
    said = [*reasons, *([" · "] if reasons and asked else []), *asked]
    if not said:
        return []
    named = {"id": ids.LOCKED} if closed else {}
    return [html.P(said, className="locked-why", **named)]


def _reasons(closed: Sequence[DoseClosed]) -> list[Any]:
    words = "; ".join(reason.text.partition(":")[0] for reason in closed)
    return [html.B("Dose closed: "), words] if closed else []


def _asked(record: SessionRecord) -> list[Any]:
    words = asked_words(record)
    about = " and ".join(_ASKED[ask.about] for ask in standing_asks(record))
    return [html.B(f"{words}: "), about] if words else []


_ASKED = {DOSE: "the hold of the dose", LEAVING: "leaving"}

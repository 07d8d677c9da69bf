"""Today's ended sessions with the way to their notes."""

from typing import Any

from dash import html

from dashboard.actions.viewing import Board
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import empty, panel, table


def today_panel(board: Board) -> Any:
    """One line per session that ended today."""
    if not board.ended_today:
        return panel(
            "Ended today", empty("No session has ended today", "Ended sessions and their notes stand here.")
        )
    rows = [_row(record) for record in sorted(board.ended_today, key=lambda r: r.session.opened_at)]
    return panel(
        "Ended today",
        table("Ended today", ("Patient", "Room", "Protocol", "End", "Note", ""), rows),
        flush=True,
    )


def _row(record: SessionRecord) -> tuple[Any, ...]:
    ended = f" {record.local(record.session.ended_at):%H:%M}" if record.session.ended_at else ""
    end = END_WORDS[record.session.end] if record.session.end else ""
    links = [
        html.A("Open session", href=f"/session/{record.session.id}", className="button"),
        html.A("Note", href=f"/session/{record.session.id}/note", className="button"),
    ]
    note = "signed" if record.signed else "to sign"
    return (
        record.patient.initials,
        record.room.name,
        record.protocol.label,
        end + ended,
        note,
        html.Div(links, className="row"),
    )

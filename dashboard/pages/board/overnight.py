"""Sessions that another day left open, named on top of the board to whoever looks."""

from typing import Any

from dash import html

from dashboard.actions.viewing import Board
from dashboard.clinical.left_open import is_left_open
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import MONTHS
from dashboard.components.panels import action_button
from dashboard.components.severity import glyph


def overnight_bars(board: Board, actor: Actor) -> list[Any]:
    """One line for each, with the ways to continue or to end it."""
    records = [record for _, record in board.rooms if record is not None and is_left_open(record)]
    return [_bar(record, actor.may(Permission.DISCHARGE)) for record in records]


def _bar(record: SessionRecord, may_end: bool) -> Any:
    day, session = record.session_date, record.session.id
    about = f"Session of {day.day} {MONTHS[day.month - 1]}, {record.room.name}, {record.patient.family_name}"
    finish = [action_button("Finish", "finish", session=session)] if may_end else []
    return html.Div(
        [
            glyph("clock"),
            html.P([html.B(about), " is still open. Continue or end it?"]),
            html.Div([html.A("Open", href=f"/session/{session}", className="button"), *finish],
                     className="row push"),
        ],
        className="overnight", role="region", **{"aria-label": f"{record.room.name}, still open"},
    )  # fmt: skip

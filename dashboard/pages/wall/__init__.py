"""The wall display: every room in its order, large, for a screen that anyone may see.

It says which room and how it stands, and of the patient the blood pressure alone: no name, no birth date.
"""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import view_board
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.wall.room import wall_room
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.parts import changed_items
from dashboard.web.shell import Screens

ROOMS, SEEN, TICK = "wall-rooms", "wall-seen", "wall-tick"
REDRAW_MS = 30_000
CHARTING = "Charting only. Keep the monitor's own alarms on."
# By the number of rooms up to which they hold: how many stand beside each other.
COLUMNS = ((2, 2), (6, 3), (12, 4), (20, 5))


def layout(clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """Empty places, and what the display is not. It has no top bar, so it says itself that it is practice."""
    title = html.H1("Wall display", className="spoken")
    edge = [html.Div(className="practice-edge")] if clinic.practice else []
    word = [html.B("PRACTICE")] if clinic.practice else []
    return [
        title, *edge, html.Div(id=ROOMS, className="wall-grid"),
        html.P([*word, CHARTING], className="wall-note"),
        dcc.Store(id=SEEN), dcc.Interval(id=TICK, interval=REDRAW_MS),
    ]  # fmt: skip


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the rooms, and again what changed when any session changes."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(ROOMS, "children"), Output(ROOMS, "data-columns"), Output(SEEN, "data")],
        [Input("live", "data"), Input(TICK, "n_intervals")],
        [State(SEEN, "data")],
    )
    def show_wall(actor: Actor, _live: Any, _tick: Any, seen: Any) -> tuple[Any, ...]:
        board = view_board(clinic, actor)
        rooms, marks = changed_items({room.id: wall_room(room, r) for room, r in board.rooms}, seen)
        return rooms, str(columns(len(board.rooms))), marks


def columns(rooms: int) -> int:
    """How many rooms stand beside each other."""
    return next((beside for most, beside in COLUMNS if rooms <= most), 6)


PAGE = Page("/wall", "Wall display", Permission.VIEW_RECORDS, layout, register, "wall-page", nav_place=12)

"""The rooms: a tile where a session runs, an outline with Start session where none does."""

from typing import Any

from dash import html

from dashboard.actions.viewing import Board
from dashboard.clinical.rooms import Room
from dashboard.components.panels import action_button
from dashboard.pages.board.tile import tile

FEW = 2


def rooms_grid(board: Board, theme: str, may_start: bool) -> Any:
    """All rooms in their order; with one or two sessions their tiles are large and free rooms stand below."""
    running = [(room, record) for room, record in board.rooms if record is not None]
    if 0 < len(running) <= FEW:
        free = [free_room(room, may_start) for room, record in board.rooms if record is None]
        tiles = [tile(record, theme) for _, record in running]
        return html.Div([html.Div(tiles, className="board-grid few"), html.Div(free, className="board-free")])
    tiles = [tile(record, theme) if record else free_room(room, may_start) for room, record in board.rooms]
    return html.Div(tiles, className="board-grid")


def free_room(room: Room, may_start: bool) -> Any:
    """A room without a session."""
    start = [action_button("Start session", "start-session", room=room.name)] if may_start else []
    return html.Section(
        [html.H2([room.name, " ", html.Span("free", className="note")]), *start],
        className="room-free", role="region", **{"aria-label": room.name},
    )  # fmt: skip

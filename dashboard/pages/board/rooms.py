"""The rooms: a tile where a session runs, an outline with Start session where none does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.actions.viewing import Board
from dashboard.clinical.need import RoomNeed
from dashboard.clinical.rooms import Room
from dashboard.clinical.schedule import Check
from dashboard.components.panels import action_button
from dashboard.pages.board.nurse import nurse_control
from dashboard.pages.board.tile import Viewer, tile

FEW, IN_SIGHT = 2, 6


@dataclass(frozen=True, slots=True)
class Tiles:
    """What stands in the grid and below it, by room id in the rooms' order, and their arrangement."""

    grid: Mapping[str, Any]
    below: Mapping[str, Any]
    stands: "Arrangement"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which rooms stand in the grid, by id, its classes, and the lines that the Next strip may take above it.

    All other rooms stand below the grid.
    """

    grid: frozenset[str]
    look: str
    lines: int


def room_tiles(
    board: Board, found: Sequence[RoomNeed], names: Mapping[str, str], viewer: Viewer,
    reckoned: Mapping[str, Sequence[Check]], held: Arrangement | None = None,
) -> Tiles:  # fmt: skip
    """All rooms in their order; with one or two sessions their tiles are large and free rooms stand below.

    `reckoned` holds each session's checks by its id; `held` is what stays as long as somebody is near (A1).
    """
    needed = {need.record.room.id: need for need in found}
    shown: dict[str, Any] = {}
    for room, record in board.rooms:
        nurse = board.nurse_of(room)
        shown[room.id] = (
            free_room(room, nurse, viewer) if record is None
            else tile(
                record, needed.get(room.id), names[record.session.id], nurse, viewer,
                reckoned[record.session.id],
            )
        )  # fmt: skip
    stands = held or _arrangement(board)
    grid = {key: one for key, one in shown.items() if key in stands.grid}
    return Tiles(grid, {key: one for key, one in shown.items() if key not in stands.grid}, stands)


def _arrangement(board: Board) -> Arrangement:
    running = frozenset(room.id for room, record in board.rooms if record is not None)
    if 0 < len(running) <= FEW:
        return Arrangement(running, "board-grid few", 1)
    lines = 1 if len(running) <= IN_SIGHT else 2  # with more tiles than the window shows, names come first
    return Arrangement(frozenset(room.id for room, _ in board.rooms), "board-grid", lines)


def free_room(room: Room, nurse: str | None, viewer: Viewer) -> Any:
    """A room without a session."""
    start = [action_button("Start session", "start-session", room=room.name)] if viewer.may_manage else []
    head = html.Div(
        [html.H2([room.name, " ", html.Span("free", className="note")]),
         nurse_control(room, nurse, viewer.may_manage)],
        className="room-free-head",
    )  # fmt: skip
    return html.Section([head, *start], className="room-free", role="region", **{"aria-label": room.name})

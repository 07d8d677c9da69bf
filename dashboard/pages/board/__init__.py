"""The board: who needs someone first, every room in its order, and today's sessions below."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, State, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.open_screens import reachable_from
from dashboard.actions.viewing import Board, view_board
from dashboard.clinical.need import needs
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.alert_banners import no_clinician
from dashboard.components.panels import action_button
from dashboard.pages.board.next_strip import next_items
from dashboard.pages.board.overnight import overnight_bars
from dashboard.pages.board.rooms import Arrangement, room_tiles
from dashboard.pages.board.tile import Viewer
from dashboard.pages.board.today import today_panel
from dashboard.web import callbacks
from dashboard.web.chips import short_names
from dashboard.web.page import Page
from dashboard.web.parts import changed_items, changed_parts
from dashboard.web.shell import Screens

ROOMS, FREE, TODAY, COUNT = "board-rooms", "board-free", "board-today", "board-count"
NEXT, NEXT_SOURCE, OVERNIGHT = "board-next", "board-next-source", "board-overnight"
NOBODY = "board-nobody"
SEEN, LOOK, TICK, NEAR = "board-seen", "look", "board-tick", "board-near"
REDRAW_MS = 30_000
THEMES = ("light", "dim", "dark")
CHARTING = "Charting only. Keep the monitor's own alarms on."


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """Head with the Next strip, and empty places. The strip is filled from its source by 47_still.js."""
    still = {"data-still": "true"}
    title = html.Div([html.H1("Board"), html.P(id=COUNT, className="note")], className="board-title")
    strip = html.Nav(id=NEXT, className="next", **still, **{"aria-label": "Next"})
    foot = html.Div(
        [html.P(CHARTING, className="note"), action_button("Blank flowsheets", "flowsheets", "quiet"),
         html.A("Wall display", href="/wall", className="button quiet"),
         action_button("Keys", "keys", "quiet")],
        className="board-foot",
    )  # fmt: skip
    return [
        html.Div(id=NOBODY), html.Div(id=OVERNIGHT), html.Div([title, strip], className="board-head"),
        html.Div(id=NEXT_SOURCE, hidden=True, **{"data-still-for": NEXT}),
        html.Div(id=ROOMS, className="board-grid", **still),
        html.Div(id=FREE, className="board-free", **still), foot,
        html.Div(id=TODAY, className="page-body"),
        dcc.Store(id=SEEN), dcc.Store(id=LOOK), dcc.Store(id=NEAR, data=False),
        dcc.Interval(id=TICK, interval=REDRAW_MS),
    ]  # fmt: skip


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the board, and again what changed when any session changes."""
    parts = (NEXT_SOURCE, TODAY, COUNT, OVERNIGHT, NOBODY)

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [
            *(Output(part, "children") for part in (*parts, ROOMS, FREE)),
            Output(ROOMS, "className"),
            Output(NEXT, "data-lines"),
            Output(SEEN, "data"),
        ],
        [Input("live", "data"), Input(LOOK, "data"), Input(TICK, "n_intervals")],
        [State(SEEN, "data"), State(NEAR, "data")],
    )
    def show_board(actor: Actor, _live: Any, look: Any, _tick: Any, seen: Any, near: Any) -> tuple[Any, ...]:
        board = view_board(clinic, actor)
        records = [record for _, record in board.rooms if record is not None]
        names, checks = short_names(records), {one.session.id: checks_of(one) for one in records}
        found = needs(records, checks)
        viewer = viewer_of(actor, look, reachable_from(clinic, actor))
        known = seen if isinstance(seen, dict) else {}
        tiles = room_tiles(board, found, names, viewer, checks, held_in(known) if near else None)
        said = [next_items(found, names), today_panel(board), count(board), overnight_bars(board, actor)]
        changed, marks = changed_parts([*said, nobody_bar(records, viewer)], known.get("parts"))
        grid, in_grid = changed_items(tiles.grid, known.get("grid"))
        below, in_row = changed_items(tiles.below, known.get("below"))
        stands = {"parts": marks, "grid": in_grid, "below": in_row, "look": tiles.stands.look,
                  "lines": tiles.stands.lines}  # fmt: skip
        return (*changed, grid, below, tiles.stands.look, tiles.stands.lines, stands)


def held_in(known: Mapping[str, Any]) -> Arrangement | None:
    """What the browser shows, by what it was last sent; None before anything was."""
    grid, look, lines = known.get("grid"), known.get("look"), known.get("lines")
    if not isinstance(grid, list) or not isinstance(look, str) or not isinstance(lines, int):
        return None
    return Arrangement(frozenset(str(one[0]) for one in grid if isinstance(one, list) and one), look, lines)


def nobody_bar(records: Sequence[SessionRecord], viewer: Viewer) -> Any:
    """Whom to call while an alert went to the clinicians and none of them has a screen open (A16)."""
    alone = [record for record in records if viewer.alone(record)]
    return no_clinician(alone[0].clinic) if alone else None


def viewer_of(actor: Actor, look: Any, reachable: bool) -> Viewer:
    """Who looks, on which theme; `reachable`: whether a clinician's screen is open."""
    theme = look.get("theme") if isinstance(look, dict) else None
    return Viewer(
        theme=theme if theme in THEMES else "light", may_record=actor.may(Permission.RECORD_READING),
        may_manage=actor.may(Permission.MANAGE_SESSION), reachable=reachable,
    )  # fmt: skip


def count(board: Board) -> str:
    """'5 open'."""
    return f"{sum(record is not None for _, record in board.rooms)} open"


PAGE = Page("/", "Board", Permission.VIEW_RECORDS, layout, register, nav_place=10)

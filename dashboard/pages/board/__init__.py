"""The board: every room in its order, what runs there, and today's sessions below."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import Board, view_board
from dashboard.clinical.alerts import Level
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.board.rooms import rooms_grid
from dashboard.pages.board.today import today_panel
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

ROOMS, TODAY, COUNT, SEEN, LOOK = "board-rooms", "board-today", "board-count", "board-seen", "look"
TICK = "board-tick"
REDRAW_MS = 30_000
THEMES = ("light", "dim", "dark")


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """Head and empty places."""
    head = html.Div(
        [html.H1("Board"), html.P(id=COUNT, className="note"),
         html.P("Charting only. Keep the monitor's own alarms on.", className="note push")],
        className="board-head",
    )  # fmt: skip
    return [
        head,
        html.Div(id=ROOMS),
        html.Div(id=TODAY, className="page-body"),
        dcc.Store(id=SEEN),
        dcc.Store(id=LOOK),
        dcc.Interval(id=TICK, interval=REDRAW_MS),
    ]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the board, and again when any session changes."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [
            Output(ROOMS, "children"),
            Output(TODAY, "children"),
            Output(COUNT, "children"),
            Output(SEEN, "data"),
        ],
        [Input("live", "data"), Input(LOOK, "data"), Input(TICK, "n_intervals")],
        [State(SEEN, "data")],
    )
    def show_board(actor: Actor, _live: Any, look: Any, _tick: Any, seen: Any) -> tuple[Any, ...]:
        board = view_board(clinic, actor)
        theme = look.get("theme") if isinstance(look, dict) else None
        may_start = actor.may(Permission.MANAGE_SESSION)
        parts = [
            rooms_grid(board, theme if theme in THEMES else "light", may_start),
            today_panel(board),
            count(board),
        ]
        changed, marks = changed_parts(parts, seen)
        return (*changed, marks)


def count(board: Board) -> list[Any]:
    """'2 running · 1 urgent'."""
    records = [record for _, record in board.rooms if record is not None]
    worst = [max((a.level for a in r.live_alerts), key=lambda v: v.rank, default=None) for r in records]
    words: list[Any] = [f"{len(records)} open"]
    for level in (Level.URGENT, Level.ADVISORY):
        if number := worst.count(level):
            words += [" · ", html.B(f"{number} {level.value}")]
    return words


PAGE = Page("/", "Board", Permission.VIEW_RECORDS, layout, register, nav_place=10)

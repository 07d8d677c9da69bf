"""REMS worksheets of the clinic: overdue, due, and sent."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.rems import list_rems
from dashboard.clinical.rems import NOTICE
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import page_head
from dashboard.pages.rems.rows import sent_panel, waiting_panel
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

WAITING = "rems-waiting"
SENT = "rems-sent"


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """The head and empty places for both lists."""
    places = [html.Div(id=WAITING), html.Div(id=SENT)]
    return [page_head("REMS worksheets", note=NOTICE), html.Div(places, className="page-body stack")]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill both lists, and again when something changes."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(WAITING, "children"), Output(SENT, "children")],
        [Input("live", "data")],
    )
    def show_worksheets(actor: Actor, _live: Any) -> tuple[Any, Any]:
        found = list_rems(clinic, actor)
        return waiting_panel(found), sent_panel(found)


PAGE = Page("/rems", "REMS", Permission.VIEW_RECORDS, layout, register, "rems-page", nav_place=30)

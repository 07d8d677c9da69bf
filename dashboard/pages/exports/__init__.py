"""Exports: ask for one with a purpose, see how far it is, take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.clinic_profile import clinic_profile
from dashboard.actions.exports import list_exports
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, empty, page_head, panel, table
from dashboard.pages.exports.rows import JobView, job_rows, job_views
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

LIST = "exports-list"
TICK = "exports-tick"
LOOK_AGAIN_MS = 1000


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """The head, an empty place for the list, and a tick that runs only while something is written."""
    new = action_button("New export", "export-new", "primary")
    tick = dcc.Interval(id=TICK, interval=LOOK_AGAIN_MS, disabled=True)
    return [page_head("Exports", new), html.Div([html.Div(id=LIST), tick], className="page-body")]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the list; look again each second while an export is under way."""

    @callbacks.register(
        app,
        Permission.EXPORT_RECORDS,
        [Output(LIST, "children"), Output(TICK, "disabled")],
        [Input("live", "data"), Input(TICK, "n_intervals")],
    )
    def show_exports(actor: Actor, _live: Any, _tick: Any) -> tuple[Any, bool]:
        zone = clinic_profile(clinic, actor).time_zone
        views = job_views(list_exports(clinic, actor), zone)
        return earlier(views), not any(view.under_way for view in views)


def earlier(views: Sequence[JobView]) -> Any:
    """Exports, newest first."""
    if not views:
        words = "Choose days and a format; a purpose is kept with it in the audit."
        return panel("Earlier exports", empty("No exports yet", words))
    heads = ("When", "Who", "What", "Days", "Purpose", "State", "")
    return panel("Earlier exports", table("Exports", heads, job_rows(views)), flush=True)


PAGE = Page("/exports", "Exports", Permission.EXPORT_RECORDS, layout, register, nav_place=50)

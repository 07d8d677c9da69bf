"""One REMS worksheet: the form's data in order, ready to key in, with what is missing on top."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.rems import view_rems
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.rems_worksheet.fields import sheet_sections
from dashboard.pages.rems_worksheet.side import head, side
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

PARTS = ("rems-head", "rems-fields", "rems-side")
SEEN = "rems-seen"
WHICH = "rems-which"


def layout(_clinic: Clinic, _actor: Actor, params: Mapping[str, str]) -> Any:
    """Empty places for head, fields and side."""
    top, fields, aside = PARTS
    grid = [
        html.Article(id=fields, className="stack", role="region", **{"aria-label": "REMS worksheet"}),
        html.Aside(id=aside, className="stack sticky-side"),
    ]
    stores = [dcc.Store(id=WHICH, data=params["session_id"]), dcc.Store(id=SEEN)]
    return [html.Div(id=top), html.Div(grid, className="rems-grid"), *stores]


def register(app: Screens, clinic: Clinic) -> None:
    """Assemble the worksheet, and again when the session changes."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [*(Output(part, "children") for part in PARTS), Output(SEEN, "data")],
        [Input(WHICH, "data"), Input("live", "data")],
        [State(SEEN, "data")],
    )
    def show_worksheet(actor: Actor, session_id: str, _live: Any, seen: Any) -> tuple[Any, ...]:
        view = view_rems(clinic, actor, str(session_id))
        may_answer = actor.may(Permission.RECORD_EVENT)
        parts = [head(view), sheet_sections(view, may_answer), side(view, may_answer)]
        changed, marks = changed_parts(parts, seen)
        return (*changed, marks)


PAGE = Page("/session/<session_id>/rems", "REMS worksheet", Permission.VIEW_RECORDS, layout, register)

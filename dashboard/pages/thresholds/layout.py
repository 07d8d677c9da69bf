"""The page's skeleton: sets at the left, limits in the middle, what a draft would have done at the right."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import list_protocols
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.thresholds import ids
from dashboard.pages.thresholds.data import registry_json

_CONFIG = {"displayModeBar": False, "doubleClick": False, "responsive": True, "scrollZoom": False}


def layout(clinic: Clinic, actor: Actor, _params: Mapping[str, str]) -> Any:
    """Places that callbacks fill, and those (head, editor) that only the script fills."""
    registry = registry_json(list_protocols(clinic, actor), actor.may(Permission.MANAGE_RULES))
    stores = [dcc.Store(id=part) for part in (ids.DRAFT, ids.TRIED, ids.DRAWN, ids.PICK, ids.SEEN)]
    hidden = [
        html.Div(registry, id=ids.REGISTRY, hidden=True), html.Div(id=ids.DATA, hidden=True),
        html.Div(id=ids.CHECKED, hidden=True),
    ]  # fmt: skip
    head = html.Div([html.H1("Limits"), html.Div(id=ids.HEAD, className="rules-head")],
                    className="page-head ruled")  # fmt: skip
    main = html.Div(
        [
            html.Div(id=ids.WAITING, className="rules-waiting"),
            html.P(id=ids.USED, className="limits-used"),
            html.Div(id=ids.EDITOR, className="rules-editor limits-editor"),
        ],
        className="rules-main",
    )
    aside = html.Aside(
        [html.Div(id=ids.CHANGES), html.Div(id=ids.PREVIEW)], className="rules-aside", tabIndex="0",
        **{"aria-label": "What this draft would have done"},
    )  # fmt: skip
    grid = html.Div(
        [html.Nav(id=ids.SETS, className="rules-list", **{"aria-label": "Sets of limits"}), main, aside],
        className="rules-grid limits-grid",
    )  # fmt: skip
    return [*stores, *hidden, head, grid, _over(), html.Div(id=ids.HISTORY, className="rules-history")]


def _over() -> Any:
    """A past session drawn twice: with the bands in force, and with the draft's."""
    empty: dict[str, Any] = {"data": [], "layout": {}}

    def drawn(title: str, own: str) -> Any:
        graph = dcc.Graph(id=own, figure=empty, config=_CONFIG, responsive=True)
        return html.Figure([html.Figcaption(title), html.Div(graph, className="figure")])

    pick = html.Div(
        [html.Label("Past session", htmlFor=ids.PICKER), html.Select(id=ids.PICKER)], className="field"
    )
    figures = html.Div(
        [drawn("In force", ids.IN_FORCE_FIGURE), drawn("This draft", ids.DRAFT_FIGURE)],
        className="limits-figures",
    )
    head = html.Div([html.H2("Over a past session", id="limits-over-head"), pick], className="panel-head")
    section = html.Section(
        [head, figures], className="panel", **{"aria-labelledby": "limits-over-head"}
    )  # fmt: skip
    return html.Div(section, id=ids.OVER, className="limits-over")

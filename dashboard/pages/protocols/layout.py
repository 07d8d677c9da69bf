"""The page's skeleton: protocols at the left, one version in the middle, its times at the right."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import list_threshold_sets
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.protocols import ids
from dashboard.pages.protocols.data import registry_json


def layout(clinic: Clinic, actor: Actor, _params: Mapping[str, str]) -> Any:
    """Places that callbacks fill, and those (head, editor) that only the script fills."""
    registry = registry_json(list_threshold_sets(clinic, actor), actor.may(Permission.MANAGE_RULES))
    hidden = [
        html.Div(registry, id=ids.REGISTRY, hidden=True), html.Div(id=ids.DATA, hidden=True),
        html.Div(id=ids.CHECKED, hidden=True),
    ]  # fmt: skip
    head = html.Div(
        [html.H1("Protocols"), html.Div(id=ids.HEAD, className="rules-head")],
        className="page-head ruled",
    )
    main = html.Div(
        [
            html.Div(id=ids.WAITING, className="rules-waiting"),
            html.Div(id=ids.READ, className="rules-read protocols-read"),
            html.Div(id=ids.EDITOR, className="rules-editor protocols-editor"),
        ],
        className="rules-main",
    )
    aside = html.Aside(
        [html.Div(id=ids.CHANGES), html.Div(id=ids.PREVIEW)], className="rules-aside", tabIndex="0",
        **{"aria-label": "When the checks come"},
    )  # fmt: skip
    grid = html.Div(
        [html.Nav(id=ids.LIST, className="rules-list", **{"aria-label": "Protocols"}), main, aside],
        className="rules-grid",
    )
    stores = [dcc.Store(id=ids.DRAFT), dcc.Store(id=ids.SEEN)]
    return [*stores, *hidden, head, grid, html.Div(id=ids.HISTORY, className="rules-history")]

"""One's own page: who is signed in, the password, and the keys."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, facts, page_head, panel
from dashboard.web.page import Page
from dashboard.web.shell import Screens


def layout(_clinic: Clinic, actor: Actor, _params: Mapping[str, str]) -> Any:
    """Name, roles and the password; nothing here changes by itself."""
    who = panel(
        "You",
        facts(
            ("Name", actor.display_name),
            ("Username", actor.username),
            ("Roles", ", ".join(sorted(role.value for role in actor.roles))),
        ),
        html.Div(action_button("Change password", "password"), className="row"),
    )
    keys = panel(
        "What this is",
        html.P(
            "Chairside is a charting record, not a physiological alarm system. "
            "Keep the monitor's own alarms on."
        ),
        html.P("Press ? on any page for its keys. They rest while a field or a dialog is open."),
        html.Div(action_button("Switch letter and digit keys off", "keys-switch"), className="row"),
    )
    return [page_head("Account"), html.Div([who, keys], className="page-body columns halves")]


def register(_app: Screens, _clinic: Clinic) -> None:
    """Nothing to fill."""


PAGE = Page("/account", "Account", Permission.SIGNED_IN, layout, register)

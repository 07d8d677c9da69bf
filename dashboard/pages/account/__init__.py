"""One's own page: who is signed in, how they are reached, the password, and the keys."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.actions.clinic import Clinic
from dashboard.actions.contacts import own_contact
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, facts, page_head, panel
from dashboard.web.page import Page
from dashboard.web.shell import Screens

NOT_WRITTEN = "not written yet"


def layout(clinic: Clinic, actor: Actor, _params: Mapping[str, str]) -> Any:
    """Name, roles, contact and the password; nothing here changes by itself."""
    who = panel(
        "You",
        facts(
            ("Name", actor.display_name),
            ("Username", actor.username),
            ("Roles", ", ".join(sorted(role.value for role in actor.roles))),
        ),
        html.Div(action_button("Change password", "password"), className="row"),
    )
    known = own_contact(clinic, actor)
    reached = panel(
        "How you are reached",
        facts(
            ("First name", known.first_name or NOT_WRITTEN),
            ("Last name", known.last_name or NOT_WRITTEN),
            ("Phone", known.phone or NOT_WRITTEN),
            ("Email", known.email or NOT_WRITTEN),
        ),
        html.P("Forms such as the REMS form name who monitored.", className="hint"),
        html.Div(action_button("Change contact", "own-contact"), className="row"),
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
    left = html.Div([who, keys], className="stack")
    return [page_head("Account"), html.Div([left, reached], className="page-body columns halves")]


def register(_app: Screens, _clinic: Clinic) -> None:
    """Nothing to fill."""


PAGE = Page("/account", "Account", Permission.SIGNED_IN, layout, register, "account-page")

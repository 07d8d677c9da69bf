"""People of the clinic: who may sign in and as what."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.users import list_users
from dashboard.clinical.people import Contact, User
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, page_head, panel, table
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

PEOPLE = "people-list"


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """The head and an empty place for the list."""
    add = action_button("Add person", "user-add", "primary")
    return [page_head("People", add), html.Div(html.Div(id=PEOPLE), className="page-body")]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the list, and again when a person changes."""

    @callbacks.register(app, Permission.MANAGE_PEOPLE, [Output(PEOPLE, "children")], [Input("live", "data")])
    def show_people(actor: Actor, _live: Any) -> Any:
        return people_table(list_users(clinic, actor))


def people_table(users: Sequence[User]) -> Any:
    """Everybody with roles and state; a disabled person stays listed."""
    rows = [
        (
            user.display_name, user.username, ", ".join(sorted(role.value for role in user.roles)),
            _reached(user.contact), "disabled" if user.disabled_at else "active",
            action_button("Change", "user-edit", user=user.id),
        )
        for user in users
    ]  # fmt: skip
    heads = ("Name", "Username", "Roles", "Contact, on forms", "State", "")
    return panel("Staff", html.Div(table("Staff", heads, rows), className="table-scroll"), flush=True)


def _reached(contact: Contact | None) -> Any:
    """Name, phone and email as forms ask for them, each on its line."""
    if contact is None:
        return html.Span("not written yet", className="quiet-text")
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    lines = [line for line in (name, contact.phone, contact.email) if line]
    return [html.Div(line) for line in lines] or html.Span("not written yet", className="quiet-text")


PAGE = Page("/people", "People", Permission.MANAGE_PEOPLE, layout, register, nav_place=60)

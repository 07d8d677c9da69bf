"""The clinic's own page: name, zone, emergency text, and the rooms."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.clinic_profile import clinic_profile
from dashboard.actions.rooms import list_rooms
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rooms import Address, ClinicProfile, Room
from dashboard.components.panels import action_button, facts, page_head, panel, table
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

DETAILS = "clinic-details"
ROOMS = "clinic-rooms"


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """The head and empty places for details and rooms."""
    places = [html.Div(id=DETAILS), html.Div(id=ROOMS)]
    return [page_head("Clinic"), html.Div(places, className="page-body columns halves")]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill both, and again when something changes."""

    @callbacks.register(
        app,
        Permission.MANAGE_CLINIC,
        [Output(DETAILS, "children"), Output(ROOMS, "children")],
        [Input("live", "data")],
    )
    def show_clinic(actor: Actor, _live: Any) -> tuple[Any, Any]:
        return details(clinic_profile(clinic, actor)), room_list(list_rooms(clinic, actor))


def details(profile: ClinicProfile) -> Any:
    """Name, zone and what to do in an emergency."""
    return panel(
        "Details",
        facts(
            ("Name", profile.name),
            ("Time zone", profile.time_zone),
            ("In an emergency", profile.emergency_text or "Nothing written. Say whom to call and how."),
            ("Address", address_words(profile.address) or "Nothing written. The REMS form asks for it."),
        ),
        html.Div(action_button("Change details", "clinic-edit"), className="row"),
    )


def address_words(address: Address | None) -> str:
    """The address in one line; empty without one."""
    if address is None:
        return ""
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    return ", ".join(part for part in (address.line_1, address.line_2, address.city, place) if part)


def room_list(rooms: Sequence[Room]) -> Any:
    """The rooms in their order on the board."""
    rows = [
        (room.name, "in use" if room.in_use else "not in use",
         action_button("Change", "room-edit", room=room.id, name=room.name))
        for room in rooms
    ]  # fmt: skip
    add = action_button("Add room", "room-new")
    return panel("Rooms", table("Rooms", ("Room", "State", ""), rows), note=add, flush=True)


PAGE = Page("/clinic", "Clinic", Permission.MANAGE_CLINIC, layout, register, nav_place=70)

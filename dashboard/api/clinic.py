"""The clinic itself: its details and time, rooms, protocols and limits."""

from typing import Any

from pydantic import Field

from dashboard.actions import clinic_profile, rooms
from dashboard.api.answers import moment
from dashboard.api.clinic_answers import clinic_answer, room_answer
from dashboard.api.door import Call, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText, Words
from dashboard.clinical.roles import Permission
from dashboard.clinical.rooms import Address


class AddressBody(Body):
    """Where the clinic is, as forms ask for it; what is left out is emptied."""

    line_1: Words = ""
    line_2: Words = ""
    city: Words = ""
    state: Words = ""
    postal_code: Words = ""


class ClinicBody(Body):
    """What to change about the clinic; unnamed stays."""

    name: LongText | None = None
    time_zone: Code | None = None
    emergency_text: LongText | None = None
    address: AddressBody | None = None


class RoomBody(Body):
    """A new room."""

    name: LongText


class RoomChangeBody(Body):
    """What to change about a room; unnamed stays."""

    name: LongText | None = None
    position: int | None = Field(default=None, ge=1, le=1000)
    in_use: bool | None = None


class RoomNurseBody(Body):
    """Who has a room from now on; null frees it."""

    nurse_id: Code | None


def time(call: Call[Nothing]) -> Any:
    """The server's time and the clinic's zone."""
    return {"now": moment(call.clinic.now()), "time_zone": call.clinic.profile().time_zone}


def view(call: Call[Nothing]) -> Any:
    """The clinic's details."""
    return clinic_answer(clinic_profile.clinic_profile(call.clinic, call.actor))


def change(call: Call[ClinicBody]) -> Any:
    """Change the clinic's details."""
    body = call.body
    changed = clinic_profile.change_clinic(
        call.clinic, call.actor, name=body.name, time_zone=body.time_zone, emergency_text=body.emergency_text,
        address=None if body.address is None else Address(**body.address.model_dump()),
    )  # fmt: skip
    return clinic_answer(changed)


def list_rooms(call: Call[Nothing]) -> Any:
    """All rooms in their order."""
    return {"items": [room_answer(room) for room in rooms.list_rooms(call.clinic, call.actor)], "next": None}


def add_room(call: Call[RoomBody]) -> Any:
    """Add a room."""
    return room_answer(rooms.add_room(call.clinic, call.actor, call.body.name))


def change_room(call: Call[RoomChangeBody]) -> Any:
    """Rename a room, move it, take it out of use."""
    body = call.body
    changed = rooms.change_room(
        call.clinic,
        call.actor,
        call.ids["room_id"],
        name=body.name,
        position=body.position,
        in_use=body.in_use,
    )
    return room_answer(changed)


def give_room(call: Call[RoomNurseBody]) -> Any:
    """Name the nurse who has a room."""
    return room_answer(rooms.give_room(call.clinic, call.actor, call.ids["room_id"], call.body.nurse_id))


_SEE, _ROOMS = Permission.VIEW_RECORDS, Permission.MANAGE_ROOMS
RULES = (
    Rule(method="GET", path="/time", handler=time, permission=Permission.SIGNED_IN),
    Rule(method="GET", path="/clinic", handler=view, permission=Permission.SIGNED_IN),
    Rule(
        method="PATCH", path="/clinic", handler=change, body=ClinicBody, permission=Permission.MANAGE_CLINIC,
        pool=Pool.WRITE,
    ),
    Rule(method="GET", path="/rooms", handler=list_rooms, permission=_SEE),
    Rule(
        method="POST", path="/rooms", handler=add_room, body=RoomBody, status=201, permission=_ROOMS,
        pool=Pool.WRITE,
    ),
    Rule(
        method="PATCH", path="/rooms/{room_id}", handler=change_room, body=RoomChangeBody, permission=_ROOMS,
        pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path="/rooms/{room_id}/nurse", handler=give_room, body=RoomNurseBody,
        permission=Permission.MANAGE_SESSION, pool=Pool.WRITE,
    ),
)  # fmt: skip

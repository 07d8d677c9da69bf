"""The clinic's rooms."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.actions.clinic import Clinic, Work
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.rooms import Room
from dashboard.clinical.texts import text_error
from dashboard.store import rooms as rooms_store
from dashboard.store import sessions as sessions_store
from dashboard.store import users as users_store

NAME_LENGTH = 40
AT_THE_BEDSIDE = frozenset({Role.NURSE, Role.CLINICIAN})


def list_rooms(clinic: Clinic, actor: Actor) -> Sequence[Room]:
    """All rooms in their order."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return rooms_store.list_rooms(look.db)


def add_room(clinic: Clinic, actor: Actor, name: str) -> Room:
    """A new room at the end of the board."""
    with clinic.work(actor, Permission.MANAGE_ROOMS) as work:
        if rooms_store.find_room(work.db, name.strip()):
            raise WrongState(f"There is a room {name.strip()} already.", "room_exists")
        room = new_room(work, name)
        work.announce("config")
        return room


def new_room(work: Work, name: str) -> Room:
    """Add a room within a work under way; InvalidEntry for a name that cannot be stored."""
    if error := text_error("room", "The room's name", name, NAME_LENGTH, required=True):
        raise InvalidEntry([error])
    rooms = rooms_store.list_rooms(work.db)
    room = Room(work.new_id(), name.strip(), max((r.position for r in rooms), default=0) + 1)
    rooms_store.add_room(work.db, room)
    work.audit(AuditKind.ROOM_ADDED, "room", room.id)
    return room


def change_room(
    clinic: Clinic,
    actor: Actor,
    room_id: str,
    *,
    name: str | None = None,
    position: int | None = None,
    in_use: bool | None = None,
) -> Room:
    """Rename, move on the board, or take out of use; a room with a running session stays in use."""
    with clinic.work(actor, Permission.MANAGE_ROOMS) as work:
        room = rooms_store.load_room(work.db, room_id)
        if room is None:
            raise NotFound("There is no such room.")
        if name is not None and (
            error := text_error("name", "The room's name", name, NAME_LENGTH, required=True)
        ):
            raise InvalidEntry([error])
        other = rooms_store.find_room(work.db, name.strip()) if name else None
        if other is not None and other.id != room_id:
            raise WrongState(f"There is a room {other.name} already.", "room_exists")
        if in_use is False and sessions_store.open_session_in_room(work.db, room_id):
            raise WrongState(f"{room.name} has a session that has not ended.", "room_busy")
        changed = replace(
            room, name=name.strip() if name else room.name,
            position=room.position if position is None else position,
            in_use=room.in_use if in_use is None else in_use,
        )  # fmt: skip
        rooms_store.update_room(work.db, changed)
        work.audit(AuditKind.ROOM_CHANGED, "room", room_id)
        work.announce("config")
        return changed


def give_room(clinic: Clinic, actor: Actor, room_id: str, nurse_id: str | None) -> Room:
    """Name the nurse who has a room from now on, None to free it. A running session keeps its own nurse.

    InvalidEntry for a person who is no nurse or clinician, or is disabled.
    """
    with clinic.work(actor, Permission.MANAGE_SESSION) as work:
        room = rooms_store.load_room(work.db, room_id)
        if room is None:
            raise NotFound("There is no such room.")
        if nurse_id is not None and not _at_the_bedside(work, nurse_id):
            raise InvalidEntry([FieldError("nurse_id", "unknown", "There is no such nurse.")])
        changed = replace(room, nurse_id=nurse_id)
        rooms_store.update_room(work.db, changed)
        work.audit(AuditKind.ROOM_CHANGED, "room", room_id, nurse_id=nurse_id)
        work.announce("config")
        return changed


def nurse_of_room(work: Work, room: Room) -> str | None:
    """Whom a session that opens in this room takes as its nurse; None when nobody has it any more."""
    return room.nurse_id if room.nurse_id and _at_the_bedside(work, room.nurse_id) else None


def _at_the_bedside(work: Work, user_id: str) -> bool:
    user = users_store.load_user(work.db, user_id)
    return user is not None and user.disabled_at is None and bool(user.roles & AT_THE_BEDSIDE)

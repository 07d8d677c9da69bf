"""Treatment rooms."""

from typing import Any

from sqlalchemy import Row, select

from dashboard.clinical.rooms import Room
from dashboard.store.tables import rooms
from dashboard.store.writing import Db, Writing


def add_room(db: Writing, room: Room) -> None:
    """Store a new room."""
    db.insert(rooms, {"id": room.id, **_values(room)})


def update_room(db: Writing, room: Room) -> None:
    """Store a room's new name, place or use."""
    db.change(rooms, {"id": room.id}, _values(room))


def load_room(db: Db, room_id: str) -> Room | None:
    """The room of this id."""
    row = db.execute(select(rooms).where(rooms.c.id == room_id)).first()
    return _room(row) if row else None


def find_room(db: Db, name: str) -> Room | None:
    """The room of this name, in whatever case."""
    row = db.execute(select(rooms).where(rooms.c.name_folded == name.casefold())).first()
    return _room(row) if row else None


def list_rooms(db: Db) -> list[Room]:
    """All rooms in their order on the board."""
    return [_room(row) for row in db.execute(select(rooms).order_by(rooms.c.position, rooms.c.name_folded))]


def _room(row: Row[Any]) -> Room:
    return Room(row.id, row.name, row.position, row.in_use, row.nurse_id)


def _values(room: Room) -> dict[str, Any]:
    return {
        "name": room.name, "name_folded": room.name.casefold(), "position": room.position,
        "in_use": room.in_use, "nurse_id": room.nurse_id,
    }  # fmt: skip

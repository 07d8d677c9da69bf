"""Who has a room: a quiet button that opens the sheet to choose."""

from typing import Any

from dash import html

from dashboard.clinical.rooms import Room
from dashboard.clinical.session_record import SessionRecord

NOBODY = "no nurse"


def nurse_control(
    room: Room, nurse: str | None, may_manage: bool, record: SessionRecord | None = None
) -> Any:
    """The nurse's name; a button for who may give the room to somebody. `record` is of the session there."""
    words = [html.Span("Nurse: ", className="tile-large"), nurse or NOBODY]
    if not may_manage:
        return html.Span(words, className="room-nurse")
    told = {"data-action": "room-nurse", "data-room": room.id, "data-name": room.name}
    if record is not None:
        stays = record.nurse.display_name if record.nurse else "nobody"
        told |= {"data-running": record.session.id, "data-stays": stays}
    told["aria-label"] = f"Nurse of {room.name}: {nurse or 'nobody'}"
    return html.Button(words, type="button", className="room-nurse", **told)

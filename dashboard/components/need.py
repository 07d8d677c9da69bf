"""What a room needs, as every screen says it: one word with its shape, and the time that ticks."""

from typing import Any

from dash import html

from dashboard.clinical.need import NeedKind, RoomNeed
from dashboard.components.severity import glyph

WORDS: dict[NeedKind, str] = {
    NeedKind.URGENT: "URGENT", NeedKind.STANDING: "URGENT", NeedKind.LATE: "LATE",
    NeedKind.ADVISORY: "ADVISORY", NeedKind.DUE: "DUE", NeedKind.SOON: "DUE SOON",
}  # fmt: skip
LOOKS: dict[NeedKind, str] = {
    NeedKind.URGENT: "urgent", NeedKind.STANDING: "urgent", NeedKind.LATE: "late",
    NeedKind.ADVISORY: "advisory", NeedKind.DUE: "due", NeedKind.SOON: "soon",
}  # fmt: skip
GLYPHS = {"urgent": "octagon", "advisory": "triangle", "late": "clock", "due": "clock", "soon": "clock"}
LOUD = (NeedKind.URGENT, NeedKind.STANDING)


def need_words(need: RoomNeed) -> str:
    """What is the matter: the finding, and whether somebody has answered, or why it went beyond the room."""
    state = "acknowledged" if need.kind is NeedKind.STANDING else ""
    return " · ".join(words for words in (need.text, state, need.why) if words)


def need_glyph(need: RoomNeed) -> Any:
    """The shape beside the word."""
    look = LOOKS[need.kind]
    return glyph(GLYPHS[look], look)


def need_clock(need: RoomNeed, look: str) -> Any:
    """Ticks in the browser: '03:52' until a check is due, '+02:10' since; nothing for an alert."""
    until = {"data-until": need.due_at.isoformat()} if need.due_at is not None else {}
    return html.Span(className=look, **until)


def address(need: RoomNeed) -> str:
    """Where a tap goes: that room's session, with the drawer open where a set answers it."""
    return f"/session/{need.record.session.id}{'#record' if need.is_check else ''}"

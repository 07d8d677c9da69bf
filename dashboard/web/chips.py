"""Room chips in the top bar: each running room with its state, one tap away, on every page."""

from typing import Any

from dash import Input, Output, html

from dashboard.actions.viewing import view_running
from dashboard.clinical.need import need_of
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.tones import sounding
from dashboard.components.need import GLYPHS, LOOKS
from dashboard.components.severity import glyph
from dashboard.web import callbacks

CHIPS, CHIPS_SOURCE, CHIPS_LIVE, CHIPS_MORE = "chips", "chips-source", "chips-live", "chips-more"
NAMELESS = "/wall"


def register(app: Any, clinic: Any) -> None:
    """Fill the chips, and again when any session changes."""

    @callbacks.register(
        app,
        Permission.SIGNED_IN,
        [Output(CHIPS_SOURCE, "children"), Output(CHIPS, "data-sounds")],
        [Input(CHIPS_LIVE, "data"), Input("address", "pathname")],
    )
    def show_chips(actor: Actor, _live: Any, path: str) -> tuple[list[Any], str]:
        if not has_rooms(actor) or path == NAMELESS:
            return [], ""
        records = view_running(clinic, actor)
        names = short_names(records)
        shown = [chip(record, names[record.session.id], str(path)) for record in records]
        return shown, " ".join(alert_id for record in records for alert_id in sounding(record))


def places() -> list[Any]:
    """Where the chips stand, filled from the hidden source beside it by 47_still.js.

    What does not fit stands behind the link after them (48_chips.js), which leads to the board.
    """
    told: dict[str, Any] = {"aria-label": "Rooms", "data-live": CHIPS_LIVE, "data-still": "true"}
    source: dict[str, Any] = {"data-still-for": CHIPS}
    strip = html.Nav(id=CHIPS, className="chips", **told)
    more = html.A(id=CHIPS_MORE, href="/", className="chips-more", hidden=True)
    return [html.Div([strip, more], className="rooms"), html.Div(id=CHIPS_SOURCE, hidden=True, **source)]


def has_rooms(actor: Actor) -> bool:
    """Whether running rooms concern this person: those who care for patients."""
    return bool(actor.roles & {Role.NURSE, Role.CLINICIAN})


def short_names(records: list[SessionRecord]) -> dict[str, str]:
    """Initials; family name and birth year where two running sessions share them."""
    initials = [record.patient.initials for record in records]
    return {
        record.session.id: record.patient.initials
        if initials.count(record.patient.initials) == 1
        else f"{record.patient.family_name} {record.patient.birth_date.year}"
        for record in records
    }


def chip(record: SessionRecord, name: str, path: str) -> Any:
    """One room; its accessible name says the severity in words."""
    state = state_of(record)
    words = [record.room.name, name] + ([state.upper()] if state else [])
    started = record.clock.started_at
    clock = {"data-since": started.isoformat(), "data-format": "minute"} if started else {}
    parts = [
        html.Span(record.room.block, className="chip-room"), html.Span(name, className="chip-name"),
        html.Span(className="chip-time", **clock), *([glyph(GLYPHS[state], state)] if state else []),
    ]  # fmt: skip
    address = f"/session/{record.session.id}"
    here = {"aria-current": "page"} if path == address else {}
    told = {"aria-label": ", ".join(words), "data-session": record.session.id, "data-key": record.session.id}
    return html.A(parts, href=address, className=f"chip {state}".strip(), **told, **here)


def state_of(record: SessionRecord) -> str:
    """urgent, late, advisory or nothing: the loudest that stands in the room, answered or not."""
    need = need_of(record)
    look = LOOKS[need.kind] if need is not None else ""
    if look in ("urgent", "late", "advisory"):
        return look
    return record.live_alerts[0].level.value if record.live_alerts else ""

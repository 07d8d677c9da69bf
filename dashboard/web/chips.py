"""Room chips in the top bar: each running room with its state, one tap away, on every page."""

from typing import Any

from dash import Input, Output, html

from dashboard.actions.viewing import view_board
from dashboard.clinical.alerts import Level
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.checks import late_check
from dashboard.components.severity import SHAPES
from dashboard.web import callbacks

CHIPS, CHIPS_LIVE = "chips", "chips-live"


def register(app: Any, clinic: Any) -> None:
    """Fill the chips, and again when any session changes."""

    @callbacks.register(
        app,
        Permission.SIGNED_IN,
        [Output(CHIPS, "children")],
        [Input(CHIPS_LIVE, "data"), Input("address", "pathname")],
    )
    def show_chips(actor: Actor, _live: Any, path: str) -> list[Any]:
        if not actor.roles & {Role.NURSE, Role.CLINICIAN}:
            return []
        records = [record for _, record in view_board(clinic, actor).rooms if record is not None]
        names = short_names(records)
        return [chip(record, names[record.session.id], str(path)) for record in records]


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
    worst = max((alert.level for alert in record.live_alerts), key=lambda level: level.rank, default=None)
    late = worst is None and late_check(record) is not None
    state = worst.value if worst else "late" if late else ""
    words = [record.room.name, name] + ([state.upper()] if state else [])
    started = record.clock.started_at
    clock = {"data-since": started.isoformat(), "data-format": "minute"} if started else {}
    parts = [
        html.Span(record.room.block, className="chip-room"), html.Span(name, className="chip-name"),
        html.Span(className="chip-time", **clock), *_shape(worst, late),
    ]  # fmt: skip
    address = f"/session/{record.session.id}"
    here = {"aria-current": "page"} if path == address else {}
    kind = f"chip {state}".strip()
    return html.A(
        parts,
        href=address,
        className=kind,
        **{"aria-label": ", ".join(words), "data-session": record.session.id, **here},
    )


def _shape(level: Level | None, late: bool) -> list[Any]:
    if level is None:
        return [html.Span(className="glyph glyph-clock late", **{"aria-hidden": "true"})] if late else []
    return [html.Span(className=f"glyph glyph-{SHAPES[level]} {level.value}", **{"aria-hidden": "true"})]

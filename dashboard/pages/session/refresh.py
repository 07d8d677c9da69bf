"""Filling the session page from the record, and again whenever the session changes."""

from typing import Any

from dash import ClientsideFunction, Input, Output, State, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.open_screens import reachable_from
from dashboard.actions.viewing import view_session
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.alert_banners import alert_banners
from dashboard.components.checks import check_grid, done_words
from dashboard.components.log import log
from dashboard.components.override_banner import moved_word, override_banner
from dashboard.components.patient_header import patient_header
from dashboard.components.readings_table import readings_table
from dashboard.figures.timeline import session_figure
from dashboard.pages.session import ids
from dashboard.pages.session.actions import action_bar
from dashboard.web import callbacks
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

THEMES = ("light", "dim", "dark")
SIZES = ("compact", "wide")


def register(app: Screens, clinic: Clinic) -> None:
    """The look of the browser, and one refresh of all parts that changed."""
    app.clientside_callback(
        ClientsideFunction("chairside", "look"), Output(ids.LOOK, "data"), Input("address", "pathname")
    )

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [
            *(Output(part, "children") for part in ids.PARTS),
            Output(ids.FIGURE, "figure"),
            Output(ids.SEEN, "data"),
        ],
        [
            Input(ids.WHICH, "data"),
            Input("live", "data"),
            Input(ids.LOOK, "data"),
            Input(ids.TICK, "n_intervals"),
        ],
        [State(ids.SEEN, "data")],
    )
    def show_session(
        actor: Actor, session_id: str, _live: Any, look: Any, _tick: Any, seen: Any
    ) -> tuple[Any, ...]:
        record = view_session(clinic, actor, str(session_id))
        figure = session_figure(record, _chosen(look, "theme", THEMES), _chosen(look, "size", SIZES))
        changed, marks = changed_parts([*parts(record, actor, reachable_from(clinic, actor)), figure], seen)
        return (*changed, marks)


def parts(record: SessionRecord, actor: Actor, reachable: bool = True) -> list[Any]:
    """The children of ids.PARTS, in their order; `reachable`: whether a clinician's screen is open."""
    may_move = actor.may(Permission.OVERRIDE_LIMITS)
    return [
        patient_header(record),
        [
            *alert_banners(
                record, may_answer=actor.may(Permission.ACKNOWLEDGE_ALERT), may_move=may_move,
                reachable=reachable,
            ),
            *override_banner(record, may_end=may_move),
        ],
        _limits(record, actor), check_grid(record, may_record=actor.may(Permission.RECORD_EVENT)),
        log(record, may_correct=actor.may(Permission.CORRECT_RECORD)),
        readings_table(record, may_correct=actor.may(Permission.CORRECT_RECORD)),
        done_words(record),
        html.A("Note", href=f"/session/{record.session.id}/note", className="button quiet"),
        action_bar(record, actor),
    ]  # fmt: skip


def _limits(record: SessionRecord, actor: Actor) -> list[Any]:
    """The set by name and version, leading to it, and whether a limit of it stands moved."""
    limits, moved = record.threshold_set, moved_word(record)
    name: Any = f"{limits.label}, version {limits.version}"
    if actor.may(Permission.VIEW_RECORDS):
        name = html.A(name, href=f"/thresholds?set={limits.code}")
    return ["Limits: ", name, *([" · ", html.B(moved)] if moved else [])]


def _chosen(look: Any, name: str, known: tuple[str, ...]) -> str:
    value = look.get(name) if isinstance(look, dict) else None
    return value if value in known else known[0]

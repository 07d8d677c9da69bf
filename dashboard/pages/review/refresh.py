"""Filling the lists and the chosen session, and again whenever any session changes."""

import re
from typing import Any

from dash import Input, Output, State, no_update

from dashboard.actions.clinic import Clinic
from dashboard.actions.courses import course_beside
from dashboard.actions.patients import find_patients
from dashboard.actions.review import Review, view_review
from dashboard.actions.viewing import view_session
from dashboard.clinical.errors import NotFound
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.review import ids
from dashboard.pages.review.chosen import nobody, panels_of
from dashboard.pages.review.course import TIMELINE, course_parts
from dashboard.pages.review.day import overview
from dashboard.pages.review.rail import CUT_WORDS, day_list, found_list, names_of, needs_list
from dashboard.web import callbacks
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

THEMES = ("light", "dim", "dark")
LEAST_LETTERS = 2
NO_FIGURE: dict[str, Any] = {"data": [], "layout": {}}
_CHOSEN = re.compile(r"[?&]session=([0-9A-Za-z_-]{1,64})(?:&|$)", re.ASCII)


def register(app: Screens, clinic: Clinic) -> None:
    """The lists, the chosen session, and finding patients."""
    _lists(app, clinic)
    _session(app, clinic)

    @callbacks.register(
        app, Permission.VIEW_RECORDS, [Output(ids.FOUND, "children")], [Input(ids.SEARCHED, "data")]
    )
    def show_found(actor: Actor, query: Any) -> Any:
        words = str(query or "").strip()
        return found_list(find_patients(clinic, actor, words)) if len(words) >= LEAST_LETTERS else None


def _lists(app: Screens, clinic: Clinic) -> None:
    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [*(Output(part, "children") for part in ids.LISTS), Output(ids.SEEN, "data")],
        [Input("live", "data"), Input(ids.TICK, "n_intervals"), Input("address", "search")],
        [State(ids.SEEN, "data")],
    )
    def show_lists(actor: Actor, _live: Any, _tick: Any, search: Any, seen: Any) -> tuple[Any, ...]:
        parts = lists_of(view_review(clinic, actor), actor, chosen_in(search))
        changed, marks = changed_parts(parts, seen)
        return (*changed, marks)


def _session(app: Screens, clinic: Clinic) -> None:
    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [
            *(Output(part, "children") for part in (*ids.PANELS, *ids.COURSE)),
            Output(ids.FIGURE, "figure"),
            Output(ids.CHOSEN, "hidden"),
            Output(ids.CHOSEN_SEEN, "data"),
        ],
        [
            Input("address", "search"),
            Input("live", "data"),
            Input(ids.LOOK, "data"),
            Input(ids.TICK, "n_intervals"),
            Input(ids.OVERLAID, "data"),
        ],
        [State(ids.CHOSEN_SEEN, "data")],
    )
    def show_session(
        actor: Actor, search: Any, _live: Any, look: Any, _tick: Any, overlaid: Any, seen: Any
    ) -> tuple[Any, ...]:
        actor.require(Permission.SIGN_NOTE)
        chosen = chosen_in(search)
        if chosen is None:
            return (*[no_update] * (len(ids.PANELS) + len(ids.COURSE) + 1), True, None)
        changed, marks = changed_parts(_parts(clinic, actor, chosen, look, overlaid is True), seen)
        return (*changed, False, marks)


def chosen_in(search: Any) -> str | None:
    """The session that the address names."""
    found = _CHOSEN.search(str(search or ""))
    return found[1] if found else None


def lists_of(review: Review, actor: Actor, chosen: str | None) -> list[Any]:
    """The children of ids.LISTS, in their order."""
    names = names_of(review)
    mine = [need for need in review.needs if need.concerns(actor.user_id)]
    return [
        needs_list(review, mine, names, mine=True), needs_list(review, review.needs, names, mine=False),
        str(len(mine)), str(len(review.needs)), CUT_WORDS if review.cut else None,
        day_list(review.today, names, chosen), overview(review.today, names) if chosen is None else None,
    ]  # fmt: skip


def _parts(clinic: Clinic, actor: Actor, session_id: str, look: Any, overlaid: bool) -> list[Any]:
    """Panels, course and figure of the chosen session; its view is audited."""
    try:
        record = view_session(clinic, actor, session_id)
    except NotFound:
        return [*nobody(), None, TIMELINE, NO_FIGURE]
    theme = look.get("theme") if isinstance(look, dict) else None
    course = course_beside(clinic, actor, record)
    known = theme if theme in THEMES else THEMES[0]
    panels = panels_of(record, course.of(record.session.id))
    return [*panels, *course_parts(record, course, overlaid=overlaid, theme=known)]

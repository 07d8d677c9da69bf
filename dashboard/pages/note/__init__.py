"""The post-session note: composed from the record, signed here, taken away as text or PDF."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.notes import view_note
from dashboard.clinical.errors import Tampered
from dashboard.clinical.roles import Actor, Permission
from dashboard.figures.static_chart import session_svg
from dashboard.pages.note.paper import contents, paper
from dashboard.pages.note.signing import before, own_parts, side
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

PARTS = ("note-head", "note-contents", "note-paper", "note-before", "note-side")
WORDS = "note-words"
SEEN = "note-seen"
WHICH = "note-which"


def layout(_clinic: Clinic, actor: Actor, params: Mapping[str, str]) -> Any:
    """Empty places for head, contents, paper and side, and one that the boxes for own words fill."""
    head, listing, page, before_signing, aside = PARTS
    grid = [
        html.Nav(id=listing, className="contents panel", **{"aria-label": "Sections"}),
        html.Article(id=page, className="paper", role="region", **{"aria-label": "Post-session note"}),
        html.Aside(
            [html.Div(id=before_signing), *_boxes(actor, params["session_id"]), html.Div(id=aside)],
            className="stack note-aside",
        ),
    ]
    stores = [dcc.Store(id=WHICH, data=params["session_id"]), dcc.Store(id=SEEN)]
    return [html.Div(id=head), html.Div(grid, className="note-grid"), *stores]


def _boxes(actor: Actor, session_id: str) -> list[Any]:
    parts = " ".join(own_parts(actor))
    return [html.Div(id=WORDS, **{"data-session": session_id, "data-parts": parts})] if parts else []


def register(app: Screens, clinic: Clinic) -> None:
    """Compose the note, and again when the session changes."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [*(Output(part, "children") for part in PARTS), Output(SEEN, "data")],
        [Input(WHICH, "data"), Input("live", "data")],
        [State(SEEN, "data")],
    )
    def show_note(actor: Actor, session_id: str, _live: Any, seen: Any) -> tuple[Any, ...]:
        changed, marks = changed_parts(_parts(clinic, actor, str(session_id)), seen)
        return (*changed, marks)


def _parts(clinic: Clinic, actor: Actor, session_id: str) -> list[Any]:
    try:
        view = view_note(clinic, actor, session_id)
    except Tampered as refusal:
        return [head((), session_id), None, tampered(refusal), None, None]
    return [
        head(view.note.marks, session_id),
        contents(view.note, view.changes),
        paper(view.note, session_svg(view.record), view.changes, view.changes_since),
        before(view),
        side(view, actor),
    ]


def tampered(refusal: Tampered) -> Any:
    """What stands in the place of a note that nobody may trust."""
    words = [html.Strong("Changed outside Chairside"), html.P(refusal.detail)]
    return html.Div(words, className="error-box", role="alert")


def head(marks: tuple[str, ...], session_id: str) -> Any:
    """Title and whether it is a draft."""
    badges = [html.Span(mark, className="badge plain") for mark in marks]
    back = html.A("Back to the session", href=f"/session/{session_id}", className="button")
    return html.Div(
        [
            html.H1("Post-session note"),
            *badges,
            html.P("Composed from the record. What people wrote has a blue edge.", className="note push"),
            back,
        ],
        className="page-head ruled",
    )


PAGE = Page("/session/<session_id>/note", "Note", Permission.VIEW_RECORDS, layout, register, "note-page")

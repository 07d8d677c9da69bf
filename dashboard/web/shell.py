"""The frame around every page: top bar, connection, page, dialogs; and the Dash application that carries it.

The frame holds no patient data, so that what one visitor is given tells nothing to another.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import dash
from dash import Input, Output, dcc, html
from flask import request

from dashboard.actions.clinic import Clinic
from dashboard.clinical.errors import ClinicalError, NotFound
from dashboard.clinical.roles import Actor, Permission
from dashboard.web import callbacks, chips, menu
from dashboard.web.identity import CSRF_COOKIE, actor_of
from dashboard.web.messages import problem_for
from dashboard.web.page import Page, page_at
from dashboard.web.static import StaticFiles

FIRST_SCRIPTS = ("/assets/00_chairside.js", "/assets/01_theme.js")
SIGN_IN_PREFIX = "/assets/5"
UNUSED_BUNDLE = re.compile(r'<script src="[^"]*/dash_table/[^"]*"></script>\n?')
NO_PAGE = "There is no such page."
HIDDEN: dict[str, Any] = {"aria-hidden": "true"}

INDEX = """<!DOCTYPE html>
<html lang="en" data-theme="light" data-user="{user}" data-time-zone="{zone}"{practice}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="icon" href="/assets/50_mark.svg" type="image/svg+xml">
    {styles}
    {first}
  </head>
  <body{body}>
    {app_entry}
    <footer>
      {config}
      {scripts}
      {ours}
      {renderer}
    </footer>
  </body>
</html>"""


class Screens(dash.Dash):  # type: ignore[misc]
    """Dash with a permission for each callback and an index page of our own."""

    def __init__(self, clinic: Clinic, pages: Sequence[Page], files: StaticFiles) -> None:
        self.policies: dict[str, Permission] = {}
        self.clinic = clinic
        self.pages = tuple(pages)
        self._our_files = files
        super().__init__(
            "chairside", title="Chairside", update_title="", pages_folder="", use_pages=False,
            include_assets_files=False, suppress_callback_exceptions=True, enable_mcp=False,
            csrf_token_name=CSRF_COOKIE, csrf_header_name="X-CSRF-Token", add_log_handler=False,
        )  # fmt: skip
        self.server.register_error_handler(Exception, _answer_for)
        self.layout = self._frame

    def _frame(self) -> Any:
        actor = actor_of(request.environ.get("asgi.scope", {}))
        return frame(self.clinic, self.pages, actor)

    def interpolate_index(
        self, metas: str = "", title: str = "", css: str = "", config: str = "", scripts: str = "",
        app_entry: str = "", favicon: str = "", renderer: str = "",
    ) -> str:  # fmt: skip
        """The HTML of every page; Dash fills it anew for each request."""
        actor = actor_of(request.environ.get("asgi.scope", {}))
        profile = self.clinic.profile()
        found = page_at(self.pages, request.path)
        later = [path for path in self._our_names(".js") if path not in FIRST_SCRIPTS]
        return INDEX.format(
            user=escape(actor.user_id if actor else ""),
            zone=escape(profile.time_zone),
            practice=' data-practice="true"' if self.clinic.practice else "",
            body=' class="practice"' if self.clinic.practice else "",
            title=escape(f"{found[0].title} · Chairside" if found else "Chairside"),
            styles=self._tags('<link rel="stylesheet" href="{}">', self._our_names(".css")),
            first=self._tags('<script src="{}"></script>', FIRST_SCRIPTS),
            ours=self._tags('<script src="{}"></script>', later),
            app_entry=app_entry, config=config, scripts=UNUSED_BUNDLE.sub("", scripts), renderer=renderer,
        )  # fmt: skip

    def _our_names(self, suffix: str) -> list[str]:
        names = self._our_files.names("/assets/", suffix)
        return [name for name in names if not name.startswith(SIGN_IN_PREFIX)]

    def _tags(self, tag: str, paths: Sequence[str]) -> str:
        return "\n    ".join(tag.format(self._our_files.address(path)) for path in paths)


def build_screens(clinic: Clinic, pages: Sequence[Page], files: StaticFiles) -> Screens:
    """The Dash application with all pages; raises UndeclaredCallback."""
    app = Screens(clinic, pages, files)
    add_routing(app)
    chips.register(app, clinic)
    for page in pages:
        page.register(app, clinic)
    callbacks.check_policies(app)
    return app


def add_routing(app: Screens) -> None:
    """The callback that puts the page of the address into the frame."""

    @callbacks.register(
        app,
        Permission.SIGNED_IN,
        [
            Output("page", "children"),
            Output("page", "className"),
            Output("page", "data-session"),
            Output("pages-nav", "children"),
            Output(menu.GROUPS, "children"),
        ],
        [Input("address", "pathname")],
    )
    def show_page(actor: Actor, path: str) -> tuple[Any, ...]:
        found = page_at(app.pages, path)
        ways = menu.bar_links(app.pages, actor, path), menu.menu_groups(app.pages, actor, path)
        try:
            if found is None:
                raise NotFound(NO_PAGE)
            page, params = found
            actor.require(page.permission)
            content = page.layout(app.clinic, actor, params)
            return content, page.class_name, params.get("session_id"), *ways
        except ClinicalError as refusal:
            return refusal_words(refusal), "", None, *ways


def refusal_words(refusal: ClinicalError) -> Any:
    """A refusal as the whole page: what happened and the way on."""
    problem = problem_for(refusal)
    way_on = html.A("To the board", href="/", className="button")
    words = [html.H1(problem.title), html.P(problem.detail), way_on]
    return html.Div(html.Div(words, className="error-box", role="alert"), className="page-body")


def frame(clinic: Clinic, pages: Sequence[Page], actor: Actor | None) -> Any:
    """Top bar, bars, page and dialogs; without an actor it has no names."""
    return html.Div(
        [
            html.A("To the page", className="skip", href="#page"),
            top_bar(clinic, pages, actor),
            html.Div(id="stale-bar", role="alert"),
            html.Main(id="page"),
            html.Div(id="dialogs"),
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="live"),
            dcc.Store(id=chips.CHIPS_LIVE),
        ],
        id="shell",
    )


def top_bar(clinic: Clinic, pages: Sequence[Page], actor: Actor | None) -> Any:
    """Mark, clinic, menu, pages, rooms, connection, tone, theme, person."""
    named: dict[str, Any] = {"role": "status", "aria-label": "Connection"}
    connection = html.Div(id="connection", className="connection", **named)
    return html.Header(
        [
            brand(clinic),
            *navigation(pages, actor),
            *chips.places(),
            connection,
            html.Div(person(actor), className="topbar-user"),
        ],
        className="topbar",
    )


def person(actor: Actor | None) -> list[Any]:
    """What is the person's own: tone (for who has patients), theme, name, the way out."""
    moon = html.Span(className="glyph glyph-moon", **HIDDEN)
    theme = menu.button(moon, "theme", "square quiet", {"aria-label": "Theme"})
    if actor is None:
        return [theme]
    bell = [html.Span(className="bell", **HIDDEN), html.Span("Tone off", className="tone-words")]
    tone = [menu.button(bell, "tone", "quiet", {"aria-live": "polite"})] if chips.has_rooms(actor) else []
    name = html.A(actor.display_name, href=menu.OWN, className="topbar-name")
    return [*tone, theme, name, menu.sign_out()]


def brand(clinic: Clinic) -> Any:
    """The mark with the clinic's name, and PRACTICE where it is not a real one."""
    parts: list[Any] = [
        html.Span(className="mark", **HIDDEN),
        html.Span(clinic.profile().name, className="clinic"),
    ]
    if clinic.practice:
        parts.append(html.B("PRACTICE", className="practice-word"))
    return html.A(parts, className="brand", href="/")


def navigation(pages: Sequence[Page], actor: Actor | None) -> list[Any]:
    """The menu and the links beside it, to the pages that this person may open."""
    here: dict[str, Any] = {"aria-label": "Pages"}
    links = menu.bar_links(pages, actor) if actor else []
    bar = html.Nav(links, id="pages-nav", className="topnav", **here)
    return [menu.menu(pages, actor), bar] if actor else [bar]


def _answer_for(error: Exception) -> Any:
    if isinstance(error, dash.exceptions.PreventUpdate):
        return "", 204
    return callbacks.refused(error, "dash").get_response()

"""The way to every page: some links in the top bar, and all of them in groups behind the button "Menu"."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dash import html

from dashboard.clinical.roles import Actor
from dashboard.web.chips import has_rooms
from dashboard.web.page import Page

FLOOR, CLINIC, RECORDS, ME = "Floor", "Clinic", "Records", "Me"
ORDER = (FLOOR, CLINIC, RECORDS)
GROUP_OF_TENS = {4: CLINIC, 5: RECORDS, 6: CLINIC, 7: CLINIC, 8: RECORDS, 9: RECORDS}
# beside the room chips there is no place for more
BESIDE_ROOMS = ("/", "/review")
OWN = "/account"
PANEL, GROUPS = "menu", "menu-groups"
HERE: dict[str, Any] = {"aria-current": "page"}


def button(content: Any, action: str, look: str, named: dict[str, Any]) -> Any:
    """A button whose press a script of assets/ takes by its action."""
    told = {"data-action": action, **named}
    return html.Button(content, type="button", className=f"button {look}".strip(), **told)


def menu(pages: Sequence[Page], actor: Actor) -> Any:
    """The button and the panel it opens (23_menu.js), shut at first."""
    closed: dict[str, Any] = {"aria-expanded": "false", "aria-controls": PANEL}
    lines = html.Span(className="menu-lines", **{"aria-hidden": "true"})
    named: dict[str, Any] = {"aria-label": "All pages"}
    groups = html.Div(menu_groups(pages, actor), id=GROUPS, className="menu-groups")
    panel = html.Nav(groups, id=PANEL, className="menu-panel", hidden=True, **named)
    return html.Div([button([lines, "Menu"], "menu", "quiet", closed), panel], className="menu")


def menu_groups(pages: Sequence[Page], actor: Actor, path: str = "") -> list[Any]:
    """Every page that this person may open, by group, and what is their own; `path` is the page shown."""
    found = sorted(may_open(pages, actor), key=_group_of)
    named = [
        (ORDER[place], [link(page, path) for page in group]) for place, group in groupby(found, _group_of)
    ]
    own = [link(page, path) for page in pages if page.path == OWN and actor.may(page.permission)]
    return [_group(name, entries) for name, entries in [*named, (ME, [*own, sign_out()])]]


def sign_out() -> Any:
    """The way out."""
    return button("Sign out", "sign-out", "quiet", {})


def bar_links(pages: Sequence[Page], actor: Actor, path: str = "") -> list[Any]:
    """Links that stand in the bar itself: all, or beside room chips the few that are used most."""
    shown = may_open(pages, actor)
    return [link(page, path) for page in shown if page.path in BESIDE_ROOMS or not has_rooms(actor)]


def link(page: Page, path: str) -> Any:
    """One page's link, marked when it is the page shown."""
    return html.A(page.title, href=page.path, **(HERE if page.path == path else {}))


def may_open(pages: Sequence[Page], actor: Actor) -> list[Page]:
    """The pages of the navigation that this person may open, in its order."""
    return [page for _, page in sorted(_placed(pages, actor), key=lambda placed: placed[0])]


def _placed(pages: Sequence[Page], actor: Actor) -> Iterator[tuple[int, Page]]:
    for page in pages:
        if page.nav_place is not None and actor.may(page.permission):
            yield page.nav_place, page


def _group_of(page: Page) -> int:
    return ORDER.index(GROUP_OF_TENS.get((page.nav_place or 0) // 10, FLOOR))


def _group(name: str, entries: list[Any]) -> Any:
    title = f"menu-{name.lower()}"
    told: dict[str, Any] = {"aria-labelledby": title}
    listed = html.Ul([html.Li(entry) for entry in entries], **told)
    return html.Div([html.P(name, id=title, className="menu-title"), listed], className="menu-group")

"""The top bar at any number of rooms: never wider than the window, no urgent room hidden, every page in the menu."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, button
from tests.browser.looking import findings
from tests.serving import ServedClinic

STILL_MS = 3000
PEOPLE = {"nina": "nurse", "carl": "clinician", "ada": "administrator"}
WIDTHS = {1024: 768, 1280: 800, 1440: 900}
# every third room is urgent, so that the first, the last and the middle are
URGENT_EVERY = 3


class Floor:
    """A clinic in which rooms open one after the other, each patient of the same initials."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.sessions: list[str] = []
        self.urgent: set[str] = set()

    def open(self, rooms: int) -> "Floor":
        """As many rooms running as asked for, or more."""
        while len(self.sessions) < rooms:
            session = self.ward.session(family_name=f"Kowalczyk-Lindqvist-{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[len(self.sessions)]}")
            self.sessions.append(session)
            if len(self.sessions) % URGENT_EVERY == 2 or rooms == 1:
                self.raise_urgent(session)
        return self

    def raise_urgent(self, session: str) -> None:
        self.ward.reading(session, 0, systolic=190, diastolic=95)
        self.urgent.add(session)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """A clinic of this module's own, without a room in use."""
    clinic = ServedClinic(tmp_path_factory.mktemp("rooms") / "data")
    for name, role in PEOPLE.items():
        clinic.add_user(name, role, display_name=f"{name.title()} van den Heuvel-Brandt")
    clinic.start()
    yield Floor(Ward(clinic))
    clinic.stop()


@pytest.fixture(scope="module")
def screens(module_desk: Desk, floor: Floor) -> dict[str, Page]:
    """One page for each role."""
    return {name: module_desk.page(floor.ward, name, "/account") for name in PEOPLE}


def chips(page: Page) -> Locator:
    return page.locator("#chips > .chip")


def chip(page: Page, session: str) -> Locator:
    return page.locator(f'#chips > .chip[data-session="{session}"]')


def more(page: Page) -> Locator:
    """The link after the chips that stands for those folded."""
    return page.locator("#chips-more")


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="All pages")


def sized(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    return page


def beyond(page: Page) -> int:
    """By how many pixels the document is wider than the window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))


def shown(page: Page, path: str, rooms: int) -> Page:
    """The page with that many chips, folded or not, and every link of the bar in its place."""
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for()
    expect(chips(page)).to_have_count(rooms)
    return page


def leave(page: Page) -> None:
    page.mouse.move(400, 600)
    page.evaluate("() => document.activeElement && document.activeElement.blur()")


@pytest.mark.hazard("H20", "H22")
@pytest.mark.parametrize("rooms", [1, 6, 12, 20])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", ["nina", "carl"])
def test_the_bar_stays_in_the_window_with_every_urgent_room_in_it(
    screens: dict[str, Page], floor: Floor, who: str, width: int, rooms: int
) -> None:
    running = len(floor.open(rooms).sessions)
    page = shown(sized(screens[who], width), "/account", running)
    for session in floor.urgent:
        expect(chip(page, session)).to_have_accessible_name(re.compile(r"^Room \d+, .+, URGENT$"))
        expect(chip(page, session)).to_be_in_viewport(ratio=1)
    assert beyond(page) <= 0
    for name in ("Menu", "Sign out"):
        expect(button(page, name)).to_be_in_viewport(ratio=1)
    bar = page.locator(".topbar").bounding_box()
    assert bar is not None
    assert (bar["height"], bar["width"]) == (56, width)
    folded = page.locator("#chips > .chip[data-folded]").count()
    if folded:
        expect(more(page)).to_have_accessible_name(re.compile(rf"^{folded} more rooms?, on the board$"))
        expect(more(page)).to_be_in_viewport(ratio=1)
    else:
        expect(more(page)).to_be_hidden()

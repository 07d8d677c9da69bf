"""The top bar at any number of rooms: stays in the window, no urgent is hidden, each page is in the menu."""

import re
from collections.abc import Iterator
from string import ascii_uppercase

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, button, press
from tests.browser.drawer import Drawer
from tests.browser.looking import findings
from tests.serving import ServedClinic

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
            letter = ascii_uppercase[len(self.sessions)]
            session = self.ward.session(family_name=f"Kowalczyk-Lindqvist-{letter}")
            self.sessions.append(session)
            if len(self.sessions) % URGENT_EVERY == 2 or rooms == 1:
                self.raise_urgent(session)
        return self

    def raise_urgent(self, session: str) -> None:
        """A reading beyond the urgent limit."""
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
    expect(button(page, "Menu")).to_be_in_viewport(ratio=1)
    expect(page.locator(".topbar-name")).to_be_in_viewport(ratio=1)
    bar = page.locator(".topbar").bounding_box()
    assert bar is not None
    assert (bar["height"], bar["width"]) == (56, width)
    folded = page.locator("#chips > .chip[data-folded]").count()
    if folded:
        expect(more(page)).to_have_accessible_name(re.compile(rf"^{folded} more rooms?, on the board$"))
        expect(more(page)).to_be_in_viewport(ratio=1)
    else:
        expect(more(page)).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_administrators_page_names_never_leave_the_window(screens: dict[str, Page], width: int) -> None:
    page = sized(screens["ada"], width)
    for path in ("/", "/people", "/thresholds"):
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for()
        bar = page.get_by_role("navigation", name="Pages")
        expect(bar.get_by_role("link", name="Board", exact=True)).to_be_in_viewport(ratio=1)
        for link in bar.get_by_role("link").all():
            expect(link).to_be_in_viewport(ratio=1)
        expect(button(page, "Sign out")).to_be_in_viewport(ratio=1)
        assert beyond(page) <= 0


@pytest.mark.parametrize(
    ("who", "shut"),
    [
        ("nina", {"Review", "Exports", "People", "Clinic"}),
        ("carl", {"Exports", "People", "Clinic"}),
        ("ada", {"Review"}),
    ],
)
def test_the_menu_holds_the_pages_one_may_open_and_marks_the_one_shown(
    screens: dict[str, Page], who: str, shut: set[str]
) -> None:
    page = sized(screens[who], 1024)
    page.goto("/thresholds")
    page.get_by_role("heading", level=1).first.wait_for()
    expect(menu(page)).to_have_count(0)
    button(page, "Menu").click()
    expect(button(page, "Menu")).to_have_attribute("aria-expanded", "true")
    entries = menu(page).get_by_role("link")
    names = set(entries.all_inner_texts())
    everything = {"Board", "Wall display", "Review", "Patients", "REMS", "Limits", "Protocols", "Account"}
    assert everything - shut <= names
    assert not names & shut
    expect(menu(page).get_by_role("list", name="Floor")).to_contain_text("Wall display")
    expect(menu(page).locator('[aria-current="page"]')).to_have_text("Limits")
    for entry in [*entries.all(), button(menu(page), "Sign out")]:
        box = entry.bounding_box()
        assert box is not None
        assert box["height"] >= 48
    assert beyond(page) <= 0
    menu(page).get_by_role("link", name="Patients", exact=True).click()
    page.wait_for_url("**/patients")


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.innerText"))


def test_the_menu_works_with_the_keyboard_alone(screens: dict[str, Page]) -> None:
    page = sized(screens["nina"], 1024)
    page.goto("/account")
    opener = button(page, "Menu")
    opener.focus()
    for key in ("Enter", "Space"):
        press(page, key)
        expect(menu(page)).to_be_visible()
        press(page, "Escape")
        expect(menu(page)).to_have_count(0)
        expect(opener).to_be_focused()
        expect(opener).to_have_attribute("aria-expanded", "false")
    press(page, "Enter", "Tab")
    assert focused(page) == "Board"
    press(page, "ArrowDown")
    assert focused(page) == "Wall display"
    press(page, "End")
    assert focused(page) == "Sign out"
    press(page, "ArrowDown", "ArrowDown", "ArrowUp")
    assert focused(page) == "Board"
    press(page, "Escape")
    expect(opener).to_be_focused()
    press(page, "ArrowDown")
    assert focused(page) == "Board"
    press(page, "End", "Tab")
    expect(menu(page)).to_have_count(0)
    opener.focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    page.wait_for_url("**/patients")


def test_a_tap_elsewhere_closes_the_menu(screens: dict[str, Page]) -> None:
    page = sized(screens["nina"], 1024)
    page.goto("/account")
    button(page, "Menu").click()
    expect(menu(page)).to_be_visible()
    page.mouse.click(900, 700)
    expect(menu(page)).to_have_count(0)
    button(page, "Menu").click()
    button(page, "Menu").click()
    expect(menu(page)).to_have_count(0)


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("who", list(PEOPLE))
def test_the_bar_and_its_menu_have_no_serious_finding(
    screens: dict[str, Page], floor: Floor, who: str
) -> None:
    floor.open(12)
    page = sized(screens[who], 1024)
    page.goto("/account")
    button(page, "Menu").click()
    expect(menu(page)).to_be_visible()
    assert findings(page) == {}


@pytest.mark.hazard("H01", "A1")
def test_under_a_pointer_no_chip_moves_and_a_folded_room_that_turns_urgent_is_named(
    screens: dict[str, Page], floor: Floor
) -> None:
    running = len(floor.open(20).sessions)
    page = shown(sized(screens["nina"], 1440), "/account", running)
    session = page.locator("#chips > .chip[data-folded]").last.get_attribute("data-session")
    assert session is not None
    standing = chips(page).locator("visible=true")
    names = "chips => chips.map(one => [one.dataset.session, one.getBoundingClientRect().x])"
    standing.first.hover()
    before = standing.evaluate_all(names)
    floor.raise_urgent(session)
    expect(more(page)).to_have_accessible_name(re.compile("1 URGENT, on the board$"))
    expect(more(page)).to_be_in_viewport(ratio=1)
    assert standing.evaluate_all(names) == before
    leave(page)
    expect(chip(page, session)).to_be_in_viewport(ratio=1)
    expect(more(page)).not_to_have_accessible_name(re.compile("URGENT"))
    order = chips(page).evaluate_all("chips => chips.map(one => one.dataset.session)")
    assert order == floor.sessions


@pytest.mark.hazard("H20", "H22")
def test_where_even_the_urgent_do_not_fit_the_last_block_says_how_many_are_behind_it(
    screens: dict[str, Page], floor: Floor
) -> None:
    running = len(floor.open(20).sessions)
    for session in set(floor.sessions) - floor.urgent:
        floor.raise_urgent(session)
    page = shown(sized(screens["nina"], 1024), "/patients", running)
    hidden = page.locator("#chips > .chip[data-folded]")
    expect(more(page)).to_have_accessible_name(re.compile(r"^\d+ more rooms, (\d+) URGENT, on the board$"))
    expect(more(page)).to_have_accessible_name(
        f"{hidden.count()} more rooms, {hidden.count()} URGENT, on the board"
    )
    expect(more(page)).to_be_in_viewport(ratio=1)
    assert beyond(page) <= 0
    the_compact_drawer_stays_in_the_window(page, floor.sessions[0])
    more(page).click()
    page.get_by_role("heading", name="Board", level=1).wait_for()


def the_compact_drawer_stays_in_the_window(page: Page, session: str) -> None:
    """It has the top bar's rooms in its own banner, beside a long name."""
    page.set_viewport_size({"width": 1024, "height": 690})
    page.goto(f"/session/{session}")
    drawer = Drawer(page).open()
    others = drawer.dialog.get_by_role("navigation", name="Other rooms").get_by_role("link")
    expect(others).to_have_count(4)
    expect(others.last).to_have_accessible_name("16 more rooms, 16 URGENT, on the board")
    for place in (*others.all(), drawer.dialog.get_by_role("heading"), drawer.button("Save set")):
        expect(place).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")

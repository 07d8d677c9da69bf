"""The board: what needs someone first, nothing that moves under a finger, and a wall that names nobody."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, button, dialog, press
from tests.browser.drawer import Drawer
from tests.browser.looking import findings

STILL_MS = 3000
BOX = """session => {
  const { x, y, width, height } = document.querySelector(`.room-tile[data-session="${session}"]`)
    .getBoundingClientRect();
  return { x, y, width, height };
}"""
DRAWN_AGAIN = "one => { window.wasThere = one; }"
IS_NEW = "() => !window.wasThere.isConnected"
PUSH_DOWN = """() => {
  const bar = document.createElement('div');
  bar.style.height = '220px';
  document.getElementById('page').prepend(bar);
}"""


def board(desk: Desk, ward: Ward, who: str = "nina", **options: str) -> Page:
    page = desk.page(ward, who, "/", **options)
    page.locator("#board-next > *").first.wait_for()
    if (folded := page.locator("#board-next > .still-more")).count():
        folded.click()
    return page


def item(page: Page, session: str) -> Locator:
    return page.locator(f'#board-next [data-key="{session}"]')


def tile(page: Page, session: str) -> Locator:
    return page.locator(f'.room-tile[data-session="{session}"]')


def order(page: Page) -> list[str]:
    """The sessions of the strip in the order in which they stand."""
    found = "items => items.map(one => one.dataset.key)"
    return list(page.locator("#board-next > [data-key]").evaluate_all(found))


def leave(page: Page) -> None:
    """Nobody is near any more."""
    page.mouse.move(500, 760)
    page.evaluate("() => document.activeElement && document.activeElement.blur()")


def press_on(page: Page, place: Locator) -> None:
    """Put the finger down and leave it there. What is being drawn anew has no box for a moment."""
    while (box := place.bounding_box()) is None:
        page.wait_for_timeout(50)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


@pytest.fixture
def advisory(ward: Ward) -> Iterator[str]:
    """A running session with one advisory alert."""
    session = ward.running(8)
    ward.reading(session, 1, systolic=165, diastolic=88)
    yield session
    ward.reading(session, 0, systolic=128, diastolic=79)


@pytest.mark.hazard("H01", "A1")
def test_a_tap_on_next_opens_what_stood_there_though_a_new_urgent_comes_meanwhile(
    desk: Desk, ward: Ward, advisory: str
) -> None:
    other = ward.running(8)
    page = board(desk, ward)
    before = order(page)
    press_on(page, item(page, advisory))
    ward.reading(other, 0, systolic=192, diastolic=90)
    expect(tile(page, other).locator(".tile-strip.urgent").first).to_be_visible()
    assert order(page) == before
    page.mouse.up()
    page.wait_for_url(f"**/session/{advisory}")


@pytest.mark.hazard("H01", "A1")
def test_a_tap_counts_for_what_stood_there_though_the_page_moves_under_it(
    desk: Desk, ward: Ward, advisory: str
) -> None:
    page = board(desk, ward)
    opened = button(tile(page, advisory), "Open")
    opened.scroll_into_view_if_needed()
    press_on(page, opened)
    page.evaluate(PUSH_DOWN)
    page.mouse.up()
    page.wait_for_url(f"**/session/{advisory}")


@pytest.mark.hazard("H01", "A1")
def test_under_a_resting_pointer_a_new_urgent_joins_at_the_end_and_takes_its_place_later(
    desk: Desk, ward: Ward, advisory: str
) -> None:
    other = ward.running(8)
    page = board(desk, ward)
    item(page, advisory).hover()
    before = order(page)
    ward.reading(other, 0, systolic=193, diastolic=90)
    expect(item(page, other)).to_contain_text("URGENT")
    assert [key for key in order(page) if key != other] == [key for key in before if key != other]
    page.wait_for_timeout(STILL_MS)
    assert order(page).index(other) >= before.index(advisory)
    expect(item(page, advisory)).to_be_visible()
    leave(page)
    expect(page.locator(f'#board-next [data-key="{advisory}"] ~ [data-key="{other}"]')).to_have_count(0)
    assert order(page).index(other) < order(page).index(advisory)


@pytest.mark.hazard("H01", "A1")
def test_under_a_resting_pointer_no_tile_leaves_its_place_when_a_third_session_starts(
    desk: Desk, ward: Ward
) -> None:
    ward.empty()
    ward.running(10)
    second = ward.running(5)
    page = board(desk, ward, size="1440x900")
    grid, rests = page.locator("#board-rooms"), tile(page, second)
    expect(grid).to_have_class(re.compile("few"))
    rests.hover()
    before = page.evaluate(BOX, second)
    third = ward.running(3)
    expect(page.locator("#board-free").locator(tile(page, third))).to_be_visible()
    assert page.evaluate(BOX, second) == before
    page.mouse.move(20, 20)
    page.wait_for_timeout(STILL_MS + 1000)
    ward.reading(third, 0, systolic=128, diastolic=80)
    expect(grid.locator(tile(page, third))).to_be_visible()
    expect(grid).not_to_have_class(re.compile("few"))


@pytest.mark.hazard("H01", "A1")
def test_under_a_resting_pointer_the_strip_takes_no_second_line_when_a_seventh_session_starts(
    desk: Desk, ward: Ward
) -> None:
    ward.empty()
    sessions = [ward.running(5) for _ in range(6)]
    page = board(desk, ward, size="1440x900")
    strip = page.locator("#board-next")
    expect(strip).to_have_attribute("data-lines", "1")
    tile(page, sessions[0]).hover()
    before = page.evaluate(BOX, sessions[0])
    seventh = ward.running(3)
    expect(tile(page, seventh)).to_be_attached()
    assert page.evaluate(BOX, sessions[0]) == before
    expect(strip).to_have_attribute("data-lines", "1")
    page.mouse.move(20, 20)
    page.wait_for_timeout(STILL_MS + 1000)
    ward.reading(seventh, 0, systolic=128, diastolic=80)
    expect(strip).to_have_attribute("data-lines", "2")
    ward.empty()


@pytest.mark.hazard("H01", "A1")
def test_under_the_focus_the_room_chips_keep_their_places(desk: Desk, ward: Ward, advisory: str) -> None:
    page = board(desk, ward)
    chips = page.locator("#chips a[data-session]")
    names = "links => links.map(one => one.dataset.session)"
    page.locator(f'#chips a[data-session="{advisory}"]').focus()
    before = chips.evaluate_all(names)
    ward.reading(advisory, 0, systolic=194, diastolic=90)
    chip = page.locator(f'#chips a[data-session="{advisory}"]')
    expect(chip).to_have_accessible_name(re.compile("URGENT"))
    expect(chip).to_be_focused()
    assert chips.evaluate_all(names) == before


@pytest.mark.hazard("H01", "A1")
def test_the_focus_on_a_tile_outlives_what_happens_in_its_room(desk: Desk, ward: Ward, advisory: str) -> None:
    page = board(desk, ward)
    opened = button(tile(page, advisory), "Open")
    button(tile(page, advisory), "Record").focus()
    press(page, "Tab")
    expect(opened).to_be_focused()
    opened.evaluate(DRAWN_AGAIN)
    ward.reading(advisory, 0, systolic=195, diastolic=90)
    expect(tile(page, advisory).locator(".tile-strip.urgent").first).to_be_visible()
    page.wait_for_function(IS_NEW)
    expect(opened).to_be_focused()
    press(page, "Enter")
    page.wait_for_url(f"**/session/{advisory}")


@pytest.mark.hazard("H22", "A17")
def test_every_urgent_has_its_own_line_on_the_tile_and_the_fold_names_the_rest(
    desk: Desk, ward: Ward
) -> None:
    session = ward.running(8)
    ward.reading(session, 0, systolic=195, diastolic=112, nausea=5, distress=5)
    page = board(desk, ward)
    room = tile(page, session)
    expect(room.locator(".tile-strip.urgent")).to_have_count(2)
    expect(room.locator(".tile-strip.advisory")).to_have_count(0)
    expect(room.locator(".tile-more")).to_have_text("2 more, advisory")
    expect(item(page, session)).to_contain_text("+1 urgent")


@pytest.mark.hazard("H02", "A2")
def test_two_running_patients_of_the_same_initials_show_family_name_and_birth_year(
    desk: Desk, ward: Ward
) -> None:
    nina = ward.person("nina")
    made = []
    for mrn, family, room in (("78801", "Zeman", "Room 81"), ("78802", "Zorn", "Room 82")):
        patient = nina.patient(mrn=mrn, family_name=family, given_name="Quentin")
        made.append((family, nina.session(patient, room)))
    page = board(desk, ward)
    for family, session in made:
        expect(tile(page, session).get_by_role("heading")).to_contain_text(f"{family} 1979")
        chip = page.locator(f'#chips a[data-session="{session}"]')
        expect(chip).to_have_attribute("aria-label", re.compile(f"{family} 1979"))
        expect(item(page, session)).to_contain_text(f"{family} 1979")


@pytest.mark.hazard("H14", "A10")
def test_without_a_dose_a_tile_says_so_and_never_that_it_is_on_schedule(desk: Desk, ward: Ward) -> None:
    session = ward.session()
    room = tile(board(desk, ward), session)
    expect(room).to_contain_text("No dose recorded")
    expect(room).not_to_contain_text("On schedule")


@pytest.mark.hazard("H57", "A2")
def test_the_wall_names_the_rooms_and_nobody_in_them(desk: Desk, ward: Ward) -> None:
    session = ward.running(8)
    ward.reading(session, 0, systolic=196, diastolic=90)
    number = ward.person("nina").get(f"/sessions/{session}").json()
    page = desk.page(ward, "nina", "/wall", size="1440x900")
    room = page.get_by_role("region", name=number["room"], exact=True)
    expect(room).to_contain_text("URGENT")
    expect(room).to_contain_text("196/90")
    # An id is random and may hold the digits of a year.
    said = re.sub(r"\b[0-9a-f]{32}\b", "", page.locator("html").evaluate("page => page.outerHTML"))
    patient = number["patient"]
    for word in (patient["family_name"], patient["given_name"], patient["mrn"], patient["birth_date"],
                 "1979", "M.K."):  # fmt: skip
        assert word not in said
    main = page.get_by_role("main")
    assert main.get_by_role("link").count() == 0
    assert main.get_by_role("button").count() == 0
    assert findings(page) == {}


def test_digits_open_the_session_of_the_room_of_that_number(desk: Desk, ward: Ward) -> None:
    session = ward.running(8)
    number = ward.person("nina").get(f"/sessions/{session}").json()["room"].removeprefix("Room ")
    page = board(desk, ward)
    page.locator(f'#chips a[data-session="{session}"]').wait_for(state="attached")
    press(page, number)
    page.wait_for_url(f"**/session/{session}")


@pytest.mark.hazard("H01")
def test_digits_of_a_room_without_a_session_go_nowhere(desk: Desk, ward: Ward, advisory: str) -> None:
    page = board(desk, ward)
    page.locator(f'#chips a[data-session="{advisory}"]').wait_for(state="attached")
    press(page, "1")
    expect(page.get_by_role("status").filter(has_text="No session in room 1")).to_be_visible()
    assert page.url.endswith("/")


def test_letters_and_digits_can_be_switched_off_by_each_person(desk: Desk, ward: Ward) -> None:
    page = board(desk, ward, "mia")
    page.keyboard.press("?")
    button(dialog(page, "Keys"), "Switch letter and digit keys off").click()
    button(dialog(page, "Keys"), "Close").click()
    page.keyboard.press("?")
    press(page, "101")
    expect(page.locator("#key-said")).to_have_count(0)
    expect(dialog(page, "Keys")).to_have_count(0)
    button(page, "Keys").click()
    button(dialog(page, "Keys"), "Switch letter and digit keys on").click()
    button(dialog(page, "Keys"), "Close").click()
    page.keyboard.press("?")
    expect(dialog(page, "Keys")).to_be_visible()


def test_a_room_is_given_to_a_nurse_and_a_running_session_keeps_its_own(desk: Desk, ward: Ward) -> None:
    session = ward.running(8)
    page = board(desk, ward)
    room = tile(page, session)
    room.get_by_role("button", name=re.compile("^Nurse of")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("The running session stays with nobody")
    sheet.get_by_label("Mia Duarte").check()
    button(sheet, "Save").click()
    expect(room.get_by_role("button", name=re.compile("^Nurse of"))).to_have_accessible_name(
        re.compile("Mia Duarte$")
    )
    assert ward.person("nina").get(f"/sessions/{session}").json()["nurse"] is None


@pytest.mark.hazard("H10")
def test_what_changes_on_the_board_leaves_a_half_typed_set_of_another_room_alone(
    desk: Desk, ward: Ward, advisory: str
) -> None:
    session = ward.running(8)
    page = desk.page(ward, "nina", f"/session/{session}")
    drawer = Drawer(page).open()
    drawer.keys("13")
    ward.reading(advisory, 0, systolic=197, diastolic=90)
    chip = page.locator(f'#chips a[data-session="{advisory}"]')
    expect(chip).to_have_attribute("aria-label", re.compile("URGENT"))
    expect(drawer.box("Systolic")).to_be_focused()
    expect(drawer.box("Systolic")).to_have_value("13")


@pytest.mark.hazard("H58")
def test_the_board_with_every_state_has_no_serious_finding(desk: Desk, ward: Ward, advisory: str) -> None:
    ward.session()
    page = board(desk, ward)
    tile(page, advisory).wait_for()
    assert findings(page) == {}

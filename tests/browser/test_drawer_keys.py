"""How digits find their box: by themselves, by habit, by a scanner, by the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, Ward, button
from tests.browser.drawer import BOXES, SCALES, Drawer, sent_sets

HABIT_MS = 1000


@pytest.fixture(scope="module")
def chair(module_desk: Desk, ward: Ward) -> Page:
    """One session's page for the whole module."""
    return module_desk.page(ward, "nina", f"/session/{ward.running()}")


@pytest.fixture
def drawer(chair: Page) -> Iterator[Drawer]:
    """A drawer with nothing in it and nothing left of earlier ones."""
    chair.evaluate("localStorage.removeItem('chairside-next-box')")
    opened = Drawer(chair).open()
    yield opened
    if opened.dialog.count():
        opened.button("Cancel").click()
        opened.closed()
    chair.evaluate("Chairside.outbox.wipe()")


@pytest.mark.hazard("H06", "H09")
def test_the_drawer_opens_empty_with_every_answer_in_sight(drawer: Drawer) -> None:
    assert drawer.values() == {}
    assert drawer.chosen() == 0
    for name in BOXES:
        expect(drawer.box(name)).to_be_in_viewport(ratio=1)
        expect(drawer.box(name)).to_have_attribute("autocomplete", "off")
    for name in SCALES:
        expect(drawer.scale(name)).to_be_in_viewport(ratio=1)
    for name in ("Not taken", "Save set", "Cancel"):
        expect(drawer.button(name)).to_be_in_viewport(ratio=1)
    expect(drawer.dialog.get_by_role("textbox", name="Measured at", exact=True)).to_be_visible()


def test_a_full_set_takes_sixteen_keys_and_is_stored_as_typed(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    pressed = ("120", "80", "72", "98", "14", "0", "2", "3", "Enter")
    drawer.keys(*pressed).closed()
    assert sum(len(part) if part.isdigit() else 1 for part in pressed) <= 16
    assert sets[-1]["body"]["values"] == {
        "systolic": 120, "diastolic": 80, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14,
        "nausea": 0, "dizziness": 2, "dissociation": 3,
    }  # fmt: skip


def test_a_pressure_alone_takes_seven_keys(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.keys("186", "108", "Enter").closed()
    assert sets[-1]["body"]["values"] == {"systolic": 186, "diastolic": 108}


@pytest.mark.hazard("H06")
@pytest.mark.parametrize("habit", ["Tab", "/"])
def test_a_habitual_key_after_an_advance_skips_no_box(drawer: Drawer, habit: str) -> None:
    drawer.keys("120", habit, "80")
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80"}


@pytest.mark.hazard("H06")
def test_a_tab_long_after_an_advance_moves_on(drawer: Drawer) -> None:
    drawer.keys("120")
    drawer.page.wait_for_function(
        "since => performance.now() - since > 1100", arg=drawer.page.evaluate("performance.now()")
    )
    drawer.keys("Tab", "80")
    assert drawer.values() == {"Systolic": "120", "Heart rate": "80"}


def test_a_slash_leaves_a_short_systolic(drawer: Drawer) -> None:
    drawer.keys("95", "/", "60")
    assert drawer.values() == {"Systolic": "95", "Diastolic": "60"}


@pytest.mark.hazard("H06")
def test_moving_on_by_itself_can_be_switched_off(drawer: Drawer) -> None:
    drawer.button("Next box by itself").click()
    drawer.box("Systolic").focus()
    drawer.keys("120")
    expect(drawer.box("Systolic")).to_be_focused()
    drawer.keys("/", "80")
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80"}


@pytest.mark.hazard("H06")
def test_a_scan_into_systolic_stays_as_scanned_and_is_refused(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    chair.keyboard.type("12345678901234567890")
    assert drawer.values() == {"Systolic": "12345678901234567890"}
    assert drawer.chosen() == 0
    expect(drawer.verdict).to_contain_text("Systolic 12345678901234567890 cannot be stored.")
    drawer.keys("Enter")
    expect(drawer.box("Systolic")).to_be_focused()
    assert sets == []


@pytest.mark.hazard("H06", "A5")
def test_keys_of_the_page_are_dead_while_the_drawer_is_open(drawer: Drawer, chair: Page) -> None:
    address = chair.url
    drawer.button("Save set").focus()
    drawer.keys("e", "d", "f", "g", "b", "7", "2")
    assert chair.get_by_role("dialog").count() == 1
    assert drawer.values() == {}
    assert chair.url == address


def test_backspace_in_an_empty_box_goes_back(drawer: Drawer) -> None:
    drawer.keys("120", "Backspace")
    expect(drawer.box("Systolic")).to_be_focused()


def test_one_then_nought_is_ten_on_a_scale_and_a_tab_moves_on(drawer: Drawer) -> None:
    drawer.answer("Nausea", 0).focus()
    drawer.keys("1", "0")
    expect(drawer.answer("Nausea", 10)).to_be_checked()
    drawer.keys("1", "Tab", "3")
    expect(drawer.answer("Dizziness", 1)).to_be_checked()
    expect(drawer.answer("Dissociation", 3)).to_be_checked()


def test_a_second_tap_and_backspace_take_an_answer_back(drawer: Drawer) -> None:
    four = drawer.answer("Distress", 4)
    four.click()
    expect(four).to_be_checked()
    four.click()
    expect(four).not_to_be_checked()
    four.click()
    drawer.keys("Backspace")
    expect(four).not_to_be_checked()


def test_the_keypad_types_where_the_box_is(drawer: Drawer) -> None:
    for key in ("1", "2", "0", "7", "Backspace"):
        drawer.button(key).click()
    assert drawer.values() == {"Systolic": "120"}
    drawer.button("Next").click()
    expect(drawer.box("Heart rate")).to_be_focused()


def test_not_taken_moves_on_and_names_its_field(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.box("SpO2").focus()
    expect(drawer.button("Not taken")).to_have_accessible_description("SpO2")
    drawer.keys("n")
    for never in ("Asleep", "Immersed"):
        expect(drawer.button(never)).to_have_count(0)
    drawer.button("Equipment").click()
    expect(drawer.box("Respiratory rate")).to_be_focused()
    drawer.answer("Nausea", 0).focus()
    drawer.button("Not taken").click()
    drawer.button("Immersed").click()
    drawer.box("Systolic").focus()
    drawer.button("Not taken").click()
    drawer.button("Unable").click()
    drawer.keys("Enter").closed()
    body = sets[-1]["body"]
    assert body["values"] == {}
    assert body["not_obtained"] == {
        "spo2": "equipment", "nausea": "immersed", "systolic": "unable", "diastolic": "unable",
    }  # fmt: skip


def test_escape_closes_the_reasons_first_and_then_the_drawer(drawer: Drawer) -> None:
    drawer.keys("n", "Escape")
    expect(drawer.dialog).to_be_visible()
    expect(drawer.button("Equipment")).to_have_count(0)
    drawer.keys("Escape").closed()


def test_a_set_is_charted_with_the_keyboard_alone(chair: Page, ward: Ward) -> None:
    drawer = Drawer(chair)
    expect(button(chair, "Record")).to_be_visible()
    chair.evaluate("document.activeElement.blur()")
    chair.keyboard.press("r")
    drawer.ready()
    sets = sent_sets(chair)
    drawer.keys("118", "76", "68", "97", "12", "0", "0", "2", "0", "5", "Enter").closed()
    assert sets[-1]["body"]["values"]["sedation"] == 5
    assert len(sets[-1]["body"]["values"]) == 10


def test_more_measures_take_decimals_and_lists(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.button("More measures").click()
    drawer.box("Temperature").focus()
    drawer.keys("3", "6", ".", "8")
    drawer.dialog.get_by_role("combobox", name="RASS").select_option("-2")
    drawer.save()
    assert sets[-1]["body"]["values"] == {"temperature": 36.8, "rass": -2}


def test_control_enter_saves_and_goes_to_the_board(module_desk: Desk, ward: Ward) -> None:
    page = module_desk.page(ward, "nina", f"/session/{ward.running()}")
    drawer = Drawer(page).open()
    drawer.keys("120", "80", "Control+Enter")
    page.get_by_role("heading", name="Board").wait_for()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


@pytest.mark.hazard("H06")
def test_a_finger_types_on_the_keypad_without_the_tablets_own_keyboard(desk: Desk, ward: Ward) -> None:
    page = desk.page(ward, "nina", f"/session/{ward.running()}", has_touch=True, is_mobile=True)
    drawer = Drawer(page)
    page.get_by_role("button", name="Record", exact=True).tap()
    expect(drawer.box("Systolic")).to_have_attribute("inputmode", "none")
    sets = sent_sets(page)
    for key in "12080":
        drawer.button(key).tap()
    drawer.answer("Nausea", 3).tap()
    drawer.button("Save set").tap()
    drawer.closed()
    assert sets[-1]["body"]["values"] == {"systolic": 120, "diastolic": 80, "nausea": 3}


def test_forced_colours_still_tell_what_is_chosen(desk: Desk, ward: Ward) -> None:
    page = desk.page(ward, "nina", f"/session/{ward.running()}", forced_colors="active")
    drawer = Drawer(page).open()
    drawer.answer("Nausea", 3).click()
    look = "n => { const s = getComputedStyle(n.parentElement); return [s.backgroundColor, s.color].join(); }"
    assert drawer.answer("Nausea", 3).evaluate(look) != drawer.answer("Nausea", 4).evaluate(look)
    border = "n => getComputedStyle(n).borderTopWidth"
    assert (
        drawer.box("Systolic").evaluate(border) != "0px"
        or drawer.box("Systolic").locator("..").evaluate(border) != "0px"
    )

"""What a value meets before it is saved: refused, asked, said; and that only what was typed is stored."""

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, Ward, button, sign_in_by_cookies
from tests.browser.drawer import BOXES, Drawer, sent_sets


@pytest.fixture(scope="module")
def chair(module_desk: Desk, ward: Ward) -> Page:
    """One session's page for the whole module."""
    return module_desk.page(ward, "nina", f"/session/{ward.running()}")


@pytest.fixture
def drawer(chair: Page) -> Iterator[Drawer]:
    """A drawer with nothing in it."""
    opened = Drawer(chair).open()
    yield opened
    if opened.dialog.count():
        opened.button("Cancel").click()
        opened.closed()
    chair.evaluate("Chairside.outbox.wipe()")


@pytest.mark.hazard("H05", "H09")
def test_an_impossible_value_stays_as_typed_and_is_refused_in_words(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.keys("1380")
    expect(drawer.verdict).to_contain_text("Systolic 1380 cannot be stored. It must lie between 20 and 300.")
    assert drawer.values() == {"Systolic": "1380"}
    drawer.keys("Enter")
    expect(drawer.box("Systolic")).to_be_focused()
    expect(drawer.box("Systolic")).to_have_attribute("aria-invalid", "true")
    assert sets == []


def test_letters_are_kept_and_refused(drawer: Drawer) -> None:
    drawer.keys("1", "2", "a", "Tab")
    assert drawer.values() == {"Systolic": "12a"}
    expect(drawer.verdict).to_contain_text("Systolic 12a cannot be read as a number.")


@pytest.mark.hazard("H05")
def test_a_pair_the_wrong_way_round_is_refused_and_not_turned(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.keys("108", "112")
    expect(drawer.verdict).to_contain_text("Diastolic 112 is above systolic 108. Are they swapped?")
    drawer.keys("Enter")
    assert drawer.values() == {"Systolic": "108", "Diastolic": "112"}
    assert sets == []


@pytest.mark.hazard("H07")
def test_kilopascals_are_asked_about_and_nothing_is_stored(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.keys("16", "Tab", "11", "Enter")
    expect(drawer.verdict).to_contain_text("kPa?")
    assert drawer.values() == {"Systolic": "16", "Diastolic": "11"}
    assert sets == []


@pytest.mark.hazard("H05")
def test_an_improbable_value_is_asked_about_and_kept_with_one_tap(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    drawer.box("Heart rate").focus()
    drawer.keys("192")
    expect(drawer.verdict).to_contain_text("Check: heart rate 192? Outside 30 to 180.")
    expect(drawer.verdict).to_contain_text("URGENT")
    drawer.keys("Enter")
    assert sets == []
    drawer.button("Keep").click()
    expect(drawer.button("Keep")).to_have_count(0)
    drawer.save()
    assert sets[-1]["body"]["confirmed"] == ["heart_rate"]


def test_change_goes_back_to_the_value(drawer: Drawer) -> None:
    drawer.box("Heart rate").focus()
    drawer.keys("192")
    drawer.button("Change").click()
    drawer.keys("92")
    assert drawer.values() == {"Heart rate": "92"}


@pytest.mark.hazard("H24")
def test_six_ordinary_sets_bring_no_question(drawer: Drawer, chair: Page) -> None:
    sets = sent_sets(chair)
    ordinary = (("118", "76"), ("124", "82"), ("131", "85"), ("138", "88"), ("129", "84"), ("121", "79"))
    for upper, lower in ordinary:
        if not drawer.dialog.count():
            drawer.open()
        drawer.keys(upper, lower, "74", "97", "14", "0", "3", "2", "0", "5", "Enter").closed()
    assert len(sets) == len(ordinary)
    assert all("confirmed" not in sent["body"] for sent in sets)


@pytest.mark.hazard("H08")
def test_no_response_is_urgent_in_words_before_it_is_saved(drawer: Drawer) -> None:
    drawer.answer("Sedation", 0).click()
    expect(drawer.verdict).to_contain_text("URGENT")
    expect(drawer.verdict).to_contain_text("no response")


@pytest.mark.hazard("H08")
def test_the_last_answer_is_a_mark_and_not_a_choice(drawer: Drawer) -> None:
    assert drawer.chosen() == 0
    last = drawer.scale("Sedation").locator(".record-last")
    expect(last).to_have_count(1)
    expect(last.locator("input")).not_to_be_checked()


@pytest.mark.hazard("H05", "H09")
def test_the_last_value_stands_beside_the_box_with_its_age(drawer: Drawer) -> None:
    expect(drawer.box("Systolic")).to_have_value("")
    expect(drawer.box("Systolic")).to_have_accessible_description("mmHg Previous 121 · 0 min")
    expect(drawer.dialog.get_by_text("121/79 · ")).to_be_visible()


@pytest.mark.hazard("H09")
def test_what_is_stored_is_what_was_typed(chair: Page, ward: Ward) -> None:
    chance = random.Random(4)
    codes = ("systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate")
    ranges = ((100, 199), (40, 90), (40, 120), (80, 99), (10, 30))
    drawer, sets = Drawer(chair), sent_sets(chair)
    for _ in range(8):
        typed = {code: chance.randint(*span) for code, span in zip(codes, ranges, strict=True)}
        drawer.open()
        for name, code in zip(BOXES, codes, strict=True):
            drawer.box(name).focus()
            drawer.keys(str(typed[code]))
        drawer.keys("Enter")
        if drawer.button("Keep").count():
            drawer.button("Keep").click()
            drawer.button("Save set").click()
        drawer.closed()
        assert sets[-1]["body"]["values"] == typed
    session = chair.url.rsplit("/", 1)[1]
    assert [r["values"] for r in ward.readings(session)][-1]["systolic"] == sets[-1]["body"]["values"][
        "systolic"
    ]


@pytest.mark.hazard("H09", "A5")
def test_boxes_are_empty_after_cancel_reload_back_and_in_another_room(desk: Desk, ward: Ward) -> None:
    first, second = ward.running(), ward.running()
    page = desk.page(ward, "nina", f"/session/{first}")
    drawer = Drawer(page).open()
    drawer.keys("120", "80")
    drawer.button("Cancel").click()
    assert drawer.open().values() == {}
    page.reload()
    assert drawer.open().values() == {}
    page.goto(f"/session/{second}")
    assert drawer.open().values() == {}
    expect(drawer.button("Bring back")).to_have_count(0)
    page.go_back()
    page.get_by_role("heading", name="Kowalczyk").wait_for()
    assert drawer.open().values() == {}
    expect(drawer.button("Bring back")).to_be_visible()


@pytest.mark.hazard("H10")
def test_a_half_typed_set_is_offered_after_a_reload_and_gone_once_saved(desk: Desk, ward: Ward) -> None:
    page = desk.page(ward, "nina", f"/session/{ward.running()}")
    drawer = Drawer(page).open()
    drawer.keys("120", "80").kept_as_draft(systolic="120", diastolic="80")
    page.reload()
    drawer.open()
    assert drawer.values() == {}
    drawer.button("Bring back").click()
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80"}
    expect(drawer.box("Heart rate")).to_be_focused()
    drawer.save()
    drawer.open()
    expect(drawer.button("Bring back")).to_have_count(0)


@pytest.mark.hazard("H10")
def test_a_half_typed_set_is_brought_back_to_its_author_only(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    Drawer(page).open().keys("120", "80").kept_as_draft(diastolic="80")
    page.context.clear_cookies()
    sign_in_by_cookies(page, ward.person("mia"))
    page.goto(f"/session/{session}")
    drawer = Drawer(page).open()
    expect(drawer.verdict).not_to_contain_text("half-typed")
    expect(button(page, "Bring back")).to_have_count(0)


@pytest.mark.hazard("H10", "A7")
def test_a_half_typed_set_is_named_on_its_room_to_its_author_only(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    drawer = Drawer(page).open()
    drawer.keys("120", "80").kept_as_draft(diastolic="80")
    drawer.button("Cancel").click()
    page.goto("/")
    room = page.locator(f'.room-tile[data-session="{session}"] .tile-body')
    named = re.compile(r"Half-typed set, \d min")
    expect(room).to_have_attribute("data-draft", named)
    expect(page.locator(f'#chips a[data-session="{session}"]')).to_have_attribute("data-draft", named)
    assert "Half-typed set" in room.evaluate("place => getComputedStyle(place, '::after').content")
    page.context.clear_cookies()
    sign_in_by_cookies(page, ward.person("mia"))
    page.goto("/")
    room.wait_for()
    hers = "session => Chairside.outbox.draft(session, document.documentElement.dataset.user)"
    assert page.evaluate(hers, session) is None
    page.evaluate("document.dispatchEvent(new CustomEvent('chairside:saved'))")
    expect(room).not_to_have_attribute("data-draft", re.compile("."))

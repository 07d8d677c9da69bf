"""When a set was measured: frozen at its first answer, asked again when it comes to be saved much later."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import ZONE, Desk, Ward, ago, button
from tests.browser.drawer import Drawer, sent_sets

AWAY_MIN = 6


@pytest.fixture
def opened(desk: Desk, ward: Ward) -> Callable[[], Drawer]:
    """Opens the drawer of a fresh session."""
    return lambda: Drawer(desk.page(ward, "nina", f"/session/{ward.running()}")).open()


def measured_at(drawer: Drawer) -> str:
    """The time the set wears."""
    return drawer.dialog.get_by_role("textbox", name="Measured at", exact=True).input_value()


def observed(sent: dict[str, object]) -> datetime:
    """The moment a set was sent with."""
    return datetime.fromisoformat(str(sent["observed_at"]))


def six_minutes_early(page: Page) -> None:
    """The page believes at first that it is six minutes ago, and its clocks stand in the test's hand."""
    page.clock.install()
    early = {"now": ago(AWAY_MIN).isoformat(), "time_zone": str(ZONE)}
    page.route("**/api/v1/time", lambda route: route.fulfill(json=early), times=1)


@pytest.mark.hazard("H10", "A7")
@pytest.mark.parametrize("answer", ["Measured", "Now"])
def test_a_set_left_for_six_minutes_is_saved_only_once_its_time_is_answered(
    desk: Desk, ward: Ward, answer: str
) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", "/account")
    six_minutes_early(page)
    page.goto(f"/session/{session}")
    drawer = Drawer(page).open()
    sets = sent_sets(page)
    drawer.keys("120", "80")
    frozen = measured_at(drawer)
    page.clock.fast_forward(AWAY_MIN * 60_000)
    drawer.keys("Enter")
    expect(drawer.button(f"Measured {frozen}")).to_be_visible()
    assert sets == []
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80"}
    drawer.button(f"Measured {frozen}" if answer == "Measured" else "Now").click()
    drawer.button("Save set").click()
    drawer.closed()
    assert len(sets) == 1
    measured = ago(AWAY_MIN if answer == "Measured" else 0)
    assert abs(observed(sets[0]["body"]) - measured) < timedelta(minutes=1)


@pytest.mark.hazard("H18")
def test_a_set_of_a_quarter_of_an_hour_ago_says_it_is_a_late_entry(opened: Callable[[], Drawer]) -> None:
    drawer = opened()
    sets = sent_sets(drawer.page)
    for _ in range(3):
        drawer.button("−5 min").click()
    expect(drawer.dialog.locator(".record-when")).to_have_text("late entry, 15 min")
    drawer.box("Systolic").focus()
    drawer.keys("120", "80", "Enter").closed()
    assert abs(observed(sets[0]["body"]) - ago(15)) < timedelta(minutes=1)
    drawer.page.get_by_role("tab", name="Table", exact=True).click()
    expect(drawer.page.get_by_role("row").filter(has_text="120/80")).to_contain_text(
        re.compile(r"LATE ENTRY 1[456] min: measured \d\d:\d\d, entered \d\d:\d\d")
    )


def test_a_time_that_is_none_is_refused_in_words(opened: Callable[[], Drawer]) -> None:
    drawer = opened()
    sets = sent_sets(drawer.page)
    time = drawer.dialog.get_by_role("textbox", name="Measured at", exact=True)
    time.fill("25:99")
    time.press("Tab")
    drawer.box("Systolic").fill("120")
    drawer.keys("Enter")
    expect(drawer.verdict).to_contain_text("25:99")
    assert sets == []


def test_a_time_still_to_come_today_is_yesterdays_and_shows_its_day(opened: Callable[[], Drawer]) -> None:
    drawer = opened()
    soon = ago(-30).astimezone(ZONE)
    time = drawer.dialog.get_by_role("textbox", name="Measured at", exact=True)
    time.fill(f"{soon:%H:%M}")
    time.press("Tab")
    expect(drawer.dialog.get_by_label("Day measured")).to_be_visible()
    expect(drawer.dialog.locator(".record-when")).to_have_text("late entry, 23 h")
    button(drawer.dialog, "Cancel").click()

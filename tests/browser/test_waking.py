"""A tablet that slept: its set is stamped with the server's time, or marked as unchecked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import REFUSED, Desk, Ward, button, dialog, open_table
from tests.browser.drawer import Drawer, sent_sets

TIME = "**/api/v1/time"
# The wall clock has gone on by this much while the monotonic one stood still, as in a sleep.
SLEEP = "(ms) => { const real = Date.now; Date.now = () => real() + ms; }"
SLEPT = timedelta(minutes=20)


def slept(page: Page, by: timedelta = SLEPT) -> None:
    page.evaluate(SLEEP, by.total_seconds() * 1000)


def answered(page: Page) -> None:
    """Wait until the page goes by the server's time again."""
    page.wait_for_function("() => Chairside.clock.checked()")


def near(sent: dict[str, Any], moment: datetime) -> bool:
    return abs(datetime.fromisoformat(str(sent["body"]["observed_at"])) - moment) < timedelta(seconds=60)


def drawer_of(desk: Desk, ward: Ward) -> Drawer:
    page = desk.page(ward, "nina", f"/session/{ward.running()}")
    drawer = Drawer(page).open()
    answered(page)
    return drawer


@pytest.mark.hazard("H19", "A14")
def test_after_a_sleep_the_server_is_asked_before_anything_is_stamped(desk: Desk, ward: Ward) -> None:
    drawer = drawer_of(desk, ward)
    sets = sent_sets(drawer.page)
    with drawer.page.expect_response(TIME):
        slept(drawer.page)
    answered(drawer.page)
    drawer.keys("120", "80").save()
    assert near(sets[0], datetime.now(UTC))
    assert "time_unchecked" not in sets[0]["body"]


@pytest.mark.hazard("H19", "A14")
def test_a_stamp_taken_before_the_server_answered_is_put_right_by_its_answer(desk: Desk, ward: Ward) -> None:
    drawer = drawer_of(desk, ward)
    page = drawer.page
    sets = sent_sets(page)
    desk.console.expect(REFUSED)
    page.route(TIME, lambda route: route.abort())
    slept(page)
    drawer.keys("120", "80")
    assert not page.evaluate("() => Chairside.clock.checked()")
    page.unroute(TIME)
    answered(page)
    drawer.save()
    assert near(sets[0], datetime.now(UTC))
    assert "time_unchecked" not in sets[0]["body"]


@pytest.mark.hazard("H19", "A14")
def test_without_the_servers_time_the_set_is_marked_unchecked(desk: Desk, ward: Ward) -> None:
    drawer = drawer_of(desk, ward)
    page = drawer.page
    sets = sent_sets(page)
    desk.console.expect(REFUSED)
    page.route(TIME, lambda route: route.abort())
    slept(page, timedelta(seconds=90))
    drawer.keys("131", "84").save()
    assert sets[0]["body"]["time_unchecked"] is True
    assert near(sets[0], datetime.now(UTC) + timedelta(seconds=90))
    expect(open_table(page)).to_contain_text("131/84")


@pytest.mark.hazard("H19", "A14")
def test_a_page_that_is_seen_again_asks_for_the_time(desk: Desk, ward: Ward) -> None:
    page = drawer_of(desk, ward).page
    with page.expect_response(TIME):
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.hazard("H19", "A14")
def test_without_the_servers_time_an_event_carries_the_tablets_and_asks_the_server_first(
    desk: Desk, ward: Ward
) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    expect(button(page, "Event")).to_be_visible()
    answered(page)
    desk.console.expect(REFUSED)
    page.route(TIME, lambda route: route.abort())
    slept(page, timedelta(seconds=90))
    page.keyboard.press("e")
    with page.expect_request("**/events") as tapped:
        button(dialog(page, "Event"), "Patient called").first.click()
    expect(dialog(page, "Event")).to_be_hidden()
    occurred = datetime.fromisoformat(tapped.value.post_data_json["occurred_at"])
    assert abs(occurred - datetime.now(UTC) - timedelta(seconds=90)) < timedelta(seconds=60)
    page.unroute(TIME)
    slept(page)
    page.keyboard.press("e")
    with page.expect_request("**/events") as tapped:
        button(dialog(page, "Event"), "Reassured").first.click()
    occurred = datetime.fromisoformat(tapped.value.post_data_json["occurred_at"])
    assert abs(occurred - datetime.now(UTC)) < timedelta(seconds=60)

"""What others see: news without a reload, and a loud word when the server says nothing any more."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.desk import REFUSED, Desk, Ward, open_table

# The first stream of the page never says a word, as after a change of the network; the next ones work.
DEAF = """() => {
  const Real = window.EventSource;
  window.streams = 0;
  window.EventSource = function (address) {
    window.streams += 1;
    return window.streams > 1 ? new Real(address) : { readyState: 1, addEventListener() {}, close() {} };
  };
  window.EventSource.CLOSED = 2;
}"""
SILENT = "Nothing heard from the server for 10 s. Values may be old."


@contextmanager
def frozen(ward: Ward) -> Iterator[None]:
    """The server stands still, as a machine does that is out of memory."""
    assert ward.clinic.process is not None
    os.kill(ward.clinic.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(ward.clinic.process.pid, signal.SIGCONT)


@pytest.mark.hazard("H17", "A5")
def test_pages_say_when_nothing_is_heard_and_come_back_by_themselves(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    pages = [desk.page(ward, "nina", f"/session/{session}"), desk.page(ward, "mia", "/")]
    for page in pages:
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_function("() => performance.now() > 3000")
    desk.console.expect(REFUSED)
    with frozen(ward):
        for page in pages:
            expect(page.locator("#stale-bar")).to_have_text(SILENT)
            expect(page.locator("body")).to_have_class(re.compile("no-server"))
    for page in pages:
        expect(page.locator("#stale-bar")).to_be_empty()
    ward.reading(session, 0, systolic=133, diastolic=84)
    expect(open_table(pages[0])).to_contain_text("133/84")
    expect(pages[1].locator(f'.room-tile[data-session="{session}"]')).to_contain_text("133/84")


@pytest.mark.hazard("H17", "H52")
def test_a_tablet_without_a_network_says_so_and_catches_up_by_itself(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    board = desk.page(ward, "mia", "/")
    expect(open_table(page)).to_contain_text("128/79")
    tile = board.locator(f'.room-tile[data-session="{session}"]')
    expect(tile).to_contain_text("128/79")
    desk.console.expect(REFUSED)
    page.context.set_offline(True)
    expect(page.locator("#stale-bar")).to_have_text(SILENT)
    ward.reading(session, 0, systolic=134, diastolic=85)
    expect(tile).to_contain_text("134/85")
    expect(board.locator("#stale-bar")).to_be_empty()
    page.context.set_offline(False)
    expect(page.locator("#stale-bar")).to_be_empty()
    expect(open_table(page)).to_contain_text("134/85")
    ward.reading(session, 0, systolic=135, diastolic=86)
    expect(open_table(page)).to_contain_text("135/86")


@pytest.mark.hazard("H17")
def test_a_stream_that_died_silently_is_replaced(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", "/account")
    page.add_init_script(f"({DEAF})()")
    page.goto(f"/session/{session}")
    expect(open_table(page)).to_contain_text("128/79")
    page.wait_for_function("() => window.streams > 1")
    ward.reading(session, 0, systolic=134, diastolic=85)
    expect(open_table(page)).to_contain_text("134/85")
    expect(page.locator("#stale-bar")).to_be_empty()


@pytest.mark.hazard("H20")
def test_an_urgent_is_named_in_its_rooms_chip_on_any_page(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "mia", "/patients")
    chip = page.locator(f'#chips a[data-session="{session}"]')
    expect(chip).to_be_attached()
    expect(chip).not_to_have_accessible_name(re.compile("URGENT"))
    ward.reading(session, 0, systolic=191, diastolic=90)
    expect(chip).to_have_accessible_name(re.compile("URGENT"))


@pytest.mark.hazard("H17")
def test_a_page_from_the_browsers_history_asks_the_server_again(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    expect(open_table(page)).to_contain_text("128/79")
    page.goto("/account")
    ward.reading(session, 0, systolic=137, diastolic=86)
    with page.expect_response("**/_dash-update-component*"):
        page.go_back()
    expect(open_table(page)).to_contain_text("137/86")


def test_signing_out_leaves_nothing_of_the_person_behind(desk: Desk, ward: Ward) -> None:
    ward.clinic.add_user("once", "nurse", display_name="Once Only")
    page = desk.page(ward, "once", "/")
    desk.console.expect(REFUSED)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.goto("/")
    page.wait_for_url(re.compile("/sign-in"))
    assert page.evaluate("Object.keys(sessionStorage).length") == 0

"""A session without a mouse, and a screen whose colours the system has taken away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import QUIET, Desk, Ward, ago, dialog, press
from tests.browser.drawer import Drawer
from tests.browser.looking import picture
from tests.browser.test_finish import SAID
from tests.serving import PASSWORD

MOST_TABS = 150
NAMED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].textContent : "";
  return (one.getAttribute("aria-label") || label || one.textContent || "").trim();
}"""
BORDER = "one => { const s = getComputedStyle(one); return s.borderTopStyle + s.borderTopWidth; }"
IS_IN_DIALOG = "() => Boolean(document.activeElement.closest('dialog'))"


def tab_to(page: Page, name: str) -> None:
    """Go on with Tab until what is named so has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate(NAMED) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name}")


def tab_to_focus(page: Page, place: Locator) -> None:
    """Go on with Tab until this element has the focus."""
    for _ in range(MOST_TABS):
        if place.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never came to it")


@pytest.fixture
def at_the_end(ward: Ward) -> str:
    """A patient 130 minutes after the start and 90 after the end of an infusion, quiet since."""
    session = ward.running(130)
    nina = ward.person("nina")
    end = {"kind": "dose_end", "detail": {"amount_given": 35}, "occurred_at": ago(90).isoformat()}
    nina.made(f"/sessions/{session}/events", end)
    ward.reading(session, 8, **QUIET)
    ward.answered(session)
    return session


@pytest.mark.hazard("H58")
def test_the_keyboard_alone_signs_in_records_answers_notes_and_finishes(
    ward: Ward, desk: Desk, at_the_end: str
) -> None:
    page = desk.visitor(ward.url)
    page.goto("/sign-in")
    tab_to(page, "Username")
    page.keyboard.type("nina")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Board").wait_for()
    number = ward.person("nina").get(f"/sessions/{at_the_end}").json()["room"].removeprefix("Room ")
    page.locator(f'#chips a[data-session="{at_the_end}"]').wait_for()
    press(page, number)
    page.wait_for_url(f"**/session/{at_the_end}")
    page.get_by_role("button", name="Record", exact=True).wait_for()
    records(page)
    acknowledges(page)
    notes_an_event(page)
    ward.reading(at_the_end, 0, **QUIET)
    ward.answered(at_the_end)
    finishes(page)


def records(page: Page) -> None:
    """One set, worse than it should be."""
    page.keyboard.press("r")
    drawer = Drawer(page).ready()
    drawer.keys("130", "80", "74", "98", "14", "0", "0", "0", "8", "5", "Enter")
    drawer.closed()


def acknowledges(page: Page) -> None:
    """Its alert, with the warning signs asked."""
    alerts = page.get_by_role("region", name="Alerts")
    banner = alerts.locator(".banner").filter(has_text="Distress 8")
    tab_to_focus(page, banner.get_by_role("button", name="Acknowledge", exact=True))
    page.keyboard.press("Enter")
    sheet = dialog(page, "Distress 8")
    expect(sheet).to_contain_text("URGENT")
    tab_to_focus(page, sheet.get_by_role("checkbox", name="None of these"))
    page.keyboard.press("Space")
    tab_to_focus(page, sheet.get_by_role("button", name="Acknowledge", exact=True))
    page.keyboard.press("Enter")
    expect(alerts).to_contain_text("by Nina Brandt")


def notes_an_event(page: Page) -> None:
    """One tap of the event sheet, as a key."""
    page.keyboard.press("e")
    sheet = dialog(page, "Event")
    tab_to_focus(page, sheet.get_by_role("button", name="Patient called", exact=True).first)
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".record-toast")).to_contain_text("Patient called. Saved")


def finishes(page: Page) -> None:
    """Every word that leaving asks for."""
    page.keyboard.press("f")
    sheet = dialog(page, "Finish session")
    for words in SAID.values():
        tab_to_focus(page, sheet.get_by_role("checkbox", name=words))
        page.keyboard.press("Space")
    tab_to_focus(page, sheet.get_by_role("textbox", name="Escort", exact=True))
    page.keyboard.type("Jan Kowalczyk")
    tab_to_focus(page, sheet.get_by_role("button", name="Finish session", exact=True))
    assert page.evaluate(IS_IN_DIALOG)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()


def shape(place: Locator) -> bytes:
    """How a glyph is drawn, as a picture."""
    drawn = place.first
    expect(drawn).to_be_visible()
    return drawn.screenshot(animations="disabled")


@pytest.mark.hazard("H58")
def test_in_forced_colours_every_severity_is_told_apart_by_word_and_shape(
    ward: Ward, desk: Desk, tmp_path: Path
) -> None:
    urgent, late = ward.running(6), ward.running(15)
    ward.reading(urgent, 0, systolic=186, diastolic=95, nausea=5, spo2=98, sedation=4)
    page = desk.page(ward, "nina", "/", forced_colors="active", size="1440x900")
    strips = {
        "URGENT": page.locator(f'.room-tile[data-session="{urgent}"] .tile-strip'),
        "LATE": page.locator(f'.room-tile[data-session="{late}"] .tile-strip'),
    }
    for word, strip in strips.items():
        expect(strip.first).to_contain_text(word)
    borders = {word: strip.first.evaluate(BORDER) for word, strip in strips.items()}
    assert len(set(borders.values())) == len(borders)
    picture(page, "board-forced-colours", elsewhere=tmp_path)

    page.goto(f"/session/{urgent}")
    alerts = page.get_by_role("region", name="Alerts")
    expect(alerts.locator(".banner")).to_have_count(2)
    seen = {}
    for level in ("urgent", "advisory"):
        banner = alerts.locator(f".banner.{level}").first
        expect(banner).to_contain_text(level.upper())
        seen[level] = shape(banner.locator(".glyph"))
    assert seen["urgent"] != seen["advisory"]
    picture(page, "session-forced-colours", elsewhere=tmp_path)

    alerts.get_by_role("button", name="Acknowledge", exact=True).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".badge.urgent")).to_have_text("URGENT")
    picture(page, "sheet-forced-colours", elsewhere=tmp_path)
    sheet.get_by_role("button", name="Cancel", exact=True).click()

    drawer = Drawer(page).open()
    drawer.keys("186", "108")
    expect(drawer.verdict).to_contain_text(re.compile("URGENT"))
    picture(page, "record-forced-colours", elsewhere=tmp_path)


def test_keys_switched_off_on_the_own_page_rest_on_the_review_page_too(ward: Ward, desk: Desk) -> None:
    ward.running(5)
    page = desk.page(ward, "carl", "/account")
    page.get_by_role("button", name="Switch letter and digit keys off", exact=True).click()
    page.reload()
    switch_on = page.get_by_role("button", name="Switch letter and digit keys on", exact=True)
    expect(switch_on).to_be_visible()
    page.goto("/review")
    page.locator("#review-day-list [data-review]").first.wait_for()
    page.keyboard.press("j")
    assert "session=" not in page.url
    page.goto("/account")
    switch_on.click()
    page.goto("/review")
    page.locator("#review-day-list [data-review]").first.wait_for()
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/review\?session="))

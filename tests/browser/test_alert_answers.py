"""Answering an alert: an empty sheet, warning signs asked, the way to a transfer, the end by hand."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, button, dialog

FINDING = "Systolic 186, limit 180"
RED_FLAG = "URGENT with any pressure. Call."


def urgent_room(desk: Desk, ward: Ward, username: str = "nina") -> tuple[str, Page]:
    """The page of a session with an urgent pressure."""
    session = ward.running()
    ward.reading(session, 0, systolic=186, diastolic=95)
    return session, desk.page(ward, username, f"/session/{session}")


def banners(page: Page) -> Locator:
    return page.get_by_role("region", name="Alerts")


def opened_sheet(page: Page, verb: str = "Acknowledge") -> Locator:
    button(banners(page), verb).first.click()
    return dialog(page, FINDING)


@pytest.mark.hazard("H24", "H42", "A18")
def test_the_sheet_opens_empty_and_names_what_is_missing(desk: Desk, ward: Ward) -> None:
    _, page = urgent_room(desk, ward)
    sheet = opened_sheet(page)
    expect(sheet.get_by_role("checkbox")).to_have_count(7)
    expect(sheet.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(sheet.get_by_label("Who was told")).to_have_value("")
    button(sheet, "Acknowledge").click()
    expect(sheet).to_contain_text("Tick each sign seen, or None of these.")
    sheet.get_by_label("None of these").check()
    button(sheet, "Acknowledge").click()
    expect(sheet).to_have_count(0)
    expect(banners(page)).to_contain_text("by Nina Brandt. No warning signs.")


@pytest.mark.hazard("H42")
def test_a_warning_sign_is_urgent_with_any_pressure_and_offers_the_transfer(desk: Desk, ward: Ward) -> None:
    session, page = urgent_room(desk, ward)
    sheet = opened_sheet(page)
    sheet.get_by_label("Chest pain").check()
    expect(sheet.get_by_role("alert").filter(has_text=RED_FLAG)).to_be_visible()
    expect(sheet.get_by_role("link", name="Transfer summary")).to_have_attribute(
        "href", f"/api/v1/sessions/{session}/transfer.pdf"
    )
    sheet.get_by_label("None of these").check()
    expect(sheet).not_to_contain_text(RED_FLAG)
    sheet.get_by_label("Chest pain").check()
    button(sheet, "Acknowledge").click()
    offered = dialog(page, "Warning sign: chest pain")
    expect(offered).to_contain_text(RED_FLAG)
    expect(offered.get_by_role("link", name="Transfer summary")).to_be_visible()
    button(offered, "Transfer").click()
    expect(dialog(page, "Finish session")).to_be_visible()


@pytest.mark.hazard("H01", "A1")
def test_the_focus_stays_with_its_alert_and_never_falls_to_another(desk: Desk, ward: Ward) -> None:
    session, page = urgent_room(desk, ward)
    ask = banners(page).locator('[data-action="acknowledge"]')
    ask.first.focus()
    first = ask.first.get_attribute("data-alert")
    assert first is not None
    ward.reading(session, 0, spo2=84)
    expect(ask).to_have_count(2)
    expect(banners(page).locator(f'[data-action="acknowledge"][data-alert="{first}"]')).to_be_focused()
    ward.person("mia").made(f"/alerts/{first}/acknowledge", {"told": "Dr Okafor", "signs": []})
    expect(ask).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.hazard("H20")
def test_an_alert_raised_here_is_answered_there_and_both_see_it(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    here = desk.page(ward, "nina", f"/session/{session}")
    there = desk.page(ward, "mia", f"/session/{session}")
    expect(button(there, "Record")).to_be_visible()
    ward.reading(session, 0, systolic=186, diastolic=95)
    for page in (here, there):
        expect(banners(page)).to_contain_text(f"URGENT · {FINDING}")
    sheet = opened_sheet(there, "Provider told")
    sheet.get_by_label("None of these").check()
    sheet.get_by_label("Who was told").fill("Dr Okafor")
    button(sheet, "Provider told").click()
    for page in (here, there):
        expect(banners(page)).to_contain_text(re.compile(r"by Mia Duarte. Dr Okafor told \d\d:\d\d."))


def test_a_limit_is_resolved_by_hand_with_a_reason(desk: Desk, ward: Ward) -> None:
    _, page = urgent_room(desk, ward)
    sheet = opened_sheet(page)
    sheet.get_by_label("None of these").check()
    button(sheet, "Acknowledge").click()
    button(banners(page), "Resolve").first.click()
    ending = dialog(page, f"Resolve: {FINDING}")
    button(ending, "Resolve").click()
    expect(ending).to_contain_text("Say why it is resolved.")
    ending.get_by_label("Reason").fill("Cuff was on the wrong arm")
    button(ending, "Resolve").click()
    expect(banners(page)).not_to_contain_text(FINDING)


@pytest.mark.hazard("H20")
def test_a_repeat_counts_down_and_says_when_it_is_late(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    ward.reading(session, 6, systolic=186, diastolic=95)
    page = desk.page(ward, "nina", f"/session/{session}")
    expect(banners(page)).to_contain_text(re.compile(r"Repeat BP LATE 0[01]:\d\d"))
    other = ward.running()
    ward.reading(other, 0, systolic=186, diastolic=95)
    page.goto(f"/session/{other}")
    expect(banners(page)).to_contain_text(re.compile(r"Repeat BP in 0[45]:\d\d"))


@pytest.mark.hazard("H13")
def test_a_late_check_is_taken_or_explained(desk: Desk, ward: Ward) -> None:
    session = ward.running(minutes_since_dose=15)
    page = desk.page(ward, "nina", f"/session/{session}")
    late = banners(page).locator(".banner").filter(has_text="check late")
    expect(button(late, "Take now")).to_be_visible()
    button(late, "Why late").click()
    sheet = page.get_by_role("dialog")
    button(sheet, "Save reason").click()
    expect(sheet).to_contain_text("Say why.")
    sheet.get_by_label("Why late").fill("Patient was in the bathroom")
    button(sheet, "Save reason").click()
    expect(late).to_contain_text("by Nina Brandt. Patient was in the bathroom.")

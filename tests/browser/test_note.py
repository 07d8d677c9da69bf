"""The note at the desk: own words, signing in two steps, what changes afterwards, addenda."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import REFUSED, SAVED, Desk, Ward, ago, button, dialog
from tests.browser.looking import findings, picture
from tests.serving import PASSWORD

PLAN = "Next infusion 27 Nov, same dose."


@pytest.fixture(scope="module")
def protocol(ward: Ward) -> str:
    """A protocol of the clinic's own: a nurse prepares, the plan must be written."""
    ada = ward.person("ada")
    shipped = ada.get("/protocols/iv_racemic_40/versions").json()["items"][0]
    shared = {**shipped["shared"], "note": {"required": ["plan"], "prepared": True}}
    copy = {**shipped, "code": "iv_two_steps", "label": "IV, signed in two steps", "shared": shared}
    ada.made("/protocols", {**copy, "reason": "The clinic signs in two steps"})
    ward.person("carl").made("/protocols/iv_two_steps/versions/1/approve", {})
    return "iv_two_steps"


def ended(ward: Ward, **more: Any) -> str:
    """A session with a baseline, a dose and a high reading, transferred; its id."""
    session = ward.session(**more)
    nina = ward.person("nina")
    base = ward.reading(session, 50, systolic=128, diastolic=79, heart_rate=72, spo2=98, sedation=5)
    nina.made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
    dose = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}
    nina.made(
        f"/sessions/{session}/events",
        {"kind": "dose_start", "detail": dose, "occurred_at": ago(40).isoformat()},
    )
    ward.reading(session, 5, systolic=166, diastolic=99, heart_rate=84, spo2=97, sedation=4)
    nina.made(f"/sessions/{session}/discharge", {"end": "transferred"})
    return session


def note_page(desk: Desk, ward: Ward, who: str, session: str, size: str = "1440x900") -> Page:
    page = desk.page(ward, who, f"/session/{session}/note", size=size)
    paper(page).get_by_text("166/99").first.wait_for()
    return page


def paper(page: Page) -> Locator:
    return page.get_by_role("region", name="Post-session note")


def boxes(page: Page) -> Locator:
    return page.get_by_role("region", name="Your words")


def signed(page: Page, opens: str, sheet_name: str) -> None:
    button(page, opens).click()
    sheet = dialog(page, sheet_name)
    sheet.get_by_label("Your password").fill(PASSWORD)
    button(sheet, sheet_name).click()
    expect(sheet).to_be_hidden()


@pytest.mark.hazard("H47", "H48")
def test_a_note_goes_from_words_over_two_signatures_to_an_addendum(
    ward: Ward, desk: Desk, protocol: str, tmp_path: Path
) -> None:
    session = ended(ward, protocol=protocol, family_name="Wolfe-Featherstonehaugh")
    carl = note_page(desk, ward, "carl", session)
    expect(carl.get_by_text("Signing opens later: plan is not written; nobody has")).to_be_visible()
    plan = boxes(carl).get_by_role("textbox", name="Plan")
    plan.fill(PLAN)
    expect(boxes(carl).get_by_role("status")).to_have_text("Not saved yet.")
    button(boxes(carl), "Save words").click()
    expect(boxes(carl).get_by_role("status")).to_have_text(SAVED)
    expect(paper(carl)).to_contain_text(re.compile(r"Written by Dr Okafor, \d\d:\d\d:"))
    picture(carl, "note-words", elsewhere=tmp_path)

    nina = note_page(desk, ward, "nina", session)
    expect(boxes(nina).get_by_role("textbox")).to_have_count(1)
    expect(button(nina, "Sign and lock")).to_have_count(0)
    signed(nina, "Sign as prepared", "Sign as prepared")
    expect(nina.get_by_role("region", name="Signed as prepared")).to_contain_text("Nina Brandt")
    picture(nina, "note-prepared", elsewhere=tmp_path)

    signed(carl, "Sign and lock", "Sign and lock")
    expect(carl.get_by_role("region", name="Signed", exact=True)).to_contain_text("Dr Okafor")
    expect(boxes(carl)).to_have_count(0)
    expect(carl.get_by_text("Draft", exact=True)).to_have_count(0)

    last = ward.readings(session)[-1]
    fix = {"values": {"systolic": 144}, "reason": "misread"}
    ward.person("nina").made(f"/readings/{last['id']}/corrections", fix, if_match=1)
    expect(carl.get_by_role("alert").get_by_text("Changed after signing")).to_be_visible()
    changed = paper(carl).locator(".section-changed").first
    expect(changed).to_contain_text("Changed since Dr Okafor signed as approved")
    expect(paper(carl)).to_contain_text("Before: ")
    expect(carl.locator(".page-head")).to_contain_text("AMENDED after signature")
    picture(carl, "note-amended", elsewhere=tmp_path)
    changed.scroll_into_view_if_needed()
    picture(carl, "note-changed", elsewhere=tmp_path)

    button(carl, "Add addendum").click()
    sheet = dialog(carl, "Add addendum")
    sheet.get_by_role("textbox", name="Addendum").fill("The cuff was read wrong; 144 is right.")
    picture(carl, "note-addendum", elsewhere=tmp_path)
    sheet.get_by_label("Your password").fill(PASSWORD)
    button(sheet, "Sign addendum").click()
    expect(paper(carl)).to_contain_text("Addendum 1")
    expect(paper(carl)).to_contain_text("Addendum: I wrote this after the signature.")
    assert findings(carl) == {}


@pytest.mark.hazard("H51")
def test_unsaved_words_outlive_a_reload_and_are_dropped_when_saved(ward: Ward, desk: Desk) -> None:
    session = ended(ward)
    page = note_page(desk, ward, "carl", session, "1024x768")
    boxes(page).get_by_role("textbox", name="Assessment").fill("Half a sent")
    page.wait_for_timeout(700)
    page.reload()
    assessment = boxes(page).get_by_role("textbox", name="Assessment")
    expect(assessment).to_have_value("Half a sent")
    expect(boxes(page).get_by_role("status")).to_have_text("Not saved yet: your words from before are here.")
    button(boxes(page), "Save words").click()
    expect(boxes(page).get_by_role("status")).to_have_text(SAVED)
    page.reload()
    expect(assessment).to_have_value("Half a sent")
    expect(boxes(page)).not_to_contain_text("Not saved yet")


@pytest.mark.hazard("H53")
def test_who_saves_second_sees_the_other_words_and_keeps_their_own(
    ward: Ward, desk: Desk, tmp_path: Path
) -> None:
    desk.console.expect(REFUSED)
    session = ended(ward)
    page = note_page(desk, ward, "carl", session)
    words = boxes(page).get_by_role("textbox", name="Patient's words")
    words.fill("It was calm.")
    ward.person("nina").made(
        f"/sessions/{session}/note", {"patient_words": "Peaceful, she said."}, method="PATCH", if_match=0
    )
    expect(paper(page)).to_contain_text("Peaceful, she said.")
    expect(words).to_have_value("It was calm.")
    button(boxes(page), "Save words").click()
    expect(boxes(page).get_by_role("alert")).to_contain_text("Nina Brandt saved words at")
    expect(boxes(page)).to_contain_text("Saved meanwhile: Peaceful, she said.")
    expect(words).to_have_value("It was calm.")
    picture(page, "note-second", elsewhere=tmp_path)
    button(boxes(page), "Save words").click()
    expect(boxes(page).get_by_role("status")).to_have_text(SAVED)
    expect(paper(page)).to_contain_text("It was calm.")


def test_the_sheet_says_before_the_password_that_an_alert_is_open(
    ward: Ward, desk: Desk, tmp_path: Path
) -> None:
    session = ended(ward)
    page = note_page(desk, ward, "carl", session, "1024x768")
    button(page, "Sign and lock").click()
    sheet = dialog(page, "Sign and lock")
    expect(sheet).to_contain_text(re.compile(r"\d+ alerts? (is|are) not acknowledged"))
    expect(sheet).to_contain_text("Approved: I reviewed this record and it is complete.")
    picture(page, "note-sign", elsewhere=tmp_path)


def test_the_note_fits_a_tablet_in_dim_light(ward: Ward, desk: Desk, tmp_path: Path) -> None:
    session = ended(ward)
    page = note_page(desk, ward, "nina", session, "1024x768")
    assert findings(page) == {}
    page.evaluate("document.documentElement.dataset.theme = 'dim'")
    picture(page, "note-tablet-dim", elsewhere=tmp_path)

"""A limit moved at the screen, and a session that begins only when its limits were chosen."""

import re
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import ZONE, Desk, Ward, button, dialog
from tests.browser.looking import findings, picture
from tests.browser.test_dose import named
from tests.serving import PASSWORD

NUMBERS = count(1)


def patient(ward: Ward, family_name: str, **fields: Any) -> str:
    """A patient with a record number of their own and what was asked of them; the number."""
    mrn = f"77100{next(NUMBERS)}"
    nina = ward.person("nina")
    known = nina.patient(mrn=mrn, family_name=family_name)
    if fields:
        nina.made(f"/patients/{known}", fields, method="PATCH")
    return mrn


def start_sheet(page: Page, mrn: str, name: str, room: str = "Room 5") -> Locator:
    """The start sheet of a room with this patient chosen."""
    page.goto("/")
    button(page.get_by_role("region", name=room, exact=True), "Start session").click()
    sheet = dialog(page, "Start session")
    choose(sheet, mrn, name)
    sheet.get_by_label("Protocol").select_option("iv_racemic_40")
    return sheet


def choose(sheet: Locator, mrn: str, name: str) -> None:
    sheet.get_by_role("searchbox", name="Find patient").fill(mrn)
    sheet.get_by_role("button", name=re.compile(name)).click()


def limits_question(sheet: Locator) -> Locator:
    return sheet.get_by_role("group", name="Limits: Standard or Cautious?")


def born(years: int) -> str:
    """The birth date of somebody who turned so many years old this month, today at the latest."""
    today = datetime.now(ZONE).date()
    return f"{today.year - years}-{today:%m}-{min(today.day, 28):02}"


@pytest.mark.hazard("H30", "A23")
def test_a_hypertensive_patient_starts_only_when_limits_are_chosen(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    mrn = patient(ward, "Hyde", facts=["hypertension"], allergies="Penicillin")
    page = desk.page(ward, "nina")
    sheet = start_sheet(page, mrn, "Hyde")
    expect(sheet.locator(".screening")).to_have_text("Penicillin allergyHypertension")
    question = limits_question(sheet)
    expect(question).to_contain_text("Asked because: Hypertension.")
    assert question.get_by_role("radio").count() == 2
    assert question.locator("input:checked").count() == 0
    button(sheet, "Start session").click()
    expect(question).to_contain_text("Choose Standard or Cautious.")
    sessions = ward.person("nina").get("/sessions?state=preparing").json()["items"]
    assert mrn not in {s["patient"]["mrn"] for s in sessions}
    picture(page, "start-limits", elsewhere=tmp_path)
    assert findings(page) == {}
    question.get_by_role("radio", name="Cautious").check()
    button(sheet, "Start session").click()
    page.wait_for_url("**/session/*")
    begun = ward.person("nina").get(f"/sessions/{page.url.rsplit('/', 1)[1]}").json()
    assert begun["threshold_set"]["code"] == "cautious"
    header = page.locator(".patient-header")
    expect(header).to_contain_text("Penicillin allergy")
    expect(header).to_contain_text("Hypertension")
    page.get_by_role("tab", name="Log", exact=True).click()
    button(page, "Limits and protocol").click()
    rules = dialog(page, "Limits and protocol")
    rules.get_by_label("Protocol").select_option("im_racemic")
    expect(rules).to_contain_text("Choose again: Hypertension.")
    rules.get_by_label("Reason").fill("No vein")
    button(rules, "Change").click()
    expect(rules).to_contain_text("Limits is missing.")
    rules.get_by_label("Limits", exact=True).select_option("cautious")
    button(rules, "Change").click()
    expect(rules).to_have_count(0)
    changed = ward.person("nina").get(f"/sessions/{begun['id']}").json()
    assert (changed["protocol"]["code"], changed["threshold_set"]["code"]) == ("im_racemic", "cautious")
    ward.person("nina").made(f"/sessions/{begun['id']}/cancel", {})


@pytest.mark.hazard("H30", "A23")
def test_an_answer_for_one_patient_never_stands_for_the_next(desk: Desk, ward: Ward) -> None:
    first = patient(ward, "Firth", facts=["cardiac"], allergies="None known")
    second = patient(ward, "Secord", facts=["hypertension"])
    page = desk.page(ward, "nina")
    sheet = start_sheet(page, first, "Firth")
    expect(sheet.locator(".screening")).to_have_text("No known allergiesCardiac disease")
    limits_question(sheet).get_by_role("radio", name="Standard").check()
    choose(sheet, second, "Secord")
    expect(limits_question(sheet).locator("input:checked")).to_have_count(0)
    sheet.get_by_role("radio", name="Allergic to").check()
    sheet.get_by_role("textbox", name="Allergic to").fill("Latex")
    choose(sheet, first, "Firth")
    expect(sheet.get_by_role("textbox", name="Allergic to")).to_be_hidden()


@pytest.mark.hazard("H30", "A23")
@pytest.mark.parametrize(("years", "asked"), [(66, True), (65, True), (64, False)])
def test_from_sixty_five_the_start_asks(desk: Desk, ward: Ward, years: int, asked: bool) -> None:
    mrn = patient(ward, "Elder", facts=[], birth_date=born(years))
    page = desk.page(ward, "nina")
    sheet = start_sheet(page, mrn, "Elder")
    if asked:
        expect(limits_question(sheet)).to_contain_text(f"{years} years old")
    else:
        expect(limits_question(sheet)).to_be_hidden()
        expect(sheet.get_by_label("Limits", exact=True)).to_be_visible()


@pytest.mark.hazard("H30", "A23")
def test_what_nobody_asked_is_asked_at_the_start_and_kept(desk: Desk, ward: Ward) -> None:
    mrn = patient(ward, "Unasked")
    page = desk.page(ward, "nina")
    sheet = start_sheet(page, mrn, "Unasked", "Room 4")
    expect(sheet.locator(".screening")).to_have_text("Allergies not asked")
    expect(limits_question(sheet)).to_be_hidden()
    sheet.get_by_role("radio", name="Allergic to").check()
    sheet.get_by_role("textbox", name="Allergic to").fill("Penicillin, latex")
    sheet.get_by_role("checkbox", name="Cardiac disease").check()
    limits_question(sheet).get_by_role("radio", name="Standard").check()
    button(sheet, "Start session").click()
    page.wait_for_url("**/session/*")
    expect(page.locator(".patient-header")).to_contain_text("Allergies: Penicillin, latex")
    kept = ward.person("nina").get(f"/patients?query={mrn}").json()["items"][0]
    assert (kept["allergies"], kept["facts"], kept["version"]) == ("Penicillin, latex", ["cardiac"], 2)
    begun = page.url.rsplit("/", 1)[1]
    assert ward.person("nina").get(f"/sessions/{begun}").json()["threshold_set"]["code"] == "standard"
    ward.person("nina").made(f"/sessions/{begun}/cancel", {})


def test_under_eighteen_is_said_and_not_refused(desk: Desk, ward: Ward) -> None:
    mrn = patient(ward, "Young", birth_date=born(15), facts=[], allergies="None known")
    page = desk.page(ward, "nina")
    sheet = start_sheet(page, mrn, "Young", "Room 3")
    expect(sheet).to_contain_text("Under 18: no protocol here was made for children. Ask the clinician.")
    button(sheet, "Start session").click()
    page.wait_for_url("**/session/*")
    expect(page.locator(".patient-header")).to_contain_text("Under 18")
    ward.person("nina").made(f"/sessions/{page.url.rsplit('/', 1)[1]}/cancel", {})


def move_sheet(page: Page) -> Locator:
    page.get_by_role("tab", name="Log", exact=True).click()
    button(page, "Move limit").click()
    sheet = dialog(page, "Move limit")
    sheet.get_by_label("Limit", exact=True).select_option("systolic high urgent")
    return sheet


@pytest.mark.hazard("H31")
def test_a_clinician_moves_a_limit_and_takes_it_back(desk: Desk, ward: Ward, tmp_path: Path) -> None:
    session = ward.session(**named(ward))
    page = desk.page(ward, "carl", f"/session/{session}")
    desk.console.expect("422")
    sheet = move_sheet(page)
    expect(sheet).to_contain_text("Now 180 mmHg. Rail 200 mmHg, no further")
    expect(sheet.get_by_role("textbox", name="New value")).to_have_value("")
    sheet.get_by_role("textbox", name="New value").fill("205")
    sheet.get_by_role("textbox", name="Reason").fill("known hypertension")
    button(sheet, "Move limit").click()
    expect(sheet).to_contain_text("Systolic urgent can be moved to its rail 200 at most.")
    expect(sheet.get_by_role("textbox", name="New value")).to_have_value("205")
    sheet.get_by_role("textbox", name="New value").fill("195")
    button(sheet, "Move limit").click()
    banner = page.get_by_role("region", name="Alerts").get_by_role("note")
    expect(banner).to_contain_text(
        "Limit moved for this session by Dr Okafor: systolic urgent 195 instead of 180 until the end."
    )
    expect(banner).to_contain_text("Reason: known hypertension")
    picture(page, "moved-limit", elsewhere=tmp_path)
    assert findings(page) == {}
    button(banner, "End override").click()
    end = dialog(page, "End override")
    end.get_by_role("textbox", name="Reason").fill("calm again")
    button(end, "End override").click()
    expect(banner).to_have_count(0)
    sheet = move_sheet(page)
    sheet.get_by_role("radio", name="Until a time").check()
    sheet.get_by_role("textbox", name="New value").fill("190")
    sheet.get_by_role("textbox", name="Reason").fill("until the dose is over")
    now = datetime.now(ZONE)
    sheet.get_by_label("Ends at").fill("12:00" if now.hour >= 13 else "00:00")
    button(sheet, "Move limit").click()
    expect(sheet.locator(".field[data-wrong]")).to_contain_text("The end has passed already.")
    ends = f"{now + timedelta(minutes=25):%H:%M}"
    sheet.get_by_label("Ends at").fill(ends)
    button(sheet, "Move limit").click()
    expect(banner).to_contain_text("systolic urgent 190 instead of 180 until")
    expect(banner).to_contain_text(ends)
    limits = page.locator("#session-limits")
    expect(limits).to_contain_text("Limits moved")
    expect(limits.locator("a")).to_have_attribute("href", "/thresholds?set=standard")


@pytest.mark.hazard("H31")
def test_a_nurse_moves_a_limit_with_a_clinician_beside(desk: Desk, ward: Ward) -> None:
    session = ward.session(**named(ward))
    page = desk.page(ward, "nina", f"/session/{session}")
    sheet = move_sheet(page)
    sheet.get_by_role("textbox", name="New value").fill("190")
    sheet.get_by_role("textbox", name="Reason").fill("known hypertension")
    button(sheet, "Move limit").click()
    expect(sheet).to_contain_text("Clinician's username is missing.")
    sheet.get_by_role("textbox", name="Clinician's username").fill("carl")
    sheet.get_by_label("Clinician's password").fill(PASSWORD)
    button(sheet, "Move limit").click()
    banner = page.get_by_role("region", name="Alerts").get_by_role("note")
    expect(banner).to_contain_text("by Dr Okafor: systolic urgent 190 instead of 180")
    expect(button(banner, "End override")).to_have_count(0)


@pytest.mark.hazard("H30", "A23")
def test_the_set_changes_before_the_dose_with_a_reason_and_after_it_by_a_clinician(
    desk: Desk, ward: Ward
) -> None:
    session = ward.session(**named(ward))
    page = desk.page(ward, "nina", f"/session/{session}")
    page.get_by_role("tab", name="Log", exact=True).click()
    button(page, "Limits and protocol").click()
    sheet = dialog(page, "Limits and protocol")
    sheet.get_by_label("Limits", exact=True).select_option("cautious")
    button(sheet, "Change").click()
    expect(sheet).to_contain_text("Reason is missing.")
    sheet.get_by_role("textbox", name="Reason").fill("cardiac history came up")
    button(sheet, "Change").click()
    expect(sheet).to_be_hidden()
    changed = ward.person("nina").get(f"/sessions/{session}").json()
    assert changed["threshold_set"]["code"] == "cautious"
    dose = {"kind": "dose_start", "detail": {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}}
    ward.person("nina").made(f"/sessions/{session}/events", dose)
    expect(page.get_by_role("timer", name="Time since dose")).not_to_have_text("No dose recorded")
    button(page, "Limits and protocol").click()
    expect(dialog(page, "A clinician changes these")).to_be_visible()

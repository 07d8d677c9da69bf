"""Weights and doses: read back, asked about, never proposed; and the baseline they are judged beside."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, ago, button, dialog
from tests.browser.test_dose import named


@pytest.fixture(scope="module")
def nurse(module_desk: Desk, ward: Ward) -> Page:
    """The nurse's page of this module."""
    return module_desk.page(ward, "nina", "/account")


def start_sheet(page: Page, ward: Ward, mrn: str, name: str) -> Locator:
    """The sheet of Room 6 with a patient chosen who was never weighed."""
    ward.person("nina").patient(mrn=mrn, family_name=name)
    page.goto("/")
    button(page.get_by_role("region", name="Room 6", exact=True), "Start session").click()
    sheet = dialog(page, "Start session")
    sheet.get_by_role("searchbox", name="Find patient").fill(mrn)
    sheet.get_by_role("button", name=re.compile(name)).click()
    sheet.get_by_label("Protocol").select_option("iv_racemic_40")
    return sheet


@pytest.mark.hazard("H07", "H33", "A6")
def test_a_first_weight_is_read_back_in_pounds_and_a_dose_of_it_asked_too(nurse: Page, ward: Ward) -> None:
    sheet = start_sheet(nurse, ward, "5550001", "Abbott")
    sheet.get_by_role("textbox", name="Weight").fill("154")
    sheet.get_by_role("textbox", name="Planned dose").fill("77")
    expect(sheet).to_contain_text("77 mg is 0.50 mg/kg at 154 kg")
    button(sheet, "Start session").click()
    expect(sheet.get_by_role("group", name="Kilograms? 154 kg is 340 lb.")).to_be_visible()
    button(sheet, "Keep").click()
    expect(sheet.get_by_role("group", name=re.compile("77 mg"))).to_be_visible()
    button(sheet, "Change").click()
    expect(sheet.get_by_role("textbox", name="Planned dose")).to_be_focused()
    patient = ward.person("nina").get("/patients?query=5550001").json()["items"][0]["id"]
    assert ward.person("nina").get(f"/sessions?patient_id={patient}").json()["items"] == []


@pytest.mark.hazard("H33", "A6")
def test_a_tenfold_dose_is_asked_about_in_mg_per_kg(nurse: Page, ward: Ward) -> None:
    session = ward.session(**named(ward))
    ward.reading(session, 5, systolic=120, diastolic=80)
    base = ward.readings(session)[0]["id"]
    ward.person("nina").made(f"/sessions/{session}/baseline", {"reading_id": base})
    nurse.goto(f"/session/{session}")
    button(nurse, "Dose").click()
    sheet = dialog(nurse, "Dose")
    amount = sheet.get_by_role("textbox", name="Amount (mg)")
    expect(amount).to_have_value("")
    amount.fill("350")
    expect(sheet).to_contain_text("5.00 mg/kg at 70 kg")
    sheet.locator(".sheet-foot .button.primary").click()
    expect(sheet.get_by_role("group", name="350 mg lies outside 10 to 75 mg.")).to_be_visible()
    button(sheet, "Keep").click()
    expect(sheet.get_by_role("group", name="350 mg is 5.0 mg/kg, outside")).to_be_visible()
    button(sheet, "Change").click()
    button(sheet, "Cancel").click()
    assert ward.person("nina").get(f"/sessions/{session}").json()["dose_started_at"] is None


@pytest.mark.hazard("A6", "H33")
def test_without_the_usual_amounts_the_form_asks_instead_of_keeping_silent(desk: Desk, ward: Ward) -> None:
    page = desk.page(ward, "nina", "/")
    desk.console.expect("Failed to load resource")
    sheet = start_sheet(page, ward, "5550002", "Barlow")
    page.route("**/questions?*", lambda route: route.abort())
    sheet.get_by_role("textbox", name="Planned dose").fill("350")
    button(sheet, "Start session").click()
    expect(sheet.get_by_role("group", name=re.compile("could not be looked up"))).to_be_visible()


@pytest.mark.hazard("H14", "H28")
def test_a_locked_dose_says_what_is_missing_and_still_takes_what_was_given(nurse: Page, ward: Ward) -> None:
    session = ward.session()
    nurse.goto(f"/session/{session}")
    button(nurse, "Dose").click()
    closed = dialog(nurse, "Not ready for the dose")
    expect(closed).to_contain_text("No baseline accepted")
    button(closed, "It was already given: record it").click()
    sheet = dialog(nurse, "Dose").filter(has_text="Amount (mg)")
    sheet.get_by_role("textbox", name="Amount (mg)").fill("35")
    sheet.locator(".sheet-foot .button.primary").click()
    button(sheet, "Record without a witness").click()
    expect(nurse.get_by_role("timer", name="Time since dose")).to_have_text(re.compile(r"^0:00:\d\d$"))
    expect(nurse.get_by_role("region", name="Alerts")).to_contain_text(re.compile("baseline", re.I))


@pytest.mark.hazard("A21", "H28")
def test_a_baseline_taken_after_the_dose_asks_why_and_is_marked(nurse: Page, ward: Ward) -> None:
    session = ward.session()
    ward.person("nina").made(
        f"/sessions/{session}/events",
        {"kind": "dose_start", "detail": {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"},
         "occurred_at": ago(10).isoformat()},
    )  # fmt: skip
    ward.reading(session, 1, systolic=124, diastolic=80)
    nurse.goto(f"/session/{session}")
    nurse.get_by_role("tab", name="Log", exact=True).click()
    button(nurse, "Accept as baseline").click()
    sheet = dialog(nurse, "Accept baseline")
    button(sheet, "Accept baseline").click()
    expect(sheet).to_contain_text("Reason is missing.")
    sheet.get_by_role("textbox", name="Reason").fill("no set before the dose")
    button(sheet, "Accept baseline").click()
    expect(nurse.get_by_text("Baseline after dose", exact=True)).to_be_visible()

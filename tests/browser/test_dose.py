"""A dose from the hold to the second device: what closes it, who opens it, who stands by, what is asked."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward, ago, button, dialog
from tests.browser.looking import findings
from tests.serving import PASSWORD

ESKETAMINE = {"drug": "esketamine", "amount": 84, "unit": "mg", "route": "nasal"}


@pytest.fixture(scope="module")
def nurse(module_desk: Desk, ward: Ward) -> Page:
    """The nurse's page of this module."""
    return module_desk.page(ward, "nina", "/account")


def named(ward: Ward) -> dict[str, str]:
    """The nurse and the clinician that a session names before its dose."""
    return {"nurse_id": ward.person("nina").user["id"], "clinician_id": ward.person("carl").user["id"]}


def with_baseline(ward: Ward, systolic: int, diastolic: int, **more: object) -> str:
    """A session with an accepted baseline of five minutes ago; its id."""
    session = ward.session(**named(ward), **more)
    base = ward.reading(
        session, 5, systolic=systolic, diastolic=diastolic, heart_rate=72, spo2=98, sedation=5
    )
    ward.person("nina").made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
    return session


def save(sheet: Locator) -> None:
    sheet.locator(".sheet-foot .button.primary").click()


@pytest.mark.hazard("H34", "H37")
def test_a_hold_closes_the_dose_until_a_clinicians_reason_opens_it_to_a_witnessed_dose(
    nurse: Page, ward: Ward, module_desk: Desk
) -> None:
    module_desk.console.expect("Failed to load resource")
    session = with_baseline(ward, 158, 96)
    nurse.goto(f"/session/{session}")
    expect(nurse.get_by_text("Dose closed: Systolic 158, hold above 140; Diastolic 96")).to_be_visible()
    button(nurse, "Dose").click()
    closed = dialog(nurse, "Not ready for the dose")
    expect(closed).to_contain_text("Systolic 158, hold above 140")
    assert findings(nurse) == {}
    button(closed, "Override").first.click()
    asked = dialog(nurse, "Override the hold")
    button(asked, "Override the hold").click()
    expect(asked).to_contain_text("Say why the dose is given all the same.")
    asked.get_by_role("textbox", name="Reason").fill("Usual for her, rested 10 min")
    asked.get_by_role("textbox", name="Clinician's username").fill("mia")
    asked.get_by_label("Clinician's password").fill(PASSWORD)
    button(asked, "Override the hold").click()
    expect(asked).to_contain_text("Only a clinician may override a hold.")
    asked.get_by_role("textbox", name="Clinician's username").fill("carl")
    button(asked, "Override the hold").click()
    give_with_witness(nurse)
    events = ward.person("nina").get(f"/sessions/{session}/events").json()["items"]
    assert [(e["kind"], e["witness"]["display_name"]) for e in events] == [
        ("hold_override", "Dr Okafor"), ("dose_start", "Mia Duarte"),
    ]  # fmt: skip
    alerts = ward.person("nina").get(f"/sessions/{session}/alerts").json()["items"]
    assert "hold" not in {alert["source"] for alert in alerts}


def give_with_witness(nurse: Page) -> None:
    """35 of 50 mg, first without anybody beside, then with oneself, then with Mia."""
    sheet = dialog(nurse, "Dose").filter(has_text="Amount (mg)")
    expect(sheet).to_contain_text("by Dr Okafor: Usual for her, rested 10 min")
    expect(sheet.get_by_role("group", name="Pre-dose checklist not filled in")).to_be_visible()
    assert findings(nurse) == {}
    sheet.get_by_role("textbox", name="Amount (mg)").fill("35")
    sheet.get_by_role("textbox", name="Drawn (mg)").fill("50")
    save(sheet)
    expect(sheet.get_by_role("group", name="50 mg drawn, 35 mg given: 15 mg left over.")).to_be_visible()
    button(sheet, "Change").click()
    expect(sheet.get_by_role("textbox", name="Drawn (mg)")).to_be_focused()
    sheet.get_by_role("textbox", name="Wasted (mg)").fill("15")
    save(sheet)
    expect(sheet.get_by_role("group", name="No witness for a controlled drug.")).to_be_visible()
    button(sheet, "Add a witness").click()
    username = sheet.get_by_role("textbox", name="Witness's username")
    expect(username).to_be_focused()
    username.fill("nina")
    sheet.get_by_label("Witness's password").fill(PASSWORD)
    save(sheet)
    expect(sheet).to_contain_text("A witness is another person than the one who records.")
    username.fill("mia")
    save(sheet)
    expect(sheet).to_have_count(0)
    expect(nurse.get_by_role("timer", name="Time since dose")).to_have_text(re.compile(r"^0:00:\d\d$"))


@pytest.mark.hazard("H37", "A27")
def test_the_checklist_is_filled_in_parts_and_speaks_in_the_dose_sheet_and_header(
    nurse: Page, ward: Ward
) -> None:
    session = with_baseline(ward, 120, 80)
    nurse.goto(f"/session/{session}")
    button(nurse, "Dose").click()
    button(dialog(nurse, "Dose"), "Fill in checklist").click()
    asked = dialog(nurse, "Pre-dose checklist")
    expect(asked.get_by_role("radio", checked=True)).to_have_count(0)
    assert findings(nurse) == {}
    button(asked, "Save answers").click()
    expect(asked).to_contain_text("Nothing is answered yet.")
    asked.get_by_role("radiogroup", name="Opioid").get_by_role("radio", name="Yes").check()
    expect(asked.get_by_role("radiogroup", name="Enrolled in REMS")).to_have_count(0)
    button(asked, "Save answers").click()
    sheet = dialog(nurse, "Dose").filter(has_text="Amount (mg)")
    expect(sheet).to_contain_text("Takes an opioid")
    expect(sheet).to_contain_text("Not asked about suicidal thoughts")
    button(sheet, "Open checklist").click()
    expect(asked).to_contain_text(re.compile(r"Answered: Yes \(\d\d:\d\d, Nina Brandt\)"))
    expect(asked.get_by_role("radio", checked=True)).to_have_count(0)
    button(asked, "Cancel").click()
    expect(nurse.locator(".patient-header")).to_contain_text("Opioid")


@pytest.mark.hazard("H35")
def test_the_second_device_counts_down_and_is_asked_about_when_it_comes_early(
    nurse: Page, ward: Ward
) -> None:
    patient = ward.person("nina").patient(mrn="esketamine-1", family_name="Ito")
    session = ward.person("nina").session(
        patient, "Room 301", "in_esketamine", planned_dose=ESKETAMINE, **named(ward)
    )
    given = {"kind": "device_given", "detail": {"number": 1}, "occurred_at": ago(3).isoformat()}
    ward.person("nina").made(f"/sessions/{session}/events", given)
    nurse.goto(f"/session/{session}")
    button(nurse, "Dose").click()
    sheet = dialog(nurse, "Dose")
    expect(sheet).to_contain_text("Devices: 1 of 3 given")
    expect(sheet.get_by_role("timer", name="Next device in")).to_have_text(re.compile(r"^0[12]:\d\d$"))
    sheet.get_by_role("radio", name="Device 2 given").check()
    save(sheet)
    expect(sheet.get_by_role("group", name="Device 2 at 3 min after the first. Give anyway?")).to_be_visible()
    button(sheet, "Wait").click()
    save(sheet)
    button(sheet, "Give anyway").click()
    button(sheet, "Record without a witness").click()
    expect(nurse.get_by_role("region", name="Alerts")).to_contain_text(
        "Device given 3 min after the one before"
    )
    assert [
        event["kind"] for event in ward.person("nina").get(f"/sessions/{session}/events").json()["items"]
    ] == ["device_given", "device_given"]

"""The REMS worksheet on screen: what is missing stands on top, answered, copied, marked as sent."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import NO_OVERFLOW, QUIET, Desk, Ward, ago, button, dialog, overflow
from tests.browser.looking import findings, picture

PLANNED = {"drug": "esketamine", "amount": 56, "unit": "mg", "route": "nasal"}
ADVICE = {"end": "against_advice", "reason": "Wants to go home", "witness": "Mia Duarte", "told": "Dr Okafor"}
CHECKED = {
    "opioid": "no", "benzodiazepine": "yes", "other_sedative": "no", "psychostimulant": "no",
    "rems_enrolled": "yes",
}  # fmt: skip


def treated(ward: Ward, family_name: str = "Ito") -> str:
    """A session of two devices 130 min ago, charted since, from which the patient has just gone."""
    nina, person = ward.person("nina"), ward.person("ada").get("/users").json()["items"]
    nurse = next(one["id"] for one in person if one["username"] == "nina")
    session = ward.session(
        family_name=family_name, protocol="in_esketamine", planned_dose=PLANNED, nurse_id=nurse
    )
    event(ward, session, "pre_dose_checklist", 150, CHECKED)
    base = ward.reading(session, 140, **QUIET)
    nina.made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
    event(ward, session, "device_given", 130, {"number": 1, "amount": 28, "lot": "K77A"})
    event(ward, session, "device_given", 125, {"number": 2, "amount": 28})
    for minutes_ago, values in (
        (91, {"systolic": 151, "diastolic": 88, "dissociation": 6, "sedation": 4}), (45, {}), (6, {}),
    ):  # fmt: skip
        ward.reading(session, minutes_ago, **{**QUIET, **values})
    nina.made(f"/sessions/{session}/discharge", ADVICE)
    return session


def event(ward: Ward, session: str, kind: str, minutes_ago: float, detail: dict[str, object]) -> None:
    """Record an event of so long ago."""
    body = {"kind": kind, "detail": detail, "occurred_at": ago(minutes_ago).isoformat()}
    ward.person("nina").made(f"/sessions/{session}/events", body)


def row(page: Page, code: str) -> Locator:
    """The row of a field."""
    return page.locator(f"#field-{code}")


def opened(desk: Desk, ward: Ward, session: str, who: str = "nina", **options: str) -> Page:
    """The worksheet's page, its fields drawn."""
    page = desk.page(ward, who, f"/session/{session}/rems", **options)
    row(page, "serious").wait_for()
    return page


@pytest.mark.hazard("H50")
def test_the_worksheet_shows_where_each_value_came_from_and_what_is_blank(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    page = opened(desk, ward, treated(ward), size="1440x900")
    expect(row(page, "pressure_at_40")).to_contain_text("151/88")
    expect(row(page, "pressure_at_40")).to_contain_text(re.compile(r"reading \d\d:\d\d \(39 min\)"))
    expect(row(page, "lots")).to_contain_text("No lot recorded for device 2.")
    expect(row(page, "sedation")).to_contain_text("Lowest sedation 4 at 39 min")
    expect(row(page, "sedation")).to_contain_text("A person answers this.")
    expect(page.get_by_text(re.compile(r"^\d+ fields blank$"))).to_be_visible()
    expect(page.get_by_text("Chairside never submits it.").first).to_be_visible()
    assert findings(page) == {}
    picture(page, "rems-worksheet", elsewhere=tmp_path)


@pytest.mark.hazard("H50")
def test_a_nurse_answers_and_an_administrator_marks_it_as_sent(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    session = treated(ward, "Sato")
    page = opened(desk, ward, session)
    assert overflow(page)["right"] == 0
    button(page, "Answer Sedation").click()
    sheet = dialog(page, "Sedation")
    expect(sheet.get_by_role("radio", name="Yes")).not_to_be_checked()
    expect(sheet.get_by_role("radio", name="No")).not_to_be_checked()
    button(sheet, "Save answers").click()
    expect(sheet.get_by_text("Nothing was answered yet.")).to_be_visible()
    sheet.get_by_role("radio", name="Yes").check()
    button(sheet, "Save answers").click()
    expect(row(page, "sedation")).to_contain_text("answered by Nina Brandt")
    expect(row(page, "sedation_onset")).to_contain_text("39 min from the first device")
    ada = desk.page(ward, "ada", "/rems", size="1440x900")
    line = ada.get_by_role("table", name="To be sent").get_by_role("row").filter(has_text="Sato")
    expect(line).to_contain_text("7 days left")
    picture(ada, "rems", elsewhere=tmp_path)
    button(line, "Mark as sent").click()
    sending = dialog(ada, "Mark as sent")
    expect(sending).to_contain_text(re.compile(r"\d+ fields are still blank"))
    button(sending, "Mark as sent").click()
    expect(sending.get_by_text("Reference is missing.")).to_be_visible()
    sending.get_by_role("textbox", name="Reference").fill("FX 2291")
    button(sending, "Mark as sent").click()
    sent = ada.get_by_role("table", name="Sent", exact=True).get_by_role("row").filter(has_text="Sato")
    expect(sent).to_contain_text("Reference FX 2291")
    expect(page.get_by_text("Reference FX 2291")).to_be_visible()
    button(page, "Answer First treatment").click()
    dialog(page, "First treatment").get_by_role("radio", name="No").check()
    button(dialog(page, "First treatment"), "Save answers").click()
    expect(sent).to_contain_text("Changed since sent")
    expect(page.get_by_text("Changed since sent")).to_be_visible()
    assert findings(ada) == {}


def test_two_people_who_answer_at_once_learn_who_was_first(desk: Desk, ward: Ward) -> None:
    desk.console.expect("Failed to load resource")
    session = treated(ward, "Mori")
    page = opened(desk, ward, session)
    button(page, "Answer Dissociation").click()
    sheet = dialog(page, "Dissociation")
    sheet.wait_for()
    body = {"answers": {"dissociation": "yes"}}
    ward.person("carl").made(f"/sessions/{session}/rems", body, method="PATCH", if_match=0)
    sheet.get_by_role("radio", name="No").check()
    button(sheet, "Save answers").click()
    expect(sheet.get_by_text("Dr Okafor answered at")).to_be_visible()
    button(sheet, "Show what stands now").click()
    expect(dialog(page, "Dissociation").get_by_role("radio", name="Yes")).to_be_checked()


def test_a_field_and_the_whole_sheet_can_be_copied(desk: Desk, ward: Ward) -> None:
    session = treated(ward, "Abe")
    page = desk.visitor(ward.url, permissions=["clipboard-read", "clipboard-write"])
    page.close()
    page = opened(desk, ward, session, permissions=["clipboard-read", "clipboard-write"])  # type: ignore[arg-type]
    button(page, "Copy BP at 40 min").click()
    assert page.evaluate("() => navigator.clipboard.readText()") == "151/88"
    button(page, "Copy all").click()
    text = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert "BP at 40 min: 151/88 mmHg" in text
    assert "Sedation: (blank)" in text
    assert "Last name: Abe" in text


def test_the_administrator_sees_the_worksheet_and_no_question(desk: Desk, ward: Ward) -> None:
    page = opened(desk, ward, treated(ward, "Ueda"), "ada")
    expect(button(page, "Mark as sent")).to_be_visible()
    expect(button(page, "Answer questions")).to_have_count(0)


def test_contact_and_address_are_written_on_their_pages(desk: Desk, ward: Ward) -> None:
    session = treated(ward, "Ono")
    people = desk.page(ward, "ada", "/people")
    line = people.get_by_role("row").filter(has_text="Nina Brandt")
    button(line, "Change").click()
    person = dialog(people, "Nina Brandt")
    for label, words in (("First name, on forms", "Nina"), ("Last name, on forms", "Brandt"),
                         ("Phone", "555 0100"), ("Email", "nina@linden.example")):  # fmt: skip
        person.get_by_label(label).fill(words)
    with people.expect_navigation():
        button(person, "Save").click()
    place = desk.page(ward, "ada", "/clinic")
    button(place, "Change details").click()
    details = dialog(place, "Clinic")
    for label, words in (("Address, on forms", "1 Elm Street"), ("City", "Salem"), ("State", "OR"),
                         ("ZIP", "97301")):  # fmt: skip
        details.get_by_label(label).fill(words)
    with place.expect_navigation():
        button(details, "Save").click()
    expect(place.get_by_text("1 Elm Street, Salem, OR 97301")).to_be_visible()
    own = desk.page(ward, "nina", "/account")
    button(own, "Change contact").click()
    contact = dialog(own, "How I am reached")
    expect(contact.get_by_label("First name, on forms")).to_have_value("Nina")
    contact.get_by_label("Phone").fill("555 0199")
    with own.expect_navigation():
        button(contact, "Save").click()
    expect(own.get_by_role("region", name="How you are reached")).to_contain_text("555 0199")
    page = opened(desk, ward, session)
    expect(row(page, "monitor_email")).to_contain_text("nina@linden.example")
    expect(row(page, "monitor_phone")).to_contain_text("555 0199")
    expect(row(page, "address_1")).to_contain_text("1 Elm Street")


@pytest.mark.parametrize("size", ["1024x768", "1440x900"])
def test_nothing_runs_out_of_the_page(desk: Desk, ward: Ward, size: str) -> None:
    session = treated(ward, "Wolfeschlegelsteinhausenbergerdorff")
    page = opened(desk, ward, session, size=size)
    assert overflow(page)["right"] == NO_OVERFLOW["right"]
    page.goto("/rems")
    page.get_by_role("table", name="To be sent").wait_for()
    assert overflow(page)["right"] == NO_OVERFLOW["right"]

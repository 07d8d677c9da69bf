"""The finish sheet: what was seen, what a person says, who may override, and the other ways to end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import QUIET, REFUSED, Desk, Ward, ago, button, dialog
from tests.browser.looking import findings
from tests.serving import PASSWORD

SAID = {
    "Dissociation": "Knows person, place, time", "Dizziness and walking": "Walked a few steps, steady",
    "IV line": "IV out, site unremarkable", "Instructions": "Instructions given",
    "Mood and safety": "Asked, and safe to go",
}  # fmt: skip


@pytest.fixture
def watched(ward: Ward) -> str:
    """A patient 130 minutes after the start and 90 after the end of an infusion; nothing measured since."""
    session = ward.running(130)
    end = {"kind": "dose_end", "detail": {"amount_given": 35}, "occurred_at": ago(90).isoformat()}
    ward.person("nina").made(f"/sessions/{session}/events", end)
    return session


def finish_sheet(page: Page) -> Locator:
    button(page, "Finish").click()
    return dialog(page, "Finish session")


def gate(sheet: Locator, label: str) -> Locator:
    return sheet.locator(".gate").filter(has=sheet.page.locator("b", has_text=re.compile(f"^{label}$")))


def marked(sheet: Locator, label: str, word: str) -> None:
    expect(gate(sheet, label).get_by_role("img")).to_have_accessible_name(word)


def say_all(sheet: Locator) -> None:
    for label, words in SAID.items():
        gate(sheet, label).get_by_role("checkbox", name=words).check()
    sheet.get_by_role("textbox", name="Escort", exact=True).fill("Jan Kowalczyk")
    sheet.get_by_role("textbox", name="Relation").fill("brother")


@pytest.mark.hazard("H44", "A29")
def test_an_old_value_keeps_the_patient_until_it_is_taken_again(ward: Ward, desk: Desk, watched: str) -> None:
    desk.console.expect(REFUSED)
    ward.reading(watched, 22, **QUIET)
    page = desk.page(ward, "nina", f"/session/{watched}")
    sheet = finish_sheet(page)
    marked(sheet, "Observation time", "Open")
    marked(sheet, "Blood pressure", "Shut")
    expect(gate(sheet, "Blood pressure")).to_contain_text("Systolic 128 of 2")
    expect(gate(sheet, "Blood pressure")).to_contain_text("min ago: take it again")
    marked(sheet, "IV line", "Not yet said")
    for checkbox in sheet.get_by_role("checkbox").all():
        expect(checkbox).not_to_be_checked()
    say_all(sheet)
    marked(sheet, "IV line", "Said")
    expect(gate(sheet, "IV line")).not_to_contain_text("not confirmed")
    expect(gate(sheet, "Escort").locator(".gate-text")).to_have_text("escort Jan Kowalczyk")
    button(sheet, "Finish session").click()
    expect(sheet.get_by_role("alert")).to_contain_text(re.compile(r"Not ready to leave: \d gates are shut\."))
    expect(gate(sheet, "Alertness")).to_contain_text("min ago: take it again")

    ward.settled(watched)
    ward.answered(watched)
    expect(sheet.get_by_text("Ready to leave: all open")).to_be_visible()
    marked(sheet, "Blood pressure", "Open")
    expect(sheet.get_by_role("textbox", name="Escort", exact=True)).to_have_value("Jan Kowalczyk")
    expect(gate(sheet, "IV line").get_by_role("checkbox")).to_be_checked()
    button(sheet, "Finish session").click()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()
    answer = ward.person("nina").get(f"/sessions/{watched}").json()
    assert (answer["end"], answer["discharge"]["overrides"]) == ("completed", [])
    assert answer["discharge"]["escort"]["relation"] == "brother"
    assert answer["ready_clinically_at"] < answer["discharged_at"]


@pytest.mark.hazard("H11", "H44")
def test_a_nurse_overrides_with_a_clinician_standing_by(ward: Ward, desk: Desk, watched: str) -> None:
    desk.console.expect(REFUSED)
    ward.settled(watched)
    ward.reading(watched, 1, spo2=93)
    page = desk.page(ward, "nina", f"/session/{watched}")
    sheet = finish_sheet(page)
    say_all(sheet)
    marked(sheet, "Pulse, oxygen, breathing", "Shut")
    expect(sheet.get_by_label("Clinician's password")).to_be_hidden()
    button(sheet, "Ask a clinician about Pulse, oxygen, breathing").click()
    ask = dialog(page, "Ask a clinician")
    ask.get_by_role("textbox", name="Words for the clinician").fill("Always 93 %")
    button(ask, "Ask").click()
    vitals = gate(sheet, "Pulse, oxygen, breathing")
    expect(vitals).to_contain_text(re.compile(r"clinician asked \d\d:\d\d"))
    expect(button(vitals, "Ask a clinician about Pulse, oxygen, breathing")).to_be_hidden()
    expect(gate(sheet, "IV line").get_by_role("checkbox")).to_be_checked()
    review = desk.page(ward, "carl", "/review", size="1440x900")
    asked = review.get_by_role("link", name=re.compile("LEAVING.*SpO2 93.*Override asked by Nina"))
    expect(asked).to_be_visible()
    button(sheet, "Override Pulse, oxygen, breathing").click()
    sheet.get_by_role("textbox", name="reason to override").fill("Always 93 %")
    marked(sheet, "Pulse, oxygen, breathing", "Overridden")
    ward.answered(watched)
    sheet.get_by_role("textbox", name="Clinician's username").fill("carl")
    sheet.get_by_label("Clinician's password").fill("not the password")
    button(sheet, "Finish session").click()
    expect(sheet.get_by_role("alert")).not_to_be_empty()
    sheet.get_by_label("Clinician's password").fill(PASSWORD)
    button(sheet, "Finish session").click()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()
    expect(asked).to_have_count(0)
    overrides = ward.person("nina").get(f"/sessions/{watched}").json()["discharge"]["overrides"]
    assert [(o["gate"], o["reason"]) for o in overrides] == [("vitals", "Always 93 %")]


@pytest.mark.hazard("H45", "A30")
def test_each_other_way_to_end_shows_only_what_it_must_say(ward: Ward, desk: Desk, watched: str) -> None:
    page = desk.page(ward, "nina", f"/session/{watched}")
    button(page, "Print").click()
    papers = dialog(page, "Print").get_by_role("link")
    expect(papers).to_have_text(["Transfer summary", "Downtime sheet", "Blank flowsheet"])
    for paper in papers.all():
        assert page.request.get(str(paper.get_attribute("href"))).ok
    button(dialog(page, "Print"), "Close").click()
    sheet = finish_sheet(page)
    gates = sheet.get_by_role("list", name="Ready to leave")
    sheet.get_by_role("radio", name="Aborted").check()
    expect(gates).to_be_visible()
    expect(sheet.get_by_role("textbox", name="Reason", exact=True)).to_be_visible()
    sheet.get_by_role("radio", name="Against advice").check()
    expect(gates).to_be_hidden()
    for name in ("Reason", "Witness", "Clinician told"):
        expect(sheet.get_by_role("textbox", name=name, exact=True)).to_be_visible()
    button(sheet, "Finish session").click()
    expect(sheet).to_contain_text("Witness is missing.")
    sheet.get_by_role("radio", name="Transferred").check()
    expect(gates).to_be_hidden()
    expect(sheet.get_by_role("textbox", name="Witness")).to_be_hidden()
    summary = sheet.get_by_role("link", name="Open the transfer summary")
    with page.context.expect_page() as opened:
        summary.click()
    opened.value.close()
    button(sheet, "Finish session").click()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()


def test_the_sheet_fits_and_has_no_serious_finding(ward: Ward, desk: Desk, watched: str) -> None:
    page = desk.page(ward, "nina", f"/session/{watched}", size="1024x690")
    sheet = finish_sheet(page)
    marked(sheet, "Observation time", "Open")
    assert findings(page) == {}
    targets = sheet.locator("button:visible, label.option:visible, input[type=text]:visible")
    for target in targets.all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 48

"""The protocol editor: a protocol is copied, changed, refused once, published, and a session runs on it.

The journeys write copies of their own, so that other tests of this clinic go on with what was shipped.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import SIZES, Desk, Ward, button, dialog, overflow
from tests.browser.looking import findings, picture
from tests.serving import PASSWORD

SHIPPED = ("im_racemic", "in_esketamine", "iv_racemic_40", "oral_sl", "sc_racemic")


def shown(page: Page) -> Page:
    """The page with a version and its times drawn."""
    page.locator(".schedule-figure img").wait_for()
    return page


def protocols(desk: Desk, ward: Ward, who: str, code: str = "im_racemic", size: str = "1440x900") -> Page:
    return shown(desk.page(ward, who, f"/protocols?protocol={code}", size=size))


def drafting(desk: Desk, ward: Ward, code: str = "im_racemic", size: str = "1440x900") -> Page:
    page = protocols(desk, ward, "ada", code, size)
    button(page, "New version").click()
    expect(button(page, "Discard draft")).to_be_visible()
    return page


def check(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def box(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("textbox", name=name, exact=True)


def said(page: Page, words: str) -> Locator:
    return page.get_by_text(words, exact=True)


def copied(ward: Ward, code: str, **changes: Any) -> dict[str, Any]:
    """A copy of the IM protocol, written by Ada and waiting."""
    ada = ward.person("ada")
    document = ada.get("/protocols/im_racemic/versions").json()["items"][0]
    return dict(ada.made("/protocols", {**document, "code": code, "reason": "Shorter evenings", **changes}))


def test_a_protocol_is_copied_changed_refused_once_published_and_followed(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    page = protocols(desk, ward, "ada")
    button(page, "Copy").click()
    sheet = page.get_by_role("dialog")
    box(sheet, "Name of the copy").fill("Evening IM")
    box(sheet, "Code").fill("Evening")
    button(sheet, "Copy").click()
    expect(sheet.get_by_text("A code has small letters").last).to_be_visible()
    box(sheet, "Code").fill("im_evening")
    button(sheet, "Copy").click()
    expect(page.get_by_text("Draft of im_evening")).to_be_visible()
    vitals = check(page, "Vitals")
    box(vitals, "Minutes").fill("15, 30, 60, 120")
    box(vitals, "Tolerance, min").fill("15")
    expect(vitals.get_by_text("The tolerance reaches the next time of the same check.")).to_be_visible()
    expect(box(vitals, "Tolerance, min")).to_have_attribute("aria-invalid", "true")
    expect(button(page, "Publish")).to_have_attribute("aria-disabled", "true")
    button(page, "1 problem to solve").click()
    expect(box(vitals, "Tolerance, min")).to_be_focused()
    box(vitals, "Tolerance, min").fill("5")
    box(page, "Sessions of a series").fill("6")
    changes = page.get_by_role("region", name=re.compile("^Changes to Ketamine IM"))
    expect(changes.get_by_text("Sessions of a series: added, 6")).to_be_visible()
    expect(changes.get_by_text("at 15, 30, 60, 120 min, ± 5 min")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("due at .*15, 20, 30, 45, 60"))).to_be_visible()
    picture(page, "protocols", elsewhere=tmp_path)
    button(page, "Publish").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Reason").fill("Evenings are shorter")
    sheet.get_by_label("A clinician signs in beside me").check()
    sheet.get_by_label("Clinician's username").fill("carl")
    sheet.get_by_label("Clinician's password").fill(PASSWORD)
    button(sheet, "Publish").click()
    expect(page.get_by_role("link", name=re.compile("^Evening IM.*version 1 in force"))).to_be_visible()
    nina = ward.person("nina")
    session = nina.session(nina.patient(mrn="EVENING-1"), "Evening room", protocol="im_evening")
    detail = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "im"}
    nina.made(f"/sessions/{session}/events", {"kind": "dose_start", "detail": detail})
    patient = nina.get(f"/sessions/{session}").json()["patient"]["id"]
    (treated,) = nina.get(f"/patients/{patient}/course").json()["items"]
    assert treated["words"] == "Injection 1 of 6"
    asked = nina.get(f"/sessions/{session}").json()["checks"]
    assert len([one for one in asked if one["code"] == "vitals"]) == 4
    bedside = desk.page(ward, "nina", f"/session/{session}", size="1440x900")
    expect(bedside.get_by_text("15 min, 20 min", exact=True).first).to_be_visible()


@pytest.mark.hazard("H44")
def test_esketamine_under_two_hours_is_refused_at_its_box_and_rems_cannot_be_unticked(
    desk: Desk, ward: Ward
) -> None:
    page = drafting(desk, ward, "in_esketamine")
    expect(page.get_by_label("REMS", exact=True)).to_be_disabled()
    start = box(page, "From dose start, min")
    start.fill("119")
    expect(said(page, "Under REMS the observation is never under 120 min; this says 119.")).to_be_visible()
    expect(start).to_have_attribute("aria-invalid", "true")
    expect(
        page.get_by_role("img", name=re.compile("doses at 0, 5, 10 min; observed to 130 min"))
    ).to_be_visible()
    button(page, "1").click()
    expect(page.get_by_role("img", name=re.compile("observed to 120 min"))).to_be_visible()
    expect(button(page, "1")).to_have_attribute("aria-pressed", "true")
    start.fill("120")
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    button(page, "Discard draft").click()


@pytest.mark.parametrize("code", SHIPPED)
def test_a_draft_nobody_touched_changes_nothing(desk: Desk, ward: Ward, code: str) -> None:
    page = drafting(desk, ward, code)
    changes = page.get_by_role("region", name=re.compile("^Changes to"))
    lead = box(page, "Announced before, min")
    lead.fill("6")
    moved = "A check is announced: 5 min before → 6 min before"
    expect(changes.get_by_role("listitem")).to_have_text([moved])
    lead.fill("5")
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    expect(changes).to_have_count(0)
    button(page, "Discard draft").click()
    expect(button(page, "New version")).to_be_visible()


def test_what_was_typed_outlives_a_reload_and_is_thrown_away_only_when_asked(desk: Desk, ward: Ward) -> None:
    page = drafting(desk, ward, "sc_racemic")
    box(page, "From dose start, min").fill("ninety")
    expect(page.get_by_text("ninety is not a number.")).to_be_visible()
    page.reload()
    expect(box(page, "From dose start, min")).to_have_value("ninety")
    expect(page.get_by_text("ninety is not a number.")).to_be_visible()
    button(page, "Discard draft").click()
    button(dialog(page, "Discard the draft"), "Keep").click()
    expect(box(page, "From dose start, min")).to_have_value("ninety")
    button(page, "Discard draft").click()
    button(dialog(page, "Discard the draft"), "Discard").click()
    expect(button(page, "New version")).to_be_visible()
    page.reload()
    shown(page)
    expect(button(page, "New version")).to_be_visible()


def test_checks_holds_and_the_drawer_are_added_and_removed_by_hand(desk: Desk, ward: Ward) -> None:
    page = drafting(desk, ward, "oral_sl")
    button(page, "Remove check Symptoms").click()
    expect(check(page, "Symptoms")).to_have_count(0)
    button(page, "Add a check").click()
    added = check(page, "New check")
    box(added, "Code").fill("late_breath")
    added.get_by_role("combobox", name="Due").select_option("every")
    added = check(page, "Late breath")
    box(added, "Every, min").fill("20")
    added.get_by_label("Respiratory rate").check()
    button(page, "Choose an own order").click()
    button(page, "Heart rate up").click()
    button(page, "Add a hard hold").click()
    box(page, "Value").last.fill("170")
    expect(said(page, "This measure has another limit for the same patients.")).to_be_visible()
    button(page, "Remove hard hold 8").click()
    changes = page.get_by_role("region", name=re.compile("^Changes to"))
    expect(changes.get_by_text("Check late breath: added, every 20 min until ready, ± 0 min")).to_be_visible()
    expect(changes.get_by_text("Check symptoms: removed")).to_be_visible()
    expect(changes.get_by_text("in the usual order → Systolic, Heart rate, Diastolic")).to_be_visible()
    button(page, "Discard draft").click()
    button(dialog(page, "Discard the draft"), "Discard").click()


def test_a_clinician_approves_one_waiting_version_and_refuses_another(desk: Desk, ward: Ward) -> None:
    for code, label in (("im_dawn", "Dawn IM"), ("im_dusk", "Dusk IM")):
        copied(ward, code, label=label)
    page = protocols(desk, ward, "carl", "im_dawn")
    expect(button(page, "New version")).to_have_count(0)
    waiting = page.get_by_role("region", name="Version 1 waits for a clinician")
    expect(waiting.get_by_text("Written by Ada Lindqvist")).to_be_visible()
    button(waiting, "Approve").click()
    button(page.get_by_role("dialog"), "Approve").click()
    expect(page.get_by_role("link", name=re.compile("^Dawn IM.*version 1 in force"))).to_be_visible()
    page = protocols(desk, ward, "carl", "im_dusk")
    button(page, "Refuse").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Too late in the day")
    button(page.get_by_role("dialog"), "Refuse").click()
    expect(page.get_by_role("table", name="History").get_by_text("Too late in the day")).to_be_visible()
    expect(page.get_by_role("region", name="Version 1 waits for a clinician")).to_have_count(0)


def test_the_server_refuses_what_the_page_could_not_know_and_nothing_typed_is_lost(
    desk: Desk, ward: Ward
) -> None:
    page = drafting(desk, ward, "sc_racemic")
    desk.console.expect("Failed to load resource")
    box(page, "From dose start, min").fill("125")
    expect(button(page, "Publish")).not_to_have_attribute("aria-disabled", "true")
    button(page, "Publish").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Reason").fill("Slower uptake")
    sheet.get_by_label("A clinician signs in beside me").check()
    sheet.get_by_label("Clinician's username").fill("carl")
    sheet.get_by_label("Clinician's password").fill("not his password")
    button(sheet, "Publish").click()
    expect(sheet.get_by_role("alert")).not_to_be_empty()
    button(sheet, "Cancel").click()
    expect(box(page, "From dose start, min")).to_have_value("125")
    button(page, "Publish").click()
    expect(page.get_by_role("dialog").get_by_label("Reason")).to_have_value("Slower uptake")
    button(page.get_by_role("dialog"), "Cancel").click()
    button(page, "Discard draft").click()
    button(dialog(page, "Discard the draft"), "Discard").click()


def test_who_does_not_write_protocols_reads_them(desk: Desk, ward: Ward) -> None:
    page = protocols(desk, ward, "nina", "iv_racemic_40")
    expect(page.get_by_text("Every 10 min until the infusion ends, ± 3 min")).to_be_visible()
    for name in ("New version", "Copy", "Approve"):
        expect(button(page, name)).to_have_count(0)


@pytest.mark.parametrize("size", ["1440x900", "1024x768"])
def test_reading_and_writing_fit_the_screen_and_have_no_serious_finding(
    desk: Desk, ward: Ward, size: str
) -> None:
    page = protocols(desk, ward, "ada", "iv_racemic_40", size)
    assert overflow(page)["right"] == 0
    assert findings(page) == {}
    button(page, "New version").click()
    box(check(page, "During"), "Every, min").fill("0")
    expect(check(page, "During").get_by_text("Minutes from 1 to 1440.")).to_be_visible()
    assert overflow(page)["right"] == 0
    assert findings(page) == {}
    assert page.viewport_size == dict(zip(("width", "height"), SIZES[size], strict=True))
    button(page, "Discard draft").click()
    button(dialog(page, "Discard the draft"), "Discard").click()

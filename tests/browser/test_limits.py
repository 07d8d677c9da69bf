"""The limits editor: a version is written, refused for a contradiction, mended, tried, published, approved.

The journeys keep to the cautious set, so that other tests of this clinic go on with what was shipped.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import SIZES, Desk, Ward, button, overflow
from tests.browser.looking import findings, picture, put_on
from tests.serving import PASSWORD

PATH = "/thresholds?set=cautious"


def drawn(page: Page) -> Page:
    """The page with its table drawn."""
    page.get_by_role("table", name="Limits", exact=True).wait_for()
    return page


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def drafting(page: Page) -> Page:
    """A new draft, nothing typed yet."""
    button(drawn(page), "New version").click()
    expect(box(page, "Distress urgent at or above")).to_be_visible()
    return page


def publish(page: Page, reason: str) -> Locator:
    """The publish sheet with its reason."""
    expect(button(page, "Publish")).not_to_have_attribute("aria-disabled", "true")
    button(page, "Publish").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Reason").fill(reason)
    return sheet


def in_force(page: Page, version: int) -> None:
    expect(
        page.get_by_role("link", name=re.compile(f"^Cautious.*version {version} in force"))
    ).to_be_visible()


def version_in_force(ward: Ward) -> int:
    sets = ward.person("ada").get("/threshold-sets").json()["items"]
    return int(next(s["version"] for s in sets if s["code"] == "cautious"))


@pytest.mark.hazard("H29")
def test_a_contradiction_is_refused_at_its_line_mended_and_published_with_a_clinician_beside(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    before = version_in_force(ward)
    page = drafting(desk.page(ward, "ada", PATH, size="1440x900"))
    expect(button(page, "Publish")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    urgent = box(page, "Distress urgent at or above")
    was = urgent.input_value()
    urgent.fill("4")
    expect(urgent).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("row", name=re.compile("advisory 5 lies at or beyond urgent 4"))).to_be_visible()
    expect(button(page, "1 problem to solve")).to_be_visible()
    expect(button(page, "Publish")).to_have_attribute("aria-disabled", "true")
    picture(page, "limits-refused-1440", elsewhere=tmp_path)
    page.reload()
    drawn(page)
    expect(urgent).to_have_value("4")
    expect(urgent).to_have_attribute("aria-invalid", "true")
    mended = "7" if was != "7" else "8"
    urgent.fill(mended)
    expect(page.get_by_text(f"was {was}", exact=True)).to_be_visible()
    expect(page.get_by_text(f"Distress urgent high {was} → {mended}")).to_be_visible()
    sheet = publish(page, "Panic is told sooner")
    sheet.get_by_text("A clinician signs in beside me").click()
    sheet.get_by_label("Clinician's username").fill("carl")
    sheet.get_by_label("Clinician's password").fill("not the password of Carl")
    desk.console.expect("403")
    button(sheet, "Publish").click()
    expect(sheet.get_by_role("alert")).not_to_be_empty()
    expect(sheet.get_by_label("Reason")).to_have_value("Panic is told sooner")
    sheet.get_by_label("Clinician's password").fill(PASSWORD)
    button(sheet, "Publish").click()
    in_force(page, before + 1)
    row = page.get_by_role("table", name="History").get_by_role("row").nth(1)
    expect(row).to_contain_text("Panic is told sooner")
    expect(row).to_contain_text("Approved by Dr Okafor")
    expect(row).to_contain_text(f"Distress urgent high {was} → {mended}")
    assert version_in_force(ward) == before + 1


def approved_for_later(ward: Ward) -> int:
    """The number of a version of the set in force, approved to count in three days."""
    path = "/threshold-sets/cautious/versions"
    shown = next(v for v in ward.person("ada").get(path).json()["items"] if v["state"] == "in_force")
    start = datetime.now(UTC) + timedelta(days=3)
    second = {"username": "carl", "password": PASSWORD}
    body = {**shown, "starts_at": start.isoformat(), "reason": "For next week", "second": second}
    return int(ward.person("ada").made(path, body)["version"])


@pytest.mark.hazard("H29")
def test_a_version_left_for_approval_waits_until_a_clinician_says_yes(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    before = version_in_force(ward)
    later = approved_for_later(ward)
    page = drafting(desk.page(ward, "ada", PATH))
    box(page, "Nausea urgent at or above").fill("9")
    sheet = publish(page, "Sickness is told")
    sheet.get_by_text("Leave it for approval").click()
    button(sheet, "Publish").click()
    waits = page.get_by_role("heading", name=f"Version {later + 1} waits for a clinician")
    expect(waits).to_be_visible()
    in_force(page, before)
    carl = drawn(desk.page(ward, "carl", PATH, size="1440x900"))
    waiting = carl.get_by_role("region", name=f"Version {later + 1} waits for a clinician")
    expect(waiting).to_contain_text("Nausea urgent high 9 added")
    picture(carl, "limits-waiting-1440", elsewhere=tmp_path)
    button(waiting, "Approve").click()
    deciding = carl.get_by_role("dialog")
    desk.console.expect("422")
    button(deciding, "Approve").click()
    expect(deciding).to_contain_text(f"Version {later}, approved from ")
    deciding.get_by_label("This one replaces it").check()
    button(deciding, "Approve").click()
    in_force(carl, later + 1)
    in_force(page, later + 1)
    expect(waits).to_have_count(0)


def test_a_refused_version_stays_in_the_history_with_the_reason(desk: Desk, ward: Ward) -> None:
    before = version_in_force(ward)
    page = drafting(desk.page(ward, "ada", PATH))
    box(page, "Dizziness urgent at or above").fill("9")
    sheet = publish(page, "Trial")
    sheet.get_by_text("Leave it for approval").click()
    button(sheet, "Publish").click()
    waiting = page.get_by_role("region", name=re.compile("waits for a clinician$"))
    button(waiting, "Refuse").click()
    refusing = page.get_by_role("dialog")
    refusing.get_by_label("Reason").fill("Not needed")
    refusing.get_by_label("Clinician's username").fill("carl")
    refusing.get_by_label("Clinician's password").fill(PASSWORD)
    button(refusing, "Refuse").click()
    row = page.get_by_role("table", name="History").get_by_role("row").nth(1)
    expect(row).to_contain_text("Refused by Dr Okafor")
    expect(row).to_contain_text("Not needed")
    in_force(page, before)


@pytest.mark.hazard("H23")
def test_a_draft_is_tried_on_ended_sessions_and_drawn_over_one(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    session = ward.session()
    ward.reading(session, 20, systolic=166, diastolic=92, heart_rate=70, spo2=97)
    ended = {"end": "aborted", "reason": "Went home before the dose"}
    ward.person("nina").made(f"/sessions/{session}/discharge", ended)
    page = drafting(desk.page(ward, "ada", PATH, size="1440x900"))
    box(page, "Systolic urgent at or above").fill("165")
    tried = page.get_by_role("region", name="What this draft would have done")
    expect(tried.get_by_label(re.compile(r"^\d+ urgent sessions$"))).to_be_visible()
    expect(tried).to_contain_text("reading by reading")
    page.get_by_label("Past session", exact=True).select_option(session)
    draft = page.locator("#limits-figure-draft")
    expect(draft.get_by_text("systolic 165 urgent")).to_be_visible()
    expect(page.locator("#limits-figure-in-force").get_by_text("systolic 170 urgent")).to_be_visible()
    page.locator("#limits-over").scroll_into_view_if_needed()
    picture(page, "limits-over-1440", elsewhere=tmp_path)


def test_a_line_for_people_from_65_is_added_and_what_cannot_be_read_is_said(desk: Desk, ward: Ward) -> None:
    page = drafting(desk.page(ward, "ada", PATH, size="1440x900"))
    button(page, "Add a line").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Measure").select_option("heart_rate")
    sheet.get_by_label("Kind").select_option("absolute")
    sheet.get_by_text("From 65 years").click()
    button(sheet, "Add").click()
    added = box(page, "Heart rate, from 65 years advisory at or above")
    added.fill("1o5")
    expect(page.get_by_role("row", name="1o5 is not a number.")).to_be_visible()
    expect(added).to_have_value("1o5")
    added.fill("105")
    expect(page.get_by_text("Heart rate advisory high from 65 105 added")).to_be_visible()
    button(page, "Clear Nausea").click()
    expect(page.get_by_text(re.compile("^Nausea advisory high 4 removed$"))).to_be_visible()
    button(page, "Discard draft").click()
    button(page.get_by_role("dialog"), "Keep").click()
    expect(added).to_have_value("105")
    button(page, "Discard draft").click()
    button(page.get_by_role("dialog"), "Discard").click()
    expect(button(page, "New version")).to_be_visible()
    expect(box(page, "Systolic urgent at or above")).to_have_count(0)


def test_a_set_is_copied_under_its_own_name_published_and_offered_to_protocols(
    desk: Desk, ward: Ward
) -> None:
    page = drawn(desk.page(ward, "ada", PATH, size="1440x900"))
    expect(page.get_by_text("No protocol uses this set.")).to_be_visible()
    button(page, "Copy").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name of the copy").fill("Standard")
    expect(sheet.get_by_label("Code")).to_have_value("standard")
    button(sheet, "Copy").click()
    expect(sheet.get_by_text("The code standard is taken.").last).to_be_visible()
    sheet.get_by_label("Name of the copy").fill("Evening, 65 and older")
    sheet.get_by_label("Code").fill("evening")
    button(sheet, "Copy").click()
    expect(page.get_by_text("Draft of evening", exact=True)).to_be_visible()
    expect(box(page, "Name of the set")).to_have_value("Evening, 65 and older")
    box(page, "Nausea advisory at or above").fill("3")
    changes = page.get_by_role("region", name=re.compile("^Changes to Cautious.*version"))
    expect(changes.get_by_text("Nausea advisory high 4 → 3")).to_be_visible()
    page.reload()
    expect(box(drawn(page), "Nausea advisory at or above")).to_have_value("3")
    sheet = publish(page, "Evenings are quieter")
    sheet.get_by_text("Leave it for approval").click()
    button(sheet, "Publish").click()
    expect(
        page.get_by_role("link", name=re.compile("^Evening.*no version in force.*version 1 waits"))
    ).to_be_visible()
    carl = drawn(desk.page(ward, "carl", "/thresholds?set=evening"))
    button(carl, "Approve").click()
    button(carl.get_by_role("dialog"), "Approve").click()
    expect(page.get_by_role("link", name=re.compile("^Evening.*version 1 in force"))).to_be_visible()
    expect(button(drawn(desk.page(ward, "ada", PATH)), "New version")).to_be_visible()
    page = desk.page(ward, "ada", "/protocols?protocol=im_racemic")
    button(page, "New version").click()
    page.get_by_role("combobox", name="Limits").select_option("Evening, 65 and older")
    expect(page.get_by_text("Set of limits: standard → evening")).to_be_visible()
    button(page, "Discard draft").click()
    button(page.get_by_role("dialog"), "Discard").click()


def test_a_nurse_reads_the_limits_and_changes_none(desk: Desk, ward: Ward) -> None:
    page = drawn(desk.page(ward, "nina", "/thresholds"))
    table = page.get_by_role("table", name="Limits", exact=True)
    expect(table.get_by_role("row", name=re.compile("^Systolic mmHg"))).to_contain_text("180")
    expect(page.get_by_role("table", name="History")).to_be_visible()
    for name in ("New version", "Approve", "Refuse", "Publish"):
        expect(button(page, name)).to_have_count(0)


@pytest.mark.parametrize("size", ["1024x768", "1440x900"])
def test_reading_and_writing_have_no_serious_finding_and_nothing_runs_over(
    desk: Desk, ward: Ward, size: str, tmp_path: Path
) -> None:
    page = drawn(desk.page(ward, "ada", PATH, size=size))
    assert findings(page) == {}
    assert overflow(page)["right"] == 0
    drafting(page)
    box(page, "Distress urgent at or above").fill("4")
    expect(button(page, "1 problem to solve")).to_be_visible()
    assert findings(page) == {}
    assert overflow(page)["right"] == 0
    put_on(page, "dim")
    picture(page, f"limits-draft-{SIZES[size][0]}-dim", elsewhere=tmp_path)

"""A patient's course: table and figures, the overlay on the review page, two records merged and parted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.course_days import coursed
from tests.browser.desk import NO_OVERFLOW, Desk, Ward, button, dialog, overflow, press
from tests.browser.looking import findings, picture, put_on

THEMES = ("light", "dim")


@pytest.fixture(scope="module")
def known(ward: Ward) -> tuple[str, list[str]]:
    """A patient with four infusions, the last one today; the sessions' ids, the first one first."""
    patient = ward.person("nina").patient(mrn="30001", family_name="Sandberg", given_name="Elin")
    return patient, coursed(ward, patient, "Room 301")


def drawn(page: Page) -> Page:
    """The page with its table and both figures drawn."""
    page.get_by_role("table", name="Course", exact=True).wait_for()
    for figure in ("Course", "Course overlay"):
        page.get_by_role("figure", name=figure, exact=True).locator(".main-svg").first.wait_for()
    return page


def test_the_course_stands_as_a_table_and_as_figures(
    desk: Desk, ward: Ward, known: tuple[str, list[str]], tmp_path: Path
) -> None:
    patient, sessions = known
    page = drawn(desk.page(ward, "carl", f"/patient/{patient}", size="1440x900"))
    rows = page.get_by_role("table", name="Course", exact=True).locator("tbody tr")
    expect(rows).to_have_count(4)
    last = rows.nth(3)
    for words in ("Infusion 4", "35 mg", "0.5 mg/kg", "186/108", "at 40 min", "1 urgent", "left 110 min"):
        expect(last).to_contain_text(words)
    expect(last).to_contain_text(re.compile(r"Dissociation 7 at 40 min"))
    expect(last).to_contain_text(re.compile(r"ready \d+ min"))
    assert last.get_by_role("link").first.get_attribute("href") == f"/session/{sessions[3]}"
    trend = page.get_by_role("table", name="Trend", exact=True).locator("tbody tr").first
    expect(trend).to_contain_text("Highest systolic")
    expect(trend).to_contain_text("+7.9")
    assert overflow(page)["right"] == 0
    assert findings(page) == {}
    for theme in THEMES:
        put_on(page, theme)
        page.wait_for_timeout(400)
        picture(page, f"course-1440-{theme}", elsewhere=tmp_path)
        page.locator("#course-body").scroll_into_view_if_needed()
        picture(page, f"course-figures-1440-{theme}", elsewhere=tmp_path)


def test_the_overlay_shows_the_measures_one_chooses_and_their_values_in_a_table(
    desk: Desk, ward: Ward, known: tuple[str, list[str]], tmp_path: Path
) -> None:
    page = drawn(desk.page(ward, "nina", f"/patient/{known[0]}"))
    figure = page.get_by_role("figure", name="Course overlay", exact=True)
    expect(figure).to_contain_text("Infusion 4")
    expect(figure).to_contain_text("peak 9, 8, 6, 7")
    page.get_by_text("Values as a table").click()
    values = page.get_by_role("table", name="Course overlay", exact=True)
    expect(values).to_contain_text("186 at 40")
    expect(values.get_by_role("columnheader")).to_have_text(["Session", "Systolic", "Dissociation"])
    button(page, "Heart rate").click()
    button(page, "Dissociation").click()
    expect(values.get_by_role("columnheader")).to_have_text(["Session", "Systolic", "Heart rate"])
    expect(figure).to_contain_text("peak 90, 88, 91, 92")
    assert overflow(page)["right"] == 0
    for theme in THEMES:
        put_on(page, theme)
        page.wait_for_timeout(400)
        picture(page, f"course-1024-{theme}", elsewhere=tmp_path)


def test_o_lays_the_earlier_sessions_under_the_chosen_one(
    desk: Desk, ward: Ward, known: tuple[str, list[str]], tmp_path: Path
) -> None:
    _, sessions = known
    page = desk.page(ward, "carl", f"/review?session={sessions[3]}", size="1440x900")
    strip = page.get_by_role("navigation", name="Series, IV ketamine")
    expect(strip.get_by_role("link")).to_have_count(4)
    expect(strip.locator("[aria-current]")).to_contain_text("peak 186")
    page.get_by_role("region", name="Timeline", exact=True).locator(".main-svg").first.wait_for()
    press(page, "o")
    overlay = page.get_by_role("region", name="Course overlay", exact=True)
    expect(overlay).to_contain_text("Infusion 3")
    expect(overlay).to_contain_text("186 at 40 min")
    assert findings(page) == {}
    for theme in THEMES:
        put_on(page, theme)
        page.wait_for_timeout(400)
        picture(page, f"review-course-1440-{theme}", elsewhere=tmp_path)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.wait_for_timeout(600)
    assert overflow(page)["right"] == 0
    picture(page, "review-course-1024-dim", elsewhere=tmp_path)
    strip.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"session={sessions[0]}$"))
    expect(overlay).not_to_contain_text("Infusion 3")
    press(page, "o")
    expect(page.get_by_role("region", name="Timeline", exact=True)).to_be_visible()


@pytest.mark.hazard("H02")
def test_two_records_are_compared_merged_by_number_and_parted_again(
    desk: Desk, ward: Ward, tmp_path: Path
) -> None:
    nina = ward.person("nina")
    stays = nina.patient(mrn="30002", family_name="Novak", given_name="Petra")
    goes = nina.patient(mrn="30003", family_name="Novak", given_name="Petra")
    page = desk.page(ward, "carl", f"/patient/{stays}")
    beside = page.get_by_role("table", name="Look-alikes")
    expect(beside).to_contain_text("30003")
    button(beside, "Same person? Merge").click()
    sheet = dialog(page, "Merge two records of one patient")
    picture(page, "merge-1024-light", elsewhere=tmp_path)
    sheet.get_by_role("radio", name=re.compile("^30002")).check()
    sheet.get_by_label("Type the record number that stays").fill("30003")
    sheet.get_by_label("Why are they the same person?").fill("Registered twice.")
    button(sheet, "Merge records").click()
    expect(sheet).to_contain_text("This is not 30002.")
    sheet.get_by_label("Type the record number that stays").fill("30002")
    put_on(page, "dim")
    picture(page, "merge-1024-dim", elsewhere=tmp_path)
    button(sheet, "Merge records").click()
    merged = page.get_by_role("table", name="Merged records")
    expect(merged).to_contain_text("30003")
    assert findings(page) == {}
    picture(page, "merged-1024-light", elsewhere=tmp_path)
    page.goto(f"/patient/{goes}")
    expect(page.get_by_role("definition").first).to_have_text("30002")
    button(merged, "Undo merge").click()
    undo = dialog(page, "Undo the merge of 30003 and 30002")
    undo.get_by_label("Reason").fill("Two sisters.")
    button(undo, "Undo merge").click()
    expect(page.get_by_role("definition").first).to_have_text("30003")
    expect(page.get_by_role("table", name="Look-alikes")).to_contain_text("30002")


def test_a_nurse_sees_look_alikes_but_merges_nothing(desk: Desk, ward: Ward) -> None:
    nina = ward.person("nina")
    one = nina.patient(mrn="30004", family_name="Ortega", given_name="Jonas")
    nina.patient(mrn="30005", family_name="Ortega", given_name="Jonas")
    page = desk.page(ward, "nina", f"/patient/{one}")
    beside = page.get_by_role("table", name="Look-alikes")
    expect(beside).to_contain_text("30005")
    expect(button(beside, "Same person? Merge")).to_have_count(0)
    assert overflow(page)["right"] == NO_OVERFLOW["right"]

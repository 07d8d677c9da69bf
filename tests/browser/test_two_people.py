"""Two people at one session: a set charted twice, a correction that came second, a set of another patient."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desk import REFUSED, Console, Desk, Ward, button, dialog, open_table
from tests.browser.drawer import Drawer

SAME = "Same set?"


@pytest.fixture(scope="module")
def nina(module_desk: Desk, ward: Ward) -> Page:
    """Nina's browser."""
    return module_desk.page(ward, "nina", "/account")


@pytest.fixture(scope="module")
def mia(module_desk: Desk, ward: Ward) -> Page:
    """Mia's browser."""
    return module_desk.page(ward, "mia", "/account")


def question(page: Page) -> Locator:
    """What is asked under the page after saving."""
    return page.locator(".record-toast").filter(has_text=SAME)


def both_at(session: str, *pages: Page) -> list[Drawer]:
    """The drawers of both, opened over the same session."""
    for page in pages:
        page.unroute_all()
        page.goto(f"/session/{session}")
    return [Drawer(page).open() for page in pages]


def charted_twice(ward: Ward, nina: Page, mia: Page) -> str:
    """A session in which Nina saved 131/82 and Mia, a moment later, 133/84."""
    session = ward.running()
    first, second = both_at(session, nina, mia)
    first.keys("131", "82", "Enter")
    first.closed()
    second.keys("133", "84", "Enter")
    second.closed()
    return session


@pytest.mark.hazard("H53")
def test_both_sets_stay_and_the_second_person_is_asked(ward: Ward, nina: Page, mia: Page) -> None:
    session = charted_twice(ward, nina, mia)
    expect(question(mia)).to_contain_text("Nina Brandt saved 131/82 at")
    expect(question(nina)).to_have_count(0)
    expect(button(mia, "Record")).to_be_enabled()
    assert [(r["values"]["systolic"], bool(r["duplicate_of"])) for r in ward.readings(session)] == [
        (128, False), (131, False), (133, True),
    ]  # fmt: skip
    for page, other in ((nina, "Mia Duarte saved 133/84"), (mia, "Nina Brandt saved 131/82")):
        expect(open_table(page)).to_contain_text(other)
        expect(page.get_by_role("table", name="Readings").get_by_text(SAME)).to_have_count(2)
    button(question(mia), "Keep both").click()
    for page in (nina, mia):
        expect(page.get_by_role("table", name="Readings")).not_to_contain_text(SAME)
    expect(question(mia)).to_have_count(0)
    assert [r["duplicate_of"] for r in ward.readings(session)] == [None, None, None]


@pytest.mark.hazard("H53")
def test_strike_mine_strikes_the_second_set_alone(ward: Ward, nina: Page, mia: Page) -> None:
    session = charted_twice(ward, nina, mia)
    button(question(mia), "Strike mine").click()
    expect(mia.get_by_text("Struck. The set stays in the record, struck.")).to_be_visible()
    assert [r["values"]["systolic"] for r in ward.readings(session)] == [128, 131]
    expect(open_table(nina)).not_to_contain_text(SAME)
    expect(nina.get_by_role("row").filter(has_text="133/84")).to_contain_text("struck by Mia Duarte")


@pytest.mark.hazard("H53")
def test_the_mark_in_the_table_can_answer_too(ward: Ward, nina: Page, mia: Page) -> None:
    charted_twice(ward, nina, mia)
    table = open_table(nina)
    button(table, "Keep both").click()
    expect(table).not_to_contain_text(SAME)
    expect(button(table, "Keep both")).to_have_count(0)


def correcting(page: Page, session: str, systolic: str) -> Locator:
    """The correction of the newest set, filled in but not sent."""
    page.unroute_all()
    page.goto(f"/session/{session}")
    button(open_table(page).get_by_role("row").nth(1), "Correct").click()
    sheet = dialog(page, "Correct the set")
    sheet.get_by_role("textbox", name="Systolic").fill(systolic)
    sheet.get_by_role("textbox", name="Reason").fill("read again")
    return sheet


@pytest.mark.hazard("H53")
def test_of_two_corrections_the_later_is_told_whose_came_first(
    ward: Ward, nina: Page, mia: Page, console: Console
) -> None:
    session = ward.running()
    sheets = [correcting(page, session, value) for page, value in ((nina, "126"), (mia, "129"))]
    button(sheets[0], "Save correction").click()
    expect(sheets[0]).to_have_count(0)
    console.expect(REFUSED)
    button(sheets[1], "Save correction").click()
    expect(sheets[1].get_by_role("alert")).to_contain_text("Nina Brandt changed this first, at ")
    assert [r["values"]["systolic"] for r in ward.readings(session)] == [126]
    button(sheets[1], "Show what stands now").click()
    again = dialog(mia, "Correct the set")
    expect(again).to_contain_text("Stored: 126 mmHg")
    again.get_by_role("textbox", name="Systolic").fill("129")
    again.get_by_role("textbox", name="Reason").fill("both looked")
    button(again, "Save correction").click()
    expect(again).to_have_count(0)
    assert [r["values"]["systolic"] for r in ward.readings(session)] == [129]


@pytest.mark.hazard("H01")
def test_a_set_of_another_patient_is_moved_with_the_strike_sheet(ward: Ward, nina: Page, mia: Page) -> None:
    right, wrong = ward.session(family_name="Nowak"), ward.running()
    ward.reading(wrong, systolic=187, diastolic=108)
    room = ward.person("nina").get(f"/sessions/{right}").json()["room"]
    mia.goto(f"/session/{right}")
    nina.goto(f"/session/{wrong}")
    button(open_table(nina).get_by_role("row").filter(has_text="187/108"), "Strike").click()
    sheet = dialog(nina, "Strike 187/108")
    sheet.get_by_role("radio", name="Wrong value").check()
    expect(sheet.get_by_role("group", name="Move to")).to_be_hidden()
    sheet.get_by_role("radio", name="Wrong patient").check()
    places = sheet.get_by_role("group", name="Move to")
    place = places.get_by_role("radio", name=f"{room} · Nowak, Marta born 14 Mar 1979")
    sheet.get_by_role("textbox", name="Reason").fill("two tablets on one trolley")
    button(sheet, "Strike").click()
    expect(sheet).to_contain_text("Choose whose set it is, or leave it struck here.")
    place.check()
    button(sheet, "Strike").click()
    expect(sheet).to_have_count(0)
    left = nina.get_by_role("row").filter(has_text="187/108")
    expect(left).to_contain_text(f"struck and moved to the session in {room} by Nina Brandt")
    expect(left).not_to_contain_text("Nowak")
    expect(open_table(mia)).to_contain_text("moved here from the session in Room 1")
    expect(mia.get_by_role("table", name="Readings")).not_to_contain_text("Kowalczyk")
    expect(mia.get_by_role("region", name="Alerts")).to_contain_text("Systolic 187, limit 180")
    expect(nina.get_by_role("region", name="Alerts")).not_to_contain_text("Systolic 187")


@pytest.fixture
def left_open(ward: Ward, nina: Page) -> str:
    """A session that says it was left open, on Nina's page."""
    session = ward.running()

    def aged(route: Route) -> None:
        answer = route.fetch()
        form: dict[str, Any] = {**answer.json(), "left_open": {"date": "2026-11-22", "name": "Kowalczyk"}}
        route.fulfill(response=answer, json=form)

    nina.unroute_all()
    nina.route(re.compile("/api/v1/sessions/[^/]+/(entry|event-form|dose|checklist)$"), aged)
    nina.goto(f"/session/{session}")
    button(nina, "Record").click()
    return session


@pytest.mark.hazard("H01", "A2")
@pytest.mark.usefixtures("left_open")
def test_a_session_left_open_asks_once_before_it_takes_an_entry(nina: Page) -> None:
    asked = dialog(nina, "Session of 22 Nov, Kowalczyk")
    expect(asked).to_contain_text("Continue or end it?")
    expect(dialog(nina, "Record")).to_have_count(0)
    button(asked, "Continue").click()
    drawer = Drawer(nina).ready()
    drawer.button("Cancel").click()
    drawer.closed()
    drawer.open()
    expect(asked).to_have_count(0)
    drawer.button("Cancel").click()


@pytest.mark.hazard("H01", "A2")
@pytest.mark.usefixtures("left_open")
def test_end_it_opens_finish_and_escape_does_neither(nina: Page) -> None:
    asked = dialog(nina, "Session of 22 Nov, Kowalczyk")
    expect(asked).to_be_visible()
    nina.keyboard.press("Escape")
    expect(nina.get_by_role("dialog")).to_have_count(0)
    button(nina, "Record").click()
    button(asked, "End it").click()
    expect(nina.locator("dialog[open]")).to_contain_text("How it ended")
    expect(dialog(nina, "Record")).to_have_count(0)


@pytest.mark.hazard("H01", "A2")
def test_events_dose_checklist_and_handover_ask_first_too(nina: Page, left_open: str) -> None:
    asked = dialog(nina, "Session of 22 Nov, Kowalczyk")
    act = "([name, session]) => { Chairside.actions[name]({ session }); }"
    expect(asked).to_be_visible()
    nina.keyboard.press("Escape")
    for name in ("event", "dose", "checklist", "handover"):
        nina.evaluate(act, [name, left_open])
        expect(asked).to_be_visible()
        nina.keyboard.press("Escape")
        expect(nina.get_by_role("dialog")).to_have_count(0)
    nina.evaluate(act, ["handover", left_open])
    button(asked, "Continue").click()
    expect(dialog(nina, "Hand over")).to_be_visible()
    nina.keyboard.press("Escape")
    nina.evaluate(act, ["event", left_open])
    expect(dialog(nina, "Event")).to_be_visible()
    expect(asked).to_have_count(0)
    nina.keyboard.press("Escape")

"""Events at the bedside: one tap, second steps, handover, and checks left out or put off by hand."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desk import NO_OVERFLOW, REFUSED, SAVED, Desk, Ward, ago, button, dialog, overflow
from tests.browser.looking import findings, picture

LABETALOL = {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"}


@pytest.fixture(scope="module")
def nurse(module_desk: Desk, ward: Ward) -> Page:
    """The nurse's page of this module."""
    return module_desk.page(ward, "nina", "/account", size="1024x690")


def events(ward: Ward, session: str, kind: str, history: str = "false") -> list[dict[str, Any]]:
    found = ward.person("nina").get(f"/sessions/{session}/events?history={history}").json()["items"]
    return [event for event in found if event["kind"] == kind]


def told(
    ward: Ward, session: str, kind: str, detail: dict[str, Any], minutes_ago: float = 0
) -> dict[str, Any]:
    body = {"kind": kind, "detail": detail, "occurred_at": ago(minutes_ago).isoformat()}
    return dict(ward.person("nina").made(f"/sessions/{session}/events", body))


def opened(page: Page, session: str) -> Locator:
    """The event sheet of the session, by its key."""
    page.goto(f"/session/{session}")
    expect(button(page, "Event")).to_be_visible()
    page.keyboard.press("e")
    sheet = dialog(page, "Event")
    expect(button(sheet, "Vomited")).to_be_focused()
    return sheet


def tile(sheet: Locator, name: str) -> Locator:
    return button(sheet, name).first


def saved(page: Page) -> None:
    expect(page.get_by_role("status", name="Connection")).to_have_text(SAVED)


def test_a_double_tap_stores_once_and_undo_strikes_it(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    tile(opened(nurse, session), "Patient called").dblclick()
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    toast = nurse.locator(".record-toast")
    expect(toast).to_contain_text("Patient called. Saved ")
    (stored,) = events(ward, session, "patient_called")
    assert stored["late"] is False
    button(toast, "Undo").click()
    expect(toast).to_contain_text("stays in the record, struck")
    assert events(ward, session, "patient_called") == []
    struck = events(ward, session, "patient_called", "true")[-1]
    assert (struck["status"], struck["change_reason"]) == ("struck", "undone")


@pytest.mark.hazard("H41")
def test_asking_to_stop_is_one_tap_and_urgent(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    tile(opened(nurse, session), "Asks to stop").click()
    expect(nurse.get_by_role("region", name="Alerts")).to_contain_text("URGENT · Patient asks to stop")
    assert len(events(ward, session, "asks_to_stop")) == 1


def test_details_let_words_and_another_time_be_added_before(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    sheet = opened(nurse, session)
    button(sheet, "Details").click()
    tile(sheet, "Repositioned").click()
    sheet = dialog(nurse, "Repositioned")
    sheet.get_by_label("Words").fill("Left side")
    button(sheet, "Save event").click()
    expect(nurse.locator(".record-toast")).to_contain_text("Repositioned. Saved")
    assert events(ward, session, "repositioned")[0]["detail"] == {"text": "Left side"}


def test_every_kind_is_two_taps_away_by_its_group(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    sheet = opened(nurse, session)
    sheet.get_by_role("tab", name="Moving").click()
    button(sheet, "Walk test").click()
    sheet = dialog(nurse, "Walk test")
    nurse.wait_for_timeout(400)
    button(sheet, "Save event").click()
    expect(sheet).to_contain_text("Result is missing.")
    sheet.get_by_role("radio", name="Needs help").check()
    button(sheet, "Save event").click()
    saved(nurse)
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    assert events(ward, session, "walk_test")[0]["detail"] == {"result": "needs_help"}


@pytest.mark.hazard("H38")
def test_a_rescue_medication_is_typed_whole_and_its_response_told(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    tile(opened(nurse, session), "Anti-emetic").click()
    sheet = dialog(nurse, "Rescue medication")
    for name in ("Drug", "Amount", "Unit", "Reason"):
        expect(sheet.get_by_label(name, exact=True)).to_have_value("")
    sheet.get_by_label("Drug", exact=True).fill("ondansetron")
    sheet.get_by_label("Amount", exact=True).fill("4")
    button(sheet, "Save event").click()
    expect(sheet).to_contain_text("Which unit?")
    sheet.get_by_label("Unit", exact=True).fill("mg")
    sheet.get_by_label("Route").select_option("iv")
    button(sheet, "Save event").click()
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    (given,) = events(ward, session, "rescue_medication")
    assert given["detail"] == {"drug": "ondansetron", "amount": 4, "unit": "mg", "route": "iv"}
    sheet = opened(nurse, session)
    sheet.get_by_role("button", name=re.compile("^Response.*ondansetron")).click()
    sheet = dialog(nurse, "Response to rescue medication: ondansetron")
    sheet.get_by_label("Response").fill("Nausea 2")
    button(sheet, "Save event").click()
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    (response,) = events(ward, session, "rescue_response")
    assert response["detail"] == {"of": given["id"], "text": "Nausea 2"}


@pytest.mark.hazard("H38")
def test_a_second_labetalol_shows_the_first_given_by_another_meanwhile(nurse: Page, ward: Ward) -> None:
    session = ward.running(40)
    tile(opened(nurse, session), "Rescue medication").click()
    sheet = dialog(nurse, "Rescue medication")
    told(ward, session, "rescue_medication", LABETALOL, 12)
    sheet.get_by_label("Drug", exact=True).fill("Labetalol")
    button(sheet, "Save event").click()
    asked = sheet.get_by_role("group", name=re.compile("First: labetalol 10 mg IV at .*12 min ago"))
    expect(asked).to_be_visible()
    button(asked, "Change").click()
    assert len(events(ward, session, "rescue_medication")) == 1
    button(sheet, "Save event").click()
    button(asked, "Save this one too").click()
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    assert len(events(ward, session, "rescue_medication")) == 2


@pytest.mark.hazard("H38")
def test_a_response_names_the_medication_that_still_awaits_one(nurse: Page, ward: Ward) -> None:
    session = ward.running(40)
    first = told(ward, session, "rescue_medication", LABETALOL, 15)
    other = told(ward, session, "rescue_medication", {"drug": "ondansetron"}, 9)
    told(ward, session, "rescue_response", {"of": other["id"], "text": "Better"}, 3)
    sheet = opened(nurse, session)
    sheet.get_by_role("tab", name="Rescue").click()
    button(sheet, "Response to rescue medication").click()
    sheet = dialog(nurse, "Response to rescue medication")
    expect(sheet.get_by_role("radio", name=re.compile("ondansetron"))).to_have_count(0)
    sheet.get_by_label("Response").fill("148/88")
    button(sheet, "Save event").click()
    expect(sheet).to_contain_text("Choose which medication.")
    sheet.get_by_role("radio", name=re.compile("^labetalol 10 mg IV, ")).check()
    button(sheet, "Save event").click()
    expect(nurse.locator("dialog[open]")).to_have_count(0)
    assert events(ward, session, "rescue_response")[-1]["detail"]["of"] == first["id"]


@pytest.mark.hazard("H42")
def test_a_warning_sign_offers_the_transfer_summary(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    tile(opened(nurse, session), "Warning sign").click()
    sheet = dialog(nurse, "Warning sign")
    nurse.wait_for_timeout(400)
    sheet.get_by_role("radio", name="Chest pain").check()
    button(sheet, "Save event").click()
    link = dialog(nurse, "Saved, and urgent").get_by_role("link", name="Transfer summary")
    expect(link).to_have_attribute("href", f"/api/v1/sessions/{session}/transfer.pdf")
    assert ward.person("nina").get(f"/sessions/{session}/transfer.pdf").status_code == 200
    expect(nurse.get_by_role("region", name="Alerts")).to_contain_text("Warning sign: chest pain")


@pytest.mark.hazard("H43")
def test_an_adverse_event_asks_for_the_criterion_of_a_serious_one(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    tile(opened(nurse, session), "Adverse event").click()
    sheet = dialog(nurse, "Adverse event")
    nurse.wait_for_timeout(400)
    expect(sheet.get_by_label("Criterion")).to_be_hidden()
    sheet.get_by_label("Term").select_option("syncope")
    sheet.get_by_role("radio", name="Moderate").check()
    sheet.get_by_role("radio", name="Yes").check()
    sheet.get_by_label("Criterion").select_option("important")
    sheet.get_by_label("Relation").select_option("possible")
    button(sheet, "Save event").click()
    button(dialog(nurse, "Saved, and urgent"), "Close").click()
    assert events(ward, session, "adverse_event")[0]["detail"] == {
        "term": "syncope", "severity": "moderate", "serious": "yes", "criterion": "important",
        "relation": "possible",
    }  # fmt: skip
    nurse.get_by_role("tab", name="Log").click()
    expect(nurse.locator("#panel-log")).to_contain_text("Syncope, moderate, SERIOUS")


def test_a_correction_shows_what_is_stored_beside_its_boxes(nurse: Page, ward: Ward) -> None:
    session = ward.running()
    detail = {"term": "headache", "severity": "mild", "serious": "no", "text": "Left temple"}
    stored = told(ward, session, "adverse_event", detail)
    nurse.goto(f"/session/{session}")
    nurse.get_by_role("tab", name="Log").click()
    line = nurse.locator("#panel-log li", has_text="Headache")
    button(line, "Correct").click()
    sheet = dialog(nurse, "Correct: Adverse event")
    expect(sheet).to_contain_text("Stored: Mild")
    expect(sheet.get_by_label("Words", exact=True).first).to_have_value("")
    sheet.get_by_label("Severity").first.select_option("moderate")
    sheet.get_by_role("checkbox", name="Words").check()
    sheet.get_by_label("Reason").fill("It got worse")
    button(sheet, "Save correction").click()
    expect(sheet).to_be_hidden()
    (now,) = events(ward, session, "adverse_event")
    assert now["version"] == stored["version"] + 1
    assert now["detail"] == {"term": "headache", "severity": "moderate", "serious": "no"}


@pytest.mark.hazard("H23")
def test_a_handover_shows_what_stands_open_and_names_the_nurse(nurse: Page, ward: Ward, desk: Desk) -> None:
    session = ward.running(40)
    told(ward, session, "rescue_medication", LABETALOL, 12)
    tile(opened(nurse, session), "Handover").click()
    sheet = dialog(nurse, "Hand over")
    expect(sheet.get_by_role("list", name="Handed over")).to_contain_text("Response to labetalol 10 mg IV")
    expect(sheet.get_by_role("list", name="Handed over")).to_contain_text("due")
    button(sheet, "Hand over").click()
    expect(sheet).to_contain_text("Choose who takes over.")
    mia = ward.person("mia")
    seen = mia.get(f"/sessions/{session}").json()["version"]
    mia.made(f"/sessions/{session}", {"weight_kg": 71}, method="PATCH", if_match=seen)
    sheet.get_by_role("radio", name="Mia Duarte").check()
    desk.console.expect(REFUSED)
    button(sheet, "Hand over").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Mia Duarte changed this session first, at ")
    button(sheet, "Show what stands now").click()
    sheet.get_by_role("radio", name="Mia Duarte").check()
    sheet.get_by_label("Note").fill("Likes it quiet")
    button(sheet, "Hand over").click()
    expect(sheet).to_be_hidden()
    now = ward.person("nina").get(f"/sessions/{session}").json()
    assert now["nurse"]["display_name"] == "Mia Duarte"
    (stored,) = events(ward, session, "handover")
    assert stored["detail"]["text"].startswith("Likes it quiet; ")


@pytest.mark.hazard("A12", "H15")
def test_the_bathroom_offers_the_pause_and_coming_back_resumes(nurse: Page, ward: Ward) -> None:
    session = ward.running(5)
    tile(opened(nurse, session), "To bathroom").click()
    sheet = dialog(nurse, "In the bathroom. Pause the checks?")
    nurse.wait_for_timeout(400)
    sheet.get_by_role("radio", name="10 min").check()
    button(sheet, "Pause checks").click()
    grid = nurse.locator("#panel-checks")
    expect(grid).to_contain_text(re.compile(r"Paused until \d\d:\d\d, bathroom"))
    expect(grid.get_by_role("timer")).to_have_text(re.compile(r"^0:00:\d\d$"))
    expect(nurse.locator(".patient-header")).to_contain_text("Paused until")
    (pause,) = events(ward, session, "schedule_paused")
    assert pause["detail"] == {"reason": "bathroom", "minutes": 10}
    tile(opened(nurse, session), "Back").click()
    button(dialog(nurse, "Back from the bathroom. Resume the checks?"), "Resume now").click()
    expect(grid).not_to_contain_text("Paused until")
    assert len(events(ward, session, "schedule_resumed")) == 1


@pytest.mark.hazard("A12", "H15")
def test_a_pause_asks_for_reason_and_end_and_a_refused_one_says_why(
    nurse: Page, ward: Ward, desk: Desk
) -> None:
    session = ward.running(5)
    nurse.goto(f"/session/{session}")
    button(nurse, "Pause checks").click()
    sheet = dialog(nurse, "Pause checks")
    button(sheet, "Pause checks").click()
    expect(sheet).to_contain_text("Choose why.")
    sheet.get_by_role("radio", name="Refused").check()
    sheet.get_by_label("Minutes").fill("16")
    desk.console.expect(REFUSED)
    button(sheet, "Pause checks").click()
    expect(sheet).to_contain_text("minutes must be a whole number from 1 to 15.")
    sheet.get_by_label("Minutes").fill("5")
    told(ward, session, "asks_to_stop", {})
    button(sheet, "Pause checks").click()
    expect(sheet.get_by_role("alert")).to_contain_text("urgent alert is open")
    assert events(ward, session, "schedule_paused") == []
    button(sheet, "Cancel").click()
    button(nurse, "Pause checks").click()
    expect(dialog(nurse, "Checks not paused")).to_contain_text("urgent alert is open")


@pytest.mark.hazard("H15")
def test_a_check_is_skipped_with_its_reason(nurse: Page, ward: Ward) -> None:
    session = ward.running(5)
    nurse.goto(f"/session/{session}")
    row = nurse.locator("#panel-checks li", has=nurse.get_by_role("button", name=re.compile("^Skip"))).first
    label = row.locator("span").nth(1).inner_text()
    button(row, f"Skip {label}").click()
    sheet = dialog(nurse, f"Skip: {label}")
    button(sheet, "Skip check").click()
    expect(sheet).to_contain_text("Say why it is left out.")
    sheet.get_by_label("Reason").fill("Sleeps well, breathing seen")
    button(sheet, "Skip check").click()
    expect(nurse.locator("#panel-checks")).to_contain_text("skipped: Sleeps well, breathing seen")
    stored = events(ward, session, "check_skipped")
    assert stored
    assert all({"check", "due_at", "reason"} == event["detail"].keys() for event in stored)


@pytest.mark.hazard("H19", "A14")
def test_without_the_server_an_entry_keeps_the_time_of_its_tap_and_a_pause_never_waits(
    nurse: Page, ward: Ward, desk: Desk
) -> None:
    session = ward.running(5)
    nurse.goto(f"/session/{session}")
    sent: list[dict[str, Any]] = []

    def lost(route: Route) -> None:
        sent.append(dict(route.request.post_data_json))
        route.abort()

    button(nurse, "Pause checks").click()
    sheet = dialog(nurse, "Pause checks")
    sheet.get_by_role("radio", name="Refused").check()
    sheet.get_by_label("Minutes").fill("5")
    nurse.route("**/api/v1/sessions/*/events", lost)
    desk.console.expect(REFUSED)
    button(sheet, "Pause checks").click()
    expect(sheet.get_by_role("alert")).to_contain_text("The server did not answer.")
    assert nurse.evaluate("() => Chairside.outbox.waiting()") == []
    button(sheet, "Cancel").click()
    row = nurse.locator("#panel-checks li", has=nurse.get_by_role("button", name=re.compile("^Skip"))).first
    row.get_by_role("button", name=re.compile("^Skip")).click()
    sheet = nurse.locator("#skip-check")
    sheet.get_by_label("Reason").fill("Sleeps well")
    button(sheet, "Skip check").click()
    expect(sheet.get_by_role("alert")).to_contain_text("The server did not answer.")
    button(sheet, "Cancel").click()
    nurse.unroute("**/api/v1/sessions/*/events")
    button(nurse, "Try again").click()
    expect(nurse.locator("#panel-checks")).to_contain_text("skipped: Sleeps well")
    assert [one["kind"] for one in sent] == ["schedule_paused", "check_skipped"]
    (stored,) = events(ward, session, "check_skipped")
    assert datetime.fromisoformat(stored["occurred_at"]) == datetime.fromisoformat(sent[1]["occurred_at"])
    assert datetime.fromisoformat(stored["recorded_at"]) > datetime.fromisoformat(stored["occurred_at"])
    assert events(ward, session, "schedule_paused") == []


@pytest.mark.parametrize("size", ["1024x768", "1024x690"])
def test_the_first_step_fits_the_screen_and_every_eye(
    desk: Desk, ward: Ward, size: str, tmp_path: Path
) -> None:
    session = ward.running(40)
    told(ward, session, "rescue_medication", LABETALOL, 5)
    ward.reading(session, 3, dizziness=5)
    page = desk.page(ward, "nina", f"/session/{session}", size=size)
    sheet = opened(page, session)
    for group in sheet.get_by_role("tab").all():
        group.click()
        assert overflow(page, "#event .sheet-body") == NO_OVERFLOW
    targets = sheet.get_by_role("button").all()
    boxes = [box for target in targets if (box := target.bounding_box())]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 48
    picture(page, f"event-{size}", elsewhere=tmp_path)
    assert findings(page) == {}

"""A floor at work: rooms on different routes, two nurses and a clinician, each at their own screen."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import QUIET, REFUSED, Desk, Ward, ago, button, dialog, open_table
from tests.browser.drawer import Drawer
from tests.browser.test_finish import SAID, gate, marked
from tests.serving import PASSWORD, ServedClinic

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "threshold_sets.json"
ESKETAMINE = {"drug": "esketamine", "amount": 56, "unit": "mg", "route": "nasal"}
KETAMINE_IM = {"drug": "ketamine", "amount": 45, "unit": "mg", "route": "im"}
# The brief limits call a clinician after half a minute.
BEYOND_MS = 60_000


def brief_limits(ward: Ward) -> None:
    """An administrator and a clinician bring the escalation down to 30 s, as a clinic may."""
    shipped = json.loads(REFERENCE.read_text(encoding="utf-8"))["threshold_sets"]
    document = deepcopy(next(one for one in shipped if one["code"] == "standard"))
    document["escalation"] |= {"urgent_s": 30, "advisory_s": 60}
    second = {"username": "carl", "password": PASSWORD}
    body = {**document, "reason": "A floor that answers soon", "second": second}
    ward.person("ada").made("/threshold-sets/standard/versions", body)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A clinic of its own, with brief limits: nobody else's rooms call here."""
    clinic = ServedClinic(tmp_path_factory.mktemp("floor") / "data")
    clinic.add_user("ada", "administrator", display_name="Ada Lindqvist")
    clinic.add_user("nina", "nurse", display_name="Nina Brandt")
    clinic.add_user("mia", "nurse", display_name="Mia Duarte")
    clinic.add_user("carl", "clinician", display_name="Dr Okafor")
    clinic.start()
    made = Ward(clinic)
    told = {"name": "Linden Clinic", "time_zone": "Europe/London"}
    made.person("ada").made("/clinic", told, method="PATCH", if_match=1)
    brief_limits(made)
    yield made
    clinic.stop()


def named(ward: Ward, nurse: str = "nina") -> dict[str, str]:
    """The nurse and the clinician of a session."""
    return {"nurse_id": ward.person(nurse).user["id"], "clinician_id": ward.person("carl").user["id"]}


def dosed(ward: Ward, minutes_ago: float, **more: Any) -> str:
    """An infusion that began so long ago in a patient whose baseline was 128/79; the session's id."""
    session = ward.session(**named(ward), **more)
    base = ward.reading(session, minutes_ago + 8, **QUIET)
    nina = ward.person("nina")
    nina.made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
    detail = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}
    body = {"kind": "dose_start", "detail": detail, "occurred_at": ago(minutes_ago).isoformat()}
    nina.made(f"/sessions/{session}/events", body)
    return session


def nasal(ward: Ward, last_device_ago: float) -> str:
    """Two devices of esketamine, the last so many minutes ago; well, answered, and ready but for the time."""
    nina = ward.person("nina")
    number = next(ward.numbers)
    patient = nina.patient(mrn=f"77{number}", family_name="Lindqvist", given_name="Tove")
    session = nina.session(
        patient, f"Room {100 + number}", "in_esketamine", planned_dose=ESKETAMINE, **named(ward)
    )
    base = ward.reading(session, last_device_ago + 15, **QUIET)
    nina.made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
    for device, before in ((1, 5.5), (2, 0)):
        given = {"kind": "device_given", "detail": {"number": device, "amount": 28}}
        when = ago(last_device_ago + before).isoformat()
        nina.made(f"/sessions/{session}/events", {**given, "occurred_at": when})
    for back in range(int(last_device_ago) - 20, 10, -20):
        ward.reading(session, back, **QUIET)
    ward.settled(session)
    ward.answered(session)
    return session


def alerts(page: Page) -> Locator:
    return page.get_by_role("region", name="Alerts")


def tile(page: Page, session: str) -> Locator:
    return page.locator(f'.room-tile[data-session="{session}"]')


def review_items(page: Page, session: str) -> Locator:
    """What waits for clinicians in this session."""
    return page.locator(f'#review-all li:has(a[href="/session/{session}"])')


@pytest.mark.hazard("H01", "H10", "H13")
def test_two_nurses_record_in_two_rooms_of_different_routes_at_once(floor: Ward, desk: Desk) -> None:
    infusion = dosed(floor, 9)
    mia = floor.person("mia")
    patient = mia.patient(mrn="im-1", family_name="Achterberg", given_name="Joris")
    muscle = mia.session(patient, "Room 90", "im_racemic", planned_dose=KETAMINE_IM, **named(floor, "mia"))
    base = mia.made(f"/sessions/{muscle}/readings", {"values": QUIET})
    mia.made(f"/sessions/{muscle}/baseline", {"reading_id": base["id"]})
    mia.made(f"/sessions/{muscle}/events", {"kind": "dose_start", "detail": {**KETAMINE_IM}})
    first = desk.page(floor, "nina", f"/session/{infusion}")
    second = desk.page(floor, "mia", f"/session/{muscle}")
    watching = desk.page(floor, "carl", "/")
    left, right = Drawer(first).open(), Drawer(second).open()
    for mine, others in (("14", "11"), ("1", "8"), ("88", "72")):
        left.keys(mine)
        right.keys(others)
    right.keys("Enter")
    left.keys("Enter")
    left.closed()
    right.closed()
    expect(tile(watching, infusion)).to_contain_text("141/88")
    expect(tile(watching, muscle)).to_contain_text("118/72")
    expect(tile(watching, infusion)).to_contain_text("IV")
    expect(tile(watching, muscle)).to_contain_text("IM")
    for session, newest in ((infusion, (141, 88)), (muscle, (118, 72))):
        values = floor.readings(session)[-1]["values"]
        assert (values["systolic"], values["diastolic"]) == newest


@pytest.mark.hazard("H13", "H20", "H21", "A8")
def test_a_late_check_goes_to_the_clinician_and_is_gone_everywhere_once_it_is_taken(
    floor: Ward, desk: Desk
) -> None:
    session = dosed(floor, 24)
    floor.reading(session, 21, sedation=4)
    nurse = desk.page(floor, "nina", f"/session/{session}")
    board = desk.page(floor, "mia", "/")
    clinician = desk.page(floor, "carl", "/review", size="1440x900")
    late = alerts(nurse).locator(".banner").filter(has_text="late")
    expect(late.first).to_contain_text("URGENT")
    expect(tile(board, session).locator(".tile-strip")).to_contain_text("URGENT")
    expect(alerts(nurse)).to_contain_text("No answer for 30 s", timeout=BEYOND_MS)
    expect(tile(board, session)).to_contain_text("No answer for 30 s")
    expect(review_items(clinician, session).first).to_contain_text("No answer for 30 s")
    board.goto("/patients")
    chip = board.locator(f'#chips a[data-session="{session}"]')
    expect(chip).to_have_accessible_name(re.compile("URGENT"))

    button(late.first, "Take now").click()
    drawer = Drawer(nurse).ready()
    drawer.keys("131", "82", "74", "98", "14", "0", "0", "0", "0", "5", "Enter")
    drawer.closed()
    expect(alerts(nurse).locator(".banner")).to_have_count(0)
    expect(chip).not_to_have_accessible_name(re.compile("URGENT|LATE"))
    expect(review_items(clinician, session)).to_have_count(0)
    board.goto("/")
    expect(tile(board, session)).to_contain_text("131/82")
    expect(tile(board, session)).not_to_contain_text(re.compile("URGENT|LATE"))
    open_alerts = floor.person("nina").get(f"/sessions/{session}/alerts").json()["items"]
    assert {alert["state"] for alert in open_alerts} == {"resolved"}


@pytest.mark.hazard("H20", "H24", "H53")
def test_of_two_who_answer_at_once_both_see_who_was_first(floor: Ward, desk: Desk) -> None:
    session = dosed(floor, 6)
    here = desk.page(floor, "nina", f"/session/{session}")
    there = desk.page(floor, "mia", f"/session/{session}")
    expect(alerts(here)).to_be_attached()
    floor.reading(session, 0, systolic=186, diastolic=95)
    sheets = []
    for page in (here, there):
        banner = alerts(page).locator(".banner").filter(has_text="Systolic 186")
        button(banner, "Acknowledge").click()
        sheet = dialog(page, "Systolic 186")
        sheet.get_by_label("None of these").check()
        sheets.append(sheet)
    button(sheets[1], "Acknowledge").click()
    expect(alerts(here)).to_contain_text(re.compile(r"Acknowledged \d\d:\d\d by Mia Duarte"))
    button(sheets[0], "Acknowledge").click()
    notice = dialog(here, "Mia Duarte was first")
    expect(notice).to_contain_text(re.compile(r"Acknowledged at \d\d:\d\d\. Your answer is kept beside it\."))
    button(notice, "Close").click()
    for page in (here, there):
        expect(alerts(page)).to_contain_text("by Mia Duarte")
    kept = floor.person("nina").get(f"/sessions/{session}/alerts").json()["items"]
    answers = next(a["acknowledgements"] for a in kept if a["measure"] == "systolic")
    assert [one["by"]["display_name"] for one in answers] == ["Mia Duarte", "Nina Brandt"]


@pytest.mark.hazard("H01", "A1")
def test_an_alert_under_the_pointer_stays_where_it_is_when_a_louder_one_comes(
    floor: Ward, desk: Desk
) -> None:
    session = dosed(floor, 6)
    floor.reading(session, 0, nausea=5)
    page = desk.page(floor, "nina", f"/session/{session}")
    quiet = alerts(page).locator(".banner").filter(has_text="Nausea 5")
    target = button(quiet, "Acknowledge")
    target.hover()
    before = target.bounding_box()
    floor.reading(session, 0, systolic=190, diastolic=95)
    expect(alerts(page).locator(".banner")).to_have_count(2)
    assert target.bounding_box() == before
    page.mouse.move(500, 500)
    expect(alerts(page).locator(".banner").first).to_contain_text("URGENT")


@pytest.mark.hazard("H25", "A12")
def test_a_session_is_handed_to_a_named_nurse_with_what_stands_open(floor: Ward, desk: Desk) -> None:
    session = dosed(floor, 6)
    floor.reading(session, 0, nausea=5)
    here = desk.page(floor, "nina", f"/session/{session}")
    there = desk.page(floor, "mia", "/")
    expect(tile(there, session)).to_contain_text("Nina Brandt")
    button(here, "Hand over").click()
    sheet = dialog(here, "Hand over")
    expect(sheet).to_contain_text("Nina Brandt has this session.")
    expect(sheet.get_by_role("list", name="Handed over")).to_contain_text("Nausea 5")
    button(sheet, "Hand over").click()
    expect(sheet).to_contain_text("Choose who takes over.")
    sheet.get_by_role("radio", name="Mia Duarte").check()
    sheet.get_by_label("Note").fill("Wants the light low")
    button(sheet, "Hand over").click()
    expect(sheet).to_have_count(0)
    expect(tile(there, session)).to_contain_text("Mia Duarte")
    said = floor.person("mia").get(f"/sessions/{session}").json()
    assert said["nurse"]["display_name"] == "Mia Duarte"
    here.get_by_role("tab", name="Log", exact=True).click()
    log = here.get_by_role("tabpanel", name="Log")
    expect(log).to_contain_text("Wants the light low")
    expect(log).to_contain_text("Nausea 5")


@pytest.mark.hazard("H44", "A29")
def test_after_esketamine_95_minutes_hold_the_patient_and_120_after_the_last_device_let_them_go(
    floor: Ward, desk: Desk
) -> None:
    desk.console.expect(REFUSED)
    early, due = nasal(floor, 95), nasal(floor, 121)
    page = desk.page(floor, "nina", f"/session/{early}")
    button(page, "Finish").click()
    sheet = dialog(page, "Finish session")
    marked(sheet, "Observation time", "Shut")
    say(sheet)
    button(sheet, "Finish session").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Not ready to leave: one gate is shut.")
    expect(gate(sheet, "Observation time")).to_contain_text(re.compile(r"observed 10\d of 126 min"))
    assert floor.person("nina").get(f"/sessions/{early}").json()["state"] != "ended"

    page.goto(f"/session/{due}")
    button(page, "Finish").click()
    sheet = dialog(page, "Finish session")
    marked(sheet, "Observation time", "Open")
    say(sheet)
    button(sheet, "Finish session").click()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()
    ended = floor.person("nina").get(f"/sessions/{due}").json()
    assert (ended["end"], ended["discharge"]["overrides"]) == ("completed", [])


def say(sheet: Locator) -> None:
    """What a person has to say of a patient without a line."""
    for label, words in SAID.items():
        box = gate(sheet, label).get_by_role("checkbox", name=words)
        if box.count() and box.is_visible():
            box.check()
    sheet.get_by_role("textbox", name="Escort", exact=True).fill("Jan Lindqvist")


@pytest.mark.hazard("H25", "H20")
def test_an_answered_urgent_stays_in_sight_with_its_repeat_until_a_value_is_back(
    floor: Ward, desk: Desk
) -> None:
    session = dosed(floor, 2)
    floor.reading(session, 0, systolic=186, diastolic=95)
    floor.answered(session)
    board = desk.page(floor, "carl", "/")
    page = desk.page(floor, "nina", f"/session/{session}")
    expect(tile(board, session).locator(".tile-strip")).to_contain_text("acknowledged")
    expect(alerts(page)).to_contain_text("Stays until a reading is inside the limit.")
    expect(page.locator(".patient-header")).to_contain_text("Repeat BP due in")
    drawer = Drawer(page).open()
    drawer.keys("138", "84", "Enter")
    drawer.closed()
    expect(tile(board, session).locator(".tile-strip")).not_to_contain_text("URGENT")
    expect(alerts(page).locator(".banner")).to_have_count(0)
    expect(open_table(page)).to_contain_text("186/95")

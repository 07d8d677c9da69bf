"""A session from an empty clinic to a signed note, as its people do it, on each of the three screens."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import (
    NO_OVERFLOW,
    SAVED,
    SIZES,
    ZONE,
    Desk,
    ago,
    button,
    dialog,
    keys_counted,
    open_table,
    overflow,
    sign_in,
)
from tests.browser.drawer import Drawer
from tests.documents.paper import run_tool
from tests.serving import PASSWORD, ServedClinic

FULL_SET = ("120", "80", "72", "98", "14", "0", "2", "3", "Enter")


@pytest.fixture
def empty_clinic(tmp_path: Path) -> Iterator[ServedClinic]:
    """A clinic that nobody has set up yet."""
    clinic = ServedClinic(tmp_path / "data").start()
    yield clinic
    clinic.stop()


def clock(at: datetime) -> str:
    """Hours and minutes in the clinic's zone."""
    return f"{at.astimezone(ZONE):%H:%M}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.hazard("H05", "H24", "H51", "A7", "A11")
def test_a_session_goes_from_set_up_to_a_signed_note(
    empty_clinic: ServedClinic, desk: Desk, tmp_path: Path, size: str
) -> None:
    administrator = desk.visitor(empty_clinic.url, size=size)
    set_up(administrator, empty_clinic.set_up_link)
    if size == "1024x768":
        hire(administrator, "nina", "Nina Brandt", "Nurse")
        hire(administrator, "carl", "Dr Okafor", "Clinician")
    else:
        empty_clinic.add_user("nina", "nurse", display_name="Nina Brandt")
        empty_clinic.add_user("carl", "clinician", display_name="Dr Okafor")

    nurse = desk.visitor(empty_clinic.url, size=size)
    nurse.goto("/")
    sign_in(nurse, "nina")
    session = start_session(nurse)
    clinician = desk.visitor(empty_clinic.url, size=size)
    clinician.goto(f"/sign-in?next={session}")
    sign_in(clinician, "carl")
    clinician.get_by_role("heading", name="Kowalczyk, Marta").wait_for()

    record_baseline_and_dose(nurse)
    record_five_more_sets(nurse, clinician)
    correct_the_first_set_after_the_dose(nurse)
    assert overflow(nurse) == NO_OVERFLOW
    finish(nurse)
    sign_and_read(clinician, session, tmp_path)


def set_up(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("textbox", name="Clinic name").fill("Linden Clinic")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("textbox", name="Your name").fill("Ada Lindqvist")
    page.get_by_role("textbox", name="Username", exact=True).fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Set up").click()
    page.wait_for_url("**/sign-in")
    sign_in(page, "ada")
    page.get_by_role("heading", name="Board").wait_for()


def hire(page: Page, username: str, name: str, role: str) -> None:
    page.goto("/people")
    button(page, "Add person").click()
    sheet = dialog(page, "Add a person")
    sheet.get_by_role("textbox", name="Username").fill(username)
    sheet.get_by_role("textbox", name="Name on screen and in notes").fill(name)
    sheet.get_by_role("checkbox", name=role).check()
    sheet.get_by_label("First password").fill(PASSWORD)
    button(sheet, "Add person").click()
    page.get_by_role("table", name="Staff").get_by_role("cell", name=name, exact=True).wait_for()


def start_session(page: Page) -> str:
    """A new patient in Room 1; the path of the session."""
    room = page.get_by_role("region", name="Room 1", exact=True)
    button(room, "Start session").click()
    sheet = dialog(page, "Start session")
    sheet.get_by_role("radio", name="New patient").check()
    sheet.get_by_role("textbox", name="Family name").fill("Kowalczyk")
    sheet.get_by_role("textbox", name="Given name").fill("Marta")
    sheet.get_by_label("Birth date").fill("1979-03-14")
    sheet.get_by_role("textbox", name="Record number").fill("204881")
    sheet.get_by_label("Sex").select_option("female")
    sheet.get_by_label("Protocol", exact=True).select_option("iv_racemic_40")
    sheet.get_by_label("Nurse", exact=True).select_option(label="Nina Brandt")
    sheet.get_by_label("Clinician", exact=True).select_option(label="Dr Okafor")
    sheet.get_by_role("textbox", name="Weight").fill("70")
    sheet.get_by_role("textbox", name="Planned dose").fill("35")
    expect(sheet).to_contain_text("35 mg is 0.50 mg/kg at 70 kg")
    button(sheet, "Start session").click()
    expect(sheet).to_contain_text("Kilograms? 70 kg is 154 lb.")
    button(sheet, "Keep").click()
    page.wait_for_url("**/session/*")
    heading = page.get_by_role("heading", name="Kowalczyk, Marta")
    expect(heading).to_have_accessible_name(re.compile("born 14 Mar 1979"))
    assert overflow(page) == NO_OVERFLOW
    return page.url[page.url.index("/session") :]


def measured(page: Page, minutes_ago: float) -> Drawer:
    """The drawer open, its time set back."""
    drawer = Drawer(page).open()
    time = drawer.dialog.get_by_role("textbox", name="Measured at", exact=True)
    time.fill(clock(ago(minutes_ago)))
    time.press("Tab")
    drawer.box("Systolic").focus()
    return drawer


def record_baseline_and_dose(page: Page) -> None:
    drawer = measured(page, 140)
    assert overflow(page) == NO_OVERFLOW
    for part in ("dialog.record", ".record-body", ".record-left", ".record-right"):
        assert overflow(page, part) == NO_OVERFLOW, part
    with keys_counted(page) as felt:
        drawer.keys(*FULL_SET)
        drawer.closed()
    assert felt[0] <= 16
    expect(page.get_by_role("status", name="Connection")).to_have_text(SAVED)
    button(page, "Dose").click()
    closed = dialog(page, "Not ready for the dose")
    expect(closed).to_contain_text("No baseline accepted")
    button(closed, "Accept baseline 120/80").click()
    sheet = dialog(page, "Dose").filter(has_text="Amount (mg)")
    sheet.get_by_role("textbox", name="Amount").fill("35")
    sheet.get_by_role("radio", name="Another time").check()
    given_at = ago(130).astimezone(ZONE)
    sheet.get_by_label("Date", exact=True).fill(f"{given_at:%Y-%m-%d}")
    sheet.get_by_label("Time", exact=True).fill(f"{given_at:%H:%M}")
    sheet.get_by_role("button", name=re.compile("dose start|Dose started|start", re.I)).click()
    expect(sheet).to_contain_text("No witness for a controlled drug.")
    button(sheet, "Record without a witness").click()
    sheet.wait_for(state="detached")
    expect(page.get_by_role("timer", name="Time since dose")).to_have_text(re.compile(r"^2:(09|10|11):\d\d$"))


def record_five_more_sets(nurse: Page, clinician: Page) -> None:
    refused_then_mended(nurse)
    kept_though_improbable(nurse)
    urgent_and_acknowledged_elsewhere(nurse, clinician)
    with_a_value_not_taken(nurse)
    measured(nurse, 5).keys("124", "78", "70", "99", "14", "0", "0", "0", "0", "5", "Enter").closed()
    expect(open_table(nurse).locator("tbody tr")).to_have_count(6)


def refused_then_mended(page: Page) -> None:
    drawer = measured(page, 110)
    drawer.keys("1380", "Enter")
    expect(drawer.verdict).to_contain_text("Systolic 1380 cannot be stored. It must lie between 20 and 300.")
    expect(drawer.box("Systolic")).to_have_value("1380")
    drawer.keys("138", "84", "Enter").closed()


def kept_though_improbable(page: Page) -> None:
    drawer = measured(page, 90)
    drawer.keys("142", "88").box("Heart rate").focus()
    drawer.keys("28", "Enter")
    expect(drawer.verdict).to_contain_text("Check: heart rate 28? Outside 30 to 180.")
    drawer.button("Keep").click()
    drawer.save()


def urgent_and_acknowledged_elsewhere(nurse: Page, clinician: Page) -> None:
    drawer = measured(nurse, 60)
    with keys_counted(nurse) as felt:
        drawer.keys("186", "108")
        expect(drawer.verdict).to_contain_text("URGENT")
        drawer.keys("Enter").closed()
    assert felt[0] <= 7
    alerts = clinician.get_by_role("region", name="Alerts")
    banner = alerts.locator(".banner").filter(has_text="Systolic 186")
    expect(banner).to_contain_text("URGENT")
    button(banner, "Acknowledge").click()
    sheet = dialog(clinician, "Systolic 186")
    button(sheet, "Acknowledge").click()
    expect(sheet).to_contain_text("Tick each sign seen, or None of these.")
    sheet.get_by_role("checkbox", name="None of these").check()
    button(sheet, "Acknowledge").click()
    expect(nurse.get_by_role("region", name="Alerts")).to_contain_text("by Dr Okafor")


def with_a_value_not_taken(page: Page) -> None:
    drawer = measured(page, 30)
    drawer.keys("132", "82", "74").box("SpO2").focus()
    drawer.button("Not taken").click()
    drawer.button("Equipment").click()
    drawer.save()


def correct_the_first_set_after_the_dose(page: Page) -> None:
    table = open_table(page)
    button(table.get_by_role("row").filter(has_text="138/84"), "Correct").click()
    sheet = dialog(page, "Correct the set of")
    sheet.get_by_role("textbox", name="Systolic").fill("136")
    sheet.get_by_role("textbox", name="Reason").fill("read from the other monitor")
    button(sheet, "Save correction").click()
    corrected = table.get_by_role("row").filter(has_text="136/84")
    expect(corrected).to_contain_text("138/84")
    expect(corrected).to_contain_text("read from the other monitor")
    for pair in ("120/80", "142/88", "186/108", "132/82", "124/78"):
        expect(table).to_contain_text(pair)
    expect(table).to_contain_text("equipment")


def finish(page: Page) -> None:
    button(page, "Dose").click()
    dose = dialog(page, "Dose")
    dose.get_by_role("radio", name=re.compile("end", re.I)).first.check()
    dose.get_by_role("textbox", name="Amount given").fill("35")
    dose.get_by_role("radio", name="Another time").check()
    ended_at = ago(90).astimezone(ZONE)
    dose.get_by_label("Date", exact=True).fill(f"{ended_at:%Y-%m-%d}")
    dose.get_by_label("Time", exact=True).fill(f"{ended_at:%H:%M}")
    dose.get_by_role("button").last.click()
    expect(dose).to_have_count(0)
    measured(page, 2).keys("124", "78", "70", "99", "14", "0", "0", "0", "0", "5", "Enter").closed()
    answer_what_is_open(page)
    button(page, "Finish").click()
    sheet = dialog(page, "Finish session")
    sheet.get_by_role("radio", name="Completed").check()
    for said in (
        "Knows person, place, time", "Walked a few steps, steady", "IV out, site unremarkable",
        "Instructions given", "Asked, and safe to go",
    ):  # fmt: skip
        sheet.get_by_role("checkbox", name=said).check()
    sheet.get_by_role("textbox", name="Escort", exact=True).fill("Jan Kowalczyk")
    sheet.get_by_role("textbox", name="Relation").fill("brother")
    button(sheet, "Finish session").click()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()


def answer_what_is_open(page: Page) -> None:
    """Acknowledge every alert that still asks for it; urgent ones ask for the warning signs."""
    banners = page.get_by_role("region", name="Alerts").locator(".banner")
    waiting = banners.filter(has=page.get_by_role("button", name="Acknowledge", exact=True))
    while waiting.count():
        title = waiting.first.locator(".banner-title").inner_text()
        button(waiting.first, "Acknowledge").click()
        sheet = page.get_by_role("dialog")
        if title.startswith("URGENT"):
            sheet.get_by_role("checkbox", name="None of these").check()
        button(sheet, "Acknowledge").click()
        expect(waiting.filter(has_text=title)).to_have_count(0)


def sign_and_read(page: Page, session: str, tmp_path: Path) -> None:
    page.goto(f"{session}/note")
    button(page, "Sign and lock").click()
    sheet = dialog(page, "Sign and lock")
    sheet.get_by_label("Your password").fill(PASSWORD)
    button(sheet, "Sign and lock").click()
    note = page.get_by_role("region", name="Post-session note")
    expect(button(page, "Add addendum")).to_be_visible()
    expect(note).to_contain_text("136/84")
    link = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    answer = page.request.get(str(link))
    assert answer.headers["content-type"] == "application/pdf"
    paper = tmp_path / "note.pdf"
    paper.write_bytes(answer.body())
    text = " ".join(run_tool("pdftotext", "-layout", str(paper), "-").split())
    for words in (
        "120/80",
        "136/84",
        "142/88",
        "186/108",
        "132/82",
        "124/78",
        "Dr Okafor",
        "Kowalczyk, Marta",
    ):
        assert words in text, words
    assert "DRAFT" not in text

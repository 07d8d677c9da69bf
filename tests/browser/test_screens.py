"""Every screen for every eye: axe in three themes, words for each severity, and what each role may see."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import (
    DASH_REFUSED,
    REFUSED,
    Console,
    Desk,
    Ward,
    ago,
    button,
    dialog,
    open_table,
)
from tests.browser.drawer import Drawer
from tests.browser.looking import findings, picture, put_on

ALARMS = "Keep the monitor's own alarms on"


@pytest.fixture(scope="module")
def busy(ward: Ward) -> str:
    """A session with urgent and advisory alerts open, a correction, late entries and a value not taken."""
    session = ward.running(45)
    nina = ward.person("nina")
    ward.reading(session, 35, systolic=138, diastolic=84, heart_rate=82, spo2=97, dissociation=3, sedation=5)
    first = ward.reading(
        session, 25, systolic=152, diastolic=92, heart_rate=90, spo2=96, nausea=2, distress=1
    )
    nina.made(
        f"/readings/{first['id']}/corrections", {"reason": "misread", "values": {"systolic": 150}}, if_match=1
    )
    not_taken = {"values": {"systolic": 162, "diastolic": 98}, "not_obtained": {"spo2": "equipment"}}
    nina.made(f"/sessions/{session}/readings", {**not_taken, "observed_at": ago(12).isoformat()})
    ward.reading(
        session, 2, systolic=186, diastolic=99, heart_rate=94, spo2=92, respiratory_rate=16, distress=5
    )
    return session


@pytest.fixture(scope="module")
def ended(ward: Ward) -> str:
    """A session that ended an hour ago and waits for a signature."""
    session = ward.running(170)
    ward.reading(session, 160, systolic=146, diastolic=88, heart_rate=84, spo2=97, dissociation=5)
    nina = ward.person("nina")
    end = {"kind": "dose_end", "detail": {"amount_given": 35}, "occurred_at": ago(130).isoformat()}
    nina.made(f"/sessions/{session}/events", end)
    ward.leave(session)
    return session


@pytest.fixture(scope="module")
def nurse(module_desk: Desk, ward: Ward) -> Page:
    """The nurse's page of this module."""
    return module_desk.page(ward, "nina", "/account")


@pytest.fixture(scope="module")
def trainee(module_desk: Desk, practice: Ward) -> Page:
    """A nurse's page of the practice clinic, whose board has six rooms running."""
    return module_desk.page(practice, "nina", "/account")


@pytest.fixture(scope="module")
def clinician(module_desk: Desk, ward: Ward) -> Page:
    """The clinician's page of this module."""
    return module_desk.page(ward, "carl", "/account")


@pytest.fixture(scope="module")
def administrator(module_desk: Desk, ward: Ward) -> Page:
    """The administrator's page of this module."""
    return module_desk.page(ward, "ada", "/account")


def filled(page: Page, path: str) -> Page:
    """Go there and wait until what stands there has come."""
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.locator("._dash-loading, .loading")).to_have_count(0)
    return page


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("path", ["/sign-in", "/setup"])
def test_the_pages_before_signing_in_have_no_serious_finding(
    module_desk: Desk, ward: Ward, path: str
) -> None:
    page = module_desk.visitor(ward.url)
    page.goto(path)
    page.get_by_text("Connected.").wait_for()
    assert findings(page) == {}
    page.context.close()


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("path", ["/", "/patients", "/account"])
def test_the_nurses_pages_have_no_serious_finding(trainee: Page, path: str) -> None:
    assert findings(filled(trainee, path)) == {}


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("tab", ["Checks", "Log", "Table"])
def test_the_session_has_no_serious_finding(nurse: Page, busy: str, tab: str) -> None:
    filled(nurse, f"/session/{busy}").locator(".main-svg").first.wait_for()
    nurse.get_by_role("tab", name=tab, exact=True).click()
    assert findings(nurse) == {}


@pytest.mark.hazard("H58")
def test_the_drawer_has_no_serious_finding_with_a_question_open(nurse: Page, busy: str) -> None:
    filled(nurse, f"/session/{busy}")
    drawer = Drawer(nurse).open()
    drawer.keys("186", "108").box("SpO2").focus()
    drawer.keys("69", "Tab")
    drawer.answer("Nausea", 3).click()
    assert findings(nurse) == {}
    drawer.button("Cancel").click()
    nurse.evaluate("Chairside.outbox.wipe()")


@pytest.mark.hazard("H58", "H24", "A18")
def test_the_acknowledge_sheet_opens_empty_names_what_is_missing_and_has_no_serious_finding(
    nurse: Page, busy: str
) -> None:
    filled(nurse, f"/session/{busy}")
    banner = nurse.get_by_role("region", name="Alerts").locator(".banner").filter(has_text="Systolic 186")
    button(banner, "Acknowledge").click()
    sheet = dialog(nurse, "Systolic 186")
    assert sheet.locator("input:checked").count() == 0
    assert all(box.input_value() == "" for box in sheet.get_by_role("textbox").all())
    button(sheet, "Acknowledge").click()
    expect(sheet).to_contain_text("Tick each sign seen, or None of these.")
    assert findings(nurse) == {}
    button(sheet, "Cancel").click()
    expect(banner).to_contain_text("open")


@pytest.mark.hazard("H24", "A18")
def test_nothing_acknowledges_several_alerts_at_once(nurse: Page, busy: str) -> None:
    filled(nurse, f"/session/{busy}")
    region = nurse.get_by_role("region", name="Alerts")
    region.locator(".banner").first.wait_for()
    assert not region.get_by_role("button", name=re.compile("all", re.I)).count()
    each = button(region, "Acknowledge").count() + button(region, "Why late").count()
    assert each == region.locator(".banner:not(.acknowledged)").count()


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("path", ["/people", "/clinic", "/exports", "/patients"])
def test_the_administrators_pages_have_no_serious_finding(administrator: Page, ward: Ward, path: str) -> None:
    export = {
        "format": "csv",
        "from": "2026-01-01",
        "to": "2026-12-31",
        "deidentified": True,
        "purpose": "audit",
    }
    if path == "/exports":
        ward.person("ada").made("/exports", export)
    assert findings(filled(administrator, path)) == {}


@pytest.mark.hazard("H58")
def test_the_note_and_the_patient_have_no_serious_finding(clinician: Page, ended: str, ward: Ward) -> None:
    filled(clinician, f"/session/{ended}/note")
    clinician.get_by_role("region", name="Post-session note").get_by_text("146/88").first.wait_for()
    assert findings(clinician) == {}
    patient = ward.person("carl").get(f"/sessions/{ended}").json()["patient"]["id"]
    assert findings(filled(clinician, f"/patient/{patient}")) == {}


@pytest.mark.hazard("H27")
def test_sign_in_and_session_say_that_the_monitors_alarms_stay_on(
    nurse: Page, busy: str, module_desk: Desk, ward: Ward
) -> None:
    visitor = module_desk.visitor(ward.url)
    visitor.goto("/sign-in")
    assert ALARMS in " ".join(visitor.locator("body").aria_snapshot().split())
    visitor.context.close()
    filled(nurse, f"/session/{busy}")
    nurse.get_by_role("button", name="Record", exact=True).wait_for()
    assert ALARMS in " ".join(nurse.locator("body").aria_snapshot().split())


@pytest.mark.hazard("H27")
def test_no_page_calls_our_own_alerts_alarms(nurse: Page, busy: str) -> None:
    for path in ("/", f"/session/{busy}", f"/session/{busy}/note"):
        filled(nurse, path)
        nurse.wait_for_function("() => document.getElementById('page').innerText.length > 200")
        words = nurse.locator("body").inner_text()
        ours = re.sub(
            r"[^.\n]*(monitor's own alarms|not a[n]? (physiological )?alarm system)[^.\n]*", "", words
        )
        assert "alarm" not in ours.lower()


@pytest.mark.hazard("H58")
def test_every_severity_is_found_by_its_word_without_its_colour(
    nurse: Page, busy: str, tmp_path: Path
) -> None:
    filled(nurse, f"/session/{busy}")
    alerts = nurse.get_by_role("region", name="Alerts")
    alerts.locator(".banner").first.wait_for()
    assert "URGENT" in alerts.aria_snapshot()
    assert "ADVISORY" in alerts.aria_snapshot()
    nurse.get_by_role("tab", name="Table", exact=True).click()
    table = nurse.get_by_role("table", name="Readings")
    for word in ("URGENT", "ADVISORY", "INFO", "not taken"):
        assert word in table.aria_snapshot(), word
    nurse.add_style_tag(content="html { filter: grayscale(1); }")
    shapes = {level: alerts.locator(f".banner.{level} .glyph").first for level in ("urgent", "advisory")}
    assert shapes["urgent"].get_attribute("class") != shapes["advisory"].get_attribute("class")
    picture(nurse, "session-grey", elsewhere=tmp_path)
    filled(nurse, "/")
    room = nurse.locator(f'.room-tile[data-session="{busy}"]')
    assert "URGENT" in room.aria_snapshot()


@pytest.mark.hazard("H58")
def test_the_theme_is_kept_over_a_reload(nurse: Page, busy: str) -> None:
    filled(nurse, "/account")
    nurse.get_by_role("button", name=re.compile("^Theme")).click()
    expect(nurse.locator("html")).to_have_attribute("data-theme", "dim")
    nurse.reload()
    expect(nurse.locator("html")).to_have_attribute("data-theme", "dim")
    nurse.evaluate("localStorage.removeItem('chairside-theme')")
    put_on(nurse, "light")


@pytest.mark.hazard("H16", "A13")
def test_values_that_differ_in_age_each_wear_their_own(nurse: Page, ward: Ward) -> None:
    session = ward.running(60)
    ward.reading(session, 22, systolic=140, diastolic=85, heart_rate=84, spo2=96)
    ward.reading(session, 1, systolic=136, diastolic=84)
    filled(nurse, "/")
    room = nurse.locator(f'[data-session="{session}"].room-tile')
    expect(room.locator(".tile-bp .age")).to_have_text(re.compile("^[12] min$"))
    expect(room.locator(".tile-vital").filter(has_text="96").locator(".age")).to_have_text(
        re.compile("^2[23] min$")
    )


def test_an_administrator_sees_records_and_is_offered_no_recording(administrator: Page, busy: str) -> None:
    filled(administrator, f"/session/{busy}")
    administrator.get_by_role("region", name="Timeline").wait_for()
    expect(open_table(administrator)).to_contain_text("186/99")
    for name in ("Record", "Event", "Dose", "Finish", "Acknowledge", "Correct", "Strike"):
        assert button(administrator, name).count() == 0, name
    filled(administrator, "/")
    for name in ("Record", "Start session"):
        assert button(administrator, name).count() == 0, name


@pytest.mark.parametrize("path", ["/people", "/clinic", "/exports"])
def test_a_nurse_is_refused_the_administrators_pages_in_words(
    nurse: Page, console: Console, path: str
) -> None:
    console.expect(REFUSED)
    nurse.goto(path)
    expect(nurse.get_by_role("alert").filter(has_text="To the board")).to_be_visible()
    assert nurse.get_by_role("table").count() == 0
    expect(nurse.get_by_role("navigation", name="Pages")).not_to_contain_text(path[1:].capitalize())


def test_a_person_disabled_is_out_at_once(desk: Desk, ward: Ward) -> None:
    ward.clinic.add_user("temp", "nurse", display_name="Temp")
    page = desk.page(ward, "temp", "/account")
    page.get_by_role("heading", name="Account").wait_for()
    desk.console.expect(REFUSED, DASH_REFUSED)
    assert ward.clinic.command("user", "disable", "temp").returncode == 0
    page.goto("/")
    page.wait_for_url(re.compile("/sign-in"))

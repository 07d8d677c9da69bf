"""No clinician at any screen, and a server whose clock is wrong: every page says so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from dashboard.app import open_clinic
from dashboard.clinical.alerts import ActionKind, AlertAction
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.roles import SYSTEM, Permission
from dashboard.settings import Settings
from dashboard.store import alerts as alerts_store
from tests.browser.desk import Desk, Ward, button, dialog
from tests.serving import ServedClinic

NOBODY = "No clinician screen is open. Call. Bleep 2222."
DOUBT = "Check the server's clock. Most screens differ from it by over 2 min."
LATER = "(ms) => { const real = Date.now; Date.now = () => real() + ms; }"


@pytest.fixture(scope="module")
def brief_ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A clinic that misses a screen after three seconds."""
    clinic = ServedClinic(
        tmp_path_factory.mktemp("brief") / "data", arguments=("-m", "tests.browser.serve_brief")
    )
    clinic.add_user("ada", "administrator", display_name="Ada Lindqvist")
    clinic.add_user("nina", "nurse", display_name="Nina Brandt")
    clinic.add_user("mia", "nurse", display_name="Mia Duarte")
    clinic.add_user("carl", "clinician", display_name="Dr Okafor")
    clinic.start()
    ward = Ward(clinic)
    told = {"name": "Linden Clinic", "emergency_text": "Bleep 2222.", "time_zone": "Europe/London"}
    ward.person("ada").made("/clinic", told, method="PATCH", if_match=1)
    yield ward
    clinic.stop()


def escalate(ward: Ward, alert_id: str, session: str) -> None:
    """What the clinic's watch does after two minutes without an answer, done by another process."""
    with (
        open_clinic(Settings(data_dir=ward.clinic.data_dir)) as clinic,
        clinic.work(SYSTEM, Permission.ACKNOWLEDGE_ALERT) as work,
    ):
        action = AlertAction(
            kind=ActionKind.ESCALATED, at=work.now, by=SYSTEM.user_id, by_name=SYSTEM.display_name,
            note="No answer for 2 min",
        )  # fmt: skip
        alerts_store.add_alert_action(work.db, alert_id, action)
        work.audit(AuditKind.ALERT_ESCALATED, "alert", alert_id)
        work.announce("alert", session)


def urgent(ward: Ward) -> tuple[str, str]:
    """A session with an urgent alert; the ids of both."""
    session = ward.running()
    ward.reading(session, 0, systolic=191, diastolic=90)
    items = ward.person("nina").get(f"/sessions/{session}/alerts").json()["items"]
    return session, next(alert["id"] for alert in items if alert["level"] == "urgent")


@pytest.mark.hazard("H21", "A16")
def test_the_clinicians_only_page_closes_and_the_room_says_whom_to_call(desk: Desk, brief_ward: Ward) -> None:
    session, alert_id = urgent(brief_ward)
    clinicians = desk.page(brief_ward, "carl", "/")
    clinicians.get_by_role("heading", name="Board", exact=True).wait_for()
    room = desk.page(brief_ward, "nina", f"/session/{session}")
    escalate(brief_ward, alert_id, session)
    alerts = room.get_by_role("region", name="Alerts")
    expect(alerts).to_contain_text("Systolic 191, limit 180 · No answer for 2 min")
    expect(alerts).not_to_contain_text(NOBODY)
    clinicians.close()
    expect(alerts).to_contain_text(NOBODY)
    button(alerts, "Acknowledge").first.click()
    sheet = dialog(room, "Systolic 191, limit 180")
    sheet.get_by_label("None of these").check()
    button(sheet, "Acknowledge").click()
    expect(alerts).not_to_contain_text(NOBODY)


@pytest.mark.hazard("H21", "A16")
def test_a_nurses_page_does_not_stand_for_a_clinicians(desk: Desk, brief_ward: Ward) -> None:
    session, alert_id = urgent(brief_ward)
    desk.page(brief_ward, "mia", "/")
    room = desk.page(brief_ward, "nina", f"/session/{session}")
    escalate(brief_ward, alert_id, session)
    alerts = room.get_by_role("region", name="Alerts")
    expect(alerts).to_contain_text(NOBODY)
    desk.page(brief_ward, "carl", "/account")
    expect(alerts).not_to_contain_text(NOBODY)


def ahead(desk: Desk, ward: Ward, username: str, by: timedelta) -> Page:
    """A page whose tablet's clock runs ahead."""
    page = desk.page(ward, username, "/account")
    page.add_init_script(f"({LATER})({by.total_seconds() * 1000})")
    page.goto("/")
    return page


@pytest.mark.hazard("H19", "A14")
def test_every_page_names_the_servers_clock_when_most_tablets_differ_from_it(
    desk: Desk, brief_ward: Ward
) -> None:
    pages = [ahead(desk, brief_ward, name, timedelta(hours=1)) for name in ("nina", "mia", "carl")]
    for page in pages:
        expect(page.locator("#stale-bar")).to_have_text(DOUBT)

"""The server stops in the middle of a session and comes back: nothing typed is lost or stored twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import QUIET, REFUSED, SAVED, Desk, Ward, ago, open_table
from tests.browser.drawer import Drawer
from tests.serving import ServedClinic

# what the browser and Dash write of a server that is not there
DOWN = (REFUSED, "Callback failed: the server did not respond")
SILENT = "Nothing heard from the server for 10 s. Values may be old."


@pytest.fixture
def ward_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A clinic that comes back under the same address."""
    clinic = ServedClinic(tmp_path_factory.mktemp("restart") / "data")
    clinic.add_user("nina", "nurse", display_name="Nina Brandt")
    clinic.start()
    clinic.options = ("--port", clinic.url.rpartition(":")[2])
    yield Ward(clinic)
    clinic.stop()


def since_dose(page: Page) -> int:
    """What the clock of the session shows, in seconds."""
    shown = page.get_by_role("timer", name="Time since dose").inner_text()
    hours, minutes, seconds = (int(part) for part in shown.split(":"))
    return 3600 * hours + 60 * minutes + seconds


@pytest.mark.hazard("H10", "H17", "H52", "A5")
def test_a_half_typed_set_and_the_clocks_outlive_a_restart_and_it_is_saved_once(
    ward_of_its_own: Ward, desk: Desk
) -> None:
    ward = ward_of_its_own
    session, dosed_at = ward.running(14), ago(14)
    page = desk.page(ward, "nina", f"/session/{session}")
    drawer = Drawer(page).open()
    drawer.keys("138", "84").kept_as_draft(systolic="138", diastolic="84")
    desk.console.expect(*DOWN)

    ward.clinic.stop()
    expect(page.locator("#stale-bar")).to_have_text(SILENT)
    drawer.box("Heart rate").focus()
    drawer.keys("77", "Enter")
    expect(page.get_by_role("status", name="Connection")).not_to_have_text(SAVED)
    expect(drawer.box("Systolic")).to_have_value("138")

    ward.clinic.start()
    expect(page.locator("#stale-bar")).to_be_empty()
    assert abs(since_dose(page) - (ago(0) - dosed_at).total_seconds()) < 5
    if drawer.dialog.count():
        expect(drawer.box("Heart rate")).to_have_value("77")
        drawer.button("Save set").click()
    drawer.closed()
    expect(page.get_by_role("status", name="Connection")).to_have_text(SAVED)
    expect(open_table(page).get_by_role("row").filter(has_text="138/84")).to_have_count(1)
    kept = [r["values"] for r in ward.readings(session) if r["values"].get("systolic") == 138]
    assert [(one["diastolic"], one["heart_rate"]) for one in kept] == [(84, 77)]


@pytest.mark.hazard("H17", "H52")
def test_a_power_cut_leaves_every_saved_set_and_the_late_check_calls_again(
    ward_of_its_own: Ward, desk: Desk
) -> None:
    ward = ward_of_its_own
    session = ward.running(16)
    page = desk.page(ward, "nina", f"/session/{session}")
    alerts = page.get_by_role("region", name="Alerts")
    expect(alerts).to_contain_text("10 min check late")
    desk.console.expect(*DOWN)
    ward.clinic.kill()
    ward.clinic.start()
    expect(page.locator("#stale-bar")).to_be_empty()
    expect(alerts.locator(".banner").filter(has_text="10 min check late")).to_have_count(1)
    ward.reading(session, 0, **QUIET)
    expect(alerts.locator(".banner")).to_have_count(0)
    expect(open_table(page).get_by_role("row").filter(has_text=re.compile("128/79"))).to_have_count(2)

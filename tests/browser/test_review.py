"""The clinician's home: what goes beyond a room appears by itself, keys step through the day."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.actions.clinic import Clinic
from dashboard.actions.opening import open_clinic
from dashboard.actions.watching import watch
from tests.browser.desk import ZONE, Desk, Ward, ago, button, dialog, overflow, press
from tests.browser.looking import findings, picture
from tests.serving import PASSWORD


@pytest.fixture
def review(desk: Desk, ward: Ward) -> Page:
    """Carl's page, its lists drawn."""
    return drawn(desk.page(ward, "carl", "/review", size="1440x900"))


@pytest.fixture
def watcher(ward: Ward) -> Iterator[Clinic]:
    """Whoever watches the time beside the server, on the same record."""
    clinic = open_clinic(ward.clinic.data_dir, None, machine_zone=str(ZONE))
    yield clinic
    clinic.close()


def drawn(page: Page) -> Page:
    page.get_by_role("heading", name="Needs me").wait_for()
    expect(page.locator("#review-all-count")).to_have_text(re.compile(r"\d"))
    return page


def item(page: Page, tab: str, key: str) -> Locator:
    """What stands under this key in one of the two lists, which is opened."""
    page.get_by_role("tab", name=re.compile(f"^{tab}")).click()
    panel = page.get_by_role("tabpanel", name=re.compile(f"^{tab}"))
    return panel.locator(f'li[data-key="{key}"]')


def another_clinician(ward: Ward) -> str:
    """The id of a clinician who is not at this screen."""
    people = ward.person("ada").get("/users").json()["items"]
    known = [person["id"] for person in people if person["username"] == "olga"]
    if known:
        return str(known[0])
    body = {"username": "olga", "display_name": "Dr Lind", "roles": ["clinician"], "password": PASSWORD}
    return str(ward.person("ada").made("/users", body)["id"])


@pytest.mark.hazard("H20", "H21", "A16")
def test_what_is_sent_on_from_a_room_appears_on_every_clinicians_list_without_a_reload(
    review: Page, ward: Ward, watcher: Clinic
) -> None:
    session = ward.session(clinician_id=another_clinician(ward))
    review.evaluate("() => { window.stays = true; }")
    ward.reading(session, 3, systolic=186, diastolic=99)
    alerts = ward.person("nina").get(f"/sessions/{session}/alerts").json()["items"]
    urgent = next(alert["id"] for alert in alerts if alert["level"] == "urgent")
    expect(item(review, "All", urgent)).to_contain_text("URGENT")
    expect(item(review, "Mine", urgent)).to_have_count(0)
    ward.reading(session, 0, systolic=188, diastolic=99)
    watch(watcher)
    expect(item(review, "Mine", urgent)).to_contain_text("Confirmed by the repeat")
    answer = {"signs": [], "told": "Dr Lind"}
    ward.person("nina").made(f"/alerts/{urgent}/acknowledge", answer)
    expect(item(review, "Mine", urgent)).to_have_count(0)
    assert review.evaluate("() => window.stays") is True


def test_keys_step_through_the_day_and_lead_to_session_and_note(review: Page, ward: Ward) -> None:
    ward.running()
    ward.running()
    links = review.locator("#review-day-list a")
    expect(links.nth(1)).to_be_visible()
    ids = [links.nth(n).get_attribute("data-review") for n in range(2)]
    press(review, "j")
    expect(review.locator("#review-chosen")).to_be_visible()
    expect(links.nth(0)).to_have_attribute("aria-current", "true")
    expect(review).to_have_url(re.compile(f"session={ids[0]}$"))
    press(review, "j")
    expect(links.nth(1)).to_have_attribute("aria-current", "true")
    press(review, "k")
    expect(links.nth(0)).to_have_attribute("aria-current", "true")
    review.get_by_role("link", name="Open session").click()
    expect(review).to_have_url(re.compile(f"/session/{ids[0]}$"))
    review.go_back()
    drawn(review)
    expect(links.nth(0)).to_have_attribute("aria-current", "true")
    with review.context.expect_page() as printed:
        press(review, "p")
    assert printed.value.url.endswith(f"/sessions/{ids[0]}/note.html")
    printed.value.close()
    press(review, "s")
    expect(review).to_have_url(re.compile(f"/session/{ids[0]}/note$"))


def test_s_signs_the_note_of_the_chosen_session_and_then_adds_to_it(review: Page, ward: Ward) -> None:
    session = ward.running()
    ward.person("nina").made(f"/sessions/{session}/discharge", {"end": "transferred"})
    review.goto(f"/review?session={session}")
    expect(review.locator("#review-chosen")).to_be_visible()
    expect(review.get_by_role("region", name="Note")).to_contain_text("Infusion 1")
    review.get_by_role("button", name="Sign and lock").wait_for()
    press(review, "s")
    sheet = dialog(review, "Sign and lock")
    sheet.get_by_label("Your password").fill(PASSWORD)
    with review.expect_navigation():
        button(sheet, "Sign and lock").click()
    expect(review).to_have_url(re.compile(f"session={session}$"))
    expect(review.get_by_role("region", name="Note")).to_contain_text("Approved by Dr Okafor")
    review.get_by_role("button", name="Add addendum").wait_for()
    press(review, "s")
    expect(dialog(review, "Add addendum")).to_be_visible()


def test_letters_typed_into_the_search_find_a_patient_and_are_no_keys(review: Page, ward: Ward) -> None:
    ward.session(family_name="Josko")
    press(review, "/")
    box = review.get_by_role("searchbox", name="Find patient")
    expect(box).to_be_focused()
    review.keyboard.type("jos", delay=260)
    review.keyboard.type("ko")
    expect(box).to_have_value("josko")
    found = review.locator("#review-found a")
    expect(found.first).to_contain_text("Josko, Marta")
    assert "session=" not in review.url
    found.first.click()
    expect(review).to_have_url(re.compile("/patient/"))


def test_a_tap_shows_one_session_with_figure_limits_and_alerts(review: Page, ward: Ward) -> None:
    session = ward.running(45)
    ward.reading(session, 5, systolic=186, diastolic=99, heart_rate=94, dissociation=6)
    review.locator(f'#review-day-list a[data-review="{session}"]').click()
    review.locator("#review-figure .scatterlayer .point").first.wait_for()
    expect(review.get_by_role("region", name="Timeline")).to_contain_text("Limits: Standard, version 1")
    expect(review.get_by_role("table", name="Alerts and actions")).to_contain_text("Systolic 186, limit 180")
    expect(review.get_by_role("table", name="Beyond limits")).to_contain_text("40 min")
    expect(review.get_by_role("heading", level=1)).to_contain_text("Kowalczyk, Marta")
    review.go_back()
    expect(review.get_by_role("table", name="Today")).to_be_visible()
    expect(review.locator("#review-chosen")).to_be_hidden()


def test_a_session_that_is_not_there_is_said_and_the_lists_stay(desk: Desk, ward: Ward) -> None:
    page = drawn(desk.page(ward, "carl", "/review?session=nowhere", size="1440x900"))
    expect(page.get_by_role("alert").filter(has_text="no such session")).to_be_visible()


@pytest.mark.hazard("H58")
@pytest.mark.parametrize("size", ["1024x768", "1440x900"])
def test_the_home_has_no_serious_finding_and_nothing_hangs_out_at_the_side(
    desk: Desk, ward: Ward, size: str, tmp_path: Path
) -> None:
    session = ward.running(45)
    ward.reading(session, 5, systolic=186, diastolic=99, heart_rate=94)
    nina = ward.person("nina")
    nina.made(f"/sessions/{session}/events", {"kind": "other", "detail": {"text": "Repositioned"},
                                              "occurred_at": ago(4).isoformat()})  # fmt: skip
    page = drawn(desk.page(ward, "carl", "/review", size=size))
    page.get_by_role("table", name="Today").wait_for()
    picture(page, f"review-{size.split('x')[0]}", elsewhere=tmp_path)
    assert findings(page) == {}
    assert overflow(page, ".review-main")["right"] == 0
    page.goto(f"/review?session={session}")
    page.locator("#review-figure .scatterlayer .point").first.wait_for()
    picture(page, f"review-session-{size.split('x')[0]}", elsewhere=tmp_path)
    assert findings(page) == {}
    assert overflow(page, ".review-main")["right"] == 0

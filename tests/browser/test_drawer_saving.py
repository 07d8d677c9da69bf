"""Saved is said when the server has it, never before, and nothing is stored twice or lost."""

import re
import uuid

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desk import REFUSED, SAVED, Console, Desk, Ward, button, dialog, press
from tests.browser.drawer import Drawer, sent_sets

SETS = "**/api/v1/sessions/*/readings"


def connection(page: Page) -> Locator:
    """The status in the top bar."""
    return page.get_by_role("status", name="Connection")


@pytest.fixture(scope="module")
def chair(module_desk: Desk, ward: Ward) -> Page:
    """One nurse's page for the whole module; each test goes to a session of its own."""
    return module_desk.page(ward, "nina", "/account")


def at_session(chair: Page, ward: Ward) -> tuple[str, Drawer]:
    """A fresh session with its drawer open."""
    session = ward.running()
    chair.unroute_all()
    chair.goto(f"/session/{session}")
    return session, Drawer(chair).open()


def count_of(ward: Ward, session: str) -> int:
    """How many sets the server has beside the baseline."""
    return len(ward.readings(session)) - 1


@pytest.mark.hazard("H51")
def test_a_save_that_fails_is_loud_keeps_the_entry_and_stores_once_when_tried_again(
    chair: Page, ward: Ward, console: Console
) -> None:
    session, drawer = at_session(chair, ward)
    sets = sent_sets(chair)
    chair.route(SETS, lambda route: route.abort())
    console.expect(REFUSED)
    drawer.keys("120", "80", "Enter")
    expect(drawer.verdict).to_contain_text("Not saved.")
    expect(drawer.verdict).to_contain_text("The server did not answer. Your entries are still here.")
    expect(connection(chair)).to_have_text("Not saved")
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80"}
    chair.unroute_all()
    drawer.button("Try again").click()
    drawer.closed()
    expect(connection(chair)).to_have_text(SAVED)
    assert len({sent["key"] for sent in sets}) == 1
    assert count_of(ward, session) == 1


@pytest.mark.hazard("H51")
def test_a_lost_answer_is_asked_for_again_and_the_set_is_stored_once(
    chair: Page, ward: Ward, console: Console
) -> None:
    session, drawer = at_session(chair, ward)
    console.expect(REFUSED)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    chair.route(SETS, swallow, times=1)
    drawer.keys("122", "81", "Enter")
    expect(drawer.verdict).to_contain_text("Not saved.")
    assert count_of(ward, session) == 1
    drawer.button("Try again").click()
    drawer.closed()
    assert count_of(ward, session) == 1


@pytest.mark.hazard("H51")
def test_a_set_stored_unseen_and_typed_on_is_told_so_and_not_doubled(
    chair: Page, ward: Ward, console: Console
) -> None:
    session, drawer = at_session(chair, ward)
    console.expect(REFUSED)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    chair.route(SETS, swallow, times=1)
    drawer.keys("122", "81", "Enter")
    expect(drawer.verdict).to_contain_text("Not saved.")
    drawer.box("Heart rate").focus()
    drawer.keys("72", "Enter")
    expect(drawer.verdict).to_contain_text("already saved")
    assert count_of(ward, session) == 1
    drawer.button("Cancel").click()


@pytest.mark.hazard("H51")
def test_a_slow_save_says_so_and_a_second_tap_stores_nothing_more(chair: Page, ward: Ward) -> None:
    session, drawer = at_session(chair, ward)
    held: list[Route] = []
    chair.route(SETS, lambda route: held.append(route), times=1)
    drawer.keys("124", "82", "Enter", "Enter")
    expect(drawer.dialog.locator(".record-save")).to_have_text("Saving")
    expect(connection(chair)).to_have_text("Saving")
    drawer.button("Saving").click()
    assert not SAVED.match(connection(chair).inner_text())
    held[0].continue_()
    drawer.closed()
    expect(connection(chair)).to_have_text(SAVED)
    assert count_of(ward, session) == 1


@pytest.mark.hazard("H51")
def test_without_a_network_the_drawer_still_opens_judges_and_keeps(
    chair: Page, ward: Ward, console: Console
) -> None:
    session, drawer = at_session(chair, ward)
    drawer.button("Cancel").click()
    console.expect(REFUSED)
    chair.context.set_offline(True)
    drawer.open().keys("190", "100")
    expect(drawer.verdict).to_contain_text("URGENT")
    drawer.keys("Enter")
    expect(drawer.verdict).to_contain_text("Not saved.")
    chair.context.set_offline(False)
    drawer.button("Try again").click()
    drawer.closed()
    assert count_of(ward, session) == 1


def test_the_offer_to_undo_covers_no_button_of_the_page(chair: Page, ward: Ward) -> None:
    _, drawer = at_session(chair, ward)
    drawer.keys("123", "82", "Enter").closed()
    offer = chair.locator(".record-toast")
    offer.wait_for()
    for name in ("Record", "Event", "Dose", "Finish"):
        button(chair, name).click(trial=True, timeout=2000)
    expect(offer).to_be_visible()


@pytest.mark.hazard("H51")
def test_undo_strikes_the_set_and_leaves_it_in_the_record(chair: Page, ward: Ward) -> None:
    session, drawer = at_session(chair, ward)
    drawer.keys("126", "84", "Enter").closed()
    button(chair, "Undo").click()
    expect(chair.get_by_text("Undone.", exact=True)).to_be_visible()
    assert count_of(ward, session) == 0
    history = ward.person("nina").get(f"/sessions/{session}/readings?history=true").json()["items"]
    assert [r["values"].get("systolic") for r in history if r["status"] == "struck"] == [126]


def test_what_the_server_asks_or_refuses_stands_at_its_box(chair: Page, ward: Ward, console: Console) -> None:
    _, drawer = at_session(chair, ward)
    console.expect(REFUSED)
    error = {"field": "values.heart_rate", "code": "impossible", "message": "Heart rate says the server."}
    problem = {"type": "t", "title": "Wrong", "status": 422, "detail": "Look again.", "errors": [error]}
    chair.route(
        SETS,
        lambda route: route.fulfill(status=422, content_type="application/problem+json", json=problem),
        times=1,
    )
    drawer.box("Heart rate").focus()
    drawer.keys("88", "Enter")
    expect(drawer.verdict).to_contain_text("Heart rate says the server.")
    expect(drawer.box("Heart rate")).to_have_attribute("aria-invalid", "true")
    drawer.keys("89", "Enter").closed()


@pytest.mark.hazard("H53")
def test_who_corrects_second_is_told_whose_change_came_first(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    reading = ward.reading(session, 1, systolic=140, diastolic=90)
    pages = [desk.page(ward, who, f"/session/{session}") for who in ("nina", "mia")]
    for page in pages:
        page.get_by_role("tab", name="Table", exact=True).click()
        row = page.get_by_role("table", name="Readings").get_by_role("row").filter(has_text="140/90")
        button(row, "Correct").click()
        sheet = dialog(page, "Correct the set of")
        sheet.get_by_role("textbox", name="Systolic").fill("141")
        sheet.get_by_role("textbox", name="Reason").fill("misread")
    desk.console.expect(REFUSED)
    button(dialog(pages[0], "Correct the set of"), "Save correction").click()
    expect(dialog(pages[0], "Correct the set of")).to_have_count(0)
    second = dialog(pages[1], "Correct the set of")
    button(second, "Save correction").click()
    expect(second.get_by_role("alert")).to_contain_text("Nina Brandt")
    expect(second.get_by_role("textbox", name="Systolic")).to_have_value("141")
    assert ward.person("mia").get(f"/sessions/{session}/readings").json()["items"][-1]["version"] == 2
    assert reading["version"] == 1


@pytest.mark.hazard("H53", "A13")
def test_what_others_save_appears_without_disturbing_a_half_typed_set(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    drawer = Drawer(page).open()
    drawer.keys("120", "80")
    drawer.box("Heart rate").focus()
    drawer.keys("7")
    ward.person("mia").made(
        f"/sessions/{session}/readings",
        {"values": {"systolic": 188, "diastolic": 104}},
        key=str(uuid.uuid4()),
    )
    banner = page.get_by_role("region", name="Alerts").locator(".banner").filter(has_text="Systolic 188")
    banner.wait_for(state="attached")
    assert drawer.values() == {"Systolic": "120", "Diastolic": "80", "Heart rate": "7"}
    expect(drawer.box("Heart rate")).to_be_focused()
    drawer.keys("2", "Enter").closed()
    expect(banner).to_contain_text("URGENT")


@pytest.mark.hazard("H53")
def test_two_people_saving_at_once_both_keep_their_sets(desk: Desk, ward: Ward) -> None:
    session = ward.running()
    drawers = [Drawer(desk.page(ward, who, f"/session/{session}")).open() for who in ("nina", "mia")]
    for drawer, upper in zip(drawers, ("127", "129"), strict=True):
        drawer.keys(upper, "81")
    for drawer in drawers:
        press(drawer.page, "Enter")
    for drawer in drawers:
        drawer.closed()
    assert {r["values"]["systolic"] for r in ward.readings(session)} >= {127, 129}


def test_saved_wears_the_servers_time(chair: Page, ward: Ward) -> None:
    _, drawer = at_session(chair, ward)
    with chair.expect_response(re.compile(r"/readings$")) as waiting:
        drawer.keys("121", "79", "Enter").closed()
    stored = waiting.value.json()["recorded_at"]
    shown = chair.evaluate("at => Chairside.clock.hhmmss(Date.parse(at))", stored)
    expect(connection(chair)).to_have_text(f"Saved {shown}")

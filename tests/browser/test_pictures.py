"""Pictures of the screens, for README and docs when CHAIRSIDE_PICTURES=docs, to look at otherwise."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, Ward, button, dialog
from tests.browser.drawer import Drawer
from tests.browser.looking import picture, put_on

LEAST_BYTES = 15_000


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go that are not for the documents."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def running(practice: Ward) -> dict[str, Any]:
    """The first running session of the practice clinic."""
    return dict(practice.person("nina").get("/sessions?state=running").json()["items"][0])


@pytest.fixture(scope="module")
def alerted(practice: Ward, running: dict[str, Any]) -> str:
    """The same session after an urgent pressure; its path."""
    nina = practice.person("nina")
    values = {"systolic": 186, "diastolic": 108, "heart_rate": 92, "spo2": 96}
    nina.made(f"/sessions/{running['id']}/readings", {"values": values})
    return f"/session/{running['id']}"


def drawn(page: Page) -> Page:
    """Wait until what the server knows has been drawn."""
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function("() => !document.title.startsWith('Updating')")
    page.evaluate("document.fonts.ready")
    return page


def session_drawn(page: Page) -> Page:
    """Wait until the session's figure has its points."""
    page.locator("#session-figure .scatterlayer .point").first.wait_for()
    return drawn(page)


def kept(page: Page, name: str, album: Path) -> None:
    """Take the picture and see that it shows something."""
    assert picture(page, name, elsewhere=album).stat().st_size > LEAST_BYTES


def test_the_sign_in(desk: Desk, practice: Ward, album: Path) -> None:
    page = desk.visitor(practice.url)
    page.goto("/sign-in")
    page.get_by_text("Connected.").wait_for()
    kept(page, "sign-in", album)


def test_the_board(desk: Desk, practice: Ward, alerted: str, album: Path) -> None:
    page = desk.page(practice, "nina", "/")
    page.get_by_role("region").filter(has_text="186/108").wait_for()
    kept(page, "board", album)
    put_on(page, "dim")
    page.locator('.tile-figure [data-theme="dim"], .tile-figure img, .tile-figure svg').first.wait_for()
    kept(page, "board-dim", album)


@pytest.mark.parametrize("size", ["1024x768", "1440x900"])
def test_the_session_in_light_and_dim(
    desk: Desk, practice: Ward, alerted: str, size: str, album: Path
) -> None:
    page = desk.page(practice, "nina", alerted, size=size)
    session_drawn(page)
    kept(page, f"session-{size.split('x')[0]}", album)
    with page.expect_response("**/_dash-update-component*"):
        put_on(page, "dim")
    expect(page.locator("#session-figure .main-svg").first).to_be_visible()
    kept(page, f"session-{size.split('x')[0]}-dim", album)


def test_the_record_drawer(desk: Desk, practice: Ward, alerted: str, album: Path) -> None:
    page = session_drawn(desk.page(practice, "nina", alerted))
    drawer = Drawer(page).open()
    drawer.keys("172", "101", "88", "96", "15", "2", "5")
    expect(drawer.verdict).to_contain_text("Saving also raises an alert.")
    kept(page, "record", album)
    put_on(page, "dim")
    kept(page, "record-dim", album)


def test_an_alert_and_its_sheet(desk: Desk, practice: Ward, alerted: str, album: Path) -> None:
    page = session_drawn(desk.page(practice, "nina", alerted))
    page.get_by_role("tab", name="Table", exact=True).click()
    kept(page, "alert", album)
    alerts = page.get_by_role("region", name="Alerts")
    button(alerts.locator(".banner").filter(has_text="Systolic 186"), "Acknowledge").click()
    dialog(page, "Systolic 186").wait_for()
    kept(page, "acknowledge", album)


def test_the_note(desk: Desk, practice: Ward, album: Path) -> None:
    ended = practice.person("carl").get("/sessions?state=ended").json()["items"][0]["id"]
    page = desk.page(practice, "carl", f"/session/{ended}/note", size="1440x900")
    page.get_by_role("region", name="Post-session note").get_by_role("table").first.wait_for()
    kept(page, "note", album)


def test_the_wall(desk: Desk, practice: Ward, alerted: str, album: Path) -> None:
    page = desk.page(practice, "nina", "/wall", size="1440x900")
    page.get_by_role("region").filter(has_text="186/108").wait_for()
    put_on(page, "dim")
    kept(page, "wall-dim", album)


def test_the_review_of_a_session(desk: Desk, practice: Ward, running: dict[str, Any], album: Path) -> None:
    page = desk.page(practice, "carl", f"/review?session={running['id']}", size="1440x900")
    page.locator("#review-figure .scatterlayer .point").first.wait_for()
    kept(drawn(page), "review", album)


@pytest.mark.parametrize("path", ["thresholds?set=standard", "protocols"])
def test_the_rules_of_the_clinic(desk: Desk, practice: Ward, path: str, album: Path) -> None:
    page = desk.page(practice, "ada", f"/{path}", size="1440x900")
    page.get_by_role("button", name="New version").first.wait_for()
    kept(drawn(page), path.split("?")[0], album)


def test_a_rems_worksheet(desk: Desk, practice: Ward, album: Path) -> None:
    page = desk.page(practice, "carl", "/rems", size="1440x900")
    page.get_by_role("link", name="Worksheet").first.click()
    page.get_by_role("heading", level=2).first.wait_for()
    kept(drawn(page), "rems", album)


@pytest.mark.parametrize("path", ["people", "exports", "patients", "clinic"])
def test_the_lists(desk: Desk, practice: Ward, path: str, album: Path) -> None:
    page = desk.page(practice, "ada", f"/{path}", size="1440x900")
    page.locator(".panel").first.wait_for()
    kept(page, path, album)


def test_a_patient(desk: Desk, practice: Ward, running: dict[str, Any], album: Path) -> None:
    page = desk.page(practice, "carl", f"/patient/{running['patient']['id']}", size="1440x900")
    page.get_by_role("table", name="Sessions").wait_for()
    kept(page, "patient", album)

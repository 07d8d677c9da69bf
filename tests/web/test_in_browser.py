"""The doorway in a real Chromium: signing in, a page, a figure, nothing refused by the policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.app import open_clinic
from dashboard.clinical.roles import Role
from dashboard.settings import Settings
from tests.web import stand_in
from tests.web.process import Served, served

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data_dir: Path = tmp_path_factory.mktemp("served") / "clinic"
    with open_clinic(Settings(data_dir=data_dir)) as clinic:
        stand_in.add_person(clinic, "nina", Role.NURSE)
    with served(data_dir) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose every message and error is kept in `said`."""
    opened = browser.new_page(viewport={"width": 1024, "height": 768})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert not [text for text in said if "Failed to load resource" not in text]


def enter(page: Page, server: Served, path: str) -> None:
    page.goto(f"{server.url}{path}")
    page.get_by_label("Username", exact=True).fill("nina")
    page.get_by_label("Password", exact=True).fill(stand_in.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{server.url}{path}")


def test_the_sign_in_leads_back_to_the_page_that_was_asked_for(page: Page, server: Served) -> None:
    enter(page, server, "/session/abc?record=1")
    page.get_by_text("It is ABC.").wait_for()
    main = page.get_by_role("main")
    assert main.get_attribute("data-session") == "abc"
    assert page.get_by_role("banner").is_visible()
    assert page.title() == "Session · Chairside"


@pytest.mark.parametrize(
    "trick", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_a_forged_way_back_leads_to_the_board(page: Page, server: Served, trick: str) -> None:
    page.goto(f"{server.url}/sign-in?next={trick}")
    page.get_by_label("Username", exact=True).fill("nina")
    page.get_by_label("Password", exact=True).fill(stand_in.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Board").wait_for()
    assert page.url == f"{server.url}/"


def test_a_wrong_password_is_said_and_what_was_typed_stays(page: Page, server: Served) -> None:
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("Username", exact=True).fill("nina")
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").filter(has_text="wrong").wait_for()
    assert page.get_by_label("Username", exact=True).input_value() == "nina"


def test_a_figure_is_drawn_under_the_policy_and_its_script_comes_packed(page: Page, server: Served) -> None:
    with page.expect_response(lambda answer: "plotly.min" in answer.url) as waiting:
        enter(page, server, "/figure")
    page.locator("#figure .main-svg").first.wait_for()
    headers = waiting.value.headers
    assert headers["content-encoding"] == "br"
    assert page.evaluate("typeof window.Plotly") == "object"


@pytest.mark.parametrize("path", ["/sign-in", "/setup"])
def test_the_plain_pages_have_no_serious_finding(page: Page, server: Served, path: str) -> None:
    page.goto(f"{server.url}{path}")
    page.get_by_text("Connected.").wait_for()
    found = Axe().run(page).response["violations"]
    assert not [finding for finding in found if finding["impact"] in ("serious", "critical")], found

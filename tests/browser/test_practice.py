"""The practice clinic says PRACTICE on every screen and paper (H56)."""

import csv

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, Ward, sign_in_by_cookies
from tests.browser.drawer import Drawer

WORD = "PRACTICE"


@pytest.fixture(scope="module")
def running(practice: Ward) -> str:
    """A session that runs in the demo."""
    return str(practice.person("nina").get("/sessions?state=running").json()["items"][0]["id"])


@pytest.fixture(scope="module")
def chair(module_desk: Desk, practice: Ward) -> Page:
    """The nurse's page."""
    return module_desk.page(practice, "nina", "/account")


@pytest.mark.hazard("H56", "A34")
def test_every_page_of_the_practice_clinic_says_so(chair: Page, running: str, practice: Ward) -> None:
    patient = practice.person("nina").get(f"/sessions/{running}").json()["patient"]["id"]
    for path in (
        "/",
        "/patients",
        f"/patient/{patient}",
        f"/session/{running}",
        f"/session/{running}/note",
        "/account",
    ):
        chair.goto(path)
        expect(chair.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()
        chair.get_by_role("heading", level=1).first.wait_for()


@pytest.mark.hazard("H56", "A34")
def test_the_wall_of_practice_says_so_without_a_top_bar(chair: Page) -> None:
    chair.goto("/wall")
    expect(chair.get_by_role("banner")).to_be_hidden()
    expect(chair.get_by_role("main").get_by_text(WORD, exact=True)).to_be_in_viewport(ratio=1)
    expect(chair.locator("main .practice-edge")).to_be_in_viewport(ratio=1)


@pytest.mark.hazard("H56")
def test_the_drawer_and_the_sheets_of_practice_say_so(chair: Page, running: str) -> None:
    chair.goto(f"/session/{running}")
    drawer = Drawer(chair).open()
    expect(chair.locator(".topbar").get_by_text(WORD, exact=True)).to_be_in_viewport(ratio=1)
    chair.set_viewport_size({"width": 1024, "height": 690})
    expect(drawer.dialog.get_by_text(WORD, exact=True)).to_be_in_viewport(ratio=1)
    chair.set_viewport_size({"width": 1024, "height": 768})
    drawer.button("Cancel").click()
    chair.get_by_role("button", name="Event", exact=True).click()
    expect(chair.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()
    chair.get_by_role("button", name="Cancel", exact=True).click()


@pytest.mark.hazard("H56")
def test_the_administrators_pages_and_the_sign_in_of_practice_say_so(desk: Desk, practice: Ward) -> None:
    page = desk.visitor(practice.url)
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name=WORD)).to_be_visible()
    sign_in_by_cookies(page, practice.person("ada"))
    for path in ("/people", "/clinic", "/exports"):
        page.goto(path)
        expect(page.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()


@pytest.mark.hazard("H56", "A34")
def test_the_papers_of_practice_say_so(practice: Ward, running: str) -> None:
    nina, ada = practice.person("nina"), practice.person("ada")
    for paper in ("note.txt", "note.html"):
        assert WORD in nina.get(f"/sessions/{running}/{paper}").text, paper
    table = ada.get(f"/sessions/{running}/readings.csv")
    assert WORD in table.headers["content-disposition"]
    rows = list(csv.DictReader(table.text.lstrip("\ufeff").splitlines()))
    assert {row["practice"] for row in rows} == {"true"}


@pytest.mark.hazard("H56", "A34")
def test_practice_and_clinic_refuse_each_others_folders(practice: Ward) -> None:
    refused = practice.clinic.command("serve", "--port", "0")
    assert refused.returncode == 3
    assert "Traceback" not in refused.stderr

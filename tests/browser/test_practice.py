"""The practice clinic says PRACTICE on every screen and paper (H56)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, sign_in_by_cookies
from tests.browser.drawer import Drawer
from tests.serving import Person, ServedClinic

WORD = "PRACTICE"
PASSWORD = "practice-only-2026"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedClinic]:
    """The demo clinic, served."""
    clinic = ServedClinic(tmp_path_factory.mktemp("demo") / "data", verb="demo").start()
    yield clinic
    clinic.stop()


@pytest.fixture(scope="module")
def ada(practice: ServedClinic) -> Person:
    """The demo's administrator."""
    return Person(practice.url, "ada", PASSWORD)


@pytest.fixture(scope="module")
def nina(practice: ServedClinic) -> Person:
    """The demo's nurse."""
    return Person(practice.url, "nina", PASSWORD)


@pytest.fixture(scope="module")
def running(nina: Person) -> str:
    """A session that runs in the demo."""
    return str(nina.get("/sessions?state=running").json()["items"][0]["id"])


@pytest.fixture(scope="module")
def chair(module_desk: Desk, practice: ServedClinic, nina: Person) -> Page:
    """The nurse's page."""
    page = module_desk.visitor(practice.url)
    sign_in_by_cookies(page, nina)
    return page


@pytest.mark.hazard("H56", "A34")
def test_every_page_of_the_practice_clinic_says_so(chair: Page, running: str, nina: Person) -> None:
    patient = nina.get(f"/sessions/{running}").json()["patient"]["id"]
    for path in ("/", "/patients", f"/patient/{patient}", f"/session/{running}", f"/session/{running}/note", "/account"):
        chair.goto(path)
        expect(chair.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()
        chair.get_by_role("heading", level=1).first.wait_for()


@pytest.mark.hazard("H56")
def test_the_drawer_and_the_sheets_of_practice_say_so(chair: Page, running: str) -> None:
    chair.goto(f"/session/{running}")
    drawer = Drawer(chair).open()
    expect(drawer.dialog.get_by_text(WORD, exact=True)).to_be_visible()
    drawer.button("Cancel").click()
    chair.get_by_role("button", name="Event", exact=True).click()
    expect(chair.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()
    chair.get_by_role("button", name="Cancel", exact=True).click()


@pytest.mark.hazard("H56")
def test_the_administrators_pages_and_the_sign_in_of_practice_say_so(
    desk: Desk, practice: ServedClinic, ada: Person
) -> None:
    page = desk.visitor(practice.url)
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name=WORD)).to_be_visible()
    sign_in_by_cookies(page, ada)
    for path in ("/people", "/clinic", "/exports"):
        page.goto(path)
        expect(page.get_by_role("banner").get_by_text(WORD, exact=True)).to_be_visible()


@pytest.mark.hazard("H56", "A34")
def test_the_papers_of_practice_say_so(nina: Person, running: str) -> None:
    for paper in ("note.txt", "note.html", "readings.csv"):
        assert WORD in nina.get(f"/sessions/{running}/{paper}").text, paper


@pytest.mark.hazard("H56", "A34")
def test_practice_and_clinic_refuse_each_others_folders(practice: ServedClinic) -> None:
    refused = practice.command("serve", "--port", "0")
    assert refused.returncode == 3
    assert "Traceback" not in refused.stderr

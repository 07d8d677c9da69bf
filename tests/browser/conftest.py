"""One Chromium and one served clinic for this folder; a word on the console that nobody expects fails.

The folder is a package, so that they end with it: Playwright's loop would be in the way of other suites.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.desk import PATIENCE_MS, Console, Desk, Ward
from tests.serving import Person, ServedClinic

PRACTICE_PASSWORD = "practice-only-2026"
# Without a graphics card its emulation would take a core of its own.
QUIET = [
    "--disable-gpu", "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The one browser."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="package")
def open_wards() -> list[Ward]:
    """The wards that are served now."""
    return []


@pytest.fixture(scope="module", autouse=True)
def emptied(open_wards: list[Ward]) -> Iterator[None]:
    """No module leaves its patients in the rooms of the next."""
    yield
    for left in open_wards:
        left.empty()


@pytest.fixture(scope="package")
def ward(tmp_path_factory: pytest.TempPathFactory, open_wards: list[Ward]) -> Iterator[Ward]:
    """A clinic with its people, served; each test makes the sessions it needs."""
    clinic = ServedClinic(tmp_path_factory.mktemp("ward") / "data")
    clinic.add_user("ada", "administrator", display_name="Ada Lindqvist")
    clinic.add_user("nina", "nurse", display_name="Nina Brandt")
    clinic.add_user("mia", "nurse", display_name="Mia Duarte")
    clinic.add_user("carl", "clinician", display_name="Dr Okafor")
    clinic.start()
    made = Ward(clinic)
    made.person("ada").made(
        "/clinic", {"name": "Linden Clinic", "time_zone": "Europe/London"}, method="PATCH", if_match=1
    )
    open_wards.append(made)
    yield made
    open_wards.remove(made)
    clinic.stop()


@pytest.fixture(scope="package")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """The demo clinic with its staff, its patients and its running floor, served."""
    clinic = ServedClinic(tmp_path_factory.mktemp("demo") / "data", verb="demo").start()
    staff = ("nina", "carl", "ada")
    yield Ward(clinic, {name: Person(clinic.url, name, PRACTICE_PASSWORD) for name in staff})
    clinic.stop()


@pytest.fixture(scope="module")
def console() -> Console:
    """What this module's pages say."""
    return Console()


@pytest.fixture(scope="module")
def module_desk(browser: Browser, console: Console) -> Iterator[Desk]:
    """Pages that stay open for a whole module."""
    opened = Desk(browser, console)
    yield opened
    opened.close()


@pytest.fixture
def desk(browser: Browser, console: Console) -> Iterator[Desk]:
    """Pages of one test."""
    opened = Desk(browser, console)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def silence(console: Console) -> Iterator[None]:
    """No page says anything on its console that the test does not expect."""
    console.begin()
    yield
    assert console.unexpected() == []

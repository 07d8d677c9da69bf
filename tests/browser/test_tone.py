"""The one soft tone: off until asked for, said to be on only once it was played, never played twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, Ward
from tests.serving import ServedClinic

# Too soon after the dose for a late check, which would sound as well.
SOON = 5

# Stands in for the browser's sound: `heard` counts the tones one could hear, `allowed` is its leave.
SPY = """() => {
  if (!location.protocol.startsWith("http")) return;
  window.heard = 0;
  window.made = 0;
  const kept = sessionStorage.getItem("test-allowed");
  window.allowed = kept === null ? true : kept === "yes";
  class Gain {
    constructor() { this.loudest = 0; this.gain = { setValueAtTime() {},
      linearRampToValueAtTime: (value) => { this.loudest = Math.max(this.loudest, value); } }; }
    connect() {}
  }
  class Source {
    constructor() { this.frequency = {}; this.onended = null; }
    connect(gain) { this.gain = gain; }
    start() { if (this.gain.loudest > 0) window.heard += 1; }
    stop() { setTimeout(() => this.onended && this.onended(), 30); }
  }
  window.AudioContext = class {
    constructor() { window.made += 1; this.state = "suspended"; this.currentTime = 0; this.destination = {}; }
    async resume() { if (window.allowed) this.state = "running"; }
    createGain() { return new Gain(); }
    createOscillator() { return new Source(); }
  };
}"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A clinic of its own: nobody else's session makes a sound here."""
    clinic = ServedClinic(tmp_path_factory.mktemp("tone") / "data")
    clinic.add_user("ada", "administrator", display_name="Ada Lindqvist")
    clinic.add_user("nina", "nurse", display_name="Nina Brandt")
    clinic.add_user("mia", "nurse", display_name="Mia Duarte")
    clinic.start()
    yield Ward(clinic)
    clinic.stop()


def tone(page: Page) -> Locator:
    return page.locator('[data-action="tone"]')


def listening(desk: Desk, ward: Ward, **storage: str) -> Page:
    """Mia's board in a browser whose sound is watched."""
    page = desk.page(ward, "mia", "/account")
    page.add_init_script(f"({SPY})()")
    for name, value in storage.items():
        kept = [name.replace("_", "-"), value]
        page.evaluate("([name, value]) => sessionStorage.setItem(name, value)", kept)
    page.goto("/")
    expect(page.locator("#chips[data-sounds]")).to_be_attached()
    return page


def heard(page: Page) -> Any:
    return page.evaluate("window.heard")


def urgent(page: Page, session: str) -> Locator:
    """The room's chip once it says URGENT."""
    return page.locator(f'#chips a.urgent[data-session="{session}"]')


@pytest.mark.hazard("H20", "A15")
def test_it_is_off_until_someone_turns_it_on(desk: Desk, ward: Ward) -> None:
    page = listening(desk, ward)
    session = ward.running(SOON)
    ward.reading(session, 0, systolic=191, diastolic=90)
    expect(urgent(page, session)).to_be_attached()
    expect(tone(page)).to_have_text("Tone off")
    assert page.evaluate("window.made") == 0


@pytest.mark.hazard("H20", "A15")
def test_each_new_urgent_sounds_once_and_not_again_after_a_reload(desk: Desk, ward: Ward) -> None:
    session = ward.running(SOON)
    page = listening(desk, ward)
    tone(page).click()
    expect(tone(page)).to_have_text("Tone on")
    assert heard(page) == 1
    ward.reading(session, 0, systolic=191, diastolic=90)
    expect(urgent(page, session)).to_be_attached()
    page.wait_for_function("() => window.heard === 2")
    ward.reading(session, 0, systolic=192, diastolic=90)
    page.reload()
    expect(tone(page)).to_have_text("Tone on")
    expect(urgent(page, session)).to_be_attached()
    assert heard(page) == 0


@pytest.mark.hazard("H20", "A15")
def test_an_urgent_raised_while_the_page_was_loading_still_sounds(desk: Desk, ward: Ward) -> None:
    session = ward.running(SOON)
    page = listening(desk, ward)
    tone(page).click()
    expect(tone(page)).to_have_text("Tone on")
    page.goto("about:blank")
    ward.reading(session, 0, systolic=191, diastolic=90)
    page.goto(f"{ward.url}/")
    page.wait_for_function("() => window.heard === 1")


@pytest.mark.hazard("A15")
def test_a_browser_that_keeps_silent_is_never_said_to_be_on(desk: Desk, ward: Ward) -> None:
    page = listening(desk, ward, test_allowed="no")
    tone(page).click()
    expect(tone(page)).to_have_text("Tone blocked. Tap to allow")
    assert heard(page) == 0
    page.evaluate("window.allowed = true")
    tone(page).click()
    expect(tone(page)).to_have_text("Tone on")
    assert heard(page) == 1
    tone(page).click()
    expect(tone(page)).to_have_text("Tone off")


@pytest.mark.hazard("A20")
def test_an_urgent_entered_late_makes_no_sound(desk: Desk, ward: Ward) -> None:
    session = ward.running(SOON)
    page = listening(desk, ward)
    tone(page).click()
    expect(tone(page)).to_have_text("Tone on")
    ward.reading(session, 12, systolic=191, diastolic=90)
    expect(urgent(page, session)).to_be_attached()
    assert heard(page) == 1


def test_who_has_no_patients_has_no_tone(desk: Desk, ward: Ward) -> None:
    page = desk.page(ward, "ada", "/")
    page.get_by_role("button", name="Sign out").wait_for()
    expect(tone(page)).to_have_count(0)

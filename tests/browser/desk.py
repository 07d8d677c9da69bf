"""People at their screens: pages of one served clinic, signed in, with every word on the console kept."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, ViewportSize

from tests.serving import PASSWORD, Person, ServedClinic

SIZES = {"1024x768": (1024, 768), "1024x690": (1024, 690), "1440x900": (1440, 900)}
ZONE = ZoneInfo("Europe/London")
PATIENCE_MS = 20_000
# the browser's own line for an answer that is not 2xx, which a page cannot keep it from writing
REFUSED = "Failed to load resource"
# what Dash's renderer throws when an answer to it is a refusal
DASH_REFUSED = "body stream already read"
QUIET = {
    "systolic": 128, "diastolic": 79, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14,
    "nausea": 0, "dizziness": 0, "dissociation": 0, "distress": 0, "sedation": 5,
}  # fmt: skip
# what a person says at leaving
ATTESTED = {
    gate: {"ok": True}
    for gate in ("dissociation", "dizziness_gait", "line_out", "instructions", "mood_safety")
}


@dataclass
class Ward:
    """A served clinic with Ada (administrator), Nina and Mia (nurses) and Carl (clinician)."""

    clinic: ServedClinic
    people: dict[str, Person] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        """Where the clinic is served."""
        return self.clinic.url

    def person(self, username: str) -> Person:
        """Somebody signed in over HTTP, once."""
        if username not in self.people:
            self.people[username] = self.clinic.sign_in(username)
        return self.people[username]

    def session(self, *, family_name: str = "Kowalczyk", **more: Any) -> str:
        """A new patient's session in a room of its own; its id."""
        number = next(self.numbers)
        nina = self.person("nina")
        patient = nina.patient(mrn=f"20488{number}", family_name=family_name)
        planned = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}
        weighed = {"weight_kg": 70, "planned_dose": planned, **more}
        return nina.session(patient, f"Room {100 + number}", **weighed)

    def reading(self, session: str, minutes_ago: float = 0, **values: float) -> dict[str, Any]:
        """A set measured so long ago; the reading."""
        body = {"values": values, "observed_at": ago(minutes_ago).isoformat()}
        return dict(self.person("nina").made(f"/sessions/{session}/readings", body))

    def running(self, minutes_since_dose: float = 20, *, systolic: int = 128, diastolic: int = 79) -> str:
        """A session with a baseline of 128/79 taken ten minutes before a dose so long ago; its id."""
        session = self.session()
        base = self.reading(
            session, minutes_since_dose + 10, systolic=systolic, diastolic=diastolic, heart_rate=72, spo2=98,
            respiratory_rate=14, nausea=0, dizziness=0, dissociation=0, distress=0, sedation=5,
        )  # fmt: skip
        nina = self.person("nina")
        nina.made(f"/sessions/{session}/baseline", {"reading_id": base["id"]})
        dose = {
            "kind": "dose_start",
            "detail": {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"},
        }
        nina.made(f"/sessions/{session}/events", {**dose, "occurred_at": ago(minutes_since_dose).isoformat()})
        return session

    def settled(self, session: str) -> None:
        """What leaving asks to be measured: two quiet sets of the last minutes."""
        for minutes_ago in (6, 2):
            self.reading(session, minutes_ago, **QUIET)

    def answered(self, session: str) -> None:
        """No alert is left open."""
        nina = self.person("nina")
        for alert in nina.get(f"/sessions/{session}/alerts").json()["items"]:
            if alert["state"] == "open":
                nina.made(f"/alerts/{alert['id']}/acknowledge", {"told": "Dr Okafor", "signs": []})

    def leave(self, session: str) -> None:
        """Measured, answered and all said: the session is completed. A late check may call in between."""
        self.settled(session)
        body = {"end": "completed", "escort": {"name": "Jan Kowalczyk"}, "gates": ATTESTED}
        for _ in range(5):
            self.answered(session)
            left = self.person("nina").post(f"/sessions/{session}/discharge", body)
            if left.status_code == 200:
                return
        raise AssertionError(left.text)

    def empty(self) -> None:
        """Everybody who is still here is taken elsewhere."""
        nina = self.person("nina")
        for state in ("preparing", "running", "recovering"):
            while here := nina.get(f"/sessions?state={state}").json()["items"]:
                for session in here:
                    nina.made(f"/sessions/{session['id']}/discharge", {"end": "transferred"})

    def readings(self, session: str) -> list[dict[str, Any]]:
        """The readings as the server has them."""
        return list(self.person("nina").get(f"/sessions/{session}/readings").json()["items"])


def ago(minutes: float) -> datetime:
    """The moment so many minutes ago."""
    return datetime.now(UTC) - timedelta(minutes=minutes)


class Console:
    """What pages said on the console; a test names what it expects."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._expected: tuple[str, ...] = ()

    def hear(self, page: Page) -> None:
        """Keep every message and every uncaught error of a page."""
        page.on("console", self._message)
        page.on("pageerror", lambda error: self._said.append(f"page error: {error} {error.stack}"))

    def _message(self, message: ConsoleMessage) -> None:
        self._said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def expect(self, *texts: str) -> None:
        """Messages with these words may come until the end of the test."""
        self._expected = texts

    def begin(self) -> None:
        """Forget what earlier tests heard."""
        self._said.clear()
        self._expected = ()

    def unexpected(self) -> list[str]:
        """What nobody expected."""
        return [said for said in self._said if not any(words in said for words in self._expected)]


class Desk:
    """Opens pages in one browser, each person in contexts of their own."""

    def __init__(self, browser: Browser, console: Console) -> None:
        self._browser = browser
        self.console = console
        self._contexts: list[BrowserContext] = []

    def visitor(self, url: str, *, size: str = "1024x768", **options: Any) -> Page:
        """A page of nobody in particular; paths are relative to `url`."""
        context = self._browser.new_context(base_url=url, viewport=_viewport(size), **options)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        self.console.hear(page)
        return page

    def page(self, ward: Ward, username: str, path: str = "/", **options: Any) -> Page:
        """A page of somebody signed in, open at `path`."""
        page = self.visitor(ward.url, **options)
        sign_in_by_cookies(page, ward.person(username))
        page.goto(path)
        return page

    def second_page(self, page: Page, path: str) -> Page:
        """Another page of the same person in the same browser."""
        opened = page.context.new_page()
        self.console.hear(opened)
        opened.goto(path)
        return opened

    def close(self) -> None:
        """Close every page opened here."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def _viewport(size: str) -> ViewportSize:
    width, height = SIZES[size]
    return {"width": width, "height": height}


def sign_in_by_cookies(page: Page, person: Person) -> None:
    """Give the page the sign-in a person already has."""
    url = str(person.http.base_url)
    cookies = [{"name": c.name, "value": c.value or "", "url": url} for c in person.http.cookies.jar]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in on the page, as a person does."""
    page.get_by_role("textbox", name="Username", exact=True).fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def button(place: Page | Locator, name: str) -> Locator:
    """The button of exactly this name."""
    return place.get_by_role("button", name=name, exact=True)


def dialog(page: Page, name: str) -> Locator:
    """The dialog of this name."""
    return page.get_by_role("dialog", name=name)


def open_table(page: Page) -> Locator:
    """The table "Readings" of a session's page, its tab opened."""
    page.get_by_role("tab", name="Table", exact=True).click()
    return page.get_by_role("table", name="Readings")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other; a string of digits counts each."""
    for key in keys:
        for one in key if key.isdigit() else [key]:
            page.keyboard.press(one)


@contextmanager
def keys_counted(page: Page) -> Iterator[list[int]]:
    """How many keys the page itself felt; the number stands in the list afterwards."""
    page.evaluate(
        "() => { window.pressed = 0;"
        " window.felt = () => { window.pressed += 1; };"
        " window.addEventListener('keydown', window.felt, true); }"
    )
    found: list[int] = []
    yield found
    found.append(
        int(
            page.evaluate(
                "() => { window.removeEventListener('keydown', window.felt, true); return window.pressed; }"
            )
        )
    )


def overflow(page: Page, selector: str = "html") -> dict[str, int]:
    """By how many pixels an element's content is larger than its box; both are 0 where nothing scrolls."""
    node = page.locator(selector).first
    return dict(
        node.evaluate(
            "n => ({ right: Math.max(0, n.scrollWidth - n.clientWidth),"
            " below: Math.max(0, n.scrollHeight - n.clientHeight) })"
        )
    )


NO_OVERFLOW = {"right": 0, "below": 0}
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")

"""The record drawer, spoken to by the names on the screen."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import button

BOXES = ("Systolic", "Diastolic", "Heart rate", "SpO2", "Respiratory rate")
SCALES = ("Nausea", "Dizziness", "Dissociation", "Distress", "Sedation")


class Drawer:
    """The dialog "Record" of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog", name="Record", exact=True)

    def open(self) -> "Drawer":
        """Open it with its button; the first box waits for digits."""
        button(self.page, "Record").click()
        return self.ready()

    def ready(self) -> "Drawer":
        """Wait until the first box has the focus."""
        expect(self.box("Systolic")).to_be_focused()
        return self

    def box(self, name: str) -> Locator:
        """A text box by its exact name."""
        return self.dialog.get_by_role("textbox", name=name, exact=True)

    def scale(self, name: str) -> Locator:
        """A radio group by its exact name."""
        return self.dialog.get_by_role("radiogroup", name=name, exact=True)

    def answer(self, scale: str, value: int) -> Locator:
        """One answer of a scale."""
        return self.scale(scale).locator(f'input[value="{value}"]')

    def button(self, name: str) -> Locator:
        """A button of the drawer by its exact name."""
        return button(self.dialog, name)

    @property
    def verdict(self) -> Locator:
        """The line that says what saving will do."""
        return self.dialog.get_by_role("status").first

    def keys(self, *keys: str) -> "Drawer":
        """Press keys; each digit of a number is one."""
        for key in keys:
            for one in key if key.isdigit() else [key]:
                self.page.keyboard.press(one)
        return self

    def values(self) -> dict[str, str]:
        """What stands in the boxes that are not empty."""
        found = {name: self.box(name).input_value() for name in BOXES}
        return {name: text for name, text in found.items() if text}

    def chosen(self) -> int:
        """How many answers of scales are chosen."""
        return self.dialog.locator("input:checked").count()

    def kept_as_draft(self, **texts: str) -> None:
        """Wait until this browser keeps these texts of the half-typed set."""
        kept = (
            "async texts => { const session = document.getElementById('page').dataset.session;"
            " const found = await Chairside.outbox.draft(session, document.documentElement.dataset.user);"
            " return found && Object.entries(texts).every(([code, text]) => found.texts[code] === text); }"
        )
        self.page.wait_for_function(kept, arg=texts)

    def save(self) -> None:
        """Save and see it close."""
        self.button("Save set").click()
        self.closed()

    def closed(self) -> None:
        """Wait until it has closed."""
        expect(self.dialog).to_have_count(0)


def sent_sets(page: Page) -> list[dict[str, Any]]:
    """The sets this page sends from now on, as they are sent: {key, body}."""
    found: list[dict[str, Any]] = []

    def keep(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/readings"):
            found.append({"key": request.headers.get("idempotency-key"), "body": request.post_data_json})

    page.on("request", keep)
    return found

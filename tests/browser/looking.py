"""Looking at a page: findings of axe in each theme, colours taken away, and pictures kept."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

THEMES = ("light", "dim", "dark")
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SERIOUS = ("serious", "critical")


def put_on(page: Page, theme: str) -> None:
    """Wear a theme at once, without the fading between two."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")


# A theme changes colours alone: all rules are asked once, contrast in every theme.
EVERY_RULE = {"resultTypes": ["violations"]}
CONTRAST = {**EVERY_RULE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


def findings(page: Page) -> dict[str, list[str]]:
    """Serious and critical findings of axe by theme, each with where it was found; {} without any."""
    found: dict[str, list[str]] = {}
    for theme in THEMES:
        put_on(page, theme)
        asked = EVERY_RULE if theme == THEMES[0] else CONTRAST
        violations = Axe().run(page, options=asked).response["violations"]
        serious = [v for v in violations if v["impact"] in SERIOUS]
        if serious:
            found[theme] = [f"{v['id']}: {[n['target'] for n in v['nodes']][:5]}" for v in serious]
    put_on(page, "light")
    return found


def picture(page: Page, name: str, *, elsewhere: Path) -> Path:
    """A picture of the page: among the documents' own when they are being renewed, else in `elsewhere`."""
    folder = PICTURES if os.environ.get("CHAIRSIDE_PICTURES") == "docs" else elsewhere
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    return path

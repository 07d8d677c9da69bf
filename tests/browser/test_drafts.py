"""A half-typed set is named on its room's chip and tile, to the person who typed it and nobody else."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, Ward
from tests.browser.drawer import Drawer

NAMED = re.compile(r"Half-typed set, \d+ min")


@pytest.mark.hazard("H10", "A7")
def test_a_half_typed_set_is_named_with_its_age_on_chip_and_tile_to_its_author(
    desk: Desk, ward: Ward
) -> None:
    session = ward.running()
    page = desk.page(ward, "nina", f"/session/{session}")
    drawer = Drawer(page).open()
    drawer.keys("128")
    drawer.button("Cancel").click()
    drawer.closed()
    page.goto("/")
    tile = page.locator(f'.room-tile[data-session="{session}"] .tile-body')
    expect(tile).to_have_attribute("data-draft", NAMED, timeout=20_000)
    expect(page.locator(f'#chips a[data-session="{session}"]')).to_have_attribute("data-draft", NAMED)
    shown = tile.evaluate("place => getComputedStyle(place, '::after').content")
    assert "Half-typed set" in shown
    other = desk.page(ward, "carl", "/")
    expect(other.locator(f'.room-tile[data-session="{session}"]')).to_be_visible()
    expect(other.locator("[data-draft]")).to_have_count(0)

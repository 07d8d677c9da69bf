"""The note's page: what stands in its place when nobody may trust it."""

import pytest

from dashboard.clinical.errors import Tampered
from dashboard.pages.note import tampered
from tests.components.reading_a_page import attribute, text


@pytest.mark.hazard("H49", "H55")
def test_a_note_changed_outside_chairside_is_named_loudly() -> None:
    box = tampered(Tampered())
    assert attribute(box, "role") == "alert"
    assert text(box).startswith("Changed outside Chairside")
    assert "is not shown" in text(box)

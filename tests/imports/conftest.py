"""A staffed clinic on SQLite whose clock the test holds, to import sheets into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.bedside import Bedside
from tests.people import Clock, hire, open_test_clinic


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    """A clinic of one's own with Nina, Carl and Ada."""
    clock = Clock()
    clinic = open_test_clinic(tmp_path / "clinic", clock)
    yield Bedside(clinic, clock, hire(clinic))
    clinic.close()

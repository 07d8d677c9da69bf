"""The documents of one rich session, byte for byte."""

import pytest

from tests.golden.renew import GOLDEN, golden_documents

NAMES = ["note.txt", "note.html", "bundle.json", "readings.csv", "readings_wide.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_the_golden_one(name: str) -> None:
    made = golden_documents()[name]
    assert made.decode().splitlines() == (GOLDEN / name).read_bytes().decode().splitlines()
    assert made == (GOLDEN / name).read_bytes()

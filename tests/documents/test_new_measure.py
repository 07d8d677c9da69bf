"""A measure added to the registry reaches every document without another change."""

from pathlib import Path

import pytest

from dashboard.clinical import instruments
from dashboard.clinical.instruments import Entry, Instrument, Measure
from dashboard.documents.exports import FORMATS
from dashboard.documents.note import compose
from dashboard.documents.note_html import to_html
from dashboard.documents.note_text import to_text
from tests.documents.paper import FIGURE, pdf_file, pdf_pages
from tests.factories import dose_start, reading, record


@pytest.mark.parametrize("on_form", [True, False])
def test_a_new_measure_is_in_note_and_csv(
    on_form: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pupil = Measure(
        code="pupil", label="Pupil width", short="Pup.", unit="mm", ucum="mm", entry=Entry.NUMBER,
        possible=(1, 9), ask=(2, 8), decimals=1, order=99, on_form=on_form,
    )  # fmt: skip
    added = Instrument("pupillometer", "Pupillometer", (pupil,))
    monkeypatch.setattr(instruments, "REGISTRY", (*instruments.REGISTRY, added))
    stored = record(readings=[reading(7, {"pupil": 6.5, "heart_rate": 71})], events=[dose_start()])
    note = compose(stored)
    printed = "\n".join(pdf_pages(pdf_file(note, tmp_path)))
    for document in (to_text(note), to_html(note, FIGURE), printed):
        assert "6.5" in document
        assert ("Pup." if on_form else "Pupil width") in document
    for form in FORMATS.values():
        content = b"".join(form.write([stored], lambda _: None, None)).decode()
        assert "pupil" in content
        assert "6.5" in content

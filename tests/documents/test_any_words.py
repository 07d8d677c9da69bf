"""Whatever a person types, there is a note, and it keeps within its lines."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.documents.blocks import Note
from dashboard.documents.note import compose
from dashboard.documents.note_html import to_html
from dashboard.documents.note_pdf import to_pdf
from dashboard.documents.note_text import to_text
from dashboard.documents.text_lines import columns_of
from tests.documents.paper import FIGURE
from tests.factories import addendum, at, clinic, dose_start, event, patient, pressure, record

WORDS = st.text(st.characters(), max_size=120)


def note_with(name: str, words: str) -> Note:
    return compose(record(
        patient=patient(family_name=name, given_name=words, mrn=words), clinic=clinic(name=name),
        readings=[pressure(5, 120, 70, note=words, recorded_by_name=name)],
        events=[dose_start(), event(3, "other", {"text": words})], addenda=(addendum(text=words),),
    ))  # fmt: skip


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_any_words_keep_within_80_columns(name: str, words: str) -> None:
    for line in to_text(note_with(name, words)).split("\n"):
        assert len(line) <= 80
        assert columns_of(line) <= 80


@given(WORDS, WORDS)
@settings(max_examples=50, deadline=None)
def test_any_words_give_a_page(name: str, words: str) -> None:
    assert to_html(note_with(name, words), FIGURE).endswith("</html>\n")


@given(WORDS, WORDS)
@settings(max_examples=30, deadline=None)
def test_any_words_give_a_pdf(name: str, words: str) -> None:
    assert to_pdf(note_with(name, words), FIGURE, at(0)).startswith(b"%PDF-")

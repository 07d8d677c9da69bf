"""The note as text for pasting."""

import unicodedata

import pytest

from dashboard.documents.note import compose
from dashboard.documents.note_text import to_text
from dashboard.documents.text_lines import columns_of, wrapped
from tests.documents.paper import expected_row, flat, signed_record
from tests.factories import clinic, full, patient, pressure, reading, record, rich_record


@pytest.mark.hazard("H47")
def test_every_reading_is_read_back_from_the_text() -> None:
    signed = signed_record()
    lines = flat(to_text(compose(signed)))
    for one in signed.readings:
        assert any(line.startswith(expected_row(signed, one)) for line in lines), expected_row(signed, one)


def test_own_words_are_ascii() -> None:
    assert to_text(compose(rich_record())).isascii()


def test_no_line_is_longer_than_80() -> None:
    many = [reading(n * 2.3 - 9, full(120 + n, 70, 70, 95, 14, 1, 2, 3, 4, 5)) for n in range(60)]
    long_name = patient(family_name="Wolfeschlegelsteinhausen" * 5, given_name="王小明" * 30)
    for rich in (rich_record(), rich_record(readings=many, patient=long_name, clinic=clinic(name="न" * 200))):
        for line in to_text(compose(rich)).splitlines():
            assert len(line) <= 80
            assert columns_of(line) <= 80


def test_names_and_free_text_stay_as_they_are() -> None:
    named = patient(family_name="शर्मा", given_name="אנה 王 🙂")
    noted = pressure(1, 120, 70, note="e\u0301tourdi, «sic»")
    text = to_text(compose(record(patient=named, readings=[noted])))
    assert "शर्मा, אנה 王 🙂" in text
    assert "e\u0301tourdi, «sic»" in text


def test_control_characters_are_written_visibly() -> None:
    text = to_text(compose(record(patient=patient(family_name="A\u0007B\u202eC", given_name=""))))
    assert "A[U+0007]B[U+202E]C" in text
    assert not any(unicodedata.category(c) == "Cc" for c in text if c != "\n")


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert columns_of("王e\u0301a") == 4


def test_a_word_longer_than_the_line_is_cut_and_nothing_is_lost() -> None:
    word = "क्षत्रिय" * 40
    lines = wrapped(word, "- ")
    assert all(max(len(line), columns_of(line)) <= 80 for line in lines)
    assert "".join(line[2:] for line in lines) == word


def test_the_text_begins_with_title_marks_and_identity() -> None:
    first = to_text(compose(record(clinic=clinic(practice=True)))).splitlines()[:5]
    assert first[0] == "*** DRAFT *** *** PRACTICE ***"
    assert first[1] == "KETAMINE SESSION NOTE"
    assert first[3].startswith("Kowalczyk, Marta; born 14 Mar 1979; MRN 204881; session 23 Nov 2026")
    assert "state at 14:24" in first[4]


def test_paragraphs_of_free_text_keep_their_line_breaks() -> None:
    assert wrapped("first\nsecond", "- ") == ["- first", "  second"]

"""The note as a page for a printer."""

import re

import pytest

from dashboard.documents.note import compose
from dashboard.documents.note_html import to_html
from tests.documents.paper import FIGURE, expected_row, html_lines, signed_record
from tests.factories import clinic, patient, pressure, record, rich_record


@pytest.mark.hazard("H47")
def test_every_reading_is_read_back_from_the_page() -> None:
    signed = signed_record()
    lines = html_lines(to_html(compose(signed), FIGURE))
    for one in signed.readings:
        assert any(line.startswith(expected_row(signed, one)) for line in lines), expected_row(signed, one)


def test_names_and_notes_cannot_become_markup() -> None:
    evil = "<script>alert(1)</script>\"' onload=x"
    page = to_html(
        compose(record(
            patient=patient(family_name=evil, given_name=evil), clinic=clinic(name=evil),
            readings=[pressure(1, 120, 70, note=evil)],
        )),
        "",
    )  # fmt: skip
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = to_html(compose(rich_record()), FIGURE)
    assert not re.search(r"<(script|link|img|iframe)\b|\b(src|href|on\w+)=|@import|url\(", page)


@pytest.mark.hazard("H60")
def test_head_and_foot_that_repeat_on_each_sheet_say_whose_and_of_when_it_is() -> None:
    page = to_html(compose(rich_record(clinic=clinic(practice=True), signatures=())), FIGURE)
    head = page.split("<thead>", 1)[1].split("</thead>", 1)[0]
    foot = page.split("<tfoot>", 1)[1].split("</tfoot>", 1)[0]
    assert "DRAFT" in head
    assert "PRACTICE" in head
    for words in ("Kowalczyk, Marta", "MRN 204881", "session 23 Nov 2026", "record 4f9a 21c7"):
        assert words in foot
    assert "state at 15:54" in foot
    assert 'content: "Page " counter(page) " of " counter(pages)' in page


def test_severity_is_a_word_beside_its_shape() -> None:
    page = to_html(compose(rich_record()), FIGURE)
    assert re.search(r"</svg> <strong>URGENT Sys Dia</strong>", page)
    assert re.search(r"</svg> <strong>ADVISORY</strong>", page)


def test_the_figure_has_words_for_those_who_cannot_see_it() -> None:
    page = to_html(compose(rich_record()), FIGURE)
    assert 'role="img" aria-label="Course of 11 readings' in page
    assert "<figure" not in to_html(compose(record()), "")

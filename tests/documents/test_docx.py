"""The note as DOCX, read back with python-docx."""

import io
import re
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.note import compose
from dashboard.documents.note_docx import MISSING, to_docx
from dashboard.documents.paper_pdf import minus
from dashboard.documents.xml_text import xml_text
from tests.documents.paper import FIGURE, expected_row, flat, signed_record
from tests.documents.read_back import docx_rows, docx_words
from tests.documents.written import whole_record
from tests.factories import at, clinic, full, patient, pressure, reading, record, rich_record

HELD = (
    "Kowalczyk, Marta · born 14 Mar 1979 · MRN 204881 · session 23 Nov 2026 · record 4f9a 21c7 · "
    "state at 15:54"
)
MARKUP = ["<script>alert(1)</script>", "</w:t><w:p/>", "]]> & &lt; \" '", "=1+1 {PAGE}"]
WORDS = st.text(st.characters(), max_size=80)


def made(of: SessionRecord | None = None, figure: str = FIGURE) -> bytes:
    return to_docx(compose(of or signed_record()), figure, at(150))


def lines(content: bytes) -> list[str]:
    return flat("\n".join(" ".join(cell.replace("\n", " ") for cell in row) for row in docx_rows(content)))


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(content)) as held:
        return {name: held.read(name).decode("utf-8", "replace") for name in held.namelist()}


@pytest.mark.hazard("H47")
def test_every_reading_is_read_back_from_the_docx() -> None:
    signed = signed_record()
    found = lines(made(signed))
    for one in signed.readings:
        assert any(line.startswith(expected_row(signed, one)) for line in found), expected_row(signed, one)


@pytest.mark.hazard("H47")
def test_sixty_readings_are_read_back_under_a_head_that_repeats_and_rows_that_never_break() -> None:
    many = [reading(n * 2.3 - 9, full(120 + n, 70 + n, 70, 95, 14, 1, 2, 3, 4, 5)) for n in range(60)]
    long = rich_record(readings=many, earlier_readings=(), alerts=())
    content = made(long)
    found = lines(content)
    for one in long.readings:
        assert any(line.startswith(expected_row(long, one)) for line in found), expected_row(long, one)
    for table in Document(io.BytesIO(content)).tables:
        head, *rows = (row._tr.trPr for row in table.rows)
        assert head.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.hazard("H47")
def test_late_corrected_struck_and_not_taken_are_said_in_words() -> None:
    words = docx_words(made())
    for said in (
        "LATE ENTRY, 18 min", "BP 127/101 -> 172/101", "cuff had slipped off", "STRUCK",
        "Not taken: Systolic, Diastolic: equipment", "Questioned: Systolic", "URGENT Sys Dia", "ADVISORY Sys",
        "told Dr Okafor", "Called at home: well.", "SHA-256",
    ):  # fmt: skip
        assert said in words, said


def test_a_struck_reading_is_struck_through_and_nothing_else_is() -> None:
    table = Document(io.BytesIO(made())).tables[0]
    struck = [
        run.text
        for row in table.rows for cell in row.cells for p in cell.paragraphs for run in p.runs
        if run.font.strike
    ]  # fmt: skip
    assert struck == ["241/140"]


@pytest.mark.hazard("H60")
def test_every_page_says_whose_it_is_and_which_of_how_many() -> None:
    section = Document(io.BytesIO(made())).sections[0]
    assert section.header.paragraphs[0].text == HELD
    foot = section.footer.paragraphs[0]
    assert foot.text.replace("\t", " ") == "Ketamine session note Page 1 of 1"
    fields = [node.text.strip() for node in foot._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert not section.different_first_page_header_footer
    size = [length.mm for length in (section.page_width, section.page_height) if length]
    assert size == pytest.approx([210, 297], rel=0.001)


@pytest.mark.hazard("A34")
def test_draft_and_practice_stand_on_the_first_page_and_at_the_foot_of_every_one() -> None:
    content = made(whole_record(clinic=clinic(practice=True)))
    assert "DRAFT · PRACTICE" in docx_words(content)
    foot = Document(io.BytesIO(content)).sections[0].footer.paragraphs[0].text
    assert foot.startswith("Ketamine session note · DRAFT · PRACTICE")


def test_headings_are_headings_and_the_figure_has_words() -> None:
    document = Document(io.BytesIO(made()))
    heads = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
    assert heads == [section.title for section in compose(signed_record()).sections]
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == compose(signed_record()).figure_text
    held = ZipFile(io.BytesIO(made()))
    (image,) = [name for name in held.namelist() if name.endswith(".png")]
    assert held.read(image).startswith(b"\x89PNG")


TABLE = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
PARAGRAPH = ["pStyle", "keepNext", "keepLines", "numPr", "pBdr", "tabs", "spacing", "ind", "jc", "outlineLvl"]


def test_parts_stand_in_the_order_that_the_format_lays_down() -> None:
    document = Document(io.BytesIO(made(whole_record())))
    styles = [style.element.pPr for style in document.styles if style.type == 1]
    shapes = [p._p.pPr for p in document.paragraphs] + [s for s in styles if s is not None and len(s) > 2]
    for order, properties in (
        *((TABLE, table._tbl.tblPr) for table in document.tables),
        *((PARAGRAPH, shape) for shape in shapes if shape is not None),
    ):
        names = [part.tag.rpartition("}")[2] for part in properties if part.tag.rpartition("}")[2] in order]
        assert names == sorted(names, key=order.index)


def test_there_is_no_macro_and_nothing_from_outside() -> None:
    held = parts(made())
    assert not [name for name in held if re.search(r"vba|macro|ole|embed", name, re.IGNORECASE)]
    assert not [name for name, text in held.items() if 'TargetMode="External"' in text]


def test_the_same_note_gives_the_same_bytes_and_no_part_tells_when_it_was_made() -> None:
    note = compose(signed_record())
    assert to_docx(note, FIGURE, at(150)) == to_docx(note, FIGURE, at(150))
    assert to_docx(note, FIGURE, at(150)) != to_docx(note, FIGURE, at(151))
    with ZipFile(io.BytesIO(made())) as held:
        assert {info.date_time for info in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = Document(io.BytesIO(made())).core_properties
    assert (about.title, about.author) == ("Ketamine session note, Kowalczyk, Marta", "Linden Clinic")
    assert about.created == at(150)


@pytest.mark.parametrize("name", ["王小明", "अनुष्का क्षत्रिय", "שרה כהן", "Łukasz Nguyễn", "Björk 🙂", "Ольга"])
def test_a_name_in_any_script_is_text_in_the_docx(name: str) -> None:
    content = made(record(patient=patient(family_name=name, given_name="")))
    assert name in docx_words(content)
    assert name in Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text


@pytest.mark.parametrize("typed", MARKUP)
def test_typed_markup_stays_text(typed: str) -> None:
    noted = [pressure(1, 120, 70, note=typed)]
    of = record(patient=patient(family_name=typed, given_name=""), readings=noted)
    assert docx_words(made(of)).count(typed) >= 3


def test_what_the_format_cannot_hold_is_written_as_its_code_point() -> None:
    name = "bell \u0007 turn \u202e nul \x00 lone \ud800 none \uffff"
    words = docx_words(made(record(patient=patient(family_name=name, given_name=""))))
    assert "bell [U+0007] turn [U+202E] nul [U+0000] lone [U+D800] none [U+FFFF]" in words


def test_a_note_without_figure_is_a_note_and_a_broken_figure_is_said_to_be_missing() -> None:
    assert "No reading was recorded." in docx_words(made(record(), ""))
    words = docx_words(made(figure="<svg"))
    assert MISSING in words
    assert compose(signed_record()).figure_text in words


def test_a_long_name_and_a_long_note_are_kept_whole() -> None:
    name, words = "Wolfeschlegelsteinhausen-" * 12, "Slept. " * 400
    of = record(patient=patient(family_name=name, given_name=""), readings=[pressure(1, 120, 70, note=words)])
    content = made(of)
    assert name in docx_words(content)
    assert words.strip() in docx_words(content)
    assert len(Document(io.BytesIO(content)).core_properties.title) == 255


def test_numbers_are_the_same_as_in_the_pdf_but_for_the_sign_of_minus() -> None:
    assert minus("-9") == "\N{MINUS SIGN}9"
    assert any(row[0] == "-9" for row in docx_rows(made()))


@given(WORDS, WORDS)
@settings(max_examples=25, deadline=None)
def test_any_words_give_a_docx(name: str, words: str) -> None:
    of = record(
        patient=patient(family_name=name, given_name=words, mrn=words), clinic=clinic(name=name),
        readings=[pressure(5, 120, 70, note=words, recorded_by_name=name)],
    )  # fmt: skip
    read = docx_words(to_docx(compose(of), "", at(0)))
    assert " ".join(xml_text(f"MRN {words}").split()) in read

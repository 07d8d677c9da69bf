"""The note as PDF, read back with poppler's tools."""

import subprocess
from pathlib import Path

import pytest

from dashboard.documents.fonts import showable, spelled
from dashboard.documents.note import compose
from dashboard.documents.note_pdf import to_pdf
from dashboard.figures.static_chart import session_svg
from tests.documents.paper import (
    FIGURE,
    expected_row,
    flat,
    pdf_file,
    pdf_pages,
    run_tool,
    signed_record,
    within_margins,
)
from tests.documents.written import whole_record
from tests.factories import at, clinic, full, patient, pressure, reading, record, rich_record


@pytest.mark.hazard("H47")
def test_every_reading_is_read_back_from_the_pdf(tmp_path: Path) -> None:
    signed = signed_record()
    lines = flat("\n".join(pdf_pages(pdf_file(compose(signed), tmp_path))))
    for one in signed.readings:
        assert any(line.startswith(expected_row(signed, one)) for line in lines), expected_row(signed, one)


@pytest.mark.hazard("H47")
def test_sixty_readings_are_read_back_over_pages_with_the_head_of_the_table_on_each(tmp_path: Path) -> None:
    many = [reading(n * 2.3 - 9, full(120 + n, 70 + n, 70, 95, 14, 1, 2, 3, 4, 5)) for n in range(60)]
    long = rich_record(readings=many, earlier_readings=(), alerts=())
    pages = pdf_pages(pdf_file(compose(long), tmp_path))
    lines = flat("\n".join(pages))
    for one in long.readings:
        assert any(line.startswith(expected_row(long, one)) for line in lines), expected_row(long, one)
    with_rows = [page for page in pages if "95 14 1 2 3 4 5" in " ".join(page.split())]
    assert len(with_rows) >= 2
    assert all("Naus." in page for page in with_rows)


def test_corrections_strikes_and_alerts_are_in_the_pdf(tmp_path: Path) -> None:
    path = pdf_file(compose(signed_record()), tmp_path)
    words = " ".join(run_tool("pdftotext", str(path), "-").split())
    for said in (
        "BP 127/101 -> 172/101", "cuff had slipped off", "LATE ENTRY, 18 min", "Questioned: Systolic",
        "told Dr Okafor", "Called at home: well.", "SHA-256",
    ):  # fmt: skip
        assert said in words


@pytest.mark.hazard("H60")
def test_every_page_says_whose_it_is_which_of_how_many_and_of_when(tmp_path: Path) -> None:
    many = [pressure(n, 120, 70) for n in range(60)]
    note = compose(rich_record(readings=many, clinic=clinic(practice=True), signatures=()))
    pages = pdf_pages(pdf_file(note, tmp_path))
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.split())
        for words in (
            "Kowalczyk, Marta", "MRN 204881", "session 23 Nov 2026", "Record 4f9a 21c7", "state at 15:54",
            f"Page {number} of {len(pages)}", "DRAFT", "PRACTICE",
        ):  # fmt: skip
            assert words in text


@pytest.mark.parametrize("name", ["王小明", "अनुष्का क्षत्रिय", "שרה כהן", "Łukasz Nguyễn", "Björk 🙂", "Ольга"])
def test_a_name_in_any_script_is_text_in_the_pdf(name: str, tmp_path: Path) -> None:
    path = pdf_file(compose(record(patient=patient(family_name=name, given_name=""))), tmp_path)
    text = run_tool("pdftotext", str(path), "-")
    fonts = run_tool("pdffonts", str(path))
    assert "LiberationSans" not in fonts
    # Readers order right-to-left text in their own way, so letters are looked for one by one.
    assert all(c in text for c in name if not c.isspace())


def test_what_no_font_shows_is_written_as_its_code_point(tmp_path: Path) -> None:
    name = "Cuneiform \U00012000 bell \u0007 turn \u202e nul \x00 lone \ud800"
    path = pdf_file(compose(record(patient=patient(family_name=name, given_name=""))), tmp_path)
    text = run_tool("pdftotext", str(path), "-")
    for mark in ("[U+12000]", "[U+0007]", "[U+202E]", "[U+0000]", "[U+D800]"):
        assert mark in text


def test_a_cluster_no_font_can_build_still_gives_a_note(tmp_path: Path) -> None:
    name = "क\u0331\u05b0\u0e49" + "👩\u200d⚕\ufe0f" + "\u0301\u0301 a\u20dd \ufe0f"
    path = pdf_file(compose(record(patient=patient(family_name=name, given_name=""))), tmp_path)
    assert "Ketamine session note" in run_tool("pdftotext", str(path), "-")


def test_typed_text_is_never_taken_for_layout(tmp_path: Path) -> None:
    typed = '#panic("x") $x^2$ *bold* = Heading // comment \\ @ref <label>'
    path = pdf_file(compose(record(readings=[pressure(1, 120, 70, note=typed)])), tmp_path)
    words = " ".join(run_tool("pdftotext", str(path), "-").split())
    assert '#panic("x") $x^2$ *bold* = Heading // comment \\ @ref <label>' in words


def test_the_same_note_gives_the_same_bytes() -> None:
    note = compose(signed_record())
    assert to_pdf(note, FIGURE, at(150)) == to_pdf(note, FIGURE, at(150))
    assert to_pdf(note, FIGURE, at(150)) != to_pdf(note, FIGURE, at(151))


def test_the_pdf_is_tagged_with_headings_tables_and_words_for_the_figure(tmp_path: Path) -> None:
    path = pdf_file(compose(signed_record()), tmp_path)
    about = run_tool("pdfinfo", str(path))
    assert "Tagged:          yes" in about
    assert "595.276 x 841.89 pts (A4)" in about
    structure = run_tool("pdfinfo", "-struct-text", str(path))
    for tag in ("H1", "H2", "Table", "TH", "Figure"):
        assert tag in structure
    content = path.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content


def test_only_packaged_fonts_are_in_the_pdf(tmp_path: Path) -> None:
    listed = run_tool("pdffonts", str(pdf_file(compose(signed_record()), tmp_path))).splitlines()[2:]
    assert listed
    assert all("Noto" in line or "DejaVu" in line for line in listed)
    assert all(line.split()[-5] == "yes" for line in listed), "every font is embedded"


def test_a_note_without_figure_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.write_bytes(to_pdf(compose(record()), "", at(0)))
    assert "No reading was recorded." in run_tool("pdftotext", str(path), "-")


def test_a_figure_that_cannot_be_drawn_is_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(to_pdf(compose(signed_record()), "<svg", at(0)))
    assert "The figure could not be drawn." in run_tool("pdftotext", str(path), "-")


def test_a_figure_with_words_of_any_script_is_drawn(tmp_path: Path) -> None:
    svg = FIGURE.replace("Blood pressure", "王小明 \U00012000 \u202e")
    path = tmp_path / "figure.pdf"
    path.write_bytes(to_pdf(compose(signed_record()), svg, at(0)))
    text = run_tool("pdftotext", str(path), "-")
    assert "could not be drawn" not in text
    assert "[U+12000]" in text


def test_spelling_keeps_latin_and_line_breaks() -> None:
    assert spelled("Zoë\n王") == "Zoë\n[U+738B]"
    assert showable("Zoë\t王") == "Zoë 王"


def test_the_pages_can_be_drawn(tmp_path: Path) -> None:
    path = pdf_file(compose(signed_record()), tmp_path)
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(path), str(tmp_path / "page")], check=True)
    assert sorted(p.name for p in tmp_path.glob("page*.png"))


LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"


def test_a_word_longer_than_its_frame_breaks_inside_it(tmp_path: Path) -> None:
    named = record(
        patient=patient(family_name=LONG, given_name="Hubert"), readings=[reading(10, note=LONG * 2)]
    )
    path = pdf_file(compose(named), tmp_path)
    assert within_margins(path, 15)
    words = run_tool("pdftotext", str(path), "-").replace("\n", "")
    assert words.count(LONG) >= 4


def test_a_figure_without_room_goes_to_the_next_page_and_the_table_begins_at_once(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(to_pdf(compose(whole_record()), session_svg(whole_record()), at(150)))
    first, second, *_ = pdf_pages(path)
    assert "All 7 readings" in first
    assert "Blood" not in first.split("Readings")[1]
    assert second.index("Blood") < second.index("Summary")

"""The blank flowsheet that lies at each chair."""

import re
from pathlib import Path

import pytest

from dashboard.clinical.instruments import measures
from dashboard.documents.flowsheet import (
    GIVEN,
    WHOSE,
    Flowsheet,
    blank_flowsheet,
    flowsheet_html,
    flowsheet_pdf,
)
from tests.documents.paper import html_lines, pdf_pages, run_tool
from tests.documents.printed import printed_pages
from tests.factories import at, clinic, protocol

MINUTES = (10, 20, 30, 40, 55, 70, 85, 100)


def sheet(code: str = "iv_racemic_40", minutes: tuple[int, ...] = MINUTES, **fields: object) -> Flowsheet:
    """The blank sheet of a shipped protocol."""
    return blank_flowsheet(protocol(code), minutes, clinic(**fields))


def pages_of(blank: Flowsheet, folder: Path) -> list[str]:
    """The words of each page of the PDF, which must be A4 landscape."""
    path = folder / "flowsheet.pdf"
    path.write_bytes(flowsheet_pdf(blank, at(0)))
    assert "841.89 x 595.276 pts (A4)" in run_tool("pdfinfo", str(path))
    return [" ".join(page.split()) for page in pdf_pages(path)]


@pytest.mark.hazard("H52")
def test_each_planned_minute_has_a_row_between_before_and_leaving() -> None:
    rows = [line.strip() for line in html_lines(flowsheet_html(sheet()))]
    first = rows.index("before")
    assert rows[first : first + 9] == ["before", *map(str, MINUTES)]
    assert "leaving" in rows
    assert sheet(minutes=(40, 10, 40)).lines[:3] == ("before", "10", "40")


@pytest.mark.hazard("H52")
def test_every_measure_of_the_form_has_a_box_with_its_unit(tmp_path: Path) -> None:
    blank = sheet()
    heads = {box.head: box.unit for box in blank.boxes}
    for measure in measures():
        if measure.on_form and measure.code not in ("systolic", "diastolic"):
            assert measure.short in heads
    assert heads["BP"] == "mmHg"
    assert heads["SpO2"] == "%"
    assert heads["Naus."] == "0 to 10"
    assert heads["Sed."] == "0 to 5"
    (page,) = pages_of(blank, tmp_path)
    for head in heads:
        assert head in page


def test_it_fits_one_page_in_print_and_pdf(tmp_path: Path, chromium_path: str) -> None:
    assert len(pages_of(sheet(), tmp_path)) == 1
    assert len(printed_pages(flowsheet_html(sheet()), chromium_path, tmp_path)) == 1


def test_scales_and_checks_stand_in_words(tmp_path: Path) -> None:
    (page,) = pages_of(sheet(), tmp_path)
    for said in (
        "Nausea: 0 none, 5 moderate, 10 worst", "5 answers readily to the name",
        "every 10 min from the dose start until the dose ends: BP, HR, SpO2, sedation",
        "Ketamine IV 0.5 mg/kg over 40 min (iv_racemic_40 version 1)", "Call 112.",
    ):  # fmt: skip
        assert said in page


@pytest.mark.hazard("H60")
def test_each_page_has_places_for_whose_it_is(tmp_path: Path, chromium_path: str) -> None:
    long = sheet("in_esketamine", tuple(range(5, 180, 5)), practice=True)
    pdf = pages_of(long, tmp_path)
    printed = printed_pages(flowsheet_html(long), chromium_path, tmp_path)
    for pages in (pdf, printed):
        assert len(pages) >= 2
        for page in pages:
            for place in (*WHOSE, "PRACTICE", "SpO2"):
                assert place in page
    for place in GIVEN:
        assert place in pdf[0]


def test_typed_text_is_no_markup_and_any_script_is_written(tmp_path: Path) -> None:
    page = flowsheet_html(sheet(name="<script>x</script>"))
    assert not re.search(r"<(script|link|img|iframe)\b|\s(src|href)=|@import|url\(", page)
    assert "王小明" in pages_of(sheet(name="王小明 Klinik"), tmp_path)[0]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert flowsheet_pdf(sheet(), at(0)) == flowsheet_pdf(sheet(), at(0))

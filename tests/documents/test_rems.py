"""The REMS worksheet on paper: every field reads back, each page says whose it is and what it is for."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard.clinical.people import Contact
from dashboard.clinical.rems import NOTICE, Worksheet, worksheet
from dashboard.clinical.rems_answers import RemsAnswers
from dashboard.clinical.rems_due import RemsSending, standing_of
from dashboard.clinical.rooms import Address
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.rems import RemsPaper, compose_rems, rems_html, rems_pdf
from tests import factories
from tests.documents.paper import html_lines, pdf_pages, within_margins
from tests.documents.printed import printed_pages
from tests.factories import QUIET_SET, at, baseline, clinic, device, ended, event, patient, reading

ADDRESS = Address(line_1="1 Elm Street", line_2="Suite 4", city="Salem", state="OR", postal_code="97301")
CONTACT = Contact(first_name="Nina", last_name="Brandt", phone="555 0100", email="nina@linden.example")


def treated(count: int = 6, **fields: object) -> SessionRecord:
    """An esketamine session with so many sets after the first device, in practice."""
    step = 118 / count
    sets = [reading(round(step * n, 1), {**QUIET_SET, "systolic": 130 + n % 40}) for n in range(1, count + 1)]
    given = {
        "clinic": clinic(practice=True, address=ADDRESS), "protocol": factories.protocol("in_esketamine"),
        "threshold_set": factories.threshold_set("spravato_rems"),
        "session": ended(125, protocol_code="in_esketamine", planned_dose=None),
        "readings": (reading(-10), *sets), "baselines": (baseline(-10),), "seen_at": at(180),
        "events": (
            event(-20, "pre_dose_checklist", {"opioid": "no", "maoi": "no", "rems_enrolled": "yes"}),
            device(0, 1), device(5, 2),
            event(60, "adverse_event", {"term": "syncope", "serious": "yes", "outcome": "resolved"}),
        ),
    }  # fmt: skip
    return factories.record(**{**given, **fields})


def composed(record: SessionRecord, sent: bool = False) -> tuple[RemsPaper, Worksheet]:
    """The paper with the worksheet it was made of."""
    answers = RemsAnswers(
        version=1, answers={"sedation": "no", "dissociation": "no"}, at=at(130), by="u", by_name="Nina Brandt"
    )
    sheet = worksheet(record, [answers], CONTACT)
    sending = RemsSending(
        number=1, sent_at=at(150), reference="FX 2291", note=None, at=at(150), by="u", by_name="Ada Reyes"
    )
    zone = ZoneInfo("Europe/Berlin")
    standing = standing_of(at(0), sending if sent else None, at(160), at(180), zone)
    return compose_rems(record, sheet, standing), sheet


def on_paper(paper: RemsPaper, folder: Path) -> list[str]:
    """The text of each PDF page, blanks single."""
    path = folder / "rems.pdf"
    path.write_bytes(rems_pdf(paper))
    return [" ".join(page.split()) for page in pdf_pages(path)]


@pytest.mark.hazard("H50", "H60", "H56")
@pytest.mark.parametrize("count", [4, 60])
def test_every_page_says_whose_it_is_and_that_nothing_is_submitted(count: int, tmp_path: Path) -> None:
    paper, _ = composed(treated(count))
    pages = on_paper(paper, tmp_path)
    assert 1 <= len(pages) <= 2
    for number, page in enumerate(pages, start=1):
        for words in ("Kowalczyk, Marta", "MRN 204881", "session 23 Nov 2026", "state at 16:24", "PRACTICE"):
            assert words in page
        assert NOTICE in page
        assert f"Page {number} of {len(pages)}" in page


@pytest.mark.hazard("H50")
def test_every_field_reads_back_from_pdf_and_page(tmp_path: Path) -> None:
    paper, sheet = composed(treated())
    printed = " ".join(on_paper(paper, tmp_path)).replace(" ", "")
    rows = html_lines(rems_html(paper))
    for field in sheet.fields:
        expected = field.text or field.flag
        assert expected.replace(" ", "") in printed, field.code
        assert any(row.startswith(field.label) and " ".join(expected.split()) in row for row in rows), (
            field.code
        )


@pytest.mark.hazard("H50")
def test_blank_fields_are_flagged_in_words_and_counted_on_top(tmp_path: Path) -> None:
    paper, sheet = composed(treated(readings=(reading(-10), reading(118)), baselines=()))
    first = on_paper(paper, tmp_path)[0]
    assert f"{len(sheet.missing)} fields blank" in first
    assert "Due 30 Nov 2026" in first
    assert "BLANK No reading between 35 and 50 min." in " ".join(on_paper(paper, tmp_path))


def test_each_value_names_the_reading_it_came_from() -> None:
    paper, _ = composed(treated(readings=(reading(-10), reading(41, {**QUIET_SET, "systolic": 151}))))
    line = next(one for _, lines in paper.sections for one in lines if one.label == "BP at 40 min")
    assert (line.text, line.source) == ("151/79", "reading 14:05 (41 min)")


def test_what_was_sent_stands_on_top_with_its_reference() -> None:
    paper, _ = composed(treated(), sent=True)
    assert paper.flags[0] == ("Marked as sent 23 Nov 2026 15:54 +01:00 by Ada Reyes, reference FX 2291")
    assert paper.flags[1] == "CHANGED SINCE SENT"


def test_a_browser_prints_it_with_the_same_words_on_each_sheet(chromium_path: str, tmp_path: Path) -> None:
    paper, sheet = composed(treated(60))
    pages = printed_pages(rems_html(paper), chromium_path, tmp_path)
    assert len(pages) <= 3
    for page in pages:
        assert "MRN 204881" in page
        assert "PRACTICE" in page
        assert NOTICE in page
    field = sheet.field("pressure_at_40")
    assert field is not None
    assert field.text in " ".join(pages)


def test_names_of_any_script_and_long_words_stay_text(tmp_path: Path) -> None:
    family = "Ngô <script>alert(1)</script> 王小明 שלום " + "W" * 90
    paper, _ = composed(treated(patient=patient(family_name=family, given_name="अनीता")))
    page = rems_html(paper)
    assert "<script>" not in page
    assert "王小明" in page
    pages = on_paper(paper, tmp_path)
    assert len(pages) <= 3
    assert re.search("W{8}", " ".join(pages))
    assert within_margins(tmp_path / "rems.pdf", 15)


def test_the_same_worksheet_gives_the_same_bytes() -> None:
    assert rems_pdf(composed(treated())[0]) == rems_pdf(composed(treated())[0])

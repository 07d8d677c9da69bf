"""The downtime sheet: all of a session on paper, and lines to go on by hand."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.alerts import Level
from dashboard.documents.downtime import HAND_LINES, downtime_sheet
from tests.documents.paper import html_lines
from tests.documents.printed import printed_pages
from tests.factories import (
    alert,
    alert_action,
    at,
    baseline,
    clinic,
    dose_start,
    event,
    full,
    patient,
    pressure,
    protocol,
    reading,
    record,
    rich_record,
    room,
)

WORDS = st.text(st.characters(), max_size=200)


def sheet(**fields: object) -> str:
    """The sheet of a record with these fields."""
    return downtime_sheet(record(**fields)).decode("utf-8")


@pytest.mark.hazard("H52")
def test_every_set_so_far_is_read_back_with_its_age() -> None:
    many = [reading(n * 2.5 - 9, full(120 + n, 60 + n, 70, 95, 14, 1, 2, 3, 4, 5)) for n in range(60)]
    lines = html_lines(sheet(readings=many, events=[dose_start()], seen_at=at(150)))
    for one in many:
        minute = (one.observed_at - at(0)).total_seconds() / 60
        age = int(150 - minute)
        written = f"{age} min" if age < 120 else f"{age // 60} h {age % 60:02d} min"
        pair = f"{one.values['systolic']}/{one.values['diastolic']}"
        start = f"{written} {minute:g} "
        assert any(line.startswith(start) and f" {pair} 70 95 14 1 2 3 4 5" in line for line in lines), start


@pytest.mark.hazard("H52", "H49")
def test_struck_and_corrected_sets_stay_visible() -> None:
    page = downtime_sheet(rich_record()).decode("utf-8")
    assert "cuff had slipped off" in page
    assert "<s>241/140</s>" in page
    assert "BP 127/101 -&gt; 172/101" in page


@pytest.mark.hazard("H60", "A33")
def test_every_printed_sheet_says_whose_where_and_of_when(tmp_path: Path, chromium_path: str) -> None:
    many = [pressure(n, 120 + n % 9, 70) for n in range(70)]
    page = sheet(readings=many, events=[dose_start()], seen_at=at(80), clinic=clinic(practice=True))
    pages = printed_pages(page, chromium_path, tmp_path)
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        for said in (
            "Kowalczyk, Marta", "MRN 204881", "Room 1", "PRACTICE", "session 23 Nov 2026",
            "record 4f9a 21c7", "not to be taken for the present after 15:04",
            f"Page {number} of {len(pages)}",
        ):  # fmt: skip
            assert said in text
        assert re.search(r"state at\s+14:44", text) or ("state at" in text and "14:44" in text)


@pytest.mark.hazard("H52")
def test_what_is_open_stands_on_it() -> None:
    page = sheet(
        readings=[pressure(30, 186, 108)], events=[dose_start()], seen_at=at(35),
        alerts=[
            alert(30, "systolic", 186, 180, level=Level.URGENT),
            alert(30, "diastolic", 108, 100, actions=(alert_action(31, signs=()),)),
        ],
    )  # fmt: skip
    for said in (
        "Systolic 186, limit 180; OPEN, nobody has answered", "acknowledged 13:55 by Nina Brandt",
        "until 15:04 (100 min)", "its end is not recorded; planned end 14:04 (40 min)",
        "No baseline accepted", "none; asked by Nina Brandt", "Call 112.",
    ):  # fmt: skip
        assert said in page


@pytest.mark.hazard("H52")
def test_the_sessions_limits_stand_with_the_value_that_a_rise_means_over_its_baseline() -> None:
    lines = html_lines(sheet(readings=[pressure(-9, 128, 79)], baselines=(baseline(-9),)))
    systolic = next(line for line in lines if line.startswith("Systolic mmHg"))
    assert "180 or above; 90 or below; +40 over baseline: 168 or above" in systolic
    assert "+30 over baseline: 158 or above" in systolic
    assert any(line.startswith("SpO2 % 91 or below 93 or below") for line in lines)
    assert any("still 4 or above 60 min after the dose end" in line for line in lines)


@pytest.mark.hazard("H52")
def test_without_a_baseline_the_limits_name_the_rise_alone() -> None:
    assert "30 or more over baseline" in sheet()


def test_checks_still_to_take_stand_with_their_times_before_the_protocols_words() -> None:
    page = sheet(protocol=protocol("im_racemic"), events=[dose_start()], seen_at=at(62))
    rows = re.findall(r"<bdi>(\d\d:\d\d, [^<]+:)</bdi></strong> ([^<]+)", page)
    assert rows[0] == (
        "14:09, 45 min:", "BP, HR, SpO2, sedation, nausea, dizziness, dissociation, distress; LATE",
    )  # fmt: skip
    assert ("14:24, 60 min:", "BP, HR, SpO2, sedation; due now") in rows
    assert ("15:24, 120 min, Before leaving:", "everything on the form") in rows
    assert "10, 20, 30, 45, 60, 90, 120 min after the dose start: BP, HR, SpO2, sedation." in page
    assert "every 30 min from 150 min after the dose start until ready to leave" in page


@pytest.mark.hazard("H37", "H40")
def test_oxygen_and_sedatives_stand_on_top_and_spo2_with_its_flow() -> None:
    page = sheet(
        readings=[reading(5, {"spo2": 97, "oxygen_flow": 2})],
        events=[dose_start(), event(-5, "pre_dose_checklist", {"benzodiazepine": "yes"})],
    )
    assert "On oxygen 2 L/min" in page
    assert "Benzodiazepine: YES" in page
    assert "97 on 2 L/min" in page


@pytest.mark.hazard("H52")
def test_there_are_lines_to_go_on_by_hand_with_the_words_of_the_scales() -> None:
    page = sheet()
    hand = page.split('<table class="hand">', 1)[1].split("</table>", 1)[0]
    assert hand.count("<tr>") == HAND_LINES + 1
    for head in ("time", "BP mmHg", "HR", "SpO2", "RR", "Naus.", "Sed.", "O2 L/min", "by"):
        assert f"<th>{head}</th>" in hand
    assert "0 none, 5 moderate, 10 worst" in page
    assert "3 answers only to loud or repeated calling" in page


def test_the_page_needs_no_server_and_runs_nothing() -> None:
    evil = "<script>alert(1)</script>\"' onload=x"
    page = sheet(
        patient=patient(family_name=evil, mrn=evil), room=room(name=evil), clinic=clinic(name=evil),
        readings=[pressure(1, 120, 70, note=evil)], events=[event(1, "other", {"text": evil})],
    )  # fmt: skip
    assert not re.search(r"<(script|link|img|iframe)\b|\s(src|href)=|@import|url\(", page)
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["王小明", "अनुष्का", "שרה כהן", "Łukasz Nguyễn", "Ольга"])
def test_a_name_in_any_script_stays_as_it_is(name: str) -> None:
    assert name in sheet(patient=patient(family_name=name, given_name=""))


@pytest.mark.hazard("A33")
def test_the_title_names_room_and_code_and_no_patient() -> None:
    title = sheet().split("<title>", 1)[1].split("</title>", 1)[0]
    assert title == "Downtime sheet, Room 1, 4f9a 21c7"


@pytest.mark.hazard("H52")
def test_one_part_that_cannot_be_written_leaves_the_others() -> None:
    page = sheet(readings=[pressure(1, 120, 70)], events=[dose_start(0, amount="much")])
    assert "This part could not be written." in page
    assert "120/70" in page


@given(WORDS, WORDS)
@settings(max_examples=50, deadline=None)
def test_any_words_give_a_sheet(name: str, words: str) -> None:
    page = sheet(
        patient=patient(family_name=name, mrn=words), room=room(name=words), clinic=clinic(name=name),
        readings=[reading(5, note=words, recorded_by_name=name)],
        events=[event(3, "provider_told", {"who": words})], alerts=[alert(5, "spo2", 93, 93, text=name)],
    )  # fmt: skip
    assert page.endswith("</html>\n")

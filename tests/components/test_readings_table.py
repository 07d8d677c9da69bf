"""The table "Readings": what was measured, what was not, and what was changed, all of it in words."""

from typing import Any

import pytest

from dashboard.clinical.readings import ReadingStatus
from dashboard.components.log import log
from dashboard.components.readings_table import readings_table
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, of_type, text, with_class


def rows(record: f.SessionRecord, may_correct: bool = True) -> dict[str, str]:
    """The rows' words by their time."""
    body = of_type(readings_table(record, may_correct=may_correct), "Tbody")[0]
    return {text(of_type(row, "Th")[0]): text(row) for row in of_type(body, "Tr")}


def row_with(words: str) -> Any:
    """The row of the rich session that holds these words."""
    rows_of = of_type(readings_table(f.rich_record(), may_correct=True), "Tr")
    return next(row for row in rows_of if words in text(row))


def test_the_header_stands_from_the_start_in_the_registrys_order() -> None:
    table = readings_table(f.record(), may_correct=True)
    assert attribute(of_type(table, "Table")[0], "aria-label") == "Readings"
    heads = [text(th) for th in of_type(of_type(table, "Thead")[0], "Th")]
    assert heads[:7] == ["min", "time", "BP", "HR", "SpO2", "RR", "Naus."]
    assert all(heads)
    assert "No readings yet" in text(table)


@pytest.mark.hazard("H01")
def test_a_moved_set_names_the_room_it_came_from_and_the_room_it_went_to_in_table_and_log() -> None:
    here = f.reading(20, moved_from="there", moved_from_room="Room 4")
    struck = {"version": 2, "status": ReadingStatus.STRUCK, "change_reason": "wrong room"}
    gone = f.reading(10, moved_to="elsewhere", moved_to_room="Room 2", **struck)
    record = f.record(events=(f.dose_start(),), readings=(here, gone), earlier_readings=(f.reading(10),))
    said = rows(record)
    assert "moved here from the session in Room 4" in said["13:44"]
    assert "struck and moved to the session in Room 2 by Nina Brandt" in said["13:34"]
    told = text(log(record, may_correct=True))
    assert "moved here from the session in Room 4" in told
    assert "Set struck Set of 13:34, moved to the session in Room 2: wrong room" in told


@pytest.mark.hazard("A27")
def test_saturation_under_oxygen_stands_with_its_flow() -> None:
    oxygen = f.event(9, "oxygen_start", {"flow": 2})
    record = f.record(events=(f.dose_start(), oxygen), readings=(f.reading(10, {"spo2": 93}),))
    assert "93 % on 2 L/min" in rows(record)["13:34"]


def test_pressure_is_one_column_and_the_newest_set_stands_first() -> None:
    table = readings_table(f.rich_record(), may_correct=True)
    first = of_type(of_type(table, "Tbody")[0], "Tr")[0]
    assert "131/80" in text(first)
    assert text(first).startswith("100")


def test_a_crossed_value_is_marked_by_weight_shape_and_word() -> None:
    row = of_type(readings_table(f.rich_record(), may_correct=True), "Tr")
    urgent = next(r for r in row if "186/108" in text(r))
    assert text(with_class(urgent, "crossed")[0]) == "186/108"
    assert with_class(urgent, "glyph-octagon")
    assert "URGENT" in text(urgent)


def test_a_correction_keeps_the_old_value_struck_beside_the_new() -> None:
    row = next(
        r for r in of_type(readings_table(f.rich_record(), may_correct=True), "Tr") if "172/101" in text(r)
    )
    assert [text(old) for old in of_type(row, "Del")] == ["127/101"]
    assert "digits swapped" in text(row)
    assert "Dr Carl Okafor" in text(row)


def test_not_taken_says_why_and_not_asked_says_so() -> None:
    row = next(
        r for r in of_type(readings_table(f.rich_record(), may_correct=True), "Tr") if "equipment" in text(r)
    )
    assert with_class(row, "glyph-ring")
    assert "not taken: immersed" in text(row)
    assert "not asked" in text(row)


@pytest.mark.hazard("H18")
def test_a_late_entry_sits_at_its_own_time_and_says_when_it_came() -> None:
    late = f.reading(26, recorded_at=f.at(44))
    record = f.record(readings=(f.reading(16), f.reading(36), late), events=(f.dose_start(),))
    times = list(rows(record))
    assert times == ["14:00", "13:50", "13:40"]
    assert "LATE ENTRY 18 min: measured 13:50, entered 14:08" in rows(record)["13:50"]


def test_a_struck_row_stays_crossed_out_and_cannot_be_changed_again() -> None:
    table = readings_table(f.rich_record(signatures=()), may_correct=True)
    struck = with_class(table, "struck-row")
    assert len(struck) == 1
    assert "cuff had slipped off" in text(struck[0])
    assert not buttons(struck[0], "correct")


def test_correct_and_strike_carry_what_their_sheets_need() -> None:
    record = f.record(readings=(f.reading(10),), events=(f.dose_start(),))
    table = readings_table(record, may_correct=True)
    correct, strike = buttons(table, "correct")[0], buttons(table, "strike")[0]
    assert text(correct) == "Correct"
    assert attribute(correct, "data-reading") == "reading-at-10"
    assert attribute(correct, "data-version") == "1"
    assert attribute(strike, "data-text") == "128/79 at 13:34"


def test_nobody_changes_a_signed_record_or_without_the_right() -> None:
    assert not buttons(readings_table(f.rich_record(), may_correct=True), "correct")
    assert not buttons(readings_table(f.rich_record(signatures=()), may_correct=False), "correct")


def test_another_measure_gets_its_column_when_it_was_taken() -> None:
    heads = [text(th) for th in of_type(readings_table(f.rich_record(), may_correct=True), "Th")]
    assert "Temp" in heads
    assert "36.8" in text(readings_table(f.rich_record(), may_correct=True))


@pytest.mark.hazard("H53")
def test_a_set_charted_twice_is_marked_at_both_and_kept_from_the_second() -> None:
    nina = f.pressure(10, 128, 79)
    mia = f.pressure(10.5, 130, 80, recorded_by="user-mia", recorded_by_name="Mia Duarte")
    table = readings_table(f.record(readings=(nina, mia), events=(f.dose_start(),)), may_correct=True)
    assert [text(mark) for mark in with_class(table, "info")] == ["Same set?", "Same set?"]
    first, second = (row_of(table, r.id) for r in (nina, mia))
    assert "Mia Duarte saved 130/80 at 13:34:30 too." in text(first)
    assert "Nina Brandt saved 128/79 at 13:34:00 too." in text(second)
    assert not buttons(first, "keep-both")
    [keep] = buttons(second, "keep-both")
    assert (attribute(keep, "data-reading"), attribute(keep, "data-of")) == (mia.id, nina.id)


@pytest.mark.hazard("H01")
def test_a_moved_set_is_linked_at_both_ends_without_another_patients_name() -> None:
    before = f.pressure(10, 187, 108)
    gone = f.pressure(
        10, 187, 108, version=2, status=ReadingStatus.STRUCK, moved_to="there", recorded_at=f.at(44),
        first_recorded_at=before.recorded_at, change_reason="charted in the wrong room",
    )  # fmt: skip
    here = f.pressure(20, 120, 70, moved_from="elsewhere")
    record = f.record(readings=(gone, here), earlier_readings=(before,), events=(f.dose_start(),))
    table = readings_table(record, may_correct=True)
    words = "struck and moved to another session by Nina Brandt, 14:08: charted in the wrong room."
    assert words in text(row_of(table, gone.id))
    assert "moved here from another session" in text(row_of(table, here.id))


def row_of(table: Any, reading_id: str) -> Any:
    """The row of this reading."""
    return next(row for row in of_type(table, "Tr") if attribute(row, "data-reading") == reading_id)

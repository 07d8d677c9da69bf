"""The table "Readings": what was measured, what was not, and what was changed, all of it in words."""

from typing import Any

import pytest

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
    assert "entered 14:08, late 18 min" in rows(record)["13:50"]


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

"""The check grid: what waits can be skipped, the schedule paused, and time off the unit is seen."""

from typing import Any

import pytest

from dashboard.clinical.session_record import SessionRecord
from dashboard.components.checks import check_grid, next_clock
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, elements, of_type, text, with_class


def paused(minute: float = 24, **fields: Any) -> SessionRecord:
    """Paused for the bathroom at 22 min for 11 min."""
    left = [
        f.dose_start(), f.event(22, "to_bathroom"),
        f.event(22, "schedule_paused", {"reason": "bathroom", "minutes": 11}),
    ]  # fmt: skip
    taken = [f.reading(m, f.full(128, 79, 72, 98, 14, 0, 0, 0, 0, 5)) for m in (-9, 10, 20)]
    return f.record(readings=taken, events=left, seen_at=f.at(minute), **fields)


def running(minute: float) -> SessionRecord:
    return f.record(events=[f.dose_start()], readings=[f.reading(-9)], seen_at=f.at(minute))


def test_each_waiting_check_can_be_skipped_and_no_other() -> None:
    grid = check_grid(running(20))
    rows = of_type(grid, "Li")
    skippable = [row for row in rows if buttons(row, "skip-check")]
    assert skippable
    assert len(skippable) < len(rows)
    assert not any("missed" in text(row) for row in skippable)
    (button,) = buttons(skippable[0], "skip-check")
    assert attribute(button, "aria-label").startswith("Skip ")
    checks, due = attribute(button, "data-check").split(), attribute(button, "data-due").split()
    assert len(checks) == len(due) > 0


def test_who_may_not_record_sees_no_way_to_skip_or_pause() -> None:
    grid = check_grid(running(20), may_record=False)
    assert not buttons(grid, "skip-check")
    assert not buttons(grid, "pause-checks")


def test_after_the_end_nothing_is_skipped_or_paused() -> None:
    over = f.record(events=[f.dose_start()], session=f.ended(102), seen_at=f.at(110))
    assert not buttons(check_grid(over), "skip-check")
    assert not buttons(check_grid(over), "pause-checks")


def test_of_an_ended_session_no_pause_is_running_and_what_was_due_later_was_not_reached() -> None:
    grid = check_grid(paused(session=f.ended(24), minute=30))
    assert "Paused" not in text(grid)
    said = {text(row) for row in of_type(grid, "Li")}
    assert "14:0440 minnot reached" in said


def test_a_row_says_when_first_then_what_then_what_it_asks_for() -> None:
    (asked,) = with_class(check_grid(running(4)), "next")
    assert text(asked) == "13:3410 minBP, SpO2Skip"
    assert [text(words) for words in with_class(asked, "asked")] == ["BP, SpO2"]


def test_before_the_dose_there_is_no_schedule_to_pause() -> None:
    waiting = f.record(events=[], readings=[], seen_at=f.at(-5))
    assert not buttons(check_grid(waiting), "pause-checks")
    assert buttons(check_grid(running(20)), "pause-checks")


@pytest.mark.hazard("A12", "H15")
def test_a_pause_says_until_when_and_why_in_grid_and_clock() -> None:
    grid = check_grid(paused())
    assert "Paused until 13:57, bathroom" in text(grid)
    assert buttons(grid, "resume-checks")
    assert not buttons(grid, "pause-checks")
    label, ticking = next_clock(paused())
    assert label == "Paused until 13:57, bathroom"
    assert attribute(ticking, "data-until") == f.at(33).isoformat()


@pytest.mark.hazard("A12", "H15")
def test_when_the_pause_is_over_the_check_is_due() -> None:
    after = paused(minute=33.5)
    assert "Paused until" not in text(check_grid(after))
    assert "due now" in text(next_clock(after)[0])


@pytest.mark.hazard("A12", "H43")
def test_the_time_off_the_unit_ticks_above_the_checks() -> None:
    timers = [e for e in elements(check_grid(paused())) if attribute(e, "role") == "timer"]
    assert [attribute(t, "data-since") for t in timers] == [f.at(22).isoformat()]
    assert "Off the unit" not in text(check_grid(running(20)))

"""The lane's marks and words never stand on each other."""

from itertools import pairwise

from dashboard.clinical.alerts import Level
from dashboard.figures.lane import LaneMark
from dashboard.figures.lane_words import LETTER, MarkWords, mark_words
from dashboard.figures.timeline import session_figure
from tests import factories as f
from tests.figures.drawn import design_record, traces

SCALE = 4.0
FIRST, LAST = 0.0, 400.0


def ring(minute: float, words: str, count: int = 1) -> LaneMark:
    return LaneMark(minute, None, words, "", False, count)


def urgent(minute: float) -> LaneMark:
    return LaneMark(minute, Level.URGENT, "URGENT", "", False)


def placed(*marks: LaneMark) -> list[MarkWords]:
    return list(mark_words(marks, FIRST, LAST, SCALE))


def spans(found: list[MarkWords]) -> list[tuple[float, float]]:
    """From where to where each word reaches, px."""
    spans = []
    for one in found:
        x, width = one.mark.minute * SCALE, len(one.words) * LETTER
        spans.append((x - 12 - width, x - 12) if one.left else (x + 12, x + 12 + width))
    return spans


def said(*marks: LaneMark) -> list[tuple[str, bool]]:
    return [(one.words, one.left) for one in placed(*marks)]


def test_an_events_words_stand_before_it_or_after_it_where_there_is_room() -> None:
    assert said(ring(50, "Vomiting")) == [("Vomiting", True)]
    assert said(ring(2, "Vomiting")) == [("Vomiting", False)]
    assert said(ring(46, "Vomiting"), ring(50, "Reassured"), ring(54, "Anti-emetic")) == [
        ("Vomiting", True), ("Anti-emetic", False),
    ]  # fmt: skip


def test_events_that_stand_together_say_how_many_where_their_words_do_not_fit() -> None:
    together = ring(80, "To the bathroom + Checks paused", 2)
    assert said(together) == [("To the bathroom + Checks paused", True)]
    assert ("2 events", True) in said(ring(54, "Fall"), together)


def test_no_words_run_into_a_mark_or_other_words() -> None:
    marks = [ring(2, "Repositioned"), urgent(40), ring(64, "To the bathroom"), ring(92, "Vomiting")]
    found = placed(*marks)
    assert ("URGENT", False) in [(one.words, one.left) for one in found]
    reach = sorted(spans(found))
    assert all(one[1] <= other[0] for one, other in pairwise(reach))
    for start, end in reach:
        assert not any(start < mark.minute * SCALE < end for mark in marks)


def test_two_events_of_one_minute_are_one_ring_with_their_number_and_both_in_its_hover() -> None:
    events = (f.dose_start(), f.event(12, "vomiting"), f.event(12.2, "reassured"), f.event(25, "fall"))
    (rings,) = traces(session_figure(design_record(events=events)), "Events")
    assert list(zip(rings["x"], rings["text"], strict=True)) == [(12.0, "2"), (25.0, "")]
    assert "Vomiting" in rings["hovertext"][0]
    assert rings["hovertext"][0].count("<br>") == 1

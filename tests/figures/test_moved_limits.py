"""A limit that a clinician moved is drawn where it stood when: a step at its minute, back where it ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.overrides import LimitOverride, OverrideEnd
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind
from dashboard.figures.bands import LimitLine, bands_of, limit_lines
from dashboard.figures.panels import Panel, panels_of
from dashboard.figures.points import scene_of
from dashboard.figures.static_chart import session_svg
from dashboard.figures.theme import LIGHT, PRINT
from dashboard.figures.tile_chart import tile_svg
from dashboard.figures.timeline import session_figure
from tests import factories as f
from tests.figures.drawn import design_record, note, notes

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = -14, 106
MOVED = LimitOverride(
    id="o1", patient_id="patient-1", session_id="session-4f9a21c7", measure="systolic", kind=LimitKind.HIGH,
    level=Level.URGENT, value=195, reason="known hypertension", at=f.at(20), by="c1", by_name="Dr A. Brandt",
)  # fmt: skip
EARLIER = replace(MOVED, session_id=None, at=f.at(-14400), until=f.at(-14400) + timedelta(days=60))
TAKEN_BACK = OverrideEnd(at=f.at(30), by="c1", by_name="Dr A. Brandt", reason="calm again")


def with_moves(*moves: LimitOverride, **fields: Any) -> SessionRecord:
    return replace(design_record(**fields), overrides=moves)


def panel(record: SessionRecord, code: str) -> Panel:
    return next(p for p in panels_of(record) if code in {m.code for m in p.measures})


def line(record: SessionRecord, level: Level = Level.URGENT) -> LimitLine:
    """The line of systolic's high limit."""
    lines = limit_lines(panel(record, "systolic"), scene_of(record), FIRST, LAST)
    return next(x for x in lines if (x.measure, x.level, x.below) == ("systolic", level, False))


def stood(record: SessionRecord, level: Level = Level.URGENT) -> list[tuple[float, float, float]]:
    """From which minute until which, at which value."""
    return [(part.first, part.last, part.low) for part in line(record, level).parts]


@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("moves", "steps"),
    [
        ([], [(FIRST, LAST, 180)]),
        ([MOVED], [(FIRST, 20, 180), (20, LAST, 195)]),
        ([replace(MOVED, at=f.at(0))], [(FIRST, 0, 180), (0, LAST, 195)]),
        ([replace(MOVED, at=f.at(-25))], [(FIRST, LAST, 195)]),
        ([EARLIER], [(FIRST, LAST, 195)]),
        ([replace(EARLIER, until=f.at(25))], [(FIRST, 25, 195), (25, LAST, 180)]),
        ([replace(EARLIER, until=f.at(-900))], [(FIRST, LAST, 180)]),
        ([replace(EARLIER, until=f.at(FIRST))], [(FIRST, LAST, 180)]),
        ([replace(MOVED, until=f.at(35))], [(FIRST, 20, 180), (20, 35, 195), (35, LAST, 180)]),
        ([replace(MOVED, end=TAKEN_BACK)], [(FIRST, 20, 180), (20, 30, 195), (30, LAST, 180)]),
        ([replace(MOVED, until=f.at(60))], [(FIRST, 20, 180), (20, 60, 195), (60, LAST, 180)]),
        (
            [replace(MOVED, end=TAKEN_BACK), replace(MOVED, id="o2", value=190, at=f.at(30))],
            [(FIRST, 20, 180), (20, 30, 195), (30, LAST, 190)],
        ),
        (
            [replace(MOVED, until=f.at(30)), replace(MOVED, id="o2", value=195, at=f.at(30))],
            [(FIRST, 20, 180), (20, LAST, 195)],
        ),
        (
            [replace(EARLIER, value=190), MOVED, replace(MOVED, id="o3", value=185, at=f.at(20.02))],
            [(FIRST, 20, 190), (20, LAST, 185)],
        ),
        ([replace(MOVED, session_id="another")], [(FIRST, LAST, 180)]),
        ([replace(MOVED, measure="heart_rate", value=150)], [(FIRST, LAST, 180)]),
    ],
)
def test_the_line_stands_where_the_limit_stood_at_each_minute(
    moves: Sequence[LimitOverride], steps: list[tuple[float, float, float]]
) -> None:
    assert stood(with_moves(*moves)) == steps


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("minute", [-14, 19.9, 20, 29.9, 30, 40])
def test_what_is_drawn_is_what_a_reading_of_that_minute_is_held_against(minute: float) -> None:
    record = with_moves(replace(MOVED, end=TAKEN_BACK))
    limit = record.limits_at(f.at(minute)).of("systolic", LimitKind.HIGH, Level.URGENT)
    assert limit is not None
    assert line(record).part_at(minute).low == limit.value


def test_after_the_end_of_the_session_no_limit_moves() -> None:
    later = replace(EARLIER, id="o2", value=190, at=f.at(80))
    record = with_moves(replace(MOVED, until=f.at(90)), later, session=f.ended(70), seen_at=f.at(200))
    assert stood(record) == [(FIRST, 20, 180), (20, LAST, 195)]


@pytest.mark.hazard("H31")
def test_the_bands_step_with_the_limit_that_moved_and_with_no_other() -> None:
    record = with_moves(MOVED)
    advisory, urgent = bands_of(panel(record, "systolic"), scene_of(record).spans, FIRST, LAST)
    assert [(p.first, p.low, p.high) for p in advisory.parts] == [(FIRST, 160, 180), (20, 160, 195)]
    assert [(p.first, p.low, p.high) for p in urgent.parts] == [(FIRST, 180, 220), (20, 195, 220)]
    assert len(line(record, Level.ADVISORY).parts) == 1
    others = bands_of(panel(record, "spo2"), scene_of(record).spans, FIRST, LAST)
    assert {len(band.parts) for band in others} == {1}


def test_a_band_that_a_moved_limit_closes_is_drawn_only_before_it() -> None:
    squeezed = replace(MOVED, level=Level.ADVISORY, value=180)
    record = with_moves(squeezed)
    advisory, _ = bands_of(panel(record, "systolic"), scene_of(record).spans, FIRST, LAST)
    assert [(p.first, p.last) for p in advisory.parts] == [(FIRST, 20)]


@pytest.mark.hazard("H31")
def test_a_low_limit_that_a_value_once_came_near_is_drawn_though_it_is_back() -> None:
    low = replace(MOVED, kind=LimitKind.LOW, level=Level.ADVISORY, value=125, end=TAKEN_BACK)
    drawn = limit_lines(panel(with_moves(low), "systolic"), scene_of(with_moves(low)), FIRST, LAST)
    raised = next(x for x in drawn if x.below and x.measure == "systolic" and x.level is Level.ADVISORY)
    assert [part.low for part in raised.parts] == [100, 125, 100]


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("size", ["compact", "wide"])
def test_the_words_say_the_limit_that_holds_now(size: str) -> None:
    said = notes(session_figure(with_moves(MOVED), size=size))
    assert "<b>systolic 195 urgent</b>" in said
    assert not any("180" in text for text in said)
    back = notes(session_figure(with_moves(replace(MOVED, end=TAKEN_BACK)), size=size))
    assert any("180 urgent" in text for text in back)
    assert not any("195" in text for text in back)


def test_words_stand_before_the_minute_at_which_the_limit_is_known_to_go_back() -> None:
    figure = session_figure(with_moves(replace(MOVED, until=f.at(100)), readings=()), size="wide")
    words = note(figure, "<b>systolic 195 urgent</b>")
    assert (words["xref"], words["x"]) == ("x", 100)


def test_words_that_a_step_would_cross_stand_beside_the_plot() -> None:
    figure = session_figure(with_moves(MOVED, readings=(), seen_at=f.at(21)))
    assert note(figure, "<b>systolic 195 urgent</b>")["x"] == 1
    late = with_moves(replace(MOVED, at=f.at(90)), readings=(), seen_at=f.at(91))
    assert "195 urgent" in notes(session_figure(late))
    lowered = with_moves(
        replace(MOVED, value=168, at=f.at(-20), until=f.at(90)), readings=(), seen_at=f.at(91)
    )
    assert "160 adv." in notes(session_figure(lowered))


def drawn_bands(figure: dict[str, Any]) -> list[dict[str, Any]]:
    shapes = figure["layout"]["shapes"]
    return [s for s in shapes if s.get("fillcolor") == LIGHT.band_urg and s["yref"] == "y"]


@pytest.mark.hazard("H31")
def test_the_figure_steps_and_without_a_move_it_is_as_before() -> None:
    figure = session_figure(with_moves(MOVED))
    go.Figure(figure)
    (urgent,) = drawn_bands(figure)
    assert urgent["path"] == "M-14,220L20,220L20,220L106,220L106,195L20,195L20,180L-14,180Z"
    stairs = [s["path"] for s in figure["layout"]["shapes"] if s["type"] == "path" and "line" in s]
    assert "M-14,180L20,180L20,195L106,195" in stairs
    assert session_figure(with_moves(replace(MOVED, session_id="another"))) == session_figure(design_record())


@pytest.mark.hazard("H31")
def test_paper_and_tile_step_too() -> None:
    record = with_moves(MOVED)
    paper = ElementTree.fromstring(session_svg(record))
    stairs = [p for p in paper.iter(f"{SVG}polyline") if p.get("stroke") == PRINT.urg_text]
    assert [len(p.get("points", "").split()) for p in stairs] == [4]
    assert "systolic 195 urgent" in [t.text for t in paper.iter(f"{SVG}text")]
    tile = ElementTree.fromstring(tile_svg(record))
    assert len([p for p in tile.iter(f"{SVG}polyline") if p.get("stroke") == LIGHT.urg_text]) == 1
    assert session_svg(with_moves(replace(MOVED, at=f.at(-25)))).count("<polyline") == session_svg(
        design_record()
    ).count("<polyline")


@pytest.mark.hazard("H31")
def test_the_figure_in_words_says_the_move() -> None:
    words = session_figure(with_moves(MOVED))["layout"]["meta"]["description"]
    assert "Limit moved T+20: Systolic urgent 195 instead of 180." in words
    before = session_figure(with_moves(EARLIER))["layout"]["meta"]["description"]
    assert "Limit moved before the session: Systolic urgent 195 instead of 180." in before

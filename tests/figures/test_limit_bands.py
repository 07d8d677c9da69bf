"""A draft's bands: each limit has its number, each band its name, and what moved is told."""

import re
from dataclasses import replace

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.thresholds import LimitKind, ThresholdSet
from dashboard.figures.limit_bands import NARROW, WIDTH, bands_svg
from tests import factories as f


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def with_limit(measure: str, level: Level, kind: LimitKind, value: float) -> ThresholdSet:
    """The standard set with one limit moved."""
    standard = f.threshold_set()
    moved = [
        replace(x, value=value) if (x.measure, x.level, x.kind) == (measure, level, kind) else x
        for x in standard.limits
    ]
    return replace(standard, limits=tuple(moved))


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_every_limit_has_its_number_and_every_band_its_name(width: int) -> None:
    told = texts(bands_svg("systolic", f.threshold_set(), None, [118, 131, 166], "light", width))
    assert {"90", "100", "160", "180", "inside"} <= {*told}
    assert [text for text in told if text in ("!!", "!", "ADVISORY", "URGENT")] == [
        "!!", "!", "ADVISORY" if width == WIDTH else "!", "!!"
    ]  # fmt: skip
    told = texts(bands_svg("diastolic", f.threshold_set(), None, [70, 82, 104], "light", width))
    assert {"100", "110", "inside"} <= {*told}


def test_a_limit_that_moved_is_told_and_stands_inside_the_picture() -> None:
    draft = with_limit("systolic", Level.URGENT, LimitKind.HIGH, 170)
    svg = bands_svg("systolic", draft, f.threshold_set(), [], "light")
    assert "was 180" in texts(svg)
    dotted = re.search(r'x1="([0-9.]+)"[^>]*stroke-dasharray', svg)
    assert dotted is not None
    assert float(dotted[1]) < WIDTH
    assert not any("was" in text for text in texts(bands_svg("systolic", draft, draft, [], "light")))


def test_bands_that_contradict_each_other_are_drawn_all_the_same() -> None:
    draft = with_limit("systolic", Level.ADVISORY, LimitKind.HIGH, 190)
    assert "190" in texts(bands_svg("systolic", draft, f.threshold_set(), [150], "dark"))


def test_a_scale_is_shown_whole() -> None:
    svg = bands_svg("distress", f.threshold_set(), None, [0, 10], "dim")
    assert {"5", "8", "inside"} <= {*texts(svg)}

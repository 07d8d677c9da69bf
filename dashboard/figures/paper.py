"""What the drawings on paper and on tiles share: where minutes and values stand, bands, limits and carets."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.figures.bands import Band, LimitLine, bands_of, limit_lines
from dashboard.figures.limit_spans import Corner
from dashboard.figures.points import Point, Scene, points_of, struck_points
from dashboard.figures.pressure import pairs
from dashboard.figures.sheet import Row
from dashboard.figures.svg import box, caret, cross, line, octagon, tag, triangle
from dashboard.figures.theme import Theme


@dataclass(frozen=True, slots=True)
class Paper:
    """A plot from `left` to `right` px whose top lies at `top`, over the minutes `first` to `last`."""

    scene: Scene
    theme: Theme
    left: float
    right: float
    top: float
    first: float
    last: float

    def x(self, minute: float) -> float:
        """Where a minute stands, px."""
        return self.left + (minute - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, row: Row, value: float) -> float:
        """Where a value stands, px."""
        return self.top + row.y(value)

    def corners(self, row: Row, corners: Sequence[Corner]) -> str:
        """Minutes and values as the `points` of a polygon or polyline."""
        return " ".join(f"{self.x(minute):.1f},{self.y(row, value):.1f}" for minute, value in corners)


def bands_drawn(paper: Paper, row: Row) -> list[str]:
    """The row's bands across the plot, with steps where a limit was moved."""
    return [_band(paper, row, x) for x in bands_of(row.panel, paper.scene.spans, paper.first, paper.last)]


def _band(paper: Paper, row: Row, band: Band) -> str:
    colour = paper.theme.band_urg if band.level is Level.URGENT else paper.theme.band_adv
    if len(band.parts) > 1:
        return tag("polygon", points=paper.corners(row, band.outline), fill=colour)
    (part,) = band.parts
    x, y = paper.x(part.first), paper.y(row, part.high)
    return box(x, y, paper.x(part.last) - x, paper.y(row, part.low) - y, colour)


def limits_drawn(paper: Paper, row: Row) -> list[str]:
    """The row's limit lines across the plot."""
    lines = limit_lines(row.panel, paper.scene, paper.first, paper.last)
    return [_limit(paper, row, limit) for limit in lines]


def _limit(paper: Paper, row: Row, limit: LimitLine) -> str:
    urgent = limit.level is Level.URGENT
    colour, width, dash = paper.theme.dia, 0.8, None if urgent else "1 3"
    if limit.measure == "systolic":
        colour, width = paper.theme.urg_text if urgent else paper.theme.adv_line, 1.3
        dash = None if urgent else "5 3"
    if len(limit.parts) > 1:
        stroke = {"fill": "none", "stroke": colour, "stroke_width": width, "stroke_dasharray": dash}
        return tag("polyline", points=paper.corners(row, limit.stairs), **stroke)
    y = paper.y(row, limit.parts[0].low)
    return line(paper.left, y, paper.right, y, colour, width, dash)


def pressures_drawn(paper: Paper, row: Row, size: float) -> list[str]:
    """Bars between carets, hollow where questioned, and crosses over what was struck."""
    scene, theme = paper.scene, paper.theme
    systolic, diastolic = points_of(scene, "systolic"), points_of(scene, "diastolic")
    bars = [
        line(
            paper.x(t.minute),
            paper.y(row, t.value),
            paper.x(f.minute),
            paper.y(row, f.value),
            theme.ink_3,
            1.7,
        )
        for t, f in pairs(systolic, diastolic)
    ]
    carets = [
        caret(paper.x(p.minute), paper.y(row, p.value), size, colour, down=down, hollow=p.questioned)
        for points, colour, down in ((systolic, theme.sys, True), (diastolic, theme.dia, False))
        for p in points
    ]
    struck = [
        cross(paper.x(p.minute), paper.y(row, p.value), 3.5, theme.ink_3)
        for code in ("systolic", "diastolic")
        for p in struck_points(scene, code)
    ]
    return [*bars, *carets, *struck]


def severities_drawn(paper: Paper, row: Row, marked: list[tuple[Point, int]], body: float) -> list[str]:
    """Octagon rings and triangles; `body` is how far the caret's middle lies from its tip, px."""
    found = []
    for point, side in marked:
        x, y = paper.x(point.minute), paper.y(row, point.value)
        if point.level is Level.URGENT:
            found.append(octagon(x, y - side * body, body + 8, paper.theme.urg_text, filled=False))
        else:
            found.append(triangle(x, y - side * (body * 2 + 5), 5, paper.theme.adv, paper.theme.adv_line))
    return found

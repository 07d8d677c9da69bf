"""What the drawings on paper and on tiles share: where minutes and values stand, bands, limits and carets."""

from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.figures.bands import LimitLine, bands_of, limit_lines
from dashboard.figures.points import Point, Scene, points_of, struck_points
from dashboard.figures.pressure import pairs
from dashboard.figures.sheet import Row
from dashboard.figures.svg import box, caret, cross, line, octagon, triangle
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


def bands_drawn(paper: Paper, row: Row) -> list[str]:
    """The row's bands across the plot."""
    return [
        box(
            paper.left, paper.y(row, band.high), paper.right - paper.left,
            paper.y(row, band.low) - paper.y(row, band.high),
            paper.theme.band_urg if band.level is Level.URGENT else paper.theme.band_adv,
        )
        for band in bands_of(row.panel, paper.scene.record.limits)
    ]  # fmt: skip


def limits_drawn(paper: Paper, row: Row) -> list[str]:
    """The row's limit lines across the plot."""
    return [_limit(paper, paper.y(row, x.value), x) for x in limit_lines(row.panel, paper.scene.record)]


def _limit(paper: Paper, y: float, limit: LimitLine) -> str:
    urgent = limit.level is Level.URGENT
    if limit.measure == "systolic":
        colour = paper.theme.urg_text if urgent else paper.theme.adv_line
        return line(paper.left, y, paper.right, y, colour, 1.3, None if urgent else "5 3")
    return line(paper.left, y, paper.right, y, paper.theme.dia, 0.8, None if urgent else "1 3")


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

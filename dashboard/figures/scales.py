"""Rows of one vital as a line, and rows of a scale as steps."""

from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import shown
from dashboard.figures.drawing import Drawing, Piece, font, plain, trace
from dashboard.figures.points import Gap, Point, course_of, points_of, struck_points
from dashboard.figures.sheet import Row

_NUMBER_WIDTH = 17
_UNDER_THE_LINE_FROM = 0.6


def line_traces(drawing: Drawing, row: Row) -> list[Piece]:
    """A vital's points joined where they follow each other, with a gap wherever it was not measured."""
    theme, axis = drawing.theme, drawing.y_axis(row)
    traces: list[Piece] = []
    for measure in row.panel.measures:
        course = course_of(drawing.scene, measure)
        hollow = [isinstance(p, Point) and p.questioned for p in course]
        marker = {
            "symbol": ["circle-open" if h else "circle" for h in hollow],
            "size": 8,
            "color": theme.ink_2,
            "line": {"color": [theme.ink_2 if h else theme.surface for h in hollow], "width": 1.5},
        }
        line = {"color": theme.ink_2, "width": 1.75}
        traces.append(_course(measure.label, course, axis, mode="lines+markers", line=line, marker=marker))
        traces += severity_traces(drawing, row, points_of(drawing.scene, measure.code))
        traces.append(struck_trace(drawing, row, measure.code))
    return traces


def step_traces(drawing: Drawing, row: Row) -> list[Piece]:
    """A scale's answers as steps filled to zero, with their numbers; an answer refused leaves a gap."""
    theme, axis = drawing.theme, drawing.y_axis(row)
    traces: list[Piece] = []
    for measure in row.panel.measures:
        points = points_of(drawing.scene, measure.code)
        line = {"color": theme.step, "width": 1.75, "shape": "hv"}
        marker = {"symbol": "circle", "size": 4, "color": theme.step}
        for course in _unbroken(course_of(drawing.scene, measure)):
            more = {"fill": "tozeroy", "fillcolor": theme.step_fill}
            traces.append(
                _course(measure.label, course, axis, mode="lines+markers", line=line, marker=marker, **more)
            )
        traces += _numbers(drawing, row, points)
        traces += severity_traces(drawing, row, points)
        traces.append(struck_trace(drawing, row, measure.code))
    return traces


def _course(name: str, course: list[Point] | list[Point | Gap], axis: str, **more: Any) -> Piece:
    x = [p.minute for p in course]
    y = [p.value if isinstance(p, Point) else None for p in course]
    words = [plain(p.words) for p in course]
    return trace(name, x, y, axis, hovertext=words, connectgaps=False, **more)


def _unbroken(course: list[Point | Gap]) -> list[list[Point]]:
    """The stretches between gaps: a filled trace would bridge them."""
    stretches: list[list[Point]] = [[]]
    for item in course:
        if isinstance(item, Point):
            stretches[-1].append(item)
        else:
            stretches.append([])
    return [s for s in stretches if s] or [[]]


def numbered(drawing: Drawing, points: list[Point]) -> list[Point]:
    """The points whose number fits beside its neighbours; the last stands in the gutter."""
    fitting: list[Point] = []
    for point in points[:-1]:
        if fitting and (point.minute - fitting[-1].minute) * drawing.pixels_per_minute < _NUMBER_WIDTH:
            continue
        if points[-1].minute - point.minute > _NUMBER_WIDTH / drawing.pixels_per_minute:
            fitting.append(point)
    return fitting


def _numbers(drawing: Drawing, row: Row, points: list[Point]) -> list[Piece]:
    fitting = numbered(drawing, points)
    low, high = row.panel.axis
    code = row.panel.measures[0].code
    below = [(p.value - low) / (high - low) >= _UNDER_THE_LINE_FROM for p in fitting]
    return [
        trace(
            f"{row.panel.label} numbers",
            [p.minute for p in fitting],
            [p.value for p in fitting],
            drawing.y_axis(row),
            mode="text",
            text=[f"<b>{shown(code, p.value)}</b>" for p in fitting],
            textposition=["bottom right" if b else "top right" for b in below],
            textfont=font(drawing.theme.ink),
        )
    ]


def severity_traces(drawing: Drawing, row: Row, points: list[Point]) -> list[Piece]:
    """A ring round urgent points and a triangle over advisory ones (under them at the row's top)."""
    theme, axis = drawing.theme, drawing.y_axis(row)
    urgent = [p for p in points if p.level is Level.URGENT]
    advisory = [p for p in points if p.level is Level.ADVISORY]
    side = [1 if row.y(p.value) - row.top > 14 else -1 for p in advisory]
    found = []
    if urgent:
        marker: Piece = {
            "symbol": "octagon-open",
            "size": 18,
            "color": theme.urg_text,
            "line": {"width": 2.2},
        }
        found.append(
            trace("Urgent", [p.minute for p in urgent], [p.value for p in urgent], axis, marker=marker)
        )
    if advisory:
        edge = {"color": theme.adv_line, "width": 1.3}
        marker = {"symbol": "triangle-up", "size": 10, "color": theme.adv, "line": edge}
        y = [p.value + s * row.units(11) for p, s in zip(advisory, side, strict=True)]
        found.append(trace("Advisory", [p.minute for p in advisory], y, axis, marker=marker))
    return found


def struck_trace(drawing: Drawing, row: Row, code: str) -> Piece:
    """Thin crosses where values were struck or corrected, with no line through them."""
    points = struck_points(drawing.scene, code)
    marker = {
        "symbol": "cross-thin",
        "size": 8,
        "line": {"color": drawing.theme.ink_3, "width": 1.6},
        "angle": 45,
    }
    return trace(
        f"{row.panel.label} struck",
        [p.minute for p in points],
        [p.value for p in points],
        drawing.y_axis(row),
        marker=marker,
        hovertext=[plain(p.words) for p in points],
    )

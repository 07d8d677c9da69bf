"""The session's picture as SVG for paper: black on white, legible in grey, labelled directly."""

from html import escape

from dashboard.clinical.alerts import Level
from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.bands import limit_lines
from dashboard.figures.description import figure_description
from dashboard.figures.panels import Draws, panels_of
from dashboard.figures.paper import Paper, bands_drawn, limits_drawn, pressures_drawn, severities_drawn
from dashboard.figures.paper_lane import TEXT, lane_drawn
from dashboard.figures.points import Point, course_of, not_taken, points_of, scene_of, struck_points
from dashboard.figures.pressure import marked
from dashboard.figures.sheet import SIZES, Row, Sheet, sheet_of
from dashboard.figures.svg import FAMILY, cross, line, octagon, tag, triangle, words
from dashboard.figures.theme import THEMES

_CARET = 10.0


def session_svg(record: SessionRecord, width: int = 680, theme: str = "print") -> str:
    """One `<svg>` element, `width` px wide and as high as its rows need, with title and desc."""
    scene, size = scene_of(record), SIZES["paper"]
    sheet = sheet_of(panels_of(record), size)
    paper = Paper(
        scene, THEMES[theme], size.left, width - size.right, size.top, scene.axis.first, scene.axis.last
    )
    rows = [piece for row in sheet.rows for piece in _row(paper, row)]
    height = round(sheet.total)
    return tag(
        "svg",
        tag("title", escape(f"Course of the session, {record.patient.name}")),
        tag("desc", escape(figure_description(record))),
        *_time(paper, sheet),
        *rows,
        *_upright(paper, sheet),
        *lane_drawn(paper, sheet),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        font_family=FAMILY,
        font_size=TEXT,
    )


def _row(paper: Paper, row: Row) -> list[str]:
    foot = paper.top + row.bottom
    pieces = [*bands_drawn(paper, row), *_grid(paper, row)]
    if row.panel.draws is Draws.PRESSURE:
        pieces += [*limits_drawn(paper, row), *_baseline(paper, row), *pressures_drawn(paper, row, _CARET)]
        both = points_of(paper.scene, "systolic"), points_of(paper.scene, "diastolic")
        pieces += severities_drawn(paper, row, marked(*both), _CARET / 2)
        pieces += _limit_words(paper, row)
    else:
        pieces += _courses(paper, row)
    return [
        *pieces,
        line(paper.left, foot, paper.right, foot, paper.theme.line, 0.7),
        *_open_marks(paper, row),
        *_name(paper, row),
    ]


def _grid(paper: Paper, row: Row) -> list[str]:
    theme = paper.theme
    pieces = []
    for value in row.panel.ticks(row.height):
        y = paper.y(row, value)
        pieces.append(line(paper.left, y, paper.right, y, theme.grid, 0.6))
        pieces.append(words(f"{value:g}", paper.left - 8, y + 4, theme.ink_2, TEXT, text_anchor="end"))
    return pieces


def _name(paper: Paper, row: Row) -> list[str]:
    if row.panel.draws is not Draws.PRESSURE:
        middle = paper.top + (row.top + row.bottom) / 2 + 4
        return [words(row.panel.label, 0, middle, paper.theme.ink, TEXT, font_weight=600)]
    lines = [*row.panel.label.split(" ", 1), row.panel.unit]
    weights = [600] * (len(lines) - 1) + [400]
    return [
        words(text, 0, paper.top + row.top + 12 + 15 * at, paper.theme.ink, TEXT, font_weight=weight)
        for at, (text, weight) in enumerate(zip(lines, weights, strict=True))
    ]


def _baseline(paper: Paper, row: Row) -> list[str]:
    reading = paper.scene.record.baseline_reading
    if reading is None:
        return []
    start, y = paper.x(paper.scene.axis.minute(reading.observed_at)), paper.y(row, reading.values["systolic"])
    return [line(start, y, paper.x(paper.scene.axis.until), y, paper.theme.sys, 0.9, "1 3")]


def _limit_words(paper: Paper, row: Row) -> list[str]:
    """Beside the lines' right ends, pushed apart where limits lie close."""
    pieces, lowest = [], float("-inf")
    named = [x for x in limit_lines(row.panel, paper.scene, paper.first, paper.last) if x.words]
    for limit in sorted(named, key=lambda x: -x.value):
        y = max(paper.y(row, limit.value) + 3.5, lowest + 12)
        lowest = y
        upper = limit.measure == "systolic"
        loud = paper.theme.urg_text if limit.level is Level.URGENT else paper.theme.adv_text
        colour, weight = (loud, 600) if upper else (paper.theme.dia_text, 400)
        pieces.append(words(limit.words, paper.right + 6, y, colour, TEXT, font_weight=weight))
    return pieces


def _courses(paper: Paper, row: Row) -> list[str]:
    pieces = []
    for measure in row.panel.measures:
        stretches: list[list[Point]] = [[]]
        for item in course_of(paper.scene, measure):
            if isinstance(item, Point):
                stretches[-1].append(item)
            else:
                stretches.append([])
        draw = _steps if row.panel.draws is Draws.STEPS else _joined
        pieces += [piece for points in stretches if points for piece in draw(paper, row, points)]
        pieces += _beyond(paper, row, measure.code)
    return pieces


def _beyond(paper: Paper, row: Row, code: str) -> list[str]:
    """Rings, triangles and crosses on a row of one measure."""
    theme = paper.theme
    pieces = [
        cross(paper.x(p.minute), paper.y(row, p.value), 3, theme.ink_3)
        for p in struck_points(paper.scene, code)
    ]
    for p in points_of(paper.scene, code):
        x, y = paper.x(p.minute), paper.y(row, p.value)
        if p.level is Level.URGENT:
            pieces.append(octagon(x, y, 7, theme.urg_text, filled=False))
        elif p.level is Level.ADVISORY:
            pieces.append(triangle(x, max(y - 7, paper.top + row.top), 4, theme.adv, theme.adv_line))
    return pieces


def _joined(paper: Paper, row: Row, points: list[Point]) -> list[str]:
    at = " ".join(f"{paper.x(p.minute):.1f},{paper.y(row, p.value):.1f}" for p in points)
    course = tag("polyline", points=at, fill="none", stroke=paper.theme.ink_2, stroke_width=1.5)
    return [course, *(_dot(paper, row, p) for p in points)]


def _dot(paper: Paper, row: Row, point: Point) -> str:
    fill = paper.theme.surface if point.questioned else paper.theme.ink_2
    stroke = paper.theme.ink_2 if point.questioned else paper.theme.surface
    x, y = paper.x(point.minute), paper.y(row, point.value)
    return tag("circle", cx=x, cy=y, r=3.3, fill=fill, stroke=stroke, stroke_width=1.0)


def _steps(paper: Paper, row: Row, points: list[Point]) -> list[str]:
    foot = paper.y(row, row.panel.axis[0])
    path = f"M{paper.x(points[0].minute):.1f} {paper.y(row, points[0].value):.1f}"
    for point in points[1:]:
        path += f"H{paper.x(point.minute):.1f}V{paper.y(row, point.value):.1f}"
    area = f"{path}V{foot:.1f}H{paper.x(points[0].minute):.1f}Z"
    last = points[-1]
    return [
        tag("path", d=area, fill=paper.theme.step_fill),
        tag("path", d=path, fill="none", stroke=paper.theme.step, stroke_width=1.3),
        tag("circle", cx=paper.x(last.minute), cy=paper.y(row, last.value), r=1.8, fill=paper.theme.step),
    ]


def _open_marks(paper: Paper, row: Row) -> list[str]:
    """Dashed rings at the row's foot for what was not taken."""
    foot, ink = paper.top + row.bottom - 5, paper.theme.ink_3
    ring = {"r": 3.5, "fill": "none", "stroke": ink, "stroke_width": 1.2, "stroke_dasharray": "2 1.5"}
    return [
        tag("circle", cx=paper.x(g.minute), cy=foot, **ring)
        for g in not_taken(paper.scene, row.panel.measures)
    ]


def _time(paper: Paper, sheet: Sheet) -> list[str]:
    """Grid and ticks."""
    theme, axis, foot = paper.theme, paper.scene.axis, paper.top + sheet.height
    pieces = [words(axis.title, 0, foot + 14, theme.ink_2, TEXT)]
    for minute in axis.ticks(sheet.size.tick_labels):
        x = paper.x(minute)
        weight = 600 if minute == 0 else None
        text = f"{minute}".replace("-", "−")
        pieces.append(line(x, paper.top, x, foot, theme.grid, 0.6))
        pieces.append(words(text, x, foot + 14, theme.ink_2, TEXT, text_anchor="middle", font_weight=weight))
    return [*pieces, line(paper.left, foot, paper.right, foot, theme.line, 0.7)]


def _upright(paper: Paper, sheet: Sheet) -> list[str]:
    """The rule at 0, and now while the session goes on."""
    foot, now = paper.top + sheet.height, paper.scene.axis.now
    rule = line(paper.x(0), paper.top, paper.x(0), foot, paper.theme.line_2, 1)
    if now is None:
        return [rule]
    return [rule, line(paper.x(now), paper.top, paper.x(now), foot, paper.theme.act, 1.3)]

"""The blood pressure row: bars between carets, the rings of severity, what was struck, and the baseline."""

from dashboard.clinical.alerts import Level
from dashboard.figures.drawing import Drawing, Piece, font, plain, trace
from dashboard.figures.points import Point, points_of
from dashboard.figures.scales import struck_trace
from dashboard.figures.sheet import Row

CARET = 13
# From a caret's tip, where the value is, to the middle of its body and to the mark beyond it. px.
_TO_BODY = 7
_TO_TRIANGLE = 18
_ROOM_FOR_NUMBER = 34
_NUMBER_WIDTH = 30


def pressure_traces(drawing: Drawing, row: Row) -> list[Piece]:
    """All traces of the row; the systolic trace carries the words of the pair."""
    systolic = points_of(drawing.scene, "systolic")
    diastolic = points_of(drawing.scene, "diastolic")
    return [
        *_baseline(drawing, row),
        _bars(drawing, row, systolic, diastolic),
        _carets(drawing, row, systolic, "Systolic"),
        _carets(drawing, row, diastolic, "Diastolic", silent={p.minute for p in systolic}),
        *_severity(drawing, row, marked(systolic, diastolic)),
        *(struck_trace(drawing, row, code) for code in ("systolic", "diastolic")),
    ]


def _bars(drawing: Drawing, row: Row, systolic: list[Point], diastolic: list[Point]) -> Piece:
    x: list[float | None] = []
    y: list[float | None] = []
    for top, foot in pairs(systolic, diastolic):
        x += [top.minute, top.minute, None]
        y += [foot.value, top.value, None]
    line = {"color": drawing.theme.ink_3, "width": 2}
    return trace("Blood pressure", x, y, drawing.y_axis(row), mode="lines", line=line, connectgaps=False)


def pairs(systolic: list[Point], diastolic: list[Point]) -> list[tuple[Point, Point]]:
    """Systolic and diastolic of one reading: both lists are in the order observed."""
    by_minute: dict[float, list[Point]] = {}
    for point in diastolic:
        by_minute.setdefault(point.minute, []).append(point)
    return [(top, by_minute[top.minute].pop(0)) for top in systolic if by_minute.get(top.minute)]


def _carets(
    drawing: Drawing, row: Row, points: list[Point], name: str, silent: set[float] | None = None
) -> Piece:
    down = name == "Systolic"
    theme = drawing.theme
    shape = "arrow-down" if down else "arrow-up"
    colour = theme.sys if down else theme.dia
    marker = {
        "symbol": [f"{shape}-open" if p.questioned else shape for p in points],
        "size": CARET,
        "color": colour,
        "line": {"color": colour, "width": [2 if p.questioned else 0 for p in points]},
        "opacity": 1,
    }
    words = ["" if silent and p.minute in silent else plain(p.words) for p in points]
    return trace(
        name,
        [p.minute for p in points],
        [p.value for p in points],
        drawing.y_axis(row),
        marker=marker,
        hovertext=words,
    )


def marked(systolic: list[Point], diastolic: list[Point]) -> list[tuple[Point, int]]:
    """One severity mark a reading, at its louder value; the sign says on which side the caret's body is."""
    found: list[tuple[Point, int]] = [(p, 1) for p in systolic if p.level is not None]
    by_minute = {p.minute: p.level for p in systolic}
    for point in diastolic:
        beside = by_minute.get(point.minute)
        if point.level is not None and (beside is None or point.level.rank > beside.rank):
            found = [pair for pair in found if pair[0].minute != point.minute] + [(point, -1)]
    return found


def _severity(drawing: Drawing, row: Row, marked: list[tuple[Point, int]]) -> list[Piece]:
    urgent = [(p, side) for p, side in marked if p.level is Level.URGENT]
    advisory = [(p, side) for p, side in marked if p.level is Level.ADVISORY]
    theme, axis = drawing.theme, drawing.y_axis(row)
    numbered = _numbered(drawing, row, urgent)
    return [
        trace(
            "Urgent",
            [p.minute for p, _ in urgent],
            [p.value + side * row.units(_TO_BODY) for p, side in urgent],
            axis,
            marker={"symbol": "octagon-open", "size": 28, "color": theme.urg_text, "line": {"width": 2.2}},
        ),
        trace(
            "Urgent value",
            [p.minute for p, _ in urgent],
            [p.value + side * row.units(_TO_BODY + 23) for p, side in urgent],
            axis,
            mode="text",
            text=[f"<b>{p.value:g}</b>" if p in numbered else "" for p, _ in urgent],
            textfont=font(theme.urg_text),
        ),
        trace(
            "Advisory",
            [p.minute for p, _ in advisory],
            [p.value + side * row.units(_TO_TRIANGLE) for p, side in advisory],
            axis,
            marker={
                "symbol": "triangle-up",
                "size": 11,
                "color": theme.adv,
                "line": {"color": theme.adv_line, "width": 1.3},
            },
        ),
    ]


def _numbered(drawing: Drawing, row: Row, urgent: list[tuple[Point, int]]) -> list[Point]:
    """The urgent points, highest first, whose number fits inside the row and beside those already there."""
    shown: list[Point] = []
    for point, side in sorted(urgent, key=lambda pair: -pair[0].value):
        tip = row.y(point.value)
        room = tip - row.top if side > 0 else row.bottom - tip
        apart = min((abs(point.minute - s.minute) for s in shown), default=drawing.scene.axis.last)
        if room > _ROOM_FOR_NUMBER and apart * drawing.pixels_per_minute > _NUMBER_WIDTH:
            shown.append(point)
    return shown


def _baseline(drawing: Drawing, row: Row) -> list[Piece]:
    reading = drawing.scene.record.baseline_reading
    if reading is None:
        return []
    axis = drawing.scene.axis
    start, value = axis.minute(reading.observed_at), reading.values["systolic"]
    line = {"color": drawing.theme.sys, "width": 1, "dash": "dot"}
    return [
        trace("Baseline", [start, axis.until], [value, value], drawing.y_axis(row), mode="lines", line=line)
    ]

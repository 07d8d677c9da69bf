"""Words round the rows: names on the left, limits at the right end."""

from collections.abc import Sequence
from itertools import pairwise

from dashboard.clinical.alerts import Level
from dashboard.figures.bands import LimitLine
from dashboard.figures.drawing import Drawing, Piece, font, note, path
from dashboard.figures.lane_words import LETTER
from dashboard.figures.panels import Draws
from dashboard.figures.points import points_of
from dashboard.figures.sheet import Row

_WORDS = 16


def row_names(drawing: Drawing) -> list[Piece]:
    """The name and unit of each row, and of the lane's two lines."""
    notes = [_name(drawing, row) for row in drawing.sheet.rows]
    dose, events = drawing.sheet.lane_middle
    for word, middle in (("Dose", dose), ("Events", events)):
        notes.append(_left(drawing, f"<b>{word}</b>", middle))
    under = {"yanchor": "top", "yshift": -1, "font": font(drawing.theme.ink_2)}
    return [*notes, {**_left(drawing, drawing.scene.axis.title, drawing.sheet.height), **under}]


def _left(drawing: Drawing, text: str, pixels: float) -> Piece:
    place = {"xref": "paper", "yref": "paper", "x": 0, "xshift": 4 - drawing.sheet.size.left}
    return note(text, **place, y=drawing.sheet.paper(pixels), font=font(drawing.theme.ink))


def _name(drawing: Drawing, row: Row) -> Piece:
    label, unit = row.panel.label, row.panel.unit
    if row.panel.draws is Draws.STEPS:
        return _left(drawing, f"<b>{label}</b>", (row.top + row.bottom) / 2)
    lines = label.replace(" ", "<br>", 1) if len(label) > 10 else label
    text = f"<b>{lines}</b>" + (
        f'<br><span style="color:{drawing.theme.ink_2}">{unit}</span>' if unit else ""
    )
    return {**_left(drawing, text, row.top), "align": "left", "yanchor": "top"}


def limit_notes(drawing: Drawing, row: Row) -> list[Piece]:
    """The words of the limit lines at the right end of what holds now, until data come near."""
    return [_limit_note(drawing, row, x) for x in limits_in_the_plot(drawing, row)]


def limits_in_the_plot(drawing: Drawing, row: Row) -> list[LimitLine]:
    """Lines whose words no caret or step has reached; the others' words stand in the gutter."""
    lines = drawing.limits(row)
    return [
        x for x in lines if x.words and not (_reached(drawing, row, x) or _stepped(drawing, row, x, lines))
    ]


def _stretch(drawing: Drawing, limit: LimitLine) -> tuple[float, float]:
    """The minutes that the words take, before the end of what holds now."""
    until = limit.part_at(drawing.scene.axis.until).last
    return until - (len(limit.words) * LETTER + 12) / drawing.pixels_per_minute, until


def _reached(drawing: Drawing, row: Row, limit: LimitLine) -> bool:
    """Whether a caret or ring stands where the words would."""
    begin, end = _stretch(drawing, limit)
    points = [p for m in row.panel.measures for p in points_of(drawing.scene, m.code)]
    return any(
        begin < p.minute <= end
        and abs(row.y(p.value) - (row.y(limit.value) + (8 if limit.below else -8))) < 30
        for p in points
    )


def _stepped(drawing: Drawing, row: Row, limit: LimitLine, lines: Sequence[LimitLine]) -> bool:
    """Whether its own step, or another line that steps, runs through the words."""
    begin, end = _stretch(drawing, limit)
    if begin < limit.part_at(drawing.scene.axis.until).first:
        return True
    foot, top = sorted((limit.value, limit.value + row.units(-_WORDS if limit.below else _WORDS)))
    others = [x.stairs for x in lines if x is not limit and len(x.parts) > 1]
    strokes = [stroke for stairs in others for stroke in pairwise(stairs)]
    return any(
        max(x, until) > begin and min(x, until) < end and max(a, b) > foot and min(a, b) < top
        for (x, a), (until, b) in strokes
    )


def _limit_note(drawing: Drawing, row: Row, limit: LimitLine) -> Piece:
    colour = limit_colour(drawing, limit)
    text = f"<b>{limit.words}</b>" if limit.measure == "systolic" else limit.words
    place = {"yref": drawing.y_axis(row), "y": limit.value, "xshift": -6, **_right_end(drawing, limit)}
    return note(
        text,
        **place,
        xanchor="right",
        yanchor="top" if limit.below else "bottom",
        yshift=-1,
        font=font(colour),
    )


def _right_end(drawing: Drawing, limit: LimitLine) -> Piece:
    """The plot's edge, or the minute at which it is known to step."""
    until = limit.part_at(drawing.scene.axis.until).last
    at_edge = until == drawing.scene.axis.last
    return {"xref": "paper", "x": 1} if at_edge else {"xref": "x", "x": until}


def limit_colour(drawing: Drawing, limit: LimitLine) -> str:
    """The colour of a limit's words: its severity's for systolic, the hue of diastolic for the other."""
    return drawing.text_colour(limit.level) if limit.measure == "systolic" else drawing.theme.dia_text


def limit_shapes(drawing: Drawing, row: Row) -> list[Piece]:
    """The limit lines: systolic solid or dashed, diastolic thinner in its own hue, solid or dotted."""
    axis = drawing.y_axis(row)
    shapes = []
    for limit in drawing.limits(row):
        urgent = limit.level is Level.URGENT
        if limit.measure == "systolic":
            colour = drawing.theme.urg_text if urgent else drawing.theme.adv_line
            line: Piece = {"color": colour, "width": 1.5, "dash": "solid" if urgent else "6px,4px"}
        else:
            line = {"color": drawing.theme.dia, "width": 1, "dash": "solid" if urgent else "1px,3px"}
        shapes.append({"xref": "x", "yref": axis, "layer": "between", "line": line, **_stroke(limit)})
    return shapes


def _stroke(limit: LimitLine) -> Piece:
    """A straight line, or stairs where the limit was moved."""
    if len(limit.parts) > 1:
        return {"type": "path", "path": path(limit.stairs)}
    (part,) = limit.parts
    return {"type": "line", "x0": part.first, "x1": part.last, "y0": part.low, "y1": part.low}

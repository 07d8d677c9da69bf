"""Words round the rows: their names on the left, limits at the right end, last values in the gutter, the time axis."""

from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure
from dashboard.figures.bands import LimitLine, limit_lines
from dashboard.figures.drawing import Drawing, Piece, font, note
from dashboard.figures.gutter import LastValue, last_values, spread
from dashboard.figures.lane_traces import LETTER
from dashboard.figures.panels import Draws
from dashboard.figures.points import points_of
from dashboard.figures.sheet import Row

_CARET = {"systolic": "M 10 5 L 20 5 L 15 -4 Z", "diastolic": "M 10 -5 L 20 -5 L 15 4 Z"}
_VALUE_HEIGHT = 24
_AGE_HEIGHT = 18
_STALE = 500


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
    """The words of the limit lines over their right end, until data come near; then they move to the gutter."""
    return [_limit_note(drawing, row, x) for x in _in_the_plot(drawing, row)]


def _in_the_plot(drawing: Drawing, row: Row) -> list[LimitLine]:
    return [
        x for x in limit_lines(row.panel, drawing.scene.record) if x.words and not _reached(drawing, row, x)
    ]


def _reached(drawing: Drawing, row: Row, limit: LimitLine) -> bool:
    """Whether a caret or ring stands where the words would."""
    axis = drawing.scene.axis
    from_minute = axis.last - (len(limit.words) * LETTER + 12) / drawing.pixels_per_minute
    points = [p for m in row.panel.measures for p in points_of(drawing.scene, m.code)]
    return any(
        p.minute > from_minute
        and abs(row.y(p.value) - (row.y(limit.value) + (8 if limit.below else -8))) < 30
        for p in points
    )


def _limit_note(drawing: Drawing, row: Row, limit: LimitLine) -> Piece:
    if limit.measure == "systolic":
        colour = drawing.text_colour(limit.level)
    else:
        colour = drawing.theme.dia_text
    text = f"<b>{limit.words}</b>" if limit.measure == "systolic" else limit.words
    place = {"xref": "paper", "yref": drawing.y_axis(row), "x": 1, "y": limit.value, "xshift": -6}
    return note(
        text,
        **place,
        xanchor="right",
        yanchor="top" if limit.below else "bottom",
        yshift=-1,
        font=font(colour),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of the gutter, wanted at `middle` px from the plot's top."""

    middle: float
    height: float
    text: str
    colour: str
    size: int
    caret: str = ""
    trailing: str = ""
    weight: int = 400


def gutter_notes(drawing: Drawing, row: Row) -> list[Piece]:
    """The row's last values with their ages, and the limits that moved here, spread so that none touch."""
    texts = sorted(_texts(drawing, row), key=lambda t: t.middle)
    half = _VALUE_HEIGHT / 2
    low, high = (
        (row.top - half, row.bottom + half) if row.panel.draws is Draws.STEPS else (row.top, row.bottom + 4)
    )
    places = spread([t.middle for t in texts], [t.height for t in texts], low, high)
    notes: list[Piece] = []
    for text, middle in zip(texts, places, strict=True):
        at = {"xref": "paper", "x": 1, "yref": "paper", "y": drawing.sheet.paper(middle)}
        notes.append(
            note(
                text.text,
                **at,
                xshift=24 if text.caret else 10,
                font=font(text.colour, text.size, text.weight),
            )
        )
        if text.trailing:
            faint = drawing.theme.ink if text.weight == _STALE else drawing.theme.ink_2
            notes.append(note(text.trailing, **at, xshift=40, font=font(faint)))
    return notes


def gutter_carets(drawing: Drawing, row: Row) -> list[Piece]:
    """The carets beside the last systolic and diastolic value."""
    texts = sorted(_texts(drawing, row), key=lambda t: t.middle)
    places = spread([t.middle for t in texts], [t.height for t in texts], row.top, row.bottom + 4)
    return [
        {
            "type": "path", "path": _CARET[t.caret], "xref": "paper", "yref": "paper", "xsizemode": "pixel",
            "ysizemode": "pixel", "xanchor": 1, "yanchor": drawing.sheet.paper(middle), "line": {"width": 0},
            "fillcolor": drawing.theme.sys if t.caret == "systolic" else drawing.theme.dia,
        }
        for t, middle in zip(texts, places, strict=True) if t.caret
    ]  # fmt: skip


def _texts(drawing: Drawing, row: Row) -> list[_Text]:
    values = last_values(drawing.scene, row.panel)
    texts = [t for v in values for t in _value_texts(drawing, row, v)]
    if row.panel.draws is Draws.PRESSURE and texts:
        texts = _age_between(texts)
    kept = {x.words for x in _in_the_plot(drawing, row)}
    for limit in limit_lines(row.panel, drawing.scene.record):
        if limit.words and limit.words not in kept:
            colour = (
                drawing.text_colour(limit.level) if limit.measure == "systolic" else drawing.theme.dia_text
            )
            texts.append(_Text(row.y(limit.value), _AGE_HEIGHT, _short(limit), colour, 14))
    return texts


def _short(limit: LimitLine) -> str:
    """The words without the measure, which the line's look and colour say."""
    return limit.words.split(" ", 1)[1]


def _value_texts(drawing: Drawing, row: Row, last: LastValue) -> list[_Text]:
    caret = last.measure.code if row.panel.draws is Draws.PRESSURE else ""
    colour = drawing.theme.ink_3 if last.stale else _colour(drawing, last.measure)
    weight = _STALE if last.stale else 600
    middle = (row.top + row.bottom) / 2 if row.panel.draws is Draws.STEPS else row.y(last.value)
    if row.panel.draws is Draws.STEPS:
        trailing = last.age or last.measure.unit
        return [_Text(middle, _VALUE_HEIGHT, last.words, colour, 20, trailing=trailing, weight=weight)]
    value = _Text(middle, _VALUE_HEIGHT, last.words, colour, 22, caret, weight=weight)
    if not last.age:
        return [value]
    age_colour = drawing.theme.ink if last.stale else drawing.theme.ink_2
    return [value, _Text(middle + 1 + _VALUE_HEIGHT / 2, _AGE_HEIGHT, last.age, age_colour, 14)]


def _age_between(texts: list[_Text]) -> list[_Text]:
    """One age of the pair stands half way between its values."""
    ages = [t for t in texts if t.size == 14]
    values = [t for t in texts if t.size != 14]
    if len(ages) != 1 or len(values) != 2:
        return texts
    middle = (values[0].middle + values[1].middle) / 2
    return [*values, _Text(middle, _AGE_HEIGHT, ages[0].text, ages[0].colour, 14)]


def _colour(drawing: Drawing, measure: Measure) -> str:
    return {"systolic": drawing.theme.sys_text, "diastolic": drawing.theme.dia_text}.get(
        measure.code, drawing.theme.ink
    )


def limit_shapes(drawing: Drawing, row: Row) -> list[Piece]:
    """The limit lines, over the grid: systolic solid or dashed, diastolic thinner in its own hue, solid or dotted."""
    axis = drawing.y_axis(row)
    shapes = []
    for limit in limit_lines(row.panel, drawing.scene.record):
        urgent = limit.level is Level.URGENT
        if limit.measure == "systolic":
            colour = drawing.theme.urg_text if urgent else drawing.theme.adv_line
            line: Piece = {"color": colour, "width": 1.5, "dash": "solid" if urgent else "6px,4px"}
        else:
            line = {"color": drawing.theme.dia, "width": 1, "dash": "solid" if urgent else "1px,3px"}
        span = {
            "x0": drawing.scene.axis.first,
            "x1": drawing.scene.axis.last,
            "y0": limit.value,
            "y1": limit.value,
        }
        shapes.append({"type": "line", "xref": "x", "yref": axis, "layer": "between", "line": line, **span})
    return shapes

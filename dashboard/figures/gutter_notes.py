"""The gutter of the Plotly figure: last values with caret and age, and limits that moved out."""

from dataclasses import dataclass

from dashboard.clinical.instruments import Measure
from dashboard.figures.bands import LimitLine
from dashboard.figures.drawing import Drawing, Piece, font, note
from dashboard.figures.gutter import LastValue, last_values, spread
from dashboard.figures.labels import limits_in_the_plot
from dashboard.figures.panels import Draws
from dashboard.figures.sheet import Row

_CARET = {"systolic": "M 10 5 L 20 5 L 15 -4 Z", "diastolic": "M 10 -5 L 20 -5 L 15 4 Z"}
_VALUE_HEIGHT = 24
_AGE_HEIGHT = 18
_STALE = 500


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
            "type": "path",
            "path": _CARET[t.caret],
            "xref": "paper",
            "yref": "paper",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": 1,
            "yanchor": drawing.sheet.paper(middle),
            "line": {"width": 0},
            "fillcolor": drawing.theme.sys if t.caret == "systolic" else drawing.theme.dia,
        }
        for t, middle in zip(texts, places, strict=True)
        if t.caret
    ]


def _texts(drawing: Drawing, row: Row) -> list[_Text]:
    values = last_values(drawing.scene, row.panel)
    texts = [t for v in values for t in _value_texts(drawing, row, v)]
    if row.panel.draws is Draws.PRESSURE and texts:
        texts = _age_between(texts)
    kept = {x.words for x in limits_in_the_plot(drawing, row)}
    for limit in drawing.limits(row):
        if limit.words and limit.words not in kept:
            colour = (
                drawing.text_colour(limit.level) if limit.measure == "systolic" else drawing.theme.dia_text
            )
            texts.append(_Text(row.y(limit.value), _AGE_HEIGHT, _short(limit), colour, 14))
    return texts


def _short(limit: LimitLine) -> str:
    """The words without the measure, which the line's look and colour say."""
    return limit.words.split(" ", 1)[1].replace("advisory", "adv.")


def _value_texts(drawing: Drawing, row: Row, last: LastValue) -> list[_Text]:
    caret = last.measure.code if row.panel.draws is Draws.PRESSURE else ""
    colour = drawing.theme.ink_3 if last.stale else _colour(drawing, last.measure)
    weight = _STALE if last.stale else 600
    middle = (row.top + row.bottom) / 2 if row.panel.draws is Draws.STEPS else row.y(last.value)
    if row.panel.draws is Draws.STEPS:
        trailing = last.age or last.measure.unit
        return [_Text(middle, _VALUE_HEIGHT, last.words, colour, 20, trailing=trailing, weight=weight)]
    value = _Text(middle, _VALUE_HEIGHT, last.words, colour, 22, caret, last.under, weight)
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

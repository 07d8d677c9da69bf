"""The rows of the picture, made from the registry: a new measure with a panel gets a row of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor

from dashboard.clinical.instruments import Measure, measures
from dashboard.clinical.session_record import SessionRecord

_TICKS = (0.5, 1, 2, 5, 10, 20, 40, 50, 100)
PRESSURE_TICK = 40
PRESSURE_GROWS_BY = 20


class Draws(StrEnum):
    """How a row is drawn."""

    PRESSURE = "pressure"
    LINE = "line"
    STEPS = "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row: its measures, how they are drawn, and its y axis from low to high."""

    code: str
    label: str
    unit: str
    draws: Draws
    measures: tuple[Measure, ...]
    axis: tuple[float, float]

    def ticks(self, height: float) -> list[float]:
        """Values to label along the y axis on a row of this height in px; none on a scale's row."""
        low, high = self.axis
        if self.draws is Draws.STEPS:
            return []
        if self.draws is Draws.PRESSURE:
            return _multiples(low, high, PRESSURE_TICK)
        step = next((s for s in _TICKS if height * s / (high - low) >= 15), _TICKS[-1])
        clear_of_foot = low + (high - low) * 4 / height
        return [t for t in _multiples(low, high, step) if t >= clear_of_foot]


def panels_of(record: SessionRecord) -> tuple[Panel, ...]:
    """The rows of this record from the top; a retired measure has one only where it was taken."""
    rows: dict[str, list[Measure]] = {}
    for measure in measures():
        if measure.panel is not None and not (measure.retired and not _values(record, [measure])):
            rows.setdefault(measure.panel, []).append(measure)
    return tuple(_panel(record, code, row) for code, row in rows.items())


def is_pressure(row: Iterable[Measure]) -> bool:
    """Whether the row holds the pair that is drawn as a bar between carets."""
    return {"systolic", "diastolic"} <= {m.code for m in row}


def printed(label: str) -> str:
    """A measure's label as it is printed, with its subscript."""
    return label.replace("SpO2", "SpO₂")


def _panel(record: SessionRecord, code: str, row: list[Measure]) -> Panel:
    alone = len(row) == 1
    if is_pressure(row):
        draws = Draws.PRESSURE
    else:
        draws = Draws.STEPS if all(m.is_scale for m in row) else Draws.LINE
    return Panel(
        code=code, label=printed(row[0].label) if alone else code.replace("_", " ").capitalize(), draws=draws,
        unit="" if draws is Draws.STEPS else row[0].unit, measures=tuple(row), axis=_axis(record, row, draws),
    )  # fmt: skip


def _axis(record: SessionRecord, row: list[Measure], draws: Draws) -> tuple[float, float]:
    """The measure's own axis; it grows only when a value lies outside."""
    low = min((m.axis or m.ask)[0] for m in row)
    high = max((m.axis or m.ask)[1] for m in row)
    step = PRESSURE_GROWS_BY if draws is Draws.PRESSURE else max((high - low) / 6, 1)
    values = _values(record, row)
    if values and min(values) < low:
        low -= ceil((low - min(values)) / step + 0.25) * step
    if values and max(values) > high:
        high += ceil((max(values) - high) / step + 0.25) * step
    return low, high


def _values(record: SessionRecord, row: list[Measure]) -> list[float]:
    readings = (*record.readings, *record.earlier_readings)
    return [r.all_values[m.code] for r in readings for m in row if m.code in r.all_values]


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [step * n for n in range(ceil(low / step), floor(high / step) + 1)]

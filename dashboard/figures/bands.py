"""Limits as they are drawn, from the session's own version of its set: bands, and lines where they begin."""

from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet
from dashboard.figures.panels import Draws, Panel

LOW_LIMIT_NEAR = 15


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of values that crosses a limit, clipped to the row's axis."""

    low: float
    high: float
    level: Level


@dataclass(frozen=True, slots=True)
class LimitLine:
    """Where a limit begins, and the words beside it ("" when another line's words speak for it too).

    `below`: values under it cross, and its words stand under it.
    """

    measure: str
    value: float
    level: Level
    words: str
    below: bool = False


def bands_of(panel: Panel, limits: ThresholdSet) -> tuple[Band, ...]:
    """The row's bands: systolic's high side on blood pressure, both sides of other vitals, none on scales."""
    if panel.draws is Draws.STEPS:
        return ()
    first = panel.measures[0]
    found = _above(panel, limits, first)
    if panel.draws is Draws.LINE:
        found += _below(panel, limits, first)
    return tuple(found)


def limit_lines(panel: Panel, record: SessionRecord) -> tuple[LimitLine, ...]:
    """The row's limit lines; low limits of blood pressure only when a value came within 15 of them."""
    if panel.draws is not Draws.PRESSURE:
        return ()
    lines: list[LimitLine] = []
    for measure in panel.measures:
        lines += _high_lines(measure, record.limits, apart=measure.code == "systolic")
        lines += _low_lines(measure, record)
    return tuple(lines)


def _sides(limits: ThresholdSet, measure: Measure, kind: LimitKind) -> tuple[Limit | None, Limit | None]:
    return limits.of(measure.code, kind, Level.ADVISORY), limits.of(measure.code, kind, Level.URGENT)


def _above(panel: Panel, limits: ThresholdSet, measure: Measure) -> list[Band]:
    advisory, urgent = _sides(limits, measure, LimitKind.HIGH)
    top = panel.axis[1]
    edge = min(urgent.value, top) if urgent else top
    found = [Band(advisory.value, edge, Level.ADVISORY)] if advisory and advisory.value < edge else []
    return [*found, Band(urgent.value, top, Level.URGENT)] if urgent and urgent.value < top else found


def _below(panel: Panel, limits: ThresholdSet, measure: Measure) -> list[Band]:
    advisory, urgent = _sides(limits, measure, LimitKind.LOW)
    foot = panel.axis[0]
    edge = max(urgent.value, foot) if urgent else foot
    found = [Band(edge, advisory.value, Level.ADVISORY)] if advisory and advisory.value > edge else []
    return [*found, Band(foot, urgent.value, Level.URGENT)] if urgent and urgent.value > foot else found


def _high_lines(measure: Measure, limits: ThresholdSet, apart: bool) -> list[LimitLine]:
    advisory, urgent = _sides(limits, measure, LimitKind.HIGH)
    found = [x for x in (urgent, advisory) if x is not None]
    if apart:
        return [_line(x, f"{_name(measure)} {x.value:g} {x.level}") for x in found]
    words = f"{_name(measure)} " + " / ".join(f"{x.value:g}" for x in found)
    return [_line(x, "" if at else words) for at, x in enumerate(found)]


def _low_lines(measure: Measure, record: SessionRecord) -> list[LimitLine]:
    values = [r.all_values[measure.code] for r in record.counted_readings if measure.code in r.all_values]
    near = [x for x in _sides(record.limits, measure, LimitKind.LOW) if x is not None]
    if not values or all(min(values) > x.value + LOW_LIMIT_NEAR for x in near):
        return []
    words = f"{_name(measure)} low " + " / ".join(f"{x.value:g}" for x in near)
    return [_line(x, words if at == len(near) - 1 else "", below=True) for at, x in enumerate(near)]


def _name(measure: Measure) -> str:
    return measure.label[:1].lower() + measure.label[1:]


def _line(limit: Limit, words: str, below: bool = False) -> LimitLine:
    return LimitLine(limit.measure, limit.value, limit.level, words, below)

"""Limits as they are drawn: bands, and lines where they begin, both stepping where a limit was moved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet
from dashboard.figures.limit_spans import Corner, Extent, Part, Span, runs_of
from dashboard.figures.panels import Draws, Panel
from dashboard.figures.points import Scene

LOW_LIMIT_NEAR = 15
_Side = Callable[[Panel, ThresholdSet], dict[Level, Extent]]


@dataclass(frozen=True, slots=True)
class Band:
    """Values that cross a limit, clipped to the row's axis, in parts that touch; one where nothing moved."""

    level: Level
    parts: tuple[Part, ...]

    @property
    def outline(self) -> list[Corner]:
        """Along the upper edge and back along the lower."""
        upper = [(x, part.high) for part in self.parts for x in (part.first, part.last)]
        return upper + [(x, part.low) for part in reversed(self.parts) for x in (part.last, part.first)]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """Where a limit begins, and the words beside it ("" when another line's words speak for it too).

    `value` and words are those that hold now or held at the end, `parts` say where it stood when, low and
    high the same. `below`: values under it cross, and its words stand under it.
    """

    measure: str
    value: float
    level: Level
    words: str
    parts: tuple[Part, ...]
    below: bool = False

    def part_at(self, minute: float) -> Part:
        """The part that holds at this minute; the first one before them all."""
        return next((part for part in reversed(self.parts) if part.first <= minute), self.parts[0])

    @property
    def stairs(self) -> list[Corner]:
        """Along its parts, upright where it steps."""
        return [(x, part.high) for part in self.parts for x in (part.first, part.last)]


def bands_of(panel: Panel, spans: Sequence[Span], first: float, last: float) -> tuple[Band, ...]:
    """The row's bands: systolic's high side on blood pressure, both sides of other vitals, none on scales."""
    if panel.draws is Draws.STEPS:
        return ()
    sides = [_above, _below] if panel.draws is Draws.LINE else [_above]

    def extent(limits: ThresholdSet, side: _Side, level: Level) -> Extent | None:
        return side(panel, limits).get(level)

    return tuple(
        Band(level, tuple(parts))
        for side in sides
        for level in (Level.ADVISORY, Level.URGENT)
        for parts in runs_of(spans, first, last, partial(extent, side=side, level=level))
    )


def limit_lines(panel: Panel, scene: Scene, first: float, last: float) -> tuple[LimitLine, ...]:
    """The row's limit lines; low limits of blood pressure only when a value came within 15 of them."""
    if panel.draws is not Draws.PRESSURE:
        return ()
    worded: list[tuple[Limit, str]] = []
    for measure in panel.measures:
        worded += _high_words(measure, scene.record.limits, apart=measure.code == "systolic")
        worded += _low_words(measure, scene)
    return tuple(_line(limit, words, scene.spans, first, last) for limit, words in worded)


def _sides(limits: ThresholdSet, measure: Measure, kind: LimitKind) -> tuple[Limit | None, Limit | None]:
    return limits.of(measure.code, kind, Level.ADVISORY), limits.of(measure.code, kind, Level.URGENT)


def _above(panel: Panel, limits: ThresholdSet) -> dict[Level, Extent]:
    advisory, urgent = _sides(limits, panel.measures[0], LimitKind.HIGH)
    top = panel.axis[1]
    edge = min(urgent.value, top) if urgent else top
    found = {Level.ADVISORY: (advisory.value, edge)} if advisory and advisory.value < edge else {}
    return found | ({Level.URGENT: (urgent.value, top)} if urgent and urgent.value < top else {})


def _below(panel: Panel, limits: ThresholdSet) -> dict[Level, Extent]:
    advisory, urgent = _sides(limits, panel.measures[0], LimitKind.LOW)
    foot = panel.axis[0]
    edge = max(urgent.value, foot) if urgent else foot
    found = {Level.ADVISORY: (edge, advisory.value)} if advisory and advisory.value > edge else {}
    return found | ({Level.URGENT: (foot, urgent.value)} if urgent and urgent.value > foot else {})


def _high_words(measure: Measure, limits: ThresholdSet, apart: bool) -> list[tuple[Limit, str]]:
    advisory, urgent = _sides(limits, measure, LimitKind.HIGH)
    found = [x for x in (urgent, advisory) if x is not None]
    if apart:
        return [(x, f"{_name(measure)} {x.value:g} {x.level}") for x in found]
    words = f"{_name(measure)} " + " / ".join(f"{x.value:g}" for x in found)
    return [(x, "" if at else words) for at, x in enumerate(found)]


def _low_words(measure: Measure, scene: Scene) -> list[tuple[Limit, str]]:
    readings = scene.record.counted_readings
    values = [r.all_values[measure.code] for r in readings if measure.code in r.all_values]
    stood = [x for span in scene.spans for x in _sides(span.limits, measure, LimitKind.LOW) if x is not None]
    if not values or all(min(values) > x.value + LOW_LIMIT_NEAR for x in stood):
        return []
    found = [x for x in _sides(scene.record.limits, measure, LimitKind.LOW) if x is not None]
    words = f"{_name(measure)} low " + " / ".join(f"{x.value:g}" for x in found)
    return [(x, words if at == len(found) - 1 else "") for at, x in enumerate(found)]


def _name(measure: Measure) -> str:
    return measure.label[:1].lower() + measure.label[1:]


def _line(limit: Limit, words: str, spans: Sequence[Span], first: float, last: float) -> LimitLine:
    def extent(limits: ThresholdSet) -> Extent | None:
        stood = limits.of(limit.measure, limit.kind, limit.level)
        return None if stood is None else (stood.value, stood.value)

    (parts,) = runs_of(spans, first, last, extent)
    below = limit.kind is LimitKind.LOW
    return LimitLine(limit.measure, limit.value, limit.level, words, tuple(parts), below)

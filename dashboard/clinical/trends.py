"""Summary numbers of one session: only what was measured, each with the minute of its reading.

Nothing is interpolated: what lies between two readings is not known. Struck readings do not count,
questioned ones do and say so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.clinical.instruments import Measure, measure_of, measures
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, ThresholdSet, crosses

NEAR_BASELINE_PERCENT = 20


class Return(StrEnum):
    """Whether the value stood within 20 % of the baseline again."""

    NO_BASELINE = "no_baseline"
    NEVER_LEFT = "never_left"
    BACK = "back"
    NOT_BACK = "not_back"


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value; `minute` since the dose start, None without a dose."""

    value: float
    minute: float | None
    observed_at: datetime
    questioned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCourse:
    """A measure over the session. `count` readings hold it; changes are against the accepted baseline.

    `largest_change` is signed: the reading farthest from the baseline minus the baseline, with its Point;
    `back_from` is the first reading from which on all stand within 20 % again, set when `returned` is BACK.
    """

    measure: Measure
    count: int
    highest: Point
    lowest: Point
    last: Point
    baseline: Point | None
    largest_change: tuple[float, Point] | None
    returned: Return
    back_from: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """Readings that cross one limit: `count` of the `among` readings of its measure from first to last."""

    limit: Limit
    count: int
    among: int
    first: Point
    last: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomCourse:
    """A scale's farthest answer from rest, and its end.

    `end` is the first reading at `rest` after the last that was not; None while the last stands off rest.
    """

    measure: Measure
    rest: float
    count: int
    peak: Point
    last: Point
    end: Point | None

    @property
    def occurred(self) -> bool:
        """Whether any answer stood off rest."""
        return self.peak.value != self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """All summary numbers of a session; empty tuples where nothing was measured."""

    readings: int
    struck: int
    courses: tuple[MeasureCourse, ...]
    beyond: tuple[Beyond, ...]
    symptoms: tuple[SymptomCourse, ...]

    def course(self, code: str) -> MeasureCourse | None:
        """The course of this measure, or None when it was never taken."""
        return next((c for c in self.courses if c.measure.code == code), None)

    def symptom(self, code: str) -> SymptomCourse | None:
        """The course of this scale, or None when it was never asked."""
        return next((s for s in self.symptoms if s.measure.code == code), None)


def session_summary(record: SessionRecord) -> SessionSummary:
    """The summary of the record's unstruck readings, in the order they were observed."""
    taken = [m for m in measures() if any(m.code in r.all_values for r in record.counted_readings)]
    return SessionSummary(
        readings=len(record.counted_readings),
        struck=sum(r.struck for r in record.readings),
        courses=tuple(_course(record, m) for m in taken if resting_value(m) is None),
        beyond=tuple(b for limit, held in _held(record).items() if (b := _beyond(record, limit, held))),
        symptoms=tuple(_symptom(record, m, rest) for m in taken if (rest := resting_value(m)) is not None),
    )


def measure_course(record: SessionRecord, code: str) -> MeasureCourse | None:
    """One measure over the session, or None when it was never taken."""
    taken = any(code in r.all_values for r in record.counted_readings)
    return _course(record, measure_of(code)) if taken else None


def symptom_course(record: SessionRecord, code: str) -> SymptomCourse | None:
    """One scale over the session, or None when it was never asked or is no symptom."""
    measure = measure_of(code)
    rest, taken = resting_value(measure), any(code in r.all_values for r in record.counted_readings)
    return _symptom(record, measure, rest) if taken and rest is not None else None


def resting_value(measure: Measure) -> float | None:
    """What a scale reads when nothing is felt: 0, or 5 for sedation; None for what is no symptom."""
    if measure.better == "low":
        return measure.possible[0]
    return measure.possible[1] if measure.better == "high" and measure.is_scale else None


def minutes_observed(record: SessionRecord) -> float | None:
    """Minutes from the dose start to the session's end, while it runs to the last reading."""
    if record.session.ended_at is not None:
        return record.minute(record.session.ended_at)
    last = record.counted_readings[-1].observed_at if record.counted_readings else None
    return record.minute(last) if last else None


def _points(record: SessionRecord, code: str, readings: Sequence[Reading]) -> list[Point]:
    return [_point(record, code, r) for r in readings if code in r.all_values]


def _point(record: SessionRecord, code: str, reading: Reading) -> Point:
    sources = ("systolic", "diastolic") if code in reading.derived else (code,)
    questioned = any(source in reading.questioned for source in sources)
    moment = reading.observed_at
    return Point(reading.all_values[code], record.minute(moment), moment, questioned)


def _course(record: SessionRecord, measure: Measure) -> MeasureCourse:
    points = _points(record, measure.code, record.counted_readings)
    base_reading = record.baseline_reading
    held = base_reading is not None and measure.code in base_reading.all_values
    base = _point(record, measure.code, base_reading) if held and base_reading else None
    judged = [r for r in record.counted_readings if record.circumstances(r).baseline is not None]
    after = _points(record, measure.code, judged)
    returned, back_from = _return(base, after)
    return MeasureCourse(
        measure=measure, count=len(points), last=points[-1], baseline=base,
        highest=max(points, key=_value), lowest=min(points, key=_value),
        largest_change=_largest_change(base, after), returned=returned, back_from=back_from,
    )  # fmt: skip


def _value(point: Point) -> float:
    return point.value


def _largest_change(base: Point | None, after: Sequence[Point]) -> tuple[float, Point] | None:
    if base is None or not after:
        return None
    farthest = max(after, key=lambda p: abs(p.value - base.value))
    return round(farthest.value - base.value, 1), farthest


def _return(base: Point | None, after: Sequence[Point]) -> tuple[Return, Point | None]:
    if base is None or base.value <= 0 or not after:
        return Return.NO_BASELINE, None

    def near(point: Point) -> bool:
        return abs(point.value - base.value) * 100 <= NEAR_BASELINE_PERCENT * base.value

    if all(near(p) for p in after):
        return Return.NEVER_LEFT, None
    settled = _after_last(after, near)
    return (Return.BACK, settled) if settled else (Return.NOT_BACK, None)


def _after_last(points: Sequence[Point], calm: Callable[[Point], bool]) -> Point | None:
    """The first point after the last one that is not calm; None when that is the last of all."""
    loud = max((place for place, p in enumerate(points) if not calm(p)), default=-1)
    return points[loud + 1] if loud + 1 < len(points) else None


def _held(record: SessionRecord) -> dict[Limit, list[Reading]]:
    """Every limit with the readings held against it; a moved one stands beside what it took the place of."""
    by_set: dict[int, tuple[ThresholdSet, list[Reading]]] = {}
    for reading in record.counted_readings:
        limits = record.limits_at(reading.observed_at)
        by_set.setdefault(id(limits), (limits, []))[1].append(reading)
    held: dict[Limit, list[Reading]] = {}
    for limits, readings in by_set.values():
        for limit in limits.limits:
            held.setdefault(limit, []).extend(readings)
    return held


def _beyond(record: SessionRecord, limit: Limit, held: Sequence[Reading]) -> Beyond | None:
    code = limit.measure
    holding = [r for r in record.counted_readings if code in r.all_values]
    judged = [r for r in held if code in r.all_values]
    hits = [r for r in judged if crosses(limit, r.all_values, r.observed_at, record.circumstances(r))]
    if not hits:
        return None
    hits.sort(key=holding.index)
    among = holding[holding.index(hits[0]) : holding.index(hits[-1]) + 1]
    return Beyond(
        limit=limit, count=len(hits), among=len(among),
        first=_point(record, code, hits[0]), last=_point(record, code, hits[-1]),
    )  # fmt: skip


def _symptom(record: SessionRecord, measure: Measure, rest: float) -> SymptomCourse:
    points = _points(record, measure.code, record.counted_readings)
    peak = max(points, key=lambda p: abs(p.value - rest))
    off_rest = any(p.value != rest for p in points)
    return SymptomCourse(
        measure=measure, rest=rest, count=len(points), peak=peak, last=points[-1],
        end=_after_last(points, lambda p: p.value == rest) if off_rest else None,
    )  # fmt: skip

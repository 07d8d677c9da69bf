"""What the readings put into the rows: points with their severity and words, struck values, and gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import REASON_WORDS, Measure, measure_of, shown
from dashboard.clinical.oxygen import SATURATION, under_oxygen
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind
from dashboard.figures.limit_spans import Span, spans_of
from dashboard.figures.panels import printed
from dashboard.figures.time_axis import TimeAxis, time_axis

_PAIR = ("systolic", "diastolic")


@dataclass(frozen=True, slots=True)
class Point:
    """One value in its place; `level` is advisory or urgent when it crosses such a limit."""

    minute: float
    value: float
    level: Level | None
    questioned: bool
    words: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that is not there; `words` say why when somebody said so, else they are empty."""

    minute: float
    words: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A record with its time axis, the flags of each unstruck reading and the limits that held when."""

    record: SessionRecord
    axis: TimeAxis
    flags: Mapping[str, tuple[Flag, ...]]
    spans: tuple[Span, ...]


def scene_of(record: SessionRecord) -> Scene:
    """The record made ready to be drawn."""
    axis = time_axis(record)
    flags = {r.id: record.flags(r) for r in record.counted_readings}
    return Scene(record, axis, flags, spans_of(record, axis))


def points_of(scene: Scene, code: str) -> list[Point]:
    """The unstruck values of a measure in the order they were observed."""
    return [_point(scene, r, code) for r in scene.record.counted_readings if code in r.all_values]


def course_of(scene: Scene, measure: Measure) -> list[Point | Gap]:
    """Values and gaps in order. A scale is asked now and then, so only a refusal to answer opens its line."""
    course: list[Point | Gap] = []
    for reading in scene.record.counted_readings:
        minute = scene.axis.minute(reading.observed_at)
        if measure.code in reading.all_values:
            course.append(_point(scene, reading, measure.code))
        elif measure.code in reading.not_obtained:
            course.append(Gap(minute, _not_taken_words(scene, reading, measure)))
        elif not measure.is_scale:
            course.append(Gap(minute, ""))
    return course


def not_taken(scene: Scene, row: Sequence[Measure]) -> list[Gap]:
    """One open mark for each reading in which a measure of the row was not taken."""
    found = {
        r.id: Gap(scene.axis.minute(r.observed_at), _not_taken_words(scene, r, m))
        for r in scene.record.counted_readings
        for m in reversed(row)
        if m.code in r.not_obtained
    }
    return list(found.values())


def struck_points(scene: Scene, code: str) -> list[Point]:
    """Values that no longer count: of struck readings, and those that a correction replaced."""
    struck = [(r, _struck_words(r)) for r in scene.record.readings if r.struck and code in r.values]
    replaced = [
        (old, f"corrected to {_value_words(scene, now, code)}")
        for old in scene.record.earlier_readings
        if code in old.values and (now := scene.record.reading(old.id)) is not None and _moved(old, now, code)
    ]
    return [
        Point(
            scene.axis.minute(r.observed_at),
            r.values[code],
            None,
            False,
            " · ".join((*_when(scene, r), _value_words(scene, r, code), words)),
        )
        for r, words in (*struck, *replaced)
    ]


def limit_words(flag: Flag) -> str:
    """A flag in words: "URGENT, limit 180"."""
    kinds = {
        LimitKind.RISE: "rise limit ",
        LimitKind.RISE_PERCENT: "rise limit ",
        LimitKind.NOT_RESOLVED: "not resolved, limit ",
    }
    percent = " %" if flag.limit.kind is LimitKind.RISE_PERCENT else ""
    return f"{flag.level.upper()}, {kinds.get(flag.limit.kind, 'limit ')}{flag.limit.value:g}{percent}"


def minute_words(minute: float, from_dose: bool) -> str:
    """T+40 from the dose, +40 min from the opening."""
    whole = round(minute)
    sign = "-" if whole < 0 else "+"
    return f"T{sign}{abs(whole)}" if from_dose else f"{sign}{abs(whole)} min"


def _point(scene: Scene, reading: Reading, code: str) -> Point:
    codes = _PAIR if code in _PAIR else (code,)
    flags = [f for f in scene.flags[reading.id] if f.measure in codes]
    loud = [f.level for f in flags if f.measure == code and f.level is not Level.INFO]
    words = (
        *_when(scene, reading),
        _value_words(scene, reading, code),
        *_flag_words(flags),
        *_marks(scene, reading, codes),
    )
    return Point(
        minute=scene.axis.minute(reading.observed_at),
        value=reading.all_values[code],
        level=max(loud, key=lambda level: level.rank, default=None),
        questioned=code in reading.questioned,
        words=" · ".join((*words, reading.recorded_by_name)),
    )


def _when(scene: Scene, reading: Reading) -> tuple[str, str]:
    minute = minute_words(scene.axis.minute(reading.observed_at), scene.axis.from_dose)
    return minute, f"{scene.record.local(reading.observed_at):%H:%M}"


def _value_words(scene: Scene, reading: Reading, code: str) -> str:
    if code in _PAIR:
        return blood_pressure(reading.values) or ""
    measure = measure_of(code)
    if code not in reading.all_values:
        return "nothing"
    under = under_oxygen(scene.record, reading.observed_at) if code == SATURATION else ""
    return f"{printed(measure.label)} {shown(code, reading.all_values[code])} {measure.unit}".rstrip() + under


def _flag_words(flags: Sequence[Flag]) -> list[str]:
    """The loudest flag first; info only when nothing louder stands beside it."""
    ordered = sorted(flags, key=lambda f: -f.level.rank)
    return [limit_words(ordered[0])] if ordered else []


def _marks(scene: Scene, reading: Reading, codes: Sequence[str]) -> list[str]:
    entered = scene.record.local(reading.first_recorded_at or reading.recorded_at)
    minutes = reading.late_by // timedelta(minutes=1)
    late = [f"LATE ENTRY {minutes} min, entered {entered:%H:%M}"] if reading.late else []
    questioned = ["questioned"] if set(codes) & set(reading.questioned) else []
    return late + questioned + (["corrected"] if reading.version > 1 else [])


def _not_taken_words(scene: Scene, reading: Reading, measure: Measure) -> str:
    reason = REASON_WORDS[reading.not_obtained[measure.code]]
    words = f"{printed(measure.label)} not taken: {reason}"
    return " · ".join((*_when(scene, reading), words, reading.recorded_by_name))


def _struck_words(reading: Reading) -> str:
    reason = reading.strike_reason.value.replace("_", " ") if reading.strike_reason else ""
    return f"struck: {reason}" if reason else "struck"


def _moved(old: Reading, now: Reading, code: str) -> bool:
    return not now.struck and (old.values[code] != now.values.get(code) or old.observed_at != now.observed_at)

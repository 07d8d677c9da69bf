"""How minutes, times, values and limits are written in documents. Own words are ASCII."""

from datetime import datetime, timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import REASON_WORDS, Measure, measure_of, shown
from dashboard.clinical.readings import QUALIFIERS, Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, LimitKind
from dashboard.clinical.trends import Point
from dashboard.documents.blocks import day

_PRESSURES = ("systolic", "diastolic")
_LIMIT_WORDS = {
    LimitKind.HIGH: "{value} or above",
    LimitKind.LOW: "{value} or below",
    LimitKind.RISE: "{value} or more over baseline",
    LimitKind.RISE_PERCENT: "{value} % or more over baseline",
    LimitKind.NOT_RESOLVED: "still {value} or above",
}


def number(value: float) -> str:
    """A plain number without trailing zeros."""
    return f"{value:.10g}"


def minute(at: float | None) -> str:
    """A minute as a number; nothing without a dose."""
    return "" if at is None else number(at)


def at_minute(at: float | None) -> str:
    """'at 40 min', or 'before any dose' when there is no clock."""
    return "with no dose recorded" if at is None else f"at {number(at)} min"


def clock_time(record: SessionRecord, at: datetime) -> str:
    """Clinic time: with its offset in a repeated hour, with its date on another day than the session's."""
    local = record.local(at)
    text = time_of_day(record, at)
    return text if local.date() == record.session_date else f"{day(local.date())} {text}"


def time_of_day(record: SessionRecord, at: datetime) -> str:
    """Clinic time without a date: '13:24', in a repeated hour '02:30+01:00'."""
    local = record.local(at)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return f"{local:%H:%M}"
    return f"{local:%H:%M}{_offset(local)}"


def _offset(local: datetime) -> str:
    digits = f"{local:%z}"
    return f"{digits[:3]}:{digits[3:5]}"


def full_time(record: SessionRecord, at: datetime) -> str:
    """Clinic date and time with its offset, for signatures."""
    local = record.local(at)
    return f"{day(local.date())} {local:%H:%M} {_offset(local)}"


def span(duration: timedelta) -> str:
    """A duration to the second below ten minutes ('1 min 40 s'), in whole minutes from there."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    if minutes >= 10 or (minutes and not seconds):
        return f"{minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def quoted(text: str) -> str:
    """What a person typed, as the end of a sentence: '"Sat up."' or '"Sat up".'."""
    return f'"{text}"' if text.endswith((".", "!", "?")) else f'"{text}".'


def unit_of(measure: Measure) -> str:
    """The unit in ASCII."""
    return measure.unit.replace("°C", "deg C")


def with_unit(code: str, value: float) -> str:
    """'36.8 deg C', '7 of 10', '98 %'."""
    unit = unit_of(measure_of(code))
    return f"{shown(code, value)}{'' if unit.startswith('/') else ' '}{unit}".rstrip()


def point(at: Point, code: str) -> str:
    """'186 at 40 min', with the mark of a questioned value."""
    mark = " (questioned)" if at.questioned else ""
    return f"{shown(code, at.value)} {at_minute(at.minute)}{mark}"


def limit(of: Limit) -> str:
    """'160 or above', '30 or more over baseline'."""
    text = _LIMIT_WORDS[of.kind].format(value=number(of.value))
    if of.only_if is None:
        return text
    other = measure_of(of.only_if.measure).label.lower()
    return f"{text} with {other} {number(of.only_if.high)} or above"


def level(of: Level) -> str:
    """The severity as its full word in capitals."""
    return of.value.upper()


def values(reading: Reading) -> str:
    """All typed values of a reading in one line, the pressures as one pair."""
    parts = [f"BP {pair}"] if (pair := blood_pressure(reading.values)) else []
    others = sorted((measure_of(c) for c in reading.values if c not in _PRESSURES), key=lambda m: m.order)
    for measure in others:
        name = measure.label.lower() if measure.is_scale else measure.short
        parts.append(f"{name} {with_unit(measure.code, reading.values[measure.code])}")
    return ", ".join(parts)


def not_taken(reading: Reading) -> str:
    """The reasons by measure: 'systolic, diastolic: equipment; nausea: immersed'."""
    by_reason: dict[str, list[str]] = {}
    for code in sorted(reading.not_obtained, key=lambda c: measure_of(c).order):
        by_reason.setdefault(REASON_WORDS[reading.not_obtained[code]], []).append(measure_of(code).label)
    return "; ".join(f"{', '.join(labels)}: {reason}" for reason, labels in by_reason.items())


def qualifiers(reading: Reading) -> str:
    """'Left arm, Adult cuff'."""
    return ", ".join(QUALIFIERS[name][value] for name, value in sorted(reading.qualifiers.items()))

"""Sedation, dissociation and respiratory depression of a REMS worksheet.

Whether they occurred a person says, beside what was recorded; onset and resolution come from the readings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.rems_answers import EFFECTS
from dashboard.clinical.rems_fields import Case, WorksheetField, minute_words, reading_remarks
from dashboard.clinical.thresholds import LimitKind

AWAKE = 5
_SCALES = ("sedation", "dissociation")


@dataclass(frozen=True, slots=True)
class Course:
    """When an effect was first seen, and the first reading after the last that showed it."""

    onset: Reading | None
    resolved: Reading | None


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect: its measures (True: low values count), and in which of them a reading shows it."""

    code: str
    measures: tuple[tuple[str, bool], ...]
    shows: Callable[[Case, Reading], frozenset[str]]


def effect_fields(case: Case) -> tuple[WorksheetField, ...]:
    """Each effect with yes or no, onset and resolution."""
    return tuple(field for effect in _EFFECTS for field in _fields(case, effect))


def _fields(case: Case, effect: Effect) -> tuple[WorksheetField, ...]:
    readings = _after_first_device(case, effect)
    course = _course(case, readings, effect)
    beside = [words for code, low in effect.measures if (words := _extreme(case, readings, code, low))]
    if not beside:
        names = " or ".join(measure_of(code).label for code, _ in effect.measures[:2])
        beside = [f"{names} not recorded after the first device"]
    occurred = case.asked(effect.code, flag="A person answers this.", beside=beside)
    return (occurred, _onset(case, effect.code, course), _resolved(case, effect.code, course))


def _after_first_device(case: Case, effect: Effect) -> list[Reading]:
    first, codes = case.first_device_at, {code for code, _ in effect.measures}
    if first is None:
        return []
    return [r for r in case.record.counted_readings if r.observed_at > first and codes & r.values.keys()]


def _course(case: Case, readings: Sequence[Reading], effect: Effect) -> Course:
    """Over is what the first later reading says that holds every measure in which it had shown."""
    shown_in = [effect.shows(case, reading) for reading in readings]
    places = [place for place, codes in enumerate(shown_in) if codes]
    if not places:
        return Course(None, None)
    seen: frozenset[str] = frozenset().union(*shown_in)
    after = (reading for reading in readings[places[-1] + 1 :] if seen <= reading.values.keys())
    return Course(readings[places[0]], next(after, None))


def _extreme(case: Case, readings: Sequence[Reading], code: str, low: bool) -> str:
    holding = [r for r in readings if code in r.values]
    if not holding:
        return ""
    far = (min if low else max)(holding, key=lambda r: r.values[code])
    measure, value = measure_of(code), shown(code, far.values[code])
    unit = f" {measure.unit}" if measure.unit == "%" else ""
    marks = "".join(f", {mark}" for mark in reading_remarks(far, (code,)))
    name = measure.label[:1].lower() + measure.label[1:] if measure.code in _SCALES else measure.short
    at = minute_words(case.minute(far.observed_at))
    return f"{'Lowest' if low else 'Highest'} {name} {value}{unit} {at}{marks}"


def _onset(case: Case, code: str, course: Course) -> WorksheetField:
    return _time(case, code, "onset", course.onset, "No reading says when it began.")


def _resolved(case: Case, code: str, course: Course) -> WorksheetField:
    why_not = "No reading says when it was over."
    if course.onset is not None and course.resolved is None:
        why_not = "Not over at the last reading."
    return _time(case, code, "resolved", course.resolved, why_not)


def _time(case: Case, code: str, which: str, reading: Reading | None, why_not: str) -> WorksheetField:
    """The minute of the reading, else a person's; asked for only once the effect was answered yes."""
    label, name = f"{EFFECTS[code]}: {which}", f"{code}_{which}"
    unit = "min from the first device"
    occurred = case.answers.get(code)
    if occurred is None or occurred.value == "no":
        said = "Asked when answered yes" if occurred is None else "Not asked, answered no"
        return WorksheetField(code=name, label=label, unit=unit, remarks=(said,))
    if reading is None:
        return case.asked(name, flag=why_not, unit=unit)
    return WorksheetField(
        code=name, label=label, text=str(case.whole_minutes(reading.observed_at)), unit=unit,
        remarks=reading_remarks(reading, tuple(reading.values)), sources=(case.of_reading(reading),),
    )  # fmt: skip


def _sedated(_case: Case, reading: Reading) -> frozenset[str]:
    return frozenset({"sedation"} if reading.values.get("sedation", AWAKE) < AWAKE else ())


def _dissociated(_case: Case, reading: Reading) -> frozenset[str]:
    return frozenset({"dissociation"} if reading.values.get("dissociation", 0) > 0 else ())


def _breathing_low(case: Case, reading: Reading) -> frozenset[str]:
    """Oxygen saturation or breathing at or below a low limit of the session."""
    return frozenset(
        flag.measure
        for flag in case.record.flags(reading)
        if flag.measure in ("spo2", "respiratory_rate")
        and flag.limit.kind is LimitKind.LOW
        and flag.level is not Level.INFO
    )


_EFFECTS = (
    Effect("sedation", (("sedation", True),), _sedated),
    Effect(
        "dissociation", (("dissociation", False), ("cadss6_total", False), ("cadss_total", False)),
        _dissociated,
    ),
    Effect("respiratory_depression", (("spo2", True), ("respiratory_rate", True)), _breathing_low),
)  # fmt: skip

"""Sedation, dissociation and respiratory depression of a REMS worksheet.

Whether they occurred and were treated a person says, beside what was recorded; onset and resolution come
from the readings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard.clinical.alerts import Level
from dashboard.clinical.event_words import event_words
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.rems_answers import EFFECTS, QUESTIONS, YES_NO_WORDS
from dashboard.clinical.rems_fields import BY_A_PERSON, Case, WorksheetField, minute_words, reading_remarks
from dashboard.clinical.thresholds import LimitKind

AWAKE = 5
_SCALES = ("sedation", "dissociation")
_TREATMENTS = ("rescue_medication", "oxygen_start")


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
    """Each effect with yes or no, and once yes its onset and resolution, whether it stayed, was treated."""
    return tuple(field for effect in _EFFECTS for field in _fields(case, effect))


def _fields(case: Case, effect: Effect) -> tuple[WorksheetField, ...]:
    readings = _after_first_device(case, effect)
    course = _course(case, readings, effect)
    beside = [words for code, low in effect.measures if (words := _extreme(case, readings, code, low))]
    if not beside:
        names = " or ".join(measure_of(code).label for code, _ in effect.measures[:2])
        beside = [f"{names} not recorded after the first device"]
    occurred = _occurred(case, effect, readings, beside)
    said = case.answers.get(effect.code)
    if said is None or said.value == "no":
        return (occurred,)
    onset, resolved = _onset(case, effect.code, course), _resolved(case, effect.code, course)
    return (occurred, onset, resolved, _ongoing(case, effect.code, resolved), _treated(case, effect.code))


def _occurred(
    case: Case, effect: Effect, readings: Sequence[Reading], beside: Sequence[str]
) -> WorksheetField:
    """A person's word; values that were entered or corrected after it ask to look again."""
    field = case.asked(effect.code, flag=BY_A_PERSON, beside=beside)
    if field.answered is None or all(reading.recorded_at <= field.answered.at for reading in readings):
        return field
    return replace(field, flag="Values changed after this answer.")


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
    field = _time(case, code, "resolved", course.resolved, why_not)
    stayed = case.answers.get(f"{code}_ongoing")
    if field.missing and stayed is not None and stayed.value == "yes":
        return replace(field, flag="", remarks=("Still there at the end",))
    return field


def _time(case: Case, code: str, which: str, reading: Reading | None, why_not: str) -> WorksheetField:
    """The minute of the reading, else a person's."""
    label, name = f"{EFFECTS[code]}: {which}", f"{code}_{which}"
    unit = "min from the first device"
    if reading is None:
        return case.asked(name, flag=why_not, unit=unit)
    return WorksheetField(
        code=name, label=label, text=str(case.whole_minutes(reading.observed_at)), unit=unit,
        remarks=reading_remarks(reading, tuple(reading.values)), sources=(case.of_reading(reading),),
    )  # fmt: skip


def _ongoing(case: Case, code: str, resolved: WorksheetField) -> WorksheetField:
    """No where a reading says that it was over; without one a person says."""
    name = f"{code}_ongoing"
    label = QUESTIONS[name].label
    if not resolved.text or resolved.question is not None:
        said = f"Answered: over at {resolved.text} min" if resolved.text else resolved.flag
        return case.asked(name, flag=BY_A_PERSON, beside=[said] if said else ())
    return WorksheetField(
        code=name, label=label, text=YES_NO_WORDS["no"], sources=resolved.sources, remarks=resolved.remarks
    )


def _treated(case: Case, code: str) -> WorksheetField:
    """A person's word beside what was given in the session; nobody but them knows what it was given for."""
    given = [_given(case, event) for event in case.record.counted_events if event.kind in _TREATMENTS]
    beside = given or ["No medication or oxygen is recorded"]
    return case.asked(f"{code}_treated", flag=BY_A_PERSON, beside=beside)


def _given(case: Case, event: Event) -> str:
    words = event_words(event, case.record.zone)
    parts = (EVENT_KINDS[event.kind].label, words, minute_words(case.minute(event.occurred_at)))
    return " ".join(part for part in parts if part)


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

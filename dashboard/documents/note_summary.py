"""Extremes, limits and symptoms of the note: measured numbers with the minutes of their readings."""

from collections.abc import Sequence

from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.oxygen import SATURATION, under_oxygen
from dashboard.clinical.readings import blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind
from dashboard.clinical.trends import (
    Beyond,
    MeasureCourse,
    Point,
    Return,
    SessionSummary,
    SymptomCourse,
    minutes_observed,
)
from dashboard.documents import words
from dashboard.documents.blocks import Block, Column, Item, Listing, Paragraph, Row, Section, Table
from dashboard.documents.note_dose import AFTER_DOSE, NO_BASELINE

_COLUMNS = ("baseline", "highest", "lowest", "last", "change", "back")
_RISES = (LimitKind.RISE, LimitKind.RISE_PERCENT)


def summary_section(record: SessionRecord, summary: SessionSummary) -> Section:
    """Section 6: extremes, last value and largest change of each vital sign, and what lay beyond limits.

    `summary` is the record's, reckoned once for all parts of a note.
    """
    if not summary.courses:
        return Section(6, "Summary", (Paragraph("No vital sign was measured."),))
    blocks: list[Block] = [Paragraph(_overview(record))]
    if record.baseline_reading is None:
        blocks.append(Paragraph(NO_BASELINE, strong=True))
    elif record.baseline_after_dose:
        blocks.append(Paragraph(f"{AFTER_DOSE} Changes stand against it.", strong=True))
    blocks += [_extremes(record, summary.courses), *_beyond(record, summary.beyond)]
    return Section(6, "Summary", tuple(blocks))


def _overview(record: SessionRecord) -> str:
    counted, struck = record.counted_readings, sum(r.struck for r in record.readings)
    text = f"{_readings(len(counted))} counted"
    text += f", {struck} struck and left out." if struck else "."
    observed = minutes_observed(record)
    if observed is not None and observed > 0:
        until = "the end" if record.session.ended_at else "the last reading"
        text += f" {words.number(observed)} min from the dose start to {until}."
    last = next((r for r in reversed(counted) if blood_pressure(r.values)), None)
    if last is not None:
        moment = words.at_minute(record.minute(last.observed_at))
        text += f" Last blood pressure {blood_pressure(last.values)} {moment}."
    return text


def _readings(count: int) -> str:
    return f"{count} reading{'' if count == 1 else 's'}"


def _extremes(record: SessionRecord, courses: Sequence[MeasureCourse]) -> Table:
    moment = "minutes from the dose start" if record.clock.started_at else "clock times"
    return Table(
        caption=f"Vital signs; in brackets {moment}",
        columns=(Column("measure", numeric=False), *(Column(label) for label in _COLUMNS)),
        rows=tuple(_course_row(record, c) for c in courses),
        legend=(
            "Change: the largest difference from the accepted baseline. Back: the reading from which on all "
            "stood within 20 % of it. '-' nothing to compare with, '?' a questioned value. MAP, the mean "
            "pressure, is computed where the device gave none."
        ),
    )


def _course_row(record: SessionRecord, course: MeasureCourse) -> Row:
    code = course.measure.code
    change = "-"
    if course.largest_change is not None:
        size, moment = course.largest_change
        sign = "+" if size > 0 else ""
        change = f"{sign}{shown(code, size)} ({_moment(record, moment)})"
    label = f"{course.measure.short} {words.unit_of(course.measure)}".rstrip()
    return Row(cells=(
        label, _taken(record, code, course.baseline) if course.baseline else "-",
        *(_marked(record, code, p) for p in (course.highest, course.lowest, course.last)),
        change, _returned(record, course),
    ))  # fmt: skip


def _marked(record: SessionRecord, code: str, point: Point) -> str:
    return f"{_taken(record, code, point)}{'?' if point.questioned else ''} ({_moment(record, point)})"


def _taken(record: SessionRecord, code: str, point: Point) -> str:
    """The value, an SpO2 with the oxygen it was taken under."""
    return shown(code, point.value) + (under_oxygen(record, point.observed_at) if code == SATURATION else "")


def _moment(record: SessionRecord, point: Point) -> str:
    return words.clock_time(record, point.observed_at) if point.minute is None else words.number(point.minute)


def _returned(record: SessionRecord, course: MeasureCourse) -> str:
    match course.returned:
        case Return.NO_BASELINE:
            return "-"
        case Return.NEVER_LEFT:
            return "never left"
        case Return.NOT_BACK:
            return "not back"
        case Return.BACK:
            return f"from {_moment(record, course.back_from)}" if course.back_from else "-"


def _beyond(record: SessionRecord, beyond: Sequence[Beyond]) -> list[Block]:
    if not beyond:
        return [Paragraph("No reading lay beyond a limit.")]
    by_measure: dict[str, list[Beyond]] = {}
    for one in beyond:
        by_measure.setdefault(one.limit.measure, []).append(one)
    items = [
        Item(lead=measure_of(code).label, text="; ".join(_beyond_words(record, one) for one in ones) + ".")
        for code, ones in sorted(by_measure.items(), key=lambda entry: measure_of(entry[0]).order)
    ]
    heading = Paragraph("Readings beyond limits, from the first to the last such reading:")
    return [heading, Listing(tuple(items))]


def _beyond_words(record: SessionRecord, one: Beyond) -> str:
    first, last = _moment(record, one.first), _moment(record, one.last)
    unit = "" if one.first.minute is None else " min"
    count = _readings(one.count) if one.count == one.among else f"{one.count} of {one.among} readings"
    when = f"at {first}{unit}" if first == last else f"{first} to {last}{unit}"
    after = ", baseline after dose" if one.limit.kind in _RISES and record.baseline_after_dose else ""
    return f"{words.limit(one.limit)} ({words.level(one.limit.level)}{after}): {count}, {when}"


def symptoms_section(record: SessionRecord, summary: SessionSummary) -> Section:
    """Section 7: the peak of each scale, and from when it stood at rest again."""
    symptoms = summary.symptoms
    if not symptoms:
        return Section(7, "Symptoms", (Paragraph("No symptom scale was asked."),))
    items = tuple(Item(lead=s.measure.label, text=_symptom_words(record, s)) for s in symptoms)
    return Section(7, "Symptoms", (Listing(items, columns=2),))


def _symptom_words(record: SessionRecord, symptom: SymptomCourse) -> str:
    code = symptom.measure.code
    rest = shown(code, symptom.rest)
    if not symptom.occurred:
        return f"{rest} throughout, {_readings(symptom.count)}."
    unit = words.unit_of(symptom.measure)
    peak = f"{shown(code, symptom.peak.value)} {unit} at {_when(record, symptom.peak)}"
    if symptom.end is not None:
        return f"{peak}, {rest} from {_when(record, symptom.end)}."
    if symptom.last == symptom.peak:
        return f"{peak}, the last reading."
    return f"{peak}, still {shown(code, symptom.last.value)} at the last, {_when(record, symptom.last)}."


def _when(record: SessionRecord, point: Point) -> str:
    return _moment(record, point) if point.minute is None else f"{words.number(point.minute)} min"


def figure_text(record: SessionRecord, summary: SessionSummary) -> str:
    """The figure in words, for those who cannot see it; its numbers stand in the table."""
    counted = record.counted_readings
    if not counted:
        return "No figure: no reading was recorded."
    text = f"Course of {_readings(len(counted))}: blood pressure, heart rate, SpO2 and symptoms over time."
    course = summary.course("systolic")
    if course is not None:
        text += f" Systolic highest {words.point(course.highest, 'systolic')}."
    return f"{text} Every value stands in the table of readings below."

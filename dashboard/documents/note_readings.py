"""The monitoring table of the note: every set, struck ones too, in the order of measurement."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure, measure_of, measures, shown
from dashboard.clinical.oxygen import under_oxygen
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind, worst
from dashboard.documents import note_checks, words
from dashboard.documents.blocks import NOT_ASKED, Block, Column, Paragraph, Row, Section, Table, day
from dashboard.documents.words import clock_time, time_of_day

NOT_TAKEN = "x"
_PAIR = ("systolic", "diastolic")
_RISES = (LimitKind.RISE, LimitKind.RISE_PERCENT)


def section(record: SessionRecord) -> Section:
    """Section 5: the figure and the table."""
    kept = note_checks.deviations(record)
    checks = (kept,) if kept is not None else ()
    if not record.readings:
        return Section(5, "Readings", (Paragraph("No reading was recorded."), *checks))
    return Section(5, "Readings", (*_blocks(record), *checks), figure=True)


def _blocks(record: SessionRecord) -> Sequence[Block]:
    ordered = sorted(record.readings, key=lambda r: (r.observed_at, r.seq))
    usual = Counter(r.recorded_by_name for r in ordered).most_common(1)[0][0]
    columns = table_measures()
    before = [None, *ordered[:-1]]
    table = Table(
        caption=f"All {len(ordered)} readings, minutes from the dose start",
        columns=tuple(Column(label) for label in ("min", "time", "BP", *(m.short for m in columns))),
        rows=tuple(_row(record, r, b, columns, usual) for r, b in zip(ordered, before, strict=True)),
        flag_column="beyond limits",
        legend=(
            f"Pressure mmHg, symptoms 0 to 10, sedation MOAA/S with 5 awake. '{NOT_ASKED}' not asked at "
            f"this reading, '{NOT_TAKEN}' not taken with its reason below. Recorded by {usual} unless "
            "another is named."
        ),
    )
    return [table]


def table_measures() -> list[Measure]:
    """The measures with a column of their own: those of the form, the pressures apart."""
    return [m for m in measures() if m.on_form and m.code not in _PAIR]


def _row(
    record: SessionRecord, reading: Reading, before: Reading | None, columns: Sequence[Measure], usual: str
) -> Row:
    cells = (
        words.minute(record.minute(reading.observed_at)), time_of_day(record, reading.observed_at),
        _pressure_cell(reading), *(_cell(reading, m.code) for m in columns),
    )  # fmt: skip
    flags = record.flags(reading)
    level = worst(flags)
    return Row(
        cells=cells, loud=_loud(flags, columns), level=level, struck=reading.struck,
        flagged="STRUCK" if reading.struck else _flagged(record, reading, level),
        remarks=tuple(_remarks(record, reading, before, usual)),
    )  # fmt: skip


def _loud(flags: Sequence[Flag], columns: Sequence[Measure]) -> tuple[int, ...]:
    """The places of the cells that cross an advisory or urgent limit; the pair shares one cell."""
    crossed = {f.measure for f in flags if f.level is not Level.INFO}
    places = {2} if crossed & {*_PAIR, "mean_pressure"} else set()
    places |= {place for place, m in enumerate(columns, start=3) if m.code in crossed}
    return tuple(sorted(places))


def _pressure_cell(reading: Reading) -> str:
    pair = blood_pressure(reading.values)
    if pair:
        return pair
    return NOT_TAKEN if any(code in reading.not_obtained for code in _PAIR) else NOT_ASKED


def _cell(reading: Reading, code: str) -> str:
    if code in reading.values:
        return shown(code, reading.values[code])
    return NOT_TAKEN if code in reading.not_obtained else NOT_ASKED


def _flagged(record: SessionRecord, reading: Reading, level: Level | None) -> str:
    """The loudest level and what crosses it: 'URGENT Sys Dia'."""
    if level is None:
        return ""
    crossed = dict.fromkeys(measure_of(f.measure).short for f in record.flags(reading) if f.level is level)
    return " ".join([words.level(level), *crossed])


def _remarks(record: SessionRecord, reading: Reading, before: Reading | None, usual: str) -> list[str]:
    remarks = [*_context(record, reading, before), *_others(reading), *_lateness(record, reading)]
    remarks += changes(record, reading)
    author = first_author(record, reading)
    if author != usual:
        remarks.append(f"Recorded by {author}.")
    if reading.source != "manual":
        remarks.append(f"Source: {reading.source}.")
    return [*remarks, f"Note: {words.quoted(reading.note)}"] if reading.note else remarks


def _others(reading: Reading) -> list[str]:
    """Values without a column, reasons and marks."""
    columns = {m.code for m in table_measures()} | set(_PAIR)
    extra = sorted((c for c in reading.values if c not in columns), key=lambda c: measure_of(c).order)
    said = [f"{measure_of(c).label} {words.with_unit(c, reading.values[c])}." for c in extra]
    if reading.not_obtained:
        said.append(f"Not taken: {words.not_taken(reading)}.")
    if reading.questioned:
        said.append(f"Questioned: {', '.join(measure_of(c).label for c in reading.questioned)}.")
    return said


def _context(record: SessionRecord, reading: Reading, before: Reading | None) -> list[str]:
    said = []
    on = record.local(reading.observed_at).date()
    if on != (record.local(before.observed_at).date() if before else record.session_date):
        said.append(f"From here on {day(on)}.")
    if reading.qualifiers and (before is None or before.qualifiers != reading.qualifiers):
        said.append(f"{words.qualifiers(reading)}.")
    if remark := oxygen_remark(record, reading):
        said.append(remark)
    if reading.time_unchecked:
        said.append("The time was not checked.")
    rises = any(f.limit.kind in _RISES for f in record.flags(reading))
    if rises and record.baseline_after_dose:
        said.append("Rise over a baseline after dose.")
    return said


def oxygen_remark(record: SessionRecord, reading: Reading) -> str:
    """'SpO2 on 2 L/min.', empty on room air or without a value."""
    taken_under = under_oxygen(record, reading.observed_at) if "spo2" in reading.values else ""
    return f"SpO2{taken_under}." if taken_under else ""


def _lateness(record: SessionRecord, reading: Reading) -> list[str]:
    observed, stored = reading.observed_at, reading.first_recorded_at or reading.recorded_at
    said = []
    if reading.late:
        times = f"measured {clock_time(record, observed)}, entered {clock_time(record, stored)}"
        if (entered := record.minute(stored)) is not None:
            times += f", at {words.minute(record.minute(observed))} and {words.number(entered)} min"
        said.append(f"LATE ENTRY, {words.span(reading.late_by)}: {times}.")
    if record.session.ended_at is not None and stored > record.session.ended_at:
        said.append("Entered after the end of the session.")
    return said


def versions(record: SessionRecord, reading: Reading) -> list[Reading]:
    """All versions of a reading, oldest first, the current one last."""
    earlier = sorted((r for r in record.earlier_readings if r.id == reading.id), key=lambda r: r.version)
    return [*earlier, reading]


def first_author(record: SessionRecord, reading: Reading) -> str:
    """Who entered the reading first."""
    return versions(record, reading)[0].recorded_by_name


def changes(record: SessionRecord, reading: Reading, after: int = 0) -> list[str]:
    """What each correction replaced, who made it, when and why; the strike with its reason.

    `after` leaves out changes up to this version.
    """
    pairs = pairwise(versions(record, reading))
    return [_change(record, old, new) for old, new in pairs if new.version > after]


def _change(record: SessionRecord, old: Reading, new: Reading) -> str:
    by = f"{clock_time(record, new.recorded_at)} by {new.recorded_by_name}"
    why = f": {new.change_reason}" if new.change_reason else ""
    if new.struck:
        coded = f" ({new.strike_reason.value.replace('_', ' ')})" if new.strike_reason else ""
        return f"STRUCK {by}{coded}{why}."
    return f"Corrected {by}{why}. {'; '.join(_differences(record, old, new))}."


def _differences(record: SessionRecord, old: Reading, new: Reading) -> list[str]:
    said = []
    if old.observed_at != new.observed_at:
        said.append(f"Time {clock_time(record, old.observed_at)} -> {clock_time(record, new.observed_at)}")
    if [old.values.get(c) for c in _PAIR] != [new.values.get(c) for c in _PAIR]:
        said.append(f"BP {_pressure_cell(old)} -> {_pressure_cell(new)}")
    codes = sorted(({*old.values} | {*new.values}) - {*_PAIR}, key=lambda c: measure_of(c).order)
    said += [
        f"{measure_of(c).label} {_cell(old, c)} -> {_cell(new, c)}"
        for c in codes
        if old.values.get(c) != new.values.get(c)
    ]
    if dict(old.not_obtained) != dict(new.not_obtained):
        said.append(f"Not taken: {words.not_taken(old) or 'none'} -> {words.not_taken(new) or 'none'}")
    return said or ["No value changed"]

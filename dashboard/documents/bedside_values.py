"""What a hurried reader needs of the values: each with its own age, SpO2 with the oxygen it was taken under.

Transfer summary and downtime sheet share these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.event_findings import standing_flags
from dashboard.clinical.events import EVENT_KINDS
from dashboard.clinical.instruments import measure_of, measures, shown
from dashboard.clinical.oxygen import under_oxygen
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.documents import note_dose, note_readings, words
from dashboard.documents.blocks import Block, Column, Paragraph, Row, Section, Table

CHECKLIST = "pre_dose_checklist"
SEDATIVES = {"opioid": "opioid", "benzodiazepine": "benzodiazepine", "other_sedative": "other sedative"}
_PAIR = ("systolic", "diastolic")
NOT_WRITTEN = "This part could not be written. Read it from the record."
Part = Callable[[SessionRecord], Sequence[Block]]


def section_or_gap(number: int, title: str, part: Part, record: SessionRecord) -> Section:
    """The section, or a sentence that it could not be written: one odd row must not take the page away."""
    try:
        return Section(number, title, tuple(part(record)))
    except Exception:  # an ambulance does not wait: what can be written stands, and the gap is named
        return Section(number, title, (Paragraph(NOT_WRITTEN, strong=True),))


def dose_blocks(record: SessionRecord) -> tuple[Block, ...]:
    """Planned and given doses as in the note; kinds this version does not know are no dose."""
    known = replace(record, events=tuple(e for e in record.events if e.kind in EVENT_KINDS))
    return note_dose.dose_section(known).blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestValue:
    """The newest value of one measure: its words, its age at `seen_at`, and what it crosses.

    `level` is None when it crosses nothing or only informs.
    """

    label: str
    text: str
    unit: str
    age: str
    level: Level | None = None
    questioned: bool = False


def age(record: SessionRecord, at: datetime) -> str:
    """How long before `seen_at` in words: '7 min', from two hours on '2 h 05 min'."""
    minutes = max(0, int((record.seen_at - at) / timedelta(minutes=1)))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def flag_lines(record: SessionRecord) -> tuple[str, ...]:
    """What stands until undone, each on its line, and which sedative nobody was asked about."""
    asked = {code for e in record.counted_events if e.kind == CHECKLIST for code in e.detail}
    unasked = [words for code, words in SEDATIVES.items() if code not in asked]
    lines = [
        f"{flag[:1].upper()}{flag[1:]}: YES" if flag in SEDATIVES.values() else f"On {flag}"
        for flag in standing_flags(record)
    ]
    return (*lines, f"Not asked in this record: {', '.join(unasked)}") if unasked else tuple(lines)


def latest_values(record: SessionRecord) -> tuple[LatestValue, ...]:
    """Of every measure ever taken the newest value; the pressures as one pair of one reading."""
    latest = {code: r for code, r in record.latest().items() if code in r.values}
    newest_pressure = max(
        (latest[c] for c in _PAIR if c in latest), key=lambda r: (r.observed_at, r.seq), default=None
    )
    found = [] if newest_pressure is None else [_pressure(record, newest_pressure)]
    codes = [m.code for m in measures() if m.code in latest and m.code not in _PAIR]
    return (*found, *(_latest(record, latest[code], code) for code in codes))


def _pressure(record: SessionRecord, reading: Reading) -> LatestValue:
    return LatestValue(
        label="Blood pressure", text=blood_pressure(reading.values) or "", unit="mmHg",
        age=age(record, reading.observed_at), level=_level(record, reading, {*_PAIR, "mean_pressure"}),
        questioned=any(code in reading.questioned for code in _PAIR),
    )  # fmt: skip


def _latest(record: SessionRecord, reading: Reading, code: str) -> LatestValue:
    unit = words.unit_of(measure_of(code))
    if code == "spo2":
        unit += under_oxygen(record, reading.observed_at)
    return LatestValue(
        label=measure_of(code).label, text=shown(code, reading.values[code]), unit=unit,
        age=age(record, reading.observed_at), level=_level(record, reading, {code}),
        questioned=code in reading.questioned,
    )  # fmt: skip


def _level(record: SessionRecord, reading: Reading, codes: set[str]) -> Level | None:
    level = worst([flag for flag in record.flags(reading) if flag.measure in codes])
    return None if level is Level.INFO else level


@dataclass(frozen=True, slots=True)
class Sets:
    """Readings in the order of measurement with the row each has in the note's table."""

    table: Table
    readings: tuple[Reading, ...]

    def having(self, kept: Callable[[Reading], bool]) -> "Sets":
        """Only these readings."""
        pairs = [(r, row) for r, row in zip(self.readings, self.table.rows, strict=True) if kept(r)]
        table = replace(self.table, rows=tuple(row for _, row in pairs))
        return Sets(table, tuple(reading for reading, _ in pairs))

    def with_column(self, column: Column, cells: Sequence[str]) -> Table:
        """The table with one more column in front."""
        rows = (
            replace(row, cells=(cell, *row.cells), loud=tuple(place + 1 for place in row.loud))
            for cell, row in zip(cells, self.table.rows, strict=True)
        )
        return replace(self.table, columns=(column, *self.table.columns), rows=tuple(rows))


def sets_of(record: SessionRecord) -> Sets | None:
    """All sets as the note's table shows them, SpO2 always with its oxygen; None without a reading."""
    if not record.readings:
        return None
    ordered = tuple(sorted(record.readings, key=lambda r: (r.observed_at, r.seq)))
    table = next(b for b in note_readings.section(record).blocks if isinstance(b, Table))
    place = [column.label for column in table.columns].index(measure_of("spo2").short)
    rows = (_with_oxygen(record, r, row, place) for r, row in zip(ordered, table.rows, strict=True))
    return Sets(replace(table, rows=tuple(rows)), ordered)


def _with_oxygen(record: SessionRecord, reading: Reading, row: Row, place: int) -> Row:
    if "spo2" not in reading.values:
        return row
    cells = list(row.cells)
    cells[place] += under_oxygen(record, reading.observed_at)
    remark = note_readings.oxygen_remark(record, reading)
    return replace(row, cells=tuple(cells), remarks=tuple(said for said in row.remarks if said != remark))

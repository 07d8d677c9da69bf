"""What a hurried reader needs of the values: each with its own age, SpO2 with the oxygen it was taken under.

Transfer summary and downtime sheet share these.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.events import EVENT_KINDS
from dashboard.clinical.instruments import measure_of, measures, shown
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.documents import note_dose, note_readings, words
from dashboard.documents.blocks import Block, Column, Paragraph, Row, Section, Table

SEDATIVES: Mapping[str, str] = {
    "opioid": "Opioid", "benzodiazepine": "Benzodiazepine", "sedative_hypnotic": "Sedative-hypnotic",
    "sedative": "Other sedative",
}  # fmt: skip
NO_SEDATIVE_ANSWER = "Opioid, benzodiazepine or other sedative: not asked in this record."
_PAIR = ("systolic", "diastolic")
_YES, _NO = (True, "yes"), (False, "no")
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


@dataclass(frozen=True, slots=True)
class Oxygen:
    """Oxygen as last stated: L/min (None: running, the flow was not stated), and since when."""

    flow: float | None
    at: datetime

    @property
    def running(self) -> bool:
        """Whether oxygen is given; a flow of 0 ends it."""
        return self.flow is None or self.flow > 0

    @property
    def words(self) -> str:
        """'2 L/min'."""
        return "flow not stated" if self.flow is None else f"{words.number(self.flow)} L/min"


def age(record: SessionRecord, at: datetime) -> str:
    """How long before `seen_at` in words: '7 min', from two hours on '2 h 05 min'."""
    minutes = max(0, int((record.seen_at - at) / timedelta(minutes=1)))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def oxygen_at(record: SessionRecord, at: datetime) -> Oxygen | None:
    """What was last stated about oxygen up to this moment, as a measured flow or as a given drug."""
    stated = [
        Oxygen(r.values["oxygen_flow"], r.observed_at)
        for r in record.counted_readings
        if "oxygen_flow" in r.values and r.observed_at <= at
    ]
    for event in record.counted_events:
        is_oxygen = str(event.detail.get("drug", "")).strip().casefold() in ("oxygen", "o2")
        if event.kind == "rescue_medication" and is_oxygen and event.occurred_at <= at:
            amount = event.detail.get("amount")
            stated.append(Oxygen(amount if isinstance(amount, int | float) else None, event.occurred_at))
    return max(stated, key=lambda oxygen: oxygen.at, default=None)


def standing_flags(record: SessionRecord) -> tuple[str, ...]:
    """Oxygen that runs and every sedative answered yes; or that nobody was asked."""
    oxygen = oxygen_at(record, record.seen_at)
    flags = []
    if oxygen is not None and oxygen.running:
        moment = words.clock_time(record, oxygen.at)
        flags.append(f"ON OXYGEN, {oxygen.words} (stated {moment}, {age(record, oxygen.at)} ago)")
    answers = _sedative_answers(record)
    flags += [f"{SEDATIVES[key]}: YES" for key, answer in answers.items() if answer]
    return tuple(flags) if answers else (*flags, NO_SEDATIVE_ANSWER)


def _sedative_answers(record: SessionRecord) -> dict[str, bool]:
    """The last answer to each sedative, wherever an event of this session holds it."""
    answers: dict[str, bool] = {}
    for event in record.counted_events:
        for key in SEDATIVES:
            if event.detail.get(key) in (*_YES, *_NO):
                answers[key] = event.detail[key] in _YES
    return answers


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
    oxygen = oxygen_at(record, reading.observed_at) if code == "spo2" else None
    if oxygen is not None and oxygen.running:
        unit = f"{unit} on {oxygen.words}"
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
    oxygen = oxygen_at(record, reading.observed_at)
    if "spo2" not in reading.values or oxygen is None or not oxygen.running:
        return row
    cells = list(row.cells)
    cells[place] += f" on {oxygen.words}"
    return replace(row, cells=tuple(cells))

"""CSV, wide: one reading a row, a column for each measure and for the reason it was not taken."""

from collections.abc import Iterable, Iterator

from dashboard.clinical.instruments import measures, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.documents.csv_cells import (
    OXYGEN,
    Progress,
    all_versions,
    chunks,
    flag_words,
    flags_if_counted,
    header_of,
    oxygen_cell,
    questioned_words,
    reading_cells,
    session_cells,
    tail_cells,
    truth,
)
from dashboard.documents.deidentify import StudyIds


def write_wide(records: Iterable[SessionRecord], progress: Progress, ids: StudyIds | None) -> Iterator[bytes]:
    """The file in pieces. `progress` gets the rows written so far; with `ids` nobody can be recognised."""

    def rows(record: SessionRecord) -> Iterator[list[str]]:
        session = session_cells(record, ids)
        for reading, current in all_versions(record):
            yield [
                *session, *reading_cells(record, reading, current, ids is None),
                *_values(record, reading, current), *tail_cells(reading, ids is None),
            ]  # fmt: skip

    return chunks(header_of(ids is not None, _columns()), records, rows, progress)


def _columns() -> list[str]:
    codes = [m.code for m in measures()]
    reasons = [f"{code}_not_obtained" for code in codes]
    return [*codes, "mean_pressure_derived", *reasons, "questioned", "flag_level", "flags", OXYGEN]


def _values(record: SessionRecord, reading: Reading, current: bool) -> list[str]:
    codes = [m.code for m in measures()]
    values, reasons = reading.all_values, reading.not_obtained
    flags = flags_if_counted(record, reading, current)
    level = worst(flags)
    return [
        *(shown(code, values[code]) if code in values else "" for code in codes),
        truth("mean_pressure" in reading.derived),
        *(reasons[code].value if code in reasons else "" for code in codes),
        questioned_words(reading), level.value if level else "", flag_words(flags, named=True),
        oxygen_cell(record, reading),
    ]  # fmt: skip

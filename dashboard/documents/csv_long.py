"""CSV, long: one observation a row, taken or not, every version of it."""

from collections.abc import Iterable, Iterator

from dashboard.clinical.instruments import measures, shown
from dashboard.clinical.oxygen import SATURATION
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.csv_cells import (
    OXYGEN,
    Progress,
    all_versions,
    chunks,
    flag_words,
    flags_if_counted,
    header_of,
    oxygen_cell,
    reading_cells,
    session_cells,
    tail_cells,
    truth,
)
from dashboard.documents.deidentify import StudyIds

_OBSERVATION = (
    "measure", "value", "unit", "derived", "not_obtained", "questioned", "flag_level", "flags", OXYGEN,
)  # fmt: skip


def write_long(records: Iterable[SessionRecord], progress: Progress, ids: StudyIds | None) -> Iterator[bytes]:
    """The file in pieces. `progress` gets the rows written so far; with `ids` nobody can be recognised."""

    def rows(record: SessionRecord) -> Iterator[list[str]]:
        session = session_cells(record, ids)
        for reading, current in all_versions(record):
            start = [*session, *reading_cells(record, reading, current, ids is None)]
            end = tail_cells(reading, ids is None)
            for cells in _observations(record, reading, current):
                yield [*start, *cells, *end]

    return chunks(header_of(ids is not None, _OBSERVATION), records, rows, progress)


def _observations(record: SessionRecord, reading: Reading, current: bool) -> Iterator[list[str]]:
    flags = flags_if_counted(record, reading, current)
    values = reading.all_values
    for measure in measures():
        code = measure.code
        if code not in values and code not in reading.not_obtained:
            continue
        own = [f for f in flags if f.measure == code]
        level = max((f.level for f in own), key=lambda of: of.rank, default=None)
        reason = reading.not_obtained[code].value if code in reading.not_obtained else ""
        yield [
            code, shown(code, values[code]) if code in values else "", measure.ucum,
            truth(code in reading.derived), reason, truth(code in reading.questioned),
            level.value if level else "", flag_words(own, named=False),
            oxygen_cell(record, reading) if code == SATURATION else "",
        ]  # fmt: skip

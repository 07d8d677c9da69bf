"""What long and wide tables share: the columns of a session and a reading, and how a cell is written."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.oxygen import SATURATION, oxygen_at
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag
from dashboard.documents.deidentify import StudyIds, age_shown
from dashboard.documents.words import number

Progress = Callable[[int], None]
BOM = b"\xef\xbb\xbf"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

IDENTIFIED_SESSION = (
    "session_id", "session_date", "mrn", "family_name", "given_name", "birth_date", "sex", "room",
)  # fmt: skip
DEIDENTIFIED_SESSION = ("study_patient", "study_session", "year", "age", "sex")
SESSION_TAIL = (
    "drug", "route", "protocol", "protocol_version", "limits", "limits_version", "practice",
)  # fmt: skip
READING = ("reading", "version", "current", "status", "minutes_from_dose")
IDENTIFIED_TIMES = ("observed_at", "recorded_at")
READING_TAIL = ("late", "late_by_min", "source")
IDENTIFIED_TAIL = ("recorded_by", "reading_id", "change_reason", "strike_reason", "note")

# Beside SpO2: the oxygen it was taken under, L/min; empty on room air.
OXYGEN = "spo2_on_oxygen"


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula. Never used on numbers."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def chunks(
    header: Sequence[str], records: Iterable[SessionRecord],
    rows_of: Callable[[SessionRecord], Iterator[list[str]]], progress: Progress,
) -> Iterator[bytes]:  # fmt: skip
    """The file in pieces: mark and header, then one per session; `progress` gets the rows so far."""
    yield BOM + _encoded([list(header)])
    done = 0
    for record in records:
        rows = list(rows_of(record))
        if rows:
            yield _encoded(rows)
        done += len(rows)
        progress(done)


def _encoded(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8", "replace")


def oxygen_cell(record: SessionRecord, reading: Reading) -> str:
    """The flow in L/min that the reading's SpO2 was taken under, 'not_stated', or empty on room air."""
    flow = oxygen_at(record, reading.observed_at) if SATURATION in reading.values else None
    if flow is None:
        return ""
    return number(flow) if flow else "not_stated"


def header_of(deidentified: bool, middle: Sequence[str]) -> list[str]:
    """All column names: session, reading, the format's own in the middle, and the rest."""
    session = DEIDENTIFIED_SESSION if deidentified else IDENTIFIED_SESSION
    times = () if deidentified else IDENTIFIED_TIMES
    tail = () if deidentified else IDENTIFIED_TAIL
    return [*session, *SESSION_TAIL, *READING, *times, *middle, *READING_TAIL, *tail]


def session_cells(record: SessionRecord, ids: StudyIds | None) -> list[str]:
    """The cells of header columns that are the same for all rows of a session; `ids` when de-identified."""
    protocol, limits, patient = record.protocol, record.threshold_set, record.patient
    tail = [
        protocol.drug, protocol.route, guarded(protocol.code), str(protocol.version),
        guarded(limits.code), str(limits.version), truth(record.clinic.practice),
    ]  # fmt: skip
    if ids is not None:
        who = [ids.of_patient(record), ids.of_session(record), str(record.session_date.year)]
        return [*who, age_shown(record), patient.sex.value, *tail]
    return [
        record.session.id, record.session_date.isoformat(), guarded(patient.mrn),
        guarded(patient.family_name), guarded(patient.given_name), patient.birth_date.isoformat(),
        patient.sex.value, guarded(record.room.name), *tail,
    ]  # fmt: skip


def reading_cells(record: SessionRecord, reading: Reading, current: bool, identified: bool) -> list[str]:
    """The cells of the reading's own header columns."""
    minute = record.minute(reading.observed_at)
    cells = [
        str(reading.seq), str(reading.version), truth(current), reading.status.value,
        "" if minute is None else number(minute),
    ]  # fmt: skip
    times = (reading.observed_at, reading.recorded_at) if identified else ()
    return [*cells, *(local_time(record, t) for t in times)]


def tail_cells(reading: Reading, identified: bool) -> list[str]:
    """The cells of the last columns; names and free text only where identified."""
    late_by = number(round(reading.late_by.total_seconds() / 60, 1)) if reading.late else ""
    cells = [truth(reading.late), late_by, guarded(reading.source)]
    if not identified:
        return cells
    strike = reading.strike_reason.value if reading.strike_reason else ""
    return [
        *cells, guarded(reading.recorded_by_name), reading.id, guarded(reading.change_reason or ""), strike,
        guarded(reading.note or ""),
    ]  # fmt: skip


def all_versions(record: SessionRecord) -> list[tuple[Reading, bool]]:
    """Every version of every reading with whether it is the current one, in the order of measurement."""
    versions = [(r, True) for r in record.readings] + [(r, False) for r in record.earlier_readings]
    moment = {r.id: r.observed_at for r in record.readings}
    return sorted(versions, key=lambda v: (moment.get(v[0].id, v[0].observed_at), v[0].seq, v[0].version))


def flags_if_counted(record: SessionRecord, reading: Reading, current: bool) -> tuple[Flag, ...]:
    """The reading's flags; none for a replaced or struck version."""
    return record.flags(reading) if current else ()


def flag_words(flags: Sequence[Flag], *, named: bool) -> str:
    """'urgent high 180; urgent rise 40', with the measure before each when `named`."""
    return "; ".join(
        " ".join([*([f.measure] if named else []), f.level.value, f.limit.kind.value, number(f.limit.value)])
        for f in flags
    )


def questioned_words(reading: Reading) -> str:
    """The questioned measures by code."""
    return " ".join(sorted(reading.questioned, key=lambda code: measure_of(code).order))


def truth(value: bool) -> str:
    """'true' or 'false'."""
    return "true" if value else "false"


def local_time(record: SessionRecord, at: datetime) -> str:
    """ISO 8601 to the second with the offset of the clinic's zone."""
    return record.local(at).isoformat(timespec="seconds")

"""Late entry from a file: a paper or downtime sheet, typed as CSV, takes the same road as every reading."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.actions.clinic import Clinic, Once, Replayed
from dashboard.actions.readings import RecordedReading, record_reading
from dashboard.actions.users import shell_actor
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import ClinicalError, FieldError, InvalidEntry, KeyReused, NotFound
from dashboard.clinical.instruments import find_measure, measures
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import users as users_store
from dashboard.store.session_records import load_record

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE
)
IDENTITY = ("mrn", "birth_date")
TIMES = ("minute", "observed_at")
FURTHEST_MINUTE = 100_000
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]


class _LineRefused(Exception):
    """One line cannot be stored; says column and reason."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(f"column {column}: refused, {words}")


def import_file(clinic: Clinic, path: Path, session_id: str, as_user: str, say: Callable[[str], None]) -> int:
    """Store each line as a reading of the session; 0 when every line is stored or was already there, else 1.

    A file whose columns or identity do not fit stores nothing (ClinicalError).
    """
    actor, record = _person(clinic, as_user), _session(clinic, session_id)
    content = _content(path)
    lines = list(_lines(_text(content, path.name)))
    say(_announcement(record, len(lines)))
    _check_fit(record, lines)
    outcomes = [_import_line(clinic, actor, record, line, say) for line in lines]
    _audit(clinic, actor, record, hashlib.sha256(content).hexdigest(), outcomes)
    stored, known, refused = (outcomes.count(kind) for kind in ("stored", "known", "refused"))
    say(f"{stored} stored, {known} already there, {refused} refused.")
    return 1 if refused else 0


def _person(clinic: Clinic, username: str) -> Actor:
    with clinic.database.reading() as db:
        found = users_store.find_user(db, username)
    if found is None or found[0].disabled_at is not None:
        raise NotFound(f"There is no person with the username {username}.")
    actor = replace(found[0].actor(), operating_system_user=shell_actor().operating_system_user)
    actor.require(Permission.RECORD_READING)
    return actor


def _session(clinic: Clinic, session_id: str) -> SessionRecord:
    with clinic.database.reading() as db:
        record = load_record(db, session_id, clinic.now())
    if record is None:
        raise NotFound(f"There is no session {session_id}.")
    return record


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ClinicalError(f"{path.name} cannot be read: {error.strerror}.", "unreadable") from error


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClinicalError(f"{name} is not UTF-8 text.", "unreadable") from error


def _lines(text: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _line(reader.line_num, header, cells)
    except csv.Error as error:
        raise ClinicalError(f"Line {reader.line_num} is no CSV: {error}.", "shape") from error


def _line(number: int, header: list[str], cells: list[str]) -> _Line:
    if len(cells) > len(header):
        words = f"Line {number} has {len(cells)} cells; the header has {len(header)}. Nothing was stored."
        raise ClinicalError(words, "shape")
    missing = [""] * (len(header) - len(cells))
    return _Line(number, {name: c.strip() for name, c in zip(header, [*cells, *missing], strict=True)})


def _check_header(header: list[str]) -> None:
    known = (*IDENTITY, *TIMES, *(m.code for m in measures()))
    unknown = [name for name in header if name not in known]
    if unknown and any(";" in name for name in unknown):
        raise ClinicalError("The columns must be parted by commas, not by semicolons.", "header")
    if unknown:
        named = ", ".join(name[:SHOWN_LENGTH] or "without a name" for name in unknown)
        raise ClinicalError(f"Unknown column {named}. Known are: {', '.join(known)}.", "header")
    if len(set(header)) != len(header):
        raise ClinicalError("A column stands twice in the header.", "header")
    if sum(name in header for name in TIMES) != 1:
        raise ClinicalError("The header needs one of the columns minute and observed_at.", "header")
    if not any(find_measure(name) for name in header):
        raise ClinicalError("The header names no measure.", "header")


def _announcement(record: SessionRecord, count: int) -> str:
    patient = record.patient
    return (
        f"Patient {patient.name}, born {patient.birth_date.isoformat()}, record number {patient.mrn}; "
        f"session of {record.session_date.isoformat()} in {record.room.name}; "
        f"{count} {'line' if count == 1 else 'lines'}."
    )


def _check_fit(record: SessionRecord, lines: list[_Line]) -> None:
    """The file must be this patient's, and minutes need a dose start; else nothing is stored."""
    own = {"mrn": record.patient.mrn, "birth_date": record.patient.birth_date.isoformat()}
    for line in lines:
        for name, expected in own.items():
            if name in line.cells and line.cells[name] != expected:
                said = _said(line.cells[name])
                words = (
                    f"Line {line.number}, column {name}: {said} is not this patient's. Nothing was stored."
                )
                raise ClinicalError(words, "other_patient")
    if lines and "minute" in lines[0].cells and record.clock.started_at is None:
        raise ClinicalError(
            "The session has no dose start, so minutes mean nothing; nothing was stored. "
            "Record the dose start first, or give observed_at instead.",
            "no_dose_start",
        )


def _import_line(
    clinic: Clinic, actor: Actor, record: SessionRecord, line: _Line, say: Callable[[str], None]
) -> str:
    try:
        entry = _entry(record, line)
        stored = record_reading(clinic, actor, record.session.id, entry, _once(record, line, entry))
    except _LineRefused as refused:
        say(f"Line {line.number}, {refused}")
        return "refused"
    except InvalidEntry as error:
        for fault in error.errors:
            say(f"Line {line.number}, column {_column(fault, line)}: refused, {fault.message}")
        return "refused"
    except (Replayed, KeyReused):  # the key is the line itself: it is there, whoever imported it
        return "known"
    except ClinicalError as error:
        say(f"Line {line.number}: refused, {error.detail}")
        return "refused"
    _say_questioned(stored, line, say)
    return "stored"


def _column(fault: FieldError, line: _Line) -> str:
    """The file's column behind a field of the entry."""
    name = fault.field.rpartition(".")[2]
    return "minute" if name == "observed_at" and "minute" in line.cells else name


def _say_questioned(stored: RecordedReading, line: _Line, say: Callable[[str], None]) -> None:
    for code in stored.reading.questioned:
        say(f"Line {line.number}, column {code}: stored and marked questioned ({line.cells.get(code, '')}).")


def _entry(record: SessionRecord, line: _Line) -> ReadingEntry:
    values = {name: _number(name, cell) for name, cell in line.cells.items() if cell and find_measure(name)}
    return ReadingEntry(
        values=values, confirmed=frozenset(values), observed_at=_observed_at(record, line), source="import"
    )


def _number(name: str, cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise _LineRefused(name, f"{_said(cell)} is not a number.")
    value = float(cell)
    return int(value) if value.is_integer() else value


def _observed_at(record: SessionRecord, line: _Line) -> datetime:
    if "minute" not in line.cells:
        return _clock_time(record, line.cells["observed_at"])
    minute = _number("minute", line.cells["minute"])
    if record.clock.started_at is None or abs(minute) > FURTHEST_MINUTE:
        raise _LineRefused("minute", f"{_said(line.cells['minute'])} is no minute of this session.")
    return record.clock.started_at + timedelta(minutes=minute)


def _clock_time(record: SessionRecord, cell: str) -> datetime:
    """A time with offset, or clinic time without one; an hour that repeats or is missing needs its offset."""
    try:
        if not _MOMENT.fullmatch(cell):
            raise ValueError
        at = datetime.fromisoformat(cell.upper())
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        first, second = (at.replace(tzinfo=record.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError) as error:
        raise _LineRefused("observed_at", f"{_said(cell)} is not a time such as 2026-11-23T14:05.") from error
    if first != second:
        words = f"{_said(cell)} falls into the hour that the clocks were changed; write it with its offset."
        raise _LineRefused("observed_at", words)
    return first


def _said(cell: str) -> str:
    return f"'{cell[:SHOWN_LENGTH]}'"


def _once(record: SessionRecord, line: _Line, entry: ReadingEntry) -> Once:
    """The same line of the same session is the same request, however often the file is run.

    A minute counts as written: a dose start corrected in between must not store the sheet a second time.
    """
    if "minute" in line.cells:
        time = f"minute {float(line.cells['minute'])}"
    else:
        time = entry.observed_at.isoformat() if entry.observed_at else ""
    parts = [record.session.id, time, *(f"{code}={value}" for code, value in sorted(entry.values.items()))]
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
    return Once(f"import-{digest[:40]}", f"/import/{record.session.id}", digest, lambda _: {})


def _audit(clinic: Clinic, actor: Actor, record: SessionRecord, digest: str, outcomes: list[str]) -> None:
    with clinic.work(actor, Permission.RECORD_READING) as work:
        work.audit(
            AuditKind.FILE_IMPORTED, "session", record.session.id, patient_id=record.patient.id,
            operating_system_user=actor.operating_system_user, sha256=digest,
            stored=outcomes.count("stored"), already=outcomes.count("known"),
            refused=outcomes.count("refused"),
        )  # fmt: skip

"""Late entry from a file: a paper or downtime sheet, typed as CSV, takes the same road as every reading."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.actions.clinic import Clinic, Once, Replayed
from dashboard.actions.readings import RecordedReading, record_reading
from dashboard.actions.users import shell_actor
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import ClinicalError, InvalidEntry, KeyReused, NotFound
from dashboard.clinical.instruments import find_measure, measures
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import users as users_store
from dashboard.store.session_records import load_record

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
IDENTITY = ("mrn", "birth_date")
TIMES = ("minute", "observed_at")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]


class _LineRefused(Exception):
    """One line cannot be stored; says column and reason."""


def import_file(clinic: Clinic, path: Path, session_id: str, as_user: str, say: Callable[[str], None]) -> int:
    """Store each line as a reading of the session; 0 when every line is stored or was already there, else 1.

    A file whose columns or identity do not fit stores nothing (InvalidEntry, ClinicalError).
    """
    actor, record = _person(clinic, as_user), _session(clinic, session_id)
    text = _text(path)
    lines = list(_lines(text))
    say(_announcement(record, len(lines)))
    _check_identity(record, lines)
    outcomes = [_import_line(clinic, actor, record, line, say) for line in lines]
    _audit(clinic, actor, record, text, outcomes)
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


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ClinicalError(f"{path.name} cannot be read: {error.strerror}.", "unreadable") from error
    except UnicodeDecodeError as error:
        raise ClinicalError(f"{path.name} is not UTF-8 text.", "unreadable") from error


def _lines(text: str) -> Iterator[_Line]:
    reader = csv.reader(text.splitlines())
    header = [cell.strip() for cell in next(reader, [])]
    _check_header(header)
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise ClinicalError(
                f"Line {number} has {len(cells)} cells; the header has {len(header)}.", "shape"
            )
        yield _Line(number, {name: cell.strip() for name, cell in zip(header, cells, strict=False)})


def _check_header(header: list[str]) -> None:
    known = {*IDENTITY, *TIMES, *(m.code for m in measures())}
    unknown = [name for name in header if name not in known]
    if unknown:
        raise ClinicalError(
            f"Unknown column {', '.join(unknown)}. Known are: {', '.join(sorted(known))}.", "header"
        )
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
        f"session of {record.session_date.isoformat()} in {record.room.name}; {count} lines."
    )


def _check_identity(record: SessionRecord, lines: list[_Line]) -> None:
    own = {"mrn": record.patient.mrn, "birth_date": record.patient.birth_date.isoformat()}
    for line in lines:
        for name, expected in own.items():
            if name in line.cells and line.cells[name] != expected:
                raise ClinicalError(
                    f"Line {line.number}, column {name}: '{line.cells[name]}' is not this patient's. "
                    "Nothing was stored.",
                    "other_patient",
                )
    if lines and "minute" in lines[0].cells and record.clock.started_at is None:
        raise ClinicalError(
            "The session has no dose start, so minutes mean nothing. "
            "Record the dose start first, or use observed_at.",
            "no_dose_start",
        )


def _import_line(
    clinic: Clinic, actor: Actor, record: SessionRecord, line: _Line, say: Callable[[str], None]
) -> str:
    try:
        entry = _entry(record, line)
        stored = record_reading(clinic, actor, record.session.id, entry, _once(record, entry))
    except _LineRefused as refused:
        say(f"Line {line.number}: refused, {refused}")
        return "refused"
    except InvalidEntry as error:
        for fault in error.errors:
            say(f"Line {line.number}, column {fault.field.rpartition('.')[2]}: refused, {fault.message}")
        return "refused"
    except (Replayed, KeyReused):  # the key is the line itself: it is there, whoever imported it
        return "known"
    except ClinicalError as error:
        say(f"Line {line.number}: refused, {error.detail}")
        return "refused"
    _say_questioned(stored, line, say)
    return "stored"


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
        raise _LineRefused(f"column {name}: '{cell}' is not a number.")
    return float(cell) if "." in cell else int(cell)


def _observed_at(record: SessionRecord, line: _Line) -> datetime:
    if "minute" in line.cells:
        minute = _number("minute", line.cells["minute"])
        if record.clock.started_at is None or abs(minute) > 100_000:
            raise _LineRefused(f"column minute: {line.cells['minute']} is no minute of this session.")
        return record.clock.started_at + timedelta(minutes=minute)
    return _clock_time(record, line.cells["observed_at"])


def _clock_time(record: SessionRecord, cell: str) -> datetime:
    """A time with offset, or clinic time without one; an hour that repeats or is missing needs its offset."""
    try:
        at = datetime.fromisoformat(cell)
    except ValueError as error:
        raise _LineRefused(f"column observed_at: '{cell}' is not a time such as 2026-11-23T14:05.") from error
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    first, second = (at.replace(tzinfo=record.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        words = "falls into the hour that the clocks were changed; write it with its offset."
        raise _LineRefused(f"column observed_at: '{cell}' {words}")
    return first


def _once(record: SessionRecord, entry: ReadingEntry) -> Once:
    """The same line of the same session is the same request, however often the file is run."""
    parts = [record.session.id, entry.observed_at.isoformat() if entry.observed_at else ""]
    parts += [f"{code}={value}" for code, value in sorted(entry.values.items())]
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
    return Once(f"import-{digest[:40]}", f"/import/{record.session.id}", digest, lambda _: {})


def _audit(clinic: Clinic, actor: Actor, record: SessionRecord, text: str, outcomes: list[str]) -> None:
    with clinic.work(actor, Permission.RECORD_READING) as work:
        work.audit(
            AuditKind.FILE_IMPORTED, "session", record.session.id, patient_id=record.patient.id,
            operating_system_user=actor.operating_system_user,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            stored=outcomes.count("stored"), already=outcomes.count("known"),
            refused=outcomes.count("refused"),
        )  # fmt: skip

"""Late entry from a file: a paper or downtime sheet, typed as CSV, takes the same road as every reading."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.actions.clinic import Clinic, Once, Replayed
from dashboard.actions.readings import RecordedReading, record_reading
from dashboard.actions.sheet import Line, LineRefused, clock_time, content_of, lines_of, number_in, quoted
from dashboard.actions.users import shell_actor
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import ClinicalError, FieldError, InvalidEntry, KeyReused, NotFound
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import users as users_store
from dashboard.store.session_records import load_record

FURTHEST_MINUTE = 100_000


def import_file(clinic: Clinic, path: Path, session_id: str, as_user: str, say: Callable[[str], None]) -> int:
    """Store each line as a reading of the session; 0 when every line is stored or was already there, else 1.

    A file whose columns or identity do not fit stores nothing (ClinicalError).
    """
    actor, record = _person(clinic, as_user), _session(clinic, session_id)
    content = content_of(path)
    lines = list(lines_of(content, path.name))
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


def _announcement(record: SessionRecord, count: int) -> str:
    patient = record.patient
    return (
        f"Patient {patient.name}, born {patient.birth_date.isoformat()}, record number {patient.mrn}; "
        f"session of {record.session_date.isoformat()} in {record.room.name}; "
        f"{count} {'line' if count == 1 else 'lines'}."
    )


def _check_fit(record: SessionRecord, lines: list[Line]) -> None:
    """The file must be this patient's, and minutes need a dose start; else nothing is stored."""
    own = {"mrn": record.patient.mrn, "birth_date": record.patient.birth_date.isoformat()}
    for line in lines:
        for name, expected in own.items():
            if name in line.cells and line.cells[name] != expected:
                cell = quoted(line.cells[name])
                words = (
                    f"Line {line.number}, column {name}: {cell} is not this patient's. Nothing was stored."
                )
                raise ClinicalError(words, "other_patient")
    if lines and "minute" in lines[0].cells and record.clock.started_at is None:
        raise ClinicalError(
            "The session has no dose start, so minutes mean nothing; nothing was stored. "
            "Record the dose start first, or give observed_at instead.",
            "no_dose_start",
        )


def _import_line(
    clinic: Clinic, actor: Actor, record: SessionRecord, line: Line, say: Callable[[str], None]
) -> str:
    try:
        entry = _entry(record, line)
        stored = record_reading(clinic, actor, record.session.id, entry, _once(record, line, entry))
    except LineRefused as refused:
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


def _column(fault: FieldError, line: Line) -> str:
    """The file's column behind a field of the entry."""
    name = fault.field.rpartition(".")[2]
    return "minute" if name == "observed_at" and "minute" in line.cells else name


def _say_questioned(stored: RecordedReading, line: Line, say: Callable[[str], None]) -> None:
    for code in stored.reading.questioned:
        say(f"Line {line.number}, column {code}: stored and marked questioned ({line.cells.get(code, '')}).")


def _entry(record: SessionRecord, line: Line) -> ReadingEntry:
    values = {name: number_in(name, cell) for name, cell in line.cells.items() if cell and find_measure(name)}
    return ReadingEntry(
        values=values, confirmed=frozenset(values), observed_at=_observed_at(record, line), source="import"
    )


def _observed_at(record: SessionRecord, line: Line) -> datetime:
    if "minute" not in line.cells:
        return clock_time(line.cells["observed_at"], record.zone)
    minute = number_in("minute", line.cells["minute"])
    if record.clock.started_at is None or abs(minute) > FURTHEST_MINUTE:
        raise LineRefused("minute", f"{quoted(line.cells['minute'])} is no minute of this session.")
    return record.clock.started_at + timedelta(minutes=minute)


def _once(record: SessionRecord, line: Line, entry: ReadingEntry) -> Once:
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

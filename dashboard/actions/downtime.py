"""Downtime sheets: each running session as a page in the data folder, for the hour without a server.

Files are named by room and session code, never by a person, and are readable by the service alone and the
group that the clinic names. A sheet is written beside its place and moved there, so that a reader finds the
old one or the new one.
"""

import os
import re
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import SYSTEM, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.downtime import downtime_sheet
from dashboard.documents.identity import record_code
from dashboard.store import sessions as sessions_store
from dashboard.store.session_records import load_open_records

FOLDER = "downtime"
STAMP = "last-written"
# A saved set reaches the disk within this time, whatever the regular interval is.
LOOK_EVERY_S = 15.0
LATE_AFTER = timedelta(minutes=5)
_PART = ".part"
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

log = structlog.get_logger("chairside")


def write_sheets(clinic: Clinic, group: int | None = None) -> list[Path]:
    """Write one file per running session and remove those of ended ones; the files in the board's order.

    `group` is the number of the group that may read them beside this account; None for nobody else.
    A sheet that fails leaves its older file, and the others are still written; then the first error is raised
    and `last_written_at` stays as it was.
    """
    with clinic.look(SYSTEM, Permission.VIEW_RECORDS) as look:
        records = sorted(load_open_records(look.db, look.now), key=lambda r: r.room.position)
        written_at = look.now
    folder = _folder(clinic, group)
    names = [_name(record) for record in records]
    tried = (_try(folder / name, record, group) for record, name in zip(records, names, strict=True))
    failures = [error for error in tried if error]
    _remove_others(folder, {*names, STAMP})
    if failures:
        raise failures[0]
    _put(folder / STAMP, written_at.isoformat().encode("ascii"), group)
    return [folder / name for name in names]


def last_written_at(clinic: Clinic) -> datetime | None:
    """When every sheet was last written without an error (UTC), by whichever process; None before that."""
    try:
        return datetime.fromisoformat((clinic.data_dir / FOLDER / STAMP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def sheets_late(clinic: Clinic) -> bool:
    """Whether a session runs and the sheets were last written over 5 min ago. Raises CannotStore."""
    written_at = last_written_at(clinic)
    with clinic.look(SYSTEM, Permission.VIEW_RECORDS) as look:
        if written_at is not None and look.now - written_at <= LATE_AFTER:
            return False
        running, _ = sessions_store.list_sessions(look.db, open_only=True, limit=1)
    return bool(running)


def keep_writing(clinic: Clinic, every_s: float, stop: threading.Event, group: int | None = None) -> None:
    """Write now, every `every_s` seconds, soon after anything changed, and once more at `stop`.

    `group` as in `write_sheets`. The body of a background thread: a failure is logged and tried again at the
    next look.
    """
    pause = min(LOOK_EVERY_S, every_s)
    waited, seen = every_s, None
    while not stop.is_set():
        change = _last_change(clinic)
        if waited >= every_s or change != seen:
            done = _write_or_log(clinic, group)
            waited, seen = 0.0, change if done else None
        stop.wait(pause)
        waited += pause
    _write_or_log(clinic, group)


def _last_change(clinic: Clinic) -> int | None:
    """Number of the last change; None while the database does not answer."""
    try:
        return clinic.last_change()
    except Exception as error:  # the thread must outlive the database's bad minutes
        log.error("downtime: changes not read", error=type(error).__name__)
        return None


def _write_or_log(clinic: Clinic, group: int | None) -> bool:
    try:
        write_sheets(clinic, group)
    except Exception as error:  # as above; the status function tells how old the sheets are
        log.error("downtime: sheets not written", error=type(error).__name__)
        return False
    return True


def _folder(clinic: Clinic, group: int | None) -> Path:
    folder = clinic.data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if group is not None:
        os.chown(folder, -1, group)
    folder.chmod(0o700 if group is None else 0o750)
    return folder


def _name(record: SessionRecord) -> str:
    """'room-1-4f9a21c7.html'; of a room in another script only its place on the board."""
    room = _UNSAFE.sub("-", record.room.name).strip("-").lower()[:40] or f"place-{record.room.position}"
    code = record_code(record.session.id).replace(" ", "")
    practice = "PRACTICE-" if record.clinic.practice else ""
    return f"{practice}{room}-{code}.html"


def _try(path: Path, record: SessionRecord, group: int | None) -> Exception | None:
    """Write one sheet; the error, logged with the file's name alone, when it cannot be."""
    try:
        _put(path, downtime_sheet(record), group)
    except Exception as error:  # one sheet must not take the others with it
        log.error("downtime: sheet not written", file=path.name, error=type(error).__name__)
        return error
    return None


def _put(path: Path, content: bytes, group: int | None) -> None:
    """The file in one move, on the disk before it is seen, readable by its owner and that group alone."""
    part = path.with_name(path.name + _PART)
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            if group is not None:
                os.fchown(file.fileno(), -1, group)
                os.fchmod(file.fileno(), 0o640)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        if path.is_file() and path.name not in kept:
            path.unlink(missing_ok=True)

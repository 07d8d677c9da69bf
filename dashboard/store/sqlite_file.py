"""The record in one SQLite file: driver, settings, and what is looked at before anything is written."""

import contextlib
import importlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from dashboard.store.refusals import CorruptDatabase, ForeignDatabase, RefusedDatabase

FILE_NAME = "chairside.sqlite3"
# "CHSD", written into the file's header first, so that no other program's file is taken for ours.
APPLICATION_ID = 0x43485344
# 3.7.0 to 3.51.2 can corrupt a write-ahead log when it is reset.
WAL_IS_SAFE_FROM = (3, 51, 3)
CHECKED_UP_TO_BYTES = 256 * 1024 * 1024
BUSY_TIMEOUT_MS = 5_000
READERS = 40
_READ_ONLY, _CORRUPT, _CANNOT_OPEN, _NOT_A_DATABASE = 8, 11, 14, 26


def _find_driver() -> Any:
    """The bundled SQLite; the interpreter's own where this kind of machine has no wheel of it."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


driver = _find_driver()


def journal_mode() -> str:
    """`wal` where this SQLite's write-ahead log is safe, else the rollback journal."""
    return "wal" if driver.sqlite_version_info >= WAL_IS_SAFE_FROM else "delete"


def make_engines(path: Path) -> tuple[Engine, Engine]:
    """An engine of one writing connection and one of readers that cannot write."""
    return _engine(path, writes=True, size=1), _engine(path, writes=False, size=READERS)


def _engine(path: Path, *, writes: bool, size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", module=driver, poolclass=QueuePool, pool_size=size, max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 512},
    )  # fmt: skip
    pragmas = [
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}", "PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL",
        "PRAGMA mmap_size = 0", "PRAGMA recursive_triggers = ON", "PRAGMA journal_size_limit = 67108864",
    ]  # fmt: skip
    pragmas += [f"PRAGMA journal_mode = {journal_mode()}"] if writes else ["PRAGMA query_only = ON"]

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # The driver would begin deferred; a writer that must wait for its turn then fails instead.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def mark_as_ours(path: Path) -> None:
    """Make the file if it is missing, and write the application id into its header."""
    with contextlib.closing(driver.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if os.name == "posix":
        path.chmod(0o600)


def inspect_file(path: Path) -> tuple[str | None, str | None]:
    """(revision, kind) of the file, both None for a missing, empty or merely marked one; changes nothing.

    Raises ForeignDatabase or CorruptDatabase.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None, None
    try:
        with _looking(path) as connection:
            return _inspect(connection, path)
    except driver.DatabaseError as error:
        raise _refusal(error, path) from error


@contextlib.contextmanager
def _looking(path: Path) -> Iterator[Any]:
    try:
        connection = _open(path, "ro")
    except driver.OperationalError as error:
        # A journal left by a kill must be rolled back first, which read-only cannot do.
        if _primary(error) not in (_READ_ONLY, _CANNOT_OPEN):
            raise
        connection = _open(path, "rw")
    with contextlib.closing(connection):
        yield connection


def _open(path: Path, mode: str) -> Any:
    connection = driver.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _inspect(connection: Any, path: Path) -> tuple[str | None, str | None]:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise _foreign(path)
    if path.stat().st_size <= CHECKED_UP_TO_BYTES:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise _corrupt(path, found)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None, None
    if not {"instance", "alembic_version"} <= tables:
        raise _corrupt(path, "tables are missing")
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    kind = connection.execute("SELECT kind FROM instance").fetchone()
    if revision is None or kind is None:
        raise _corrupt(path, "its kind or version is missing")
    return revision[0], kind[0]


def _refusal(error: Any, path: Path) -> RefusedDatabase:
    if _primary(error) == _NOT_A_DATABASE:
        return _foreign(path)
    if _primary(error) == _CORRUPT:
        return _corrupt(path, str(error))
    return RefusedDatabase(
        f"{path} cannot be opened ({error}): mend its permissions, or name another --data-dir."
    )


def _primary(error: Any) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _foreign(path: Path) -> ForeignDatabase:
    return ForeignDatabase(
        f"{path} is not a Chairside database; it was left as it is. Name another --data-dir."
    )


def _corrupt(path: Path, found: str) -> CorruptDatabase:
    first = (found.splitlines() or ["unreadable"])[0]
    return CorruptDatabase(f"{path} is damaged ({first}); it was left as it is. Put a backup in its place.")


def copy_before_upgrade(path: Path, revision: str) -> Path:
    """A consistent copy beside the file, made whole or not at all; named for the revision it holds."""
    copy = path.with_name(f"{path.stem}.before-upgrade-from-{revision}{path.suffix}")
    unfinished = copy.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with (
        contextlib.closing(driver.connect(path)) as source,
        contextlib.closing(driver.connect(unfinished)) as target,
    ):
        source.backup(target)
    with unfinished.open("rb+") as written:
        os.fsync(written.fileno())
    unfinished.replace(copy)
    return copy


def integrity_fault(connection: Connection) -> str | None:
    """What SQLite's own full check finds wrong first; None when all is well."""
    (found,) = connection.exec_driver_sql("PRAGMA integrity_check(1)").one()
    return None if found == "ok" else str(found)

"""One database: opened only when it is ours, one writer at a time, snapshots for readers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from dashboard.clinical.errors import CannotStore
from dashboard.store import postgres, sqlite_file
from dashboard.store.migrations import REVISIONS, upgrade
from dashboard.store.refusals import BUSY_WORDS, NewerDatabase, RefusedDatabase, WrongKind, refusal_of
from dashboard.store.server_lock import ServerLock
from dashboard.store.tables import instance
from dashboard.store.writing import Db, Reading, Writing, WrittenRow

__all__ = ["Database", "Db", "Reading", "RefusedDatabase", "Writing", "WrittenRow", "open_database"]

TURN_TIMEOUT_S = 20.0


def open_database(url: str | None, data_dir: Path, *, practice: bool) -> "Database":
    """The clinic's database: the SQLite file in `data_dir`, or the PostgreSQL of `url`.

    Looks at it without changing it. Raises RefusedDatabase when it is foreign, newer, corrupt or of the
    other kind, CannotStore when the server does not answer.
    """
    database = Database(url, data_dir, practice=practice)
    try:
        database.inspect()
    except BaseException:
        database.close()
        raise
    return database


class Database:
    """Connections to one clinic's record. Safe to share between threads; made by `open_database`."""

    def __init__(self, url: str | None, data_dir: Path, *, practice: bool) -> None:
        self.data_dir = data_dir
        self.kind = "practice" if practice else "clinic"
        self.path = data_dir / sqlite_file.FILE_NAME if url is None else None
        if self.path is not None:
            self._writer, self._reader = sqlite_file.make_engines(self.path)
        else:
            self._writer, self._reader = postgres.make_engines(postgres.postgres_url(url or ""))
        self._turn = threading.Lock()
        self._failed = False
        self._server_lock: ServerLock | None = None

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writer.dialect.name

    def inspect(self) -> str | None:
        """The revision of the schema, None for an empty database; raises RefusedDatabase, changes nothing."""
        if self.path is not None:
            revision, kind = sqlite_file.inspect_file(self.path)
        else:
            with self.reading() as connection:
                revision, kind = postgres.inspect_database(connection)
        if revision is not None and revision not in REVISIONS:
            raise NewerDatabase(
                f"The database has version {revision}, which a newer Chairside made; it was left as it is. "
                "Install that Chairside."
            )
        if kind is not None and kind != self.kind:
            raise WrongKind(_WRONG_KIND[self.kind])
        return revision

    def migrate(self) -> None:
        """Bring the database to this version, all or nothing; an existing file is copied beside itself first.

        Raises RefusedDatabase, CannotStore.
        """
        revision = self.inspect()
        if self.path is not None:
            if revision is None:
                sqlite_file.mark_as_ours(self.path)
            elif revision != REVISIONS[-1]:
                sqlite_file.copy_before_upgrade(self.path, revision)
        if revision != REVISIONS[-1]:
            with self._transaction() as connection:
                upgrade(connection, self.kind)
            # Another process may have founded the database meanwhile, as the other kind.
            self.inspect()
        self.ready()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A write transaction, committed at the end of the block, rolled back by any error.

        Raises CannotStore or DiskFull when nothing was stored, RuntimeError for rows without an audit entry.
        """
        with self._transaction() as connection:
            db = Writing(connection)
            yield db
            if db.unnamed():
                tables = sorted({row.table for row in db.unnamed()})
                raise RuntimeError(f"Rows of {', '.join(tables)} were written without an audit entry.")

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A snapshot: all statements in the block see one moment. Raises CannotStore when it fails."""
        try:
            with self._reader.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise refusal_of(error) or error from error

    def ready(self) -> None:
        """Raise CannotStore, with the reason, when a reading could not be stored now.

        After a failure it stores something, since only a commit shows that the fault has passed.
        """
        with self._transaction() as connection:
            if self._failed:
                connection.execute(instance.update().values(id=select(instance.c.id).scalar_subquery()))

    def hold_server_lock(self) -> None:
        """Be the only server of this SQLite file until closed; RefusedDatabase. PostgreSQL takes many."""
        if self.path is not None and self._server_lock is None:
            self._server_lock = ServerLock(self.data_dir)

    def close(self) -> None:
        """Close every connection and give up the server's lock."""
        self._reader.dispose()
        self._writer.dispose()
        if self._server_lock is not None:
            self._server_lock.release()
            self._server_lock = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """One at a time; on PostgreSQL among all processes, on SQLite by BEGIN IMMEDIATE."""
        if not self._turn.acquire(timeout=TURN_TIMEOUT_S):
            raise CannotStore(BUSY_WORDS)
        try:
            with _dropped_on_failure(self._writer) as connection:
                if self.path is None:
                    postgres.wait_for_turn(connection)
                yield connection
            self._failed = False
        except SQLAlchemyError as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            self._failed = True
            raise refusal from error
        finally:
            self._turn.release()


@contextmanager
def _dropped_on_failure(engine: Engine) -> Iterator[Connection]:
    """A transaction whose connection is thrown away after a failed commit or a broken file."""
    with engine.connect() as connection:
        try:
            with connection.begin():
                yield connection
        except SQLAlchemyError as error:
            if refusal_of(error) is not None:
                connection.invalidate()
            raise


_WRONG_KIND = {
    "clinic": "This is a practice database: start it with demo, or name another --data-dir for the clinic.",
    "practice": "This is a clinic's database and not for practice: name another --data-dir for demo.",
}

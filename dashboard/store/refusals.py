"""Why a database is refused at the start, and what a failed statement means for the person who saved."""

from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from dashboard.clinical.errors import CannotStore, DiskFull

BUSY_WORDS = "The database is busy; nothing was stored. Try again."
FULL_WORDS = "The disk of the database is full; nothing was stored. Make space, then save again."
_PG_DISK_FULL = "53100"
_SQLITE_PRIMARY = 0xFF
_SQLITE_WRONG_STATEMENT, _SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_READONLY, _SQLITE_FULL = 1, 5, 6, 8, 13


class RefusedDatabase(Exception):
    """The database must not be used; `line` says why and what to do."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class ForeignDatabase(RefusedDatabase):
    """It belongs to another program."""


class NewerDatabase(RefusedDatabase):
    """A newer Chairside has changed it."""


class CorruptDatabase(RefusedDatabase):
    """It is damaged."""


class WrongKind(RefusedDatabase):
    """A practice database where a clinic's is wanted, or the other way round."""


class ServerRunning(RefusedDatabase):
    """Another server holds the same file."""


def refusal_of(error: Exception) -> CannotStore | None:
    """The refusal that a database error means to the person who saved; None for a fault of the program."""
    if isinstance(error, TimeoutError):
        return CannotStore(BUSY_WORDS)
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if _is_full(error.orig, code):
        return DiskFull(FULL_WORDS)
    if not isinstance(error, OperationalError) and not error.connection_invalidated:
        return None
    primary = code & _SQLITE_PRIMARY if isinstance(code, int) else None
    if primary == _SQLITE_WRONG_STATEMENT:
        return None
    if primary in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return CannotStore(BUSY_WORDS)
    if primary == _SQLITE_READONLY:
        return CannotStore("The database may not be written; nothing was stored. Mend its permissions.")
    return CannotStore(f"The database failed ({_first_line(error.orig)}); nothing was stored.")


def _is_full(error: Any, code: int | None) -> bool:
    if isinstance(code, int):
        return code & _SQLITE_PRIMARY == _SQLITE_FULL
    return getattr(error, "sqlstate", None) == _PG_DISK_FULL


def _first_line(error: Any) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

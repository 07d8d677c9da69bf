"""The database's own shell: a connection of somebody who goes past Chairside, without its settings."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from dashboard.store.sqlite_file import FILE_NAME

Execute = Callable[[str], object]
REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError)


@contextlib.contextmanager
def shell(folder: Path, url: str | None) -> Iterator[Execute]:
    """Run statements as they are typed, each for good."""
    if url is None:
        with contextlib.closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as typed:
            yield typed.execute
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection.execute

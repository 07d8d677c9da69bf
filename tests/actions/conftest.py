"""The actions on a real database: SQLite in a file, then the same on a real PostgreSQL."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from dashboard.actions.users import list_users_from_shell
from tests.actions.bedside import Bedside
from tests.people import Clock, Staff, hire, open_test_clinic


@dataclass(frozen=True, slots=True)
class Template:
    """A staffed clinic to copy: its data folder, and for PostgreSQL its database's URL."""

    folder: Path
    url: str | None = None


def staffed(folder: Path, url: str | None = None) -> Template:
    clinic = open_test_clinic(folder, Clock(), url)
    hire(clinic)
    clinic.close()
    return Template(folder, url)


def named(url: str, name: str) -> str:
    """The same server's database of this name."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A staffed clinic in a file."""
    return staffed(tmp_path_factory.mktemp("staffed"))


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A staffed clinic on PostgreSQL."""
    name = f"staffed_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return staffed(tmp_path_factory.mktemp("staffed_postgres"), named(postgres_url, name))


def opened(template: Template, folder: Path, url: str | None) -> Iterator[Bedside]:
    shutil.copytree(template.folder, folder)
    clock = Clock()
    clinic = open_test_clinic(folder, clock, url)
    people = {user.username: user.actor() for user in list_users_from_shell(clinic)}
    yield Bedside(clinic, clock, Staff(people["nina"], people["carl"], people["ada"]))
    clinic.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bedside(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bedside]:
    """A clinic of one's own with Nina, Carl and Ada, on each database."""
    if request.param == "sqlite":
        yield from opened(request.getfixturevalue("sqlite_template"), tmp_path / "clinic", None)
        return
    template: Template = request.getfixturevalue("postgres_template")
    assert template.url is not None
    name = f"test_{uuid.uuid4().hex}"
    server: str = request.getfixturevalue("postgres_url")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {make_url(template.url).database}")
        yield from opened(template, tmp_path / "clinic", named(server, name))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_sqlite(sqlite_template: Template, tmp_path: Path) -> Iterator[Bedside]:
    """The same on SQLite alone, for what does not depend on the database."""
    yield from opened(sqlite_template, tmp_path / "clinic", None)

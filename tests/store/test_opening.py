"""Only a database of ours, of this version, whole and of the right kind is opened; others stay untouched."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from dashboard.clinical.errors import CannotStore
from dashboard.store import database as database_module
from dashboard.store import migrations, patients
from dashboard.store.database import Database, RefusedDatabase, open_database
from dashboard.store.refusals import CorruptDatabase, ForeignDatabase, NewerDatabase, ServerRunning, WrongKind
from dashboard.store.sqlite_file import FILE_NAME, WAL_IS_SAFE_FROM, driver, journal_mode
from dashboard.store.tables import metadata
from tests.store.keeping import furnish, opened


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A closed clinic's file with a little in it."""
    with opened(None, tmp_path) as database:
        furnish(database)
    return tmp_path / FILE_NAME


def refused(path: Path, kind: type[RefusedDatabase], *, practice: bool = False) -> None:
    """Opening refuses in one line with a remedy, and the file stays as it was, byte for byte."""
    before = path.read_bytes()
    with pytest.raises(kind) as refusal:
        open_database(None, path.parent, practice=practice)
    assert path.read_bytes() == before
    assert "\n" not in refusal.value.line
    assert len(refusal.value.line) > 20


@pytest.mark.parametrize(
    "content", [b"Dear diary,\n" * 500, b"\x00" * 4096, b"SQLite format 3\x00 and then no more"]
)
def test_a_file_of_another_kind_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    refused(path, RefusedDatabase)


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE patients (id TEXT)")
        other.commit()
    refused(path, ForeignDatabase)


def test_a_newer_database_is_refused_untouched(kept: Path) -> None:
    with contextlib.closing(driver.connect(kept)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    refused(kept, NewerDatabase)


def test_a_truncated_database_is_refused_untouched(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    refused(kept, CorruptDatabase)


def test_overwritten_pages_are_found_and_refused(kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    content[4096 * 2 : 4096 * 60] = b"\xa5" * (4096 * 58)
    kept.write_bytes(content)
    refused(kept, CorruptDatabase)


def test_a_database_that_lost_its_tables_is_refused(kept: Path) -> None:
    with contextlib.closing(driver.connect(kept)) as broken:
        broken.execute("DROP TABLE instance")
        broken.commit()
    refused(kept, CorruptDatabase)


@pytest.mark.hazard("H56", "A34")
def test_practice_and_clinic_refuse_each_others_database(database_url: str | None, tmp_path: Path) -> None:
    with opened(database_url, tmp_path), pytest.raises(WrongKind, match="not for practice"):
        open_database(database_url, tmp_path, practice=True)


@pytest.mark.hazard("H56", "A34")
def test_a_practice_database_is_refused_as_a_clinics(database_url: str | None, tmp_path: Path) -> None:
    with opened(database_url, tmp_path, practice=True), pytest.raises(WrongKind, match="practice database"):
        open_database(database_url, tmp_path, practice=False)


def test_another_programs_postgresql_database_is_refused(fresh_postgres: str, tmp_path: Path) -> None:
    engine = create_engine(fresh_postgres.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bills (id integer)"))
    with pytest.raises(ForeignDatabase):
        open_database(fresh_postgres, tmp_path, practice=False)
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "sqlite:///elsewhere.db", "not a url"])
def test_a_url_that_is_not_served_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(RefusedDatabase, match="--database-url"):
        open_database(url, tmp_path, practice=False)


def test_a_postgresql_that_does_not_answer_cannot_store(tmp_path: Path) -> None:
    with pytest.raises(CannotStore):
        open_database("postgresql://nobody@127.0.0.1:1/none", tmp_path, practice=False)


def test_migrating_again_changes_nothing(database: Database) -> None:
    furnish(database)
    database.migrate()
    with database.reading() as db:
        assert len(patients.search_patients(db, "")) == 1


def test_opening_makes_no_file_before_migrating(tmp_path: Path) -> None:
    database = open_database(None, tmp_path, practice=False)
    assert database.inspect() is None
    assert list(tmp_path.iterdir()) == []
    database.close()


def test_the_first_migration_makes_what_the_tables_say(database: Database) -> None:
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []


def test_the_known_revisions_are_those_in_the_folder() -> None:
    found = ScriptDirectory(str(migrations.FOLDER)).walk_revisions()
    assert tuple(script.revision for script in found)[::-1] == migrations.REVISIONS


def _second_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    lines = ["from alembic import op", 'revision = "0005"', 'down_revision = "0004"', "def upgrade():", body]
    (folder / "versions" / "0005_next.py").write_text("\n".join(lines))
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(database_module, "REVISIONS", ("0001", "0002", "0003", "0004", "0005"))


def test_an_upgrade_keeps_a_copy_of_the_file_as_it_was(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _second_revision(tmp_path, monkeypatch, '    op.execute("CREATE TABLE added (id TEXT)")')
    with opened(None, kept.parent) as database:
        assert database.inspect() == "0005"
    copy = kept.with_name("chairside.before-upgrade-from-0004.sqlite3")
    with contextlib.closing(driver.connect(copy)) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
        assert old.execute("SELECT mrn FROM patients").fetchall() == [("204881",)]


def test_an_upgrade_that_breaks_off_leaves_the_database_as_it_was(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as half:
        _second_revision(
            tmp_path, half, '    op.execute("CREATE TABLE added (id TEXT)")\n    raise RuntimeError'
        )
        database = open_database(None, kept.parent, practice=False)
        with pytest.raises(RuntimeError):
            database.migrate()
        database.close()
    with opened(None, kept.parent) as database, database.reading() as db:
        assert database.inspect() == "0004"
        assert db.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'added'")).scalar() == 0


@pytest.mark.hazard("H51")
def test_a_second_server_on_the_same_file_is_refused(sqlite_database: Database) -> None:
    other = open_database(None, sqlite_database.data_dir, practice=False)
    sqlite_database.hold_server_lock()
    with pytest.raises(ServerRunning):
        other.hold_server_lock()
    sqlite_database.close()
    other.hold_server_lock()
    other.close()


def test_the_file_is_written_as_the_stack_asks(sqlite_database: Database) -> None:
    with sqlite_database.reading() as db:
        found = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "query_only")
        }
    assert found == {
        "journal_mode": journal_mode(), "synchronous": 2, "foreign_keys": 1, "mmap_size": 0, "query_only": 1,
    }  # fmt: skip
    assert (journal_mode() == "wal") == (driver.sqlite_version_info >= WAL_IS_SAFE_FROM)


def test_an_older_sqlite_gets_the_rollback_journal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class OlderDriver:
        sqlite_version_info = (3, 40, 1)

        def __getattr__(self, name: str) -> object:
            return getattr(driver, name)

    monkeypatch.setattr("dashboard.store.sqlite_file.driver", OlderDriver())
    with opened(None, tmp_path) as database:
        furnish(database)
        with database.reading() as db:
            assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only|may not be written"), database.reading() as db:
        db.execute(text("UPDATE instance SET id = 'x'"))

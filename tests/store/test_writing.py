"""Writers take turns, readers see one moment, and what cannot be stored is said and leaves nothing."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

from dashboard.clinical.errors import CannotStore, DiskFull
from dashboard.clinical.rules import RuleKind
from dashboard.store import changes, clinic, readings, rules
from dashboard.store.anchor import Anchor
from dashboard.store.database import Database, Writing, open_database
from dashboard.store.keys import load_or_create_key
from dashboard.store.tables import observations
from tests import factories
from tests.store.keeping import AT, audited, furnish, name_rows, open_sessions, opened, shipped, verified

WRITERS, EACH = 20, 20


@pytest.mark.hazard("H51")
def test_twenty_writers_store_everything_they_save(database: Database, database_url: str | None) -> None:
    (session_id,) = open_sessions(database, 1)
    beside = open_database(database_url, database.data_dir, practice=False)
    together = threading.Barrier(WRITERS)

    def save(writer: int) -> None:
        together.wait()
        for turn in range(EACH):
            with (beside if writer % 2 else database).writing() as db:
                reading = factories.reading(
                    turn, {"systolic": 120}, id=f"r-{writer}-{turn}", session_id=session_id,
                    seq=readings.next_reading_seq(db, session_id),
                )  # fmt: skip
                readings.add_reading_version(db, reading)
                changes.add_change(db, session_id, "reading", AT)
                name_rows(db)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(save, range(WRITERS)))
    with database.reading() as db:
        current, _ = readings.list_readings(db, session_id)
        assert [r.seq for r in current] == list(range(1, WRITERS * EACH + 1))
        assert len({r.id for r in current}) == WRITERS * EACH
        assert changes.last_change(db) == WRITERS * EACH
        assert [c.seq for c in changes.list_changes(db, WRITERS * EACH - 3)] == [398, 399, 400]
    beside.close()
    assert verified(database).ok


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    furnish(database)
    with database.reading() as db:
        before = changes.last_change(db)
        with audited(database) as writer:
            changes.add_change(writer, None, "config", AT)
        assert changes.last_change(db) == before
    with database.reading() as db:
        assert changes.last_change(db) == before + 1


def test_within_a_write_the_new_rows_are_seen(database: Database) -> None:
    furnish(database)
    with audited(database) as db:
        assert changes.add_change(db, None, "config", AT) == 1
        assert changes.add_change(db, "s", "reading", AT) == 2


@pytest.mark.hazard("H51")
def test_a_full_disk_is_said_in_words_and_saving_goes_on_once_there_is_space(
    sqlite_database: Database,
) -> None:
    furnish(sqlite_database)
    with sqlite_database._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="nothing was stored"), audited(sqlite_database) as db:
        _write_much(db)
    with sqlite_database.reading() as db:
        assert rules.protocol_in_force(db, "much", AT) is None
        assert clinic.load_clinic(db).name == "Linden Clinic"
    with audited(sqlite_database) as db:
        _write_much(db)
    sqlite_database.ready()
    assert verified(sqlite_database).ok


def test_a_full_disk_of_postgresql_is_said_as_such(fresh_postgres: str, tmp_path: Path) -> None:
    full = text("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$")
    with opened(fresh_postgres, tmp_path) as database:
        with pytest.raises(DiskFull), database.writing() as db:
            db.execute(full)
        furnish(database)


@pytest.mark.hazard("H51")
def test_a_connection_cut_by_postgresql_stores_nothing_and_the_next_save_works(
    fresh_postgres: str, tmp_path: Path
) -> None:
    with opened(fresh_postgres, tmp_path) as database:
        furnish(database)
        with pytest.raises(CannotStore):
            _save_while_the_connection_is_cut(database, fresh_postgres)
        with audited(database) as db:
            assert changes.add_change(db, None, "config", AT) == 1
        assert verified(database).ok


@contextmanager
def files_stop_growing_at(size: int) -> Iterator[None]:
    """No file may grow beyond this many bytes: a write that would, fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.hazard("H51")
def test_a_failing_write_is_never_acknowledged_and_the_server_is_not_ready_meanwhile(
    sqlite_database: Database,
) -> None:
    furnish(sqlite_database)
    with files_stop_growing_at(100):
        for _ in range(2):
            with pytest.raises(CannotStore), audited(sqlite_database) as db:
                changes.add_change(db, None, "config", AT)
            with pytest.raises(CannotStore):
                sqlite_database.ready()
    sqlite_database.ready()
    with sqlite_database.reading() as db:
        assert changes.last_change(db) == 0
    with audited(sqlite_database) as db:
        _write_much(db)
    assert verified(sqlite_database).ok


def test_a_database_that_is_held_by_another_is_not_ready(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.store.database.TURN_TIMEOUT_S", 0.05)
    with database.writing(), ThreadPoolExecutor(1) as pool, pytest.raises(CannotStore, match="busy"):
        pool.submit(database.ready).result()
    database.ready()


@pytest.mark.hazard("H51")
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    with opened(None, tmp_path) as database:
        furnish(database)
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from dashboard.store import changes
        from tests.store.keeping import AT, audited, opened
        with opened(None, Path(sys.argv[1])) as database:
            while True:
                with audited(database) as db:
                    number = changes.add_change(db, None, "config", AT)
                print(number, flush=True)
    """)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 12:
                process.send_signal(signal.SIGKILL)
                break
        acknowledged = max(map(int, [line, *process.stdout.read().split()]))
    with opened(None, tmp_path) as database:
        with database.reading() as db:
            stored = changes.last_change(db)
            assert len(changes.list_changes(db, 0)) == stored
        assert acknowledged <= stored <= acknowledged + 1
        found = verified(database)
        assert found.ok, found.words


def test_a_transaction_left_open_by_a_closed_connection_leaves_nothing(database: Database) -> None:
    (session_id,) = open_sessions(database, 1)
    with database._writer.connect() as connection:
        connection.begin()
        connection.execute(
            observations.insert(), {"session_id": session_id, "seq": 1, "version": 1, "measure": "spo2"}
        )
        connection.invalidate()
    with database.reading() as db:
        assert db.execute(select(func.count()).select_from(observations)).scalar() == 0
    database.ready()


def test_the_audit_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create_key(tmp_path), range(8)))
    assert len(keys) == 1
    assert {len(key) for key in keys} == {32}
    assert (tmp_path / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["audit.key"]
    (tmp_path / "keys" / "audit.key").write_bytes(b"short")
    with pytest.raises(CannotStore, match="damaged"):
        load_or_create_key(tmp_path)


def test_nothing_is_anchored_before_the_first_entry(database: Database) -> None:
    assert Anchor(database.data_dir).read() is None
    assert verified(database).ok


def _save_while_the_connection_is_cut(database: Database, url: str) -> None:
    with audited(database) as db, psycopg.connect(url, autocommit=True) as other:
        changes.add_change(db, None, "config", AT)
        pid = db.execute(text("SELECT pg_backend_pid()")).scalar()
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def _write_much(db: Writing) -> None:
    rules.add_rule_version(
        db, shipped(RuleKind.PROTOCOL, {"code": "much", "text": "x" * 2_000_000}, {})
    )

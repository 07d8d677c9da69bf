"""Rows of the record are never changed or removed, whoever asks the database."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Boolean, Double, Integer, Table, delete, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from dashboard.store import changes, idempotency, patients, readings, users
from dashboard.store.column_types import JsonText, UtcTime
from dashboard.store.database import Database, Writing
from dashboard.store.idempotency import Answer
from dashboard.store.tables import APPEND_ONLY, audit, protocol_versions
from tests import factories
from tests.store.keeping import AT, NINA, audited, fill, furnish, name_rows, open_sessions

ANSWER = Answer(key="key-1", user_id="u", path="/p", body_sha256="0" * 64, status=201, answer='{"id":"r"}')


@pytest.mark.hazard("H55")
def test_every_table_of_the_record_refuses_changes_and_removals(database: Database) -> None:
    fill(database, factories.rich_record())
    with audited(database) as db:
        idempotency.add_answer(db, ANSWER, AT)
        changes.add_change(db, None, "config", AT)
        for table in APPEND_ONLY:
            _give_a_row(db, table)
    for table in APPEND_ONLY:
        before = _count(database, table)
        assert before, f"{table.name} must hold a row, or its trigger is not tried"
        column = list(table.columns)[-1].name
        for statement in (text(f'UPDATE {table.name} SET "{column}" = "{column}"'), delete(table)):
            with pytest.raises(DBAPIError, match="append-only"), database.writing() as db:
                db.execute(statement)
        assert _count(database, table) == before


def test_what_fails_halfway_leaves_nothing(database: Database) -> None:
    furnish(database)
    with pytest.raises(ZeroDivisionError):
        _add_and_break_off(database)
    with database.reading() as db:
        assert patients.load_patient(db, "p2") is None
        assert len(patients.search_patients(db, "")) == 1


def test_rows_that_no_audit_entry_names_are_not_stored(database: Database) -> None:
    with pytest.raises(RuntimeError, match="users"), database.writing() as db:
        users.add_user(db, NINA, "hash")
    with database.reading() as db:
        assert users.list_users(db) == []


@pytest.mark.hazard("H51")
def test_a_key_is_taken_once_and_its_second_use_rolls_back_the_change(database: Database) -> None:
    furnish(database)
    with audited(database) as db:
        idempotency.add_answer(db, ANSWER, AT)
    with pytest.raises(IntegrityError):
        _add_under_the_same_key(database)
    with database.reading() as db:
        assert idempotency.load_answer(db, "key-1") == ANSWER
        assert idempotency.load_answer(db, "key-2") is None
        assert patients.load_patient(db, "p2") is None


def test_one_reading_version_exists_once(database: Database) -> None:
    (session_id,) = open_sessions(database, 1)
    reading = factories.reading(10, session_id=session_id, seq=1)
    with audited(database) as db:
        readings.add_reading_version(db, reading)
    with pytest.raises(IntegrityError), audited(database) as db:
        readings.add_reading_version(db, reading)


def test_times_come_back_in_utc_to_the_microsecond(database: Database) -> None:
    at = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    furnish(database)
    with audited(database) as db:
        patients.add_patient_version(db, factories.patient(id="p2", mrn="2", recorded_at=at))
    with database.reading() as db:
        found = patients.load_patient(db, "p2")
        assert found is not None
        assert found.recorded_at == at
        assert found.recorded_at.tzinfo is UTC
        assert found.recorded_at.isoformat() == "2026-10-25T00:30:00.123456+00:00"


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(Exception, match="without a zone"), audited(database) as db:
        patients.add_patient_version(db, factories.patient(recorded_at=naive))


def test_text_and_documents_come_back_exactly(database: Database) -> None:
    furnish(database)
    name = 'O\u2019Brien-\u00c5s\u00e9n \u674e "x"; DROP TABLE patients; -- \U0001f600'
    with audited(database) as db:
        patients.add_patient_version(db, factories.patient(id="p2", mrn="%_\\2", family_name=name))
    with database.reading() as db:
        found = patients.find_patient_by_mrn(db, "%_\\2")
        assert found is not None
        assert found.family_name == name
        stored = db.execute(select(protocol_versions).where(protocol_versions.c.code == "im_racemic")).one()
        shipped = factories._reference("protocols.json")["protocols"]
        assert stored.document == next(p for p in shipped if p["code"] == "im_racemic")


def test_an_entry_of_the_audit_follows_each_other_only_once(database: Database) -> None:
    furnish(database)
    with database.reading() as db:
        last = db.execute(select(audit).order_by(audit.c.number.desc())).first()
    assert last is not None
    with pytest.raises(IntegrityError), database.writing() as db:
        db.execute(audit.insert(), {**last._asdict(), "number": 99})


def _add_and_break_off(database: Database) -> None:
    with database.writing() as db:
        patients.add_patient_version(db, factories.patient(id="p2", mrn="2"))
        name_rows(db)
        raise ZeroDivisionError


def _add_under_the_same_key(database: Database) -> None:
    with audited(database) as db:
        patients.add_patient_version(db, factories.patient(id="p2", mrn="2"))
        idempotency.add_answer(db, ANSWER, AT)


def _give_a_row(db: Writing, table: Table) -> None:
    """A row of plain values where the story above left the table empty."""
    if table is audit or db.execute(select(func.count()).select_from(table)).scalar():
        return
    samples: dict[type, Any] = {UtcTime: AT, JsonText: {}, Integer: 1, Boolean: True, Double: 1.0}
    row = {column.name: samples.get(type(column.type), "x") for column in table.columns}
    db.insert(table, row)


def _count(database: Database, table: Table) -> int:
    with database.reading() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())

"""What a nurse waits for is searched, never scanned, however long the record grows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event

from dashboard.store import (
    alerts,
    changes,
    events,
    idempotency,
    notes,
    patients,
    readings,
    sessions,
    sign_ins,
    users,
    views,
)
from dashboard.store.audit import last_head, list_audit
from dashboard.store.database import Database
from dashboard.store.note_seal import seal_holds
from dashboard.store.session_records import load_open_records, load_record
from tests import factories
from tests.store.keeping import AT, KEY, fill

DAY = date(2026, 1, 1)
HOT: dict[str, Callable[[Connection], object]] = {
    "one session": lambda db: load_record(db, "session-4f9a21c7", AT),
    "the board": lambda db: load_open_records(db, AT),
    "readings": lambda db: readings.list_readings(db, "session-4f9a21c7"),
    "one reading": lambda db: readings.load_reading(db, "reading-at-10"),
    "the next number": lambda db: readings.next_reading_seq(db, "session-4f9a21c7"),
    "one event": lambda db: events.load_event(db, "dose_end-at-40"),
    "alerts": lambda db: alerts.list_alerts(db, "session-4f9a21c7"),
    "one alert": lambda db: alerts.load_alert(db, "alert-systolic-at-30"),
    "a signed document": lambda db: notes.load_signed_document(db, "session-4f9a21c7", "pdf"),
    "a note's seal": lambda db: seal_holds(db, KEY, "session-4f9a21c7"),
    "the room's session": lambda db: sessions.open_session_in_room(db, "room-1"),
    "the patient's session": lambda db: sessions.open_session_of_patient(db, "patient-1"),
    "the sessions of a day": lambda db: sessions.list_sessions(db, from_date=DAY, to_date=DAY),
    "the sessions of a patient": lambda db: sessions.list_sessions(db, patient_id="patient-1"),
    "the last weight": lambda db: sessions.last_weight_of(db, "patient-1"),
    "a patient": lambda db: patients.load_patient(db, "patient-1"),
    "a record number": lambda db: patients.find_patient_by_mrn(db, "204881"),
    "look-alikes": lambda db: patients.list_patients_for_look_alikes(db, date(1979, 3, 14), "a", "b"),
    "a sign-in": lambda db: sign_ins.load_sign_in(db, "token"),
    "wrong tries": lambda db: sign_ins.count_tries(db, "nina", "10.0.0.1", AT),
    "a username": lambda db: users.find_user(db, "nina"),
    "a key": lambda db: idempotency.load_answer(db, "key"),
    "changes": lambda db: changes.list_changes(db, 5),
    "the last change": lambda db: changes.last_change(db),
    "the audit's head": lambda db: last_head(db),
    "the audit of a patient": lambda db: list_audit(db, patient_id="patient-1"),
    "a look": lambda db: views.last_view(db, "u", "p"),
}  # fmt: skip
# One row read from the end of a table, an index that holds nothing but open sessions, a row that was named.
SHORT = (
    "SCAN clinic_versions", "SCAN instance", "SCAN sessions USING INDEX sessions_open_", "SCAN CONSTANT ROW",
)  # fmt: skip


@pytest.mark.parametrize("name", HOT)
def test_a_hot_question_searches(sqlite_database: Database, name: str) -> None:
    asked: list[tuple[str, Any]] = []
    with sqlite_database.reading() as db:
        event.listen(db, "before_cursor_execute", lambda _c, _x, sql, values, *_: asked.append((sql, values)))
        HOT[name](db)
        steps = [
            line[3]
            for sql, values in list(asked)
            if sql.startswith("SELECT")
            for line in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and not step.startswith(SHORT)] == []


def test_the_number_of_statements_does_not_grow_with_the_session(sqlite_database: Database) -> None:
    record = factories.rich_record()
    fill(sqlite_database, record)
    asked: list[str] = []
    with sqlite_database.reading() as db:
        event.listen(db, "before_cursor_execute", lambda _c, _x, sql, *_: asked.append(sql))
        load_record(db, record.session.id, AT)
    # One each: header, clinic, readings, observations, events, alerts, what was done about them, baselines,
    # signatures, addenda, moved limits, note texts.
    assert len(asked) <= 12

"""Sessions and all that is recorded in them come back as they were stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import ReadingStatus
from dashboard.store import (
    alerts,
    events,
    notes,
    patients,
    readings,
    rooms,
    sessions,
)
from dashboard.store.database import Database
from tests import factories
from tests.store.keeping import AT, audited, fill, furnish, open_sessions

LATER = AT + timedelta(hours=8)


@pytest.mark.hazard("H53")
def test_a_room_and_a_patient_have_one_open_session(database: Database) -> None:
    open_sessions(database, 2)
    with audited(database) as db:
        rooms.add_room(db, factories.room(id="room-9", name="Room 9"))
        patients.add_patient_version(db, factories.patient(id="patient-9", mrn="9"))
    for wrong in ({"room_id": "room-1"}, {"patient_id": "patient-1"}):
        third = {"id": "third", "room_id": "room-9", "patient_id": "patient-9", **wrong}
        with pytest.raises(IntegrityError), audited(database) as db:
            sessions.add_session_version(db, factories.session(**third), AT.date())
    with database.reading() as db:
        assert sessions.open_session_in_room(db, "room-1") == "session-1"
        assert sessions.open_session_of_patient(db, "patient-2") == "session-2"
        assert sessions.open_session_in_room(db, "room-9") is None


def test_sessions_are_listed_newest_first_page_by_page(database: Database) -> None:
    furnish(database)
    with audited(database) as db:
        for number in range(7):
            opened_at = AT + timedelta(days=number // 2, minutes=number)
            first = factories.session(id=f"s{number}", opened_at=opened_at, weight_kg=60.0 + number)
            sessions.add_session_version(db, first, opened_at.date())
            ended = replace(factories.ended(), id=first.id, opened_at=opened_at, weight_kg=first.weight_kg)
            if number < 6:
                sessions.add_session_version(db, ended, opened_at.date())
    newest_first = [f"s{number}" for number in range(6, -1, -1)]
    with database.reading() as db:
        found: list[str] = []
        cursor = None
        for _ in range(4):
            page, cursor = sessions.list_sessions(db, limit=2, before=cursor)
            found += [s.id for s in page]
        assert (found, cursor) == (newest_first, None)
        only = {
            "open": sessions.list_sessions(db, open_only=True)[0],
            "ended": sessions.list_sessions(db, ended_only=True, patient_id="patient-1")[0],
            "second day": sessions.list_sessions(
                db, from_date=AT.date() + timedelta(days=1), to_date=AT.date() + timedelta(days=1)
            )[0],
            "nobody's": sessions.list_sessions(db, patient_id="nobody")[0],
        }
        assert {name: [s.id for s in listed] for name, listed in only.items()} == {
            "open": ["s6"], "ended": newest_first[1:], "second day": ["s3", "s2"], "nobody's": [],
        }  # fmt: skip
        assert sessions.last_weight_of(db, "patient-1") == 66.0
        assert sessions.last_weight_of(db, "nobody") is None
        for wrong in ("x", "2026-01-01_now_s1", "2026-01-01_2026-01-01T00:00:00_s1"):
            with pytest.raises(InvalidEntry):
                sessions.list_sessions(db, before=wrong)


def test_a_header_reads_back_in_its_last_version(database: Database) -> None:
    record = factories.rich_record()
    fill(database, record)
    with database.reading() as db:
        assert sessions.load_session(db, record.session.id) == record.session
        assert sessions.load_session(db, "unknown") is None
        assert sessions.list_baselines(db, record.session.id) == list(record.baselines)
        assert sessions.open_session_in_room(db, record.room.id) is None


def test_readings_and_events_are_found_alone_and_numbered_on(database: Database) -> None:
    record = factories.rich_record()
    fill(database, record)
    with database.reading() as db:
        for reading in record.readings:
            assert readings.load_reading(db, reading.id) == reading
        for event in record.events:
            assert events.load_event(db, event.id) == event
        assert readings.load_reading(db, "unknown") is None
        assert events.load_event(db, "unknown") is None
        assert readings.list_readings(db, record.session.id) == (record.readings, record.earlier_readings)
        assert events.list_events(db, record.session.id) == (record.events, record.earlier_events)
        assert readings.list_readings(db, "unknown") == ((), ())
        assert events.list_events(db, "unknown") == ((), ())
        assert readings.next_reading_seq(db, record.session.id) == len(record.readings) + 1
        assert events.next_event_seq(db, record.session.id) == len(record.events) + 1
        assert readings.next_reading_seq(db, "unknown") == events.next_event_seq(db, "unknown") == 1


def test_a_correction_becomes_current_and_the_first_version_stays(database: Database) -> None:
    (session_id,) = open_sessions(database, 1)
    first = factories.reading(5, session_id=session_id, seq=1)
    mended = replace(
        first, version=2, status=ReadingStatus.AMENDED, values={"spo2": 97}, change_reason="typo"
    )
    dose = replace(factories.dose_start(), session_id=session_id, seq=1)
    moved = replace(dose, version=2, status="amended", occurred_at=factories.at(3))
    with audited(database) as db:
        readings.add_reading_version(db, first)
        readings.add_reading_version(db, mended)
        events.add_event_version(db, dose)
        events.add_event_version(db, moved)
    with database.reading() as db:
        assert readings.load_reading(db, first.id) == mended
        assert readings.list_readings(db, session_id) == ((mended,), (first,))
        assert events.load_event(db, dose.id) == moved
        assert events.list_events(db, session_id) == ((moved,), (dose,))


def test_what_is_done_about_an_alert_is_kept_in_order(database: Database) -> None:
    record = factories.rich_record()
    fill(database, record)
    again = factories.alert_action(80, note="Still well", signs=("chest_pain",))
    alert = record.alerts[1]
    with audited(database) as db:
        alerts.add_alert_action(db, alert.id, again)
        with pytest.raises(KeyError):
            alerts.add_alert_action(db, "unknown", again)
    with database.reading() as db:
        assert alerts.load_alert(db, alert.id) == replace(alert, actions=(*alert.actions, again))
        assert alerts.load_alert(db, "unknown") is None
        assert [a.id for a in alerts.list_alerts(db, record.session.id)] == [a.id for a in record.alerts]


def test_the_document_of_the_last_locking_signature_is_given_out(database: Database) -> None:
    record = factories.rich_record(signatures=(), addenda=())
    fill(database, record)
    session_id = record.session.id
    prepared = factories.signature(110, meaning=Meaning.PREPARED)
    approved = factories.signature(118)
    with audited(database) as db:
        notes.add_signature(db, session_id, prepared, {"txt": b"prepared"})
        assert notes.load_signed_document(db, session_id, "txt") is None
        notes.add_signature(db, session_id, approved, {"txt": b"approved", "pdf": bytes(range(256))})
        notes.add_addendum(db, session_id, factories.addendum())
    with database.reading() as db:
        assert notes.load_signed_document(db, session_id, "txt") == b"approved"
        assert notes.load_signed_document(db, session_id, "pdf") == bytes(range(256))
        assert notes.load_signed_document(db, session_id, "html") is None
        assert notes.list_signatures(db, session_id) == [prepared, approved]
        assert notes.list_addenda(db, session_id) == [factories.addendum()]

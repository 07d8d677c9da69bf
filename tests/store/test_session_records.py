"""What comes out of the record is what went in."""

from dashboard.store.database import Database
from dashboard.store.session_records import load_open_records, load_record, load_records
from tests import factories
from tests.store.keeping import fill, open_sessions


def test_a_whole_session_reads_back_as_it_was_stored(database: Database) -> None:
    record = factories.rich_record(place=None)
    fill(database, record)
    with database.reading() as db:
        assert load_record(db, record.session.id, record.seen_at) == record


def test_a_whole_number_reads_back_as_a_whole_number(database: Database) -> None:
    record = factories.rich_record()
    fill(database, record)
    with database.reading() as db:
        found = load_record(db, record.session.id, record.seen_at)
    assert found is not None
    assert str(found.readings[0].values["systolic"]) == "128"
    assert [str(r.values["temperature"]) for r in found.readings if "temperature" in r.values] == ["36.8"]


def test_the_board_sees_every_open_session_and_no_other(database: Database) -> None:
    ids = open_sessions(database, 3)
    with database.reading() as db:
        assert {r.session.id for r in load_open_records(db, factories.at(0))} == set(ids)
        asked = load_records(db, ["session-3", "unknown", "session-1"], factories.at(0))
        assert [record.room.name for record in asked] == ["Room 3", "Room 1"]


def test_an_unknown_session_has_no_record(database: Database) -> None:
    with database.reading() as db:
        assert load_record(db, "unknown", factories.at(0)) is None

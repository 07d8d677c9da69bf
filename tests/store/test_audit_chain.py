"""Whoever edits the database behind Chairside's back is found, and the first bad entry is named."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from dashboard.clinical.people import User
from dashboard.store import audit as audit_store
from dashboard.store import readings as readings_store
from dashboard.store import rooms as rooms_store
from dashboard.store import users as users_store
from dashboard.store.anchor import Anchor, Head, UnreadableAnchor
from dashboard.store.audit import Verification
from dashboard.store.audit_entries import mac_of
from dashboard.store.database import Database
from dashboard.store.sqlite_file import driver
from dashboard.store.tables import (
    APPEND_ONLY,
    alert_actions,
    audit,
    note_documents,
    note_signatures,
    observations,
    patients,
    readings,
    sessions,
    threshold_set_versions,
    users,
)
from tests import factories
from tests.store.keeping import FIRST_READING, KEY, NINA, audited, fill, furnish, name_rows, verified

Tampering = Callable[[Connection], object]


def found_after(database: Database, change: Tampering) -> Verification:
    """What verifying finds once somebody with the database's shell took the triggers away and edited
    rows; all of it is rolled back again."""
    anchor = Anchor(database.data_dir).read()
    with database._writer.connect() as connection:
        transaction = connection.begin()
        for table in APPEND_ONLY:
            if database.dialect == "sqlite":
                for event in ("updated", "deleted"):
                    connection.execute(text(f"DROP TRIGGER {table.name}_never_{event}"))
            else:
                connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))
        change(connection)
        found = audit_store.verify_chain(connection, KEY, anchor)
        transaction.rollback()
    return found


def _swap_two_values(db: Connection) -> None:
    place = (observations.c.seq == 1, observations.c.version == 1)
    for measure, value in (("systolic", 79.0), ("diastolic", 128.0)):
        db.execute(update(observations).where(*place, observations.c.measure == measure).values(value=value))


def _put_a_row_in(db: Connection) -> None:
    row = db.execute(select(readings).where(readings.c.seq == 1)).one()._asdict()
    db.execute(insert(readings).values({**row, "seq": 77, "id": "made-up"}))


def _cut_the_tail(db: Connection) -> None:
    last = db.execute(select(audit.c.number).order_by(audit.c.number.desc())).scalar()
    db.execute(delete(audit).where(audit.c.number == last))


def _rehash_without_the_key(db: Connection) -> None:
    row = db.execute(select(audit).where(audit.c.number == 3)).one()._asdict()
    row["actor_name"] = "Somebody else"
    db.execute(update(audit).where(audit.c.number == 3).values(**row | {"mac": mac_of(b"guessed", row)}))


def _swap_two_entries(db: Connection) -> None:
    for number, other in ((3, 1003), (4, 3), (1003, 4)):
        db.execute(update(audit).where(audit.c.number == number).values(number=other))


TAMPERINGS: dict[str, Tampering] = {
    "a value": lambda db: db.execute(
        update(observations)
        .where(observations.c.seq == 2, observations.c.measure == "systolic")
        .values(value=121.0)
    ),
    "a time": lambda db: db.execute(
        update(readings).where(readings.c.seq == 2).values(observed_at=factories.at(11))
    ),
    "an author": lambda db: db.execute(
        update(readings).where(readings.c.seq == 2).values(recorded_by="user-clinician")
    ),
    "two values swapped": _swap_two_values,
    "a reading removed": lambda db: db.execute(delete(readings).where(readings.c.seq == 5)),
    "a value removed": lambda db: db.execute(
        delete(observations).where(observations.c.measure == "temperature")
    ),
    "a reading put in": _put_a_row_in,
    "a threshold history": lambda db: db.execute(
        update(threshold_set_versions).where(threshold_set_versions.c.code == "standard").values(document={})
    ),
    "a signature": lambda db: db.execute(update(note_signatures).values(printed_name="Dr Nobody")),
    "a signed document": lambda db: db.execute(update(note_documents).values(bytes=b"another note")),
    "what was told": lambda db: db.execute(update(alert_actions).values(told="nobody")),
    "a role": lambda db: db.execute(
        update(users).where(users.c.id == NINA.id).values(roles=["administrator"])
    ),
    "a pointer to an older version": lambda db: db.execute(update(sessions).values(current_version=1)),
    "a session opened again": lambda db: db.execute(update(sessions).values(is_open=True)),
    "a record number": lambda db: db.execute(update(patients).values(mrn="1")),
    "a session moved to another day": lambda db: db.execute(
        update(sessions).values(session_date=date(2020, 1, 1))
    ),
    "an entry's author": lambda db: db.execute(
        update(audit).where(audit.c.number == 3).values(actor_name="Somebody else")
    ),
    "an entry hashed anew": _rehash_without_the_key,
    "an entry removed in the middle": lambda db: db.execute(delete(audit).where(audit.c.number == 4)),
    "two entries swapped": _swap_two_entries,
    "the tail cut": _cut_the_tail,
}  # fmt: skip


@pytest.mark.hazard("H55")
def test_every_kind_of_tampering_is_found_and_said_in_words(database: Database) -> None:
    fill(database, factories.rich_record())
    assert verified(database).ok, verified(database).words
    found = {kind: found_after(database, change) for kind, change in TAMPERINGS.items()}
    assert [kind for kind, outcome in found.items() if outcome.ok] == []
    assert [kind for kind, outcome in found.items() if outcome.first_bad is None or not outcome.words] == []
    assert found["a value"].first_bad == FIRST_READING
    assert found["a reading removed"].first_bad == FIRST_READING + 1
    assert found["an entry's author"].first_bad == 3
    assert found["an entry removed in the middle"].first_bad == 4
    assert "anchor" in found["the tail cut"].words
    assert verified(database).ok, "what was tried must have been rolled back"


@pytest.mark.hazard("H55")
def test_an_old_file_put_back_is_found_by_the_anchor(sqlite_database: Database) -> None:
    furnish(sqlite_database)
    assert sqlite_database.path is not None
    kept = sqlite_database.path.with_name("kept")
    with contextlib.closing(driver.connect(sqlite_database.path)) as source:
        source.execute("VACUUM INTO ?", (str(kept),))
    with audited(sqlite_database) as db:
        rooms_store.add_room(db, factories.room(id="r2", name="Room 2"))
    sqlite_database.close()
    kept.replace(sqlite_database.path)
    found = verified(sqlite_database)
    assert (found.ok, found.rows, found.first_bad) == (False, 1, 2)


def test_an_index_that_hides_a_row_is_found(sqlite_database: Database) -> None:
    furnish(sqlite_database)
    assert sqlite_database.path is not None
    sqlite_database.close()
    with contextlib.closing(driver.connect(sqlite_database.path)) as looking:
        page_size = looking.execute("PRAGMA page_size").fetchone()[0]
        page = looking.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'patients_by_mrn'"
        ).fetchone()[0]
    content = bytearray(sqlite_database.path.read_bytes())
    here = content.index(b"204881", page_size * (page - 1))
    content[here : here + 6] = b"204882"
    sqlite_database.path.write_bytes(content)
    found = verified(sqlite_database)
    assert not found.ok
    assert "damaged" in found.words


def test_a_whole_chain_verifies_after_corrections_and_changes_of_people(database: Database) -> None:
    fill(database, factories.rich_record())
    room = factories.room()
    with audited(database) as db:
        users_store.update_user(db, _renamed(NINA))
        users_store.set_password(db, NINA.id, "another hash")
        rooms_store.update_room(db, replace(room, name="Garden room"))
        readings_store.add_reading_version(db, factories.reading(10, seq=2, version=2))
    found = verified(database)
    assert found.ok, found.words
    with database.reading() as db:
        (entry, *_) = audit_store.list_audit(db, limit=1)
    assert (found.rows, found.head) == (entry.number, entry.mac)
    assert [row.table for row in entry.rows][:3] == ["users", "users", "rooms"]
    correction = next(row for row in entry.rows if row.table == "readings")
    assert correction.before
    assert correction.before != correction.after


def test_rows_of_a_transaction_belong_to_one_entry_each(database: Database) -> None:
    furnish(database)
    with database.writing() as db:
        rooms_store.add_room(db, factories.room(id="r2", name="Room 2"))
        name_rows(db, "first")
        rooms_store.add_room(db, factories.room(id="r3", name="Room 3"))
        name_rows(db, "second")
        Anchor(database.data_dir).write(name_rows(db, "third"))
    with database.reading() as db:
        third, second, first, *_ = audit_store.list_audit(db)
    assert [[row.key for row in entry.rows] for entry in (first, second, third)] == [["r2"], ["r3"], []]
    assert verified(database).ok


def test_the_audit_lists_what_is_asked_for_newest_first(database: Database) -> None:
    fill(database, factories.rich_record())
    with database.reading() as db:
        everything = audit_store.list_audit(db)
        assert [e.number for e in everything] == list(range(len(everything), 0, -1))
        assert [e.action for e in audit_store.list_audit(db, action="signed")] == ["signed"]
        assert audit_store.list_audit(db, patient_id="nobody") == []
        page = audit_store.list_audit(db, before=everything[1].number, limit=2)
        assert page == everything[2:4]


def test_the_anchor_keeps_the_newest_head_and_says_when_it_is_unreadable(sqlite_database: Database) -> None:
    anchor = Anchor(sqlite_database.data_dir)
    assert anchor.read() is None
    anchor.write(Head(7, "b" * 64))
    anchor.write(Head(6, "a" * 64))
    assert anchor.read() == Head(7, "b" * 64)
    (sqlite_database.data_dir / "audit-anchor").write_text("nothing of use\n")
    with pytest.raises(UnreadableAnchor):
        anchor.read()


def test_an_anchor_that_could_not_be_written_is_written_by_the_next_save(tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "unplugged")
    anchor.write(Head(1, "a" * 64))
    (tmp_path / "unplugged").mkdir()
    assert anchor.read() is None
    anchor.write(Head(1, "a" * 64))
    assert anchor.read() == Head(1, "a" * 64)


def _renamed(user: User) -> User:
    return replace(user, display_name="Nina Brandt-Ahrens")

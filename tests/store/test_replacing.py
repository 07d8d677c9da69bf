"""Past Chairside, with the database's shell: no row is replaced, and a signed note takes nothing more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Double, Integer, Table, UniqueConstraint, func, select

from dashboard.clinical.notes import Meaning
from dashboard.store import changes, idempotency, notes
from dashboard.store.database import Database
from dashboard.store.tables import APPEND_ONLY
from tests import factories
from tests.store.keeping import AT, audited, fill, verified
from tests.store.shell import REFUSALS, shell
from tests.store.test_append_only import ANSWER, _give_a_row

SESSION = factories.session().id
PREPARED = factories.rich_record(signatures=(factories.signature(meaning=Meaning.PREPARED),))
FROZEN = "(session_id, number, format, bytes, sha256)"


@pytest.fixture
def signed(database: Database) -> Database:
    """A clinic with one session, its note prepared, approved and added to."""
    record = factories.rich_record(signatures=(), addenda=())
    fill(database, record)
    with audited(database) as db:
        prepared = factories.signature(110, meaning=Meaning.PREPARED)
        notes.add_signature(db, SESSION, prepared, {"lines": b"[]"})
        notes.add_signature(db, SESSION, factories.signature(118), {"txt": b"the note", "lines": b"[]"})
        under = factories.signature(140, meaning=Meaning.ADDENDUM)
        notes.add_addendum(db, SESSION, factories.addendum(signature=under))
    return database


def keys_of(table: Table) -> Iterator[tuple[str, ...]]:
    """Every set of columns that no two rows share."""
    yield tuple(column.name for column in table.primary_key.columns)
    for index in table.indexes:
        if index.unique:
            yield tuple(column.name for column in index.columns)
    assert not [c for c in table.constraints if isinstance(c, UniqueConstraint)], "not looked at below"


def other_value(column: str, table: Table) -> str:
    """SQL for a value of this column that no row has."""
    numbers = (Integer, Double, Boolean)
    return "987654" if isinstance(table.c[column].type, numbers) else "'987654'"


@pytest.mark.hazard("H49", "H55")
def test_no_row_is_replaced_by_inserting_whichever_key_it_shares(sqlite_database: Database) -> None:
    fill(sqlite_database, PREPARED)
    with audited(sqlite_database) as db:
        idempotency.add_answer(db, ANSWER, AT)
        changes.add_change(db, None, "config", AT)
        for table in APPEND_ONLY:
            _give_a_row(db, table)
    with shell(sqlite_database.data_dir, None) as typed:
        for table in APPEND_ONLY:
            every = {c for key in keys_of(table) for c in key}
            for key in keys_of(table):
                names = [column.name for column in table.columns]
                values = [f'"{n}"' if n in key or n not in every else other_value(n, table) for n in names]
                quoted = ", ".join(f'"{name}"' for name in names)
                row = f"({quoted}) SELECT {', '.join(values)} FROM {table.name} LIMIT 1"
                for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"):
                    with pytest.raises(REFUSALS, match=f"{table.name} is append-only"):
                        typed(f"{verb} INTO {table.name} {row}")
    assert _counts(sqlite_database)["audit"]


@pytest.mark.hazard("H49", "H55")
def test_no_row_is_replaced_by_the_number_sqlite_gives_it(sqlite_database: Database) -> None:
    fill(sqlite_database, PREPARED)
    with shell(sqlite_database.data_dir, None) as typed:
        for form in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(REFUSALS, match="note_documents is append-only"):
                typed(
                    f"{form} INTO note_documents (rowid, session_id, number, format, bytes, sha256) "
                    "SELECT rowid, session_id, 77, format, x'00', sha256 FROM note_documents LIMIT 1"
                )


NOTHING_MORE = {
    "words": (
        "note_texts", "INSERT INTO note_texts (session_id, version, plan, composed, at, by) "
        f"VALUES ('{SESSION}', 9, 'Another plan', '[]', '2026-11-23T12:00:00.000000Z', 'u')",
    ),
    "a second approval": (
        "note_signatures", "INSERT INTO note_signatures SELECT session_id, 9, user_id, 'Dr Forged', meaning, "
        "signed_at, content_sha256, audit_head FROM note_signatures WHERE meaning = 'approved'",
    ),
    "a later preparation": (
        "note_signatures", "INSERT INTO note_signatures SELECT session_id, 9, user_id, 'A Forger', "
        "'prepared', signed_at, content_sha256, audit_head FROM note_signatures WHERE meaning = 'approved'",
    ),
    "a form that was not signed": (
        "note_documents", f"INSERT INTO note_documents {FROZEN} SELECT session_id, number, 'pdf', bytes, "
        "sha256 FROM note_documents WHERE format = 'txt'",
    ),
    "a document of no signature": (
        "note_documents", f"INSERT INTO note_documents {FROZEN} SELECT session_id, 9, format, bytes, "
        "sha256 FROM note_documents WHERE format = 'txt'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NOTHING_MORE)
@pytest.mark.hazard("H49", "H55")
def test_a_signed_note_takes_nothing_more_from_the_shell(
    signed: Database, database_url: str | None, tmp_path: Path, what: str
) -> None:
    table, statement = NOTHING_MORE[what]
    before = _counts(signed)
    with (
        shell(tmp_path, database_url) as typed,
        pytest.raises(REFUSALS, match=f"{table}: the note is signed"),
    ):
        typed(statement)
    assert _counts(signed) == before
    assert verified(signed).ok, verified(signed).words


@pytest.mark.hazard("H48")
def test_addenda_are_added_and_signed_after_the_approval(signed: Database) -> None:
    covering = factories.signature(150, meaning=Meaning.ADDENDUM, covers=factories.coverage())
    with audited(signed) as db:
        notes.add_addendum(db, SESSION, factories.addendum(150, 2, signature=covering))
        notes.add_addendum(db, SESSION, factories.addendum(151, 3))
    with signed.reading() as db:
        assert [a.signature for a in notes.list_addenda(db, SESSION)][1:] == [covering, None]
        assert notes.load_signed_document(db, SESSION, "txt") == b"the note"


@pytest.mark.hazard("H55")
def test_what_the_shell_puts_into_a_note_before_it_is_signed_is_found_by_verifying(
    database: Database, database_url: str | None, tmp_path: Path
) -> None:
    fill(database, factories.rich_record(signatures=(), addenda=()))
    with shell(tmp_path, database_url) as typed:
        typed(
            f"INSERT INTO note_signatures VALUES ('{SESSION}', 1, 'u', 'Dr Forged', 'approved', "
            "'2026-11-23T12:00:00.000000Z', 'x', 'x')"
        )
    found = verified(database)
    assert not found.ok
    assert f"note_signatures {SESSION}:1 stands in the record, but no entry names it." in found.words


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as db:
        count = select(func.count())
        return {t.name: int(db.execute(count.select_from(t)).scalar_one()) for t in APPEND_ONLY}

"""Whether a note is what was written through Chairside: the audit names each of its rows with its hash.

`verify` asks this of the whole record; a note is asked each time it is given out.
"""

from collections.abc import Iterator, Mapping
from hmac import compare_digest
from typing import Any

from sqlalchemy import Table, bindparam, select

from dashboard.clinical.audit import AuditKind
from dashboard.store.audit_entries import entry_from, mac_of, stored_values
from dashboard.store.row_hashes import row_hash, row_key
from dashboard.store.tables import audit, note_addenda, note_documents, note_signatures, note_texts
from dashboard.store.writing import Db


def seal_holds(db: Db, key: bytes, session_id: str) -> bool:
    """Whether the rows of a session's note are exactly those that entries of the audit name.

    Of frozen documents the stored digest is asked, not the bytes.
    """
    found = {
        (table.name, row_key(table, row)): row_hash(table, row, digests)
        for table, row, digests in _rows(db, session_id)
    }
    return found == _named(db, key, session_id)


def _named(db: Db, key: bytes, session_id: str) -> dict[tuple[str, str], str]:
    """Table and key of every row of the note with its hash, by the entries whose own MAC holds."""
    entries = map(entry_from, db.execute(_ENTRIES, {"session_id": session_id}))
    return {
        (row.table, row.key): row.after
        for entry in entries if compare_digest(mac_of(key, stored_values(entry)), entry.mac)
        for row in entry.rows if row.table in _QUESTIONS
    }  # fmt: skip


def _rows(db: Db, session_id: str) -> Iterator[tuple[Table, Mapping[str, Any], Mapping[str, str]]]:
    for table, question in _QUESTIONS.values():
        for found in db.execute(question, {"session_id": session_id}):
            row = found._asdict()
            yield table, row, {"bytes": row["sha256"]} if table is note_documents else {}


def _question(table: Table) -> Any:
    read = [column for column in table.columns if column.name != "bytes"]
    return select(*read).where(table.c.session_id == bindparam("session_id"))


_QUESTIONS = {
    table.name: (table, _question(table))
    for table in (note_signatures, note_documents, note_addenda, note_texts)
}
_ENTRIES = select(audit).where(
    audit.c.object_id == bindparam("session_id"),
    audit.c.action.in_(
        (AuditKind.NOTE_SIGNED.value, AuditKind.ADDENDUM_ADDED.value, AuditKind.NOTE_WRITTEN.value)
    ),
)

"""Verifying the audit: the chain itself, every row it names, the pointers, and the anchor outside."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Table, select

from dashboard.store.anchor import Head
from dashboard.store.audit_entries import FIRST_PREV_MAC, AuditEntry, entry_from, mac_of, stored_values
from dashboard.store.row_hashes import row_hash, row_key
from dashboard.store.sqlite_file import integrity_fault
from dashboard.store.tables import (
    NAMED_LAST,
    NAMED_ONCE,
    audit,
    patient_versions,
    patients,
    session_versions,
    sessions,
)
from dashboard.store.writing import Db, Reading

_AT_ONCE = 2_000
_ONCE = frozenset(table.name for table in NAMED_ONCE)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `rows` counts the entries read, `head` is the last MAC, `first_bad` the number of the
    first entry that does not hold (the next number for rows that no entry names), `words` what it is."""

    ok: bool
    rows: int
    head: str
    first_bad: int | None
    words: str


class _Broken(Exception):
    def __init__(self, number: int, words: str) -> None:
        super().__init__(words)
        self.number = number
        self.words = words


@dataclass(slots=True)
class _Chain:
    """What the entries say: by table and key (entry's number, hash that must stand)."""

    head: Head = field(default_factory=lambda: Head(0, FIRST_PREV_MAC))
    named: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    anchored: str | None = None


def verify_chain(db: Reading, key: bytes, anchor: Head | None) -> Verification:
    """Check the whole audit within one snapshot. `anchor` must have been read before the snapshot began."""
    chain = _Chain()
    try:
        for entry in _entries(db):
            _follow(chain, key, entry, anchor)
        _check_anchor(chain, anchor)
        _check_pointers(db, chain)
        _check_rows(db, chain)
        _check_file(db, chain)
    except _Broken as broken:
        return Verification(False, chain.head.number, chain.head.mac, broken.number, broken.words)
    words = (
        "The chain is whole." if anchor else "The chain is whole, but no anchor was there to hold it against."
    )
    return Verification(True, chain.head.number, chain.head.mac, None, words)


def _entries(db: Db) -> Iterator[AuditEntry]:
    after = 0
    while True:
        rows = db.execute(
            select(audit).where(audit.c.number > after).order_by(audit.c.number).limit(_AT_ONCE)
        ).all()
        yield from map(entry_from, rows)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].number


def _follow(chain: _Chain, key: bytes, entry: AuditEntry, anchor: Head | None) -> None:
    expected = chain.head.number + 1
    if entry.number != expected:
        raise _Broken(expected, f"Entry {expected} is missing.")
    if entry.prev_mac != chain.head.mac:
        raise _Broken(entry.number, f"Entry {entry.number} does not follow the one before it.")
    if not hmac.compare_digest(mac_of(key, stored_values(entry)), entry.mac):
        raise _Broken(entry.number, f"Entry {entry.number} was changed.")
    if anchor is not None and entry.number == anchor.number:
        chain.anchored = entry.mac
    for row in entry.rows:
        named = chain.named.setdefault(row.table, {})
        if row.key in named and row.table in _ONCE:
            raise _Broken(entry.number, f"Entry {entry.number} names {row.table} {row.key} a second time.")
        named[row.key] = (entry.number, row.after)
    chain.head = Head(entry.number, entry.mac)


def _check_file(db: Reading, chain: _Chain) -> None:
    """SQLite's own full check: an index that disagrees with its table would hide rows from people."""
    if db.dialect.name == "sqlite" and (fault := integrity_fault(db)):
        raise _Broken(chain.head.number + 1, f"The database file is damaged: {fault}.")


def _check_anchor(chain: _Chain, anchor: Head | None) -> None:
    if anchor is None or anchor.number == 0:
        return
    if anchor.number > chain.head.number:
        first = chain.head.number + 1
        raise _Broken(
            first, f"Entries {first} to {anchor.number} are missing; the anchor file holds their head."
        )
    if chain.anchored is None or not hmac.compare_digest(chain.anchored, anchor.mac):
        raise _Broken(anchor.number, f"Entry {anchor.number} is not the one the anchor file holds.")


def _check_rows(db: Db, chain: _Chain) -> None:
    """Every row stands as the entry that names it says; none is missing, none is unnamed."""
    faults: list[tuple[int, str]] = []
    for table in (*NAMED_ONCE, *NAMED_LAST):
        faults += _faults_of(db, table, chain)
    if faults:
        raise _Broken(*min(faults))


def _faults_of(db: Db, table: Table, chain: _Chain) -> Iterator[tuple[int, str]]:
    named = dict(chain.named.get(table.name, {}))
    rows = db.execute(select(table).execution_options(yield_per=_AT_ONCE))
    for row in rows:
        found = row._asdict()
        key = row_key(table, found)
        number, expected = named.pop(key, (chain.head.number + 1, None))
        if expected is None:
            yield number, f"{table.name} {key} stands in the record, but no entry names it."
        elif row_hash(table, found) != expected:
            yield number, f"{table.name} {key} was changed after entry {number} stored it."
    for key, (number, _) in named.items():
        yield number, f"{table.name} {key} is missing; entry {number} stored it."


def _check_pointers(db: Db, chain: _Chain) -> None:
    """`patients` and `sessions` point to the last version and repeat what it says."""
    for pointer, versions, repeated in (
        (patients, patient_versions, ("mrn",)),
        (sessions, session_versions, ("patient_id", "room_id", "session_date", "opened_at")),
    ):
        last = _last_versions(chain, versions.name)
        for row in db.execute(select(pointer).execution_options(yield_per=_AT_ONCE)):
            version, number = last.pop(row.id, (0, chain.head.number + 1))
            if row.current_version != version:
                raise _Broken(
                    number, f"{pointer.name} {row.id} points to version {row.current_version}, not {version}."
                )
        for key, (_, number) in last.items():
            raise _Broken(number, f"{pointer.name} {key} is missing; entry {number} stored it.")
        _check_repeated(db, chain, pointer, versions, repeated)


def _last_versions(chain: _Chain, table: str) -> dict[str, tuple[int, int]]:
    last: dict[str, tuple[int, int]] = {}
    for key, (number, _) in chain.named.get(table, {}).items():
        object_id, _, version = key.rpartition(":")
        last[object_id] = max(last.get(object_id, (0, 0)), (int(version), number))
    return last


def _check_repeated(
    db: Db, chain: _Chain, pointer: Table, versions: Table, repeated: tuple[str, ...]
) -> None:
    both = select(pointer.c.id, pointer.c.current_version).join_from(
        pointer,
        versions,
        (versions.c.id == pointer.c.id) & (versions.c.version == pointer.c.current_version),
    )
    differs = pointer.c[repeated[0]] != versions.c[repeated[0]]
    for name in repeated[1:]:
        differs |= pointer.c[name] != versions.c[name]
    if pointer is sessions:
        differs |= pointer.c.is_open == versions.c.ended_at.is_not(None)
    row = db.execute(both.where(differs).limit(1)).first()
    if row is not None:
        number, _ = chain.named[versions.name][f"{row.id}:{row.current_version}"]
        raise _Broken(
            number, f"{pointer.name} {row.id} does not say what its version {row.current_version} says."
        )

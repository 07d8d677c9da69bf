"""The key and the SHA-256 of a row, the same whichever database holds it."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, Double, Integer, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from dashboard.store.column_types import JsonText, UtcTime, canonical_json, iso_utc


def row_key(table: Table, row: Mapping[str, Any]) -> str:
    """The values of the primary key, parted by colons."""
    return ":".join(str(row[name]) for name in _key_columns(table))


def row_hash(table: Table, row: Mapping[str, Any], digests: Mapping[str, str] | None = None) -> str:
    """Hex SHA-256 over the canonical JSON of the row's values; NULLs are left out, so that a later
    nullable column does not change the hash of the rows before it.

    `digests` are those of columns of bytes that were not read, by name.
    """
    spelled = {
        name: spell(value) for name, spell in _spellings(table) if (value := row.get(name)) is not None
    }  # fmt: skip
    spelled |= digests or {}
    return hashlib.sha256(canonical_json(spelled).encode()).hexdigest()


@cache
def _key_columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


@cache
def _spellings(table: Table) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((column.name, _spelling(column.type)) for column in table.columns)


def _spelling(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    match kind:
        case UtcTime():
            return _time
        case JsonText():
            return _as_is
        case Boolean():
            return bool
        case Double():
            return float
        case Integer():
            return int
        case Date():
            return _day
        case LargeBinary():
            return _digest
    return str


def _time(at: datetime) -> str:
    return iso_utc(at)


def _day(on: date) -> str:
    return on.isoformat()


def _as_is(document: Any) -> Any:
    return document


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

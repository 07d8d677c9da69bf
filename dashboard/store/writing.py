"""One write transaction, which notes each row it writes for the audit entry that must name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Executable, Table, select, update

from dashboard.store.row_hashes import row_hash, row_key

Reading: TypeAlias = Connection


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row as the audit entry names it: SHA-256 before (of the version it replaces) and after."""

    table: str
    key: str
    before: str | None
    after: str


class Writing:
    """A write transaction. `rows` holds all that was written, `unnamed()` what no audit entry has taken."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._named = 0
        self.rows: list[WrittenRow] = []

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement on the transaction's connection."""
        return self._connection.execute(statement, parameters)

    def insert(
        self, table: Table, row: Mapping[str, Any], before_key: Mapping[str, Any] | None = None
    ) -> None:
        """Insert a row and note its hash; `before_key` is the key of the version it replaces."""
        self._connection.execute(table.insert(), row)
        before = self._hash_of(table, before_key) if before_key else None
        self.rows.append(WrittenRow(table.name, row_key(table, row), before, row_hash(table, row)))

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert several rows in one statement and note each."""
        if rows:
            self._connection.execute(table.insert(), list(rows))
            self.rows += [WrittenRow(table.name, row_key(table, r), None, row_hash(table, r)) for r in rows]

    def change(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change a row of a table that is not append-only and note its hash before and after."""
        before = self._load(table, key)
        if before is None:
            return
        matching = [table.c[name] == value for name, value in key.items()]
        self._connection.execute(update(table).where(*matching).values(**values))
        after = {**before, **values}
        self.rows.append(
            WrittenRow(table.name, row_key(table, after), row_hash(table, before), row_hash(table, after))
        )

    def unnamed(self) -> list[WrittenRow]:
        """Rows written since the last audit entry."""
        return self.rows[self._named :]

    def take_unnamed(self) -> list[WrittenRow]:
        """The same, for the one audit entry that names them."""
        taken = self.unnamed()
        self._named = len(self.rows)
        return taken

    def _hash_of(self, table: Table, key: Mapping[str, Any]) -> str | None:
        row = self._load(table, key)
        return row_hash(table, row) if row is not None else None

    def _load(self, table: Table, key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        matching = [table.c[name] == value for name, value in key.items()]
        found = self._connection.execute(select(table).where(*matching)).first()
        return found._asdict() if found is not None else None


Db: TypeAlias = Connection | Writing

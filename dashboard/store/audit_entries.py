"""An audit entry as it is stored, and the keyed MAC that chains it to the one before."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dashboard.store.column_types import canonical_json, iso_utc
from dashboard.store.writing import WrittenRow

FIRST_PREV_MAC = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing done or seen: who, what, when, why, and each row it wrote with both hashes."""

    number: int
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    object_version: int | None
    patient_id: str | None
    reason: str | None
    request_id: str
    rows: tuple[WrittenRow, ...]
    detail: Mapping[str, Any]
    prev_mac: str
    mac: str = ""


def stored_values(entry: AuditEntry) -> dict[str, Any]:
    """The entry as a row of the table `audit`; each written row as [table, key, before, after]."""
    row = {name: getattr(entry, name) for name in AuditEntry.__dataclass_fields__}
    rows = [[r.table, r.key, r.before, r.after] for r in entry.rows]
    return {**row, "rows": rows, "detail": dict(entry.detail)}


def entry_from(row: Row[Any]) -> AuditEntry:
    """The entry of a stored row."""
    rows = tuple(WrittenRow(*written) for written in row.rows)
    return AuditEntry(**{**row._asdict(), "rows": rows})


def mac_of(key: bytes, row: Mapping[str, Any]) -> str:
    """HMAC-SHA256 (hex) over the canonical JSON of a stored row without its own MAC."""
    signed = {name: value for name, value in row.items() if name != "mac"}
    signed["at"] = iso_utc(signed["at"])
    return hmac.new(key, canonical_json(signed).encode(), hashlib.sha256).hexdigest()

"""The answers given under each Idempotency-Key, kept as long as what they stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from dashboard.store.tables import idempotency
from dashboard.store.writing import Db, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first answer to a request: whose it was, for which path and body, and what was said (JSON text)."""

    key: str
    user_id: str
    path: str
    body_sha256: str
    status: int
    answer: str


def load_answer(db: Db, key: str) -> Answer | None:
    """What was answered under this key."""
    row = db.execute(_LOAD, {"key": key}).first()
    return Answer(**row._asdict()) if row else None


def add_answer(db: Writing, answer: Answer, at: datetime) -> None:
    """Keep an answer; a key already used raises IntegrityError, and with it rolls back the change."""
    row = {
        "key": answer.key, "user_id": answer.user_id, "path": answer.path, "body_sha256": answer.body_sha256,
        "status": answer.status, "answer": answer.answer, "at": at,
    }  # fmt: skip
    db.insert(idempotency, row)


_LOAD = select(*(c for c in idempotency.c if c.name != "at")).where(idempotency.c.key == bindparam("key"))

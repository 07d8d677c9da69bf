"""The clinic, and the one block in which anything is changed.

`with clinic.work(actor, permission) as work:` refuses a missing permission, answers a known idempotency
key, gives `work.now` and `work.db`, rolls back what left no audit entry, and announces after the commit.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import KeyReused
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rooms import ClinicProfile
from dashboard.store import audit as audit_store
from dashboard.store import changes as changes_store
from dashboard.store import idempotency as idempotency_store
from dashboard.store.anchor import Anchor
from dashboard.store.changes import Change
from dashboard.store.clinic import load_clinic
from dashboard.store.database import Database, Reading, Writing

SYSTEM_ID = "system"
T = TypeVar("T")


class Replayed(Exception):
    """The key was answered before: `status` and `answer` are what the first request got."""

    def __init__(self, answer: Any) -> None:
        super().__init__("This request was answered before.")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key with what it was sent for.

    `present` turns the action's result into the JSON answer that is stored beside the change.
    """

    key: str
    path: str
    body_sha256: str
    present: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: AuditKind
    object_kind: str
    object_id: str
    object_version: int | None
    patient_id: str | None
    reason: str | None
    detail: dict[str, Any]


class Work:
    """One change under way: the transaction, its moment, who asks, and what must be told afterwards."""

    def __init__(self, clinic: "Clinic", db: Writing, actor: Actor, once: Once | None) -> None:
        self.clinic = clinic
        self.db = db
        self.actor = actor
        self.now = clinic.now()
        self._once = once
        self._entries: list[_Entry] = []
        self._changes: list[tuple[str | None, str]] = []

    def new_id(self) -> str:
        """A new opaque id."""
        return self.clinic.new_id()

    def audit(
        self, kind: AuditKind, object_kind: str, object_id: str, *, version: int | None = None,
        patient_id: str | None = None, reason: str | None = None, **detail: Any,
    ) -> None:  # fmt: skip
        """Note what is done here; the entry is written with the rows when the work closes."""
        self._entries.append(_Entry(kind, object_kind, object_id, version, patient_id, reason, detail))

    def announce(self, kind: str, session_id: str | None = None) -> None:
        """Tell every open screen after the commit that this changed."""
        if (session_id, kind) not in self._changes:
            self._changes.append((session_id, kind))

    def done(self, result: T) -> T:
        """Store the answer under the request's key, if it has one, and give the result on."""
        if self._once is not None:
            answer = json.dumps(self._once.present(result), ensure_ascii=False, separators=(",", ":"))
            idempotency_store.add_answer(
                self.db,
                idempotency_store.Answer(
                    key=self._once.key, user_id=self.actor.user_id, path=self._once.path,
                    body_sha256=self._once.body_sha256, status=200, answer=answer,
                ),
                self.now,
            )  # fmt: skip
        return result

    def _answer_known_key(self) -> None:
        if self._once is not None:
            known_answer(self.db, self.actor, self._once.key, self._once.path, self._once.body_sha256)

    def _close(self) -> tuple[audit_store.Head | None, list[Change]]:
        told = [
            Change(changes_store.add_change(self.db, session_id, kind, self.now), session_id, kind)
            for session_id, kind in self._changes
        ]
        if not self._entries:
            if self.db.rows:
                raise RuntimeError("A change without an audit entry was rolled back.")
            return None, told
        head = None
        for entry in self._entries:
            head = audit_store.append_audit(
                self.db, self.clinic.audit_key, at=self.now, actor=self.actor, action=entry.kind.value,
                object_kind=entry.object_kind, object_id=entry.object_id, object_version=entry.object_version,
                patient_id=entry.patient_id, reason=entry.reason, detail=entry.detail,
            )  # fmt: skip
        return head, told


def known_answer(db: Reading | Writing, actor: Actor, key: str, path: str, body_sha256: str) -> None:
    """Raise Replayed with the first answer for the same person, path and body; KeyReused for any other."""
    known = idempotency_store.load_answer(db, key)
    if known is None:
        return
    if (known.user_id, known.path, known.body_sha256) != (actor.user_id, path, body_sha256):
        raise KeyReused("This Idempotency-Key was used for another request.")
    raise Replayed(json.loads(known.answer))


@dataclass(frozen=True, slots=True)
class Look:
    """A consistent view for reading: the connection and its moment."""

    db: Reading
    now: datetime


class Clinic:
    """One database with its audit key and its listeners. Safe to share between threads."""

    def __init__(
        self, database: Database, audit_key: bytes, anchor: Anchor, data_dir: Path, *,
        practice: bool, now: Callable[[], datetime] | None = None,
    ) -> None:  # fmt: skip
        self.database = database
        self.audit_key = audit_key
        self.anchor = anchor
        self.data_dir = data_dir
        self.practice = practice
        self.set_up_token: str | None = None
        self._now = now or utc_now
        self._listeners: list[Callable[[Change], None]] = []
        self._listening = threading.Lock()
        writers = 1 if database.dialect == "sqlite" else 8
        self.writer = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self.readers = ThreadPoolExecutor(8, thread_name_prefix="reader")
        self.jobs = ThreadPoolExecutor(1, thread_name_prefix="job")

    def now(self) -> datetime:
        """The moment, aware UTC. The only source of time."""
        return self._now()

    def new_id(self) -> str:
        """An opaque id whose order is roughly that of making, so that rows lie together."""
        return f"{int(self.now().timestamp() * 1000):012x}{secrets.token_hex(10)}"

    @contextmanager
    def work(self, actor: Actor, permission: Permission, once: Once | None = None) -> Iterator[Work]:
        """The block in which everything is changed; raises NotPermitted, Replayed, KeyReused, CannotStore."""
        if actor.user_id != SYSTEM_ID:
            actor.require(permission)
        with self.database.writing() as db:
            work = Work(self, db, actor, once)
            work._answer_known_key()
            yield work
            head, told = work._close()
        if head is not None:
            self.anchor.write(head)
        for change in told:
            self._tell(change)

    @contextmanager
    def look(self, actor: Actor, permission: Permission) -> Iterator[Look]:
        """A snapshot for reading; raises NotPermitted."""
        if actor.user_id != SYSTEM_ID:
            actor.require(permission)
        with self.database.reading() as db:
            yield Look(db, self.now())

    def profile(self) -> ClinicProfile:
        """The clinic's name, zone and emergency text as they stand."""
        with self.database.reading() as db:
            return load_clinic(db)

    def last_change(self) -> int:
        """Number of the last change."""
        with self.database.reading() as db:
            return changes_store.last_change(db)

    def changes_after(self, number: int) -> list[Change]:
        """Changes with a higher number, oldest first."""
        with self.database.reading() as db:
            return changes_store.list_changes(db, number)

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call back after each commit with each change; the answer ends it."""
        with self._listening:
            self._listeners.append(callback)

        def end() -> None:
            with self._listening:
                self._listeners.remove(callback)

        return end

    def ready(self) -> None:
        """Raise CannotStore when readings cannot be stored now."""
        self.database.ready()

    def close(self) -> None:
        """Finish what is under way and close the database."""
        for pool in (self.writer, self.readers, self.jobs):
            pool.shutdown(wait=True, cancel_futures=True)
        self.database.close()

    def _tell(self, change: Change) -> None:
        with self._listening:
            listeners = tuple(self._listeners)
        for callback in listeners:
            callback(change)


def utc_now() -> datetime:
    """The machine's clock: what a clinic goes by unless it is opened with another."""
    return datetime.fromtimestamp(time.time(), UTC)

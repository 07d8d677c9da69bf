"""What the store's tests share: opening a database, writing with an audit entry, and one filled session."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard.clinical.people import User
from dashboard.clinical.roles import SYSTEM, Role
from dashboard.clinical.rules import RuleKind, RuleVersion
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import (
    alerts,
    audit,
    clinic,
    events,
    notes,
    patients,
    readings,
    rooms,
    rules,
    sessions,
    users,
)
from dashboard.store.anchor import Anchor
from dashboard.store.audit import Head, Verification
from dashboard.store.database import Database, Writing, open_database
from tests import factories

KEY = b"k" * 32
AT = factories.DOSE_START
FIRST_READING = 3
NINA = User(
    id=factories.NURSE.id, username="Nina", display_name=factories.NURSE.display_name,
    roles=frozenset({Role.NURSE}), created_at=AT,
)  # fmt: skip
CARL = User(
    id=factories.CLINICIAN.id, username="carl", display_name=factories.CLINICIAN.display_name,
    roles=frozenset({Role.CLINICIAN, Role.ADMINISTRATOR}), created_at=AT,
)  # fmt: skip


@contextmanager
def opened(url: str | None, data_dir: Path, *, practice: bool = False) -> Iterator[Database]:
    """A migrated database, closed at the end."""
    database = open_database(url, data_dir, practice=practice)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


@contextmanager
def audited(database: Database, action: str = "test") -> Iterator[Writing]:
    """A write transaction that ends with an audit entry and the anchor, as an action's does."""
    with database.writing() as db:
        yield db
        head = name_rows(db, action)
    Anchor(database.data_dir).write(head)


def name_rows(db: Writing, action: str = "test") -> Head:
    """One audit entry for all that was written."""
    return audit.append_audit(db, KEY, at=AT, actor=SYSTEM, action=action, object_kind="test", object_id="1")


def verified(database: Database) -> Verification:
    """What verifying finds."""
    anchor = Anchor(database.data_dir).read()
    with database.reading() as db:
        return audit.verify_chain(db, KEY, anchor)


def furnish(database: Database) -> None:
    """The clinic, its people, Room 1, the shipped protocols and limits in use, and one patient."""
    reference = factories._reference
    shared = {name: reference("protocols.json")[name] for name in ("hold", "note", "readiness")}
    with audited(database, "furnished") as db:
        clinic.add_clinic_version(db, factories.clinic(), AT, "system")
        users.add_user(db, NINA, "hash of nina")
        users.add_user(db, CARL, "hash of carl")
        rooms.add_room(db, factories.room())
        for document in reference("protocols.json")["protocols"]:
            rules.add_rule_version(db, shipped(RuleKind.PROTOCOL, document, shared))
        for document in reference("threshold_sets.json")["threshold_sets"]:
            rules.add_rule_version(db, shipped(RuleKind.THRESHOLD_SET, document))
        patients.add_patient_version(db, factories.patient())


def shipped(
    kind: RuleKind, document: Mapping[str, Any], shared: Mapping[str, Any] | None = None, version: int = 1
) -> RuleVersion:
    """A version that is in force from AT."""
    return RuleVersion(
        kind=kind, code=document["code"], version=version, document=document, shared=shared, at=AT,
        by="system", by_name="system",
    )  # fmt: skip


def fill(database: Database, record: SessionRecord) -> None:
    """Store a furnished clinic and all of this record in six audited transactions.

    The first three readings are named by entry FIRST_READING, the others by the next one.
    """
    furnish(database)
    day = record.session_date
    with audited(database, "opened") as db:
        sessions.add_session_version(db, factories.session(), day)
    stored = sorted((*record.readings, *record.earlier_readings), key=lambda r: (r.seq, r.version))
    for some in (stored[:3], stored[3:]):
        with audited(database, "recorded") as db:
            for reading in some:
                readings.add_reading_version(db, reading)
    with audited(database, "rest") as db:
        for event in sorted((*record.events, *record.earlier_events), key=lambda e: (e.seq, e.version)):
            events.add_event_version(db, event)
        for alert in record.alerts:
            alerts.add_alert(db, alert)
        for baseline in record.baselines:
            sessions.add_baseline(db, record.session.id, baseline)
    if record.session.version > 1:
        with audited(database, "ended") as db:
            sessions.add_session_version(db, record.session, day)
    with audited(database, "signed") as db:
        for signature in record.signatures:
            notes.add_signature(db, record.session.id, signature, {"txt": b"the note", "pdf": b"%PDF"})
        for addendum in record.addenda:
            notes.add_addendum(db, record.session.id, addendum)


def open_sessions(database: Database, count: int) -> list[str]:
    """A furnished clinic with this many open sessions, each of its own patient in its own room."""
    furnish(database)
    with audited(database) as db:
        for place in range(1, count + 1):
            if place > 1:
                rooms.add_room(db, factories.room(id=f"room-{place}", name=f"Room {place}", position=place))
                patient = factories.patient(
                    id=f"patient-{place}", mrn=f"{place}", family_name=f"Family {place}"
                )
                patients.add_patient_version(db, patient)
            session = replace(
                factories.session(),
                id=f"session-{place}",
                room_id=f"room-{place}",
                patient_id=f"patient-{place}",
            )
            sessions.add_session_version(db, session, AT.date())
    return [f"session-{place}" for place in range(1, count + 1)]

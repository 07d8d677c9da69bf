"""One clinic's bedside for tests of actions: people, clock, and the steps that most tests begin with."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.actions import events, patients, readings, sessions
from dashboard.actions.audit import list_audit
from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.discharge import end_session
from dashboard.clinical.alerts import Alert
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.events import Event
from dashboard.clinical.patients import Sex
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import PlannedDose, SessionEnd
from dashboard.store.audit import AuditEntry
from dashboard.store.session_records import load_record
from tests.people import Clock, Staff

ADDRESS = "203.0.113.7"
LEFT = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="To the ward", told="Dr Okafor")
QUIET: Mapping[str, float] = {
    "systolic": 128, "diastolic": 79, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14,
    "nausea": 0, "dizziness": 0, "dissociation": 0, "distress": 0, "sedation": 5,
}  # fmt: skip


@dataclass
class Bedside:
    """A clinic whose clock the test holds, with its three people."""

    clinic: Clinic
    clock: Clock
    staff: Staff

    @property
    def nina(self) -> Actor:
        """The nurse."""
        return self.staff.nina

    @property
    def carl(self) -> Actor:
        """The clinician."""
        return self.staff.carl

    @property
    def ada(self) -> Actor:
        """The administrator."""
        return self.staff.ada

    def admit(self, mrn: str = "204881", family_name: str = "Kowalczyk", given_name: str = "Marta") -> str:
        """A new patient's id."""
        draft = patients.PatientDraft(
            mrn=mrn,
            family_name=family_name,
            given_name=given_name,
            birth_date=date(1979, 3, 14),
            sex=Sex.FEMALE,
        )
        return patients.add_patient(self.clinic, self.nina, draft).patient.id

    def open(
        self, room: str = "Room 1", protocol: str = "iv_racemic_40", mrn: str = "204881", **more: Any
    ) -> str:
        """A new patient's new session; its id."""
        request = sessions.SessionRequest(patient_id=self.admit(mrn), protocol=protocol, room=room, **more)
        return sessions.open_session(self.clinic, self.nina, request).session.id

    def record(
        self, session_id: str, values: Mapping[str, float] | None = None, *, actor: Actor | None = None,
        once: Once | None = None, **fields: Any,
    ) -> readings.RecordedReading:  # fmt: skip
        """Record these values (a quiet set unless told) now."""
        entry = ReadingEntry(values=QUIET if values is None else values, **fields)
        return readings.record_reading(self.clinic, actor or self.nina, session_id, entry, once)

    def pressure(
        self, session_id: str, systolic: float, diastolic: float, **fields: Any
    ) -> readings.RecordedReading:
        """Record a blood pressure alone."""
        return self.record(session_id, {"systolic": systolic, "diastolic": diastolic}, **fields)

    def event(self, session_id: str, kind: str, occurred_at: datetime | None = None, **detail: Any) -> Event:
        """Record an event."""
        entry = events.EventEntry(kind=kind, occurred_at=occurred_at, detail=detail)
        return events.record_event(self.clinic, self.nina, session_id, entry).event

    def dose(self, session_id: str, occurred_at: datetime | None = None) -> Event:
        """Start 35 mg of ketamine IV."""
        return self.event(
            session_id, "dose_start", occurred_at, drug="ketamine", amount=35, unit="mg", route="iv"
        )

    def baseline(self, session_id: str, systolic: float = 128, diastolic: float = 79) -> str:
        """Record and accept a baseline; its reading's id."""
        reading = self.pressure(session_id, systolic, diastolic).reading
        sessions.accept_baseline(self.clinic, self.nina, session_id, reading.id, None)
        return reading.id

    def treated(self, patient_id: str) -> str:
        """A session of this patient with a dose, left half an hour ago for the ward; its id."""
        request = sessions.SessionRequest(
            patient_id=patient_id, protocol="iv_racemic_40", room="Room 1", weight_kg=70.0
        )
        session = sessions.open_session(self.clinic, self.nina, request).session.id
        self.baseline(session)
        self.dose(session)
        self.clock.forward(30)
        self.pressure(session, 150, 85)
        end_session(self.clinic, self.nina, session, LEFT)
        self.clock.forward(30)
        return session

    def settle(self, session_id: str) -> None:
        """Two quiet sets now: all that leaving asks to be measured."""
        self.record(session_id)
        self.record(session_id)

    def look(self, session_id: str) -> SessionRecord:
        """The record as it stands, without leaving a view in the audit."""
        with self.clinic.look(self.nina, Permission.VIEW_RECORDS) as look:
            record = load_record(look.db, session_id, look.now)
        assert record is not None
        return record

    def alerts(self, session_id: str) -> list[Alert]:
        """The session's alerts in the order raised."""
        return list(self.look(session_id).alerts)

    def audit(self, action: str | None = None) -> list[AuditEntry]:
        """The audit's entries, newest first."""
        return list(list_audit(self.clinic, self.ada, action=action, limit=1000))

    def rows(self) -> int:
        """How many entries the audit holds."""
        entries = self.audit()
        return entries[0].number if entries else 0


PLANNED = PlannedDose("ketamine", 35, "mg", "iv")


def once(path: str = "/sessions/1/readings", body: str = "body", key: str | None = None) -> Once:
    """An idempotency key; the answer kept is the reading's id."""
    return Once(key or uuid.uuid4().hex, path, body, lambda stored: {"id": stored.reading.id})

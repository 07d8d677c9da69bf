"""SessionRecords, read whole in a fixed number of statements however many sessions are asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, and_, bindparam, select, type_coerce

from dashboard.clinical.patients import Patient, Sex
from dashboard.clinical.rooms import Room
from dashboard.clinical.session_record import SessionRecord, StaffMember
from dashboard.store.alerts import alerts_by_session
from dashboard.store.clinic import load_clinic
from dashboard.store.events import events_by_session
from dashboard.store.merges import surviving
from dashboard.store.notes import addenda_by_session, note_texts_by_session, signatures_by_session
from dashboard.store.overrides import overrides_by_patient
from dashboard.store.patients import facts_from
from dashboard.store.readings import readings_by_session
from dashboard.store.rules import protocol_of, threshold_set_of
from dashboard.store.sessions import IS_CURRENT, baselines_by_session, session_from
from dashboard.store.tables import (
    patient_versions,
    patients,
    protocol_versions,
    rooms,
    session_versions,
    sessions,
    threshold_set_versions,
    users,
)
from dashboard.store.writing import Db


def load_record(db: Db, session_id: str, seen_at: datetime) -> SessionRecord | None:
    """All of one session as it stands at `seen_at`; None when there is no such session."""
    return next(iter(load_records(db, [session_id], seen_at)), None)


def load_open_records(db: Db, seen_at: datetime) -> list[SessionRecord]:
    """All sessions that have not ended, oldest opening first."""
    return load_records(db, list(db.execute(_OPEN_IDS).scalars()), seen_at)


def load_records(db: Db, session_ids: list[str], seen_at: datetime) -> list[SessionRecord]:
    """These sessions in the order of the ids; unknown ids are left out."""
    if not session_ids:
        return []
    headers = {row.id: row for row in db.execute(_HEADERS, {"session_ids": session_ids})}
    known = [session_id for session_id in session_ids if session_id in headers]
    if not known:
        return []
    clinic = load_clinic(db)
    parts = _Parts(db, known)
    moved = overrides_by_patient(db, [headers[i].patient_id for i in known])
    return [
        SessionRecord(
            clinic=clinic, seen_at=seen_at, overrides=tuple(moved.get(headers[i].patient_id, ())),
            **_frame(headers[i]), **parts.of(i),
        )
        for i in known
    ]  # fmt: skip


class _Parts:
    """What was recorded in several sessions, by session."""

    def __init__(self, db: Db, session_ids: list[str]) -> None:
        self._readings = readings_by_session(db, session_ids)
        self._events = events_by_session(db, session_ids)
        self._alerts = alerts_by_session(db, session_ids)
        self._baselines = baselines_by_session(db, session_ids)
        self._signatures = signatures_by_session(db, session_ids)
        self._addenda = addenda_by_session(db, session_ids)
        self._note_texts = note_texts_by_session(db, session_ids)

    def of(self, session_id: str) -> dict[str, Any]:
        """The recorded fields of one SessionRecord."""
        readings, earlier_readings = self._readings.get(session_id, ((), ()))
        events, earlier_events = self._events.get(session_id, ((), ()))
        return {
            "readings": readings, "earlier_readings": earlier_readings, "events": events,
            "earlier_events": earlier_events, "alerts": tuple(self._alerts.get(session_id, ())),
            "baselines": tuple(self._baselines.get(session_id, ())),
            "signatures": tuple(self._signatures.get(session_id, ())),
            "addenda": tuple(self._addenda.get(session_id, ())),
            "note_texts": tuple(self._note_texts.get(session_id, ())),
        }  # fmt: skip


def _frame(row: Row[Any]) -> dict[str, Any]:
    """Header, patient, room, rules and staff of one SessionRecord."""
    patient = {name: getattr(row, f"patient_{name}_") for name in _PATIENT}
    patient |= {"sex": Sex(patient["sex"]), "facts": facts_from(row.patient_facts_)}
    return {
        "session": session_from(row),
        "patient": Patient(**patient),
        "own_birth_date": row.own_birth_date_ if row.patient_id != patient["id"] else None,
        "room": Room(row.room_id, row.room_name_, row.room_position_, row.room_in_use_),
        "protocol": protocol_of(row.protocol_document_, row.protocol_shared_, row.protocol_version),
        "threshold_set": threshold_set_of(row.threshold_document_, row.threshold_version),
        "nurse": _staff(row.nurse_id, row.nurse_name_),
        "clinician": _staff(row.clinician_id, row.clinician_name_),
        "ended_by": _staff(row.ended_by, row.ended_by_name_),
    }


def _staff(user_id: str | None, name: str | None) -> StaffMember | None:
    return StaffMember(user_id, name or user_id) if user_id else None


_PATIENT = (
    "id", "version", "mrn", "family_name", "given_name", "birth_date", "sex", "recorded_at", "recorded_by",
    "reason", "allergies",
)  # fmt: skip
_nurse, _clinician, _ended_by = users.alias("nurse"), users.alias("clinician"), users.alias("ender")
_header, _protocol, _limits = session_versions.c, protocol_versions.c, threshold_set_versions.c
_current_patient = patient_versions.c
# The record the session was written under, which may stand behind the one that is read.
_own, _own_version = patients.alias("own"), patient_versions.alias("own_version")
_OPEN_IDS = select(sessions.c.id).where(sessions.c.is_open == True).order_by(sessions.c.opened_at)  # noqa: E712
_HEADERS = (
    select(
        session_versions,
        *(_current_patient[name].label(f"patient_{name}_") for name in (*_PATIENT, "facts")),
        rooms.c.name.label("room_name_"), rooms.c.position.label("room_position_"),
        rooms.c.in_use.label("room_in_use_"),
        # As text: what is made of it is remembered by its text, so it need not be parsed each time.
        type_coerce(_protocol.document, Text).label("protocol_document_"),
        type_coerce(_protocol.shared, Text).label("protocol_shared_"),
        type_coerce(_limits.document, Text).label("threshold_document_"),
        _nurse.c.display_name.label("nurse_name_"), _clinician.c.display_name.label("clinician_name_"),
        _ended_by.c.display_name.label("ended_by_name_"),
        _own_version.c.birth_date.label("own_birth_date_"),
    )
    .join_from(sessions, session_versions, IS_CURRENT)
    .join(patients, patients.c.id == surviving(_header.patient_id))
    .join(patient_versions, and_(_current_patient.id == patients.c.id,
                                 _current_patient.version == patients.c.current_version))
    .join(_own, _own.c.id == _header.patient_id)
    .join(_own_version, and_(_own_version.c.id == _own.c.id,
                             _own_version.c.version == _own.c.current_version))
    .join(rooms, rooms.c.id == _header.room_id)
    .join(protocol_versions, and_(_protocol.code == _header.protocol_code,
                                  _protocol.version == _header.protocol_version))
    .join(threshold_set_versions, and_(_limits.code == _header.threshold_code,
                                       _limits.version == _header.threshold_version))
    .outerjoin(_nurse, _nurse.c.id == _header.nurse_id)
    .outerjoin(_clinician, _clinician.c.id == _header.clinician_id)
    .outerjoin(_ended_by, _ended_by.c.id == _header.ended_by)
    .where(sessions.c.id.in_(bindparam("session_ids", expanding=True)))
)  # fmt: skip

"""Patient, staff, clinic and the session itself as FHIR resources."""

from collections.abc import Iterator
from uuid import UUID

from dashboard.clinical.notes import Meaning
from dashboard.clinical.protocols import DRUG_WORDS
from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, SessionEnd, SessionState
from dashboard.documents.fhir_shapes import (
    HL7,
    Resource,
    coded,
    local_time,
    person,
    reference,
    resource,
    subject,
    uid,
)

_STATES = {
    SessionState.PREPARING: "arrived", SessionState.RUNNING: "in-progress",
    SessionState.RECOVERING: "in-progress", SessionState.ENDED: "finished",
}  # fmt: skip


def patient(record: SessionRecord) -> Resource:
    """Who was treated; the record number counts within this clinic."""
    of = record.patient
    # Two clinics may give one number to two patients, so the number's system is the clinic's own.
    numbers = f"urn:oid:2.25.{UUID(uid('Organization', f'{record.clinic.name}/mrn')).int}"
    return resource(
        "Patient", of.id,
        identifier=[{
            "use": "usual", "type": coded("v2-0203", "MR", "Record number"), "system": numbers,
            "value": of.mrn, "assigner": {"display": record.clinic.name},
        }],
        name=[{"use": "official", "text": of.name, "family": of.family_name, "given": [of.given_name]}],
        gender=of.sex.value, birthDate=of.birth_date.isoformat(), managingOrganization=organization(record),
    )  # fmt: skip


def organization(record: SessionRecord) -> Resource:
    """A reference to the clinic."""
    return reference("Organization", record.clinic.name)


def clinic(record: SessionRecord) -> Resource:
    """The clinic."""
    return resource("Organization", record.clinic.name, name=record.clinic.name)


def practitioners(record: SessionRecord) -> list[Resource]:
    """Everybody of the staff whom the record names, by their printed names."""
    named = {by: name for by, name in _named(record) if by != SYSTEM.user_id}
    return [resource("Practitioner", by, name=[{"text": named[by]}]) for by in sorted(named)]


def _named(record: SessionRecord) -> Iterator[tuple[str, str]]:
    for staff in (record.nurse, record.clinician, record.ended_by):
        if staff is not None:
            yield staff.id, staff.display_name
    yield from ((r.recorded_by, r.recorded_by_name) for r in (*record.earlier_readings, *record.readings))
    yield from ((e.recorded_by, e.recorded_by_name) for e in (*record.earlier_events, *record.events))
    yield from ((a.by, a.by_name) for alert in record.alerts for a in alert.actions)
    yield from ((s.user_id, s.printed_name) for s in record.signatures)


def session(record: SessionRecord) -> Resource:
    """The session as an encounter."""
    of = record.session
    cancelled = of.end is SessionEnd.CANCELLED
    staff = [p for p in (record.nurse, record.clinician) if p is not None]
    leaving = {"dischargeDisposition": {"text": END_WORDS[of.end]}} if of.end else None
    return resource(
        "Encounter", of.id, status="cancelled" if cancelled else _STATES[record.state],
        **{"class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"}},
        type=[{"text": f"{DRUG_WORDS[record.protocol.drug]} treatment session, {record.protocol.label}"}],
        subject=subject(record), participant=[{"individual": person(p.id, p.display_name)} for p in staff],
        period={
            "start": local_time(record, of.opened_at),
            "end": local_time(record, of.ended_at) if of.ended_at else None,
        },
        hospitalization=leaving, location=[{"location": {"display": record.room.name}}],
        serviceProvider=organization(record),
    )  # fmt: skip


def authors(record: SessionRecord) -> list[Resource]:
    """Who wrote the document: those who have the session, else the clinic."""
    staff = [person(p.id, p.display_name) for p in (record.nurse, record.clinician) if p is not None]
    return staff or [organization(record)]


_MODES = {Meaning.PREPARED: "professional", Meaning.APPROVED: "legal"}


def attesters(record: SessionRecord) -> list[Resource]:
    """Who signed the note, when, and as what."""
    return [
        {
            "mode": _MODES[signature.meaning], "time": local_time(record, signature.signed_at),
            "party": person(signature.user_id, signature.printed_name),
        }
        for signature in record.signatures if signature.meaning in _MODES
    ]  # fmt: skip

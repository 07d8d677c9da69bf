"""What a signature covers of a record, and whether the record still is what was signed."""

from dataclasses import replace
from datetime import datetime

from dashboard.clinical.notes import Coverage, Signature
from dashboard.clinical.patients import Patient
from dashboard.clinical.session_record import SessionRecord


def coverage_of(record: SessionRecord) -> Coverage:
    """All that stands in the record now: what a signature given now covers."""
    text, session = record.note_text, record.session
    return Coverage(
        readings={reading.seq: reading.version for reading in record.readings},
        events={event.seq: event.version for event in record.events},
        alerts={alert.id: len(alert.actions) for alert in record.alerts},
        baselines=len(record.baselines), header=session.version, text=text.version if text else 0,
        patient=stated_of(record.patient), clinic=record.clinic.version,
    )  # fmt: skip


def stated_of(patient: Patient) -> dict[str, str | None]:
    """What a note says of the patient, and which record it was read from, as plain text by stored name."""
    facts = None if patient.facts is None else " ".join(sorted(patient.facts))
    return {
        "id": patient.id, "mrn": patient.mrn, "family_name": patient.family_name,
        "given_name": patient.given_name, "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex.value, "allergies": patient.allergies, "facts": facts,
    }  # fmt: skip


def covered(record: SessionRecord, signature: Signature) -> Coverage:
    """What this signature of the record covers; where that was not kept, what its time lets one say."""
    return signature.covers or _stood_at(record, signature.signed_at)


def changed_since(record: SessionRecord, signature: Signature) -> bool:
    """Whether anything the note states was added, corrected, struck or answered after this signature."""
    return coverage_of(record) != covered(record, signature)


def answering(record: SessionRecord) -> Signature | None:
    """The last signature of somebody who may approve a note: under an addendum, else the approval."""
    later = [a.signature for a in record.addenda if a.signature is not None and a.signature.covers]
    return later[-1] if later else record.approval


def _stood_at(record: SessionRecord, at: datetime) -> Coverage:
    readings = sorted((*record.readings, *record.earlier_readings), key=lambda r: r.version)
    events = sorted((*record.events, *record.earlier_events), key=lambda e: e.version)
    session, patient = record.session, record.patient
    return replace(
        coverage_of(record),
        readings={r.seq: r.version for r in readings if r.recorded_at <= at},
        events={e.seq: e.version for e in events if e.recorded_at <= at},
        alerts={a.id: sum(done.at <= at for done in a.actions) for a in record.alerts if a.raised_at <= at},
        baselines=sum(baseline.accepted_at <= at for baseline in record.baselines),
        header=session.version if session.changed_at <= at else session.version - 1,
        text=max((text.version for text in record.note_texts if text.at <= at), default=0),
        patient=stated_of(patient) if patient.recorded_at <= at else {},
    )  # fmt: skip

"""The note's first section: who, where, when, under which protocol and limits."""

from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Fact, Facts, Section, day
from dashboard.documents.words import clock_time, number

NOT_NAMED = "not named"


def section(record: SessionRecord) -> Section:
    """Section 1, header."""
    return Section(1, "Session", (Facts(_facts(record)),))


def _facts(record: SessionRecord) -> tuple[Fact, ...]:
    patient, session, protocol = record.patient, record.session, record.protocol
    limits = record.threshold_set
    weight = f"{number(session.weight_kg)} kg" if session.weight_kg is not None else "not recorded"
    return (
        Fact("Clinic", record.clinic.name),
        Fact("Patient", patient.name),
        Fact("Birth date", f"{day(patient.birth_date)}, {patient.age_on(record.session_date)} years"),
        Fact("Sex", patient.sex.value),
        Fact("Record number", patient.mrn),
        Fact("Session", f"{day(record.session_date)}, opened {clock_time(record, session.opened_at)}"),
        Fact("Room", record.room.name),
        Fact("Weight", weight),
        Fact("Nurse", record.nurse.display_name if record.nurse else NOT_NAMED),
        Fact("Clinician", record.clinician.display_name if record.clinician else NOT_NAMED),
        Fact("Drug and route", f"{DRUG_WORDS[protocol.drug]}, {ROUTE_WORDS[protocol.route]}"),
        Fact("Protocol", f"{protocol.label} ({protocol.code} version {protocol.version})"),
        Fact("Limits", f"{limits.label} ({limits.code} version {limits.version})"),
        *((Fact("Header changed", session.change_reason),) if session.change_reason else ()),
    )

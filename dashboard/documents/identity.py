"""Whose a document is: what every page repeats, so that a loose sheet still tells."""

from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import day
from dashboard.documents.words import clock_time


def record_code(session_id: str) -> str:
    """The short code on every page: the last eight letters and digits of the session's id, in two groups."""
    kept = "".join(c for c in session_id if c.isalnum())[-8:]
    return f"{kept[:4]} {kept[4:]}".strip()


def page_identity(record: SessionRecord) -> tuple[str, ...]:
    """Patient, birth date, record number, session date, record code, and when the record stood so."""
    patient = record.patient
    return (
        patient.name, f"born {day(patient.birth_date)}", f"MRN {patient.mrn}",
        f"session {day(record.session_date)}", f"record {record_code(record.session.id)}",
        f"state at {clock_time(record, record.seen_at)}",
    )  # fmt: skip

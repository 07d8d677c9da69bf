"""A session's record with all that its note states beside what other documents need."""

from dataclasses import replace

from dashboard.clinical.rooms import ClinicProfile
from dashboard.clinical.series import SeriesPlace, places_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import notes as notes_store
from dashboard.store.clinic import load_clinic_version
from dashboard.store.dose_starts import dose_starts_of
from dashboard.store.header_versions import list_header_versions
from dashboard.store.writing import Db


def for_note(db: Db, record: SessionRecord) -> SessionRecord:
    """The record with its place in the series, every version of its header, and the clinic as it was called
    when the note was signed."""
    headers = tuple(list_header_versions(db, record.session.id))
    return replace(record, place=_place(db, record), headers=headers, clinic=_clinic(db, record))


def _clinic(db: Db, record: SessionRecord) -> ClinicProfile:
    covers = record.approval.covers if record.approval else None
    signed_as = load_clinic_version(db, covers.clinic) if covers else None
    return signed_as or record.clinic


def _place(db: Db, record: SessionRecord) -> SeriesPlace | None:
    """As the signed note states it; before that as all of the patient's sessions stand now."""
    if record.signed:
        return notes_store.load_signed_place(db, record.session.id)
    places = places_of(dose_starts_of(db, record.patient.id, record.zone))
    return places.get(record.session.id)

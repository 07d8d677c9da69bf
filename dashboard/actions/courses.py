"""A patient's course: every session with a dose, across all records merged into one."""

from dashboard.actions.clinic import Clinic
from dashboard.actions.views import note_view
from dashboard.clinical.course import Course, course_of
from dashboard.clinical.errors import NotFound
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import patients as patients_store
from dashboard.store import sessions as sessions_store
from dashboard.store.database import Reading
from dashboard.store.session_records import load_records


def view_course(clinic: Clinic, actor: Actor, patient_id: str) -> Course:
    """The patient's course as it stands; NotFound without such a patient. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        patient = patients_store.load_patient(look.db, patient_id)
        if patient is None:
            raise NotFound("There is no such patient.")
        found = _all_sessions(look.db, patient.id)
        records = load_records(look.db, found, look.now)
    note_view(clinic, actor, patient.id)
    return course_of(records)


def course_beside(clinic: Clinic, actor: Actor, record: SessionRecord) -> Course:
    """The course of the patient of a session that is looked at; its view is audited with the session's."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        others = [i for i in _all_sessions(look.db, record.patient.id) if i != record.session.id]
        records = load_records(look.db, others, record.seen_at)
    return course_of([*records, record])


def _all_sessions(db: Reading, patient_id: str) -> list[str]:
    """The ids of all of a patient's sessions; page by page, for a long course has more than one."""
    ids: list[str] = []
    cursor: str | None = None
    while True:
        found, cursor = sessions_store.list_sessions(db, patient_id=patient_id, before=cursor)
        ids += [session.id for session in found]
        if cursor is None:
            return ids

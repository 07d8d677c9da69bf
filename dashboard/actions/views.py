"""Looking at a patient's record is audited: one row per person, patient and quarter of an hour."""

from contextlib import suppress
from datetime import timedelta

from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import CannotStore
from dashboard.clinical.roles import Actor, Permission
from dashboard.store import views as views_store

ONE_VIEW = timedelta(minutes=15)


def note_view(clinic: Clinic, actor: Actor, patient_id: str) -> None:
    """Audit that this person saw this patient's record, unless they did within the last 15 minutes.

    With a full disk nothing can be written, yet what is there must stay readable: the view goes on.
    """
    with clinic.database.reading() as db:
        seen = views_store.last_view(db, actor.user_id, patient_id)
    if seen is not None and clinic.now() - seen < ONE_VIEW:
        return
    with suppress(CannotStore), clinic.work(actor, Permission.VIEW_RECORDS) as work:
        views_store.add_view(work.db, actor.user_id, patient_id, work.now)
        work.audit(AuditKind.RECORD_VIEWED, "patient", patient_id, patient_id=patient_id)

"""When each person last looked at each patient's record, so that the audit names a look once."""

from datetime import datetime

from sqlalchemy import delete, select

from dashboard.store.tables import views
from dashboard.store.writing import Db, Writing


def last_view(db: Db, user_id: str, patient_id: str) -> datetime | None:
    """When this person's last audited look at this patient began."""
    return db.execute(
        select(views.c.at).where(views.c.user_id == user_id, views.c.patient_id == patient_id)
    ).scalar()


def add_view(db: Writing, user_id: str, patient_id: str, at: datetime) -> None:
    """Remember a look in place of the one before; the audit keeps them all."""
    db.execute(delete(views).where(views.c.user_id == user_id, views.c.patient_id == patient_id))
    db.execute(views.insert(), {"user_id": user_id, "patient_id": patient_id, "at": at})

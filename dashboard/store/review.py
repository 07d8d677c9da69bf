"""Ended sessions whose note waits for a clinician: unsigned ones, and those changed after the signature."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, not_, select, union_all

from dashboard.clinical.notes import Meaning
from dashboard.clinical.review import ListedSession
from dashboard.clinical.sessions import SessionEnd
from dashboard.store.merges import surviving
from dashboard.store.patients import patient_from
from dashboard.store.sessions import IS_CURRENT
from dashboard.store.tables import (
    alert_actions,
    baselines,
    events,
    note_addenda,
    note_signatures,
    patient_versions,
    patients,
    readings,
    rooms,
    session_versions,
    sessions,
)
from dashboard.store.writing import Db


def list_unsigned(db: Db, limit: int) -> tuple[list[ListedSession], bool]:
    """Ended sessions without an approving signature, newest first, and whether there are more than `limit`.

    A session that was cancelled has no note.
    """
    rows = db.execute(_UNSIGNED, {"most": limit + 1}).all()
    return [_listed(row) for row in rows[:limit]], len(rows) > limit


def list_changed_since_signed(db: Db, limit: int) -> list[tuple[ListedSession, datetime]]:
    """Of the newest `limit` signed sessions those with a later change, and when; an addendum answers it."""
    signed = {row.listed_id: _listed(row) for row in db.execute(_SIGNED, {"most": limit})}
    if not signed:
        return []
    ids = {"session_ids": list(signed)}
    answered = {row.session_id: row.at for row in db.execute(_ANSWERED, ids)}
    changed = {row.session_id: row.at for row in db.execute(_CHANGED, ids)}
    return [(signed[i], changed[i]) for i in signed if i in changed and changed[i] > answered[i]]


def _listed(row: Row[Any]) -> ListedSession:
    return ListedSession(
        id=row.listed_id, patient=patient_from(row), room=row.room_name, clinician_id=row.listed_clinician,
        ended_at=row.listed_ended_at,
    )  # fmt: skip


_header = session_versions.c
_APPROVED = exists().where(
    note_signatures.c.session_id == sessions.c.id, note_signatures.c.meaning == Meaning.APPROVED.value
)
_ENDED = (
    select(
        patient_versions, rooms.c.name.label("room_name"), sessions.c.id.label("listed_id"),
        _header.clinician_id.label("listed_clinician"), _header.ended_at.label("listed_ended_at"),
    )
    .join_from(sessions, session_versions, IS_CURRENT)
    .join(patients, patients.c.id == surviving(_header.patient_id))
    .join(patient_versions, and_(patient_versions.c.id == patients.c.id,
                                 patient_versions.c.version == patients.c.current_version))
    .join(rooms, rooms.c.id == _header.room_id)
    .where(sessions.c.is_open == False, _header.end != SessionEnd.CANCELLED.value)  # noqa: E712
    .order_by(sessions.c.session_date.desc(), sessions.c.opened_at.desc(), sessions.c.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_UNSIGNED = _ENDED.where(not_(_APPROVED))
_SIGNED = _ENDED.where(_APPROVED)


def _latest(*parts: tuple[Any, Any]) -> Select[Any]:
    """The last moment per session among columns of several tables, given with their session's."""
    every = union_all(
        *(
            select(session.label("session_id"), at.label("at")).where(
                session.in_(bindparam("session_ids", expanding=True))
            )
            for session, at in parts
        )
    ).subquery()
    return select(every.c.session_id, func.max(every.c.at).label("at")).group_by(every.c.session_id)


_ANSWERED = _latest(
    (note_signatures.c.session_id, note_signatures.c.signed_at),
    (note_addenda.c.session_id, note_addenda.c.added_at),
)
_CHANGED = _latest(
    (readings.c.session_id, readings.c.recorded_at), (events.c.session_id, events.c.recorded_at),
    (baselines.c.session_id, baselines.c.accepted_at), (_header.id, _header.changed_at),
    (alert_actions.c.session_id, alert_actions.c.at),
)  # fmt: skip

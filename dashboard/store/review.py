"""Ended sessions whose note waits for a clinician: unsigned ones, and those changed after the signature."""

from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, not_, or_, select, union_all

from dashboard.clinical.coverage import stated_of
from dashboard.clinical.notes import Meaning
from dashboard.clinical.review import ListedSession, SignedSession
from dashboard.clinical.sessions import SessionEnd
from dashboard.store.coverage import COVERS_BESIDE, COVERS_COLUMNS, coverage_from
from dashboard.store.merges import surviving
from dashboard.store.patients import patient_from
from dashboard.store.sessions import IS_CURRENT
from dashboard.store.tables import (
    alert_actions,
    alerts,
    baselines,
    events,
    note_signatures,
    note_texts,
    patient_versions,
    patients,
    readings,
    rooms,
    session_versions,
    sessions,
)
from dashboard.store.writing import Db


def list_unsigned(db: Db, limit: int) -> tuple[list[ListedSession], bool]:
    """Ended sessions without an approving signature, oldest first, and whether there are more than `limit`.

    A session that was cancelled has no note.
    """
    rows = db.execute(_UNSIGNED, {"most": limit + 1}).all()
    return [_listed(row) for row in rows[:limit]], len(rows) > limit


def newest_unsigned(db: Db, limit: int) -> list[ListedSession]:
    """The newest `limit` of the same, newest first: whose alerts may still wait however many notes do."""
    return [_listed(row) for row in db.execute(_NEWEST_UNSIGNED, {"most": limit})]


def list_signed(db: Db, limit: int) -> list[SignedSession]:
    """The newest `limit` ended sessions with an approving signature, newest first.

    Rows and versions are counted, so that a clock that was set back hides no change.
    """
    listed = [_listed(row) for row in db.execute(_SIGNED, {"most": limit})]
    if not listed:
        return []
    ids = {"session_ids": [session.id for session in listed]}
    answers = {row.session_id: row for row in db.execute(_ANSWERS, ids)}
    stored = {row.session_id: row for row in db.execute(_STORED, ids)}
    return [_signed(session, answers[session.id], stored[session.id]) for session in listed]


def _signed(session: ListedSession, answer: Any, stored: Any) -> SignedSession:
    covers, patient = coverage_from(answer.covers_, answer.covers_sha256_), session.patient
    last = max(answer.signed_at, stored.at, patient.recorded_at)
    changed = last > answer.signed_at
    if covers is not None:
        changed = covers.rows != stored.rows or covers.patient != stated_of(patient)
    return SignedSession(
        session=session, answered_at=answer.signed_at, covers=covers, changed_at=last if changed else None
    )


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
    .limit(bindparam("most"))
)  # fmt: skip
_AGE = (sessions.c.session_date, sessions.c.opened_at, sessions.c.id)
_NEWEST = tuple(column.desc() for column in _AGE)
_UNSIGNED = _ENDED.where(not_(_APPROVED)).order_by(*_AGE)
_NEWEST_UNSIGNED = _ENDED.where(not_(_APPROVED)).order_by(*_NEWEST)
_SIGNED = _ENDED.where(_APPROVED).order_by(*_NEWEST)


# Oldest first: of a session's rows the last one stands.
_ANSWERS = (
    select(note_signatures.c.session_id, note_signatures.c.signed_at, *COVERS_COLUMNS)
    .outerjoin_from(note_signatures, *COVERS_BESIDE)
    .where(
        note_signatures.c.session_id.in_(bindparam("session_ids", expanding=True)),
        or_(note_signatures.c.meaning == Meaning.APPROVED.value,
            and_(note_signatures.c.meaning != Meaning.PREPARED.value, COVERS_COLUMNS[0].is_not(None))),
    )
    .order_by(note_signatures.c.session_id, note_signatures.c.number)
)  # fmt: skip


def _counted(*parts: tuple[Any, Any]) -> Select[Any]:
    """How many rows several tables hold of each session, and the last moment among them."""
    every = union_all(
        *(
            select(session.label("session_id"), func.count().label("rows"), func.max(at).label("at"))
            .where(session.in_(bindparam("session_ids", expanding=True)))
            .group_by(session)
            for session, at in parts
        )
    ).subquery()
    return select(
        every.c.session_id, func.sum(every.c.rows).label("rows"), func.max(every.c.at).label("at")
    ).group_by(every.c.session_id)


_STORED = _counted(
    (readings.c.session_id, readings.c.recorded_at), (events.c.session_id, events.c.recorded_at),
    (baselines.c.session_id, baselines.c.accepted_at), (_header.id, _header.changed_at),
    (alerts.c.session_id, alerts.c.raised_at), (alert_actions.c.session_id, alert_actions.c.at),
    (note_texts.c.session_id, note_texts.c.at),
)  # fmt: skip

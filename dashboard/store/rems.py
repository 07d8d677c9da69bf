"""REMS worksheets: a person's answers in all versions, what was sent, and which sessions have one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select, union_all

from dashboard.clinical.merges import identity_changed_at
from dashboard.clinical.patients import Patient
from dashboard.clinical.rems_answers import RemsAnswers
from dashboard.clinical.rems_due import ListedWorksheet, RemsSending
from dashboard.clinical.sessions import SessionEnd
from dashboard.store import merges as merges_store
from dashboard.store.merges import surviving
from dashboard.store.patients import patient_from
from dashboard.store.sessions import IS_CURRENT
from dashboard.store.tables import (
    baselines,
    events,
    patient_versions,
    patients,
    readings,
    rems_answers,
    rems_sendings,
    rooms,
    session_versions,
    sessions,
    users,
)
from dashboard.store.writing import Db, Writing

DEVICE = "device_given"


def add_rems_answers(db: Writing, session_id: str, answers: RemsAnswers) -> None:
    """Store one version of a worksheet's answers."""
    row = {
        "session_id": session_id, "version": answers.version, "answers": dict(answers.answers),
        "at": answers.at, "by": answers.by,
    }  # fmt: skip
    before = {"session_id": session_id, "version": answers.version - 1} if answers.version > 1 else None
    db.insert(rems_answers, row, before)


def list_rems_answers(db: Db, session_id: str) -> list[RemsAnswers]:
    """All versions of a worksheet's answers, oldest first."""
    return [
        RemsAnswers(
            version=row.version, answers=row.answers, at=row.at, by=row.by, by_name=row.by_name or row.by
        )
        for row in db.execute(_ANSWERS, {"session_id": session_id})
    ]


def add_rems_sending(db: Writing, session_id: str, sending: RemsSending) -> None:
    """Store that a worksheet's data were sent."""
    row = {
        "session_id": session_id, "number": sending.number, "sent_at": sending.sent_at,
        "reference": sending.reference, "note": sending.note, "at": sending.at, "by": sending.by,
    }  # fmt: skip
    db.insert(rems_sendings, row)


def list_rems_sendings(db: Db, session_id: str) -> list[RemsSending]:
    """What was sent of a session, oldest first; the last one counts."""
    return _sendings(db, [session_id]).get(session_id, [])


def list_worksheets(db: Db, *, sent: bool, limit: int) -> tuple[list[ListedWorksheet], bool]:
    """Sessions in which a device was given, and whether there are more than `limit`.

    Those not sent oldest treatment first, those sent newest first. A cancelled session has none.
    """
    order = (sessions.c.session_date, sessions.c.opened_at, sessions.c.id)
    wanted = _SESSIONS.where(_SENT if sent else ~_SENT)
    wanted = wanted.order_by(*(column.desc() if sent else column for column in order))
    rows = db.execute(wanted.limit(limit + 1)).all()
    return _listed(db, rows[:limit]), len(rows) > limit


def identity_changes(db: Db, patient_ids: Sequence[str]) -> dict[str, datetime]:
    """When what these records are read as changed last in names, birth date or sex; without a change none.

    The ids are those under which the sessions were written, also of records merged away since.
    """
    merges = merges_store.merges_of(db, patient_ids)
    all_ids = {*patient_ids, *(merge.into_id for found in merges.values() for merge in found)}
    versions: dict[str, list[Patient]] = {}
    for row in db.execute(_IDENTITIES, {"patient_ids": sorted(all_ids)}):
        versions.setdefault(row.id, []).append(patient_from(row))
    found: dict[str, datetime] = {}
    for own_id in patient_ids:
        known = [own_id, *dict.fromkeys(merge.into_id for merge in merges.get(own_id, []))]
        of_each = [version for one in known for version in versions.get(one, [])]
        if changed := identity_changed_at(own_id, of_each, merges.get(own_id, [])):
            found[own_id] = changed
    return found


def _listed(db: Db, rows: Sequence[Row[Any]]) -> list[ListedWorksheet]:
    ids = [row.listed_id for row in rows]
    treated, sent = _first_devices(db, ids), _sendings(db, ids)
    changed = {row.session_id: row.at for row in db.execute(_CHANGED, {"session_ids": ids})}
    patients_of = {row.listed_id: patient_from(row) for row in rows}
    corrected = identity_changes(db, list(dict.fromkeys(row.listed_own_id for row in rows)))
    return [
        ListedWorksheet(
            session_id=row.listed_id, patient=patient, room=row.room_name, treated_at=treated[row.listed_id],
            end=SessionEnd(row.listed_end) if row.listed_end else None,
            changed_at=_later(changed[row.listed_id], corrected.get(row.listed_own_id)),
            sending=sent[row.listed_id][-1] if row.listed_id in sent else None,
        )
        for row in rows
        if row.listed_id in treated and (patient := patients_of[row.listed_id])
    ]  # fmt: skip


def _later(at: datetime, corrected: datetime | None) -> datetime:
    return max(at, corrected or at)


def _first_devices(db: Db, session_ids: list[str]) -> dict[str, datetime]:
    """When the first unstruck device of each session was given, by the current versions."""
    current: dict[tuple[str, int], Any] = {}
    for row in db.execute(_DEVICES, {"session_ids": session_ids}):
        current[row.session_id, row.seq] = row
    found: dict[str, datetime] = {}
    for row in current.values():
        if row.kind == DEVICE and row.status != "struck":
            found[row.session_id] = min(found.get(row.session_id, row.occurred_at), row.occurred_at)
    return found


def _sendings(db: Db, session_ids: list[str]) -> dict[str, list[RemsSending]]:
    found: dict[str, list[RemsSending]] = {}
    for row in db.execute(_SENDINGS, {"session_ids": session_ids}):
        found.setdefault(row.session_id, []).append(
            RemsSending(
                number=row.number, sent_at=row.sent_at, reference=row.reference, note=row.note, at=row.at,
                by=row.by, by_name=row.by_name or row.by,
            )
        )  # fmt: skip
    return found


_header = session_versions.c
_THESE: Any = bindparam("session_ids", expanding=True)
_SENT = exists().where(rems_sendings.c.session_id == sessions.c.id)
_DOSED = exists().where(events.c.session_id == sessions.c.id, events.c.kind == DEVICE)
_ANSWERS = (
    select(rems_answers, users.c.display_name.label("by_name"))
    .outerjoin_from(rems_answers, users, users.c.id == rems_answers.c.by)
    .where(rems_answers.c.session_id == bindparam("session_id"))
    .order_by(rems_answers.c.version)
)
_SENDINGS = (
    select(rems_sendings, users.c.display_name.label("by_name"))
    .outerjoin_from(rems_sendings, users, users.c.id == rems_sendings.c.by)
    .where(rems_sendings.c.session_id.in_(_THESE))
    .order_by(rems_sendings.c.session_id, rems_sendings.c.number)
)
_DEVICES = (
    select(events.c.session_id, events.c.seq, events.c.kind, events.c.status, events.c.occurred_at)
    .where(events.c.session_id.in_(_THESE))
    .order_by(events.c.session_id, events.c.seq, events.c.version)
)
_IDENTITIES = (
    select(patient_versions)
    .where(patient_versions.c.id.in_(bindparam("patient_ids", expanding=True)))
    .order_by(patient_versions.c.id, patient_versions.c.version)
)
_SESSIONS = (
    select(
        patient_versions, rooms.c.name.label("room_name"), sessions.c.id.label("listed_id"),
        _header.end.label("listed_end"), _header.patient_id.label("listed_own_id"),
    )
    .join_from(sessions, session_versions, IS_CURRENT)
    .join(patients, patients.c.id == surviving(_header.patient_id))
    .join(patient_versions, (patient_versions.c.id == patients.c.id)
          & (patient_versions.c.version == patients.c.current_version))
    .join(rooms, rooms.c.id == _header.room_id)
    .where(_DOSED, func.coalesce(_header.end, "") != SessionEnd.CANCELLED.value)
)  # fmt: skip
_EVERY_CHANGE = union_all(
    *(
        select(session_id.label("session_id"), at.label("at")).where(session_id.in_(_THESE))
        for session_id, at in (
            (readings.c.session_id, readings.c.recorded_at), (events.c.session_id, events.c.recorded_at),
            (baselines.c.session_id, baselines.c.accepted_at), (_header.id, _header.changed_at),
            (rems_answers.c.session_id, rems_answers.c.at),
        )
    )
).subquery()  # fmt: skip
_CHANGED = select(_EVERY_CHANGE.c.session_id, func.max(_EVERY_CHANGE.c.at).label("at")).group_by(
    _EVERY_CHANGE.c.session_id
)

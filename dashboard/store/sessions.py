"""Sessions: every version of a header, the pointer to the current one, and accepted baselines."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, literal, select, tuple_, update

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.sessions import Baseline, Discharge, PlannedDose, SessionEnd, TreatmentSession
from dashboard.store.merges import of_one_patient
from dashboard.store.tables import baselines, session_versions, sessions, users
from dashboard.store.writing import Db, Writing

_pointer, _header = sessions.c, session_versions.c
IS_CURRENT = and_(_header.id == _pointer.id, _header.version == _pointer.current_version)
_CURRENT = select(session_versions).join_from(sessions, session_versions, IS_CURRENT)
_PLAIN = (
    "id", "version", "patient_id", "room_id", "protocol_code", "protocol_version", "threshold_code",
    "threshold_version", "opened_at", "opened_by", "changed_at", "changed_by", "nurse_id", "clinician_id",
    "weight_kg", "ended_at", "ended_by", "change_reason",
)  # fmt: skip


def add_session_version(db: Writing, session: TreatmentSession, session_date: date) -> None:
    """Store the first or the next version of a header, with the local date the session counts for.

    A second open session in the room or of the patient raises IntegrityError.
    """
    pointer = {
        "id": session.id, "patient_id": session.patient_id, "room_id": session.room_id,
        "current_version": session.version, "is_open": session.ended_at is None, "session_date": session_date,
        "opened_at": session.opened_at,
    }  # fmt: skip
    if session.version == 1:
        db.execute(sessions.insert(), pointer)
    else:
        db.execute(update(sessions).where(_pointer.id == session.id).values(pointer))
    before = {"id": session.id, "version": session.version - 1} if session.version > 1 else None
    db.insert(session_versions, {**_values(session), "session_date": session_date}, before)


def load_session(db: Db, session_id: str) -> TreatmentSession | None:
    """The current version of a session's header."""
    row = db.execute(_BY_ID, {"session_id": session_id}).first()
    return session_from(row) if row else None


def list_sessions(
    db: Db, *, patient_id: str | None = None, open_only: bool = False, ended_only: bool = False,
    from_date: date | None = None, to_date: date | None = None, limit: int = 200, before: str | None = None,
) -> tuple[list[TreatmentSession], str | None]:  # fmt: skip
    """Headers by session date and opening, newest first, and the cursor of the next page (None at the end).

    Those of a patient are of all records merged into one. `before` is such a cursor; one that was not given
    out raises InvalidEntry.
    """
    wanted = _CURRENT.add_columns(_pointer.session_date.label("listed_on"))
    if patient_id is not None:
        wanted = wanted.where(of_one_patient(_pointer.patient_id, literal(patient_id)))
    if open_only or ended_only:
        wanted = wanted.where(_pointer.is_open == open_only)
    if from_date is not None:
        wanted = wanted.where(_pointer.session_date >= from_date)
    if to_date is not None:
        wanted = wanted.where(_pointer.session_date <= to_date)
    order = (_pointer.session_date, _pointer.opened_at, _pointer.id)
    if before is not None:
        on, opened_at, last = _position(before)
        # The plain bound lets the index begin there; the tuple then tells apart sessions of one day.
        wanted = wanted.where(_pointer.session_date <= on, tuple_(*order) < (on, opened_at, last))
    rows = db.execute(wanted.order_by(*(column.desc() for column in order)).limit(limit + 1)).all()
    page = rows[:limit]
    following = _cursor(page[-1]) if len(rows) > limit and page else None
    return [session_from(row) for row in page], following


def count_sessions(db: Db, patient_id: str) -> int:
    """How many sessions there are of a patient, under whichever record."""
    of_patient = of_one_patient(_pointer.patient_id, literal(patient_id))
    return db.execute(select(func.count()).select_from(sessions).where(of_patient)).scalar_one()


def open_session_in_room(db: Db, room_id: str) -> str | None:
    """The id of the session in this room that has not ended."""
    return db.execute(_OPEN.where(_pointer.room_id == room_id)).scalar()


def open_session_of_patient(db: Db, patient_id: str) -> str | None:
    """The id of this patient's session that has not ended, under whichever record."""
    return db.execute(_OPEN.where(of_one_patient(_pointer.patient_id, literal(patient_id)))).scalar()


def last_weight_of(db: Db, patient_id: str) -> float | None:
    """The weight of the patient's newest session that has one. kg."""
    weights = (
        select(_header.weight_kg)
        .join_from(sessions, session_versions, IS_CURRENT)
        .where(of_one_patient(_pointer.patient_id, literal(patient_id)), _header.weight_kg.is_not(None))
        .order_by(_pointer.session_date.desc(), _pointer.opened_at.desc(), _pointer.id.desc())
    )
    return db.execute(weights.limit(1)).scalar()


def add_baseline(db: Writing, session_id: str, baseline: Baseline) -> None:
    """Store that a reading was accepted as baseline."""
    row = {
        "session_id": session_id, "number": baseline.number, "reading_id": baseline.reading_id,
        "accepted_at": baseline.accepted_at, "accepted_by": baseline.accepted_by, "reason": baseline.reason,
    }  # fmt: skip
    before = {"session_id": session_id, "number": baseline.number - 1} if baseline.number > 1 else None
    db.insert(baselines, row, before)


def list_baselines(db: Db, session_id: str) -> list[Baseline]:
    """All acceptances of a session, oldest first; the last one counts."""
    return baselines_by_session(db, [session_id]).get(session_id, [])


def baselines_by_session(db: Db, session_ids: list[str]) -> dict[str, list[Baseline]]:
    """The same for several sessions."""
    found: dict[str, list[Baseline]] = {}
    for row in db.execute(_BASELINES, {"session_ids": session_ids}):
        found.setdefault(row.session_id, []).append(
            Baseline(
                number=row.number, reading_id=row.reading_id, accepted_at=row.accepted_at,
                accepted_by=row.accepted_by, accepted_by_name=row.by_name or row.accepted_by,
                reason=row.reason,
            )
        )  # fmt: skip
    return found


def session_from(row: Row[Any]) -> TreatmentSession:
    """A header from a row with the columns of `session_versions`."""
    document = row.discharge
    return TreatmentSession(
        **{name: getattr(row, name) for name in _PLAIN},
        planned_dose=PlannedDose(**row.planned_dose) if row.planned_dose else None,
        end=SessionEnd(row.end) if row.end else None,
        discharge=Discharge(**{**document, "overrides": tuple(document["overrides"])}) if document else None,
    )


def _values(session: TreatmentSession) -> dict[str, Any]:
    return {
        **{name: getattr(session, name) for name in _PLAIN},
        "planned_dose": asdict(session.planned_dose) if session.planned_dose else None,
        "end": session.end.value if session.end else None,
        "discharge": _plain(asdict(session.discharge)) if session.discharge else None,
    }


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in document.items()}


def _cursor(row: Row[Any]) -> str:
    return f"{row.listed_on.isoformat()}_{row.opened_at.isoformat()}_{row.id}"


def _position(cursor: str) -> tuple[date, datetime, str]:
    try:
        on, opened_at, last = cursor.split("_", 2)
        at = datetime.fromisoformat(opened_at)
        if at.tzinfo is None:
            raise ValueError
        return date.fromisoformat(on), at, last
    except ValueError:
        raise InvalidEntry([FieldError("cursor", "form", "This is no cursor of this list.")]) from None


_BY_ID = _CURRENT.where(_pointer.id == bindparam("session_id"))
_OPEN = select(_pointer.id).where(_pointer.is_open == True)  # noqa: E712
_BASELINES = (
    select(baselines, users.c.display_name.label("by_name"))
    .outerjoin_from(baselines, users, users.c.id == baselines.c.accepted_by)
    .where(baselines.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(baselines.c.session_id, baselines.c.number)
)

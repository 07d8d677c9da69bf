"""Readings: every version, with one row for each value or reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, select

from dashboard.clinical.instruments import Reason, measures
from dashboard.clinical.readings import Reading, ReadingStatus, StrikeReason
from dashboard.store.sessions import IS_CURRENT
from dashboard.store.tables import observations, readings, rooms, session_versions, sessions, users
from dashboard.store.versions import split_versions
from dashboard.store.writing import Db, Writing

# By measure code: place in forms and tables, decimals.
_Registry = Mapping[str, tuple[int, int]]
Versions = tuple[tuple[Reading, ...], tuple[Reading, ...]]
_PLAIN = (
    "session_id", "seq", "version", "id", "observed_at", "recorded_at", "recorded_by", "note", "source",
    "time_unchecked", "first_recorded_at", "change_reason", "moved_from", "moved_to",
)  # fmt: skip
# A measure that left the registry is shown last, with all its decimals.
_UNKNOWN = (10_000, 1)


def next_reading_seq(db: Db, session_id: str) -> int:
    """The number of the session's next reading, from 1."""
    return int(db.execute(_LAST_SEQ, {"session_id": session_id}).scalar() or 0) + 1


def add_reading_version(db: Writing, reading: Reading) -> None:
    """Store one version of a reading with its values and reasons; `values` are never derived ones."""
    place = {"session_id": reading.session_id, "seq": reading.seq, "version": reading.version}
    row = {
        **{name: getattr(reading, name) for name in _PLAIN},
        "status": reading.status.value, "qualifiers": dict(reading.qualifiers),
        "questioned": list(reading.questioned),
        "strike_reason": reading.strike_reason.value if reading.strike_reason else None,
    }  # fmt: skip
    db.insert(readings, row, {**place, "version": reading.version - 1} if reading.version > 1 else None)
    taken = [{**place, "measure": m, "value": float(v), "reason": None} for m, v in reading.values.items()]
    missing = [
        {**place, "measure": measure, "value": None, "reason": reason.value}
        for measure, reason in reading.not_obtained.items()
    ]
    db.insert_all(observations, taken + missing)


def load_reading(db: Db, reading_id: str) -> Reading | None:
    """The current version of a reading."""
    row = db.execute(_BY_ID, {"reading_id": reading_id}).first()
    if row is None:
        return None
    place = {"session_id": row.session_id, "seq": row.seq, "version": row.version}
    return _reading(row, db.execute(_OBSERVATIONS_OF, place).all(), _registry())


def list_readings(db: Db, session_id: str) -> Versions:
    """(current versions, the versions they replaced), both in `seq` order, struck ones included."""
    return readings_by_session(db, [session_id]).get(session_id, ((), ()))


def readings_by_session(db: Db, session_ids: list[str]) -> dict[str, Versions]:
    """The same for several sessions, in two statements."""
    observed: dict[tuple[str, int, int], list[Row[Any]]] = {}
    for line in db.execute(_OBSERVATIONS, {"session_ids": session_ids}).all():
        observed.setdefault((line.session_id, line.seq, line.version), []).append(line)
    rows, registry = db.execute(_READINGS, {"session_ids": session_ids}).all(), _registry()
    return split_versions(
        _reading(row, observed.get((row.session_id, row.seq, row.version), ()), registry) for row in rows
    )


def _registry() -> _Registry:
    return {measure.code: (measure.order, measure.decimals) for measure in measures()}


def _reading(row: Row[Any], observed: Sequence[Row[Any]], registry: _Registry) -> Reading:
    lines = sorted(observed, key=lambda line: registry.get(line.measure, _UNKNOWN))
    return Reading(
        **{name: getattr(row, name) for name in (*_PLAIN, "moved_from_room", "moved_to_room")},
        status=ReadingStatus(row.status), recorded_by_name=row.by_name or row.recorded_by,
        values={line.measure: _typed(line, registry) for line in lines if line.reason is None},
        not_obtained={line.measure: Reason(line.reason) for line in lines if line.reason is not None},
        qualifiers=row.qualifiers, questioned=tuple(row.questioned),
        strike_reason=StrikeReason(row.strike_reason) if row.strike_reason else None,
    )  # fmt: skip


def _typed(line: Row[Any], registry: _Registry) -> float:
    """A whole number for a measure without decimals, as it was typed."""
    value: float = line.value
    return value if registry.get(line.measure, _UNKNOWN)[1] else int(value)


def _room_of(reading_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """The room of the session in which this other reading stands."""
    other = readings.alias()
    room = (
        select(rooms.c.name)
        .select_from(other)
        .join(sessions, sessions.c.id == other.c.session_id)
        .join(session_versions, IS_CURRENT)
        .join(rooms, rooms.c.id == session_versions.c.room_id)
        .where(other.c.id == reading_id, other.c.version == 1)
    )
    return case((reading_id.is_not(None), room.scalar_subquery()))


_LAST_SEQ = select(func.max(readings.c.seq)).where(readings.c.session_id == bindparam("session_id"))
_NAMED = select(
    readings, users.c.display_name.label("by_name"),
    _room_of(readings.c.moved_from).label("moved_from_room"),
    _room_of(readings.c.moved_to).label("moved_to_room"),
).outerjoin_from(readings, users, users.c.id == readings.c.recorded_by)  # fmt: skip
_BY_ID = _NAMED.where(readings.c.id == bindparam("reading_id")).order_by(readings.c.version.desc()).limit(1)
_READINGS = _NAMED.where(readings.c.session_id.in_(bindparam("session_ids", expanding=True))).order_by(
    readings.c.session_id, readings.c.seq, readings.c.version
)
_OBSERVATIONS = select(observations).where(
    observations.c.session_id.in_(bindparam("session_ids", expanding=True))
)
_OBSERVATIONS_OF = select(observations).where(
    and_(
        observations.c.session_id == bindparam("session_id"), observations.c.seq == bindparam("seq"),
        observations.c.version == bindparam("version"),
    )
)  # fmt: skip

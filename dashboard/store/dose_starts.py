"""When the dose began in each of a patient's sessions, without reading the sessions whole."""

from zoneinfo import ZoneInfo

from sqlalchemy import Text, and_, bindparam, exists, select, type_coerce

from dashboard.clinical.events import STARTING
from dashboard.clinical.series import DoseStart
from dashboard.store.merges import of_one_patient
from dashboard.store.rules import protocol_of
from dashboard.store.sessions import IS_CURRENT
from dashboard.store.tables import events, protocol_versions, session_versions, sessions
from dashboard.store.writing import Db

_header, _protocol, _event = session_versions.c, protocol_versions.c, events.c
_newer = events.alias("newer")


def dose_starts_of(db: Db, patient_id: str, zone: ZoneInfo) -> list[DoseStart]:
    """One for each session with a dose, oldest first, under whichever of the patient's records it stands."""
    found: dict[str, DoseStart] = {}
    for row in db.execute(_STARTS, {"patient_id": patient_id}):
        protocol = protocol_of(row.document_, row.shared_, row.protocol_version)
        start = DoseStart(
            session_id=row.session_id, at=row.occurred_at, on=row.occurred_at.astimezone(zone).date(),
            drug=protocol.drug, route=protocol.route, planned=protocol.series_sessions,
        )  # fmt: skip
        found.setdefault(row.session_id, start)
    return list(found.values())


_IS_NEWEST = ~exists().where(
    and_(
        _newer.c.session_id == _event.session_id,
        _newer.c.seq == _event.seq,
        _newer.c.version > _event.version,
    )
).correlate(events)
_STARTS = (
    select(
        _event.session_id, _event.occurred_at, _header.protocol_version,
        type_coerce(_protocol.document, Text).label("document_"),
        type_coerce(_protocol.shared, Text).label("shared_"),
    )
    .join_from(sessions, session_versions, IS_CURRENT)
    .join(protocol_versions, and_(_protocol.code == _header.protocol_code,
                                  _protocol.version == _header.protocol_version))
    .join(events, _event.session_id == sessions.c.id)
    .where(of_one_patient(sessions.c.patient_id, bindparam("patient_id")))
    .where(_event.kind.in_(sorted(STARTING)), _event.status != "struck", _IS_NEWEST)
    .order_by(_event.occurred_at, _event.seq)
)  # fmt: skip

"""All versions of a session's header, with the names of its room and people."""

from sqlalchemy import bindparam, select

from dashboard.clinical.header_versions import HeaderVersion
from dashboard.store.sessions import session_from
from dashboard.store.tables import rooms, session_versions, users
from dashboard.store.writing import Db


def list_header_versions(db: Db, session_id: str) -> list[HeaderVersion]:
    """Every version of this session's header, oldest first."""
    return [
        HeaderVersion(
            session=session_from(row), changed_by_name=row.changer_name_ or row.changed_by,
            room=row.room_name_, nurse=row.nurse_name_, clinician=row.clinician_name_,
        )
        for row in db.execute(_VERSIONS, {"session_id": session_id})
    ]  # fmt: skip


_nurse, _clinician, _changer = users.alias("nurse"), users.alias("clinician"), users.alias("changer")
_header = session_versions.c
_VERSIONS = (
    select(
        session_versions, rooms.c.name.label("room_name_"), _changer.c.display_name.label("changer_name_"),
        _nurse.c.display_name.label("nurse_name_"), _clinician.c.display_name.label("clinician_name_"),
    )
    .join_from(session_versions, rooms, rooms.c.id == _header.room_id)
    .outerjoin(_changer, _changer.c.id == _header.changed_by)
    .outerjoin(_nurse, _nurse.c.id == _header.nurse_id)
    .outerjoin(_clinician, _clinician.c.id == _header.clinician_id)
    .where(_header.id == bindparam("session_id"))
    .order_by(_header.version)
)  # fmt: skip

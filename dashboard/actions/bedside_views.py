"""What a door asks before it lets a request in, and single things looked at beside a session."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.actions.clinic import Clinic, known_answer
from dashboard.actions.viewing import view_session
from dashboard.clinical.alerts import Alert
from dashboard.clinical.errors import NotFound
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import alerts as alerts_store
from dashboard.store import events as events_store
from dashboard.store import exports as exports_store
from dashboard.store import overrides as overrides_store
from dashboard.store import patients as patients_store
from dashboard.store import readings as readings_store
from dashboard.store import rooms as rooms_store
from dashboard.store import sessions as sessions_store
from dashboard.store import users as users_store
from dashboard.store.database import Reading

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Kind:
    label: str
    load: Callable[[Reading, str], Any]


_KINDS: dict[str, _Kind] = {
    "session_id": _Kind("session", sessions_store.load_session),
    "reading_id": _Kind("reading", readings_store.load_reading),
    "event_id": _Kind("event", events_store.load_event),
    "alert_id": _Kind("alert", alerts_store.load_alert),
    "override_id": _Kind("moved limit", overrides_store.load_override),
    "patient_id": _Kind("patient", patients_store.load_patient),
    "user_id": _Kind("person", users_store.load_user),
    "room_id": _Kind("room", rooms_store.load_room),
    "export_id": _Kind("export", exports_store.load_export),
}


def require_existing(clinic: Clinic, actor: Actor, ids: Mapping[str, str]) -> None:
    """Raise NotFound unless each named thing (`session_id`, `reading_id`, ...) is there; other names pass."""
    asked = [(_KINDS[name], given) for name, given in ids.items() if name in _KINDS]
    if not asked:
        return
    with clinic.look(actor, Permission.SIGNED_IN) as look:
        for kind, given in asked:
            if not _ID.fullmatch(given) or kind.load(look.db, given) is None:
                raise NotFound(f"There is no such {kind.label}.")


def answer_known_key(clinic: Clinic, actor: Actor, key: str, path: str, body_sha256: str) -> None:
    """Raise Replayed or KeyReused for a key that was answered before; see `known_answer`."""
    with clinic.look(actor, Permission.SIGNED_IN) as look:
        known_answer(look.db, actor, key, path, body_sha256)


def view_alert(clinic: Clinic, actor: Actor, alert_id: str) -> tuple[Alert, SessionRecord]:
    """One alert with its session; the view of the patient is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        alert = alerts_store.load_alert(look.db, alert_id)
    if alert is None:
        raise NotFound("There is no such alert.")
    return alert, view_session(clinic, actor, alert.session_id)

"""Looking at sessions: one record, the board, lists. What concerns a patient is audited as a view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.actions.clinic import Clinic
from dashboard.actions.views import note_view
from dashboard.clinical.errors import NotFound
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rooms import Room
from dashboard.clinical.rules import RuleKind, RuleVersion
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import ThresholdSet
from dashboard.store import clinic as clinic_store
from dashboard.store import rooms as rooms_store
from dashboard.store import rules as rules_store
from dashboard.store import sessions as sessions_store
from dashboard.store import users as users_store
from dashboard.store.session_records import load_open_records, load_record, load_records


@dataclass(frozen=True, slots=True)
class Board:
    """Every room in its order with the session that runs there, and today's ended sessions.

    `nurses` holds the names of those who have a room, by their id.
    """

    rooms: tuple[tuple[Room, SessionRecord | None], ...]
    ended_today: tuple[SessionRecord, ...]
    seen_at: datetime
    nurses: Mapping[str, str]

    def nurse_of(self, room: Room) -> str | None:
        """The name of the nurse who has this room."""
        return self.nurses.get(room.nurse_id) if room.nurse_id else None


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One page of a list of sessions; `next` is the cursor of the following page."""

    records: tuple[SessionRecord, ...]
    next: str | None


def view_session(clinic: Clinic, actor: Actor, session_id: str) -> SessionRecord:
    """All of one session; NotFound when there is none. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        record = load_record(look.db, session_id, look.now)
    if record is None:
        raise NotFound("There is no such session.")
    note_view(clinic, actor, record.patient.id)
    return record


def view_board(clinic: Clinic, actor: Actor) -> Board:
    """All rooms with their sessions. No audited view of each patient: it shows initials and one value."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        rooms = rooms_store.list_rooms(look.db)
        running = {record.room.id: record for record in load_open_records(look.db, look.now)}
        today = look.now.astimezone(ZoneInfo(clinic_store.load_clinic(look.db).time_zone)).date()
        ended, _ = sessions_store.list_sessions(look.db, ended_only=True, from_date=today, to_date=today)
        records = load_records(look.db, [session.id for session in ended], look.now)
        nurses = users_store.names_of(look.db, {room.nurse_id for room in rooms if room.nurse_id})
    shown = tuple((room, running.get(room.id)) for room in rooms if room.in_use or room.id in running)
    return Board(shown, tuple(records), look.now, nurses)


def view_running(clinic: Clinic, actor: Actor) -> list[SessionRecord]:
    """The sessions that have not ended, in their rooms' order; as the board shows them, so not audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        records = load_open_records(look.db, look.now)
    return sorted(records, key=lambda one: (one.room.position, one.room.name.casefold()))


def list_sessions(
    clinic: Clinic, actor: Actor, *, state: str | None = None, patient_id: str | None = None,
    from_date: date | None = None, to_date: date | None = None, cursor: str | None = None,
) -> SessionPage:  # fmt: skip
    """Sessions, newest first; `state` filters by what it is now (ended, or one of the running states)."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        found, following = sessions_store.list_sessions(
            look.db, patient_id=patient_id, open_only=state not in (None, "ended"),
            ended_only=state == "ended",
            from_date=from_date, to_date=to_date, before=cursor,
        )  # fmt: skip
        records = load_records(look.db, [session.id for session in found], look.now)
    if patient_id is not None and records:
        note_view(clinic, actor, records[0].patient.id)
    kept = tuple(r for r in records if state is None or r.state.value == state)
    return SessionPage(kept, following)


def list_protocols(clinic: Clinic, actor: Actor) -> Sequence[Protocol]:
    """The protocols in force."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return rules_store.protocols_in_force(look.db, look.now)


def list_threshold_sets(clinic: Clinic, actor: Actor) -> Sequence[ThresholdSet]:
    """The sets of limits in force."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return rules_store.threshold_sets_in_force(look.db, look.now)


def rule_versions(clinic: Clinic, actor: Actor, kind: RuleKind, code: str) -> Sequence[RuleVersion]:
    """All versions of a protocol or set of limits, oldest first; NotFound for an unknown code."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        found = rules_store.list_rule_versions(look.db, kind, code)
    if not found:
        raise NotFound(f"There is no such {'protocol' if kind is RuleKind.PROTOCOL else 'set of limits'}.")
    return found


def last_dose_session(
    clinic: Clinic, actor: Actor, patient_id: str, apart_from: str | None
) -> SessionRecord | None:
    """The patient's last session in which a drug was given, apart from this one: for the dose questions."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        found, _ = sessions_store.list_sessions(look.db, patient_id=patient_id, limit=20)
        records = load_records(look.db, [s.id for s in found if s.id != apart_from], look.now)
    dosed = [r for r in records if r.clock.started_at is not None]
    return max(dosed, key=lambda r: r.clock.started_at or r.session.opened_at, default=None)

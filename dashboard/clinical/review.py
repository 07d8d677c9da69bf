"""What asks for a clinician, in the order to meet it, and a day's sessions in one line each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.coverage import answering, changed_since
from dashboard.clinical.doses import given
from dashboard.clinical.hold import standing_holds
from dashboard.clinical.notes import Coverage, Meaning
from dashboard.clinical.override_asks import DOSE, standing_asks
from dashboard.clinical.patients import Patient
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd, SessionState
from dashboard.clinical.trends import Point


class Matter(StrEnum):
    """Why a clinician is asked, the most pressing first."""

    ESCALATED = "escalated"
    URGENT = "urgent"
    ASKED = "asked"
    HOLD = "hold"
    NOTE = "note"
    CHANGED = "changed"

    @property
    def rank(self) -> int:
        """0 for an escalation up to 5 for a note that its signature no longer covers."""
        return tuple(Matter).index(self)


class NoteState(StrEnum):
    """How far the note of a session is; a cancelled session has none."""

    NONE = "none"
    RUNNING = "running"
    TO_SIGN = "to_sign"
    PREPARED = "prepared"
    SIGNED = "signed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session as lists name it; `ended_at` is None while it is open."""

    id: str
    patient: Patient
    room: str
    clinician_id: str | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedSession:
    """A session with an approved note: what the last signature of who may approve covers, and when.

    `covers` is None where it was not kept; `changed_at` is None while nothing else stands in the record.
    """

    session: ListedSession
    answered_at: datetime
    covers: Coverage | None
    changed_at: datetime | None

    def saw(self, alert: Alert) -> bool:
        """Whether this alert stood there to be seen by who signed."""
        return alert.raised_at <= self.answered_at if self.covers is None else alert.id in self.covers.alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that asks for a clinician. `key` is the alert's id, else made of the session's.

    `answered_by` acknowledged an alert in the room before it was sent on. `asked_by` asked for an override
    `about` dose or leaving; `why` holds their words.
    """

    key: str
    matter: Matter
    session: ListedSession
    since: datetime
    words: str = ""
    why: str = ""
    level: Level | None = None
    answered_by: str | None = None
    asked_by: str | None = None
    about: str = ""

    def concerns(self, user_id: str) -> bool:
        """Whether this person's own list holds it: sessions that name them, or no clinician at all.

        An escalation stands on every clinician's list.
        """
        return self.matter is Matter.ESCALATED or self.session.clinician_id in (user_id, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A session of the day with its peaks: highest values with the minute of their readings. mg, mmHg."""

    record: SessionRecord
    dose_mg: float | None
    systolic: Point | None
    diastolic: Point | None
    dissociation: Point | None
    note: NoteState


def listed(record: SessionRecord) -> ListedSession:
    """How lists name this session."""
    session = record.session
    return ListedSession(
        id=session.id, patient=record.patient, room=record.room.name, clinician_id=session.clinician_id,
        ended_at=session.ended_at,
    )  # fmt: skip


def in_order(needs: Iterable[Need], user_id: str) -> tuple[Need, ...]:
    """By matter; alerts by severity; notes of this person's sessions first; then what has waited longest."""

    def place(need: Need) -> tuple[int, int, bool, datetime, str]:
        loud = -need.level.rank if need.level else 0
        others = need.matter in (Matter.NOTE, Matter.CHANGED) and need.session.clinician_id != user_id
        return need.matter.rank, loud, others, need.since, need.key

    return tuple(sorted(needs, key=place))


def alert_needs(session: ListedSession, alerts: Iterable[Alert]) -> Iterator[Need]:
    """Urgent alerts that nobody has answered, and all that went beyond the room without an answer since."""
    for alert in alerts:
        escalation, answer = alert.escalation, alert.acknowledgement
        asks = alert.sent_on is not None if escalation is not None else _unanswered_urgent(alert)
        if asks:
            yield Need(
                key=alert.id, matter=Matter.ESCALATED if escalation else Matter.URGENT, session=session,
                since=alert.raised_at, words=alert.text, level=alert.level,
                why=(escalation.note or "") if escalation else "",
                answered_by=answer.by_name if answer else None,
            )  # fmt: skip


def _unanswered_urgent(alert: Alert) -> bool:
    return alert.level is Level.URGENT and alert.state is AlertState.OPEN


def ask_needs(record: SessionRecord) -> Iterator[Need]:
    """What a nurse asked to be overridden, until it is open or the session has ended."""
    for ask in standing_asks(record):
        yield Need(
            key=f"{record.session.id}-{ask.about}", matter=Matter.ASKED, session=listed(record),
            since=ask.since, words=ask.shut, why=ask.said, asked_by=ask.by, about=ask.about,
        )  # fmt: skip


def hold_needs(record: SessionRecord) -> Iterator[Need]:
    """The hold of a session before its dose that nobody asked about yet, until overrides cover all of it."""
    if record.state is not SessionState.PREPARING or any(a.about == DOSE for a in standing_asks(record)):
        return
    standing = standing_holds(record)
    if standing:
        latest = record.latest()
        yield Need(
            key=record.session.id, matter=Matter.HOLD, session=listed(record),
            since=min(latest[f.measure].observed_at for f in standing),
            words="; ".join(f.text for f in standing),
        )  # fmt: skip


def note_need(session: ListedSession, changed_at: datetime | None = None) -> Need:
    """The note of an ended session that is to be signed; with `changed_at` one that was changed since."""
    matter = Matter.NOTE if changed_at is None else Matter.CHANGED
    since = changed_at or session.ended_at
    if since is None:
        raise ValueError("A session that is open has no note to sign.")
    return Need(key=session.id, matter=matter, session=session, since=since)


def day_line(record: SessionRecord) -> DayLine:
    """What a day's list says about a session."""
    return DayLine(
        record=record, dose_mg=given(record).amount_mg, systolic=_highest(record, "systolic"),
        diastolic=_highest(record, "diastolic"), dissociation=_highest(record, "dissociation"),
        note=note_state(record),
    )  # fmt: skip


def day_order(records: Iterable[SessionRecord]) -> list[SessionRecord]:
    """Open sessions in the order of their rooms, then ended ones, the last first."""

    def place(record: SessionRecord) -> tuple[bool, float, int]:
        ended = record.session.ended_at
        return ended is not None, -ended.timestamp() if ended else 0.0, record.room.position

    return sorted(records, key=place)


def note_state(record: SessionRecord) -> NoteState:
    """How far the note is; an addendum signed by who may approve answers for what was changed before it."""
    if record.session.end is SessionEnd.CANCELLED:
        return NoteState.NONE
    if record.state is not SessionState.ENDED:
        return NoteState.RUNNING
    if not record.signatures:
        return NoteState.TO_SIGN
    answer = answering(record)
    if answer is None:
        prepared = record.signatures[-1].meaning is Meaning.PREPARED
        return NoteState.PREPARED if prepared else NoteState.TO_SIGN
    return NoteState.CHANGED if changed_since(record, answer) else NoteState.SIGNED


def short_names(sessions: Sequence[ListedSession]) -> dict[str, str]:
    """By session id the patient's initials; family name and birth year where two patients share them."""
    people = {session.patient.id: session.patient for session in sessions}.values()
    initials = [patient.initials for patient in people]

    def named(patient: Patient) -> str:
        if initials.count(patient.initials) == 1:
            return patient.initials
        return f"{patient.family_name} {patient.birth_date.year}"

    return {session.id: named(session.patient) for session in sessions}


def _highest(record: SessionRecord, code: str) -> Point | None:
    holding = [r for r in record.counted_readings if code in r.values]
    if not holding:
        return None
    peak = max(holding, key=lambda r: r.values[code])
    minute = record.minute(peak.observed_at)
    return Point(peak.values[code], minute, peak.observed_at, code in peak.questioned)

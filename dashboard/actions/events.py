"""Recording, correcting and striking bedside events. A bedside fact is always stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.event_seconds import check_override, check_second
from dashboard.actions.judging import judge, record_of
from dashboard.actions.readings import refuse_after_end, refuse_stale
from dashboard.actions.sessions import audit_header, check_reason, new_version, store_header
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.events import Event, check_event
from dashboard.clinical.hold import OVERRIDE
from dashboard.clinical.readings import StrikeReason, check_observed_at
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.schedule_pauses import PAUSE, pause_refusal
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.store import events as events_store


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """A stored event within its session, and the ids of alerts that it raised."""

    event: Event
    record: SessionRecord
    raised: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """What a person sends about an event; no time means now."""

    kind: str
    occurred_at: datetime | None = None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCorrection:
    """Named details replace, None takes away, unnamed stay."""

    reason: str
    detail: Mapping[str, Any]
    occurred_at: datetime | None = None


def record_event(
    clinic: Clinic, actor: Actor, session_id: str, entry: EventEntry, once: Once | None = None, *,
    second: Actor | None = None,
) -> RecordedEvent:  # fmt: skip
    """Store an event; contradictions and missing conditions raise alerts, they never refuse the fact.

    `second` is the witness of a dose, or the clinician of an override, already proven by their password.
    """
    with clinic.work(actor, Permission.RECORD_EVENT, once) as work:
        record = record_of(work, session_id)
        occurred_at = entry.occurred_at or work.now
        detail = {name: value for name, value in entry.detail.items() if value is not None}
        _check(entry.kind, detail)
        check_second(entry.kind, actor, second)
        check_observed_at(occurred_at, work.now, record.session.opened_at, "occurred_at")
        refuse_after_end(record, occurred_at)
        if entry.kind == PAUSE and (words := pause_refusal(record)):
            raise WrongState(words, "pause_refused")
        if entry.kind == OVERRIDE:
            check_override(record, actor, second, detail, occurred_at)
        event = Event(
            id=work.new_id(), session_id=session_id, seq=events_store.next_event_seq(work.db, session_id),
            version=1,
            status="final", kind=entry.kind, occurred_at=occurred_at, recorded_at=work.now,
            recorded_by=actor.user_id, recorded_by_name=actor.display_name, detail=detail,
            first_recorded_at=work.now, witness=second.user_id if second else None,
        )  # fmt: skip
        return _store(work, record, event, AuditKind.EVENT_RECORDED)


def correct_event(
    clinic: Clinic, actor: Actor, event_id: str, expected: int, correction: EventCorrection,
    once: Once | None = None, *, second: Actor | None = None,
) -> RecordedEvent:  # fmt: skip
    """A new version of the event; minutes, alerts and totals are judged again.

    A witness stays while only the time changes: of other amounts the former one has seen nothing.
    """
    with clinic.work(actor, Permission.CORRECT_RECORD, once) as work:
        before = _current(work, event_id)
        record = record_of(work, before.session_id)
        refuse_stale(before, expected, record)
        check_reason(correction.reason, required=True)
        if before.struck:
            raise WrongState("The event was struck. Record a new one instead.", "event_struck")
        taken_away = {name for name, value in correction.detail.items() if value is None}
        given = {name: value for name, value in correction.detail.items() if value is not None}
        detail = {n: v for n, v in before.detail.items() if n not in taken_away} | given
        occurred_at = correction.occurred_at or before.occurred_at
        if detail == dict(before.detail) and occurred_at == before.occurred_at and second is None:
            raise InvalidEntry([FieldError("detail", "nothing_changed", "Nothing was changed.")])
        _check(before.kind, detail)
        check_second(before.kind, actor, second)
        if correction.occurred_at is not None:
            check_observed_at(occurred_at, work.now, record.session.opened_at, "occurred_at")
        ended_at = record.session.ended_at
        if ended_at is not None and occurred_at > max(ended_at, before.occurred_at):
            refuse_after_end(record, occurred_at)
        _refuse_moved_pause(record, before, occurred_at, detail)
        if before.kind == OVERRIDE:
            check_override(_without(record, before), actor, second, detail, occurred_at)
        same = before.witness if detail == dict(before.detail) else None
        corrected = _next(
            work, before, "amended", correction.reason, occurred_at=occurred_at, detail=detail,
            witness=second.user_id if second else same,
        )  # fmt: skip
        return _store(work, record, corrected, AuditKind.EVENT_CORRECTED)


def strike_event(
    clinic: Clinic, actor: Actor, event_id: str, expected: int | None, reason_code: StrikeReason, reason: str,
    once: Once | None = None,
) -> RecordedEvent:  # fmt: skip
    """Withdraw an event; it stays visible, and the clock, alerts and totals are judged again."""
    with clinic.work(actor, Permission.CORRECT_RECORD, once) as work:
        before = _current(work, event_id)
        record = record_of(work, before.session_id)
        if expected is not None:
            refuse_stale(before, expected, record)
        check_reason(reason, required=True)
        if before.struck:
            raise WrongState("The event was struck already.", "event_struck")
        struck = _next(work, before, "struck", reason, strike_reason=reason_code)
        return _store(work, record, struck, AuditKind.EVENT_STRUCK)


def _refuse_moved_pause(
    record: SessionRecord, before: Event, occurred_at: datetime, detail: Mapping[str, Any]
) -> None:
    """A pause of another time or length needs what a new one needs."""
    same = occurred_at == before.occurred_at and detail.get("minutes") == before.detail.get("minutes")
    if before.kind == PAUSE and not same and (words := pause_refusal(_without(record, before))):
        raise WrongState(words, "pause_refused")


def _without(record: SessionRecord, event: Event) -> SessionRecord:
    return replace(record, events=tuple(e for e in record.events if e.id != event.id))


def _next(work: Work, before: Event, status: str, reason: str, **values: Any) -> Event:
    return replace(
        before, version=before.version + 1, status=status, recorded_at=work.now,
        recorded_by=work.actor.user_id,
        recorded_by_name=work.actor.display_name, change_reason=reason, **values,
    )  # fmt: skip


def _store(work: Work, record: SessionRecord, event: Event, kind: AuditKind) -> RecordedEvent:
    events_store.add_event_version(work.db, event)
    work.audit(
        kind, "event", event.id, version=event.version, patient_id=record.patient.id,
        reason=event.change_reason,
        event=event.kind, **({"witness": event.witness} if event.witness else {}),
    )  # fmt: skip
    work.announce("event", event.session_id)
    if event.starts_clock:
        _move_session_date(work, record)
    judged = judge(work, event.session_id, event=event.id)
    stored = next((e for e in judged.record.events if e.id == event.id), event)
    return work.done(RecordedEvent(stored, judged.record, judged.raised))


def _move_session_date(work: Work, before: SessionRecord) -> None:
    """A dose start on another local date than the one listed under makes a new version of the header."""
    record = record_of(work, before.session.id)
    if record.session_date == before.session_date:
        return
    moved = new_version(work, record.session, change_reason=f"Dose start on {record.session_date}")
    store_header(work, moved, record)
    audit_header(work, AuditKind.SESSION_CHANGED, moved, reason=moved.change_reason, fields=["session_date"])


def _current(work: Work, event_id: str) -> Event:
    event = events_store.load_event(work.db, event_id)
    if event is None:
        raise NotFound("There is no such event.")
    return event


def _check(kind: str, detail: Mapping[str, Any]) -> None:
    check_event(kind, detail)
    texts = ((f"detail.{n}", n.replace("_", " "), v) for n, v in detail.items() if isinstance(v, str))
    if errors := [e for field, label, text in texts if (e := text_error(field, label, text, 1000))]:
        raise InvalidEntry(errors)

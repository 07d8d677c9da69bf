"""Handing a session over: the next nurse stands in its header, and the record says what was handed over."""

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.events import RecordedEvent
from dashboard.actions.judging import judge, record_of
from dashboard.actions.session_header import refuse_stale_header
from dashboard.actions.sessions import audit_header, check_staff, new_version, refuse_signed, store_header
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import refuse_ended
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.events import Event, check_event
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.documents.open_matters import handed_over
from dashboard.store import events as events_store
from dashboard.store import users as users_store

NOTE_LENGTH = 300
_TEXT_LENGTH = 1000


def hand_over(
    clinic: Clinic, actor: Actor, session_id: str, expected: int, to_id: str, note: str | None,
    once: Once | None = None,
) -> RecordedEvent:  # fmt: skip
    """Store the handover with what stands open, and the new nurse in the header, both or neither.

    `expected` is the header's version that the person saw: StaleVersion names whose change came first.
    InvalidEntry for a person who is no nurse or clinician, is disabled, or has the session already;
    WrongState after the end.
    """
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        actor.require(Permission.RECORD_EVENT)
        record = record_of(work, session_id)
        refuse_signed(record)
        refuse_ended(record)
        refuse_stale_header(work, record, expected)
        name = _receiver(work, record, to_id)
        event = _event(work, record, to_id, name, _text(record, note))
        changed = new_version(work, record.session, nurse_id=to_id, change_reason=f"Handed over to {name}")
        store_header(work, changed, record)
        audit_header(
            work, AuditKind.SESSION_CHANGED, changed, reason=changed.change_reason, fields=["nurse_id"]
        )
        events_store.add_event_version(work.db, event)
        work.audit(
            AuditKind.EVENT_RECORDED, "event", event.id, version=1, patient_id=record.patient.id,
            event=event.kind,
        )  # fmt: skip
        work.announce("event", session_id)
        judged = judge(work, session_id, event=event.id)
        return work.done(RecordedEvent(event, judged.record, judged.raised))


def _receiver(work: Work, record: SessionRecord, to_id: str) -> str:
    """The printed name of who takes the session over."""
    try:
        check_staff(work, to_id, None)
    except InvalidEntry as error:
        raise InvalidEntry([FieldError("to_id", "unknown", e.message) for e in error.errors]) from error
    user = users_store.load_user(work.db, to_id)
    assert user is not None
    if record.session.nurse_id == to_id:
        words = f"{user.display_name} has this session already."
        raise InvalidEntry([FieldError("to_id", "has_it_already", words)])
    return user.display_name


def _text(record: SessionRecord, note: str | None) -> str:
    """The note first, then what stands open, as much of it as an event's text holds."""
    if error := text_error("note", "The note", note or "", NOTE_LENGTH):
        raise InvalidEntry([error])
    matters = [matter.text for matter in handed_over(record)]
    said = [*([note.strip()] if note and note.strip() else []), *(matters or ["Nothing stands open"])]
    while len(text := "; ".join(said)) > _TEXT_LENGTH:
        said = [*said[:-2], "more in the record"]
    return text


def _event(work: Work, record: SessionRecord, to_id: str, name: str, text: str) -> Event:
    detail = {"to_id": to_id, "to_name": name, "text": text}
    check_event("handover", detail)
    return Event(
        id=work.new_id(), session_id=record.session.id,
        seq=events_store.next_event_seq(work.db, record.session.id), version=1, status="final",
        kind="handover", occurred_at=work.now, recorded_at=work.now, recorded_by=work.actor.user_id,
        recorded_by_name=work.actor.display_name, detail=detail, first_recorded_at=work.now,
    )  # fmt: skip

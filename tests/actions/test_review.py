"""The clinician's home on a real database: what stands on the list, when it comes and when it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import event as sql_event

from dashboard.actions import review as review_actions
from dashboard.actions.alerts import acknowledge_alert
from dashboard.actions.discharge import end_session
from dashboard.actions.events import EventEntry, record_event
from dashboard.actions.notes import add_addendum, sign_note
from dashboard.actions.review import view_review
from dashboard.actions.session_header import HeaderChange, change_session
from dashboard.actions.sessions import accept_baseline, cancel_session
from dashboard.clinical.alerts import ActionKind, AlertAction
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import NotPermitted
from dashboard.clinical.notes import Meaning
from dashboard.clinical.review import Matter, NoteState
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role
from dashboard.clinical.sessions import SessionEnd
from dashboard.store import alerts as alerts_store
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD, add_person

DAY_MIN = 24 * 60
NUMBERS = count(300_000)


def running(bedside: Bedside, room: str = "Room 1", clinician: Actor | None = None) -> str:
    """A dosed session of a new patient, with this clinician if one is told."""
    named = {"clinician_id": clinician.user_id} if clinician is not None else {}
    session = bedside.open(room, mrn=str(next(NUMBERS)), **named)
    bedside.baseline(session)
    bedside.dose(session)
    return session


def end(bedside: Bedside, session: str) -> str:
    """The same session, transferred."""
    request = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="Chest pain", told="Emergency department")
    end_session(bedside.clinic, bedside.nina, session, request)
    return session


def escalate(bedside: Bedside, alert_id: str, session: str, why: str = "No answer for 2 min") -> None:
    """What the time watcher stores when nobody answers."""
    with bedside.clinic.work(SYSTEM, Permission.ACKNOWLEDGE_ALERT) as work:
        action = AlertAction(
            kind=ActionKind.ESCALATED, at=work.now, by=SYSTEM.user_id, by_name=SYSTEM.display_name, note=why
        )
        alerts_store.add_alert_action(work.db, alert_id, action)
        work.audit(AuditKind.ALERT_ESCALATED, "alert", alert_id)
        work.announce("alert", session)


def sign(bedside: Bedside, session: str) -> None:
    """Carl approves the note."""
    sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)


def matters(bedside: Bedside, actor: Actor | None = None) -> list[tuple[str, str]]:
    """Matter and session of each need, in the list's order."""
    found = view_review(bedside.clinic, actor or bedside.carl)
    return [(need.matter.value, need.session.id) for need in found.needs]


@contextmanager
def statements(bedside: Bedside) -> Iterator[list[str]]:
    """The statements that readers send within the block."""
    sent: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = bedside.clinic.database._reader
    sql_event.listen(engine, "before_cursor_execute", keep)
    yield sent
    sql_event.remove(engine, "before_cursor_execute", keep)


def test_an_empty_clinic_asks_for_nothing(bedside: Bedside) -> None:
    found = view_review(bedside.clinic, bedside.carl)
    assert (found.needs, found.today, found.cut) == ((), (), False)


def test_only_a_clinician_has_this_home(bedside: Bedside) -> None:
    for actor in (bedside.nina, bedside.ada):
        with pytest.raises(NotPermitted):
            view_review(bedside.clinic, actor)


def test_everything_that_waits_stands_in_its_order(bedside: Bedside) -> None:
    note = end(bedside, running(bedside, "Room 4"))
    escalated, urgent = running(bedside, "Room 1"), running(bedside, "Room 2")
    alert_id = bedside.pressure(escalated, 186, 90).raised[0]
    bedside.pressure(urgent, 188, 90)
    held = bedside.open("Room 3", mrn=str(next(NUMBERS)))
    bedside.pressure(held, 168, 96)
    bedside.clock.forward(2)
    escalate(bedside, alert_id, escalated)
    listed = [one for one in matters(bedside) if one != ("urgent", held)]
    assert listed == [("escalated", escalated), ("urgent", urgent), ("hold", held), ("note", note)]


@pytest.mark.hazard("H20", "H21", "A16")
def test_an_escalation_reaches_every_clinicians_own_list_until_it_is_answered(bedside: Bedside) -> None:
    other = add_person(bedside.clinic, "olga", "Dr Olga Lind", Role.CLINICIAN)
    session = running(bedside, clinician=bedside.carl)
    alert_id = bedside.pressure(session, 186, 90).raised[0]
    (before,) = view_review(bedside.clinic, other).needs
    assert not before.concerns(other.user_id)
    assert before.concerns(bedside.carl.user_id)
    bedside.clock.forward(2)
    escalate(bedside, alert_id, session)
    (after,) = view_review(bedside.clinic, other).needs
    assert after.concerns(other.user_id)
    assert (after.matter, after.why, after.key) == (Matter.ESCALATED, "No answer for 2 min", alert_id)
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    assert not matters(bedside, other)


@pytest.mark.hazard("H20")
def test_an_alert_nobody_answered_outlives_its_session_until_the_note_is_signed(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.pressure(session, 186, 90)
    end(bedside, session)
    bedside.clock.forward(3 * DAY_MIN)
    assert matters(bedside) == [("urgent", session), ("note", session)]
    sign(bedside, session)
    assert matters(bedside) == []


def test_a_hold_goes_when_a_later_value_no_longer_asks_for_it(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.pressure(session, 158, 96)
    assert ("hold", session) in matters(bedside)
    bedside.clock.forward(10)
    bedside.pressure(session, 128, 79)
    assert ("hold", session) not in matters(bedside)


@pytest.mark.hazard("H13", "H44")
def test_what_a_nurse_asks_to_be_overridden_waits_on_the_list_until_it_is_answered(bedside: Bedside) -> None:
    other = add_person(bedside.clinic, "olga", "Dr Olga Lind", Role.CLINICIAN)
    session = bedside.open(clinician_id=bedside.carl.user_id)
    high = bedside.pressure(session, 156, 84).reading
    bedside.clock.forward(2)
    bedside.event(session, "override_asked", **{"for": "dose", "text": "Usual for her"})
    (need,) = view_review(bedside.clinic, bedside.carl).needs
    assert (need.matter, need.asked_by, need.why) == (Matter.ASKED, "Nina Brandt", "Usual for her")
    assert need.concerns(bedside.carl.user_id)
    assert not need.concerns(other.user_id)
    assert bedside.audit(AuditKind.EVENT_RECORDED.value)[0].detail["event"] == "override_asked"
    bedside.clock.forward(1)
    entry = EventEntry(kind="hold_override", detail={"reason": "Usual for her"})
    record_event(bedside.clinic, bedside.carl, session, entry)
    assert matters(bedside) == []
    accept_baseline(bedside.clinic, bedside.nina, session, high.id, None)
    bedside.dose(session)
    bedside.event(session, "override_asked", **{"for": "leaving", "gate": "escort"})
    assert ("asked", session) in matters(bedside)
    end(bedside, session)
    assert ("asked", session) not in matters(bedside)


def test_notes_to_sign_are_oldest_first_with_my_own_before_those_of_others(bedside: Bedside) -> None:
    other = add_person(bedside.clinic, "olga", "Dr Olga Lind", Role.CLINICIAN)
    theirs = end(bedside, running(bedside, clinician=other))
    bedside.clock.forward(DAY_MIN)
    first = end(bedside, running(bedside, clinician=bedside.carl))
    bedside.clock.forward(DAY_MIN)
    second = end(bedside, running(bedside, clinician=bedside.carl))
    assert [session for _, session in matters(bedside)] == [first, second, theirs]
    assert [session for _, session in matters(bedside, other)] == [theirs, first, second]


def test_a_signed_note_and_a_cancelled_session_ask_for_nothing(bedside: Bedside) -> None:
    session = end(bedside, running(bedside))
    assert matters(bedside) == [("note", session)]
    sign(bedside, session)
    by_mistake = bedside.open("Room 2", mrn=str(next(NUMBERS)))
    cancel_session(bedside.clinic, bedside.nina, by_mistake, "wrong patient")
    assert matters(bedside) == []
    states = {line.record.session.id: line.note for line in view_review(bedside.clinic, bedside.carl).today}
    assert states == {session: NoteState.SIGNED, by_mistake: NoteState.NONE}


def test_a_change_after_the_signature_asks_until_an_addendum_answers_it(bedside: Bedside) -> None:
    session = running(bedside)
    alert_id = bedside.pressure(session, 186, 90).raised[0]
    end(bedside, session)
    sign(bedside, session)
    bedside.clock.forward(5)
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    (need,) = view_review(bedside.clinic, bedside.carl).needs
    assert (need.matter, need.session.id, need.since) == (Matter.CHANGED, session, bedside.clock.at)
    bedside.clock.forward(5)
    said = "The alert was answered after I had signed."
    add_addendum(bedside.clinic, bedside.carl, session, said, password=PASSWORD, address=ADDRESS)
    assert matters(bedside) == []


def test_a_session_given_to_another_clinician_goes_to_that_ones_list(bedside: Bedside) -> None:
    other = add_person(bedside.clinic, "olga", "Dr Olga Lind", Role.CLINICIAN)
    session = running(bedside, clinician=bedside.carl)
    version = bedside.look(session).session.version
    change_session(
        bedside.clinic, bedside.nina, session, version, HeaderChange(values={"clinician_id": other.user_id})
    )
    bedside.pressure(session, 186, 90)
    (need,) = view_review(bedside.clinic, bedside.carl).needs
    assert need.session.clinician_id == other.user_id
    assert not need.concerns(bedside.carl.user_id)


def test_today_holds_open_sessions_of_any_day_and_those_that_ended_today(bedside: Bedside) -> None:
    yesterday = end(bedside, running(bedside, "Room 1"))
    overnight = running(bedside, "Room 2")
    bedside.clock.forward(DAY_MIN)
    today = end(bedside, running(bedside, "Room 1"))
    shown = [line.record.session.id for line in view_review(bedside.clinic, bedside.carl).today]
    assert shown == [overnight, today]
    assert yesterday not in shown


def test_looking_at_the_list_is_not_looking_into_a_record(bedside: Bedside) -> None:
    running(bedside)
    before = bedside.rows()
    view_review(bedside.clinic, bedside.carl)
    assert bedside.rows() == before


def test_the_list_takes_as_many_statements_for_one_session_as_for_many(bedside: Bedside) -> None:
    def made(room: int) -> None:
        signed = end(bedside, running(bedside, f"Room {room}"))
        sign(bedside, signed)
        end(bedside, running(bedside, f"Room {room}"))
        bedside.pressure(running(bedside, f"Room {room}"), 186, 90)

    made(1)
    with statements(bedside) as few:
        view_review(bedside.clinic, bedside.carl)
    for room in (2, 3, 4):
        made(room)
    with statements(bedside) as many:
        view_review(bedside.clinic, bedside.carl)
    assert len(few) == len(many)


def test_when_more_notes_wait_than_are_shown_the_list_says_so_and_keeps_the_oldest(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = []
    for _ in range(3):
        bedside.clock.forward(DAY_MIN)
        session = running(bedside)
        sessions.append(session)
        if len(sessions) == 3:
            bedside.pressure(session, 186, 90)
        end(bedside, session)
    monkeypatch.setattr(review_actions, "NOTES_LOOKED_AT", 3)
    assert not view_review(bedside.clinic, bedside.carl).cut
    monkeypatch.setattr(review_actions, "NOTES_LOOKED_AT", 2)
    found = view_review(bedside.clinic, bedside.carl)
    assert found.cut
    assert [need.session.id for need in found.needs if need.matter is Matter.NOTE] == sessions[:2]
    assert [need.session.id for need in found.needs if need.matter is Matter.URGENT] == sessions[2:]

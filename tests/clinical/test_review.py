"""What needs a clinician: the order of the list, whose list holds what, and what asks at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind, Alert, Level
from dashboard.clinical.coverage import coverage_of
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.review import (
    ListedSession,
    Matter,
    Need,
    NoteState,
    alert_needs,
    ask_needs,
    day_line,
    day_order,
    hold_needs,
    in_order,
    listed,
    note_need,
    note_state,
    short_names,
)
from dashboard.clinical.sessions import SessionEnd
from tests import factories as f

ME, OTHER = "me", "other"
URGENT, ADVISORY = Level.URGENT, Level.ADVISORY


def need(
    key: str, matter: Matter, since: float, level: Level | None = None, clinician: str | None = ME
) -> Need:
    """A need of this key that has stood since that minute."""
    session = ListedSession(id=f"s-{key}", patient=f.patient(), room="Room 1", clinician_id=clinician)
    return Need(key=key, matter=matter, session=session, since=f.at(since), level=level)


# key, matter, since (minute), level, the session's clinician: in the order in which the list shows them
IN_ORDER = [
    ("urgent that went out at 20", Matter.ESCALATED, 20, URGENT, OTHER),
    ("urgent that went out at 30", Matter.ESCALATED, 30, URGENT, ME),
    ("advisory that went out at 5", Matter.ESCALATED, 5, ADVISORY, ME),
    ("urgent in the room since 10", Matter.URGENT, 10, URGENT, OTHER),
    ("urgent in the room since 40", Matter.URGENT, 40, URGENT, ME),
    ("asked since 50", Matter.ASKED, 50, None, OTHER),
    ("asked since 55", Matter.ASKED, 55, None, ME),
    ("hold since 0", Matter.HOLD, 0, None, OTHER),
    ("hold since 1", Matter.HOLD, 1, None, ME),
    ("my note of two days", Matter.NOTE, -2880, None, ME),
    ("my note of one hour", Matter.NOTE, -60, None, ME),
    ("another's note of nine days", Matter.NOTE, -12960, None, OTHER),
    ("note of nobody, one day", Matter.NOTE, -1440, None, None),
    ("my changed note", Matter.CHANGED, 50, None, ME),
    ("another's changed note", Matter.CHANGED, -50, None, OTHER),
]


@pytest.mark.hazard("H20", "A16")
def test_the_list_stands_in_the_order_in_which_it_should_be_met() -> None:
    needs = [need(*line) for line in IN_ORDER]
    for shuffled in (needs[::-1], sorted(needs, key=lambda n: n.key), sorted(needs, key=lambda n: n.since)):
        assert [n.key for n in in_order(shuffled, ME)] == [line[0] for line in IN_ORDER]


@pytest.mark.parametrize(
    ("matter", "clinician", "stands"),
    [
        (Matter.ESCALATED, OTHER, True),
        (Matter.URGENT, OTHER, False),
        (Matter.URGENT, ME, True),
        (Matter.URGENT, None, True),
        (Matter.ASKED, OTHER, False),
        (Matter.ASKED, ME, True),
        (Matter.HOLD, OTHER, False),
        (Matter.NOTE, OTHER, False),
        (Matter.NOTE, ME, True),
        (Matter.NOTE, None, True),
    ],
)
@pytest.mark.hazard("H21", "A16")
def test_my_own_list_holds_my_sessions_those_of_nobody_and_every_escalation(
    matter: Matter, clinician: str | None, stands: bool
) -> None:
    assert need("one", matter, 0, clinician=clinician).concerns(ME) is stands


ESCALATED = f.alert_action(42, ActionKind.ESCALATED, note="No answer for 2 min")
ANSWERED = f.alert_action(43, signs=())
BACK_IN_BAND = f.alert_action(44, ActionKind.RESOLVED, reading_id="reading-at-44")


def raised(level: Level, *actions: Any) -> Alert:
    """A systolic alert of minute 40."""
    return f.alert(40, "systolic", 186, 180, level=level, actions=actions)


@pytest.mark.parametrize(
    ("alert", "matter"),
    [
        (raised(URGENT), Matter.URGENT),
        (raised(URGENT, ESCALATED), Matter.ESCALATED),
        (raised(ADVISORY, ESCALATED), Matter.ESCALATED),
        (raised(ADVISORY), None),
        (raised(URGENT, ANSWERED), None),
        (raised(URGENT, ESCALATED, ANSWERED), None),
        (raised(URGENT, ESCALATED, BACK_IN_BAND), Matter.ESCALATED),
        (raised(URGENT, f.alert_action(41, signs=("chest_pain",)), ESCALATED), Matter.ESCALATED),
        (raised(URGENT, f.alert_action(41, signs=()), ESCALATED, BACK_IN_BAND), None),
        (raised(URGENT, f.alert_action(41, signs=()), ESCALATED, ANSWERED), None),
        (raised(URGENT, ESCALATED, f.alert_action(44, ActionKind.INVALIDATED)), None),
        (raised(URGENT, ESCALATED, f.alert_action(44, ActionKind.SUPERSEDED)), None),
    ],
)
@pytest.mark.hazard("H20")
def test_an_alert_asks_until_somebody_answers_it_or_answers_again_after_it_was_sent_on(
    alert: Alert, matter: Matter | None
) -> None:
    found = list(alert_needs(listed(f.record()), [alert]))
    assert [n.matter for n in found] == ([] if matter is None else [matter])


def test_an_escalation_says_why_it_came_and_since_when_it_stands() -> None:
    (found,) = alert_needs(listed(f.record()), [raised(URGENT, ESCALATED)])
    assert (found.why, found.words) == ("No answer for 2 min", "Systolic 186, limit 180")
    assert found.since == f.at(40) + timedelta(seconds=20)


def before_the_dose(*readings: Any, events: Any = ()) -> f.SessionRecord:
    return f.record(readings=readings, events=events, seen_at=f.at(0))


def test_a_value_that_holds_the_dose_asks_before_it_and_not_after() -> None:
    high = f.pressure(-5, 166, 96)
    (found,) = hold_needs(before_the_dose(high))
    assert found.matter is Matter.HOLD
    assert "Systolic 166" in found.words
    assert found.since == f.at(-5)
    assert not list(hold_needs(before_the_dose(f.pressure(-5, 128, 79))))
    assert not list(hold_needs(before_the_dose(high, f.pressure(-2, 128, 79))))
    assert not list(hold_needs(f.record(readings=(high,), events=(f.dose_start(),))))


def test_a_hold_that_was_asked_about_is_one_matter_and_says_who_asked() -> None:
    ask = f.event(-4, "override_asked", {"for": "dose", "text": "Usual for her"})
    record = before_the_dose(f.pressure(-5, 166, 96), events=(ask,))
    (found,) = ask_needs(record)
    assert (found.matter, found.asked_by, found.since) == (Matter.ASKED, f.NURSE.display_name, f.at(-4))
    assert (found.about, found.why) == ("dose", "Usual for her")
    assert "Systolic 166" in found.words
    assert not list(hold_needs(record))


ANSWERED_LATER = (raised(URGENT, f.alert_action(119, signs=())),)
COVERING = f.signature(
    140, meaning=Meaning.ADDENDUM, covers=coverage_of(f.rich_record(alerts=ANSWERED_LATER))
)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"session": f.session(), "signatures": (), "addenda": ()}, NoteState.RUNNING),
        ({"session": f.ended(end=SessionEnd.CANCELLED), "signatures": ()}, NoteState.NONE),
        ({"signatures": (), "addenda": ()}, NoteState.TO_SIGN),
        ({"signatures": (f.signature(meaning=Meaning.PREPARED),), "addenda": ()}, NoteState.PREPARED),
        ({"addenda": ()}, NoteState.SIGNED),
        ({"addenda": (), "alerts": ANSWERED_LATER}, NoteState.CHANGED),
        ({"alerts": ANSWERED_LATER}, NoteState.CHANGED),
        ({"alerts": ANSWERED_LATER, "addenda": (f.addendum(signature=COVERING),)}, NoteState.SIGNED),
    ],
)
def test_the_notes_state_follows_its_signatures_and_what_came_after(
    changes: dict[str, Any], state: NoteState
) -> None:
    """Only a signed addendum answers for what was changed at minute 119."""
    assert note_state(f.rich_record(**changes)) is state


def test_a_note_is_only_to_be_signed_once_its_session_has_ended() -> None:
    with pytest.raises(ValueError, match="open"):
        note_need(listed(f.record()))
    assert note_need(listed(f.rich_record())).since == f.at(102)
    assert note_need(listed(f.rich_record()), f.at(119)).matter is Matter.CHANGED


def test_peaks_are_of_counted_readings_with_their_minutes() -> None:
    line = day_line(f.rich_record())
    assert line.systolic is not None
    assert line.diastolic is not None
    assert line.dissociation is not None
    assert (line.systolic.value, line.systolic.minute) == (186, 40)
    assert (line.diastolic.value, line.diastolic.minute) == (108, 40)
    assert (line.dissociation.value, line.dissociation.minute) == (7, 40)
    assert line.dose_mg == 35
    struck = f.pressure(10, 250, 140, status=ReadingStatus.STRUCK)
    assert day_line(f.record(readings=(struck,))).systolic is None


def test_open_sessions_stand_before_ended_ones_in_the_order_of_their_rooms() -> None:
    rooms = [f.room(id=f"room-{n}", name=f"Room {n}", position=n) for n in (3, 1)]
    open_ones = [f.record(room=room) for room in rooms]
    early, late = (f.record(session=f.ended(minute)) for minute in (100, 110))
    ordered = day_order([early, *open_ones, late])
    assert ordered == [open_ones[1], open_ones[0], late, early]


def test_patients_with_the_same_initials_are_told_apart() -> None:
    marta = listed(f.record())
    mila = replace(marta, id="s2", patient=f.patient(id="p2", family_name="Kowal", given_name="Mila"))
    again = replace(marta, id="s3")
    theo = replace(marta, id="s4", patient=f.patient(id="p3", family_name="Lind", given_name="Theo"))
    assert short_names([marta, mila, again, theo]) == {
        marta.id: "Kowalczyk 1979", "s2": "Kowal 1979", "s3": "Kowalczyk 1979", "s4": "T.L.",
    }  # fmt: skip

"""A handover on each database: event and header together, or neither."""

import pytest

from dashboard.actions.handover import hand_over
from dashboard.clinical.errors import InvalidEntry, NotPermitted, StaleVersion
from dashboard.clinical.roles import Role
from tests.actions.bedside import Bedside
from tests.people import add_person


def test_event_and_header_are_stored_together(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.dose(session)
    stored = hand_over(bedside.clinic, bedside.nina, session, 1, bedside.carl.user_id, "Likes it quiet")
    record = bedside.look(session)
    assert record.nurse is not None
    assert record.nurse.display_name == bedside.carl.display_name
    assert record.session.change_reason == f"Handed over to {bedside.carl.display_name}"
    assert record.events[-1].id == stored.event.id
    assert record.events[-1].detail["text"].startswith("Likes it quiet; ")
    actions = [entry.action for entry in bedside.audit()[:2]]
    assert sorted(actions) == ["event_recorded", "session_changed"]


def test_a_refused_handover_leaves_no_row(on_sqlite: Bedside) -> None:
    session = on_sqlite.open(nurse_id=on_sqlite.nina.user_id)
    rows = on_sqlite.rows()
    for to_id in (on_sqlite.nina.user_id, on_sqlite.ada.user_id, "nobody"):
        with pytest.raises(InvalidEntry):
            hand_over(on_sqlite.clinic, on_sqlite.nina, session, 1, to_id, None)
    with pytest.raises(NotPermitted):
        hand_over(on_sqlite.clinic, on_sqlite.ada, session, 1, on_sqlite.carl.user_id, None)
    assert on_sqlite.look(session).events == ()
    assert on_sqlite.rows() == rows


def test_a_handover_of_nothing_says_so(on_sqlite: Bedside) -> None:
    session = on_sqlite.open()
    on_sqlite.record(session)
    stored = hand_over(on_sqlite.clinic, on_sqlite.nina, session, 1, on_sqlite.carl.user_id, " ")
    assert stored.event.detail["text"] == "Nothing stands open"


def test_a_second_handover_learns_who_handed_over_first_and_changes_nothing(bedside: Bedside) -> None:
    session = bedside.open(nurse_id=bedside.nina.user_id)
    mateo = add_person(bedside.clinic, "mateo", "Mateo Ruiz", Role.NURSE)
    hand_over(bedside.clinic, bedside.nina, session, 1, mateo.user_id, None)
    rows = bedside.rows()
    words = "Nina Brandt changed this session first, at .*Handed over to Mateo Ruiz.*Look at it again"
    with pytest.raises(StaleVersion, match=words):
        hand_over(bedside.clinic, bedside.nina, session, 1, bedside.carl.user_id, None)
    nurse = bedside.look(session).nurse
    assert nurse is not None
    assert nurse.display_name == "Mateo Ruiz"
    assert bedside.rows() == rows

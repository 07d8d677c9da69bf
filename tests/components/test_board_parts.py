"""What the board says of a room beside its values: what stands, who has it, what another day left open."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.actions.viewing import Board
from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.need import need_of
from dashboard.clinical.overrides import LimitOverride
from dashboard.clinical.roles import Actor, Role
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind
from dashboard.pages.board import nobody_bar
from dashboard.pages.board.overnight import overnight_bars
from dashboard.pages.board.tile import Viewer, tile
from dashboard.pages.wall.room import wall_room
from tests import factories as f
from tests.components.reading_a_page import of_type, text

NINA = Actor("user-nurse", "nina", "Nina Brandt", frozenset({Role.NURSE}))
ADA = Actor("user-ada", "ada", "Ada Reyes", frozenset({Role.ADMINISTRATOR}))
NURSE_LOOKS = Viewer(theme="light", may_record=True, may_manage=True)


def running(**fields: Any) -> SessionRecord:
    return f.leaving(60, **fields)


def said(record: SessionRecord, viewer: Viewer = NURSE_LOOKS) -> str:
    return text(tile(record, need_of(record), "M.K.", None, viewer))


@pytest.mark.hazard("H01", "A2")
def test_a_session_of_yesterday_is_named_on_the_board_with_the_ways_on() -> None:
    record = running()
    old = f.leaving(60, seen_at=record.seen_at + timedelta(hours=14))
    board = Board(((record.room, old),), (), old.seen_at, {})
    (bar,) = overnight_bars(board, NINA)
    assert text(bar).startswith("Session of 23 Nov, Room 1, Kowalczyk is still open. Continue or end it?")
    assert [button.children for button in of_type(bar, "Button")] == ["Finish"]
    assert of_type(overnight_bars(board, ADA)[0], "Button") == []
    assert overnight_bars(Board(((record.room, record),), (), record.seen_at, {}), NINA) == []


@pytest.mark.hazard("H01", "A2")
def test_an_evening_session_that_is_being_charted_past_midnight_is_not_called_left_open() -> None:
    past_midnight = 10 * 60 + 37  # the dose began at 13:24 in the clinic
    set_of_2358 = f.reading(past_midnight - 3, recorded_at=f.at(past_midnight - 3))
    record = running(readings=(set_of_2358,), seen_at=f.at(past_midnight))
    assert record.session_date < record.local(record.seen_at).date()
    assert overnight_bars(Board(((record.room, record),), (), record.seen_at, {}), NINA) == []


@pytest.mark.hazard("H38")
def test_a_response_that_is_late_stands_on_the_tile_and_hides_no_other_alert() -> None:
    given = f.event(45, "rescue_medication", {"drug": "labetalol"})
    asked = f.alert(55, "systolic", 0, 0, source="event", text="Response to labetalol not recorded")
    late = f.alert(56, "systolic", 0, 0, source="check", text="50 min check late", id="late", check_key="x")
    alerts = (replace(asked, measure=None, event_id=given.id), replace(late, measure=None))
    ended = f.event(40, "dose_end", {"amount_given": 35})
    record = running(events=(f.dose_start(), ended, given), readings=(f.reading(54),), alerts=alerts)
    words = said(record)
    assert "LATE" in words
    assert "Response to labetalol, due 14:19" in words
    assert "1 more, late" in words


@pytest.mark.hazard("H37", "H40", "A27")
def test_sedatives_said_yes_to_and_running_oxygen_stand_on_the_tile() -> None:
    events = (
        f.event(-15, "pre_dose_checklist", {"opioid": "yes"}), f.dose_start(),
        f.event(50, "oxygen_start", {"flow": 2}),
    )  # fmt: skip
    words = said(running(events=events))
    assert "opioid" in words
    assert "oxygen 2 L/min" in words
    assert "97 % on 2 L/min" in said(running(events=events, readings=(f.reading(55, {"spo2": 97}),)))


def test_dizziness_asks_for_fall_care_and_a_walk_for_its_clock() -> None:
    away = (f.dose_start(), f.event(50, "to_bathroom"))
    words = said(running(events=away, readings=(f.reading(55, {"dizziness": 4}),)))
    assert "Fall care" in words
    assert "Off the unit" in words
    assert "Fall care" not in said(running(readings=(f.reading(55, {"dizziness": 3}),)))


def test_an_alert_that_went_beyond_the_room_says_why() -> None:
    beyond = f.alert_action(57, ActionKind.ESCALATED, note="No answer for 2 min")
    alert = f.alert(55, "systolic", 186, 180, level=Level.URGENT, actions=(beyond,))
    assert "No answer for 2 min" in said(running(alerts=(alert,)))


def test_a_clinician_who_is_asked_to_override_is_said_on_the_tile_until_it_is_answered() -> None:
    ask = f.event(50, "override_asked", {"for": "leaving", "gate": "escort"})
    assert "Clinician asked 14:14" in said(running(events=(f.dose_start(), ask)))
    assert "Clinician asked" not in said(running(events=(f.dose_start(),)))


def test_who_may_not_record_is_offered_to_open_only() -> None:
    seen = tile(running(), None, "M.K.", None, Viewer(theme="light", may_record=False, may_manage=False))
    assert [button.children for button in of_type(seen, "Button")] == ["Open"]


@pytest.mark.hazard("H57")
def test_a_room_on_the_wall_says_nothing_of_whom_it_is_about() -> None:
    record = running()
    words = text(wall_room(record.room, record))
    assert "Room 1" in words
    assert "128/79" in words
    for private in ("Kowalczyk", "Marta", "M.K.", "1979", "204881", "Brandt"):
        assert private not in words


@pytest.mark.hazard("H31")
def test_a_moved_limit_is_said_on_tile_and_wall_while_it_stands() -> None:
    move = LimitOverride(
        id="o1", patient_id="patient-1", session_id=None, measure="systolic", kind=LimitKind.HIGH,
        level=Level.URGENT, value=195, reason="known", at=f.at(10), by="c1", by_name="Dr Brandt",
        until=f.at(90),
    )  # fmt: skip
    room = replace(running(), overrides=(move,))
    assert "Limits moved" in said(room)
    wall = text(wall_room(room.room, room))
    assert "Limits moved" in wall
    assert "Brandt" not in wall
    for over in (running(), replace(room, overrides=(replace(move, until=f.at(60)),))):
        assert "Limits moved" not in said(over)
        assert "Limits moved" not in text(wall_room(over.room, over))


@pytest.mark.hazard("H21", "A16")
def test_with_no_clinician_at_a_screen_the_tile_and_the_board_say_whom_to_call() -> None:
    beyond = f.alert_action(42, ActionKind.ESCALATED, note="No answer for 2 min")
    unanswered = f.alert(40, "systolic", 186, 180, level=Level.URGENT, actions=(beyond,))
    words = "No clinician screen is open. Call. Call 112."
    alone = Viewer(theme="light", may_record=True, may_manage=True, reachable=False)
    room = running(alerts=(unanswered,))
    assert words in said(room, alone)
    assert text(nobody_bar([running(), room], alone)) == words
    assert words not in said(room)
    assert nobody_bar([running(), room], NURSE_LOOKS) is None
    assert nobody_bar([running()], alone) is None

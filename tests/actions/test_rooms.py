"""Who has a room: given by anyone at the bedside, taken by the sessions that start there."""

import pytest

from dashboard.actions import rooms, users
from dashboard.actions.viewing import view_board
from dashboard.clinical.errors import InvalidEntry, NotFound, NotPermitted
from dashboard.clinical.rooms import Room
from tests.actions.bedside import Bedside


def first(bedside: Bedside) -> Room:
    return rooms.list_rooms(bedside.clinic, bedside.nina)[0]


def test_a_session_that_starts_in_a_nurses_room_is_that_nurses(bedside: Bedside) -> None:
    rooms.give_room(bedside.clinic, bedside.nina, first(bedside).id, bedside.nina.user_id)
    assert bedside.look(bedside.open("Room 1")).session.nurse_id == bedside.nina.user_id
    assert bedside.look(bedside.open("Room 2", mrn="2")).session.nurse_id is None


def test_a_nurse_named_at_the_start_goes_before_the_rooms(bedside: Bedside) -> None:
    rooms.give_room(bedside.clinic, bedside.nina, first(bedside).id, bedside.nina.user_id)
    session = bedside.open("Room 1", nurse_id=bedside.carl.user_id)
    assert bedside.look(session).session.nurse_id == bedside.carl.user_id


@pytest.mark.hazard("H01")
def test_giving_a_room_away_hands_over_no_running_session(bedside: Bedside) -> None:
    room = first(bedside)
    rooms.give_room(bedside.clinic, bedside.nina, room.id, bedside.nina.user_id)
    session = bedside.open("Room 1")
    rooms.give_room(bedside.clinic, bedside.carl, room.id, bedside.carl.user_id)
    assert bedside.look(session).session.nurse_id == bedside.nina.user_id
    board = view_board(bedside.clinic, bedside.nina)
    assert board.nurse_of(first(bedside)) == bedside.carl.display_name
    rooms.give_room(bedside.clinic, bedside.nina, room.id, None)
    assert view_board(bedside.clinic, bedside.nina).nurse_of(first(bedside)) is None


def test_a_room_is_given_to_those_at_the_bedside_only(bedside: Bedside) -> None:
    room = first(bedside).id
    for nobody in (bedside.ada.user_id, "0" * 32):
        with pytest.raises(InvalidEntry):
            rooms.give_room(bedside.clinic, bedside.nina, room, nobody)
    with pytest.raises(NotFound):
        rooms.give_room(bedside.clinic, bedside.nina, "0" * 32, None)
    with pytest.raises(NotPermitted):
        rooms.give_room(bedside.clinic, bedside.ada, room, None)


def test_who_may_no_longer_sign_in_has_no_room_and_gets_no_session(bedside: Bedside) -> None:
    rooms.give_room(bedside.clinic, bedside.nina, first(bedside).id, bedside.carl.user_id)
    users.change_user(bedside.clinic, bedside.ada, bedside.carl.user_id, users.UserChange(disabled=True))
    assert view_board(bedside.clinic, bedside.nina).nurse_of(first(bedside)) is None
    assert bedside.look(bedside.open("Room 1")).session.nurse_id is None

"""Whose screen is open: what counts as a clinician within reach."""

import pytest

from dashboard.actions import audit, open_screens, users
from tests.actions.bedside import Bedside


def reachable(bedside: Bedside) -> bool:
    return open_screens.clinician_reachable(bedside.clinic)


@pytest.mark.hazard("H21", "A16")
def test_a_clinician_with_a_page_open_is_within_reach_for_45_seconds(bedside: Bedside) -> None:
    assert not reachable(bedside)
    open_screens.renew_screens(bedside.clinic, {"stream-1": bedside.carl.user_id})
    bedside.clock.forward(45 / 60)
    assert reachable(bedside)
    bedside.clock.forward(1 / 60)
    assert not reachable(bedside)


@pytest.mark.hazard("H21", "A16")
def test_nurses_and_administrators_are_no_clinicians(bedside: Bedside) -> None:
    people = {"stream-1": bedside.nina.user_id, "stream-2": bedside.ada.user_id}
    open_screens.renew_screens(bedside.clinic, people)
    assert not reachable(bedside)


@pytest.mark.hazard("A16")
def test_a_disabled_clinician_is_not_within_reach(on_sqlite: Bedside) -> None:
    open_screens.renew_screens(on_sqlite.clinic, {"stream-1": on_sqlite.carl.user_id})
    users.disable_user_from_shell(on_sqlite.clinic, "carl")
    assert not reachable(on_sqlite)


@pytest.mark.hazard("A16")
def test_renewing_keeps_a_screen_open_and_one_page_of_two_is_enough(bedside: Bedside) -> None:
    carl = bedside.carl.user_id
    open_screens.renew_screens(bedside.clinic, {"stream-1": carl, "stream-2": carl})
    bedside.clock.forward(0.5)
    open_screens.renew_screens(bedside.clinic, {"stream-2": carl})
    bedside.clock.forward(0.5)
    assert reachable(bedside)


@pytest.mark.hazard("A16")
def test_a_server_that_stops_takes_its_screens_with_it(bedside: Bedside) -> None:
    open_screens.renew_screens(bedside.clinic, {"a-1": bedside.carl.user_id, "b-1": bedside.carl.user_id})
    open_screens.drop_screens(bedside.clinic, "a-")
    assert reachable(bedside)
    open_screens.drop_screens(bedside.clinic, "b-")
    assert not reachable(bedside)


@pytest.mark.hazard("A16", "H19")
def test_a_clock_put_back_leaves_nobody_within_reach_for_ever(on_sqlite: Bedside) -> None:
    open_screens.renew_screens(on_sqlite.clinic, {"stream-1": on_sqlite.carl.user_id})
    on_sqlite.clock.forward(-24 * 60)
    open_screens.renew_screens(on_sqlite.clinic, {"stream-2": on_sqlite.nina.user_id})
    assert not reachable(on_sqlite)


def test_an_open_screen_is_nothing_of_the_record(on_sqlite: Bedside) -> None:
    before = on_sqlite.rows()
    open_screens.renew_screens(on_sqlite.clinic, {"stream-1": on_sqlite.carl.user_id})
    assert on_sqlite.rows() == before
    assert audit.verify(on_sqlite.clinic).ok

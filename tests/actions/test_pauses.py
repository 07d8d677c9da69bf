"""Pausing the checks: what a pause needs, and that correcting one needs the same."""

from typing import Any

import pytest

from dashboard.actions import alerts, events
from dashboard.clinical.errors import InvalidEntry, WrongState
from dashboard.clinical.events import Event
from dashboard.clinical.schedule import Check, CheckState, checks_of
from tests.actions.bedside import Bedside

pytestmark = pytest.mark.hazard("H15", "A12")


def paused(bedside: Bedside) -> tuple[str, Event]:
    """A session in its seventh minute, its checks paused for ten minutes a minute ago."""
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(6)
    pause = bedside.event(session, "schedule_paused", reason="bathroom", minutes=10)
    bedside.clock.forward(1)
    return session, pause


def correct(bedside: Bedside, pause: Event, **change: Any) -> Event:
    detail = change.pop("detail", {})
    correction = events.EventCorrection(reason="not so long", detail=detail, **change)
    return events.correct_event(bedside.clinic, bedside.nina, pause.id, pause.version, correction).event


def ten(bedside: Bedside, session: str) -> Check:
    """The check of ten minutes after the dose, as it stands."""
    return next(c for c in checks_of(bedside.look(session)) if c.code == "during")


def test_a_pause_can_be_made_shorter_or_longer_while_nothing_speaks_against_it(bedside: Bedside) -> None:
    session, pause = paused(bedside)
    assert (ten(bedside, session).label, ten(bedside, session).state) == ("16 min", CheckState.PAUSED)
    longer = correct(bedside, pause, detail={"minutes": 15})
    assert ten(bedside, session).label == "21 min" or ten(bedside, session).state is CheckState.PAUSED
    assert correct(bedside, longer, detail={"minutes": 5}).detail["minutes"] == 5
    assert ten(bedside, session).label == "11 min"


def test_no_pause_is_moved_or_made_longer_while_an_urgent_alert_is_open(bedside: Bedside) -> None:
    session, pause = paused(bedside)
    [alert] = bedside.pressure(session, 186, 90).raised
    for change in ({"occurred_at": bedside.clock.at}, {"detail": {"minutes": 15}}):
        with pytest.raises(WrongState, match="urgent alert is open") as refused:
            correct(bedside, pause, **change)
        assert refused.value.code == "pause_refused"
    assert bedside.look(session).earlier_events == ()
    assert correct(bedside, pause, detail={"text": "with Mia"}).version == 2
    alerts.acknowledge_alert(bedside.clinic, bedside.nina, alert, told=None, note=None, signs=[])
    corrected = next(e for e in bedside.look(session).events if e.id == pause.id)
    assert correct(bedside, corrected, detail={"minutes": 5}).version == 3


def test_no_pause_is_moved_while_the_last_sedation_is_under_four(bedside: Bedside) -> None:
    session, pause = paused(bedside)
    bedside.record(session, {"sedation": 3})
    with pytest.raises(WrongState, match="under 4"):
        correct(bedside, pause, occurred_at=bedside.clock.at)


def test_an_urgent_value_in_a_pause_makes_due_what_it_put_off(bedside: Bedside) -> None:
    session, _ = paused(bedside)
    bedside.clock.forward(4)
    assert ten(bedside, session).state is CheckState.PAUSED
    bedside.record(session, {"spo2": 84})
    check = ten(bedside, session)
    assert (check.label, check.state, check.answered_by != ()) == ("11 min", CheckState.DUE, True)


def test_a_pause_cannot_lose_its_reason_by_correction(bedside: Bedside) -> None:
    _, pause = paused(bedside)
    with pytest.raises(InvalidEntry) as refused:
        correct(bedside, pause, detail={"reason": None})
    assert [(e.field, e.code) for e in refused.value.errors] == [("detail.reason", "required")]


def test_a_pause_made_longer_afterwards_does_not_silence_what_was_late_meanwhile(bedside: Bedside) -> None:
    session, pause = paused(bedside)
    shorter = correct(bedside, pause, detail={"minutes": 1})
    bedside.clock.forward(7)
    assert (ten(bedside, session).label, ten(bedside, session).state) == ("10 min", CheckState.LATE)
    correct(bedside, shorter, detail={"minutes": 15})
    assert (ten(bedside, session).label, ten(bedside, session).state) == ("10 min", CheckState.LATE)

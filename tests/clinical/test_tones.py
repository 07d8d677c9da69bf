"""What a screen may sound for: urgent, unanswered, and told in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.clinical.alerts import ActionKind, Alert, Level
from dashboard.clinical.tones import sounding
from tests import factories as f

URGENT = f.alert(40, "systolic", 186, 180, level=Level.URGENT)
TOLD = f.pressure(40, 186, 108)
ENTERED_LATE = replace(TOLD, recorded_at=TOLD.observed_at + timedelta(minutes=10, seconds=1))


def test_an_urgent_that_nobody_answered_sounds() -> None:
    assert sounding(f.record(readings=(TOLD,), alerts=(URGENT,))) == (URGENT.id,)


@pytest.mark.parametrize(
    "alert",
    [
        replace(URGENT, level=Level.ADVISORY),
        replace(URGENT, retrospective=True),
        replace(URGENT, actions=(f.alert_action(41, signs=()),)),
        replace(URGENT, actions=(f.alert_action(41, ActionKind.INVALIDATED),)),
    ],
    ids=["advisory", "retrospective", "acknowledged", "invalidated"],
)
def test_nothing_else_does(alert: Alert) -> None:
    assert sounding(f.record(readings=(TOLD,), alerts=(alert,))) == ()


@pytest.mark.hazard("A20")
def test_a_late_entry_alerts_without_a_tone() -> None:
    assert sounding(f.record(readings=(ENTERED_LATE,), alerts=(URGENT,))) == ()


@pytest.mark.hazard("A20")
def test_an_event_entered_late_alerts_without_a_tone() -> None:
    at = f.at(40)
    alert = replace(URGENT, source="event", measure=None, reading_id=None, event_id="seizure-1")
    told = f.event(40, "other", {"text": "Seizure"}, id="seizure-1")
    late = replace(told, recorded_at=at + timedelta(minutes=11))
    assert sounding(f.record(events=(told,), alerts=(alert,))) == (alert.id,)
    assert sounding(f.record(events=(late,), alerts=(alert,))) == ()

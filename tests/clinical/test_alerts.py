"""The state of an alert is folded from what was done about it."""

import pytest

from dashboard.clinical.alerts import ActionKind, AlertState, Level
from tests.factories import alert, alert_action

ACK, BACK = ActionKind.ACKNOWLEDGED, ActionKind.RESOLVED
AGAIN, LOUDER, GONE = ActionKind.RECROSSED, ActionKind.SUPERSEDED, ActionKind.INVALIDATED


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ((), AlertState.OPEN),
        ((ACK,), AlertState.ACKNOWLEDGED),
        ((BACK,), AlertState.OPEN),
        ((BACK, ACK), AlertState.RESOLVED),
        ((ACK, BACK), AlertState.RESOLVED),
        ((BACK, AGAIN), AlertState.OPEN),
        ((BACK, AGAIN, ACK), AlertState.ACKNOWLEDGED),
        ((BACK, AGAIN, ACK, BACK), AlertState.RESOLVED),
        ((LOUDER,), AlertState.RESOLVED),
        ((LOUDER, AGAIN), AlertState.OPEN),
        ((ACK, LOUDER, AGAIN), AlertState.ACKNOWLEDGED),
        ((GONE,), AlertState.INVALIDATED),
        ((ACK, BACK, GONE), AlertState.INVALIDATED),
    ],
)
def test_the_state_follows_from_what_was_done(done: tuple[ActionKind, ...], state: AlertState) -> None:
    actions = tuple(alert_action(minute, kind) for minute, kind in enumerate(done))
    folded = alert(0, "systolic", 165, 160, actions=actions)
    assert folded.state is state
    assert folded.live is (state in (AlertState.OPEN, AlertState.ACKNOWLEDGED))


def test_the_first_acknowledgement_counts_and_later_ones_are_kept() -> None:
    actions = (alert_action(1, by_name="Nina Brandt"), alert_action(2, by_name="M. Duarte"))
    folded = alert(0, "systolic", 165, 160, actions=actions)
    assert folded.acknowledgement is actions[0]
    assert folded.actions == actions


def test_the_last_resolution_is_the_one_that_stands() -> None:
    actions = tuple(alert_action(minute, kind) for minute, kind in enumerate((BACK, AGAIN, BACK)))
    assert alert(0, "systolic", 165, 160, actions=actions).resolution is actions[2]
    assert alert(0, "systolic", 165, 160, actions=actions[:2]).resolution is None


def test_urgent_is_louder_than_advisory_than_info() -> None:
    assert sorted(Level, key=lambda level: level.rank) == [Level.INFO, Level.ADVISORY, Level.URGENT]

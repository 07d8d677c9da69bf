"""The log's first line: what the session was opened with, and how to change or cancel it."""

from typing import Any

from dashboard.components.log import log
from tests import factories


def actions_of(component: Any) -> set[str]:
    """The data-action of every button below."""
    found = {getattr(component, "data-action", None)} - {None}
    children = getattr(component, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if hasattr(child, "to_plotly_json"):
            found |= actions_of(child)
    return found


def test_before_a_dose_a_session_can_be_changed_and_cancelled_from_the_log() -> None:
    assert {"weight", "cancel-session"} <= actions_of(log(factories.record(events=()), may_correct=True))


def test_after_a_dose_cancelling_is_not_offered_and_an_administrator_changes_nothing() -> None:
    dosed = factories.record(events=(factories.event(0, "dose_start"),))
    assert "cancel-session" not in actions_of(log(dosed, may_correct=True))
    assert "weight" in actions_of(log(dosed, may_correct=True))
    assert not actions_of(log(dosed, may_correct=False)) & {"weight", "cancel-session"}

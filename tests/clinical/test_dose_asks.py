"""What is asked beside a dose: the drawn amount against what became of it, and the gap between devices."""

import pytest

from dashboard.clinical.dose_asks import device_question, drawn_question, next_device_at
from dashboard.clinical.events import Event
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at, device, event


@pytest.mark.hazard("H34")
@pytest.mark.parametrize(
    ("drawn", "given", "wasted", "question"),
    [
        (50, 35, 15, None),
        (50, 50, None, None),
        (0.3, 0.1, 0.2, None),
        (None, 35, 15, None),
        (50, None, None, None),
        (50, 35, 10, "50 mg drawn, 35 mg given and 10 mg wasted: 5 mg left over."),
        (50, 35, None, "50 mg drawn, 35 mg given: 15 mg left over."),
        (50, None, 20, "50 mg drawn, 20 mg wasted: 30 mg left over."),
        (50, 35, 20, "50 mg drawn is less than 35 mg given and 20 mg wasted."),
        (0, 35, None, "0 mg drawn is less than 35 mg given."),
    ],
)
def test_what_was_drawn_is_held_against_what_was_given_and_wasted(
    drawn: float | None, given: float | None, wasted: float | None, question: str | None
) -> None:
    assert drawn_question(drawn, given, wasted) == question


def spray(*events: Event) -> SessionRecord:
    return factories.record(events=events, protocol=factories.protocol("in_esketamine"))


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("minute", "question"),
    [
        (5, None), (20, None),
        (4.9, "Device 2 at 4 min after the first. Give anyway?"),
        (3, "Device 2 at 3 min after the first. Give anyway?"),
        (0, "Device 2 at 0 min after the first. Give anyway?"),
        (-1, None),
    ],
)  # fmt: skip
def test_a_device_sooner_than_five_minutes_is_asked_about(minute: float, question: str | None) -> None:
    assert device_question(spray(device(0, 1)), at(minute)) == question


@pytest.mark.hazard("H35")
def test_the_gap_runs_from_the_device_given_last() -> None:
    record = spray(device(0, 1), device(6, 2), device(10, 3, status="struck"))
    assert next_device_at(record) == at(11)
    assert device_question(record, at(10)) == "Device 3 at 4 min after device 2. Give anyway?"
    assert device_question(record, at(11)) is None


def test_without_a_device_or_a_gap_nothing_is_waited_for() -> None:
    assert next_device_at(spray()) is None
    assert device_question(spray(), at(0)) is None
    infusion = factories.record(events=(event(0, "device_given"),))
    assert next_device_at(infusion) is None
    assert device_question(infusion, at(1)) is None

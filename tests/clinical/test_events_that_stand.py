"""What stands until it is undone: sedatives on board, oxygen, being off the unit, care against a fall."""

from typing import Any

import pytest

from dashboard.clinical.event_findings import (
    dizzy_fall_care,
    last_same_rescue,
    off_unit_since,
    standing_flags,
)
from dashboard.clinical.events import Event
from dashboard.clinical.oxygen import oxygen_at, oxygen_off_since
from dashboard.clinical.session_record import SessionRecord
from tests.factories import at, ended, event, reading, record


def checklist(minute: float, **answers: str) -> Event:
    return event(minute, "pre_dose_checklist", answers)


def seen(*happened: Event, **fields: Any) -> SessionRecord:
    return record(events=happened, **fields)


@pytest.mark.hazard("A27", "H37")
def test_each_sedative_said_yes_to_stands_as_a_flag() -> None:
    answers = {"opioid": "yes", "benzodiazepine": "yes", "other_sedative": "yes", "maoi": "yes"}
    assert standing_flags(seen(checklist(-10, **answers))) == ("opioid", "benzodiazepine", "other sedative")
    assert standing_flags(seen(checklist(-10, opioid="no", benzodiazepine="na"))) == ()
    assert standing_flags(seen()) == ()


@pytest.mark.hazard("A27", "H37")
def test_the_last_answer_counts_and_an_open_one_takes_nothing_back() -> None:
    first = checklist(-20, opioid="yes", benzodiazepine="no")
    assert standing_flags(seen(first, checklist(-10, opioid="no"))) == ()
    assert standing_flags(seen(first, checklist(-10, benzodiazepine="yes"))) == ("opioid", "benzodiazepine")


@pytest.mark.hazard("A27")
def test_a_struck_checklist_flags_nothing() -> None:
    struck = event(-10, "pre_dose_checklist", {"opioid": "yes"}, status="struck")
    assert standing_flags(seen(struck)) == ()


@pytest.mark.hazard("A27", "H40")
def test_oxygen_stands_with_its_flow_until_it_is_stopped() -> None:
    course = [
        event(10, "oxygen_start", {"flow": 2}), event(20, "oxygen_change", {"flow": 4.5}),
        event(30, "oxygen_stop"),
    ]  # fmt: skip
    flows = [oxygen_at(seen(*course), at(m)) for m in (9.9, 10, 19.9, 20, 29.9, 30, 60)]
    assert flows == [None, 2, 2, 4.5, 4.5, None, None]
    assert standing_flags(seen(*course, seen_at=at(15))) == ("oxygen 2 L/min",)
    assert standing_flags(seen(*course, seen_at=at(25))) == ("oxygen 4.5 L/min",)
    assert standing_flags(seen(*course)) == ()


@pytest.mark.hazard("A27")
def test_oxygen_without_a_stated_flow_still_stands() -> None:
    running = seen(event(10, "oxygen_start"))
    assert oxygen_at(running, at(60)) == 0
    assert standing_flags(running) == ("oxygen, flow not stated",)


@pytest.mark.hazard("A27")
def test_a_measured_flow_counts_as_oxygen_and_an_event_at_the_same_time_wins() -> None:
    measured = [reading(10, {"spo2": 97, "oxygen_flow": 2}), reading(40, {"oxygen_flow": 0})]
    assert oxygen_at(record(readings=measured), at(39)) == 2
    assert oxygen_at(record(readings=measured), at(40)) is None
    begun = record(readings=measured, events=[event(40, "oxygen_start", {"flow": 3})])
    assert oxygen_at(begun, at(40)) == 3


@pytest.mark.hazard("A27", "H40")
def test_the_time_off_oxygen_runs_from_the_last_stop() -> None:
    course = seen(
        event(10, "oxygen_start", {"flow": 2}), event(30, "oxygen_stop"), event(31, "oxygen_stop"),
        event(50, "oxygen_start", {"flow": 1}), event(55, "oxygen_stop"),
    )  # fmt: skip
    since = [oxygen_off_since(course, at(m)) for m in (5, 29, 30, 45, 52, 55, 90)]
    assert since == [None, None, at(30), at(30), None, at(55), at(55)]


@pytest.mark.hazard("H43")
def test_the_patient_is_off_the_unit_from_leaving_until_back() -> None:
    left, back = event(40, "to_bathroom"), event(46, "back_from_bathroom")
    assert off_unit_since(seen(left)) == at(40)
    assert off_unit_since(seen(left, event(43, "to_bathroom"))) == at(40)
    assert off_unit_since(seen(left, back)) is None
    assert off_unit_since(seen(left, back, event(55, "to_bathroom"))) == at(55)
    assert off_unit_since(seen(left, session=ended(102))) is None
    assert off_unit_since(seen()) is None


@pytest.mark.hazard("H43")
@pytest.mark.parametrize(("dizziness", "care"), [(3, False), (4, True), (10, True)])
def test_the_last_dizziness_of_four_asks_for_care_against_a_fall(dizziness: int, care: bool) -> None:
    assert dizzy_fall_care(record(readings=[reading(20, {"dizziness": dizziness})])) is care
    later = [reading(20, {"dizziness": dizziness}), reading(30, {"dizziness": 0}), reading(35, {"spo2": 98})]
    assert not dizzy_fall_care(record(readings=later))
    assert not dizzy_fall_care(record())


@pytest.mark.hazard("H38")
def test_the_same_drug_given_before_is_found_however_it_is_written() -> None:
    first = event(20, "rescue_medication", {"drug": "Labetalol"})
    second = event(35, "rescue_medication", {"drug": " labetalol "})
    other = event(40, "rescue_medication", {"drug": "ondansetron"})
    found = last_same_rescue(seen(first, second, other), "LABETALOL")
    assert found is not None
    assert found.occurred_at == at(35)
    assert last_same_rescue(seen(first, other), "clonidine") is None
    assert last_same_rescue(seen(event(20, "rescue_medication")), " ") is None
    struck = event(20, "rescue_medication", {"drug": "clonidine"}, status="struck")
    assert last_same_rescue(seen(struck), "clonidine") is None

"""Why the screen's Dose button is closed before the first dose, each reason with its way out."""

from typing import Any

import pytest

from dashboard.clinical.dose_closed import dose_closed, offered_baseline
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import QUIET_SET, at, baseline, dose_start, event, reading


def ready(**fields: Any) -> SessionRecord:
    """A session that nothing keeps from its dose."""
    given = {"readings": (reading(-9),), "baselines": (baseline(-9),), "seen_at": at(-2)}
    return factories.record(**{**given, **fields})


def reasons(record: SessionRecord) -> list[tuple[str, tuple[str, ...]]]:
    return [(reason.code, reason.way_out) for reason in dose_closed(record)]


def test_with_baseline_people_and_quiet_values_nothing_closes_the_dose() -> None:
    assert reasons(ready()) == []


@pytest.mark.hazard("H37")
def test_a_hold_closes_it_with_its_value() -> None:
    held = ready(readings=(reading(-9, {**QUIET_SET, "systolic": 158}),))
    (reason,) = dose_closed(held)
    assert (reason.code, reason.way_out, reason.hard) == ("hold", ("record", "override"), False)
    assert (reason.measure, reason.value, reason.text) == ("systolic", 158, "Systolic 158, hold above 140")
    overridden = event(-5, "hold_override", {"reason": "Usual for her"})
    assert reasons(ready(readings=held.readings, events=(overridden,))) == []


@pytest.mark.hazard("H28", "H37")
def test_a_missing_baseline_closes_it_and_offers_the_last_set_with_a_pressure() -> None:
    record = ready(baselines=(), readings=(reading(-20), reading(-9), reading(-5, {"spo2": 98})))
    assert reasons(record) == [("baseline", ("accept_baseline",))]
    offered = offered_baseline(record)
    assert offered is not None
    assert offered.observed_at == at(-9)
    assert reasons(ready(baselines=(), readings=(reading(-5, {"spo2": 98}),))) == [("baseline", ("record",))]


@pytest.mark.hazard("H21", "A16")
@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"nurse": None}, "No nurse named"),
        ({"clinician": None}, "No clinician named"),
        ({"nurse": None, "clinician": None}, "No nurse and no clinician named"),
    ],
)
def test_a_session_without_its_nurse_or_clinician_is_closed(missing: dict[str, None], words: str) -> None:
    (reason,) = dose_closed(ready(**missing))
    assert (reason.code, reason.text, reason.way_out) == ("people", words, ("people",))


def test_all_reasons_stand_together_in_the_order_to_be_met() -> None:
    held = reading(-9, {**QUIET_SET, "systolic": 165, "spo2": 92})
    found = dose_closed(ready(readings=(held,), baselines=(), nurse=None))
    assert [(r.code, r.measure, r.hard) for r in found] == [
        ("hold", "systolic", True), ("hold", "spo2", True), ("baseline", None, False),
        ("people", None, False),
    ]  # fmt: skip


def test_once_a_dose_was_given_nothing_is_closed() -> None:
    assert reasons(ready(events=(dose_start(),), baselines=(), nurse=None, seen_at=at(5))) == []

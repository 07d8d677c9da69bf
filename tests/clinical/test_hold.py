"""Hold criteria, at their boundary, read from the shipped protocols."""

import pytest

from dashboard.clinical.hold import HoldFinding, hold_findings
from tests import factories

PROTOCOL = factories.protocol()
QUIET = {"systolic": 120, "diastolic": 75, "heart_rate": 70, "spo2": 98, "sedation": 5}


def held(age: int = 40, **values: float) -> list[tuple[str, str]]:
    findings = hold_findings(PROTOCOL, {**QUIET, **values}, age)
    return [(f.measure, "hard" if f.hard else "soft") for f in findings]


@pytest.mark.parametrize(
    ("measure", "free", "caught", "how"),
    [
        ("systolic", 140, 141, "soft"), ("diastolic", 90, 91, "soft"), ("systolic", 91, 90, "hard"),
        ("heart_rate", 110, 111, "hard"), ("heart_rate", 50, 49, "hard"), ("spo2", 94, 93, "hard"),
        ("sedation", 5, 4, "hard"),
    ],
)  # fmt: skip
def test_each_criterion_holds_from_its_bound(measure: str, free: int, caught: int, how: str) -> None:
    assert held(**{measure: free}) == []
    assert held(**{measure: caught}) == [(measure, how)]


@pytest.mark.parametrize(("measure", "soft", "hard"), [("systolic", 159, 160), ("diastolic", 99, 100)])
def test_a_hard_hold_hides_the_soft_one_of_its_measure(measure: str, soft: int, hard: int) -> None:
    assert held(**{measure: soft}) == [(measure, "soft")]
    assert held(**{measure: hard}) == [(measure, "hard")]


@pytest.mark.parametrize(
    ("age", "systolic", "holds"),
    [(64, 140, 0), (64, 141, 1), (64, 151, 1), (65, 141, 0), (65, 150, 0), (65, 151, 1), (80, 160, 1)],
)
def test_from_sixty_five_on_the_soft_bound_is_higher(age: int, systolic: int, holds: int) -> None:
    assert len(held(age=age, systolic=systolic)) == holds


def test_what_was_not_measured_holds_nothing_up() -> None:
    assert hold_findings(PROTOCOL, {}, 40) == ()


def test_the_words_name_value_and_bound() -> None:
    (finding,) = hold_findings(PROTOCOL, {**QUIET, "spo2": 92}, 40)
    assert finding == HoldFinding("spo2", 92, 94, True, "SpO2 92, hold below 94")
    texts = [f.text for f in hold_findings(PROTOCOL, {"systolic": 165, "heart_rate": 112}, 40)]
    assert texts == ["Systolic 165, hold from 160 up", "Heart rate 112, hold above 110"]

"""Hold criteria, at their boundary, read from the shipped protocols; and what an override covers."""

from datetime import date
from typing import Any

import pytest

from dashboard.clinical.events import Event
from dashboard.clinical.hold import HoldFinding, hold_findings, standing_holds
from dashboard.clinical.readings import Reading, ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at, event, reading

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


def charted(
    *readings: Reading, events: tuple[Event, ...] = (), born: int = 1979, **fields: Any
) -> SessionRecord:
    return factories.record(
        readings=readings, events=events, seen_at=at(0),
        patient=factories.patient(birth_date=date(born, 3, 14)), **fields,
    )  # fmt: skip


def quiet(minute: float, **values: float) -> Reading:
    return reading(minute, {**QUIET, **values})


def override(minute: float, *, witness: str | None = None, **detail: Any) -> Event:
    return event(minute, "hold_override", {"reason": "Usual for her", **detail}, witness=witness)


def standing(record: SessionRecord, until: float | None = None) -> list[str]:
    found = standing_holds(record, None if until is None else at(until))
    return [finding.measure for finding in found]


@pytest.mark.hazard("H37")
def test_of_several_readings_the_latest_value_of_each_measure_counts() -> None:
    high = quiet(-20, systolic=158, diastolic=96, heart_rate=112)
    rested = reading(-10, {"systolic": 138, "diastolic": 88})
    assert standing(charted(high)) == ["systolic", "diastolic", "heart_rate"]
    assert standing(charted(high, rested)) == ["heart_rate"]
    assert standing(charted(rested, quiet(-5, systolic=141))) == ["systolic"]
    assert standing(charted(high, rested), until=-15) == ["systolic", "diastolic", "heart_rate"]


@pytest.mark.hazard("H37")
@pytest.mark.parametrize("detail", [{}, {"reason": ""}, {"reason": "  "}])
def test_an_override_without_a_reason_covers_nothing(detail: dict[str, str]) -> None:
    held, silent = quiet(-20, systolic=158, diastolic=96), event(-10, "hold_override", detail)
    assert standing(charted(held, events=(silent,))) == ["systolic", "diastolic"]


def test_a_struck_reading_holds_nothing_up() -> None:
    struck = reading(-10, {"systolic": 158}, status=ReadingStatus.STRUCK)
    assert standing(charted(struck)) == []


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(("born", "holds"), [(1961, []), (1962, ["systolic"])])
def test_sixty_five_on_the_day_of_the_session_moves_the_soft_bound(born: int, holds: list[str]) -> None:
    assert standing(charted(quiet(-10, systolic=145), born=born)) == holds


@pytest.mark.hazard("H37")
def test_an_override_covers_every_soft_value_that_it_saw() -> None:
    held = quiet(-20, systolic=158, diastolic=96)
    assert standing(charted(held, events=(override(-10, measure="systolic", value=158),))) == []
    assert standing(charted(held, events=(override(-10),))) == []
    assert standing(charted(held, events=(override(-10, id="x"),)), until=-15) == ["systolic", "diastolic"]


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("newer", "holds"),
    [
        ({"systolic": 138, "diastolic": 88}, []),
        ({"systolic": 152, "diastolic": 88}, ["systolic"]),
        ({"systolic": 158, "diastolic": 96}, ["systolic", "diastolic"]),
        ({"spo2": 92}, ["spo2"]),
    ],
)
def test_a_newer_value_that_holds_closes_again(newer: dict[str, float], holds: list[str]) -> None:
    record = charted(
        quiet(-20, systolic=158, diastolic=96),
        reading(-5, newer),
        events=(override(-10, measure="systolic"),),
    )
    assert standing(record) == holds


@pytest.mark.hazard("H37")
def test_a_reading_entered_after_the_override_was_not_seen_by_it() -> None:
    late = reading(-20, {"systolic": 158}, recorded_at=at(-5))
    assert standing(charted(late, events=(override(-10),))) == ["systolic"]


def test_a_correction_after_the_override_is_a_new_value_and_any_other_is_not() -> None:
    before = reading(-20, {"systolic": 158, "spo2": 98}, seq=1)
    worse = reading(-20, {"systolic": 159, "spo2": 98}, seq=1, version=2, recorded_at=at(-5))
    same = reading(-20, {"systolic": 158, "spo2": 97}, seq=1, version=2, recorded_at=at(-5))
    covered = (override(-10),)
    assert standing(charted(worse, events=covered, earlier_readings=(before,))) == ["systolic"]
    assert standing(charted(same, events=covered, earlier_readings=(before,))) == []


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("detail", "witness", "holds"),
    [
        ({"measure": "systolic", "value": 165}, "user-clinician", ["heart_rate"]),
        ({"measure": "diastolic", "value": 102}, "user-clinician", ["heart_rate"]),
        ({"measure": "heart_rate", "value": 112}, "user-clinician", ["systolic", "diastolic"]),
        ({"measure": "systolic", "value": 165}, None, ["systolic", "diastolic", "heart_rate"]),
        ({"measure": "systolic", "value": 158}, "user-clinician", ["systolic", "diastolic", "heart_rate"]),
        ({}, "user-clinician", ["systolic", "diastolic", "heart_rate"]),
    ],
)
def test_a_hard_hold_is_overridden_by_its_value_and_a_password(
    detail: dict[str, Any], witness: str | None, holds: list[str]
) -> None:
    held = quiet(-20, systolic=165, diastolic=102, heart_rate=112)
    assert standing(charted(held, events=(override(-10, witness=witness, **detail),))) == holds


def test_a_struck_override_covers_nothing() -> None:
    struck = event(-10, "hold_override", {"reason": "x"}, status="struck")
    assert standing(charted(quiet(-20, systolic=158), events=(struck,))) == ["systolic"]

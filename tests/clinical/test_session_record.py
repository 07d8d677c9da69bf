"""The record of a session: what counts, what is latest, and which baseline rises are held against."""

import pytest

from dashboard.clinical.readings import ReadingStatus
from tests import factories
from tests.factories import at, baseline, dose_start, pressure, reading


def test_struck_readings_and_events_stay_but_do_not_count() -> None:
    record = factories.record(
        readings=(reading(20), reading(10, status=ReadingStatus.STRUCK), reading(5)),
        events=(dose_start(), dose_start(3), factories.event(4, "other", status="struck")),
    )
    assert [r.observed_at for r in record.counted_readings] == [at(5), at(20)]
    assert len(record.readings) == 3
    assert len(record.counted_events) == 2


def test_the_latest_value_is_by_when_it_was_measured_not_by_when_it_was_entered() -> None:
    record = factories.record(
        readings=(reading(30, {"spo2": 95}), reading(20, {"spo2": 90, "heart_rate": 80}))
    )
    assert {code: r.values[code] for code, r in record.latest().items()} == {"spo2": 95, "heart_rate": 80}


def test_of_two_at_one_moment_the_one_entered_later_is_the_latest() -> None:
    record = factories.record(
        readings=(reading(30, {"spo2": 95}, id="first"), reading(30, {"spo2": 94}, id="second"))
    )
    assert record.latest()["spo2"].id == "second"


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_is_accepted_never_guessed_and_falls_when_struck() -> None:
    taken = pressure(-9, 150, 90)
    assert factories.record(readings=(taken,)).baseline_reading is None
    accepted = factories.record(readings=(taken,), baselines=(baseline(-9),))
    assert accepted.baseline_reading is accepted.readings[0]
    struck = pressure(-9, 150, 90, status=ReadingStatus.STRUCK)
    assert factories.record(readings=(struck,), baselines=(baseline(-9),)).baseline_reading is None


@pytest.mark.hazard("H28", "A21")
def test_the_last_accepted_baseline_counts() -> None:
    record = factories.record(
        readings=(pressure(-20, 120, 70), pressure(-9, 130, 80)),
        baselines=(baseline(-20), baseline(-9, number=2)),
    )
    found = record.baseline_reading
    assert found is not None
    assert found.values["systolic"] == 130


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_measured_after_the_dose_is_marked() -> None:
    before = factories.record(
        readings=(pressure(-9, 120, 70),), baselines=(baseline(-9),), events=(dose_start(),)
    )
    after = factories.record(
        readings=(pressure(2, 120, 70),), baselines=(baseline(2),), events=(dose_start(),)
    )
    assert (before.baseline_after_dose, after.baseline_after_dose) == (False, True)


def rises(record: factories.SessionRecord) -> list[float]:
    return [
        r.observed_at.timestamp() - at(0).timestamp()
        for r in record.counted_readings
        if any(f.limit.kind.value == "rise" for f in record.flags(r))
    ]


def test_what_was_measured_before_the_baseline_and_the_dose_is_not_held_against_it() -> None:
    record = factories.record(
        readings=(pressure(-20, 155, 80), pressure(-9, 120, 70), pressure(-5, 152, 80), pressure(5, 152, 80)),
        baselines=(baseline(-9),), events=(dose_start(),),
    )  # fmt: skip
    assert rises(record) == [-300.0, 300.0]


def test_a_baseline_measured_after_the_dose_judges_what_was_measured_in_the_dose_before_it() -> None:
    record = factories.record(
        readings=(pressure(5, 155, 80), pressure(9, 120, 70)),
        baselines=(baseline(9),),
        events=(dose_start(),),
    )
    assert rises(record) == [300.0]


def test_live_alerts_stand_urgent_first_then_unanswered_then_newest() -> None:
    answered = factories.alert(
        5, "spo2", 90, 91, level=factories.Level.URGENT, actions=(factories.alert_action(6),)
    )
    quiet, louder = (
        factories.alert(10, "heart_rate", 112, 111),
        factories.alert(8, "systolic", 182, 180, level=factories.Level.URGENT),
    )
    record = factories.record(alerts=(answered, quiet, louder))
    assert [a.measure for a in record.live_alerts] == ["systolic", "spo2", "heart_rate"]
    assert record.open_alerts == 2

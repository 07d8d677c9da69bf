"""An alert says measure, value, limit and time in the same words everywhere."""

import pytest

from dashboard.clinical.alert_changes import Raise
from tests import factories
from tests.rules.bedside import Bedside


def raised(bedside: Bedside, minute: float, **values: float) -> Raise:
    (change,) = [c for c in bedside.reading(minute, **values) if isinstance(c, Raise)]
    return change


def with_baseline(minute: float = -9, systolic: float = 128) -> Bedside:
    bedside = Bedside()
    bedside.reading(minute, systolic=systolic, diastolic=79)
    bedside.baseline(minute)
    return bedside


@pytest.mark.hazard("H08")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"systolic": 186}, "Systolic 186, limit 180"),
        ({"systolic": 161}, "Systolic 161, limit 160"),
        ({"systolic": 88}, "Systolic 88, limit 90"),
        ({"spo2": 90}, "SpO2 90, limit 91"),
        ({"sedation": 1}, "Sedation 1, only to squeezing, limit 2"),
        ({"sedation": 0}, "Sedation 0, no response, limit 2"),
        ({"sedation": 3}, "Sedation 3, only to loud or repeated calling, limit 3"),
        ({"distress": 8}, "Distress 8, limit 8"),
        ({"distress": 10}, "Distress 10, panic, limit 8"),
    ],
)
def test_a_value_beyond_its_limit(values: dict[str, float], words: str) -> None:
    assert raised(Bedside(), 10, **values).text == words


def test_a_rise_names_the_baseline_and_how_far_above() -> None:
    assert raised(with_baseline(), 10, systolic=170, diastolic=80).text == (
        "Systolic 170, +42 over baseline 128, limit +40"
    )


@pytest.mark.hazard("H28", "A21")
def test_a_rise_over_a_baseline_after_the_dose_says_so() -> None:
    bedside = Bedside()
    bedside.dose(0)
    bedside.reading(2, systolic=128, diastolic=79)
    bedside.baseline(2)
    assert raised(bedside, 10, systolic=158, diastolic=80).text == (
        "Systolic 158, +30 over baseline 128 (baseline after dose), limit +30"
    )


def test_at_one_level_the_plain_limit_speaks_before_the_rise() -> None:
    assert raised(with_baseline(), 10, systolic=190, diastolic=80).text == "Systolic 190, limit 180"


def test_not_resolved_names_its_minutes() -> None:
    bedside = Bedside("im_racemic")
    bedside.event(0, "dose_start", amount=50, route="im")
    found = raised(bedside, 121.5, dissociation=5)
    assert found.text == "Dissociation 5 at 121 min, limit 4 after 120 min"


def test_a_rise_in_percent_says_percent() -> None:
    line = {"measure": "systolic", "kind": "rise_percent", "level": "advisory", "value": 20}
    document = {"code": "percent", "label": "Percent", "limits": [line], "escalation": {}}
    bedside = with_baseline(systolic=120)
    bedside.record = factories.replace(
        bedside.record, threshold_set=factories.threshold_set_from(document, 1)
    )
    assert raised(bedside, 10, systolic=150, diastolic=80).text == (
        "Systolic 150, +25 % over baseline 120, limit +20 %"
    )


def test_an_alert_names_reading_version_and_limit() -> None:
    found = raised(Bedside(), 10, heart_rate=140)
    assert (found.source, found.measure, found.value) == ("limit", "heart_rate", 140)
    assert (found.reading_id, found.reading_version, found.event_id) == ("reading-at-10", 1, None)
    assert found.limit == {"kind": "high", "value": 131, "unit": "/min", "set": "standard", "version": 1}


def test_info_is_a_flag_and_never_an_alert() -> None:
    bedside = Bedside()
    assert bedside.reading(10, systolic=145, heart_rate=95, spo2=94, sedation=4, dissociation=8) == ()
    assert len(bedside.record.flags(bedside.record.readings[0])) == 5

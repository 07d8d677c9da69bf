"""A limit moved for a patient or a session: from when, for whom, until when it counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.overrides import LimitOverride, OverrideEnd
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.thresholds import LimitKind
from tests import factories

MINUTE = timedelta(minutes=1)
AT = factories.DOSE_START + 20 * MINUTE
MOVED = LimitOverride(
    id="o1", patient_id="p1", session_id=None, measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT,
    value=195, reason="Known hypertension", at=AT, by="c1", by_name="Carl", until=AT + timedelta(days=30),
)  # fmt: skip


@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("override", "minute", "urgent"),
    [
        (MOVED, 19, True),
        (MOVED, 20, False),
        (MOVED, 50, False),
        (replace(MOVED, value=185), 20, True),
        (replace(MOVED, session_id="another"), 30, True),
        (replace(MOVED, until=AT + 10 * MINUTE), 29, False),
        (replace(MOVED, until=AT + 10 * MINUTE), 30, True),
        (replace(MOVED, end=OverrideEnd(at=AT + 5 * MINUTE, by="c1", by_name="", reason="x")), 24, False),
        (replace(MOVED, end=OverrideEnd(at=AT + 5 * MINUTE, by="c1", by_name="", reason="x")), 25, True),
        (replace(MOVED, level=Level.ADVISORY), 30, True),
    ],
)
def test_a_moved_limit_counts_for_what_was_observed_while_it_held(
    override: LimitOverride, minute: int, urgent: bool
) -> None:
    reading = factories.reading(minute, values={"systolic": 188, "diastolic": 90})
    record = replace(factories.record(readings=(reading,)), overrides=(override,))
    levels = [flag.level for flag in record.flags(reading) if flag.measure == "systolic"]
    assert (Level.URGENT in levels) is urgent


@pytest.mark.hazard("H25", "H31")
@pytest.mark.parametrize(("minute", "asked"), [(19, True), (20, False)])
def test_a_value_inside_a_moved_limit_asks_for_no_repeat(minute: int, asked: bool) -> None:
    reading = factories.reading(minute, values={"systolic": 188, "diastolic": 90})
    seen_at = factories.at(minute + 1)
    record = replace(factories.record(readings=(reading,), seen_at=seen_at), overrides=(MOVED,))
    assert ("repeat_systolic" in {check.code for check in checks_of(record)}) is asked


def test_of_two_moves_of_one_limit_the_later_counts() -> None:
    later = replace(MOVED, id="o2", value=182, at=AT + MINUTE)
    record = replace(factories.record(), overrides=(later, MOVED))
    limit = record.limits_at(AT + 5 * MINUTE).of("systolic", LimitKind.HIGH, Level.URGENT)
    assert limit is not None
    assert limit.value == 182
    assert record.threshold_set.of("systolic", LimitKind.HIGH, Level.URGENT) != limit

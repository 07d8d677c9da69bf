"""What a draft would have raised is what the bedside would have raised: stories and courses replayed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.alert_changes import Raise
from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.limit_preview import Flagged, flagged, peaks, raised_levels
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.thresholds import LimitKind
from tests import factories
from tests.rules.alert_stories import STORIES, Story
from tests.rules.bedside import Bedside
from tests.rules.test_alert_stories import rows_of

STANDARD, CAUTIOUS = factories.threshold_set("standard"), factories.threshold_set("cautious")


def answered(bedside: Bedside) -> None:
    """Every open alert of a limit is acknowledged before anything else is measured."""
    for alert in bedside.alerts:
        if alert.source == "limit" and alert.state is AlertState.OPEN:
            bedside.acknowledge(alert.measure or alert.source)


def told(bedside: Bedside, minute: float, values: dict[str, float]) -> list[Level]:
    """The levels of the alerts that this reading raises."""
    changes = bedside.reading(minute, **values)
    answered(bedside)
    return [c.level for c in changes if isinstance(c, Raise) and c.source == "limit"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story_replayed_raises_what_its_readings_raised(story: Story) -> None:
    bedside = Bedside()
    levels: list[Level] = []
    seen: set[float] = set()
    for row in rows_of(story.table):
        if row.values and not row.done and row.minute not in seen:
            seen.add(row.minute)
            levels += told(bedside, row.minute, row.values)
    assert raised_levels(bedside.record, STANDARD) == levels


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-20, 120), st.sampled_from([85, 98, 128, 150, 161, 172, 179, 181, 195]),
            st.sampled_from([90, 92, 96, 98]),
        ),
        max_size=14, unique_by=lambda taken: taken[0],
    ),
    st.booleans(),
)  # fmt: skip
def test_any_course_late_entries_too_is_counted_as_the_bedside_would(
    taken: list[tuple[int, int, int]], dosed: bool
) -> None:
    bedside = Bedside()
    bedside.reading(-25, systolic=128, spo2=98)
    bedside.baseline(-25)
    if dosed:
        bedside.dose()
    levels: list[Level] = []
    for minute, systolic, spo2 in taken:
        levels += told(bedside, minute, {"systolic": systolic, "spo2": spo2})
    assert raised_levels(bedside.record, STANDARD) == levels


@pytest.mark.hazard("H23")
def test_an_hour_of_dissociation_raises_nothing_whatever_the_set() -> None:
    bedside = Bedside()
    bedside.dose()
    for minute in range(5, 65, 5):
        bedside.reading(minute, dissociation=9, distress=1)
    for code in ("standard", "cautious", "spravato_rems"):
        assert raised_levels(bedside.record, factories.threshold_set(code)) == []


@pytest.mark.hazard("H23")
def test_sessions_and_alerts_are_counted_apart_for_each_level() -> None:
    first, second, quiet = Bedside(), Bedside(), Bedside()
    for minute, systolic in ((10, 155), (20, 150), (30, 162), (40, 130), (50, 175)):
        first.reading(minute, systolic=systolic)
    second.reading(10, systolic=182)
    quiet.reading(10, systolic=120)
    records = [bedside.record for bedside in (first, second, quiet)]
    assert flagged(records, STANDARD) == Flagged(advisory_sessions=1, urgent_sessions=1, advisory=2, urgent=1)
    assert flagged(records, CAUTIOUS) == Flagged(advisory_sessions=1, urgent_sessions=2, advisory=3, urgent=2)
    assert flagged([], STANDARD) == Flagged()


def test_what_was_struck_is_left_out_and_nothing_of_the_session_is_changed() -> None:
    bedside = Bedside()
    bedside.reading(10, systolic=190)
    before = bedside.record
    struck = replace(before.readings[0], status=ReadingStatus.STRUCK)
    assert raised_levels(replace(before, readings=(struck,)), STANDARD) == []
    assert raised_levels(before, STANDARD) == [Level.URGENT]
    assert bedside.record == before


def test_peaks_are_the_highest_or_for_a_low_limit_the_lowest_of_each_session() -> None:
    first, second = Bedside(), Bedside()
    for minute, spo2 in ((10, 97), (20, 92), (30, 98)):
        first.reading(minute, spo2=spo2)
    second.reading(10, systolic=120)
    records = [first.record, second.record]
    assert peaks(records, "spo2", LimitKind.LOW) == [92]
    assert peaks(records, "spo2", LimitKind.HIGH) == [98]
    assert peaks(records, "nausea", LimitKind.HIGH) == []

"""A session nobody has charted in for hours asks before it takes an entry."""

from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.left_open import is_left_open, last_entry_at
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.hazard("H01", "A2")
SIX_HOURS = 360
SECOND = timedelta(seconds=1)


def seen(at_: Any, **fields: Any) -> SessionRecord:
    return factories.record(seen_at=at_, **fields)


def test_six_hours_after_the_last_entry_it_is_left_open() -> None:
    readings = [factories.reading(10, recorded_at=at(12))]
    assert not is_left_open(seen(at(12 + SIX_HOURS) - SECOND, readings=readings))
    assert is_left_open(seen(at(12 + SIX_HOURS), readings=readings))


def test_an_event_counts_and_so_does_what_was_struck() -> None:
    struck = factories.event(30, "patient_called", status="struck", recorded_at=at(40))
    record = seen(at(40 + SIX_HOURS) - SECOND, readings=[factories.reading(10)], events=[struck])
    assert last_entry_at(record) == at(40)
    assert not is_left_open(record)


def test_before_any_entry_the_opening_counts() -> None:
    assert not is_left_open(seen(at(-30 + SIX_HOURS) - SECOND))
    assert is_left_open(seen(at(-30 + SIX_HOURS)))


def test_a_late_entry_is_charting_now() -> None:
    paper = factories.reading(10, recorded_at=at(10 + SIX_HOURS))
    assert not is_left_open(seen(at(20 + SIX_HOURS), readings=[paper]))


def test_an_evening_session_charted_past_midnight_is_not_left_open() -> None:
    """The dose began at 13:24 in the clinic; the last set is of 23:58."""
    midnight = 10 * 60 + 36
    late_set = [factories.reading(midnight - 2, recorded_at=at(midnight - 2))]
    record = seen(at(midnight + 60), readings=late_set)
    assert record.session_date < record.local(record.seen_at).date()
    assert not is_left_open(record)
    assert is_left_open(seen(at(midnight - 2 + SIX_HOURS), readings=late_set))


def test_an_ended_session_asks_nothing() -> None:
    assert not is_left_open(seen(at(2000), session=factories.ended(100)))

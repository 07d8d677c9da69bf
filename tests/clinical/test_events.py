"""The registry of events and what their details may hold."""

from typing import Any

import pytest

from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.events import EVENT_KINDS, check_event
from tests.factories import at, event

GIVEN: dict[str, Any] = {
    "drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv", "lot": "A17", "drawn": 50, "given": 35,
    "wasted": 15,
}  # fmt: skip
WHOLE: dict[str, dict[str, Any]] = {
    "dose_start": GIVEN, "bolus": GIVEN, "booster": GIVEN,
    "device_given": {"number": 2, "amount": 28, "lot": "B2"},
    "dose_pause": {"reason": "nausea"}, "dose_resume": {"reason": "better"},
    "rate_change": {"from": 60, "to": 30.5, "unit": "mL/h"},
    "dose_stop": {"reason": "panic", "amount_given": 17.5, "volume_ml": 20},
    "dose_end": {"reason": "", "amount_given": 35, "volume_ml": 40}, "other": {"text": "Music on"},
}  # fmt: skip


def faults(kind: str, detail: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidEntry) as caught:
        check_event(kind, detail)
    return [(error.field, error.code) for error in caught.value.errors]


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_takes_its_details_and_needs_none(kind: str) -> None:
    check_event(kind, WHOLE[kind])
    check_event(kind, {})
    assert set(WHOLE[kind]) == set(EVENT_KINDS[kind].details)


def test_an_unknown_kind_or_detail_is_refused() -> None:
    assert faults("dose_begin", {}) == [("kind", "unknown_kind")]
    assert faults("dose_pause", {"amount": 3, "why": "x"}) == [
        ("detail.amount", "unknown_field"), ("detail.why", "unknown_field"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("dose_start", {"drug": "propofol"}), ("dose_start", {"route": "rectal"}),
        ("dose_start", {"unit": "mL"}), ("other", {"text": "a\x00b"}), ("dose_pause", {"reason": "\ud800"}),
        ("dose_start", {"amount": "35"}), ("dose_start", {"amount": -1}), ("dose_start", {"amount": True}),
        ("dose_start", {"amount": float("nan")}), ("dose_start", {"amount": 10**400}),
        ("dose_start", {"amount": None}), ("dose_start", {"lot": 17}),
        ("device_given", {"number": 0}), ("device_given", {"number": 1.5}), ("device_given", {"number": 21}),
        ("device_given", {"number": True}), ("other", {"text": "x" * 1001}), ("other", {"text": None}),
        ("dose_start", {"drug": ["ketamine"]}), ("dose_start", {"route": {}}),
    ],
)  # fmt: skip
def test_a_detail_of_the_wrong_sort_is_refused(kind: str, detail: dict[str, Any]) -> None:
    (name,) = detail
    assert faults(kind, detail) == [(f"detail.{name}", "wrong_type")]


def test_an_event_stored_more_than_ten_minutes_after_is_late() -> None:
    assert not event(0, "other", recorded_at=at(10)).late
    assert event(0, "other", recorded_at=at(10.1)).late
    assert not event(0, "other", recorded_at=at(60), first_recorded_at=at(1)).late

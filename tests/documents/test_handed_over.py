"""What one nurse hands over to the next: all that stands open, and nothing that is over."""

from typing import Any

import pytest

from dashboard.clinical.alerts import Level
from dashboard.documents.open_matters import handed_over
from tests import factories as f

LABETALOL = {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"}


def matters(**fields: Any) -> list[tuple[str, str]]:
    events = [f.dose_start(), *fields.pop("events", ())]
    readings = [f.reading(-9, f.full(128, 79, 72, 98, 14, 0, 0, 0, 0, 5)), *fields.pop("readings", ())]
    record = f.record(events=events, readings=readings, **fields)
    return [(matter.sort, matter.text) for matter in handed_over(record)]


@pytest.mark.hazard("H23")
def test_open_and_acknowledged_alerts_are_handed_over_and_resolved_ones_are_not() -> None:
    seen = f.alert_action(22)
    alerts = [
        f.alert(20, "systolic", 186, 180, level=Level.URGENT, id="open"),
        f.alert(21, "heart_rate", 118, 111, id="seen", actions=(seen,)),
        f.alert(5, "spo2", 91, 91, id="over", actions=(f.alert_action(6), f.alert_action(
            9, f.ActionKind.RESOLVED, reading_id="r"))),
    ]  # fmt: skip
    found = [
        text for sort, text in matters(alerts=alerts, seen_at=f.at(25)) if sort in ("urgent", "advisory")
    ]
    assert [text.split()[0] for text in found] == ["URGENT", "ADVISORY"]
    assert found[0].endswith("13:44, open")
    assert found[1].endswith(f"acknowledged by {seen.by_name}")


@pytest.mark.hazard("H23")
def test_late_due_and_next_checks_are_handed_over_with_what_is_missing() -> None:
    checks = [text for sort, text in matters(seen_at=f.at(25)) if sort == "check"]
    assert any("LATE, due" in text and "BP" in text for text in checks)
    quiet = [f.reading(m, f.full(128, 79, 72, 98, 14, 0, 0, 0, 0, 5)) for m in (10, 20)]
    following = [text for sort, text in matters(readings=quiet, seen_at=f.at(22)) if sort == "check"]
    assert len(following) == 1
    assert "next at" in following[0] or "due " in following[0]


@pytest.mark.hazard("H38")
def test_a_response_still_awaited_is_handed_over() -> None:
    given = f.event(20, "rescue_medication", LABETALOL)
    assert ("response", "Response to labetalol 10 mg IV of 13:44, due 13:54") in matters(
        events=[given], seen_at=f.at(25)
    )
    told = f.event(24, "rescue_response", {"text": "148/88"})
    assert not [m for m in matters(events=[given, told], seen_at=f.at(25)) if m[0] == "response"]


def test_what_stands_is_handed_over() -> None:
    events = [
        f.event(10, "oxygen_start", {"flow": 2}), f.event(22, "to_bathroom"),
        f.event(22, "schedule_paused", {"reason": "bathroom", "minutes": 10}),
    ]  # fmt: skip
    dizzy = [f.reading(15, {"dizziness": 6})]
    found = [
        text for sort, text in matters(events=events, readings=dizzy, seen_at=f.at(25)) if sort == "flag"
    ]
    assert found == [
        "Oxygen 2 L/min", "Dizzy: help with walking", "Off the unit since 13:46",
        "Checks paused until 13:56",
    ]  # fmt: skip

"""The details of events as a person reads them."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.clinical.event_details import detail_label
from dashboard.clinical.event_words import event_words
from tests.factories import event

BERLIN = ZoneInfo("Europe/Berlin")


def words(kind: str, **detail: Any) -> str:
    return event_words(event(10, kind, detail), BERLIN)


def test_a_rescue_medication_is_said_with_the_unit_it_was_given_in() -> None:
    given = {"route": "oral", "amount": 100, "unit": "mcg", "drug": "clonidine", "ordered_by": "Dr Okafor"}
    assert words("rescue_medication", **given) == "clonidine 100 mcg oral, ordered by Dr Okafor"
    assert words("rescue_medication", drug="ondansetron", amount=4) == "ondansetron 4"


def test_milligrams_are_said_once() -> None:
    assert words("dose_start", drug="ketamine", amount=35, unit="mg") == "ketamine 35 mg"
    assert words("waste", amount=15, witness="Ben Ito") == "15 mg, witness Ben Ito"


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("fall", {}, ""), ("fall", {"text": "Beside the chair"}, "Beside the chair"),
        ("oxygen_start", {"flow": 2}, "2 L/min"), ("red_flag", {"sign": "chest_pain"}, "Chest pain"),
        ("schedule_paused", {"minutes": 15, "reason": "bathroom"}, "15 min, reason in the bathroom"),
        ("walk_test", {"result": "needs_help"}, "Needs help"),
        ("handover", {"to_id": "user-2", "to_name": "Ben Ito", "text": "One check due"},
         "Ben Ito, One check due"),
        ("rescue_response", {"of": "event-7", "text": "148/88"}, "148/88"),
        ("pre_dose_checklist", {"opioid": "yes", "maoi": "no", "last_food_at": "2026-11-23T07:00:00Z"},
         "opioid yes, MAO inhibitor no, last food 2026-11-23 08:00"),
        ("adverse_event", {"term": "seizure", "severity": "severe", "serious": "yes"},
         "Seizure, severity severe, serious yes"),
    ],
)  # fmt: skip
def test_details_are_said_in_words(kind: str, detail: dict[str, Any], said: str) -> None:
    assert words(kind, **detail) == said


def test_details_have_plain_names() -> None:
    assert [detail_label(n) for n in ("ordered_by", "maoi", "read_back")] == [
        "Ordered by", "MAO inhibitor", "Read back",
    ]  # fmt: skip

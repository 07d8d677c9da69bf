"""The details of events as a person reads them."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.clinical.event_details import detail_label
from dashboard.clinical.event_words import event_words, told_words
from tests.factories import at, ended, event, record

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
        ("schedule_paused", {"minutes": 15, "reason": "bathroom"}, "15 min, in the bathroom"),
        ("walk_test", {"result": "needs_help"}, "Needs help"),
        ("handover", {"to_id": "user-2", "to_name": "Ben Ito", "text": "One check due"},
         "to Ben Ito, One check due"),
        ("rescue_response", {"of": "event-7", "text": "148/88"}, "148/88"),
        ("pre_dose_checklist", {"opioid": "yes", "maoi": "no", "last_food_at": "2026-11-23T07:00:00Z"},
         "opioid yes, MAO inhibitor no, last food 08:00"),
        ("pre_dose_checklist", {"last_food_at": "2026-11-22T20:30:00Z"}, "last food 2026-11-22 21:30"),
        ("adverse_event", {"term": "seizure", "severity": "severe", "serious": "yes"},
         "Seizure, severe, SERIOUS"),
        ("adverse_event", {"term": "vomiting", "serious": "no", "relation": "unknown", "action": "none",
                           "outcome": "resolving", "onset_at": "2026-11-23T13:00:00Z"},
         "Vomiting, not serious, relation not known, no action, outcome getting better, began 14:00"),
        ("adverse_event", {"term": "syncope", "serious": "yes", "criterion": "important",
                           "relation": "possible", "action": "stopped"},
         "Syncope, SERIOUS, otherwise medically important, possibly related, dose stopped"),
        ("check_skipped", {"check": "vitals", "due_at": "2026-11-23T13:00:00Z", "reason": "asleep"},
         "due 14:00, reason asleep"),
        ("provider_told", {"who": "Dr Okafor", "how": "phone", "response": "watch"},
         "Dr Okafor, phone, response watch"),
        ("override_asked", {"for": "leaving", "gate": "escort", "text": "Her sister is late"},
         "leaving, escort, Her sister is late"),
        ("orders_received", {"from": "Dr Okafor", "text": "labetalol 10 mg", "read_back": "no"},
         "from Dr Okafor, labetalol 10 mg, NOT read back"),
        ("transfer_started", {"where": "St Anne", "how": "ambulance"}, "to St Anne, ambulance"),
    ],
)  # fmt: skip
def test_details_are_said_in_words(kind: str, detail: dict[str, Any], said: str) -> None:
    assert words(kind, **detail) == said


def test_details_have_plain_names() -> None:
    assert [detail_label(n) for n in ("ordered_by", "maoi", "read_back")] == [
        "Ordered by", "MAO inhibitor", "Read back",
    ]  # fmt: skip


@pytest.mark.hazard("H38")
def test_a_rescue_medication_says_when_its_response_came_or_is_due() -> None:
    given = event(20, "rescue_medication", {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"})
    answer = event(28, "rescue_response", {"text": "148/88"})
    due = record(events=[given], seen_at=at(25))
    assert told_words(due, given) == "labetalol 10 mg IV; response due 13:54"
    assert told_words(record(events=[given, answer]), given) == (
        "labetalol 10 mg IV; response 13:52, after 8 min"
    )
    over = record(events=[given], session=ended(102))
    assert told_words(over, given) == "labetalol 10 mg IV; no response recorded"
    assert told_words(over, answer) == "148/88"

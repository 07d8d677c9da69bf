"""The registry of events and what their details may hold."""

from datetime import UTC
from typing import Any

import pytest

from dashboard.clinical.alerts import SIGNS
from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.event_details import Choice, answer_words, detail_fault
from dashboard.clinical.event_kinds import EventGroup, Witnessing
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
NOON = "2026-11-23T12:00:00+01:00"
CHECKLIST: dict[str, Any] = {
    "identifiers": "yes", "right_dose": "yes", "consent": "yes", "allergies_checked": "no", "opioid": "yes",
    "benzodiazepine": "no", "other_sedative": "no", "psychostimulant": "no", "maoi": "no",
    "meds_changed": "no", "antihypertensive_taken": "na", "escort_confirmed": "yes",
    "since_last_session": "Slept better for four days", "mood_measures": "PHQ-9 14",
    "escort_name": "Jan Kowalczyk", "escort_phone": "+49 30 1234", "suicidality_checked": "yes",
    "last_food_at": NOON, "last_drink_at": "2026-11-23T11:30:00Z", "nasal_spray_last_hour": "na",
    "vessel_disease": "no", "brain_bleed": "no", "hypersensitivity": "no", "recent_heart_event": "no",
    "uncontrolled_hypertension": "no", "psychosis_history": "no", "pregnancy": "na", "substance_use": "no",
    "oximeter_ready": "yes", "emergency_kit_ready": "yes", "prescriber_on_site": "yes",
    "rems_enrolled": "yes", "site_certified": "yes", "bathroom_offered": "yes", "call_button_shown": "no",
    "text": "",
}  # fmt: skip
ADVERSE: dict[str, Any] = {
    "term": "emergence_reaction", "severity": "moderate", "serious": "yes", "criterion": "life_threatening",
    "relation": "possible", "action": "paused", "outcome": "resolving", "onset_at": NOON, "ended_at": NOON,
    "text": "Cried out",
}  # fmt: skip
ASKED: dict[str, dict[str, Any]] = {
    "pre_dose_checklist": CHECKLIST, "adverse_event": ADVERSE,
    "hold": {"reason": "158/96", "text": ""},
    "hold_override": {"reason": "Usual for her", "measure": "systolic", "value": 158, "text": ""},
    "check_skipped": {"check": "during", "due_at": NOON, "reason": "with the provider", "text": ""},
    "schedule_paused": {"reason": "bathroom", "minutes": 15, "text": ""},
    "rescue_medication": {
        "drug": "labetalol", "amount": 5, "unit": "mg", "route": "iv", "ordered_by": "Dr Okafor",
        "reason": "186/108", "text": "",
    },
    "rescue_response": {"of": "rescue_medication-at-20", "text": "148/88"},
    "oxygen_start": {"flow": 2, "text": ""}, "oxygen_change": {"flow": 4.5, "text": ""},
    "red_flag": {"sign": "chest_pain", "text": ""},
    "iv_placed": {"site": "Left forearm", "gauge": "22 G", "text": ""},
    "iv_removed": {"site_ok": "yes", "text": ""}, "waste": {"amount": 15, "witness": "Ben Ito", "text": ""},
    "to_bathroom": {"assisted_by": "Ben Ito", "text": ""}, "walk_test": {"result": "needs_help", "text": ""},
    "provider_told": {"who": "Dr Okafor", "how": "phone", "response": "Comes", "text": ""},
    "orders_received": {"from": "Dr Okafor", "text": "Repeat in 5 min", "read_back": "yes"},
    "handover": {"to_id": "user-2", "to_name": "Ben Ito", "text": "Two checks due"},
    "override_asked": {"for": "leaving", "gate": "escort", "text": "Her sister is late"},
    "both_kept": {"reading": "reading-7", "of": "reading-8"},
    "transfer_started": {"where": "City Hospital", "how": "ambulance", "text": ""},
}  # fmt: skip
ONE_TAP = {
    "checked_in", "time_out_done", "schedule_resumed", "swallowed", "spit_out", "extravasation",
    "oxygen_stop", "vomiting", "fall", "syncope", "asks_to_stop", "repositioned", "reassured",
    "guided_breathing", "music_change", "eye_mask", "light_change", "drink_snack", "blanket", "emesis_bag",
    "therapist_in", "therapist_out", "family_in", "to_bathroom", "back_from_bathroom", "patient_called",
    "emergency_called", "device_disconnected",
}  # fmt: skip
DOSING = {
    "dose_start", "bolus", "booster", "device_given", "dose_pause", "dose_resume", "rate_change", "dose_stop",
    "dose_end",
}  # fmt: skip
ALL = {**WHOLE, **{kind: {"text": "by the window"} for kind in ONE_TAP}, **ASKED}


def faults(kind: str, detail: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidEntry) as caught:
        check_event(kind, detail)
    return [(error.field, error.code) for error in caught.value.errors]


def needed(kind: str) -> dict[str, Any]:
    return {name: ALL[kind][name] for name in EVENT_KINDS[kind].required}


@pytest.mark.hazard("H13", "H15", "H37", "A12")
@pytest.mark.parametrize("detail", [{}, {"reason": "  "}, {"reason": ""}], ids=["none", "blank", "empty"])
@pytest.mark.parametrize("kind", ["hold_override", "check_skipped"])
def test_an_override_and_a_skip_without_a_reason_are_refused(kind: str, detail: dict[str, str]) -> None:
    assert faults(kind, detail) == [("detail.reason", "required")]


@pytest.mark.hazard("H15", "A12")
def test_a_pause_without_a_reason_is_refused() -> None:
    assert faults("schedule_paused", {"minutes": 5}) == [("detail.reason", "required")]


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_takes_its_details_and_needs_none_but_a_reason_for_what_sets_a_rule_aside(
    kind: str,
) -> None:
    check_event(kind, ALL[kind])
    check_event(kind, needed(kind))
    assert bool(needed(kind)) == (kind in ("hold_override", "check_skipped", "schedule_paused"))
    assert set(ALL[kind]) == set(EVENT_KINDS[kind].details)


def test_the_kinds_are_these_and_each_stands_in_a_group() -> None:
    assert set(EVENT_KINDS) == set(ALL)
    assert {code for code, kind in EVENT_KINDS.items() if kind.dosing} == DOSING
    assert {code for code, kind in EVENT_KINDS.items() if kind.one_tap} == ONE_TAP
    assert {kind.group for kind in EVENT_KINDS.values()} == set(EventGroup)


@pytest.mark.hazard("H34")
def test_a_witness_is_asked_for_where_a_drug_is_handed_out_stopped_or_thrown_away() -> None:
    asked = {code for code, kind in EVENT_KINDS.items() if kind.witnessing is Witnessing.ASKED}
    taken = {code for code, kind in EVENT_KINDS.items() if kind.witnessing is Witnessing.TAKEN}
    assert asked == {"dose_start", "bolus", "booster", "device_given", "dose_stop", "waste"}
    assert taken == {"dose_end", "hold", "hold_override"}


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_refuses_an_unknown_detail_and_nothing_beside(kind: str) -> None:
    assert faults(kind, {"pulse": 80, **ALL[kind]}) == [("detail.pulse", "unknown_field")]


@pytest.mark.parametrize(
    ("kind", "name"), [(kind.code, name) for kind in EVENT_KINDS.values() for name in kind.details]
)
def test_every_detail_refuses_what_is_not_of_its_sort(kind: str, name: str) -> None:
    wrongs: tuple[Any, ...] = ([], {}, None, True, 10**400, "\ud800")
    for wrong in wrongs:
        assert faults(kind, {**needed(kind), name: wrong}) == [(f"detail.{name}", "wrong_type")]


@pytest.mark.parametrize(
    ("name", "sort"),
    [(n, s) for k in EVENT_KINDS.values() for n, s in k.details.items() if isinstance(s, Choice)],
)
def test_a_choice_takes_each_of_its_codes_and_says_it_in_words(name: str, sort: Choice) -> None:
    for code, words in sort.options.items():
        assert detail_fault(name, sort, code) is None
        assert answer_words(sort, code, UTC) == words
    assert detail_fault(name, sort, "perhaps")


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
        ("schedule_paused", {"minutes": 0}), ("schedule_paused", {"minutes": 16}),
        ("schedule_paused", {"minutes": 2.5}), ("schedule_paused", {"reason": "tired"}),
        ("oxygen_start", {"flow": 0}), ("oxygen_change", {"flow": 25.5}),
        ("pre_dose_checklist", {"identifiers": "na"}), ("pre_dose_checklist", {"opioid": True}),
        ("pre_dose_checklist", {"last_food_at": "2026-11-23T12:00:00"}),
        ("pre_dose_checklist", {"last_food_at": "2026-11-31T12:00:00Z"}),
        ("pre_dose_checklist", {"last_drink_at": "12:00"}),
        ("pre_dose_checklist", {"last_drink_at": "0001-01-01T00:00:00+14:00"}),
        ("red_flag", {"sign": "headache"}),
        ("adverse_event", {"term": "cough"}), ("adverse_event", {"severity": "bad"}),
        ("rescue_medication", {"amount": "5"}), ("walk_test", {"result": "fine"}),
        ("orders_received", {"read_back": "na"}), ("rescue_medication", {"route": "by hand"}),
    ],
)  # fmt: skip
def test_a_detail_of_the_wrong_sort_is_refused(kind: str, detail: dict[str, Any]) -> None:
    (name,) = detail
    assert faults(kind, {**needed(kind), **detail}) == [(f"detail.{name}", "wrong_type")]


def test_an_event_stored_more_than_ten_minutes_after_is_late() -> None:
    assert not event(0, "other", recorded_at=at(10)).late
    assert event(0, "other", recorded_at=at(10.1)).late
    assert not event(0, "other", recorded_at=at(60), first_recorded_at=at(1)).late


@pytest.mark.hazard("A12")
@pytest.mark.parametrize("minutes", [1, 15])
def test_a_pause_of_the_checks_lasts_one_to_fifteen_minutes(minutes: int) -> None:
    check_event("schedule_paused", {"reason": "bathroom", "minutes": minutes})


@pytest.mark.parametrize("flow", [0.1, 2, 25])
def test_oxygen_flows_from_a_tenth_of_a_litre_to_twenty_five(flow: float) -> None:
    check_event("oxygen_start", {"flow": flow})


@pytest.mark.parametrize("name", CHECKLIST)
def test_a_pre_dose_checklist_may_answer_any_part(name: str) -> None:
    check_event("pre_dose_checklist", {name: CHECKLIST[name]})


@pytest.mark.hazard("H42")
def test_the_warning_signs_are_those_of_the_alerts() -> None:
    sort = EVENT_KINDS["red_flag"].details["sign"]
    assert isinstance(sort, Choice)
    assert sort.options == SIGNS

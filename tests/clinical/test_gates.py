"""The gates of leaving: each at its boundaries, by age, after the last dose event, and in words."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.events import Event
from dashboard.clinical.gates import Gate, judge_gates
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.readings import Reading, ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import ATTESTED, at, baseline, dose_start, event, leaving, pressure, reading

NOW = 110
INFUSION = (dose_start(), event(40, "dose_end"))
BASE = reading(-9)


def gate(record: SessionRecord, code: str, minute: float = NOW, **given: Any) -> Gate:
    evidence = {**ATTESTED, **({code: given} if given else {})}
    return next(g for g in judge_gates(record, at(minute), evidence) if g.code == code)


def seen(*readings: Reading, events: tuple[Event, ...] = INFUSION, **fields: Any) -> SessionRecord:
    """These readings after the baseline of 128/79 with SpO2 98 %."""
    return leaving(NOW, readings=(BASE, *readings), events=events, **fields)


def with_rule(record: SessionRecord, code: str, **numbers: Any) -> SessionRecord:
    gates = copy.deepcopy(dict(record.protocol.gates))
    gates[code] = {**gates[code], **numbers}
    return replace(record, protocol=replace(record.protocol, gates=gates))


LIMITS = [
    ("vitals", "heart_rate", 50, False), ("vitals", "heart_rate", 51, True),
    ("vitals", "heart_rate", 110, True), ("vitals", "heart_rate", 111, False),
    ("vitals", "spo2", 93, False), ("vitals", "spo2", 94, True), ("vitals", "spo2", 95, True),
    ("vitals", "respiratory_rate", 10, False), ("vitals", "respiratory_rate", 11, True),
    ("vitals", "respiratory_rate", 20, True), ("vitals", "respiratory_rate", 21, False),
    ("alertness", "sedation", 4, False), ("alertness", "sedation", 5, True),
    ("dissociation", "dissociation", 1, True), ("dissociation", "dissociation", 2, True),
    ("dissociation", "dissociation", 3, False),
    ("distress", "distress", 2, True), ("distress", "distress", 3, True), ("distress", "distress", 4, False),
    ("nausea", "nausea", 2, True), ("nausea", "nausea", 3, True), ("nausea", "nausea", 4, False),
    ("dizziness_gait", "dizziness", 2, True), ("dizziness_gait", "dizziness", 3, True),
    ("dizziness_gait", "dizziness", 4, False),
]  # fmt: skip


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(("code", "measure", "value", "opened"), LIMITS)
def test_each_measured_gate_at_its_number(code: str, measure: str, value: float, opened: bool) -> None:
    record = seen(reading(108, {**factories.QUIET_SET, measure: value}))
    assert gate(record, code).open is opened


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("systolic", "diastolic", "opened", "words"),
    [
        (153, 79, True, "153/79 2 min ago and 128/79 10 min ago"),
        (154, 79, False, "Systolic 154, 2 min ago: more than 20 % over baseline 128"),
        (103, 79, True, "103/79 2 min ago and 128/79 10 min ago"),
        (102, 79, False, "Systolic 102, 2 min ago: more than 20 % under baseline 128"),
        (128, 94, True, "128/94 2 min ago and 128/79 10 min ago"),
        (128, 95, False, "Diastolic 95, 2 min ago: more than 20 % over baseline 79"),
        (128, 64, True, "128/64 2 min ago and 128/79 10 min ago"),
        (128, 63, False, "Diastolic 63, 2 min ago: more than 20 % under baseline 79"),
    ],
)
def test_the_pressure_lies_within_a_fifth_of_the_baseline(
    systolic: float, diastolic: float, opened: bool, words: str
) -> None:
    found = gate(seen(reading(100), pressure(108, systolic, diastolic)), "blood_pressure")
    assert (found.open, found.text) == (opened, words)


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("systolic", "diastolic", "opened"),
    [(159, 99, True), (160, 99, False), (161, 99, False), (159, 100, False), (159, 101, False)],
)
def test_the_pressure_lies_below_the_clinics_numbers(systolic: float, diastolic: float, opened: bool) -> None:
    high = pressure(-9, 150, 95)
    record = leaving(readings=(high, pressure(100, 150, 95), pressure(108, systolic, diastolic)))
    assert gate(record, "blood_pressure").open is opened


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize("number", [0, 1])
def test_both_of_the_last_two_pressures_have_to_pass(number: int) -> None:
    pairs = [pressure(100, 128, 79), pressure(108, 128, 79)]
    pairs[number] = pressure((100, 108)[number], 161, 79)
    assert not gate(seen(*pairs), "blood_pressure").open


@pytest.mark.hazard("A29")
def test_a_pressure_before_the_last_two_no_longer_counts() -> None:
    assert gate(
        seen(pressure(97, 165, 90), pressure(100, 128, 79), pressure(108, 128, 79)), "blood_pressure"
    ).open


@pytest.mark.hazard("A29")
@pytest.mark.parametrize(("systolic", "opened"), [(130, True), (170, False)])
def test_a_systolic_alone_is_no_pair_but_counts_against_leaving(systolic: float, opened: bool) -> None:
    alone = reading(109, {"systolic": systolic})
    record = seen(pressure(100, 128, 79), pressure(108, 128, 79), alone)
    assert gate(record, "blood_pressure").open is opened
    assert not gate(seen(pressure(100, 128, 79), alone), "blood_pressure").open


MEASURED = [
    "blood_pressure", "vitals", "alertness", "dissociation", "distress", "nausea", "dizziness_gait",
]  # fmt: skip


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize("code", MEASURED)
@pytest.mark.parametrize(("age", "opened"), [(14, True), (15, True), (15.01, False), (16, False)])
def test_values_count_for_fifteen_minutes(code: str, age: float, opened: bool) -> None:
    record = seen(reading(NOW - age), reading(NOW - age + 0.005, seq=9))
    found = gate(record, code)
    assert found.open is opened
    assert opened or "16 min ago: take" in found.text


@pytest.mark.hazard("A29")
def test_the_earlier_of_two_pressures_may_not_be_older_than_that_either() -> None:
    found = gate(seen(reading(94), reading(108)), "blood_pressure")
    assert (found.open, found.text) == (False, "128/79 2 min ago, 2 needed within 15 min: take it again")


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize("code", MEASURED)
@pytest.mark.parametrize(("dosed", "opened"), [(99, True), (100, False), (101, False)])
def test_values_count_when_observed_after_the_last_dose_event(code: str, dosed: float, opened: bool) -> None:
    first, second = reading(100), reading(100, id="second", seq=9)
    record = seen(first, second, events=(dose_start(), event(dosed, "bolus"), event(40, "dose_end")))
    found = gate(record, code)
    assert found.open is opened
    assert opened or "not taken since the last dose" in found.text


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("code", MEASURED)
def test_what_was_never_taken_is_missing(code: str) -> None:
    record = leaving(readings=())
    found = gate(record, code, ok=True, value=5, note="looks well")
    assert not found.open
    assert "not taken since the last dose" in found.text
    assert found.text.endswith(", a tick does not open it")


@pytest.mark.hazard("H49")
def test_a_struck_reading_is_none() -> None:
    struck = reading(108, status=ReadingStatus.STRUCK)
    assert not gate(seen(struck, reading(90)), "vitals").open


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        (
            {"systolic": 86, "diastolic": 50},
            "blood_pressure",
            "Systolic 86, 1 min ago: beyond an urgent limit",
        ),
        ({"spo2": 87}, "vitals", "SpO2 87 %, 1 min ago: beyond an urgent limit"),
        ({"heart_rate": 131}, "vitals", "Heart rate 131, 1 min ago: beyond an urgent limit"),
        ({"sedation": 2}, "alertness", "Sedation 2, 1 min ago: beyond an urgent limit"),
    ],
)
@pytest.mark.parametrize("acknowledged", [False, True])
def test_an_urgent_value_shuts_its_gate_acknowledged_or_not(
    values: Mapping[str, float], code: str, words: str, acknowledged: bool
) -> None:
    measure, value = next(iter(values.items()))
    actions = (factories.alert_action(109.5, told="Dr Okafor", signs=()),) if acknowledged else ()
    alert = factories.alert(109, measure, value, 90, level=Level.URGENT, actions=actions)
    record = seen(reading(100), reading(105), reading(109, values), alerts=(alert,))
    # Even where the clinic's own numbers would let it pass.
    loose = with_rule(
        with_rule(record, "vitals", spo2={"from": 50}, heart_rate={"to": 200}), "alertness", sedation={}
    )
    loose = with_rule(loose, "blood_pressure", within_percent_of_baseline=90)
    found = gate(loose, code)
    assert (found.open, found.text) == (False, words)
    assert gate(loose, "alerts").open is acknowledged


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_is_needed_and_one_after_the_dose_is_a_clinicians_matter() -> None:
    without = leaving(baselines=())
    assert gate(without, "blood_pressure").text == "No baseline accepted: a clinician decides"
    after = leaving(readings=(reading(5), reading(100), reading(108)), baselines=(baseline(5),))
    assert gate(after, "blood_pressure").text == "Baseline taken after the dose: a clinician decides"
    half = leaving(readings=(reading(-9, {"systolic": 128}), reading(100), reading(108)))
    assert gate(half, "blood_pressure").text == "Baseline without diastolic: a clinician decides"
    struck = leaving(readings=(reading(-9, status=ReadingStatus.STRUCK), reading(100), reading(108)))
    assert not gate(struck, "blood_pressure").open


@pytest.mark.parametrize(("base", "value", "opened"), [(92, 92, True), (93, 92, False), (98, 93, False)])
def test_a_low_saturation_opens_as_low_as_the_baselines(base: float, value: float, opened: bool) -> None:
    first = reading(-9, {**factories.QUIET_SET, "spo2": base})
    quiet = reading(108, {**factories.QUIET_SET, "spo2": value})
    assert gate(leaving(readings=(first, quiet)), "vitals").open is opened


@pytest.mark.parametrize("code", ["dissociation", "dizziness_gait"])
def test_a_value_and_a_persons_word_are_both_needed(code: str) -> None:
    assert gate(leaving(), code, ok=True).open
    unsaid = gate(leaving(), code, ok=False)
    assert (unsaid.open, unsaid.unsaid) == (False, True)
    assert "not confirmed" in unsaid.text
    old = gate(leaving(readings=(BASE, reading(90))), code, ok=True)
    assert (old.open, old.unsaid) == (False, False)


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("minute", "opened", "words"),
    [
        (109.9, False, "Vomiting 29 min ago, 30 min without it first"),
        (110, True, "Nausea 0, 2 min ago"),
    ],
)
@pytest.mark.parametrize("told", [("vomiting", {}), ("adverse_event", {"term": "vomiting"})])
def test_after_vomiting_half_an_hour_passes(
    minute: float, opened: bool, words: str, told: tuple[str, dict[str, Any]]
) -> None:
    found = gate(leaving(events=(*INFUSION, event(80, *told))), "nausea", minute)
    assert (found.open, found.text.replace("1 min", "2 min")) == (opened, words)
    assert gate(leaving(events=(*INFUSION, event(80, *told, status="struck"))), "nausea", minute).open


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((event(90, "oxygen_start", {"flow": 2}),), "SpO2 98 % on 2 L/min, off oxygen 15 min first"),
        ((event(90, "oxygen_start"),), "SpO2 98 % on oxygen, flow not stated, off oxygen 15 min first"),
        ((event(50, "oxygen_start", {"flow": 2}), event(95.1, "oxygen_stop")), "Off oxygen 14 of 15 min"),
        ((event(50, "oxygen_start", {"flow": 2}), event(95, "oxygen_stop")), None),
    ],
)
def test_the_patient_is_off_oxygen_for_a_quarter_of_an_hour(
    events: tuple[Event, ...], words: str | None
) -> None:
    found = gate(leaving(events=(*INFUSION, *events)), "vitals")
    assert (found.open, None if found.open else found.text) == (words is None, words)


def test_a_saturation_measured_on_oxygen_is_taken_again() -> None:
    oxygen = (event(50, "oxygen_start", {"flow": 2}), event(109, "oxygen_stop"))
    record = with_rule(leaving(events=(*INFUSION, *oxygen)), "vitals", oxygen_off_min=1)
    assert gate(record, "vitals").text == "SpO2 measured on oxygen: take it again"


def walk(result: str, minute: float = 105) -> Event:
    return event(minute, "walk_test", {"result": result})


@pytest.mark.parametrize(
    ("walks", "said", "opened"),
    [
        ((), True, True), ((), False, False),
        ((walk("steady"),), False, True), ((walk("steady", 39),), False, False),
        ((event(105, "walk_test"),), False, False),
        ((walk("needs_help"),), True, False), ((walk("unable"),), True, False),
        ((walk("unable", 103), walk("steady")), False, True),
        ((walk("steady", 103), walk("unable")), True, False),
    ],
)  # fmt: skip
def test_the_walk_is_steady_by_test_or_by_word(walks: tuple[Event, ...], said: bool, opened: bool) -> None:
    assert gate(leaving(events=(*INFUSION, *walks)), "dizziness_gait", ok=said).open is opened


def test_a_failed_walk_says_what_to_do() -> None:
    found = gate(leaving(events=(*INFUSION, walk("needs_help"))), "dizziness_gait", ok=False)
    assert found.text == "Walk test 5 min ago: needs help, test again"


@pytest.mark.parametrize(
    ("events", "said", "opened"),
    [
        ((event(20, "iv_placed"),), False, False), ((event(20, "iv_placed"),), True, True),
        ((event(105, "iv_removed"),), False, True),
        ((event(105, "iv_removed", {"site_ok": "yes"}),), False, True),
        ((event(105, "iv_removed", {"site_ok": "no"}),), False, False),
        ((event(105, "iv_removed", {"site_ok": "no"}),), True, True),
        ((event(50, "iv_removed"), event(60, "iv_placed")), False, False),
    ],
)  # fmt: skip
def test_the_line_is_out_by_event_or_by_word(events: tuple[Event, ...], said: bool, opened: bool) -> None:
    assert gate(leaving(events=(*INFUSION, *events)), "line_out", ok=said).open is opened


@pytest.mark.hazard("H44")
def test_no_alert_is_open_when_the_patient_leaves() -> None:
    first = factories.alert(70, "systolic", 165, 160)
    second = factories.alert(72, "nausea", 6, 5)
    found = gate(leaving(alerts=(first, second)), "alerts", ok=True)
    assert (found.open, found.text) == (False, "2 alerts open, first: Nausea 6, limit 5")
    answered = factories.alert(70, "systolic", 165, 160, actions=(factories.alert_action(71),))
    taken_away = factories.alert(
        72, "nausea", 6, 5, actions=(factories.alert_action(73, ActionKind.INVALIDATED),)
    )
    assert gate(leaving(alerts=(answered, taken_away)), "alerts").open


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("blood_pressure", {"systolic": {"below": 128}}), ("blood_pressure", {"last_readings": 3}),
        ("vitals", {"heart_rate": {"from": 51, "to": 71}}), ("vitals", {"spo2": {"from": 99}}),
        ("alertness", {"sedation": {"from": 6}}), ("nausea", {"nausea": {"to": -1}}),
        ("nausea", {"no_vomiting_min": 31}), ("vitals", {"oxygen_off_min": 21}),
        ("line_out", {"attest": "line_out", "routes": ["iv"]}),
    ],
)  # fmt: skip
def test_the_numbers_are_the_protocols(code: str, numbers: Mapping[str, Any]) -> None:
    told = (
        event(80, "vomiting"),
        event(50, "oxygen_start"),
        event(90, "oxygen_stop"),
        event(60, "iv_removed"),
    )
    record = leaving(events=(*INFUSION, *told))
    assert gate(record, code).open
    assert gate(with_rule(record, code, **numbers), code).open is (code == "line_out")


def test_the_shipped_protocols_carry_the_clinics_numbers() -> None:
    shipped: Protocol = factories.protocol("sc_racemic")
    assert shipped.gates["vitals"]["spo2"] == {"from": 94, "or_baseline": True}
    assert shipped.gates["blood_pressure"]["last_readings"] == 2


def test_what_was_written_beside_the_evidence_is_kept() -> None:
    assert gate(leaving(), "instructions", ok=True, note="read aloud").note == "read aloud"


def test_a_value_measured_a_moment_ahead_of_the_clock_counts() -> None:
    ahead = reading(108, observed_at=at(NOW) + timedelta(seconds=30))
    assert gate(seen(reading(100), ahead), "vitals").text.endswith("just now")

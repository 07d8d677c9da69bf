"""Hold limits, gates and note rules that cannot stand beside a protocol are refused by line."""

from typing import Any

import pytest

from tests.clinical.written_protocols import put, refused

GATES = "shared.readiness.gates"
BESIDE = [
    ("shared.colour", 1, "shared.colour", "unknown_field"),
    ("shared.lead_min", 61, "shared.lead_min", "out_of_range"),
    ("shared.lead_min", -1, "shared.lead_min", "out_of_range"),
    ("shared.hold", ..., "shared.hold", "required"),
    ("shared.hold.firm", [], "shared.hold.firm", "unknown_field"),
    ("shared.hold.soft", ..., "shared.hold.soft", "required"),
    ("shared.hold.soft.0.measure", "pain", "shared.hold.soft.0.measure", "unknown"),
    ("shared.hold.soft.0", 3, "shared.hold.soft.0.measure", "unknown"),
    ("shared.hold.soft.0.most", 3, "shared.hold.soft.0.most", "unknown_field"),
    ("shared.hold.soft.0.below", 90, "shared.hold.soft.0", "wrong_type"),
    ("shared.hold.soft.0.above", "140", "shared.hold.soft.0", "wrong_type"),
    ("shared.hold.soft.0.above", 140.5, "shared.hold.soft.0", "wrong_type"),
    ("shared.hold.soft.0.above", 301, "shared.hold.soft.0", "out_of_range"),
    ("shared.hold.soft.0.above", 19, "shared.hold.soft.0", "out_of_range"),
    ("shared.hold.soft.0.from_age", 121, "shared.hold.soft.0.from_age", "out_of_range"),
    ("shared.hold.soft.0.instead_of", 130, "shared.hold.soft.0.instead_of", "wrong_type"),
    ("shared.hold.soft.2.instead_of", 141, "shared.hold.soft.2.instead_of", "contradicts"),
    ("shared.hold.soft.3", {"measure": "systolic", "high": 150}, "shared.hold.soft.3.measure", "twice"),
    ("shared.readiness", ..., "shared.readiness", "required"),
    ("shared.readiness.gates", [], "shared.readiness", "required"),
    (f"{GATES}.mood", {}, f"{GATES}.mood", "unknown_gate"),
    (f"{GATES}.observation_time", ..., f"{GATES}.observation_time", "required"),
    (f"{GATES}.observation_time", {"off": True}, f"{GATES}.observation_time", "required"),
    (f"{GATES}.observation_time", {"routes": ["iv"]}, f"{GATES}.observation_time", "required"),
    (f"{GATES}.escort", "yes", f"{GATES}.escort", "wrong_type"),
    (f"{GATES}.escort.off", "no", f"{GATES}.escort.off", "wrong_type"),
    (f"{GATES}.escort.fields", ["name"], f"{GATES}.escort.fields", "unknown"),
    (f"{GATES}.line_out.routes", ["rectal"], f"{GATES}.line_out.routes", "unknown"),
    (f"{GATES}.instructions.attest", 5, f"{GATES}.instructions.attest", "wrong_type"),
    (f"{GATES}.approval.role", "nurse", f"{GATES}.approval.role", "unknown"),
    (f"{GATES}.distress.nausea", {"to": 3}, f"{GATES}.distress.nausea", "unknown_field"),
    (f"{GATES}.distress", {}, f"{GATES}.distress", "required"),
    (f"{GATES}.distress.distress", {}, f"{GATES}.distress.distress", "wrong_type"),
    (f"{GATES}.distress.distress", 3, f"{GATES}.distress.distress", "wrong_type"),
    (f"{GATES}.distress.distress.to", 11, f"{GATES}.distress.distress.to", "out_of_range"),
    (f"{GATES}.distress.distress.to", 2.5, f"{GATES}.distress.distress.to", "out_of_range"),
    (f"{GATES}.distress.distress.below", 3, f"{GATES}.distress.distress", "contradicts"),
    (f"{GATES}.vitals.heart_rate.from", 111, f"{GATES}.vitals.heart_rate", "contradicts"),
    (f"{GATES}.vitals.oxygen_off_min", 241, f"{GATES}.vitals.oxygen_off_min", "out_of_range"),
    (f"{GATES}.nausea.no_vomiting_min", -1, f"{GATES}.nausea.no_vomiting_min", "out_of_range"),
    (f"{GATES}.blood_pressure.last_readings", 0, f"{GATES}.blood_pressure.last_readings", "out_of_range"),
    (f"{GATES}.blood_pressure.last_readings", 6, f"{GATES}.blood_pressure.last_readings", "out_of_range"),
    (f"{GATES}.blood_pressure.within_percent_of_baseline", 101,
     f"{GATES}.blood_pressure.within_percent_of_baseline", "out_of_range"),
    ("shared.note", [], "shared.note", "unknown_field"),
    ("shared.note.signed", 1, "shared.note", "unknown_field"),
    ("shared.note.required", "plan", "shared.note.required", "unknown"),
    ("shared.note.required", ["mood"], "shared.note.required", "unknown"),
    ("shared.note.required", ["plan", "plan"], "shared.note.required", "twice"),
    ("shared.note.prepared", "yes", "shared.note.prepared", "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "code"), BESIDE, ids=[f"{b[0]}={b[1]}" for b in BESIDE])
def test_what_the_rules_beside_a_protocol_cannot_say_is_refused_at_its_field(
    path: str, value: Any, field: str, code: str
) -> None:
    assert refused("im_racemic", put(path, value)).get(field) == code


@pytest.mark.parametrize(
    ("path", "value"),
    [("shared.lead_min", 0),
     ("shared.lead_min", 60),
     ("shared.hold.soft", []),
     ("shared.hold.hard.0.high", 300),
     (f"{GATES}.distress.distress.to", 7), (f"{GATES}.vitals.heart_rate.from", 110),
     (f"{GATES}.vitals.oxygen_off_min", 240), (f"{GATES}.distress", {"off": True}),
     (f"{GATES}.blood_pressure.last_readings", 5), (f"{GATES}.escort", ...), ("shared.note", ...),
     ("shared.note", {"required": ["assessment", "plan", "patient_words"], "prepared": True})],
)  # fmt: skip
def test_rules_at_a_bound_may_stand_beside_a_protocol(path: str, value: Any) -> None:
    assert refused("im_racemic", put(path, value)) == {}


HOLD = "shared.hold"


def holds(soft: list[dict[str, Any]], hard: list[dict[str, Any]]) -> dict[str, str]:
    """What is wrong with a protocol that holds at these."""
    return refused("im_racemic", put(HOLD, {"soft": soft, "hard": hard}))


def above(value: float, **more: Any) -> dict[str, Any]:
    return {"measure": "systolic", "above": value, **more}


def high(value: float, **more: Any) -> dict[str, Any]:
    return {"measure": "systolic", "high": value, **more}


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("soft", "hard", "wrong"),
    [
        ([high(180)], [high(150)], True),
        ([high(180)], [high(179)], True),
        ([high(180)], [high(180)], True),
        ([high(180)], [high(181)], False),
        ([above(180)], [high(181)], True),
        ([above(180)], [above(180)], True),
        ([above(180)], [high(182)], False),
        ([high(180), above(190, instead_of=180, from_age=65)], [high(185)], True),
        ([high(180), above(183, instead_of=180, from_age=65)], [high(185)], False),
        ([high(180)], [{"measure": "systolic", "low": 90}], False),
        ([{"measure": "spo2", "below": 94}], [{"measure": "spo2", "low": 93}], True),
        ([{"measure": "spo2", "below": 94}], [{"measure": "spo2", "below": 94}], True),
        ([{"measure": "spo2", "below": 94}], [{"measure": "spo2", "below": 93}], False),
        ([{"measure": "spo2", "low": 90}], [{"measure": "spo2", "low": 94}], True),
        ([], [high(150)], False),
        ([high(150)], [], False),
    ],
)
def test_a_hard_hold_never_comes_before_its_soft_one(
    soft: list[dict[str, Any]], hard: list[dict[str, Any]], wrong: bool
) -> None:
    assert holds(soft, hard) == ({f"{HOLD}.hard.0": "contradicts"} if wrong else {})


@pytest.mark.hazard("H29")
def test_a_protocol_that_holds_no_dose_at_all_is_refused() -> None:
    assert holds([], []) == {HOLD: "required"}


MOVED = [
    ("blood_pressure.systolic.below", 180, 181, 300),
    ("blood_pressure.diastolic.below", 110, 111, 200),
    ("vitals.heart_rate.from", 41, 40, 30), ("vitals.heart_rate.to", 130, 131, 200),
    ("vitals.spo2.from", 92, 91, 50), ("vitals.respiratory_rate.from", 9, 8, 4),
    ("vitals.respiratory_rate.to", 24, 25, 40), ("alertness.sedation.from", 3, 2, 0),
    ("distress.distress.to", 7, 8, 10),
]  # fmt: skip


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize(("path", "good", "bad", "worst"), MOVED, ids=[m[0] for m in MOVED])
def test_a_gate_accepts_nothing_that_the_protocols_own_set_calls_urgent(
    path: str, good: float, bad: float, worst: float
) -> None:
    assert refused("im_racemic", put(f"{GATES}.{path}", good)) == {}
    for value in (bad, worst):
        assert refused("im_racemic", put(f"{GATES}.{path}", value)) == {f"{GATES}.{path}": "accepts_urgent"}


@pytest.mark.hazard("H44", "A29")
@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("blood_pressure.systolic", {"from": 91}),
        ("vitals.heart_rate", {"from": 51}),
        ("vitals.spo2", {"to": 100, "or_baseline": True}),
        ("distress.distress", {"from": 0}),
    ],
)
def test_a_gate_without_a_bound_where_values_turn_urgent_is_refused(path: str, left: dict[str, Any]) -> None:
    assert refused("im_racemic", put(f"{GATES}.{path}", left)) == {f"{GATES}.{path}": "accepts_urgent"}


@pytest.mark.hazard("H44", "A29")
def test_while_its_set_is_unknown_a_gate_goes_by_the_rails_of_every_set() -> None:
    def change(value: int) -> dict[str, str]:
        def both(document: dict[str, Any], shared: dict[str, Any]) -> None:
            put("threshold_set", "evening")(document, shared)
            put(f"{GATES}.vitals.spo2.from", value)(document, shared)

        return refused("im_racemic", both)

    assert change(89) == {"threshold_set": "unknown"}
    assert set(change(88)) == {"threshold_set", f"{GATES}.vitals.spo2.from"}


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("code", ["blood_pressure", "vitals", "alertness"])
@pytest.mark.parametrize("rule", [..., {"off": True}], ids=["gone", "off"])
def test_nobody_leaves_without_pressure_oxygen_and_alertness(code: str, rule: Any) -> None:
    assert refused("im_racemic", put(f"{GATES}.{code}", rule)) == {f"{GATES}.{code}": "required"}


@pytest.mark.hazard("H44")
def test_a_gate_that_stays_on_holds_on_the_protocols_own_route() -> None:
    routes = f"{GATES}.vitals.routes"
    assert refused("im_racemic", put(routes, ["iv"])) == {f"{GATES}.vitals": "required"}
    assert refused("im_racemic", put(routes, ["iv", "im"])) == {}


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("path", ["blood_pressure.systolic", "blood_pressure.diastolic", "vitals.spo2"])
def test_a_gate_that_stays_on_judges_at_least_its_own_measure(path: str) -> None:
    assert refused("im_racemic", put(f"{GATES}.{path}", ...)) == {f"{GATES}.{path}": "required"}


@pytest.mark.hazard("H44")
def test_all_gates_but_the_observation_time_off_or_gone_are_refused() -> None:
    def off(document: dict[str, Any], shared: dict[str, Any]) -> None:
        for code in shared["readiness"]["gates"].keys() - {"observation_time"}:
            shared["readiness"]["gates"][code] = {"off": True}

    found = refused("im_racemic", off)
    alone = refused("im_racemic", put("shared.readiness.gates", {"observation_time": {}}))
    assert found == alone
    assert set(found) == {f"{GATES}.{code}" for code in ("blood_pressure", "vitals", "alertness")}


@pytest.mark.parametrize(
    "code",
    ["dissociation", "distress", "nausea", "dizziness_gait", "line_out", "instructions", "escort",
     "mood_safety", "alerts", "approval"],
)  # fmt: skip
def test_a_clinic_may_turn_off_any_other_gate(code: str) -> None:
    assert refused("im_racemic", put(f"{GATES}.{code}", {"off": True})) == {}

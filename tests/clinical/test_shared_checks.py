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
     (f"{GATES}.distress.distress.to", 10), (f"{GATES}.vitals.heart_rate.from", 110),
     (f"{GATES}.vitals.oxygen_off_min", 240), (f"{GATES}.distress", {"off": True}),
     (f"{GATES}.blood_pressure.last_readings", 5), (f"{GATES}.escort", ...), ("shared.note", ...),
     ("shared.note", {"required": ["assessment", "plan", "patient_words"], "prepared": True})],
)  # fmt: skip
def test_rules_at_a_bound_may_stand_beside_a_protocol(path: str, value: Any) -> None:
    assert refused("im_racemic", put(path, value)) == {}

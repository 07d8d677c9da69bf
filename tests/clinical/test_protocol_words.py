"""A protocol and what a version changed of it, in the words a clinician reads."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest

from dashboard.clinical.protocol_differences import differences
from dashboard.clinical.protocol_words import breath_words, check_times, gate_words, hold_words, measure_names
from tests import factories

REFERENCE = json.loads((factories.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
SHARED = {name: REFERENCE[name] for name in ("lead_min", "hold", "readiness", "note")}
DOCUMENTS = {document["code"]: document for document in REFERENCE["protocols"]}


def check(code: str, name: str) -> Mapping[str, Any]:
    return next(dict(c) for c in DOCUMENTS[code]["checks"] if c["code"] == name)


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("iv_racemic_40", "baseline", "in the 30 min before the dose"),
        ("iv_racemic_40", "during", "every 10 min until the infusion ends, ± 3 min"),
        ("iv_racemic_40", "symptoms", "at 20, 40 min, ± 5 min"),
        ("iv_racemic_40", "after",
         "every 15 min after the infusion ends until ready, for at least 60 min, ± 5 min"),
        ("iv_racemic_40", "before_leaving", "in the 15 min before leaving"),
        ("im_racemic", "until_ready", "every 30 min from 150 min until ready, ± 10 min"),
        ("in_esketamine", "forty", "at 40 min, from 35 to 50 min"),
    ],
)  # fmt: skip
def test_each_sort_of_check_says_when_it_is_due(code: str, name: str, words: str) -> None:
    assert check_times(check(code, name)) == words


def test_a_window_that_closes_before_the_dose_says_both_ends() -> None:
    baseline = {**check("im_racemic", "baseline"), "window_min": [-60, -10]}
    assert check_times(baseline) == "60 to 10 min before the dose"
    after = {"anchor": "dose_end", "at_min": [15], "measures": ["spo2"]}
    assert check_times(after) == "at 15 min after the infusion ends, ± 0 min"


def test_measures_are_named_as_people_say_them() -> None:
    assert measure_names(["spo2", "diastolic", "systolic", "rass"]) == "blood pressure, SpO2, RASS"
    assert measure_names(check("im_racemic", "baseline")["measures"]) == "everything on the form"


def test_holds_gates_and_breaths_are_said_with_their_numbers() -> None:
    gates = SHARED["readiness"]["gates"]
    assert hold_words(SHARED["hold"]["soft"][2]) == "Systolic above 150 from 65 years, instead of 140"
    assert hold_words({"measure": "systolic", "low": 90}) == "Systolic 90 or less"
    assert gate_words("vitals", gates["vitals"]) == (
        "heart rate 51 to 110; SpO2 94 or more or as at baseline; respiratory rate 11 to 20; "
        "15 min without oxygen"
    )
    assert gate_words("line_out", gates["line_out"]) == "IV out (IV only)"
    assert gate_words("approval", gates["approval"]) == "off"
    assert breath_words([]) == "as each check says"


def changed(*, shared: dict[str, Any] | None = None, **fields: Any) -> list[str]:
    before = DOCUMENTS["im_racemic"]
    return differences((before, SHARED), ({**before, **fields}, shared or SHARED))


def test_versions_that_say_the_same_have_no_difference() -> None:
    assert changed() == []
    assert changed(instruments=None) == []


def test_each_change_is_one_line_with_both_values() -> None:
    checks = copy.deepcopy(DOCUMENTS["im_racemic"]["checks"])
    checks[1]["at_min"] = [15, 30]
    checks[2] = {**checks[2], "code": "feelings"}
    lines = changed(label="Evening IM", checks=checks, instruments=["systolic", "diastolic"])
    assert lines == [
        "Name: Ketamine IM → Evening IM",
        "Check vitals: at 10, 20, 30, 45, 60, 90, 120 min, ± 5 min → at 15, 30 min, ± 5 min",
        "Check feelings: added, at 20, 45, 90, 120 min, ± 5 min",
        "Check feelings measures: added, nausea, dizziness, dissociation, distress",
        "Drawer: in the usual order → Systolic, Diastolic",
        "Check symptoms: removed, was at 20, 45, 90, 120 min, ± 5 min",
        "Check symptoms measures: removed, was nausea, dizziness, dissociation, distress",
    ]


def test_the_planned_length_of_a_series_is_a_line_of_its_own() -> None:
    assert changed(series_sessions=6) == ["Sessions of a series: added, 6"]
    assert changed(series_sessions=None) == []


def test_the_rules_beside_a_protocol_are_compared_too() -> None:
    shared = copy.deepcopy(SHARED)
    shared["note"] = {"required": ["plan"], "prepared": True}
    shared["hold"]["soft"] = []
    shared["readiness"]["gates"]["distress"]["distress"]["to"] = 4
    del shared["readiness"]["gates"]["escort"]
    assert changed(shared=shared) == [
        "Soft hold: Systolic above 140; Systolic above 150 from 65 years, instead of 140; Diastolic above 90"
        " → none",
        "Gate Distress: distress 3 or less → distress 4 or less",
        "Gate Escort: named, with relation and time → a clinician decides",
        "Note, parts that must be written: none → plan",
        "Note, a nurse signs first, as prepared: no → yes",
    ]

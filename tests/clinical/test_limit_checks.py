"""What a set of limits is refused for, each by its line, and what it may hold."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.limit_checks import RAILS, URGENT_NEEDED, beyond, check_limits, rail_of
from dashboard.clinical.thresholds import LimitKind, threshold_set_from
from tests.rules.test_limit_cases import SHIPPED

Change = Callable[[dict[str, Any]], None]
STANDARD = SHIPPED["threshold_sets"][0]


def refusals(change: Change) -> list[tuple[str, str]]:
    """Field and code of each refusal of the shipped standard set after a change."""
    document = deepcopy(STANDARD)
    change(document)
    return [(error.field, error.code) for error in check_limits(document)]


def place(measure: str, kind: str, level: str) -> int:
    lines = STANDARD["limits"]
    return next(
        n for n, x in enumerate(lines) if (x["measure"], x["kind"], x["level"]) == (measure, kind, level)
    )


def sets(measure: str, kind: str, level: str, /, **fields: Any) -> Change:
    """Sets fields of one line; None takes a field away."""

    def change(document: dict[str, Any]) -> None:
        line = document["limits"][place(measure, kind, level)]
        line.update(fields)
        for name in [name for name, value in fields.items() if value is None]:
            del line[name]

    return change


def adds(**line: Any) -> Change:
    return lambda document: document["limits"].append(line)


def drops(measure: str, kind: str, level: str) -> Change:
    return lambda document: document["limits"].pop(place(measure, kind, level))


def escalates(path: str, value: Any) -> Change:
    """Sets what stands at a path of the escalation; None takes it away."""

    def change(document: dict[str, Any]) -> None:
        *parents, name = path.split(".")
        at = document["escalation"]
        for parent in parents:
            at = at[parent]
        if value is None:
            del at[name]
        else:
            at[name] = value

    return change


SYSTOLIC = ("systolic", "high", "urgent")
AT = f"limits.{place(*SYSTOLIC)}"
LATE = f"limits.{place('dissociation', 'not_resolved', 'advisory')}"
RISE = f"limits.{place('systolic', 'rise', 'urgent')}"
END = f"limits.{len(STANDARD['limits'])}"


@pytest.mark.parametrize("document", SHIPPED["threshold_sets"], ids=lambda document: document["code"])
def test_every_shipped_set_may_be_published(document: dict[str, Any]) -> None:
    assert check_limits(document) == []


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (sets(*SYSTOLIC, value=160), f"{AT}.value", "contradicts"),
        (sets(*SYSTOLIC, value=159), f"{AT}.value", "contradicts"),
        (sets(*SYSTOLIC, value=810), f"{AT}.value", "out_of_range"),
        (sets(*SYSTOLIC, value=201), f"{AT}.value", "beyond_rail"),
        (sets(*SYSTOLIC, value=211, rail=210), f"{AT}.value", "beyond_rail"),
        (sets(*SYSTOLIC, value=175.5), f"{AT}.value", "wrong_type"),
        (sets(*SYSTOLIC, value="175"), f"{AT}.value", "wrong_type"),
        (sets(*SYSTOLIC, value=True), f"{AT}.value", "wrong_type"),
        (sets(*SYSTOLIC, value=None), f"{AT}.value", "wrong_type"),
        (sets(*SYSTOLIC, rail=301), f"{AT}.rail", "out_of_range"),
        (sets(*SYSTOLIC, confirm_within_min=0), f"{AT}.confirm_within_min", "out_of_range"),
        (sets(*SYSTOLIC, confirm_within_min=61), f"{AT}.confirm_within_min", "out_of_range"),
        (sets(*SYSTOLIC, from_age=-1), f"{AT}.from_age", "out_of_range"),
        (sets(*SYSTOLIC, protocols="iv"), f"{AT}.protocols", "wrong_type"),
        (sets(*SYSTOLIC, measure="mood"), f"{AT}.measure", "unknown"),
        (sets(*SYSTOLIC, kind="higher"), f"{AT}.kind", "unknown"),
        (sets(*SYSTOLIC, level="loud"), f"{AT}.level", "unknown"),
        (sets(*SYSTOLIC, colour="red"), f"{AT}.colour", "unknown_field"),
        (sets(*SYSTOLIC, after={"otherwise": {"anchor": "dose_start", "min": 5}}), f"{AT}.after",
         "unknown_field"),
        (sets(*SYSTOLIC, only_if={"measure": "mood", "high": 5}), f"{AT}.only_if", "wrong_type"),
        (sets("systolic", "rise", "urgent", only_if={"measure": "systolic", "high": 301}),
         f"{RISE}.only_if.high", "out_of_range"),
        (sets("systolic", "rise", "urgent", value=0), f"{RISE}.value", "out_of_range"),
        (sets("dissociation", "not_resolved", "advisory", after=None), f"{LATE}.after", "required"),
        (sets("dissociation", "not_resolved", "advisory",
              after={"otherwise": {"anchor": "lunch", "min": 5}}), f"{LATE}.after.otherwise", "wrong_type"),
        (sets("dissociation", "not_resolved", "advisory",
              after={"otherwise": {"anchor": "dose_start", "min": 1441}}), f"{LATE}.after.otherwise.min",
         "out_of_range"),
        (adds(measure="systolic", kind="rise_percent", level="advisory", value=501), f"{END}.value",
         "out_of_range"),
        (adds(measure="nausea", kind="high", level="advisory", value=5), f"{END}.value", "twice"),
        (adds(measure="nausea", kind="low", level="urgent", value=1), f"{END}.value", "gap"),
        (adds(measure="nausea", kind="low", level="advisory", value=4), f"{END}.value", "contradicts"),
        (drops("systolic", "high", "advisory"), f"limits.{place(*SYSTOLIC) - 1}.value", "gap"),
        (lambda document: document.update(limits=[]), "limits", "required"),
        (lambda document: document.update(limits=[7]), "limits.0", "wrong_type"),
        (lambda document: document.update(label=" "), "label", "required"),
        (lambda document: document.update(escalation=None), "escalation", "required"),
        (escalates("urgent_s", 29), "escalation.urgent_s", "out_of_range"),
        (escalates("advisory_s", 3601), "escalation.advisory_s", "out_of_range"),
        (escalates("advisory_s", 119), "escalation.urgent_s", "contradicts"),
        (escalates("again_after_min", None), "escalation.again_after_min", "out_of_range"),
        (escalates("step_worse", None), "escalation.step_worse", "required"),
        (escalates("step_worse.systolic", 0), "escalation.step_worse.systolic", "wrong_type"),
        (escalates("step_worse.mood", 1), "escalation.step_worse.mood", "wrong_type"),
        (escalates("late_check", None), "escalation.late_check.urgent_after_min", "out_of_range"),
        (escalates("late_check.urgent_after_min", 61), "escalation.late_check.urgent_after_min",
         "out_of_range"),
        (escalates("late_check.urgent_if_any", ["sedation"]), "escalation.late_check.urgent_if_any",
         "wrong_type"),
        (escalates("late_check.urgent_if_any.mood", 1), "escalation.late_check.urgent_if_any", "wrong_type"),
        (escalates("late_check.urgent_if_any.last_sedation_below", 6),
         "escalation.late_check.urgent_if_any.last_sedation_below", "out_of_range"),
        (escalates("late_check.urgent_if_any.last_set_crossed", "info"),
         "escalation.late_check.urgent_if_any.last_set_crossed", "unknown"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_at_its_line(change: Change, field: str, code: str) -> None:
    assert (field, code) in refusals(change)


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(("measure", "kind"), URGENT_NEEDED)
def test_a_set_without_an_urgent_limit_of_a_vital_sign_is_refused_naming_it(
    measure: str, kind: LimitKind
) -> None:
    document = deepcopy(STANDARD)
    document["limits"].pop(place(measure, kind.value, "urgent"))
    errors = check_limits(document)
    assert [(e.field, e.code) for e in errors] == [("limits", "urgent_missing")]
    assert errors[0].message == f"{measure_of(measure).label} {kind.value} needs an urgent limit."


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(("measure", "kind"), RAILS)
def test_an_urgent_limit_stands_up_to_its_rail_and_not_beyond(measure: str, kind: LimitKind) -> None:
    rail = RAILS[measure, kind]
    outward = -1 if kind is LimitKind.LOW else 1
    change = sets(measure, kind.value, "urgent", value=rail)
    assert [code for _, code in refusals(change) if code == "beyond_rail"] == []
    further = sets(measure, kind.value, "urgent", value=rail + outward)
    assert (f"limits.{place(measure, kind.value, 'urgent')}.value", "beyond_rail") in refusals(further)


def test_a_line_of_its_own_for_the_old_is_checked_for_the_old() -> None:
    older = adds(measure="systolic", kind="high", level="advisory", value=185, from_age=65)
    assert (f"{AT}.value", "contradicts") in refusals(older)
    fits = adds(measure="systolic", kind="high", level="advisory", value=150, from_age=65)
    assert refusals(fits) == []


def test_a_lines_own_rail_takes_the_place_of_the_usual_one() -> None:
    limits = threshold_set_from(deepcopy(STANDARD), 1)
    urgent = next(x for x in limits.limits if (x.measure, x.kind.value, x.level.value) == SYSTOLIC)
    assert rail_of(urgent) == 200
    assert beyond(urgent, 201, 200)
    assert not beyond(urgent, 200, 200)
    assert refusals(sets(*SYSTOLIC, value=205, rail=210)) == []

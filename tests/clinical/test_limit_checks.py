"""What a set of limits is refused for, each by its line, and what it may hold."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.limit_checks import RAILS, URGENT_NEEDED, beyond, check_limits, rail_of
from dashboard.clinical.thresholds import LimitKind, threshold_set_from
from tests.rules.test_limit_cases import PROTOCOLS, SHIPPED

Change = Callable[[dict[str, Any]], None]
STANDARD = SHIPPED["threshold_sets"][0]


def refusals(change: Change) -> list[tuple[str, str]]:
    """Field and code of each refusal of the shipped standard set after a change."""
    document = deepcopy(STANDARD)
    change(document)
    return [(error.field, error.code) for error in check_limits(document, PROTOCOLS)]


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
SLEEPY = f"limits.{place('sedation', 'low', 'urgent')}"
END = f"limits.{len(STANDARD['limits'])}"


@pytest.mark.parametrize("document", SHIPPED["threshold_sets"], ids=lambda document: document["code"])
def test_every_shipped_set_may_be_published(document: dict[str, Any]) -> None:
    assert check_limits(document, PROTOCOLS) == []


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
        (sets(*SYSTOLIC, value=300, rail=300), f"{AT}.rail", "beyond_rail"),
        (sets(*SYSTOLIC, rail=201), f"{AT}.rail", "beyond_rail"),
        (sets("sedation", "low", "urgent", value=0, rail=0), f"{SLEEPY}.rail", "beyond_rail"),
        (sets("sedation", "low", "urgent", rail=1), f"{SLEEPY}.rail", "beyond_rail"),
        (sets(*SYSTOLIC, only_if={"measure": "weight", "high": 300}), f"{AT}.only_if.high", "conditional"),
        (sets(*SYSTOLIC, protocols=["iv_racemic_4O"]), f"{AT}.protocols", "unknown"),
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
        (adds(measure="heart_rate", kind="high", level="info", value=51),
         f"limits.{place('heart_rate', 'low', 'advisory')}.value", "contradicts"),
        (lambda document: document.update(limits=[]), "limits", "required"),
        (lambda document: document.update(limits=[7]), "limits.0", "wrong_type"),
        (lambda document: document.update(label=" "), "label", "required"),
        (lambda document: document.update(escalation=None), "escalation", "required"),
        (escalates("urgently_s", 60), "escalation.urgently_s", "unknown_field"),
        (escalates("late_check.urgent_after", 5), "escalation.late_check.urgent_after", "unknown_field"),
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


@pytest.mark.hazard("H29", "A22")
@pytest.mark.parametrize(("measure", "kind"), URGENT_NEEDED)
def test_a_set_without_an_urgent_limit_of_a_vital_sign_is_refused_naming_it(
    measure: str, kind: LimitKind
) -> None:
    document = deepcopy(STANDARD)
    document["limits"].pop(place(measure, kind.value, "urgent"))
    errors = check_limits(document, PROTOCOLS)
    assert [(e.field, e.code) for e in errors] == [("limits", "urgent_missing")]
    assert errors[0].message == f"{measure_of(measure).label} {kind.value} needs an urgent limit."


@pytest.mark.hazard("H29", "A22")
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
    assert [rail_of(replace(urgent, rail=rail)) for rail in (190, 200, 300)] == [190, 200, 200]
    assert beyond(urgent, 201, 200)
    assert not beyond(urgent, 200, 200)
    assert refusals(sets(*SYSTOLIC, rail=190)) == []
    assert refusals(sets(*SYSTOLIC, value=191, rail=190)) == [(f"{AT}.value", "beyond_rail")]


@pytest.mark.hazard("H29", "A22")
@pytest.mark.parametrize(("measure", "kind"), RAILS)
def test_no_line_widens_the_rail_of_an_urgent_limit_that_every_set_needs(
    measure: str, kind: LimitKind
) -> None:
    rail, line = RAILS[measure, kind], (measure, kind.value, "urgent")
    outward = -1 if kind is LimitKind.LOW else 1
    assert refusals(sets(*line, rail=rail)) == []
    assert refusals(sets(*line, rail=rail + outward)) == [(f"limits.{place(*line)}.rail", "beyond_rail")]


@pytest.mark.hazard("H29", "A22")
@pytest.mark.parametrize(("measure", "kind"), URGENT_NEEDED)
def test_an_urgent_limit_under_a_condition_is_not_the_one_that_every_set_needs(
    measure: str, kind: LimitKind
) -> None:
    line = (measure, kind.value, "urgent")
    found = refusals(sets(*line, only_if={"measure": "weight", "high": 300}))
    assert found == [(f"limits.{place(*line)}.only_if.high", "conditional")]
    for band in ({"from_age": 65}, {"protocols": ["im_racemic"]}):
        own = adds(**STANDARD["limits"][place(*line)], **band, only_if={"measure": "weight", "high": 300})
        assert (f"{END}.only_if.high", "conditional") in refusals(own)


IM, IV = "im_racemic", "iv_racemic_40"


def line(value: int, **band: Any) -> dict[str, Any]:
    """One more urgent high systolic."""
    return {**STANDARD["limits"][place(*SYSTOLIC)], "value": value, **band}


def added(*lines: dict[str, Any]) -> list[tuple[str, str]]:
    """The refusals of the standard set with these lines after its own."""
    return refusals(lambda document: document["limits"].extend(lines))


LATER = f"limits.{len(STANDARD['limits']) + 1}"


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        ([IV, IM], [IM, IV], True),
        ([IV, IM], [IM], True),
        ([IV], [IM, IV], True),
        ([IV], [IM], False),
        ([IV], [], False),
        ([], [], True),
    ],
)
def test_two_lines_for_the_same_patients_are_refused_in_whatever_order_they_name_them(
    first: list[str], second: list[str], twice: bool
) -> None:
    found = added(line(175, from_age=65, protocols=first), line(178, from_age=65, protocols=second))
    assert found == ([(f"{LATER}.value", "twice")] if twice else [])
    assert added(line(175, from_age=65, protocols=first), line(178, from_age=66, protocols=second)) in (
        [], [(f"{END}.value", "contradicts")],
    )  # fmt: skip


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("low", "high", "refused"),
    [(73, 73, True), (73, 74, True), (74, 73, True), (73, 75, False)],
)
def test_between_low_and_high_one_value_at_least_is_normal(low: int, high: int, refused: bool) -> None:
    def change(document: dict[str, Any]) -> None:
        document["limits"] = [x for x in document["limits"] if x["measure"] != "heart_rate"] + [
            {"measure": "heart_rate", "kind": kind, "level": level, "value": value}
            for kind, level, value in (("low", "urgent", 40), ("low", "advisory", low),
                                       ("high", "advisory", high), ("high", "urgent", 131))
        ]  # fmt: skip

    assert {code for _, code in refusals(change)} == ({"contradicts"} if refused else set())


@pytest.mark.parametrize(("high", "refused"), [(36.1, True), (36.2, False)])
def test_the_step_of_a_measure_with_tenths_is_a_tenth(high: float, refused: bool) -> None:
    low = {"measure": "temperature", "kind": "low", "level": "advisory", "value": 36}
    found = added(low, {**low, "kind": "high", "value": high})
    assert found == ([(f"{END}.value", "contradicts")] if refused else [])


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([line(170, from_age=65), line(175, protocols=[IM])], True),
        ([line(170, from_age=65), line(171, protocols=[IM])], True),
        ([line(170, from_age=65), line(170, protocols=[IM])], False),
        ([line(170, from_age=65), line(165, protocols=[IM])], False),
        ([line(170, from_age=65), line(175, protocols=[IM], from_age=60)], True),
        ([line(170, from_age=65), line(175, protocols=[IM]), line(172, protocols=[IM], from_age=65)], False),
        (
            [line(170, from_age=65), line(175, protocols=[IM, IV]), line(172, protocols=[IM], from_age=65)],
            True,
        ),
        ([line(190, from_age=65), line(195, protocols=[IM], from_age=65)], False),
        ([line(185, protocols=[IM])], False),
    ],
)
def test_a_protocols_line_never_undoes_a_stricter_one_for_an_age_unsaid(
    lines: list[dict[str, Any]], refused: bool
) -> None:
    assert added(*lines) == ([(f"{LATER}.value", "contradicts")] if refused else [])


@pytest.mark.hazard("H29")
def test_the_same_holds_for_low_limits_the_other_way_round() -> None:
    old = {**STANDARD["limits"][place("spo2", "low", "urgent")], "value": 92, "from_age": 65}
    under = {**old, "value": 90, "protocols": [IM]}
    del under["from_age"]
    assert added(old, under) == [(f"{LATER}.value", "contradicts")]
    assert added({**old, "value": 90}, {**under, "value": 91}) == []

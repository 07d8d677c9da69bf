"""Every limit of every shipped set, at its boundary and over all that can be measured, read from the JSON."""

import json
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import measure_of
from dashboard.clinical.plausibility import PAIR
from dashboard.clinical.readings import value_errors
from dashboard.clinical.thresholds import (
    Circumstances,
    Flag,
    LimitKind,
    crosses,
    flags_of,
    threshold_set_from,
    worst,
)
from tests import factories

DOCUMENTS = json.loads((factories.REFERENCE / "threshold_sets.json").read_text())["threshold_sets"]
RANK = {"info": 0, "advisory": 1, "urgent": 2}
LINES = [
    pytest.param(document, line, id=f"{document['code']} {line['level']} {line['measure']} {line['kind']}")
    for document in DOCUMENTS
    for line in document["limits"]
]
OF_KIND = {
    kind: [param for param in LINES if param.values[1]["kind"] == kind]
    for kind in ("high", "low", "rise", "not_resolved")
}
NOW = factories.at(0)
START = 100


def flags(document: dict[str, Any], values: dict[str, float], minute: float = 0, **within: Any) -> list[Flag]:
    given = {"baseline": None, "anchors": {}, "route": "iv"}
    moment = factories.at(minute)
    return list(
        flags_of(values, moment, Circumstances(**{**given, **within}), threshold_set_from(document, 1))
    )


def level(found: list[Flag], measure: str, kind: str) -> str | None:
    levels = [f.level.value for f in found if (f.measure, f.limit.kind.value) == (measure, kind)]
    assert len(levels) <= 1, "one flag per measure and kind"
    return levels[0] if levels else None


def plainly(document: dict[str, Any], measure: str, kind: str, value: float) -> str | None:
    """The level by a separate, plain calculation."""
    sign = 1 if kind == "high" else -1
    crossed = [
        line["level"]
        for line in document["limits"]
        if (line["measure"], line["kind"]) == (measure, kind) and sign * value >= sign * line["value"]
    ]
    return max(crossed, key=lambda name: RANK[name], default=None)


def test_no_kind_of_limit_is_left_out() -> None:
    assert sum(len(params) for params in OF_KIND.values()) == len(LINES) == 105


@pytest.mark.parametrize(("document", "line"), OF_KIND["high"] + OF_KIND["low"])
def test_a_limit_is_crossed_at_its_value_and_beyond(document: dict[str, Any], line: dict[str, Any]) -> None:
    measure, kind, value = line["measure"], line["kind"], line["value"]
    outward = 1 if kind == "high" else -1
    inside, at, outside = (
        level(flags(document, {measure: value + step * outward}), measure, kind) for step in (-1, 0, 1)
    )
    assert inside != line["level"]
    assert at == line["level"]
    assert outside is not None
    assert RANK[outside] >= RANK[line["level"]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["code"])
def test_every_possible_value_is_judged_as_a_plain_calculation_judges_it(document: dict[str, Any]) -> None:
    for measure in {line["measure"] for line in document["limits"]}:
        low, high = measure_of(measure).possible
        for value in range(int(low), int(high) + 1):
            found = flags(document, {measure: value})
            for kind in ("high", "low"):
                plain = plainly(document, measure, kind, value)
                assert level(found, measure, kind) == plain, (measure, value)


@pytest.mark.parametrize(("document", "line"), OF_KIND["rise"])
def test_a_rise_is_crossed_from_its_value_over_the_baseline(
    document: dict[str, Any], line: dict[str, Any]
) -> None:
    measure, value = line["measure"], line["value"]
    # High enough for a condition to hold, where there is one.
    start = max(START, line.get("only_if", {}).get("high", 0))
    within = {"baseline": {measure: start}}
    below = level(flags(document, {measure: start + value - 1}, **within), measure, "rise")
    at = level(flags(document, {measure: start + value}, **within), measure, "rise")
    assert below != line["level"]
    assert at == line["level"]


@pytest.mark.parametrize(("document", "line"), [p for p in OF_KIND["rise"] if "only_if" in p.values[1]])
def test_a_rise_with_a_condition_needs_both(document: dict[str, Any], line: dict[str, Any]) -> None:
    measure, value, high = line["measure"], line["value"], line["only_if"]["high"]
    within = {"baseline": {measure: high - value - 1}}
    just_below = level(flags(document, {measure: high - 1}, **within), measure, "rise")
    just_there = level(flags(document, {measure: high}, **within), measure, "rise")
    assert just_below == "advisory"
    assert just_there == line["level"] == "urgent"


@pytest.mark.hazard("H28")
@pytest.mark.parametrize(("document", "line"), OF_KIND["rise"])
def test_without_a_baseline_no_rise_is_judged(document: dict[str, Any], line: dict[str, Any]) -> None:
    measure = line["measure"]
    assert level(flags(document, {measure: 250}), measure, "rise") is None
    assert level(flags(document, {measure: 250}, baseline={"heart_rate": 70}), measure, "rise") is None


def test_a_rise_of_tenths_is_not_lost_to_rounding() -> None:
    document = {**DOCUMENTS[0], "limits": [
        {"measure": "temperature", "kind": "rise", "level": "advisory", "value": 1}
    ]}  # fmt: skip
    assert flags(document, {"temperature": 37.3}, baseline={"temperature": 36.3})
    assert not flags(document, {"temperature": 37.2}, baseline={"temperature": 36.3})


@pytest.mark.parametrize(("value", "crossed"), [(131, False), (132, True), (133, True)])
def test_a_rise_in_percent_is_held_against_the_baseline(value: float, crossed: bool) -> None:
    document = {**DOCUMENTS[0], "limits": [
        {"measure": "systolic", "kind": "rise_percent", "level": "advisory", "value": 10}
    ]}  # fmt: skip
    found = flags(document, {"systolic": value}, baseline={"systolic": 120})
    assert bool(found) is crossed
    assert all(f.limit.unit == "%" for f in found)


@pytest.mark.parametrize(("document", "line"), OF_KIND["not_resolved"])
@pytest.mark.parametrize(
    ("route", "anchors", "minute"),
    [
        ("iv", {"dose_start": factories.at(0), "dose_end": factories.at(40)}, 100),
        ("im", {"dose_start": factories.at(0)}, 120),
        ("nasal", {"dose_start": factories.at(0), "dose_end": factories.at(10)}, 120),
    ],
)
def test_not_resolved_is_judged_from_its_minute_on(
    document: dict[str, Any], line: dict[str, Any], route: str, anchors: dict[str, Any], minute: int
) -> None:
    def judged(value: float, seconds: float) -> str | None:
        found = flags(document, {"dissociation": value}, minute + seconds / 60, route=route, anchors=anchors)
        return level(found, "dissociation", "not_resolved")

    value = line["value"]
    assert judged(value, -1) is None
    assert judged(value, 0) == line["level"]
    assert judged(value - 1, 0) is None
    assert judged(value + 1, 3600) == line["level"]


def test_not_resolved_is_not_judged_before_a_dose() -> None:
    assert level(flags(DOCUMENTS[0], {"dissociation": 6}, 500), "dissociation", "not_resolved") is None


def test_while_an_infusions_end_is_missing_the_planned_one_stands_for_it() -> None:
    record = factories.record(
        events=(factories.dose_start(),),
        readings=tuple(factories.reading(minute, {"dissociation": 5}) for minute in (99, 100)),
    )
    early, due = (record.flags(reading) for reading in record.counted_readings)
    assert not early
    assert [f.limit.kind for f in due] == [LimitKind.NOT_RESOLVED]


@pytest.mark.hazard("A10")
def test_a_stop_counts_as_the_end() -> None:
    record = factories.record(
        events=(factories.dose_start(), factories.event(20, "dose_stop")),
        readings=tuple(factories.reading(minute, {"dissociation": 5}) for minute in (79, 80)),
    )
    assert [bool(record.flags(reading)) for reading in record.counted_readings] == [False, True]


@pytest.mark.hazard("H22")
@pytest.mark.parametrize(("document", "line"), [p for p in LINES if p.values[1]["level"] == "urgent"])
def test_what_is_advisory_and_urgent_says_urgent_only(document: dict[str, Any], line: dict[str, Any]) -> None:
    measure, value = line["measure"], line["value"]
    start = line.get("only_if", {}).get("high", 0)
    values = {measure: start + value} if line["kind"] == "rise" else {measure: value}
    found = flags(document, values, baseline={measure: start} if line["kind"] == "rise" else None)
    assert level(found, measure, line["kind"]) == "urgent"
    assert worst(found) is Level.URGENT


@pytest.mark.hazard("H05")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["code"])
def test_a_crisis_inside_the_ask_range_saves_without_a_question(document: dict[str, Any]) -> None:
    asked = []
    for line in (x for x in document["limits"] if x["level"] == "urgent" and x["kind"] != "rise"):
        low, high = measure_of(line["measure"]).ask
        first, last = (line["value"], int(high)) if line["kind"] == "high" else (int(low), line["value"])
        assert first <= last, "the ask range lies beyond the urgent limit"
        asked += [v for v in range(first, last + 1) if value_errors({line["measure"]: v}, frozenset())]
    assert not asked


def test_a_flag_names_the_set_and_its_version() -> None:
    found = flags_of(
        {"spo2": 90}, NOW, Circumstances(baseline=None, anchors={}, route="iv"),
        threshold_set_from(DOCUMENTS[2], 3),
    )  # fmt: skip
    (flag,) = found
    assert (flag.set_code, flag.set_version, flag.limit.value, flag.limit.unit) == ("cautious", 3, 91, "%")


def test_a_struck_reading_crosses_nothing() -> None:
    struck = factories.ReadingStatus.STRUCK
    record = factories.record(readings=(factories.reading(5, {"spo2": 80}, status=struck),))
    assert record.flags(record.readings[0]) == ()


def test_the_pair_has_limits_of_its_own_in_every_set() -> None:
    for document in DOCUMENTS:
        assert {line["measure"] for line in document["limits"]} >= PAIR


def test_the_condition_holds_only_where_the_named_measure_was_taken() -> None:
    document = {**DOCUMENTS[0], "limits": [
        {"measure": "heart_rate", "kind": "high", "level": "urgent", "value": 100,
         "only_if": {"measure": "systolic", "high": 160}}
    ]}  # fmt: skip
    limits = threshold_set_from(document, 1)
    within = Circumstances(baseline=None, anchors={}, route="iv")
    later = NOW + timedelta(minutes=5)
    assert crosses(limits.limits[0], {"heart_rate": 120, "systolic": 160}, later, within)
    assert not crosses(limits.limits[0], {"heart_rate": 120, "systolic": 159}, later, within)
    assert not crosses(limits.limits[0], {"heart_rate": 120}, later, within)

"""One table of cases, judged by the server's rules and by the drawer's own in the browser (A19)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.clinical.instruments import measures
from dashboard.clinical.readings import value_errors
from dashboard.clinical.thresholds import (
    Circumstances,
    ThresholdSet,
    flags_of,
    judged_from,
    threshold_set_from,
)
from tests.browser.desk import Desk, Ward

TABLE = json.loads((Path(__file__).parent / "judge_cases.json").read_text())
SETS = Path(__file__).parents[2] / "data" / "reference" / "threshold_sets.json"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MEASURES = [
    {"code": m.code, "label": m.label, "possible": m.possible, "ask": m.ask, "decimals": m.decimals}
    for m in measures()
]


def threshold_sets() -> dict[str, ThresholdSet]:
    """The shipped sets by code."""
    shipped = json.loads(SETS.read_text())["threshold_sets"]
    return {one["code"]: threshold_set_from(one, 1) for one in shipped}


def circumstances(case: dict[str, Any]) -> Circumstances:
    """Baseline, route and how long ago the dose started and ended."""
    minutes = {"dose_start": case["minutes_since_dose_start"], "dose_end": case["minutes_since_dose_end"]}
    anchors = {name: AT - timedelta(minutes=ago) for name, ago in minutes.items() if ago is not None}
    return Circumstances(baseline=case["baseline"], anchors=anchors, route=case["route"])


def plainly(
    impossible: list[str], improbable: list[str], flags: list[tuple[str, str, str, float]]
) -> dict[str, Any]:
    """A judgement in one form, whoever judged."""
    return {"impossible": sorted(impossible), "improbable": sorted(improbable), "flags": sorted(flags)}


def expected(case: dict[str, Any]) -> dict[str, Any]:
    """What the table says."""
    said = case["expected"]
    flags = [(f["measure"], f["kind"], f["level"], float(f["value"])) for f in said["flags"]]
    return plainly(said["impossible"], said["improbable"], flags)


def judged_by_server(case: dict[str, Any], limits: ThresholdSet) -> dict[str, Any]:
    """What the rules at the bedside say."""
    found = flags_of(case["values"], AT, circumstances(case), limits)
    errors = value_errors(case["values"], frozenset(case["confirmed"]))
    named = {
        code: [e.field.split(".")[1] for e in errors if e.code == code]
        for code in ("impossible", "improbable")
    }
    flags = [(f.measure, f.limit.kind.value, f.level.value, float(f.limit.value)) for f in found]
    return plainly(named["impossible"], named["improbable"], flags)


def spec_of(case: dict[str, Any], limits: ThresholdSet) -> dict[str, Any]:
    """What the drawer is given to judge by."""
    where = circumstances(case)
    items = [
        {
            "measure": one.measure, "kind": one.kind.value, "level": one.level.value, "value": one.value,
            "only_if": {"measure": one.only_if.measure, "high": one.only_if.high} if one.only_if else None,
            "from": begins.isoformat() if (begins := judged_from(one, where)) else None,
        }
        for one in limits.limits
    ]  # fmt: skip
    return {"measures": MEASURES, "limits": {"items": items}, "baseline": case["baseline"]}


@pytest.fixture(scope="module")
def browser_says(module_desk: Desk, ward: Ward) -> dict[str, Any]:
    """The whole table as the script in the browser judges it."""
    page = module_desk.page(ward, "nina", "/account")
    sets = threshold_sets()
    asked = {
        "cases": [{**case, "spec": spec_of(case, sets[case["set"]])} for case in TABLE["cases"]],
        "texts": TABLE["texts"], "grows": TABLE["grows"], "at": AT.timestamp() * 1000,
        "measures": {m["code"]: m for m in MEASURES},
    }  # fmt: skip
    judge = """({cases, texts, grows, at, measures}) => ({
        cases: cases.map((one) => Chairside.judge.classify(one.values, one.spec, one.confirmed, at)),
        texts: texts.map((one) => Chairside.judge.parse(one.text, measures[one.measure])),
        grows: grows.map((one) => Chairside.judge.canGrow(one.text, measures[one.measure])),
    })"""
    return dict(page.evaluate(judge, asked))


@pytest.mark.hazard("H05", "H22")
def test_the_servers_rules_agree_with_the_table() -> None:
    sets = threshold_sets()
    wrong = {
        case["name"]: (judged, expected(case))
        for case in TABLE["cases"]
        if (judged := judged_by_server(case, sets[case["set"]])) != expected(case)
    }
    assert wrong == {}


@pytest.mark.hazard("H05", "H22", "H26")
def test_the_drawers_rules_agree_with_the_same_table(browser_says: dict[str, Any]) -> None:
    wrong = {}
    for case, found in zip(TABLE["cases"], browser_says["cases"], strict=True):
        flags = [(f["measure"], f["kind"], f["level"], float(f["value"])) for f in found["flags"]]
        named = {kind: [one["measure"] for one in found[kind]] for kind in ("impossible", "improbable")}
        judged = plainly(named["impossible"], named["improbable"], flags)
        if judged != expected(case):
            wrong[case["name"]] = (judged, expected(case))
    assert wrong == {}


@pytest.mark.hazard("H09")
def test_texts_are_read_strictly_and_never_mended(browser_says: dict[str, Any]) -> None:
    for text, found in zip(TABLE["texts"], browser_says["texts"], strict=True):
        assert (found["kind"], found.get("value")) == (text["reads"], text["value"]), text


@pytest.mark.hazard("H06")
def test_a_box_is_left_only_when_no_digit_more_could_fit(browser_says: dict[str, Any]) -> None:
    for text, grows in zip(TABLE["grows"], browser_says["grows"], strict=True):
        assert grows == text["grows"], text

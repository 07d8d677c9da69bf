"""Limits judged at, one below and one above every bound, in both directions, read from tables."""

import json
from copy import deepcopy
from typing import Any

import pytest

from dashboard.clinical.limit_checks import check_limits
from dashboard.clinical.thresholds import Circumstances, fitting, flags_of, threshold_set_from
from tests import factories
from tests.rules.limit_cases import ROUTES, Case, cases_of

PROTOCOLS = frozenset({"iv_racemic_40", "im_racemic", "oral_sl", "in_esketamine", "sc_racemic"})
SHIPPED = json.loads((factories.REFERENCE / "threshold_sets.json").read_text(encoding="utf-8"))


def particular() -> dict[str, Any]:
    """A clinic's own set: rises in percent and in tenths, lines from 65, for a protocol, and for both."""
    document = deepcopy(SHIPPED["threshold_sets"][0])
    document["code"] = "own"
    document["limits"] += [
        {"measure": "systolic", "kind": "rise_percent", "level": "advisory", "value": 20},
        {"measure": "systolic", "kind": "rise_percent", "level": "urgent", "value": 35},
        {"measure": "temperature", "kind": "rise", "level": "advisory", "value": 1},
        {"measure": "systolic", "kind": "high", "level": "advisory", "value": 155, "from_age": 65},
        {"measure": "systolic", "kind": "high", "level": "urgent", "value": 170, "from_age": 65},
        {"measure": "spo2", "kind": "low", "level": "advisory", "value": 92, "protocols": ["im_racemic"]},
        {"measure": "heart_rate", "kind": "low", "level": "urgent", "value": 42,
         "protocols": ["im_racemic", "sc_racemic"]},
        {"measure": "systolic", "kind": "high", "level": "urgent", "value": 165, "from_age": 65,
         "protocols": ["im_racemic"]},
    ]  # fmt: skip
    return dict(document)


OWN = particular()
CASES = [case for document in (*SHIPPED["threshold_sets"], OWN) for case in cases_of(document)]


def judged(case: Case) -> str | None:
    limits = fitting(threshold_set_from(case.document, 1), case.age, case.protocol)
    within = Circumstances(baseline=case.baseline, anchors=ROUTES[case.route], route=case.route)
    found = flags_of(case.values, factories.at(case.minute), within, limits)
    mine = [f for f in found if (f.measure, f.limit.kind) == (case.line["measure"], case.line["kind"])]
    assert len(mine) <= 1, "one flag per measure and kind"
    return mine[0].level.value if mine else None


@pytest.mark.hazard("H29")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_value_at_a_bound_is_judged_as_the_table_says(case: Case) -> None:
    assert judged(case) == case.expected


def test_the_table_has_every_line_of_every_set_crossed_and_not() -> None:
    for document in (*SHIPPED["threshold_sets"], OWN):
        for line in document["limits"]:
            of_line = [case for case in CASES if case.document is document and case.line is line]
            assert {case.expected == line["level"] for case in of_line} == {True, False}, line


def test_the_sets_of_the_table_may_be_published() -> None:
    assert [check_limits(document, PROTOCOLS) for document in (*SHIPPED["threshold_sets"], OWN)] == [[]] * 4

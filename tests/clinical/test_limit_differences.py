"""What one version of a set has changed against another, in words."""

from copy import deepcopy
from typing import Any

import pytest

from dashboard.clinical.limit_differences import differences
from dashboard.clinical.thresholds import threshold_set_from
from tests.clinical.test_limit_checks import (
    STANDARD,
    SYSTOLIC,
    Change,
    adds,
    drops,
    escalates,
    sets,
)

NAMES = {"im_racemic": "IM racemic ketamine"}


def said(change: Change) -> list[str]:
    after: dict[str, Any] = deepcopy(STANDARD)
    change(after)
    return differences(threshold_set_from(STANDARD, 1), threshold_set_from(after, 2), NAMES)


LATE = {"route_iv": {"anchor": "dose_end", "min": 90}, "otherwise": {"anchor": "dose_start", "min": 120}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (sets(*SYSTOLIC, value=175), "Systolic urgent high 180 → 175"),
        (sets(*SYSTOLIC, rail=190), "Systolic urgent high: override up to the usual rail → 190"),
        (sets(*SYSTOLIC, confirm_within_min=3), "Systolic urgent high: repeat within 5 min → within 3 min"),
        (
            sets(*SYSTOLIC, confirm_within_min=None),
            "Systolic urgent high: repeat within 5 min → in 5 min, confirms nothing",
        ),
        (drops("nausea", "high", "advisory"), "Nausea advisory high 4 removed"),
        (adds(measure="temperature", kind="high", level="advisory", value=38.5),
         "Temperature advisory high 38.5 added"),
        (adds(measure="systolic", kind="rise_percent", level="advisory", value=20),
         "Systolic advisory rise 20 % added"),
        (adds(measure="systolic", kind="high", level="advisory", value=150, from_age=65,
              protocols=["im_racemic"]),
         "Systolic advisory high from 65 under IM racemic ketamine 150 added"),
        (sets("systolic", "rise", "urgent", only_if={"measure": "systolic", "high": 150}),
         "Systolic urgent rise: only with Systolic from 160 → Systolic from 150"),
        (sets("dissociation", "not_resolved", "advisory", after=LATE),
         "Dissociation advisory not resolved: judged with IV 60 min after the end of the dose"
         " → 90 min after the end of the dose"),
        (lambda document: document.update(label="House"), "Name Standard → House"),
        (escalates("urgent_s", 90), "Unanswered urgent goes on after 120 → 90 s"),
        (escalates("again_after_min", 15), "Told again after 10 → 15 min"),
        (escalates("step_worse.systolic", 15), "Systolic step told again 10 → 15"),
        (escalates("step_worse.nausea", None), "Nausea step told again 2 → none"),
        (escalates("late_check.urgent_after_min", 12), "Late check urgent after 10 → 12 min"),
        (escalates("late_check.urgent_if_any.last_set_crossed", "urgent"),
         "Late check urgent when the last set crossed advisory → urgent"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_one_line(change: Change, words: str) -> None:
    assert said(change) == [words]


def test_the_same_again_is_no_difference() -> None:
    assert said(lambda document: document["limits"].reverse()) == []


def test_several_changes_stand_in_the_order_of_measures() -> None:
    def change(document: dict[str, Any]) -> None:
        sets("distress", "high", "advisory", value=6)(document)
        sets(*SYSTOLIC, value=175)(document)

    assert said(change) == ["Systolic urgent high 180 → 175", "Distress advisory high 5 → 6"]

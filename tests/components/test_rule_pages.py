"""What an address of the pages of limits and protocols shows, and the list at their left."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.rules import Decision, RuleDecision, RuleKind, RuleVersion
from dashboard.components.rule_pages import named_code, named_version, versions_json
from dashboard.components.rule_versions import RuleView, rule_links
from tests.components.reading_a_page import text

AT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def version(number: int, at: datetime, *, code: str = "standard", approved: bool = True) -> RuleVersion:
    said = RuleDecision(decision=Decision.APPROVED, at=at, by="carl", by_name="Carl")
    return RuleVersion(
        kind=RuleKind.THRESHOLD_SET, code=code, version=number, document={"label": code.capitalize()},
        shared=None, at=at, by="ada", by_name="Ada", needs_approval=True,
        decisions=(said,) if approved else (),
    )  # fmt: skip


def links(by_code: Mapping[str, Sequence[RuleVersion]], at: datetime) -> str:
    view = RuleView(
        actor=SYSTEM, zone=ZoneInfo("Europe/Berlin"), page="/thresholds?set=", api="/threshold-sets",
        changes=lambda before, after: [],
    )  # fmt: skip
    return text(rule_links(by_code, at, "standard", view))


def test_the_list_tells_the_day_in_the_clinics_zone_and_the_year_only_when_it_is_another() -> None:
    by_code = {"standard": [version(1, AT)]}
    assert links(by_code, AT + timedelta(days=9)) == "Standardversion 1 in force, 3 Mar"
    assert links(by_code, AT + timedelta(days=400)) == "Standardversion 1 in force, 3 Mar 2026"
    waiting = {"standard": [version(1, AT, approved=False)]}
    assert links(waiting, AT) == "Standardno version in forceversion 1 waits"


@pytest.mark.parametrize(
    ("search", "code", "number"),
    [("", "standard", 2), ("?set=evening", "evening", 1), ("?set=nowhere", "standard", 2),
     ("?set=standard&version=1", "standard", 1), ("?set=standard&version=3", "standard", 3),
     ("?set=standard&version=9", "standard", 2), ("?reset=evening", "standard", 2)],
)  # fmt: skip
def test_an_address_names_a_code_and_a_version_else_the_one_in_force(
    search: str, code: str, number: int
) -> None:
    later = AT + timedelta(days=2)
    by_code = {
        "standard": [version(1, AT), version(2, AT), replace(version(3, AT), starts_at=later)],
        "evening": [version(1, AT, code="evening", approved=False)],
    }
    assert named_code(by_code, "set", search) == code
    shown = named_version(by_code[code], AT, search)
    assert shown.version == number
    told = json.loads(versions_json(by_code, code, AT, shown))
    assert told["taken"] == [
        {"code": "standard", "label": "Standard"}, {"code": "evening", "label": "Evening"}
    ]  # fmt: skip
    assert (told["in_force"], told["newest"]) == ((2, 3) if code == "standard" else (None, 1))

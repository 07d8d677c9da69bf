"""The pre-dose checklist: later answers win, and what speaks against the dose is said in words."""

from typing import Any

import pytest

from dashboard.clinical.event_kinds import EVENT_KINDS
from dashboard.clinical.events import Event
from dashboard.clinical.pre_dose import (
    CHECKLIST,
    GROUPS,
    ChecklistStanding,
    checklist_items,
    checklist_standing,
)
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at, device, event

NASAL = "in_esketamine"


def answered(minute: float = -20, **answers: Any) -> Event:
    return event(minute, CHECKLIST, {"suicidality_checked": "yes", **answers})


def record_of(*lists: Event, protocol: str = "iv_racemic_40", seen: float = 0) -> SessionRecord:
    return factories.record(events=lists, protocol=factories.protocol(protocol), seen_at=at(seen))


def standing(*lists: Event, protocol: str = "iv_racemic_40", seen: float = 0) -> ChecklistStanding:
    return checklist_standing(record_of(*lists, protocol=protocol, seen=seen))


def test_every_item_of_the_registry_stands_under_one_heading() -> None:
    listed = [code for codes in GROUPS.values() for code in codes]
    assert sorted(listed) == sorted(EVENT_KINDS[CHECKLIST].details)


def test_nothing_is_said_while_no_list_was_filled_in() -> None:
    found = standing()
    assert (found.filled, found.against, found.told) == (False, (), ())
    assert found.open == 28


@pytest.mark.hazard("H37")
def test_a_part_can_be_filled_and_a_later_answer_wins() -> None:
    first = standing(answered(opioid="yes", consent="yes"))
    assert (first.filled, first.open, first.against) == (True, 25, ("Takes an opioid",))
    later = standing(answered(opioid="yes"), answered(-5, opioid="no"))
    assert later.against == ()
    assert standing(answered(opioid="yes"), answered(-5, maoi="no")).against == ("Takes an opioid",)


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"opioid": "yes"}, "Takes an opioid"),
        ({"benzodiazepine": "yes"}, "Takes a benzodiazepine"),
        ({"other_sedative": "yes"}, "Takes another sedative"),
        ({"escort_confirmed": "no"}, "No escort confirmed"),
        ({"suicidality_checked": "no"}, "Not asked about suicidal thoughts"),
        ({"pregnancy": "yes"}, "Pregnant, or may be"),
        ({"prescriber_on_site": "no"}, "No prescriber on site"),
        ({"identifiers": "no"}, "Identifiers not checked"),
        ({"recent_heart_event": "yes"}, "Heart event in the last 6 weeks"),
    ],
)
def test_an_answer_that_speaks_against_the_dose_is_said(answers: dict[str, str], words: str) -> None:
    assert standing(answered(**answers)).against == (words,)


def test_what_does_not_apply_and_what_is_well_says_nothing() -> None:
    well = {"opioid": "no", "pregnancy": "na", "escort_confirmed": "yes", "oximeter_ready": "yes"}
    assert standing(answered(**well)).against == ()


@pytest.mark.hazard("H37")
def test_a_list_that_leaves_the_question_of_suicide_open_says_so() -> None:
    assert standing(event(-20, CHECKLIST, {"consent": "yes"})).against == (
        "Not asked about suicidal thoughts",
    )


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("detail", "minutes", "against"),
    [
        ("last_food_at", 120, ()), ("last_food_at", 119, ("Last food 1 h 59 min ago, 2 h asked",)),
        ("last_food_at", 50, ("Last food 50 min ago, 2 h asked",)),
        ("last_drink_at", 30, ()), ("last_drink_at", 29, ("Last drink 29 min ago, 30 min asked",)),
    ],
)  # fmt: skip
def test_esketamine_asks_for_two_hours_without_food_and_half_an_hour_without_drink(
    detail: str, minutes: float, against: tuple[str, ...]
) -> None:
    filled = answered(-10, **{detail: at(-minutes).isoformat()})
    assert standing(filled, protocol=NASAL).against == against
    assert standing(filled).against == ()


def test_for_other_drugs_the_fasting_is_only_said() -> None:
    filled = answered(-10, last_food_at=at(-200).isoformat(), last_drink_at=at(-60).isoformat())
    assert standing(filled).told == ("Last food 3 h 20 min ago", "Last drink 1 h ago")


def test_the_fasting_is_counted_until_the_dose_began() -> None:
    filled = answered(-10, last_food_at=at(-50).isoformat())
    found = standing(filled, device(0, 1), protocol=NASAL, seen=90)
    assert found.against == ("Last food 50 min ago, 2 h asked",)


def test_rems_and_nasal_items_are_asked_where_they_belong() -> None:
    own = {"rems_enrolled", "site_certified", "nasal_spray_last_hour"}
    items = {code for _, codes in checklist_items(record_of(protocol=NASAL)) for code in codes}
    assert own <= items
    others = {code for _, codes in checklist_items(record_of()) for code in codes}
    assert others == items - own
    assert standing(answered(rems_enrolled="no"), protocol=NASAL).against == ("Not enrolled in REMS",)

"""The preview of a protocol shows what the schedule would ask for, minute by minute."""

import copy
import json
from typing import Any

import pytest

from dashboard.clinical.protocol_preview import ProtocolPreview, preview_protocol
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.schedule_plan import CheckKind
from tests import factories

REFERENCE = json.loads((factories.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
SHARED = {name: REFERENCE[name] for name in ("lead_min", "hold", "readiness", "note")}
SETS = {code: factories.threshold_set(code) for code in ("standard", "spravato_rems")}
DOCUMENTS = {document["code"]: document for document in REFERENCE["protocols"]}


def previewed(code: str, course: str | None = None, **changes: Any) -> ProtocolPreview:
    document = {**copy.deepcopy(DOCUMENTS[code]), **changes}
    return preview_protocol(document, SHARED, SETS, course)


@pytest.mark.parametrize(
    ("code", "course", "given"),
    [*((code, "1", [(0, "dose_start")]) for code in DOCUMENTS),
     ("in_esketamine", "2", [(0, "device_given"), (5, "device_given")]),
     ("in_esketamine", "3", [(0, "device_given"), (5, "device_given"), (10, "device_given")]),
     ("in_esketamine", None, [(0, "device_given"), (5, "device_given"), (10, "device_given")]),
     ("oral_sl", "booster_30", [(0, "dose_start"), (30, "booster")]),
     ("im_racemic", None, [(0, "dose_start")])],
)  # fmt: skip
def test_the_preview_equals_the_schedule_of_a_session_on_the_protocol(
    code: str, course: str | None, given: list[tuple[int, str]]
) -> None:
    protocol = factories.protocol(code)
    planned = protocol.planned_duration_min
    given = [*given, *([(planned, "dose_end")] if planned else [])]
    events = [factories.event(minute, kind) for minute, kind in given]
    record = factories.record(protocol=protocol, events=tuple(events), seen_at=factories.at(0))
    asked = [
        (c.code, c.minute, record.minute(c.opens_at), c.closes_at and record.minute(c.closes_at), c.measures)
        for c in checks_of(record)
    ]
    found = previewed(code, course)
    assert [(r.code, r.minute, r.opens, r.closes, r.measures) for r in found.rows] == asked
    assert record.observation_ends_at == factories.at(found.observation_ends or -1)


def test_a_protocol_is_drawn_around_as_many_devices_as_its_largest_dose_has() -> None:
    found = previewed("in_esketamine")
    assert [one.minutes for one in found.courses] == [(0,), (0, 5), (0, 5, 10)]
    assert (found.course, found.observation_ends) == (found.courses[-1], 130)
    assert previewed("in_esketamine", "1").observation_ends == 120
    more = previewed("in_esketamine", dose_ask={"mg": [28, 2000]})
    assert len(more.courses) == 6
    none = previewed("in_esketamine", dose_ask={"mg": [28]})
    assert [one.minutes for one in none.courses] == [(0,)]


def test_a_dose_given_at_once_is_drawn_with_a_booster_when_asked_for() -> None:
    found = previewed("oral_sl")
    assert [one.minutes for one in found.courses] == [(0,), (0, 15), (0, 30), (0, 45), (0, 60)]
    assert (found.course, found.observation_ends) == (found.courses[0], 120)
    assert previewed("oral_sl", "booster_45").observation_ends == 165
    assert previewed("oral_sl", "no such course") == found
    assert [one.minutes for one in previewed("iv_racemic_40").courses] == [(0,)]


def test_an_infusion_is_previewed_to_the_end_of_its_observation() -> None:
    found = previewed("iv_racemic_40")
    assert (found.dose_ends, found.observation_ends, found.errors) == (40, 100, ())
    after = [(r.minute, r.opens, r.closes) for r in found.rows if r.code == "after"]
    assert after == [(55, 50, 60), (70, 65, 75), (85, 80, 90), (100, 95, 105)]


def test_the_window_before_the_dose_is_shown_whole() -> None:
    checks = copy.deepcopy(DOCUMENTS["im_racemic"]["checks"])
    checks[0]["window_min"] = [-90, -5]
    baseline = previewed("im_racemic", checks=checks).rows[0]
    assert baseline.kind is CheckKind.BASELINE
    assert (baseline.minute, baseline.opens, baseline.closes) == (-90, -90, 0)


def test_a_draft_with_a_fault_elsewhere_is_placed_all_the_same() -> None:
    found = previewed("im_racemic", label="", dose_ask={})
    assert {error.field for error in found.errors} == {"label", "dose_ask.mg"}
    assert found.rows == previewed("im_racemic").rows


@pytest.mark.hazard("H44")
def test_a_draft_under_the_floor_is_placed_and_refused() -> None:
    short = {"after_dose_start_min": 119, "after_last_dose_event_min": 119}
    found = previewed("in_esketamine", "1", observation=short)
    assert {error.code for error in found.errors} == {"under_floor"}
    assert found.observation_ends == 119


@pytest.mark.parametrize(
    "changes",
    [{"checks": []}, {"checks": "none"}, {"checks": [{"code": "x"}]}, {"observation": {}},
     {"planned_duration_min": "40"},
     {"checks": [{**DOCUMENTS["im_racemic"]["checks"][1], "at_min": [None]}]}],
    ids=["no checks", "no list", "half a check", "no observation", "words", "no minute"],
)  # fmt: skip
def test_times_that_cannot_be_read_are_not_placed(changes: dict[str, Any]) -> None:
    found = previewed("im_racemic", **changes)
    assert (found.rows, found.observation_ends) == ((), None)
    assert found.errors


def test_the_longest_protocol_is_previewed_whole() -> None:
    checks = copy.deepcopy(DOCUMENTS["im_racemic"]["checks"])
    checks[3] |= {"every_min": 1, "from_min": 0, "tolerance_min": 0}
    long = {"after_dose_start_min": 1440, "after_last_dose_event_min": 1440}
    found = previewed("im_racemic", checks=checks, observation=long)
    assert (found.errors, found.observation_ends) == ((), 1440)
    assert [r.minute for r in found.rows if r.code == "until_ready"] == list(range(1441))

"""Versions of limits and protocols through the API: written, refused by line, approved, in force."""

import json
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.asking import Asker, made, refused
from tests.api.conftest import Api
from tests.people import PASSWORD

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
STANDARD = json.loads((REFERENCE / "threshold_sets.json").read_text(encoding="utf-8"))["threshold_sets"][0]


def changed(**values: Any) -> dict[str, Any]:
    """The shipped standard set with its urgent systolic moved, as an administrator would send it."""
    document = deepcopy(STANDARD)
    for line in document["limits"]:
        if (line["measure"], line["kind"], line["level"]) == ("systolic", "high", "urgent"):
            line["value"] = values.pop("urgent", 175)
    return {**document, "reason": "Reviewed in November", **values}


def limit_in_force(who: Asker) -> tuple[int, float]:
    """Version and urgent systolic limit of the standard set as it counts now."""
    sets = {s["code"]: s for s in made(who.get("/threshold-sets"))["items"]}
    lines = sets["standard"]["limits"]
    value = next(
        line["value"]
        for line in lines
        if (line["measure"], line["kind"], line["level"]) == ("systolic", "high", "urgent")
    )
    return sets["standard"]["version"], value


@pytest.mark.hazard("H29")
def test_a_version_waits_for_a_clinician_and_then_counts(api: Api) -> None:
    written = made(api.ada.post("/threshold-sets/standard/versions", changed()))
    assert (written["version"], written["state"]) == (2, "waiting")
    assert limit_in_force(api.ada) == (1, 180)
    refused(api.ada.post("/threshold-sets/standard/versions/2/approve", {}), 403)
    approved = made(api.carl.post("/threshold-sets/standard/versions/2/approve", {}))
    assert approved["state"] == "in_force"
    assert limit_in_force(api.carl) == (2, 175)
    refused(api.carl.post("/threshold-sets/standard/versions/2/approve", {}), 409)
    states = [v["state"] for v in made(api.carl.get("/threshold-sets/standard/versions"))["items"]]
    assert states == ["superseded", "in_force"]


def test_a_clinician_beside_the_administrator_approves_at_once(api: Api) -> None:
    second = {"username": "carl", "password": PASSWORD}
    written = made(api.ada.post("/threshold-sets/standard/versions", changed(second=second)))
    assert written["state"] == "in_force"
    assert written["decisions"][0]["by"]["display_name"]
    wrong = {**second, "password": "not their password at all"}
    refused(api.ada.post("/threshold-sets/standard/versions", changed(second=wrong)), 403)
    nurse = {"username": "nina", "password": PASSWORD}
    refused(api.ada.post("/threshold-sets/standard/versions", changed(second=nurse)), 403)
    assert len(made(api.ada.get("/threshold-sets/standard/versions"))["items"]) == 2


def test_a_version_with_a_start_counts_from_then(api: Api) -> None:
    start = (api.clock() + timedelta(days=2)).isoformat()
    second = {"username": "carl", "password": PASSWORD}
    written = made(api.ada.post("/threshold-sets/standard/versions", changed(starts_at=start, second=second)))
    assert written["state"] == "scheduled"
    api.clock.forward(2 * 24 * 60 - 1)
    assert limit_in_force(api.carl) == (1, 180)
    api.clock.forward(1)
    assert limit_in_force(api.carl) == (2, 175)


def test_a_refused_version_never_counts_and_says_why(api: Api) -> None:
    made(api.ada.post("/threshold-sets/standard/versions", changed()))
    path = "/threshold-sets/standard/versions/2/approve"
    refused(api.carl.post(path, {"decision": "rejected"}), 422, field="reason")
    said = made(api.carl.post(path, {"decision": "rejected", "reason": "Too tight"}))
    assert said["state"] == "rejected"
    assert limit_in_force(api.carl) == (1, 180)
    assert made(api.ada.post("/threshold-sets/standard/versions", changed()))["version"] == 3


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("limits.4.value", {"urgent": 810}),
        ("limits.4.value", {"urgent": 160}),
        ("limits.4.value", {"urgent": 205}),
        ("limits.4.value", {"urgent": 175.5}),
        ("label", {"label": " "}),
        ("reason", {"reason": " "}),
        ("escalation", {"escalation": None}),
        ("starts_at", {"starts_at": "2020-01-01T00:00:00Z"}),
        ("colour", {"colour": "red"}),
        ("code", {"code": "cautious"}),
    ],
)
def test_what_contradicts_itself_is_refused_by_name(api: Api, field: str, change: dict[str, Any]) -> None:
    refused(api.ada.post("/threshold-sets/standard/versions", changed(**change)), 422, field=field)
    assert len(made(api.ada.get("/threshold-sets/standard/versions"))["items"]) == 1


@pytest.mark.hazard("H29")
def test_a_set_without_an_urgent_low_spo2_is_refused_naming_it(api: Api) -> None:
    document = changed()
    document["limits"] = [
        line for line in document["limits"] if (line["measure"], line["level"]) != ("spo2", "urgent")
    ]
    problem = refused(api.ada.post("/threshold-sets/standard/versions", document), 422, field="limits")
    assert "SpO2 low" in problem["errors"][0]["message"]


@pytest.mark.hazard("H30")
def test_a_session_keeps_the_version_it_began_with(api: Api) -> None:
    session = api.nina.session()
    second = {"username": "carl", "password": PASSWORD}
    made(api.ada.post("/threshold-sets/standard/versions", changed(second=second)))
    stored = api.nina.reading(session["id"], {"systolic": 176})
    assert [(f["level"], f["limit"]["version"]) for f in stored["flags"]] == [("advisory", 1)]


def test_a_document_as_it_was_answered_can_be_sent_back_changed(api: Api) -> None:
    answered = made(api.ada.get("/threshold-sets/standard/versions"))["items"][0]
    again = made(api.ada.post("/threshold-sets/standard/versions", {**answered, "reason": "Same again"}))
    assert again["limits"] == answered["limits"]


def test_only_an_administrator_writes_and_a_new_code_is_its_own(api: Api) -> None:
    refused(api.carl.post("/threshold-sets/standard/versions", changed()), 403)
    refused(api.ada.post("/threshold-sets/evening/versions", changed()), 422, field="code")
    made(api.ada.post("/threshold-sets", changed(code="evening", label="Evening")))
    refused(api.ada.post("/threshold-sets", changed(code="evening")), 409)
    refused(api.ada.post("/threshold-sets", changed(code="Not a Code")), 422, field="code")
    assert "evening" not in {s["code"] for s in made(api.carl.get("/threshold-sets"))["items"]}


def test_a_protocol_is_copied_changed_and_approved(api: Api) -> None:
    shipped = made(api.ada.get("/protocols/im_racemic/versions"))["items"][0]
    copy = {**shipped, "code": "im_evening", "label": "Evening IM", "reason": "Shorter evenings"}
    made(api.ada.post("/protocols", copy))
    made(api.carl.post("/protocols/im_evening/versions/1/approve", {}))
    assert "im_evening" in {p["code"] for p in made(api.carl.get("/protocols"))["items"]}
    short = {**shipped, "observation": {**shipped["observation"], "after_dose_start_min": -1}, "reason": "x"}
    answer = api.ada.post("/protocols/im_racemic/versions", short)
    refused(answer, 422, field="observation.after_dose_start_min")


@pytest.mark.hazard("H44")
def test_esketamine_under_rems_is_never_observed_under_two_hours(api: Api) -> None:
    shipped = made(api.ada.get("/protocols/in_esketamine/versions"))["items"][0]
    for name in ("after_dose_start_min", "after_last_dose_event_min"):
        short = {**shipped, "observation": {**shipped["observation"], name: 119}, "reason": "Shorter"}
        refused(api.ada.post("/protocols/in_esketamine/versions", short), 422, field=f"observation.{name}")
    off = {**shipped, "rems": False, "reason": "No REMS here"}
    refused(api.ada.post("/protocols/in_esketamine/versions", off), 422, field="rems")


@pytest.mark.hazard("H23")
def test_a_draft_is_tried_on_ended_sessions_beside_the_version_in_force(api: Api) -> None:
    session = api.nina.session()
    api.nina.reading(session["id"], {"systolic": 165})
    ended = {"end": "aborted", "reason": "Went home before the dose"}
    made(api.nina.post(f"/sessions/{session['id']}/discharge", ended))
    document = {name: value for name, value in changed(urgent=162).items() if name != "reason"}
    document["limits"][2]["value"] = 150
    path = "/threshold-sets/standard/preview"
    found = made(api.carl.post(path, {"document": document, "session_id": session["id"]}))
    one = {"advisory_sessions": 1, "urgent_sessions": 0, "advisory": 1, "urgent": 0}
    other = {"advisory_sessions": 0, "urgent_sessions": 1, "advisory": 0, "urgent": 1}
    assert found == {
        "sessions": 1, "in_force": one, "draft": other, "errors": [],
        "session": {"id": session["id"], "in_force": one, "draft": other},
    }  # fmt: skip
    assert len(made(api.ada.get("/threshold-sets/standard/versions"))["items"]) == 1


def test_a_try_says_what_is_wrong_with_the_draft_and_judges_it_as_far_as_it_can_be_read(api: Api) -> None:
    path = "/threshold-sets/standard/preview"
    contradictory = made(api.nina.post(path, {"document": changed(urgent=150)}))
    assert [e["field"] for e in contradictory["errors"]] == ["limits.4.value"]
    assert contradictory["draft"] is not None
    unreadable = made(api.nina.post(path, {"document": {"limits": [{"measure": "mood"}]}}))
    assert unreadable["draft"] is None
    assert unreadable["in_force"] is not None
    assert "limits.0.measure" in [e["field"] for e in unreadable["errors"]]


def test_a_try_asks_for_a_sign_in_a_document_and_a_session_that_is_there(api: Api) -> None:
    path = "/threshold-sets/standard/preview"
    refused(api.nobody.post(path, {"document": changed()}), 401)
    refused(api.nina.post(path, {}), 422, field="document")
    refused(api.nina.post(path, {"document": changed(), "session_id": "nobody"}), 404)
    assert made(api.nina.post("/threshold-sets/evening/preview", {"document": changed()}))["in_force"] is None


def test_a_version_that_a_later_one_outran_cannot_be_approved(api: Api) -> None:
    path = "/threshold-sets/standard/versions"
    made(api.ada.post(path, changed()))
    made(api.ada.post(path, changed(urgent=170, second={"username": "carl", "password": PASSWORD})))
    refused(api.carl.post(f"{path}/2/approve", {}), 409)
    refused_version = made(api.carl.post(f"{path}/2/approve", {"decision": "rejected", "reason": "Outrun"}))
    assert refused_version["state"] == "rejected"


SETS = "/threshold-sets/standard/versions"
SECOND = {"username": "carl", "password": PASSWORD}


def in_days(api: Api, days: float) -> str:
    return (api.clock() + timedelta(days=days)).isoformat()


def states(api: Api, path: str = SETS) -> list[str]:
    """How each version of a code stands now."""
    return [v["state"] for v in made(api.carl.get(path))["items"]]


@pytest.mark.hazard("H30")
def test_a_version_that_would_outrun_one_approved_for_later_is_refused_naming_it(api: Api) -> None:
    made(api.ada.post(SETS, changed(urgent=170, starts_at=in_days(api, 10), second=SECOND)))
    problem = refused(api.ada.post(SETS, changed(urgent=178, second=SECOND)), 422, field="replaces_scheduled")
    [error] = problem["errors"]
    assert error["code"] == "outruns"
    assert error["message"].startswith("Version 2, approved from 3 Dec 2026 ")
    assert states(api) == ["in_force", "scheduled"]
    at_once = changed(urgent=178, starts_at=in_days(api, 10), second=SECOND)
    refused(api.ada.post(SETS, at_once), 422, field="replaces_scheduled")
    later = made(api.ada.post(SETS, changed(urgent=178, starts_at=in_days(api, 11), second=SECOND)))
    assert (later["version"], later["state"]) == (3, "scheduled")
    both = refused(api.ada.post(SETS, changed(urgent=176, second=SECOND)), 422, field="replaces_scheduled")
    assert "Version 2" in both["errors"][0]["message"]
    assert "Version 3" in both["errors"][0]["message"]
    api.clock.forward(10 * 24 * 60)
    assert limit_in_force(api.carl) == (2, 170)
    api.clock.forward(24 * 60)
    assert limit_in_force(api.carl) == (3, 178)


@pytest.mark.hazard("H30")
def test_a_version_that_says_so_replaces_the_one_approved_for_later(api: Api) -> None:
    made(api.ada.post(SETS, changed(urgent=170, starts_at=in_days(api, 10), second=SECOND)))
    body = changed(urgent=178, starts_at=in_days(api, 5), second=SECOND, replaces_scheduled=True)
    written = made(api.ada.post(SETS, body))
    assert written["state"] == "scheduled"
    assert "replaces_scheduled" not in written
    assert states(api) == ["in_force", "superseded", "scheduled"]
    made(api.ada.post(SETS, changed(urgent=177, starts_at=in_days(api, 7), second=SECOND)))
    assert states(api) == ["in_force", "superseded", "scheduled", "scheduled"]
    api.clock.forward(11 * 24 * 60)
    assert limit_in_force(api.carl) == (4, 177)
    said = [e["detail"] for e in made(api.ada.get("/audit?action=rules_decided"))["items"]]
    assert [detail.get("replaced") for detail in said] == [None, [2], None]


@pytest.mark.hazard("H30")
def test_a_clinician_is_told_what_an_approval_would_outrun(api: Api) -> None:
    made(api.ada.post(SETS, changed(urgent=170, starts_at=in_days(api, 10), second=SECOND)))
    waiting = made(api.ada.post(SETS, changed(urgent=178)))
    assert waiting["state"] == "waiting"
    path = f"{SETS}/3/approve"
    refused(api.carl.post(path, {}), 422, field="replaces_scheduled")
    made(api.carl.post(path, {"replaces_scheduled": True}))
    assert states(api) == ["superseded", "superseded", "in_force"]


def test_a_version_after_the_scheduled_one_has_begun_outruns_nothing(api: Api) -> None:
    made(api.ada.post(SETS, changed(urgent=170, starts_at=in_days(api, 1), second=SECOND)))
    made(api.ada.post(SETS, changed(urgent=178)))
    api.clock.forward(24 * 60)
    made(api.carl.post(f"{SETS}/3/approve", {}))
    assert states(api) == ["superseded", "superseded", "in_force"]


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("in_esketamine", {"drug": "ketamine"}, "drug"),
        ("in_esketamine", {"drug": "ketamine", "rems": False, "devices_mg": None, "device_gap_min": None,
                           "observation": {"after_dose_start_min": 10, "after_last_dose_event_min": 0}},
         "drug"),
        ("im_racemic", {"route": "sc", "routes": ["im", "sc"]}, "route"),
    ],
)  # fmt: skip
def test_a_code_keeps_its_drug_and_route_and_a_copy_takes_another(
    api: Api, code: str, change: dict[str, Any], field: str
) -> None:
    path = f"/protocols/{code}/versions"
    shipped = made(api.ada.get(path))["items"][0]
    body = {**shipped, **change, "reason": "Ours"}
    problem = refused(api.ada.post(path, {**body, "second": SECOND}), 422, field=field)
    assert "Copy it into a new one instead." in " ".join(e["message"] for e in problem["errors"])
    tried = made(api.ada.post("/protocols/preview", {"document": body_document(body)}))
    assert field in [e["field"] for e in tried["errors"]]
    made(api.ada.post("/protocols", {**body, "code": "our_own"}))
    assert states(api, path) == ["in_force"]


def body_document(body: dict[str, Any]) -> dict[str, Any]:
    """The document of a protocol's version alone."""
    said = ("version", "at", "by", "by_name", "state", "in_force_from", "decisions", "reason", "starts_at")
    return {name: value for name, value in body.items() if name not in (*said, "shared")}


@pytest.mark.hazard("H44")
def test_devices_outside_rems_are_refused_in_a_new_version_and_in_a_copy(api: Api) -> None:
    shipped = made(api.ada.get("/protocols/in_esketamine/versions"))["items"][0]
    bare = {"after_dose_start_min": 10, "after_last_dose_event_min": 0, "floor_min": 0}
    body = {**shipped, "drug": "ketamine", "rems": False, "observation": bare, "reason": "Ours"}
    for path in ("/protocols/in_esketamine/versions", "/protocols"):
        code = "in_esketamine" if path.endswith("versions") else "in_ours"
        problem = refused(api.ada.post(path, {**body, "code": code}), 422, field="rems")
        fields = {e["field"] for e in problem["errors"]}
        assert fields >= {f"observation.{name}" for name in bare}


@pytest.mark.hazard("H29", "A22")
def test_a_set_whose_urgent_limit_is_switched_off_by_a_condition_or_a_rail_is_refused(api: Api) -> None:
    for change, field in (
        ({"only_if": {"measure": "weight", "high": 300}}, "limits.4.only_if.high"),
        ({"value": 300, "rail": 300}, "limits.4.rail"),
        ({"protocols": ["iv_racemic_4O"]}, "limits.4.protocols"),
    ):
        document = changed()
        document["limits"][4].update(change)
        refused(api.ada.post(SETS, {**document, "second": SECOND}), 422, field=field)
        [*_, tried] = made(api.ada.post("/threshold-sets/standard/preview", {"document": document}))["errors"]
        assert tried["field"].startswith("limits")
    assert states(api) == ["in_force"]


def test_a_line_may_name_a_protocol_that_still_waits(api: Api) -> None:
    shipped = made(api.ada.get("/protocols/im_racemic/versions"))["items"][0]
    made(api.ada.post("/protocols", {**shipped, "code": "im_evening", "reason": "Evenings"}))
    document = changed()
    document["limits"].append({**document["limits"][4], "value": 170, "protocols": ["im_evening"]})
    made(api.ada.post(SETS, document))


@pytest.mark.hazard("H44", "A29")
def test_a_protocol_that_waits_is_held_against_its_set_as_it_stands_at_the_approval(api: Api) -> None:
    path = "/protocols/im_racemic/versions"
    shipped = made(api.ada.get(path))["items"][0]
    made(api.ada.post(path, {**shipped, "label": "Evening IM", "reason": "Ours"}))
    stricter = changed(urgent=155, second=SECOND)
    stricter["limits"][2]["value"] = 150
    made(api.ada.post(SETS, stricter))
    problem = refused(
        api.carl.post(f"{path}/2/approve", {}), 422,
        field="shared.readiness.gates.blood_pressure.systolic.below",
    )  # fmt: skip
    assert "155" in problem["errors"][0]["message"]
    said = {"decision": "rejected", "reason": "The gate first"}
    assert made(api.carl.post(f"{path}/2/approve", said))["state"] == "rejected"

"""Protocols over the API: a draft tried out, versions and running sessions, the drawer's order."""

import json
from typing import Any

import pytest

from tests import factories
from tests.api.asking import made, refused
from tests.api.conftest import Api
from tests.people import PASSWORD

SECOND = {"username": "carl", "password": PASSWORD}
USUAL = [
    "systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate", "nausea", "dizziness", "dissociation",
    "distress", "sedation",
]  # fmt: skip


def document(shipped: str, **changes: Any) -> dict[str, Any]:
    """A shipped protocol's document with some fields changed."""
    reference = json.loads((factories.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
    return {**next(p for p in reference["protocols"] if p["code"] == shipped), **changes}


def publish(api: Api, code: str, **changes: Any) -> dict[str, Any]:
    body = {**document(code, **changes), "reason": "Our evenings", "second": SECOND}
    return dict(made(api.ada.post(f"/protocols/{code}/versions", body)))


def test_a_draft_is_tried_out_without_changing_anything(api: Api) -> None:
    draft = document("im_racemic", code="im_evening", label="")
    draft["checks"][1]["at_min"] = [15, 30]
    found = made(api.nina.post("/protocols/preview", {"document": draft}))
    assert [e["field"] for e in found["errors"]] == ["label", "shared.hold", "shared.readiness"]
    assert [r["minute"] for r in found["rows"] if r["code"] == "vitals"] == [15, 30]
    assert found["rows"][0] == {
        "code": "baseline", "label": "Baseline", "kind": "baseline", "minute": -30, "opens": -30, "closes": 0,
        "measures": [*USUAL[:5], "sedation", *USUAL[5:9]], "required": True,
    }  # fmt: skip
    assert (found["observation_ends"], found["dose_ends"]) == (120, None)
    refused(api.nina.get("/protocols/im_evening/versions"), 404)


def test_a_draft_without_rules_beside_it_keeps_those_of_its_last_version(api: Api) -> None:
    found = made(api.ada.post("/protocols/preview", {"document": document("iv_racemic_40")}))
    assert (found["errors"], found["observation_ends"], found["dose_ends"]) == ([], 100, 40)


@pytest.mark.parametrize("draft", [{}, {"code": {}}, {"checks": [1]}, {"checks": {}}, {"observation": 7}])
def test_a_draft_that_is_nearly_nothing_is_told_what_it_lacks(api: Api, draft: dict[str, Any]) -> None:
    found = made(api.ada.post("/protocols/preview", {"document": draft}))
    assert found["rows"] == []
    assert {"label", "drug"} <= {e["field"] for e in found["errors"]}


def test_what_is_no_draft_is_refused(api: Api) -> None:
    refused(api.ada.post("/protocols/preview", {"document": "im"}), 422, field="document")
    refused(api.ada.post("/protocols/preview", {"document": {}, "since": 1}), 422, field="since")


@pytest.mark.hazard("H30")
def test_a_new_version_leaves_a_running_session_on_its_own(api: Api) -> None:
    session = api.nina.session(protocol="im_racemic")
    checks = document("im_racemic")["checks"]
    checks[1] = {**checks[1], "at_min": [15]}
    assert publish(api, "im_racemic", checks=checks)["state"] == "in_force"
    api.nina.event(session["id"], "dose_start", drug="ketamine", amount=35, unit="mg", route="im")
    kept = made(api.nina.get(f"/sessions/{session['id']}"))
    assert kept["protocol"] == {"code": "im_racemic", "version": 1}
    assert len([c for c in kept["checks"] if c["code"] == "vitals"]) == 7
    later = api.nina.session(protocol="im_racemic", room="Room 2")
    assert later["protocol"] == {"code": "im_racemic", "version": 2}


@pytest.mark.hazard("H44")
def test_rems_left_out_of_a_version_or_a_copy_is_refused(api: Api) -> None:
    without = document("in_esketamine", reason="Outside REMS")
    del without["rems"]
    refused(api.ada.post("/protocols/in_esketamine/versions", without), 422, field="rems")
    shared = made(api.ada.get("/protocols/in_esketamine/versions"))["items"][0]["shared"]
    copied = {**without, "code": "in_evening", "shared": shared}
    refused(api.ada.post("/protocols", copied), 422, field="rems")


def test_the_drawer_follows_the_order_of_the_protocol(api: Api) -> None:
    order = ["heart_rate", "spo2", "systolic", "diastolic", "temperature", *USUAL[5:]]
    checks = document("im_racemic")["checks"]
    for check in checks:
        check["measures"] = [code for code in check["measures"] if code != "respiratory_rate"]
    publish(api, "im_racemic", checks=checks, respiratory_rate_required_when=[], instruments=order)
    session = api.nina.session(protocol="im_racemic")
    shown = made(api.nina.get(f"/sessions/{session['id']}/entry"))["measures"]
    face = [m["code"] for m in shown if m["place"] == "main"]
    assert face == ["systolic", "diastolic", "heart_rate", "spo2", "temperature", *USUAL[5:]]
    assert "respiratory_rate" in [m["code"] for m in shown if m["place"] == "more"]


def test_without_an_order_of_its_own_the_drawer_is_the_usual_one(api: Api) -> None:
    session = api.nina.session(protocol="im_racemic")
    shown = made(api.nina.get(f"/sessions/{session['id']}/entry"))["measures"]
    assert [m["code"] for m in shown if m["place"] == "main"] == USUAL

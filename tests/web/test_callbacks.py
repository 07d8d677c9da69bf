"""Forged callback bodies: each gets a clear refusal, none reaches Dash with a shape it does not know."""

import copy
import json
from typing import Any

import pytest
from dash import Input, Output, State
from dash.dependencies import MATCH
from starlette.testclient import TestClient

from dashboard.clinical.roles import Permission
from dashboard.web import callbacks
from dashboard.web.callback_guard import PATH
from dashboard.web.host import Host
from dashboard.web.shell import build_screens
from dashboard.web.static import StaticFiles
from tests.web import stand_in

TELL: dict[str, Any] = {
    "output": "told.children",
    "outputs": {"id": "told", "property": "children"},
    "inputs": [{"id": "which", "property": "data", "value": "abc"}],
    "changedPropIds": ["which.data"],
    "parsedChangedPropsIds": ["which.data"],
}


def changed(**parts: Any) -> dict[str, Any]:
    body = copy.deepcopy(TELL)
    body.update(parts)
    return body


def test_a_fitting_request_is_answered(nurse: TestClient) -> None:
    answer = nurse.post(PATH, json=TELL)
    assert answer.json()["response"] == {"told": {"children": "It is ABC."}}


FORGED: list[Any] = [
    [],
    "text",
    {},
    {"output": "told.children"},
    changed(output="none.children"),
    changed(output=["told.children"]),
    changed(output=None),
    changed(outputs=[{"id": "told", "property": "children"}]),
    changed(outputs={"id": "told", "property": "style"}),
    changed(outputs={"id": {"type": "a", "index": 1}, "property": "children"}),
    changed(outputs=None),
    changed(inputs=[]),
    changed(inputs=None),
    changed(inputs=[[{"id": "which", "property": "data", "value": "abc"}]]),
    changed(inputs=[{"id": "which", "property": "style", "value": "abc"}]),
    changed(inputs=[{"id": ["which"], "property": "data", "value": "abc"}]),
    changed(inputs=[{"id": "which", "property": "data", "value": "abc"}] * 2),
    changed(inputs=[{"id": "which", "property": "data", "value": "abc", "more": 1}]),
    changed(state=[{"id": "which", "property": "data", "value": "abc"}]),
    changed(changedPropIds=["other.data"]),
    changed(changedPropIds="which.data"),
    changed(changedPropIds=[{"a": 1}]),
    changed(cancelJob="1"),
    changed(inputs=[{"id": "which", "property": "data", "value": json.loads("[" * 60 + "]" * 60)}]),
]


@pytest.mark.parametrize("body", FORGED)
def test_a_body_that_does_not_fit_its_callback_is_400(nurse: TestClient, body: Any) -> None:
    answer = nurse.post(PATH, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"output": NaN}', b"[" * 20_000])
def test_what_is_not_json_is_400(nurse: TestClient, content: bytes) -> None:
    answer = nurse.post(PATH, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_another_type_is_415_and_another_method_405(nurse: TestClient) -> None:
    assert (
        nurse.post(PATH, content=json.dumps(TELL), headers={"Content-Type": "text/plain"}).status_code == 415
    )
    assert nurse.get(PATH).status_code == 405


@pytest.mark.parametrize("value", [None, 5, True, ["a"], {"a": 1}, 10**30, "number"])
def test_what_a_callback_raises_on_a_forged_value_is_400_and_logged_without_it(
    nurse: TestClient, capfd: pytest.CaptureFixture[str], value: Any
) -> None:
    body = changed(inputs=[{"id": "which", "property": "data", "value": value}])
    answer = nurse.post(PATH, json=body)
    assert answer.status_code == 400
    told = "".join(capfd.readouterr())
    assert "tell" in told
    assert "4711" not in told + answer.text


def test_a_rule_s_refusal_keeps_its_status_and_words(nurse: TestClient) -> None:
    answer = nurse.post(PATH, json=changed(inputs=[{"id": "which", "property": "data", "value": "words"}]))
    assert (answer.status_code, answer.json()["detail"]) == (409, "The words of the rule.")


def test_a_callback_asks_for_its_permission(running: TestClient, host: Host, nurse: TestClient) -> None:
    policies = host.screens.policies
    was = policies["told.children"]
    policies["told.children"] = Permission.MANAGE_PEOPLE
    try:
        assert nurse.post(PATH, json=TELL).status_code == 403
    finally:
        policies["told.children"] = was


def test_a_callback_without_a_sign_in_or_token_is_refused(nurse: TestClient, stranger: TestClient) -> None:
    assert stranger.post(PATH, json=TELL).status_code == 401
    del nurse.headers["X-CSRF-Token"]
    assert nurse.post(PATH, json=TELL).status_code == 403


def test_a_callback_without_a_permission_stops_the_start(host: Host) -> None:
    files = StaticFiles()
    app = build_screens(host.screens.clinic, [], files)
    app.callback(Output("a", "children"), Input("b", "data"))(lambda data: data)
    with pytest.raises(callbacks.UndeclaredCallback, match=r"a\.children"):
        callbacks.check_policies(app)


@pytest.mark.parametrize(
    "parts",
    [
        ([Output({"type": "row", "index": MATCH}, "children")], [Input("b", "data")], []),
        ([Output("a", "children", allow_duplicate=True)], [Input("b", "data")], []),
        ([Output("a", "children")], [Input("b", "data")], [State({"type": "row"}, "data")]),
    ],
)
def test_a_callback_with_a_pattern_is_refused_at_registration(host: Host, parts: Any) -> None:
    with pytest.raises(callbacks.UndeclaredCallback):
        callbacks.register(host.screens, Permission.SIGNED_IN, *parts)


def page_request(path: Any) -> dict[str, Any]:
    outputs = [
        ("page", "children"),
        ("page", "className"),
        ("page", "data-session"),
        ("pages-nav", "children"),
        ("menu-groups", "children"),
    ]
    return {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [{"id": "address", "property": "pathname", "value": path}],
        "changedPropIds": [],
    }


def shown(client: TestClient, path: str) -> str:
    answer = client.post(PATH, json=page_request(path))
    assert answer.status_code == 200
    return json.dumps(answer.json()["response"]["page"])


def test_the_page_of_the_address_is_shown_to_who_may_open_it(
    nurse: TestClient, administrator: TestClient
) -> None:
    assert stand_in.PAGE_MARK in shown(nurse, "/session/abc")
    assert "Not allowed" in shown(nurse, "/people")
    assert "Board" in shown(administrator, "/people")
    assert "There is no such page" in shown(nurse, "/session/abc/none")
    assert nurse.post(PATH, json=page_request({"a": 1})).status_code == 400


def test_the_navigation_holds_only_what_one_may_open(nurse: TestClient, administrator: TestClient) -> None:
    assert '"People"' not in nurse.get("/_dash-layout").text
    assert '"People"' in administrator.get("/_dash-layout").text

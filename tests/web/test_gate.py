"""The gate: nothing without a sign-in but a short list, in the order size, sign-in, CSRF."""

import json

import pytest
from starlette.testclient import TestClient

from dashboard.actions import users
from dashboard.actions.clinic import Clinic
from dashboard.web.bodies import MOST_BYTES
from dashboard.web.guard import OPEN_PATHS
from dashboard.web.host import Host
from tests.web import stand_in
from tests.web.conftest import client_of

OPEN = [
    ("GET", "/sign-in", 200),
    ("GET", "/sign-in?next=%2Fpeople", 200),
    ("GET", "/setup", 200),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 200),
    ("GET", "/assets/00_chairside.js", 200),
    ("GET", "/assets/50_sign_in.css", 200),
    ("GET", "/_dash-component-suites/dash/dcc/dash_core_components.js", 200),
]
CLOSED = [
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/sign-in/"),
    ("GET", "/api/v1"),
    ("GET", "/api"),
    ("GET", "/api/v2/sign-in"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/_dash-layout"),
    ("GET", "/_dash-dependencies"),
    ("POST", "/_dash-update-component"),
    ("GET", "/_reload-hash"),
    ("GET", "/_favicon.ico"),
    ("GET", "/assets/"),
    ("GET", "/assets/none.js"),
    ("GET", "/assets/%2e%2e/pyproject.toml"),
    ("GET", "/_dash-component-suites/dash/dash.py"),
    ("GET", "/metrics"),
    ("GET", "/health/none"),
    ("POST", "/"),
    ("POST", "/session/1"),
    ("DELETE", "/people"),
]


@pytest.mark.parametrize(("method", "path", "status"), OPEN)
def test_the_open_paths_answer_a_stranger(stranger: TestClient, method: str, path: str, status: int) -> None:
    assert stranger.request(method, path).status_code == status


def test_the_list_of_open_paths_is_the_agreed_one() -> None:
    assert {path for path in OPEN_PATHS if not path.startswith("/api/")} == {
        "/sign-in",
        "/setup",
        "/health/live",
        "/health/ready",
    }
    assert {path for path in OPEN_PATHS if path.startswith("/api/")} == {"/api/v1/sign-in", "/api/v1/setup"}


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_every_other_path_is_closed_to_a_stranger(stranger: TestClient, method: str, path: str) -> None:
    answer = stranger.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("path", ["/", "/people", "/session/abc?record=1", "/no/such/page"])
def test_a_page_sends_a_stranger_to_the_sign_in_and_back(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")
    assert stand_in.PAGE_MARK not in answer.text


def test_an_identity_sent_along_is_not_believed(stranger: TestClient) -> None:
    for headers in ({"X-Actor": "ada"}, {"Authorization": "Bearer ada"}, {"Cookie": "chairside_session=ada"}):
        assert stranger.get("/api/v1/me", headers=headers).status_code == 401


def test_a_sign_in_opens_the_closed_paths(nurse: TestClient) -> None:
    assert nurse.get("/api/v1/me").json()["username"] == "nina"
    assert nurse.get("/").status_code == 200


def test_the_request_id_reaches_the_actor_and_the_answer(nurse: TestClient) -> None:
    answer = nurse.get("/api/v1/me")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_sign_in_that_was_ended_opens_nothing(running: TestClient, host: Host, clinic: Clinic) -> None:
    ending = stand_in.signed_in(clinic, "nina")
    client = client_of(host, ending)
    answer = client.post("/api/v1/sign-out")
    assert answer.status_code == 200
    assert all("Max-Age=0" in cookie for cookie in answer.headers.get_list("set-cookie"))
    answer = running.get("/api/v1/me", headers={"Cookie": f"chairside_session={ending.token}"})
    assert answer.status_code == 401


def test_a_disabled_person_is_out_at_once(running: TestClient, clinic: Clinic) -> None:
    stand_in.add_person(clinic, "gone", stand_in.Role.NURSE)
    token = stand_in.signed_in(clinic, "gone").token
    headers = {"Cookie": f"chairside_session={token}"}
    assert running.get("/api/v1/me", headers=headers).status_code == 200
    users.disable_user_from_shell(clinic, "gone")
    assert running.get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize("token", [None, "", "wrong", "ä"])
def test_a_change_without_the_right_token_is_refused(nurse: TestClient, token: str | None) -> None:
    del nurse.headers["X-CSRF-Token"]
    headers = {} if token is None else {"X-CSRF-Token": token.encode()}
    answer = nurse.post("/api/v1/things/1", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


def test_another_sign_in_s_token_is_refused(nurse: TestClient, administrator: TestClient) -> None:
    headers = {"X-CSRF-Token": administrator.headers["X-CSRF-Token"]}
    assert nurse.post("/api/v1/things/1", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://[", ""])
def test_a_foreign_origin_is_refused(nurse: TestClient, stranger: TestClient, origin: str) -> None:
    headers = {"Origin": origin}
    assert nurse.post("/api/v1/things/1", json={}, headers=headers).status_code == 403
    assert stranger.post("/api/v1/sign-in", json={}, headers=headers).status_code == 403


def test_our_own_origin_and_none_are_taken(nurse: TestClient) -> None:
    assert nurse.post("/api/v1/things/1", json={}).status_code == 200
    own = {"Origin": "http://127.0.0.1:8050"}
    assert nurse.post("/api/v1/things/1", json={}, headers=own).status_code == 200


def test_a_body_over_the_limit_is_refused_before_the_sign_in_is_asked(stranger: TestClient) -> None:
    for content in (b"x" * (MOST_BYTES + 1), iter([b"x" * 100_000] * 4)):
        answer = stranger.post("/api/v1/things/1", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_at_the_limit_arrives_whole(nurse: TestClient) -> None:
    answer = nurse.post("/api/v1/things/1", content=b"x" * MOST_BYTES)
    assert answer.json() == {"id": "1", "bytes": MOST_BYTES}


def test_sign_in_is_asked_before_csrf(stranger: TestClient) -> None:
    answer = stranger.post("/api/v1/things/1", json={}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 401


def test_an_unknown_path_of_the_api_is_a_problem_and_not_a_page(nurse: TestClient) -> None:
    for path in ("/api", "/api/v2/me", "/assets/", "/assets/none.js", "/_dash-component-suites/dash/x.js"):
        answer = nurse.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["status"] == 404


def test_an_unknown_page_is_404_and_a_forbidden_one_403(nurse: TestClient, administrator: TestClient) -> None:
    assert nurse.get("/no/such/page").status_code == 404
    assert nurse.get("/people").status_code == 403
    assert administrator.get("/people").status_code == 200


def test_pages_are_only_read(nurse: TestClient) -> None:
    for method, path in (("POST", "/"), ("PUT", "/people"), ("POST", "/sign-in"), ("DELETE", "/health/live")):
        assert nurse.request(method, path).status_code == 405, path


def test_what_fails_inside_tells_nothing(nurse: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = nurse.get("/api/v1/broken")
    assert answer.status_code == 500
    assert "4711" not in answer.text


def test_metrics_are_for_the_administrator_and_the_collector(
    administrator: TestClient, nurse: TestClient, stranger: TestClient
) -> None:
    assert "chairside_requests_total" in administrator.get("/metrics").text
    assert nurse.get("/metrics").status_code == 401
    assert stranger.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    answer = stranger.get("/metrics", headers={"Authorization": "Bearer collector's token"})
    assert answer.status_code == 200
    assert 'route="/api/v1/things/{thing_id}"' in answer.text


def test_cookies_are_not_for_scripts_and_not_for_other_sites(stranger: TestClient) -> None:
    body = json.dumps({"username": "nina", "password": stand_in.PASSWORD})
    answer = stranger.post("/api/v1/sign-in", content=body, headers={"Content-Type": "application/json"})
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith("chairside_session=")
    assert "HttpOnly" in session
    assert "HttpOnly" not in csrf
    assert all("samesite=strict" in cookie.lower() and "Path=/" in cookie for cookie in (session, csrf))

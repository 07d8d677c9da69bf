"""A served clinic from the outside: its lines, its end, its refusals, its log."""

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.web import stand_in
from tests.web.process import run, served


def sign_in(client: httpx.Client) -> None:
    body = {"username": "nina", "password": stand_in.PASSWORD}
    answer = client.post("/api/v1/sign-in", json=body)
    assert answer.status_code == 200
    client.headers["X-CSRF-Token"] = client.cookies["chairside_csrf"]


def add_nurse(data_dir: Path) -> None:
    from dashboard.app import open_clinic
    from dashboard.settings import Settings

    with open_clinic(Settings(data_dir=data_dir)) as clinic:
        stand_in.add_person(clinic, "nina", stand_in.Role.NURSE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_says_goodbye_and_leaves_with_0(tmp_path: Path, number: signal.Signals) -> None:
    add_nurse(tmp_path / "clinic")
    with served(tmp_path / "clinic") as server, httpx.Client(base_url=server.url, timeout=20) as client:
        sign_in(client)
        with client.stream("GET", "/api/v1/stream") as stream:
            lines = stream.iter_lines()
            while "heartbeat" not in next(lines):
                pass
            assert server.stop(number) == 0
            assert "event: bye" in list(lines)


def test_the_set_up_line_comes_first_and_works_once(tmp_path: Path) -> None:
    with served(tmp_path / "clinic") as server:
        assert server.set_up
        page, _, token = server.set_up.partition("#token=")
        assert page == f"{server.url}/setup"
        body = {
            "token": token, "username": "ada", "password": stand_in.PASSWORD, "display_name": "Ada",
            "clinic": {"name": "Linden", "time_zone": "Europe/Berlin"},
        }  # fmt: skip
        wrong = httpx.post(f"{server.url}/api/v1/setup", json={**body, "token": "wrong"})
        assert wrong.status_code == 403
        assert httpx.post(f"{server.url}/api/v1/setup", json=body).status_code == 201
        assert httpx.post(f"{server.url}/api/v1/setup", json=body).status_code in (403, 409)
        assert "Linden" in httpx.get(f"{server.url}/sign-in").text
        assert server.stop() == 0


def test_a_second_server_and_a_taken_port_are_refused_in_one_line(tmp_path: Path) -> None:
    with served(tmp_path / "clinic") as server:
        second = run("serve", "--port", "0", "--data-dir", str(tmp_path / "clinic"))
        assert second.returncode == 3
        port = server.url.rsplit(":", 1)[1]
        taken = run("serve", "--port", port, "--data-dir", str(tmp_path / "other"))
        assert taken.returncode == 1
        for outcome in (second, taken):
            assert outcome.stderr.count("\n") == 1
            assert outcome.stdout == ""
        assert httpx.get(f"{server.url}/health/ready").status_code == 200


@pytest.mark.hazard("H56", "A34")
def test_serve_refuses_a_practice_database_and_demo_a_clinic_s(tmp_path: Path) -> None:
    from dashboard.actions import opening

    opening.open_clinic(tmp_path / "practice", practice=True).close()
    outcome = run("serve", "--port", "0", "--data-dir", str(tmp_path / "practice"))
    assert outcome.returncode == 3
    opening.open_clinic(tmp_path / "clinic").close()
    before = {path.name: path.stat().st_size for path in (tmp_path / "clinic").iterdir()}
    outcome = run("demo", "--port", "0", "--data-dir", str(tmp_path / "clinic"))
    assert outcome.returncode == 3
    assert {path.name: path.stat().st_size for path in (tmp_path / "clinic").iterdir()} == before


def test_a_body_too_large_is_refused_while_it_is_still_coming(tmp_path: Path) -> None:
    with served(tmp_path / "clinic") as server:
        for size in (400_000, 5_000_000):
            answer = httpx.post(f"{server.url}/api/v1/things/1", content=b"x" * size)
            assert answer.status_code == 413
        assert httpx.get(f"{server.url}/health/live").status_code == 200


def test_log_lines_are_json_with_route_and_status_and_no_value(tmp_path: Path) -> None:
    add_nurse(tmp_path / "clinic")
    with served(tmp_path / "clinic") as server, httpx.Client(base_url=server.url) as client:
        sign_in(client)
        client.post("/api/v1/things/Kowalczyk?name=Marta", json={"systolic": 4711})
        client.get("/session/Kowalczyk?name=Marta")
        client.get("/api/v1/none/Kowalczyk")
        assert client.get("/api/v1/broken").status_code == 500
        assert server.stop() == 0
        text = server.errors.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    for word in ("Kowalczyk", "Marta", "4711", "nina", stand_in.PASSWORD):
        assert word not in text
    told = {(line["route"], line["status"]) for line in lines if line["event"] == "request"}
    assert {
        ("/api/v1/things/{thing_id}", 200),
        ("/session/<session_id>", 200),
        ("/api/v1/broken", 500),
    } <= told
    request = next(line for line in lines if line.get("route") == "/api/v1/things/{thing_id}")
    assert set(request) == {
        "event", "level", "timestamp", "request_id", "user", "method", "route", "status", "ms",
    }  # fmt: skip
    failed = next(line for line in lines if line["event"] == "failed")
    assert failed["error"] == "RuntimeError"


def test_several_workers_share_a_postgresql_clinic(tmp_path: Path, fresh_postgres: str) -> None:
    address = ("--database-url", fresh_postgres, "--workers", "2")
    with served(tmp_path / "clinic", *address) as server:
        assert server.set_up
        body = {
            "token": server.set_up.partition("#token=")[2], "username": "ada",
            "password": stand_in.PASSWORD, "display_name": "Ada",
            "clinic": {"name": "Linden", "time_zone": "Europe/Berlin"},
        }  # fmt: skip
        assert httpx.post(f"{server.url}/api/v1/setup", json=body).status_code == 201
        assert all("Linden" in httpx.get(f"{server.url}/sign-in").text for _ in range(8))
        assert server.stop() == 0

"""A clinic served for real: its own process, its own data folder, spoken to over HTTP."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import httpx

PROJECT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"
START_WITHIN_S = 180


@dataclass
class ServedClinic:
    """Starts, kills and restarts one server on one data folder."""

    data_dir: Path
    arguments: tuple[str, ...] = ("-m", "dashboard")
    options: tuple[str, ...] = ()
    verb: str = "serve"
    url: str = ""
    set_up_link: str = ""
    process: subprocess.Popen[str] | None = None
    output: list[str] = field(default_factory=list)

    def start(self) -> "ServedClinic":
        """Start the server and wait for its READY line; fails with what it said when it does not come."""
        command = [
            sys.executable, *self.arguments, self.verb, "--data-dir", str(self.data_dir), "--port", "0",
            *self.options,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        )
        lines: Queue[str | None] = Queue()
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._pump, args=(stream, lines), daemon=True).start()
        self._wait_until_ready(lines)
        return self

    def _pump(self, stream: Any, lines: "Queue[str | None]") -> None:
        for line in stream:
            self.output.append(line)
            lines.put(line)
        lines.put(None)

    def _wait_until_ready(self, lines: "Queue[str | None]") -> None:
        ended = 0
        while ended < 2:
            try:
                line = lines.get(timeout=START_WITHIN_S)
            except Empty:
                break
            if line is None:
                ended += 1
            elif line.startswith("SETUP "):
                self.set_up_link = line.split()[1]
            elif line.startswith("READY "):
                self.url = line.split()[1].rstrip("/")
                return
        raise AssertionError("The server did not become ready:\n" + "".join(self.output[-40:]))

    def kill(self) -> None:
        """End it at once, as a power cut of the process would (kill -9)."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=30)

    def stop(self) -> int:
        """Ask it to stop and give its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def command(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one command of the command line on the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "dashboard", *words, "--data-dir", str(self.data_dir)],
            cwd=PROJECT, input=stdin, capture_output=True, text=True, timeout=120, check=False,
            env=environment(),
        )  # fmt: skip

    def add_user(self, username: str, *roles: str, display_name: str | None = None) -> None:
        """Add a person from the shell with the tests' password."""
        words = [part for role in roles for part in ("--role", role)]
        named = ["--display-name", display_name] if display_name else []
        done = self.command(
            "user", "add", username, *words, *named, "--password-stdin", stdin=PASSWORD + "\n"
        )
        assert done.returncode == 0, done.stderr

    def sign_in(self, username: str) -> "Person":
        """A signed-in person."""
        return Person(self.url, username)


class Person:
    """Somebody signed in over HTTP, who sends what the contract asks for."""

    def __init__(self, url: str, username: str, password: str = PASSWORD) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        answer = self.http.post("/api/v1/sign-in", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json()["csrf_token"]
        self.user = answer.json()["user"]

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET below /api/v1."""
        return self.http.get(f"/api/v1{path}", **options)

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        if_match: int | None = None,
        method: str = "POST",
    ) -> httpx.Response:
        """POST below /api/v1 with token and a fresh key, or the one given."""
        headers = {"X-CSRF-Token": self.csrf, "Idempotency-Key": key or str(uuid.uuid4())}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        return self.http.request(method, f"/api/v1{path}", json={} if body is None else body, headers=headers)

    def made(self, path: str, body: Any = None, **options: Any) -> Any:
        """POST that must succeed; the answer's JSON."""
        answer = self.post(path, body, **options)
        assert answer.status_code in (200, 201, 202), f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def patient(self, mrn: str = "204881", family_name: str = "Kowalczyk", given_name: str = "Marta") -> str:
        """A new patient's id."""
        body = {
            "mrn": mrn, "family_name": family_name, "given_name": given_name, "birth_date": "1979-03-14",
            "sex": "female",
        }  # fmt: skip
        return str(self.made("/patients", body)["id"])

    def session(
        self, patient_id: str, room: str = "Room 1", protocol: str = "iv_racemic_40", **more: Any
    ) -> str:
        """A new session's id."""
        body = {"patient_id": patient_id, "protocol": protocol, "room": room, **more}
        return str(self.made("/sessions", body)["id"])


def environment() -> dict[str, str]:
    """The environment of a server under test: nothing of ours leaks in."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CHAIRSIDE_")}

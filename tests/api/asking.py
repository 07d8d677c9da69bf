"""One person asking over HTTP, and the steps that many tests begin with."""

import json
import uuid
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

QUIET = {
    "systolic": 128, "diastolic": 79, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14,
    "nausea": 0, "dizziness": 0, "dissociation": 0, "distress": 0, "sedation": 5,
}  # fmt: skip
MARTA = {
    "mrn": "204881", "family_name": "Kowalczyk", "given_name": "Marta", "birth_date": "1979-03-14",
    "sex": "female",
}  # fmt: skip
PLAN = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}
NEEDS_KEY = ("/readings", "/events")


def new_key() -> str:
    """A fresh Idempotency-Key."""
    return str(uuid.uuid4())


class Asker:
    """A browser: sends its cookie and token, and a key of its own where one is required."""

    def __init__(self, client: TestClient, token: str = "", csrf_token: str = "") -> None:
        self.client = client
        self.csrf_token = csrf_token
        if token:
            client.cookies.set("chairside_session", token)

    def get(self, path: str, **query: Any) -> Response:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", params=query or None)

    def post(self, path: str, body: Any = None, **options: Any) -> Response:
        """POST as JSON; see `send`."""
        return self.send("POST", path, body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> Response:
        """PATCH as JSON; see `send`."""
        return self.send("PATCH", path, body, **options)

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, key: str | None = "new",
        if_match: int | str | None = None, headers: dict[str, str] | None = None,
    ) -> Response:  # fmt: skip
        """Send JSON (`raw` as it is); `key` None sends none, "new" one where the path requires it."""
        sent = {"X-CSRF-Token": self.csrf_token, "Content-Type": "application/json"}
        if key == "new":
            key = new_key() if path.endswith(NEEDS_KEY) else None
        if key is not None:
            sent["Idempotency-Key"] = key
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"'
        content = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        return self.client.request(
            method, f"/api/v1{path}", content=content, headers={**sent, **(headers or {})}
        )

    def patient(self, **fields: str) -> str:
        """Add Marta; the patient's id."""
        return made(self.post("/patients", {**MARTA, **fields}))["id"]

    def session(
        self, *, room: str = "Room 1", protocol: str = "iv_racemic_40", **fields: Any
    ) -> dict[str, Any]:
        """Open a session for a new patient."""
        patient_id = fields.pop("patient_id", None) or self.patient(mrn=new_key()[:8])
        return made(
            self.post("/sessions", {"patient_id": patient_id, "protocol": protocol, "room": room, **fields})
        )

    def reading(self, session_id: str, values: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        """Record a set; a quiet full one unless told."""
        body = {"values": QUIET if values is None else values, **fields}
        return made(self.post(f"/sessions/{session_id}/readings", body))

    def event(self, session_id: str, kind: str, **fields: Any) -> dict[str, Any]:
        """Record an event; what is not a time is detail."""
        occurred_at = fields.pop("occurred_at", None)
        body = {"kind": kind, "detail": fields} | ({"occurred_at": occurred_at} if occurred_at else {})
        return made(self.post(f"/sessions/{session_id}/events", body))


def dosed(asker: Asker, **fields: Any) -> str:
    """A session with a baseline whose dose has just begun."""
    session = asker.session(planned_dose=PLAN, weight_kg=70, **fields)["id"]
    reading = asker.reading(session)
    made(asker.post(f"/sessions/{session}/baseline", {"reading_id": reading["id"]}))
    asker.event(session, "dose_start", drug="ketamine", amount=35, unit="mg", route="iv")
    return str(session)


ATTESTED = {
    gate: {"ok": True}
    for gate in ("dissociation", "dizziness_gait", "line_out", "instructions", "mood_safety")
}


def settled(asker: Asker, session_id: str) -> None:
    """Two quiet sets now: all that leaving asks to be measured."""
    asker.reading(session_id)
    asker.reading(session_id)


def made(response: Response) -> Any:
    """The JSON of an answer that must be a good one."""
    assert response.status_code in (200, 201, 202), (response.status_code, response.text)
    return response.json()


def refused(response: Response, status: int, code: str | None = None, field: str | None = None) -> Any:
    """The problem of an answer that must be this refusal."""
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert {"type", "title", "status", "detail"} <= problem.keys()
    codes = {problem["code"], *(error["code"] for error in problem.get("errors", []))}
    assert code is None or code in codes, problem
    assert field is None or field in {error["field"] for error in problem["errors"]}, problem
    return problem

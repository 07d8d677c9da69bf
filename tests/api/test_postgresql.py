"""The same door over a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.asking import QUIET, made, new_key, refused
from tests.api.conftest import Api, api_of
from tests.people import Clock, hire, open_test_clinic


@pytest.fixture
def api(tmp_path: Path, fresh_postgres: str) -> Iterator[Api]:
    """A clinic of one's own, on PostgreSQL."""
    clock = Clock()
    clinic = open_test_clinic(tmp_path, clock, fresh_postgres)
    yield api_of(clinic, clock, hire(clinic))
    clinic.close()


def test_a_session_from_opening_to_its_end(api: Api) -> None:
    session = api.nina.session()["id"]
    reading = api.nina.reading(session)
    made(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": reading["id"]}))
    api.nina.event(session, "dose_start", drug="ketamine", amount=35, unit="mg", route="iv")
    api.clock.forward(20)
    high = api.nina.reading(session, {"systolic": 186, "diastolic": 99})
    assert (high["values"]["systolic"], high["minute"]) == (186, 20.0)
    for alert in high["alerts"]:
        made(api.nina.post(f"/alerts/{alert}/acknowledge", {"signs": []}))
    path = f"/readings/{high['id']}/corrections"
    made(api.nina.post(path, {"reason": "typo", "values": {"systolic": 168}}, if_match=1))
    refused(api.carl.post(path, {"reason": "typo", "values": {"systolic": 166}}, if_match=1), 412)
    made(api.nina.post(f"/sessions/{session}/discharge", {"end": "transferred", "reason": "hospital"}))
    assert made(api.ada.get("/audit/verify"))["ok"]


@pytest.mark.hazard("H17")
def test_a_key_is_answered_once(api: Api) -> None:
    session, key = api.nina.session()["id"], new_key()
    first, again = (
        api.nina.post(f"/sessions/{session}/readings", {"values": QUIET}, key=key) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize("given", ["a%00b", "none", "x" * 300])
def test_odd_ids_and_queries_are_refused(api: Api, given: str) -> None:
    assert api.nina.get(f"/sessions/{given}").status_code == 404
    assert api.nina.get(f"/patients?query={given}").status_code in (200, 422)
    assert api.nina.get(f"/sessions?cursor={given}").status_code == 422

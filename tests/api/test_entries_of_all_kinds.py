"""Whatever is sent: no server error, and what is stored is what was typed."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.clinical.instruments import measures
from tests.api.asking import Asker, made
from tests.api.conftest import Api

MODEST = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
CODES = [m.code for m in measures()]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400) | st.just("\ud800")
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def session(api: Api) -> tuple[Asker, str]:
    """Nina and her session."""
    return api.nina, str(api.nina.session()["id"])


@pytest.mark.hazard("H05")
@MODEST
@given(values=st.dictionaries(st.sampled_from(CODES) | st.text(), SCALARS, max_size=4))
def test_values_are_stored_exactly_or_refused_by_field(
    session: tuple[Asker, str], values: dict[str, Any]
) -> None:
    nina, session_id = session
    body = {"values": values, "confirmed": [c for c in values if c in CODES]}
    answer = nina.post(f"/sessions/{session_id}/readings", raw=json.dumps(body).encode())
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        stored = made(nina.get(f"/sessions/{session_id}/readings"))["items"][-1]
        assert values.items() <= stored["values"].items()
    elif answer.status_code == 422:
        assert all("field" in error for error in answer.json()["errors"])


@MODEST
@given(body=st.dictionaries(st.sampled_from(["values", "kind", "detail", "occurred_at", "reason"]), ANYTHING))
def test_an_event_of_any_shape_never_fails_the_server(
    session: tuple[Asker, str], body: dict[str, Any]
) -> None:
    nina, session_id = session
    answer = nina.post(f"/sessions/{session_id}/events", raw=json.dumps(body).encode())
    assert answer.status_code in (201, 400, 422), answer.text


@MODEST
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_answered_with_a_refusal(session: tuple[Asker, str], raw: bytes) -> None:
    nina, session_id = session
    answer = nina.post(f"/sessions/{session_id}/readings", raw=raw)
    assert answer.status_code in (400, 422), answer.text


@MODEST
@given(note=st.text(max_size=300))
def test_a_note_is_given_back_as_typed_or_refused(session: tuple[Asker, str], note: str) -> None:
    nina, session_id = session
    body = {"values": {"spo2": 98}, "note": note}
    answer = nina.post(f"/sessions/{session_id}/readings", raw=json.dumps(body).encode())
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        assert answer.json()["note"] == (note or None)

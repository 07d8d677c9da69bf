"""Readings over HTTP: stored as typed, refused by field, once per key."""

import pytest

from tests.api.asking import QUIET, made, new_key, refused
from tests.api.conftest import Api


@pytest.fixture
def session(api: Api) -> str:
    """The id of a session that Nina has just opened."""
    return str(api.nina.session()["id"])


def test_a_full_set_is_stored_and_answered_as_typed(api: Api, session: str) -> None:
    answer = api.nina.post(f"/sessions/{session}/readings", {"values": QUIET, "qualifiers": {"arm": "left"}})
    assert answer.status_code == 201
    reading = answer.json()
    assert reading["values"] == {**QUIET, "mean_pressure": 95}
    assert reading["derived"] == ["mean_pressure"]
    assert all(type(value) is int for value in reading["values"].values())
    assert (reading["seq"], reading["version"], reading["status"]) == (1, 1, "final")
    assert reading["observed_at"] == "2026-11-23T12:00:00Z"
    assert reading["recorded_by"] == {"id": api.staff.nina.user_id, "display_name": "Nina Brandt"}
    assert reading["qualifiers"] == {"arm": "left"}
    assert reading["minute"] is None
    assert reading["flags"] == []
    assert reading["alerts"] == []
    assert made(api.nina.get(f"/sessions/{session}/readings"))["items"] == [reading]


def test_a_value_at_the_limit_is_flagged_and_raises_an_alert(api: Api, session: str) -> None:
    reading = api.nina.reading(session, {"systolic": 180, "diastolic": 95})
    flags = [f for f in reading["flags"] if f["measure"] == "systolic" and f["limit"]["kind"] == "high"]
    assert flags == [
        {
            "measure": "systolic",
            "level": "urgent",
            "limit": {"kind": "high", "value": 180, "unit": "mmHg", "set": "standard", "version": 1},
        }
    ]
    alerts = made(api.nina.get(f"/sessions/{session}/alerts"))["items"]
    assert [a["id"] for a in alerts if a["reading_id"] == reading["id"]] == reading["alerts"]
    assert {(a["measure"], a["level"], a["state"]) for a in alerts} >= {("systolic", "urgent", "open")}
    assert made(api.nina.get(f"/sessions/{session}"))["open_alerts"] == len(alerts)


def test_one_decimal_is_kept_where_the_measure_has_one(api: Api, session: str) -> None:
    reading = api.nina.reading(session, {"temperature": 36.8, "weight": 70, "oxygen_flow": 2.5})
    assert reading["values"] == {"temperature": 36.8, "weight": 70, "oxygen_flow": 2.5}


@pytest.mark.hazard("H05")
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "wrong_type"),
        ("120", "wrong_type"),
        (120.0, "wrong_type"),
        (120.7, "wrong_type"),
        (None, "wrong_type"),
        ([120], "wrong_type"),
        ({"value": 120}, "wrong_type"),
        (301, "impossible"),
        (10**400, "impossible"),
        (-5, "impossible"),
        (255, "improbable"),
    ],
)  # fmt: skip
def test_another_value_than_a_whole_number_in_range_is_refused_by_its_field(
    api: Api, session: str, value: object, code: str
) -> None:
    answer = api.nina.post(f"/sessions/{session}/readings", {"values": {"systolic": value}})
    refused(answer, 422, code, "values.systolic")
    assert made(api.nina.get(f"/sessions/{session}/readings"))["items"] == []


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "120,5", "0120", "１２０", "+120", ".5"])
def test_what_is_no_json_number_is_malformed(api: Api, session: str, written: str) -> None:
    raw = f'{{"values": {{"systolic": {written}}}}}'.encode()
    refused(api.nina.post(f"/sessions/{session}/readings", raw=raw), 400, "malformed")


@pytest.mark.parametrize("written", ["1e400", "-1e999", "9" * 5000])
def test_a_number_too_large_to_keep_is_refused_by_its_field(api: Api, session: str, written: str) -> None:
    raw = f'{{"values": {{"weight": {written}}}}}'.encode()
    refused(api.nina.post(f"/sessions/{session}/readings", raw=raw), 422, "too_large", "values.weight")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (None, "empty", "values"),
        ({}, "empty", "values"),
        ({"values": {}}, "empty", "values"),
        ({"values": {"pulse": 60}}, "unknown_measure", "values.pulse"),
        ({"values": {"spo2": 97}, "mood": 3}, "unknown_field", "mood"),
        ({"values": {"temperature": 36.85}}, "decimals", "values.temperature"),
        ({"values": {"systolic": 79, "diastolic": 128}}, "impossible", "values.diastolic"),
        ({"values": {"systolic": 16, "diastolic": 9}}, "impossible", "values.systolic"),
        ({"values": {"spo2": 97}, "not_obtained": {"spo2": "unable"}}, "both", "not_obtained.spo2"),
        ({"not_obtained": {"spo2": "asleep"}}, "reason_not_offered", "not_obtained.spo2"),
        ({"not_obtained": {"nausea": "bored"}}, "unknown_reason", "not_obtained.nausea"),
        ({"values": {"spo2": 97}, "confirmed": ["pulse"]}, "unknown_measure", "confirmed"),
        ({"values": {"spo2": 97}, "qualifiers": {"arm": "third"}}, "unknown_qualifier", "qualifiers.arm"),
        ({"values": {"spo2": 97}, "note": "x" * 501}, "too_long", "note"),
        ({"values": {"spo2": 97}, "note": "x" * 200_000}, "too_long", "note"),
        ({"values": {"spo2": 97}, "note": "a\x00b"}, "control_character", "note"),
        ({"values": {"spo2": 97}, "note": "half \ud800"}, "control_character", "note"),
        ({"values": {"spo2": 97}, "observed_at": "2026-11-23T12:00:00"}, "offset", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": "yesterday"}, "time", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": "2026-02-30T12:00:00Z"}, "time", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": "0001-01-01T00:00:00+14:00"}, "time", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": "2026-11-23T12:02:01Z"}, "future", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": "2026-11-20T11:59:00Z"}, "too_old", "observed_at"),
        ({"values": {"spo2": 97}, "observed_at": 1780000000}, "time", "observed_at"),
        ({"values": [97]}, "wrong_type", "values"),
        ([1, 2], "wrong_type", ""),
    ],
)
def test_each_fault_is_named_by_its_field(
    api: Api, session: str, body: object, code: str, field: str
) -> None:
    refused(api.nina.post(f"/sessions/{session}/readings", body), 422, code, field)
    assert made(api.nina.get(f"/sessions/{session}/readings"))["items"] == []


@pytest.mark.parametrize(
    ("observed_at", "stored"),
    [
        ("2026-11-23T13:01:59+01:00", "2026-11-23T12:01:59Z"),
        ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"),
        ("2026-11-23t11:30z", "2026-11-23T11:30:00Z"),
    ],
)
def test_times_with_an_offset_are_answered_in_utc(
    api: Api, session: str, observed_at: str, stored: str
) -> None:
    reading = api.nina.reading(session, {"spo2": 97}, observed_at=observed_at)
    assert reading["observed_at"] == stored


def test_an_improbable_value_is_stored_when_confirmed_and_marked_questioned(api: Api, session: str) -> None:
    reading = api.nina.reading(session, {"heart_rate": 190}, confirmed=["heart_rate", "spo2"])
    assert reading["questioned"] == ["heart_rate"]


def test_what_was_not_taken_is_stored_with_its_reason(api: Api, session: str) -> None:
    reading = api.nina.reading(session, {}, not_obtained={"systolic": "equipment", "nausea": "asleep"})
    assert reading["values"] == {}
    assert reading["not_obtained"] == {"systolic": "equipment", "nausea": "asleep"}


def test_a_reading_over_ten_minutes_old_is_late(api: Api, session: str) -> None:
    api.clock.forward(30)
    assert api.nina.reading(session, {"spo2": 97}, observed_at="2026-11-23T12:19:00Z")["late"]
    assert not api.nina.reading(session, {"spo2": 97}, observed_at="2026-11-23T12:21:00Z")["late"]


@pytest.mark.hazard("H17")
class TestIdempotency:
    def test_the_same_request_is_answered_once_more_with_the_first_answer(
        self, api: Api, session: str
    ) -> None:
        key, path, body = new_key(), f"/sessions/{session}/readings", {"values": QUIET}
        first = api.nina.post(path, body, key=key)
        api.clock.forward(5)
        again = api.nina.post(path, dict(reversed(body.items())), key=key.upper())
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.json() == first.json()
        assert len(made(api.nina.get(path))["items"]) == 1

    def test_another_body_person_or_path_under_a_known_key_is_refused(self, api: Api, session: str) -> None:
        key, path = new_key(), f"/sessions/{session}/readings"
        api.nina.post(path, {"values": QUIET}, key=key)
        refused(api.nina.post(path, {"values": {**QUIET, "spo2": 97}}, key=key), 422, "key_reused")
        refused(api.nina.post(path, raw=b"{broken", key=key), 422, "key_reused")
        refused(api.carl.post(path, {"values": QUIET}, key=key), 422, "key_reused")
        event = api.nina.post(f"/sessions/{session}/events", {"values": QUIET}, key=key)
        refused(event, 422, "key_reused")

    def test_after_a_refusal_the_mended_body_goes_out_under_the_same_key(
        self, api: Api, session: str
    ) -> None:
        key, path = new_key(), f"/sessions/{session}/readings"
        refused(api.nina.post(path, {"values": {"systolic": 400}}, key=key), 422)
        assert api.nina.post(path, {"values": {"systolic": 140}}, key=key).status_code == 201

    def test_a_known_key_is_answered_even_after_the_session_was_ended(self, api: Api, session: str) -> None:
        key, path, body = new_key(), f"/sessions/{session}/readings", {"values": {"spo2": 97}}
        api.nina.post(path, body, key=key)
        made(api.nina.post(f"/sessions/{session}/discharge", {"end": "aborted", "reason": "ill"}))
        api.clock.forward(1)
        assert api.nina.post(path, body, key=key).headers["idempotency-replayed"] == "true"

    @pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "x" * 36])
    def test_a_key_that_is_no_uuid_is_malformed(self, api: Api, session: str, key: str) -> None:
        refused(api.nina.post(f"/sessions/{session}/readings", {"values": QUIET}, key=key), 400, "malformed")

    def test_a_correction_is_stored_once_and_answered_before_its_version_is_compared(
        self, api: Api, session: str
    ) -> None:
        reading, key = api.nina.reading(session), new_key()
        path, body = f"/readings/{reading['id']}/corrections", {"reason": "typo", "values": {"spo2": 96}}
        first = api.nina.post(path, body, key=key, if_match=1)
        again = api.nina.post(path, body, key=key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()

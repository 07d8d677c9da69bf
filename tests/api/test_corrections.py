"""Correcting and striking readings, and what may still come after the end."""

from datetime import timedelta

import pytest

from tests.api.asking import QUIET, made, refused
from tests.api.conftest import Api
from tests.people import PASSWORD


@pytest.fixture
def session(api: Api) -> str:
    """The id of a session that Nina has just opened."""
    return str(api.nina.session()["id"])


class TestCorrections:
    def test_named_values_replace_null_takes_away_unnamed_stay(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session)
        body = {"reason": "digits swapped", "values": {"heart_rate": 27 + 50, "nausea": None}}
        answer = api.carl.post(f"/readings/{reading['id']}/corrections", body, if_match=1)
        assert answer.status_code == 201
        corrected = answer.json()
        assert (corrected["id"], corrected["version"], corrected["status"]) == (reading["id"], 2, "amended")
        assert corrected["values"]["heart_rate"] == 77
        assert "nausea" not in corrected["values"]
        assert corrected["values"]["systolic"] == 128
        history = made(api.nina.get(f"/sessions/{session}/readings", history="true"))["items"]
        assert [(r["version"], r["values"]["heart_rate"]) for r in history] == [(1, 72), (2, 77)]
        assert [r["version"] for r in made(api.nina.get(f"/sessions/{session}/readings"))["items"]] == [2]

    @pytest.mark.hazard("H19")
    def test_a_stale_version_is_told_whose_change_came_first_and_when(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session)
        path = f"/readings/{reading['id']}/corrections"
        api.clock.forward(2)
        made(api.carl.post(path, {"reason": "a", "values": {"spo2": 96}}, if_match=1))
        problem = refused(api.nina.post(path, {"reason": "b", "values": {"spo2": 95}}, if_match=1), 412)
        assert "Dr Carl Okafor" in problem["detail"]
        assert "13:02" in problem["detail"]

    def test_the_version_is_required_and_must_be_one(self, api: Api, session: str) -> None:
        path = f"/readings/{api.nina.reading(session)['id']}/corrections"
        body = {"reason": "a", "values": {"spo2": 96}}
        refused(api.nina.post(path, body), 428, "header_missing")
        refused(api.nina.post(path, body, if_match="x"), 400)
        refused(api.nina.post(path, body, if_match=10**17), 412)

    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            ({"values": {"spo2": 96}}, "required", "reason"),
            ({"reason": " ", "values": {"spo2": 96}}, "required", "reason"),
            ({"reason": "a"}, "nothing_changed", "values"),
            ({"reason": "a", "values": {"spo2": 98.0}}, "wrong_type", "values.spo2"),
            ({"reason": "a", "values": {"pulse": None}}, "unknown_measure", "values.pulse"),
            ({"reason": "a", "values": {"systolic": 70}}, "impossible", "values.diastolic"),
        ],
    )
    def test_a_correction_is_checked_like_an_entry(
        self, api: Api, session: str, body: object, code: str, field: str
    ) -> None:
        path = f"/readings/{api.nina.reading(session)['id']}/corrections"
        refused(api.nina.post(path, body, if_match=1), 422, code, field)

    def test_a_corrected_cause_takes_its_alert_back(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session, {"systolic": 186, "diastolic": 79})
        assert reading["alerts"]
        path = f"/readings/{reading['id']}/corrections"
        corrected = made(api.nina.post(path, {"reason": "1 for 8", "values": {"systolic": 116}}, if_match=1))
        assert corrected["alerts"] == []
        states = {a["state"] for a in made(api.nina.get(f"/sessions/{session}/alerts"))["items"]}
        assert states == {"invalidated"}


class TestStrikes:
    def test_a_struck_reading_stands_in_the_history_alone(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session)
        body = {"reason_code": "wrong_patient", "reason": "Room 2's cuff"}
        answer = api.nina.post(f"/readings/{reading['id']}/strike", body)
        assert answer.status_code == 201
        struck = answer.json()
        assert (struck["status"], struck["strike_reason"], struck["change_reason"]) == (
            "struck",
            "wrong_patient",
            "Room 2's cuff",
        )
        assert made(api.nina.get(f"/sessions/{session}/readings"))["items"] == []
        history = made(api.nina.get(f"/sessions/{session}/readings", history="true"))["items"]
        assert [r["status"] for r in history] == ["final", "struck"]

    @pytest.mark.parametrize(
        "body",
        [
            {"reason_code": "bad", "reason": "x"},
            {"reason": "x"},
            {"reason_code": "other"},
            {"reason_code": "other", "reason": "x", "move_to_session_id": 7},
        ],
    )
    def test_a_strike_needs_a_known_reason_and_words(self, api: Api, session: str, body: object) -> None:
        refused(api.nina.post(f"/readings/{api.nina.reading(session)['id']}/strike", body), 422)

    def test_what_is_struck_is_not_struck_or_corrected_again(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session)
        body = {"reason_code": "other", "reason": "x"}
        made(api.nina.post(f"/readings/{reading['id']}/strike", body))
        refused(api.nina.post(f"/readings/{reading['id']}/strike", body), 409, "reading_struck")
        correction = {"reason": "x", "values": {"spo2": 96}}
        path = f"/readings/{reading['id']}/corrections"
        refused(api.nina.post(path, correction, if_match=2), 409, "reading_struck")


class TestAfterTheEnd:
    @pytest.fixture
    def ended(self, api: Api, session: str) -> str:
        api.clock.forward(20)
        made(api.nina.post(f"/sessions/{session}/discharge", {"end": "aborted", "reason": "felt ill"}))
        api.clock.forward(20)
        return session

    def test_what_was_seen_before_the_end_is_stored_late(self, api: Api, ended: str) -> None:
        before = (api.clock.at - timedelta(minutes=21)).isoformat()
        assert api.nina.reading(ended, {"spo2": 97}, observed_at=before)["late"]

    def test_what_was_seen_after_the_end_is_refused(self, api: Api, ended: str) -> None:
        refused(api.nina.post(f"/sessions/{ended}/readings", {"values": QUIET}), 409, "session_ended")

    def test_after_signing_the_values_go_into_an_addendum(self, api: Api, ended: str) -> None:
        sign = {"password": PASSWORD, "meaning": "approved"}
        made(api.carl.post(f"/sessions/{ended}/note/sign", sign))
        body = {"values": QUIET, "observed_at": "2026-11-23T12:05:00Z"}
        refused(api.nina.post(f"/sessions/{ended}/readings", body), 409, "note_signed")

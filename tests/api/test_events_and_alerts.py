"""Events and alerts over HTTP."""

import uuid
from typing import Any

import pytest

from tests.api.asking import dosed, made, refused
from tests.api.conftest import Api

GIVEN = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}


@pytest.fixture
def session(api: Api) -> str:
    """The id of a session that Nina has just opened."""
    return str(api.nina.session()["id"])


class TestEvents:
    def test_the_dose_start_is_minute_nought(self, api: Api, session: str) -> None:
        api.nina.reading(session, {"spo2": 98}, observed_at="2026-11-23T11:51:00Z")
        answer = api.nina.post(f"/sessions/{session}/events", {"kind": "dose_start", "detail": GIVEN})
        assert answer.status_code == 201
        event = answer.json()
        assert (event["kind"], event["detail"], event["minute"]) == ("dose_start", GIVEN, 0.0)
        assert made(api.nina.get(f"/sessions/{session}/events"))["items"] == [event]
        now = made(api.nina.get(f"/sessions/{session}"))
        assert (now["state"], now["dose_started_at"]) == ("running", "2026-11-23T12:00:00Z")
        assert [r["minute"] for r in made(api.nina.get(f"/sessions/{session}/readings"))["items"]] == [-9.0]

    @pytest.mark.hazard("H34")
    def test_a_wrong_drug_or_route_is_stored_and_raises_an_urgent(self, api: Api, session: str) -> None:
        event = api.nina.event(session, "dose_start", **{**GIVEN, "route": "im"})
        assert event["detail"]["route"] == "im"
        alerts = made(api.nina.get(f"/sessions/{session}/alerts"))["items"]
        assert ("dose", "urgent") in {
            (a["source"], a["level"]) for a in alerts if a["event_id"] == event["id"]
        }

    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            ({"kind": "party"}, "unknown_kind", "kind"),
            ({"kind": "dose_start", "detail": {"colour": "red"}}, "unknown_field", "detail.colour"),
            ({"kind": "dose_start", "detail": {"amount": "35"}}, "wrong_type", "detail.amount"),
            ({"kind": "dose_start", "detail": {"amount": True}}, "wrong_type", "detail.amount"),
            ({"kind": "dose_start", "detail": {"amount": -1}}, "wrong_type", "detail.amount"),
            ({"kind": "dose_start", "detail": {"amount": 10**400}}, "wrong_type", "detail.amount"),
            ({"kind": "dose_start", "detail": {"unit": "g"}}, "wrong_type", "detail.unit"),
            ({"kind": "dose_start", "detail": {"route": ["iv"]}}, "wrong_type", "detail.route"),
            ({"kind": "other", "detail": {"text": "x" * 1001}}, "wrong_type", "detail.text"),
            ({"kind": "other", "detail": {"text": "\u0007"}}, None, "detail.text"),
            ({"kind": "other", "detail": []}, "wrong_type", "detail"),
            ({"kind": "other", "occurred_at": "2026-11-23T12:03:00Z"}, "future", "occurred_at"),
            ({"detail": {}}, "required", "kind"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, session: str, body: object, code: str, field: str) -> None:
        refused(api.nina.post(f"/sessions/{session}/events", body), 422, code, field)

    def test_a_corrected_time_moves_the_clock(self, api: Api, session: str) -> None:
        event = api.nina.event(session, "dose_start", **GIVEN)
        path = f"/events/{event['id']}/corrections"
        body = {
            "reason": "began earlier",
            "occurred_at": "2026-11-23T11:55:00Z",
            "detail": {"lot": "K1", "unit": None},
        }
        answer = api.nina.post(path, body, if_match=1)
        assert answer.status_code == 201
        assert (answer.json()["version"], answer.json()["status"]) == (2, "amended")
        assert answer.json()["detail"] == {"drug": "ketamine", "amount": 35, "route": "iv", "lot": "K1"}
        assert made(api.nina.get(f"/sessions/{session}"))["dose_started_at"] == "2026-11-23T11:55:00Z"
        problem = refused(api.carl.post(path, body, if_match=1), 412)
        assert "Nina Brandt" in problem["detail"]

    def test_a_struck_start_takes_the_clock_away(self, api: Api, session: str) -> None:
        event = api.nina.event(session, "dose_start", **GIVEN)
        body = {"reason_code": "wrong_patient", "reason": "Room 2's"}
        struck = api.nina.post(f"/events/{event['id']}/strike", body)
        assert (struck.status_code, struck.json()["status"]) == (201, "struck")
        assert made(api.nina.get(f"/sessions/{session}"))["state"] == "preparing"
        assert made(api.nina.get(f"/sessions/{session}/events"))["items"] == []
        history = made(api.nina.get(f"/sessions/{session}/events", history="true"))["items"]
        assert [e["status"] for e in history] == ["final", "struck"]

    def test_what_happened_after_the_end_is_refused(self, api: Api, session: str) -> None:
        made(api.nina.post(f"/sessions/{session}/discharge", {"end": "aborted", "reason": "x"}))
        api.clock.forward(1)
        late = api.nina.post(f"/sessions/{session}/events", {"kind": "other", "detail": {"text": "x"}})
        refused(late, 409, "session_ended")


class TestAlerts:
    def urgent(self, api: Api, session: str) -> dict[str, Any]:
        reading = api.nina.reading(session, {"systolic": 186})
        return dict(made(api.nina.get(f"/alerts/{reading['alerts'][0]}")))

    def test_an_alert_says_what_was_seen_and_against_which_limit(self, api: Api, session: str) -> None:
        alert = self.urgent(api, session)
        assert (alert["source"], alert["measure"], alert["level"]) == ("limit", "systolic", "urgent")
        assert (alert["value"], alert["limit"]["value"], alert["limit"]["set"]) == (186, 180, "standard")
        assert (alert["state"], alert["acknowledged_at"], alert["signs"]) == ("open", None, None)
        assert alert["event_id"] is None
        assert "186" in alert["text"]

    @pytest.mark.hazard("H42")
    def test_an_urgent_asks_for_the_warning_signs(self, api: Api, session: str) -> None:
        path = f"/alerts/{self.urgent(api, session)['id']}/acknowledge"
        refused(api.nina.post(path, {"told": "Dr Okafor"}), 422, "required", "signs")
        refused(api.nina.post(path, {"signs": ["sleepy"]}), 422, "unknown", "signs")
        answered = made(api.nina.post(path, {"told": "Dr Okafor", "note": "sat up", "signs": []}))
        assert (answered["state"], answered["signs"], answered["told"]) == ("acknowledged", [], "Dr Okafor")
        assert answered["acknowledged_by"]["id"] == api.staff.nina.user_id
        assert made(api.nina.get(f"/sessions/{session}"))["open_alerts"] == 0

    def test_a_second_answer_is_kept_beside_the_first(self, api: Api, session: str) -> None:
        path = f"/alerts/{self.urgent(api, session)['id']}/acknowledge"
        made(api.nina.post(path, {"signs": ["chest_pain"]}))
        again = made(api.carl.post(path, {"signs": []}))
        assert (again["acknowledged_by"]["display_name"], again["signs"]) == ("Nina Brandt", ["chest_pain"])
        assert [a["by"]["display_name"] for a in again["acknowledgements"]] == [
            "Nina Brandt",
            "Dr Carl Okafor",
        ]

    def test_an_advisory_is_acknowledged_without_a_body(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session, {"systolic": 165})
        answered = made(api.nina.post(f"/alerts/{reading['alerts'][0]}/acknowledge"))
        assert (answered["level"], answered["state"]) == ("advisory", "acknowledged")

    def test_a_value_back_in_band_resolves_it(self, api: Api, session: str) -> None:
        alert = self.urgent(api, session)
        made(api.nina.post(f"/alerts/{alert['id']}/acknowledge", {"signs": []}))
        api.clock.forward(5)
        api.nina.reading(session, {"systolic": 130})
        now = made(api.nina.get(f"/alerts/{alert['id']}"))
        assert now["state"] == "resolved"
        assert now["resolved_at"]

    @pytest.mark.hazard("H21")
    def test_a_warning_sign_sends_it_beyond_the_room(self, api: Api, session: str) -> None:
        alert = self.urgent(api, session)
        assert (alert["escalated_at"], alert["escalation"], alert["check_key"]) == (None, None, None)
        body = {"signs": ["chest_pain"]}
        answered = made(api.nina.post(f"/alerts/{alert['id']}/acknowledge", body))
        assert answered["escalation"] == "Warning sign: chest pain"
        assert answered["escalated_at"] == "2026-11-23T12:00:00Z"


class TestResolvingByHand:
    def path(self, api: Api, session: str) -> str:
        reading = api.nina.reading(session, {"systolic": 186})
        return f"/alerts/{reading['alerts'][0]}/resolve"

    def test_it_ends_with_a_reason_and_says_by_whom(self, api: Api, session: str) -> None:
        path = self.path(api, session)
        body = {"reason": "Cuff slipped", "told": "Dr Okafor"}
        resolved = made(api.nina.post(path, body))
        assert (resolved["state"], resolved["resolve_reason"]) == ("open", "Cuff slipped")
        assert resolved["resolved_by"]["display_name"] == "Nina Brandt"
        assert resolved["resolved_at"] == "2026-11-23T12:00:00Z"
        made(api.nina.post(path.replace("resolve", "acknowledge"), {"signs": []}))
        now = made(api.nina.get(path.removesuffix("/resolve")))
        assert (now["state"], now["resolve_reason"]) == ("resolved", "Cuff slipped")

    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            ({}, "required", "reason"),
            ({"reason": " ", "note": ""}, "required", "reason"),
            ({"reason": "x" * 1001}, "too_long", "reason"),
            ({"note": "x" * 1001}, "too_long", "note"),
            ({"reason": "ok", "told": "x" * 201}, "too_long", "told"),
            ({"reason": "ok", "signs": ["sleepy"]}, "unknown", "signs"),
            ({"reason": 1}, "wrong_type", "reason"),
            ({"reason": "ok", "why": "x"}, "unknown_field", "why"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, session: str, body: object, code: str, field: str) -> None:
        refused(api.nina.post(self.path(api, session), body), 422, code, field)

    def test_without_a_body_the_reason_is_asked_for(self, api: Api, session: str) -> None:
        refused(api.nina.post(self.path(api, session)), 422, "required", "reason")

    def test_the_permission_is_that_of_acknowledging(self, api: Api, session: str) -> None:
        path = self.path(api, session)
        refused(api.ada.post(path, {"reason": "x"}), 403)
        refused(api.nina.post("/alerts/unknown/resolve", {"reason": "x"}), 404)

    def test_resolved_already_it_answers_what_stands(self, api: Api, session: str) -> None:
        path = self.path(api, session)
        made(api.nina.post(path, {"reason": "Cuff slipped"}))
        again = made(api.carl.post(path, {"reason": "Other"}))
        assert (again["resolved_by"]["display_name"], again["resolve_reason"]) == (
            "Nina Brandt", "Cuff slipped",
        )  # fmt: skip

    def test_a_key_answered_before_gives_the_first_answer(self, api: Api, session: str) -> None:
        path, key = self.path(api, session), str(uuid.uuid4())
        first = api.nina.post(path, {"reason": "Cuff slipped"}, key=key)
        again = api.nina.post(path, {"reason": "Cuff slipped"}, key=key)
        assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        refused(api.nina.post(path, {"reason": "Other"}, key=key), 422, "key_reused")

    @pytest.mark.hazard("H49")
    def test_of_an_alert_whose_cause_was_taken_back_nothing_is_left(self, api: Api, session: str) -> None:
        reading = api.nina.reading(session, {"systolic": 186})
        body = {"reason_code": "wrong_value", "reason": "cuff slipped"}
        made(api.nina.post(f"/readings/{reading['id']}/strike", body))
        path = f"/alerts/{reading['alerts'][0]}/resolve"
        refused(api.nina.post(path, {"reason": "x"}), 409, "alert_invalidated")


@pytest.mark.hazard("H13", "H15", "H37", "A12")
@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("check_skipped", {"check": "during"}), ("check_skipped", {"check": "during", "reason": " "}),
        ("schedule_paused", {"minutes": 5}), ("hold_override", {}), ("hold_override", {"reason": None}),
    ],
)  # fmt: skip
def test_what_sets_a_rule_aside_is_refused_without_a_reason(
    api: Api, kind: str, detail: dict[str, Any]
) -> None:
    session = dosed(api.nina)
    path, body = f"/sessions/{session}/events", {"kind": kind, "detail": detail}
    refused(api.carl.post(path, body), 422, "required", "detail.reason")
    stored = made(api.nina.get(path))["items"]
    assert kind not in {event["kind"] for event in stored}

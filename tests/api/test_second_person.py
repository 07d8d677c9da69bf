"""A second person beside a dose, and the clinician who opens one against a hold."""

import threading
from typing import Any

import pytest
from httpx import Response

from dashboard.clinical.roles import Role
from tests.api.asking import PLAN, QUIET, Asker, dosed, made, refused
from tests.api.conftest import Api
from tests.people import PASSWORD, add_person

GIVEN = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv", "drawn": 50, "wasted": 15}
MIA = {"username": "mia", "password": PASSWORD}
CARL = {"username": "carl", "password": PASSWORD}


@pytest.fixture
def session(api: Api) -> str:
    """Nina's session; Mia, another nurse, is in the clinic."""
    add_person(api.clinic, "mia", "Mia Duarte", Role.NURSE)
    return str(api.nina.session(planned_dose=PLAN, weight_kg=70)["id"])


def record(asker: Asker, session: str, kind: str, second: Any = None, **detail: Any) -> Response:
    body: dict[str, Any] = {"kind": kind, "detail": detail}
    return asker.post(f"/sessions/{session}/events", body if second is None else {**body, "second": second})


def events(api: Api, session: str) -> list[dict[str, Any]]:
    return list(made(api.nina.get(f"/sessions/{session}/events"))["items"])


class TestWitness:
    @pytest.mark.hazard("H34")
    @pytest.mark.parametrize("second", [MIA, CARL, {"username": "MIA", "password": PASSWORD}])
    def test_another_clinical_person_stands_by_with_their_password(
        self, api: Api, session: str, second: dict[str, str]
    ) -> None:
        event = made(record(api.nina, session, "dose_start", second, **GIVEN))
        names = {"mia": "Mia Duarte", "carl": "Dr Carl Okafor"}
        assert event["witness"]["display_name"] == names[second["username"].lower()]
        assert event["recorded_by"]["display_name"] == "Nina Brandt"
        assert events(api, session)[0]["witness"] == event["witness"]
        assert "password" not in str(event)

    def test_a_dose_without_a_witness_is_stored_all_the_same(self, api: Api, session: str) -> None:
        assert made(record(api.nina, session, "dose_start", **GIVEN))["witness"] is None

    @pytest.mark.hazard("H34")
    @pytest.mark.parametrize(
        ("second", "status", "code"),
        [
            ({"username": "nina", "password": PASSWORD}, 422, "same_person"),
            ({"username": "mia", "password": "not her password"}, 403, "second_refused"),
            ({"username": "nobody", "password": PASSWORD}, 403, "second_refused"),
            ({"username": "ada", "password": PASSWORD}, 403, "second_refused"),
            ({"username": "mia"}, 422, "required"),
            ("mia", 422, "wrong_type"),
        ],
    )
    def test_a_refused_witness_stores_nothing(
        self, api: Api, session: str, second: Any, status: int, code: str
    ) -> None:
        refused(record(api.nina, session, "dose_start", second, **GIVEN), status, code)
        assert events(api, session) == []

    @pytest.mark.parametrize("kind", ["dose_end", "dose_stop", "waste", "bolus", "hold"])
    def test_what_gives_stops_or_wastes_takes_a_witness(self, api: Api, session: str, kind: str) -> None:
        assert made(record(api.nina, session, kind, MIA))["witness"]["display_name"] == "Mia Duarte"

    def test_other_events_take_none(self, api: Api, session: str) -> None:
        refused(record(api.nina, session, "repositioned", MIA), 422, "not_taken", "second")

    def test_ten_wrong_passwords_of_a_witness_are_too_many(self, api: Api, session: str) -> None:
        wrong = {"username": "mia", "password": "not her password"}
        for _ in range(10):
            refused(record(api.nina, session, "dose_start", wrong), 403)
        refused(record(api.nina, session, "dose_start", wrong), 429)
        made(record(api.nina, session, "dose_start", MIA, **GIVEN))

    @pytest.mark.hazard("H34")
    def test_a_witness_stays_over_a_new_time_and_not_over_other_amounts(self, api: Api, session: str) -> None:
        event = made(record(api.nina, session, "dose_start", MIA, **GIVEN))
        path = f"/events/{event['id']}/corrections"
        body = {"reason": "began earlier", "occurred_at": "2026-11-23T11:55:00Z"}
        assert made(api.nina.post(path, body, if_match=1))["witness"]["display_name"] == "Mia Duarte"
        body = {"reason": "misread", "detail": {"wasted": 10}}
        assert made(api.nina.post(path, body, if_match=2))["witness"] is None
        body = {"reason": "now with her", "second": MIA}
        assert made(api.nina.post(path, body, if_match=3))["witness"]["display_name"] == "Mia Duarte"
        refused(
            api.nina.post(path, {**body, "second": {**MIA, "username": "nina"}}, if_match=4),
            422,
            "same_person",
        )

    def test_a_retry_under_the_same_key_answers_without_storing_twice(self, api: Api, session: str) -> None:
        path, key = f"/sessions/{session}/events", "0" * 32
        body = {"kind": "dose_start", "detail": GIVEN, "second": MIA}
        first = made(api.nina.post(path, body, key=key))
        again = api.nina.post(path, body, key=key)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.json() == first
        assert len(events(api, session)) == 1

    def test_a_password_is_checked_while_the_writer_is_busy_elsewhere(self, api: Api, session: str) -> None:
        free = threading.Event()
        busy = api.clinic.writer.submit(free.wait, 30)
        made(record(api.nina, session, "dose_start", MIA, **GIVEN))
        assert not busy.done()
        free.set()


class TestOverride:
    def held(self, api: Api, session: str, **values: int) -> None:
        reading = api.nina.reading(session, {**QUIET, "systolic": 158, "diastolic": 96, **values})
        made(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": reading["id"]}))
        api.clock.forward(1)

    def closed(self, api: Api, session: str) -> list[str]:
        form = made(api.nina.get(f"/sessions/{session}/dose"))
        return [reason["measure"] for reason in form["closed"] if reason["code"] == "hold"]

    def override(self, asker: Asker, session: str, second: Any = None, **detail: Any) -> Response:
        named = {"reason": "Usual for her", "measure": "systolic", "value": 158}
        return record(asker, session, "hold_override", second, **{**named, **detail})

    @pytest.mark.hazard("H37")
    def test_a_nurse_alone_may_not_override_a_hold(self, api: Api, session: str) -> None:
        self.held(api, session)
        assert self.closed(api, session) == ["systolic", "diastolic"]
        refused(self.override(api.nina, session), 403, "override_not_permitted")
        refused(self.override(api.nina, session, MIA), 403, "override_not_permitted")
        refused(
            self.override(api.nina, session, {**CARL, "password": "a guess of it"}), 403, "second_refused"
        )
        assert self.closed(api, session) == ["systolic", "diastolic"]
        assert events(api, session) == []

    @pytest.mark.hazard("H37")
    def test_a_clinician_overrides_by_role_or_beside_a_nurse(self, api: Api, session: str) -> None:
        self.held(api, session)
        event = made(self.override(api.nina, session, CARL))
        assert event["witness"]["display_name"] == "Dr Carl Okafor"
        assert self.closed(api, session) == []
        api.clock.forward(1)
        api.nina.reading(session, {"systolic": 150, "diastolic": 84})
        assert self.closed(api, session) == ["systolic"]
        api.clock.forward(1)
        assert made(self.override(api.carl, session, value=150))["witness"] is None
        form = made(api.nina.get(f"/sessions/{session}/dose"))
        assert [one["text"].partition(" by ")[2] for one in form["overrides"]] == [
            "Dr Carl Okafor: Usual for her"
        ] * 2
        made(record(api.nina, session, "dose_start", MIA, **GIVEN))
        alerts = made(api.nina.get(f"/sessions/{session}/alerts"))["items"]
        assert "hold" not in {alert["source"] for alert in alerts}

    @pytest.mark.hazard("H37")
    def test_a_hard_hold_asks_for_the_password_and_the_value(self, api: Api, session: str) -> None:
        self.held(api, session, systolic=165)
        refused(self.override(api.carl, session, value=165), 403, "override_not_permitted")
        refused(self.override(api.carl, session, MIA, value=165), 403, "override_not_permitted")
        refused(self.override(api.carl, session, CARL, value=158), 422, "not_named", "detail.value")
        refused(self.override(api.carl, session, CARL, measure=None), 422, "not_named")
        assert events(api, session) == []
        event = made(self.override(api.carl, session, CARL, value=165))
        assert event["witness"]["display_name"] == "Dr Carl Okafor"
        assert self.closed(api, session) == []

    @pytest.mark.hazard("H37")
    def test_a_value_that_came_while_the_sheet_was_open_is_not_overridden_unseen(
        self, api: Api, session: str
    ) -> None:
        self.held(api, session)
        api.nina.reading(session, {"systolic": 152, "diastolic": 84})
        problem = refused(self.override(api.carl, session), 422, "not_named", "detail.value")
        assert "Systolic 152, hold above 140" in problem["detail"]
        assert self.closed(api, session) == ["systolic"]
        made(record(api.carl, session, "hold_override", reason="Seen by me"))
        assert self.closed(api, session) == []

    def test_each_hard_value_is_named_by_itself(self, api: Api, session: str) -> None:
        self.held(api, session, systolic=165, spo2=92)
        made(self.override(api.nina, session, CARL, value=165))
        assert self.closed(api, session) == ["spo2"]
        made(self.override(api.nina, session, CARL, measure="spo2", value=92))
        assert self.closed(api, session) == []

    @pytest.mark.hazard("H37")
    def test_an_override_is_corrected_by_a_clinician_alone_and_struck_by_anyone(
        self, api: Api, session: str
    ) -> None:
        self.held(api, session, systolic=165)
        event = made(self.override(api.carl, session, CARL, value=165))
        path = f"/events/{event['id']}/corrections"
        body = {"reason": "more to say", "detail": {"reason": "Usual, seen by me"}}
        refused(api.nina.post(path, body, if_match=1), 403, "override_not_permitted")
        refused(api.carl.post(path, body, if_match=1), 403, "override_not_permitted")
        made(api.carl.post(path, {**body, "second": CARL}, if_match=1))
        assert self.closed(api, session) == []
        made(api.nina.post(f"/events/{event['id']}/strike", {"reason_code": "other", "reason": "not agreed"}))
        assert self.closed(api, session) == ["systolic", "diastolic"]


class TestChecklist:
    def test_the_form_presets_nothing_and_shows_the_last_answer_beside(self, api: Api, session: str) -> None:
        form = made(api.nina.get(f"/sessions/{session}/checklist"))
        items = {item["code"]: item for group in form["groups"] for item in group["items"]}
        assert (form["filled"], {item["last"] for item in items.values()}) == (False, {None})
        assert "rems_enrolled" not in items
        assert [one["value"] for one in items["opioid"]["options"]] == ["yes", "no", "na"]
        assert (items["last_food_at"]["kind"], items["escort_name"]["kind"]) == ("time", "text")
        made(
            record(api.nina, session, "pre_dose_checklist", opioid="yes", last_food_at="2026-11-23T07:10:00Z")
        )
        form = made(api.carl.get(f"/sessions/{session}/checklist"))
        items = {item["code"]: item for group in form["groups"] for item in group["items"]}
        assert (items["opioid"]["last"]["text"], items["opioid"]["last"]["by"]) == ("Yes", "Nina Brandt")
        assert items["last_food_at"]["last"]["text"] == "08:10"
        assert items["opioid"].keys() == {"code", "label", "kind", "options", "last"}
        assert form["against"] == ["Takes an opioid", "Not asked about suicidal thoughts"]

    def test_another_sessions_answers_are_not_shown(self, api: Api, session: str) -> None:
        made(record(api.nina, session, "pre_dose_checklist", opioid="yes"))
        other = api.nina.session(room="Room 2", protocol="in_esketamine")["id"]
        form = made(api.nina.get(f"/sessions/{other}/checklist"))
        items = {item["code"]: item for group in form["groups"] for item in group["items"]}
        assert items["opioid"]["last"] is None
        assert "rems_enrolled" in items

    @pytest.mark.hazard("H37")
    def test_the_dose_form_says_what_speaks_against_the_dose_and_stays_open(self, api: Api) -> None:
        session = api.nina.session(protocol="in_esketamine")["id"]
        fresh = made(api.nina.get(f"/sessions/{session}/dose"))["checklist"]
        assert (fresh["filled"], fresh["against"]) == (False, [])
        answers = {
            "last_food_at": "2026-11-23T11:10:00Z",
            "suicidality_checked": "yes",
            "escort_confirmed": "no",
        }
        made(record(api.nina, session, "pre_dose_checklist", **answers))
        form = made(api.nina.get(f"/sessions/{session}/dose"))
        assert form["checklist"]["against"] == ["No escort confirmed", "Last food 50 min ago, 2 h asked"]
        assert {reason["code"] for reason in form["closed"]} == {"baseline", "people"}


class TestDoseForm:
    def test_a_running_infusion_says_what_has_gone_in(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(20)
        form = made(api.nina.get(f"/sessions/{session}/dose"))
        assert (form["given"]["amount_mg"], form["given"]["running"]) == (17.5, True)
        assert {c["kind"]: (c["takes_witness"], c["asks_witness"]) for c in form["choices"]} == {
            "dose_end": (True, False), "dose_pause": (False, False), "rate_change": (False, False),
            "bolus": (True, True), "dose_stop": (True, True), "waste": (True, True),
        }  # fmt: skip

    @pytest.mark.hazard("H35")
    def test_devices_stand_beside_the_plan_with_the_time_of_the_next(self, api: Api) -> None:
        plan = {"drug": "esketamine", "amount": 56, "unit": "mg", "route": "nasal"}
        session = api.nina.session(protocol="in_esketamine", planned_dose=plan)["id"]
        asked = {"protocol": "in_esketamine", "session_id": session, "device_at": "2026-11-23T12:03:00Z"}

        def devices() -> Any:
            return made(api.nina.get(f"/sessions/{session}/dose"))["devices"]

        assert devices() == {"given": 0, "planned": 2, "gap_min": 5, "next_at": None}
        api.nina.event(session, "device_given", number=1)
        assert devices() == {"given": 1, "planned": 2, "gap_min": 5, "next_at": "2026-11-23T12:05:00Z"}
        patient = made(api.nina.get(f"/sessions/{session}"))["patient"]["id"]
        found = made(api.nina.get(f"/patients/{patient}/questions", **asked))
        assert found["device"] == ["Device 2 at 3 min after the first. Give anyway?"]
        later = {**asked, "device_at": "2026-11-23T12:05:00Z"}
        assert made(api.nina.get(f"/patients/{patient}/questions", **later))["device"] == []
        refused(api.nina.get(f"/patients/{patient}/questions", **{**asked, "device_at": "soon"}), 422, "time")
        api.nina.event(session, "device_given", number=2)
        assert devices()["next_at"] is None

    @pytest.mark.hazard("H34")
    def test_a_drawn_amount_that_does_not_come_out_is_asked_and_stored(self, api: Api, session: str) -> None:
        patient = made(api.nina.get(f"/sessions/{session}"))["patient"]["id"]
        path = f"/patients/{patient}/questions"
        asked = {"protocol": "iv_racemic_40", "weight_kg": "70", "amount_mg": "35", "drawn_mg": "50"}
        assert made(api.nina.get(path, **asked, wasted_mg="15"))["drawn"] == []
        assert made(api.nina.get(path, **asked, wasted_mg="5"))["drawn"] == [
            "50 mg drawn, 35 mg given and 5 mg wasted: 10 mg left over."
        ]
        made(record(api.nina, session, "dose_start", **{**GIVEN, "wasted": 5}))

"""Sessions over HTTP: opening, the header, the baseline, cancelling, ending, the forms' specs."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.asking import ATTESTED, PLAN, dosed, made, new_key, refused, settled
from tests.api.conftest import Api
from tests.people import PASSWORD


class TestOpening:
    def test_a_session_is_answered_with_all_that_the_contract_names(self, api: Api) -> None:
        patient_id = api.nina.patient()
        body = {
            "patient_id": patient_id, "protocol": "iv_racemic_40", "room": "Room 2", "planned_dose": PLAN,
            "weight_kg": 70.5, "nurse_id": api.staff.nina.user_id, "clinician_id": api.staff.carl.user_id,
        }  # fmt: skip
        answer = api.nina.post("/sessions", body)
        assert answer.status_code == 201
        session = answer.json()
        assert session["version"] == 1
        assert (session["state"], session["end"], session["ended_at"]) == ("preparing", None, None)
        assert session["patient"] == {
            "id": patient_id, "mrn": "204881", "family_name": "Kowalczyk", "given_name": "Marta",
            "birth_date": "1979-03-14",
        }  # fmt: skip
        assert session["room"] == "Room 2"
        assert session["nurse"] == {"id": api.staff.nina.user_id, "display_name": "Nina Brandt"}
        assert session["clinician"]["display_name"] == "Dr Carl Okafor"
        assert (session["weight_kg"], session["planned_dose"]) == (70.5, PLAN)
        assert session["protocol"] == {"code": "iv_racemic_40", "version": 1}
        assert session["threshold_set"] == {"code": "standard", "version": 1}
        assert (session["opened_at"], session["dose_started_at"]) == ("2026-11-23T12:00:00Z", None)
        assert (session["minute"], session["open_alerts"]) == (None, 0)
        assert [(c["code"], c["state"]) for c in session["checks"]] == [("baseline", "due")]
        assert session["baseline_reading_id"] is None
        assert made(api.ada.get(f"/sessions/{session['id']}")) == session
        assert made(api.nina.get("/sessions"))["items"] == [session]

    def test_an_unknown_room_becomes_a_new_room(self, api: Api) -> None:
        api.nina.session(room="Garden")
        assert "Garden" in [room["name"] for room in made(api.nina.get("/rooms"))["items"]]

    def test_a_room_or_patient_with_a_running_session_is_refused(self, api: Api) -> None:
        patient_id = api.nina.patient()
        api.nina.session(patient_id=patient_id, room="Room 1")
        body = {"patient_id": patient_id, "protocol": "iv_racemic_40", "room": "Room 2"}
        refused(api.nina.post("/sessions", body), 409, "patient_busy")
        other = {**body, "patient_id": api.nina.patient(mrn="other"), "room": "Room 1"}
        refused(api.nina.post("/sessions", other), 409, "room_busy")

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"planned_dose": {**PLAN, "route": "nasal"}}, "protocol_mismatch", "planned_dose.route"),
            ({"planned_dose": {**PLAN, "drug": "esketamine"}}, "protocol_mismatch", "planned_dose.drug"),
            ({"planned_dose": {**PLAN, "unit": "g"}}, "unit", "planned_dose.unit"),
            ({"planned_dose": {**PLAN, "amount": 0}}, "out_of_range", "planned_dose.amount"),
            ({"planned_dose": {**PLAN, "amount": 10**400}}, "out_of_range", "planned_dose.amount"),
            ({"planned_dose": {**PLAN, "amount": "35"}}, "wrong_type", "planned_dose.amount"),
            ({"planned_dose": {"drug": "ketamine"}}, "required", "planned_dose.amount"),
            ({"protocol": "none"}, "unknown", "protocol"),
            ({"threshold_set": "none"}, "unknown", "threshold_set"),
            ({"patient_id": "none"}, "unknown", "patient_id"),
            ({"nurse_id": "none"}, "unknown", "nurse_id"),
            ({"room": ""}, "required", "room"),
            ({"room": "x" * 41}, "too_long", "room"),
            ({"weight_kg": 700}, "impossible", "weight_kg"),
            ({"weight_kg": True}, "wrong_type", "weight_kg"),
            ({"colour": "red"}, "unknown_field", "colour"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, fields: dict[str, Any], code: str, field: str) -> None:
        given = {"patient_id": api.nina.patient(), "protocol": "iv_racemic_40", "room": "Room 1"}
        refused(api.nina.post("/sessions", {**given, **fields}), 422, code, field)

    def test_opening_twice_under_one_key_opens_once(self, api: Api) -> None:
        body = {"patient_id": api.nina.patient(), "protocol": "iv_racemic_40", "room": "Room 1"}
        key = new_key()
        first, again = (api.nina.post("/sessions", body, key=key) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()


class TestFinding:
    def test_sessions_are_found_by_state_patient_and_day(self, api: Api) -> None:
        first, second = api.nina.session(room="Room 1"), api.nina.session(room="Room 2")
        made(api.nina.post(f"/sessions/{first['id']}/cancel"))

        def found(**query: str) -> set[str]:
            return {s["id"] for s in made(api.nina.get("/sessions", **query))["items"]}

        assert found(state="ended") == {first["id"]}
        assert found(state="preparing") == {second["id"]}
        assert found(patient_id=first["patient"]["id"]) == {first["id"]}
        assert found(**{"from": "2026-11-23", "to": "2026-11-23"}) == {first["id"], second["id"]}
        assert found(**{"from": "2026-11-24"}) == set()


class TestHeader:
    def test_named_fields_change_and_the_version_rises(self, api: Api) -> None:
        session = api.nina.session(weight_kg=70)
        body = {"planned_dose": PLAN, "nurse_id": api.staff.nina.user_id}
        changed = made(api.nina.patch(f"/sessions/{session['id']}", body, if_match=1))
        assert (changed["version"], changed["weight_kg"], changed["planned_dose"]) == (2, 70, PLAN)
        assert changed["nurse"]["id"] == api.staff.nina.user_id
        cleared = made(api.nina.patch(f"/sessions/{session['id']}", {"weight_kg": None}, if_match=2))
        assert cleared["weight_kg"] is None

    @pytest.mark.hazard("H19")
    def test_a_stale_version_names_whose_change_came_first(self, api: Api) -> None:
        path = f"/sessions/{api.nina.session()['id']}"
        made(api.carl.patch(path, {"weight_kg": 71}, if_match=1))
        problem = refused(api.nina.patch(path, {"weight_kg": 72}, if_match=1), 412, "stale_version")
        assert "Dr Carl Okafor" in problem["detail"]

    def test_a_change_needs_a_version_and_a_field(self, api: Api) -> None:
        path = f"/sessions/{api.nina.session()['id']}"
        refused(api.nina.patch(path, {"weight_kg": 71}), 428)
        refused(api.nina.patch(path, {}, if_match=1), 422, "empty")
        refused(api.nina.patch(path, {"weight_kg": 5}, if_match=1), 422, "impossible", "weight_kg")


class TestBaseline:
    def test_a_reading_becomes_the_baseline_only_by_this_call(self, api: Api) -> None:
        session = api.nina.session()["id"]
        reading = api.nina.reading(session)
        assert made(api.nina.get(f"/sessions/{session}"))["baseline_reading_id"] is None
        offered = made(api.nina.get(f"/sessions/{session}/dose"))["offered_baseline"]
        assert (offered["reading_id"], offered["text"]) == (reading["id"], "128/79 at 13:00")
        accepted = made(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": reading["id"]}))
        assert accepted["baseline_reading_id"] == reading["id"]

    def test_after_the_dose_a_reason_is_required(self, api: Api) -> None:
        session = api.nina.session()["id"]
        reading = api.nina.reading(session)
        api.nina.event(session, "dose_start", amount=35)
        body = {"reading_id": reading["id"]}
        refused(api.nina.post(f"/sessions/{session}/baseline", body), 422, "required", "reason")
        made(api.nina.post(f"/sessions/{session}/baseline", {**body, "reason": "forgotten"}))

    def test_a_reading_of_another_session_is_no_baseline(self, api: Api) -> None:
        other = api.nina.reading(api.nina.session(room="Room 2")["id"])
        session = api.nina.session()["id"]
        refused(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": other["id"]}), 422)


class TestCancelling:
    def test_a_session_opened_by_mistake_is_cancelled_without_a_body(self, api: Api) -> None:
        session = api.nina.session()["id"]
        cancelled = made(api.nina.post(f"/sessions/{session}/cancel"))
        assert (cancelled["state"], cancelled["end"]) == ("ended", "cancelled")
        refused(api.nina.post(f"/sessions/{session}/cancel"), 409)

    def test_after_a_dose_or_with_readings_it_is_refused(self, api: Api) -> None:
        with_reading = api.nina.session(room="Room 2")["id"]
        api.nina.reading(with_reading)
        refused(api.nina.post(f"/sessions/{with_reading}/cancel", {}), 409, "readings_present")
        refused(api.nina.post(f"/sessions/{dosed(api.nina)}/cancel", {}), 409, "dose_recorded")


MEASURED = {
    "blood_pressure", "vitals", "alertness", "dissociation", "distress", "nausea", "dizziness_gait",
}  # fmt: skip


def minutes_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) / timedelta(minutes=1)


def gates_of(api: Api, session: str) -> dict[str, Any]:
    return {gate["gate"]: gate for gate in made(api.nina.get(f"/sessions/{session}/gates"))["gates"]}


@pytest.mark.hazard("H11", "H44", "H45")
class TestLeaving:
    def test_closed_gates_are_named(self, api: Api) -> None:
        path = f"/sessions/{dosed(api.nina)}/discharge"
        problem = refused(api.nina.post(path, {"end": "completed"}), 409, "gates_closed")
        assert {e["field"].removeprefix("gates.") for e in problem["errors"]} == {
            "observation_time", *MEASURED, *ATTESTED, "escort",
        }  # fmt: skip

    def test_the_gates_say_what_was_seen_and_what_a_person_may_tick(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(1)
        api.nina.reading(session)
        gates = gates_of(api, session)
        assert list(gates) == [
            "observation_time", "blood_pressure", "vitals", "alertness", "dissociation", "distress",
            "nausea", "dizziness_gait", "line_out", "instructions", "escort", "mood_safety", "alerts",
        ]  # fmt: skip
        assert gates["vitals"] == {
            "gate": "vitals", "label": "Pulse, oxygen, breathing", "open": True,
            "text": "Heart rate 72, SpO2 98 %, respiratory rate 14, just now", "needs": [], "attest": None,
            "measured": True, "unsaid": False, "asked_at": None,
        }  # fmt: skip
        assert gates["dissociation"]["attest"] == "Knows person, place, time"
        assert (gates["dissociation"]["open"], gates["dissociation"]["unsaid"]) == (False, True)
        assert gates["escort"]["needs"] == ["name", "relation", "time"]

    def test_a_gate_says_since_when_a_clinician_is_asked_about_it(self, api: Api) -> None:
        session = dosed(api.nina)
        asked = api.nina.event(session, "override_asked", **{"for": "leaving", "gate": "escort"})
        gates = gates_of(api, session)
        assert gates["escort"]["asked_at"] == asked["occurred_at"]
        assert gates["instructions"]["asked_at"] is None
        assert not gates["escort"]["open"]

    def test_open_gates_let_the_patient_go(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(40)
        api.nina.event(session, "dose_end", amount_given=35)
        api.clock.forward(99)
        settled(api.nina, session)
        api.clock.forward(1)
        shut = {gate for gate, found in gates_of(api, session).items() if not found["open"]}
        assert shut == {*ATTESTED, "escort"}
        body = {
            "end": "completed",
            "escort": {"name": "Jan Kowalczyk", "relation": "brother"},
            "gates": {**ATTESTED, "observation_time": {"ok": True, "note": "seen"}},
        }
        ended = made(api.nina.post(f"/sessions/{session}/discharge", body))
        assert (ended["state"], ended["end"]) == ("ended", "completed")
        assert ended["discharge"]["escort"]["name"] == "Jan Kowalczyk"
        assert ended["discharge"]["gates"]["observation_time"]["note"] == "seen"
        assert ended["discharged_at"] == ended["ended_at"]
        assert minutes_between(ended["ready_clinically_at"], ended["discharged_at"]) == 1
        refused(api.nina.post(f"/sessions/{session}/discharge", body), 409, "session_ended")

    @pytest.mark.hazard("A29")
    def test_values_of_twenty_minutes_ago_keep_the_patient(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(40)
        api.nina.event(session, "dose_end")
        api.clock.forward(70)
        settled(api.nina, session)
        api.clock.forward(20)
        body = {"end": "completed", "escort": {"name": "Jan"}, "gates": {**ATTESTED, "vitals": {"ok": True}}}
        problem = refused(api.nina.post(f"/sessions/{session}/discharge", body), 409, "gates_closed")
        words = {e["field"].removeprefix("gates."): e["message"] for e in problem["errors"]}
        assert words.keys() == MEASURED
        assert words["blood_pressure"] == "Systolic 128 of 20 min ago: take it again"
        assert words["vitals"].endswith("of 20 min ago: take them again, a tick does not open it")
        settled(api.nina, session)
        assert made(api.nina.post(f"/sessions/{session}/discharge", body))["end"] == "completed"

    def test_two_devices_are_watched_for_two_hours_from_the_last(self, api: Api) -> None:
        session = api.nina.session(protocol="in_esketamine")["id"]
        base = api.nina.reading(session)
        made(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": base["id"]}))
        api.clock.forward(1)
        api.nina.event(session, "device_given", number=1, amount=28)
        api.clock.forward(5)
        api.nina.event(session, "device_given", number=2, amount=28)
        api.clock.forward(95)
        settled(api.nina, session)
        body = {"end": "completed", "escort": {"name": "Jan"}, "gates": ATTESTED}
        problem = refused(api.nina.post(f"/sessions/{session}/discharge", body), 409, "gates_closed")
        assert [(e["field"], e["message"]) for e in problem["errors"]] == [
            ("gates.observation_time", "observed 100 of 125 min")
        ]
        api.clock.forward(25)
        settled(api.nina, session)
        assert made(api.nina.post(f"/sessions/{session}/discharge", body))["end"] == "completed"

    def test_aborting_after_the_drug_passes_the_same_gates(self, api: Api) -> None:
        path = f"/sessions/{dosed(api.nina)}/discharge"
        problem = refused(api.nina.post(path, {"end": "aborted", "reason": "panic"}), 409, "gates_closed")
        assert "gates.vitals" in {e["field"] for e in problem["errors"]}

    def test_only_a_clinician_overrides_a_closed_gate(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(1)
        settled(api.nina, session)
        path = f"/sessions/{session}/discharge"
        body: dict[str, Any] = {
            "end": "completed", "escort": {"name": "Jan"}, "gates": ATTESTED,
            "overrides": [{"gate": "observation_time", "reason": "transferred care"}],
        }  # fmt: skip
        problem = refused(api.nina.post(path, body), 403)
        assert "observation time" in problem["detail"]
        wrong = {**body, "second": {"username": "carl", "password": "not this one at all"}}
        refused(api.nina.post(path, wrong), 403, "second_refused")
        nurse = {**body, "second": {"username": "nina", "password": PASSWORD}}
        refused(api.nina.post(path, nurse), 403, "second_refused")
        right = {**body, "second": {"username": "carl", "password": PASSWORD}}
        ended = made(api.nina.post(path, right))
        assert ended["discharge"]["overrides"][0]["by"] == api.staff.carl.user_id
        assert ended["discharge"]["gates"]["observation_time"]["open"] is False

    def test_each_gate_left_shut_needs_an_override_of_its_own(self, api: Api) -> None:
        session = dosed(api.nina)
        shut = {gate for gate, found in gates_of(api, session).items() if not found["open"]}
        override = [{"gate": gate, "reason": "goes to the ward"} for gate in sorted(shut - {"nausea"})]
        path = f"/sessions/{session}/discharge"
        problem = refused(api.carl.post(path, {"end": "completed", "overrides": override}), 409)
        assert [e["field"] for e in problem["errors"]] == ["gates.nausea"]
        every = [*override, {"gate": "nausea", "reason": "not asked"}]
        assert made(api.carl.post(path, {"end": "completed", "overrides": every}))["end"] == "completed"

    def test_a_cancelled_session_was_never_left(self, api: Api) -> None:
        session = api.nina.session()["id"]
        cancelled = made(api.nina.post(f"/sessions/{session}/cancel"))
        assert cancelled["discharged_at"] is None
        assert cancelled["ready_clinically_at"] is None

    def test_against_advice_needs_reason_witness_and_who_was_told(self, api: Api) -> None:
        path = f"/sessions/{dosed(api.nina)}/discharge"
        problem = refused(api.nina.post(path, {"end": "against_advice"}), 422, "required")
        assert {e["field"] for e in problem["errors"]} == {"reason", "witness", "told"}
        said = {"end": "against_advice", "reason": "train", "witness": "A. Reyes", "told": "Dr Okafor"}
        assert made(api.nina.post(path, said))["end"] == "against_advice"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"end": "cancelled"}, "end"),
            ({"end": "gone"}, "end"),
            ({}, "end"),
            ({"end": "completed", "gates": {"weather": {"ok": True}}}, "gates.weather"),
            ({"end": "completed", "gates": {"escort": {"ok": "yes"}}}, "gates.escort.ok"),
            ({"end": "completed", "escort": {"relation": "x"}}, "escort.name"),
            ({"end": "completed", "escort": {"name": "a\u0007"}}, "escort.name"),
            ({"end": "completed", "told": "x" * 2000}, "told"),
            ({"end": "completed", "second": {"username": "carl"}}, "second.password"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, body: object, field: str) -> None:
        refused(api.nina.post(f"/sessions/{dosed(api.nina)}/discharge", body), 422, None, field)

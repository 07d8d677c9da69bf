"""Signing in, people, patients, rooms, the clinic, exports, audit and the feed over HTTP."""

from typing import Any, ClassVar

import pytest

from dashboard.actions.sign_in import new_set_up_token
from tests.api.asking import MARTA, Asker, made, refused
from tests.api.conftest import Api, serve
from tests.people import PASSWORD


class TestSigningIn:
    def test_the_right_password_gives_cookie_and_token_and_they_work(self, api: Api) -> None:
        fresh = Asker(serve(api.clinic))
        answer = fresh.post("/sign-in", {"username": "nina", "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.json()["user"] == {
            "id": api.staff.nina.user_id, "username": "nina", "display_name": "Nina Brandt",
            "roles": ["nurse"],
        }  # fmt: skip
        cookies = answer.headers.get_list("set-cookie")
        session = next(c for c in cookies if c.startswith("chairside_session="))
        readable = next(c for c in cookies if c.startswith("chairside_csrf="))
        assert "HttpOnly" in session
        assert "SameSite=strict" in session
        assert "HttpOnly" not in readable
        fresh.csrf_token = answer.json()["csrf_token"]
        assert made(fresh.get("/me"))["csrf_token"] == fresh.csrf_token
        made(fresh.post("/sign-out"))
        refused(fresh.get("/me"), 401)

    @pytest.mark.hazard("H52")
    def test_wrong_tries_are_counted_and_right_ones_never_limited(self, api: Api) -> None:
        wrong = {"username": "nina", "password": "not the right one"}
        for _ in range(10):
            refused(api.nobody.post("/sign-in", wrong), 401, "wrong_credentials")
        answer = api.nobody.post("/sign-in", wrong)
        refused(answer, 429, "too_many_tries")
        assert int(answer.headers["retry-after"]) > 0
        made(api.nobody.post("/sign-in", {**wrong, "password": PASSWORD}))

    @pytest.mark.parametrize("body", [{}, {"username": "nina"}, {"username": 1, "password": 2}, []])
    def test_a_body_of_another_shape_is_refused(self, api: Api, body: object) -> None:
        refused(api.nobody.post("/sign-in", body), 422)

    def test_who_is_disabled_is_signed_out_at_once(self, api: Api) -> None:
        made(api.nina.get("/me"))
        made(api.ada.patch(f"/users/{api.staff.nina.user_id}", {"disabled": True}))
        refused(api.nina.get("/me"), 401)
        refused(api.nobody.post("/sign-in", {"username": "nina", "password": PASSWORD}), 401)

    def test_ones_own_password_is_changed_with_the_present_one(self, api: Api) -> None:
        new = "another set of words"
        body = {"current_password": "not this one", "new_password": new}
        refused(api.nina.post("/me/password", body), 403)
        refused(
            api.nina.post("/me/password", {"current_password": PASSWORD, "new_password": "short"}),
            422, "length", "new_password",
        )  # fmt: skip
        made(api.nina.post("/me/password", {"current_password": PASSWORD, "new_password": new}))
        made(api.nobody.post("/sign-in", {"username": "nina", "password": new}))


class TestSetUp:
    BODY: ClassVar[dict[str, Any]] = {
        "username": "root", "password": PASSWORD, "display_name": "Root",
        "clinic": {"name": "Linden", "time_zone": "Europe/Berlin"},
    }  # fmt: skip

    def test_a_wrong_token_and_a_set_up_clinic_are_refused(self, api: Api) -> None:
        refused(api.nobody.post("/setup", {**self.BODY, "token": "x"}), 403)
        token = new_set_up_token(api.clinic)
        refused(api.nobody.post("/setup", {**self.BODY, "token": token}), 409, "already_set_up")

    def test_an_unknown_zone_is_named(self, api: Api) -> None:
        token = new_set_up_token(api.clinic)
        body = {**self.BODY, "token": token, "clinic": {"name": "Linden", "time_zone": "Moon/Base"}}
        refused(api.nobody.post("/setup", body), 422, "unknown_zone", "clinic.time_zone")


class TestPeople:
    def test_an_administrator_adds_changes_and_lists_people(self, api: Api) -> None:
        body = {"username": "noah", "password": PASSWORD, "role": "nurse"}
        answer = api.ada.post("/users", body)
        assert answer.status_code == 201
        user = answer.json()
        assert (user["display_name"], user["roles"], user["disabled"]) == ("noah", ["nurse"], False)
        changed = made(api.ada.patch(f"/users/{user['id']}", {"roles": ["nurse", "clinician"]}))
        assert changed["roles"] == ["clinician", "nurse"]
        assert "noah" in [u["username"] for u in made(api.ada.get("/users"))["items"]]
        assert "noah" in [u["username"] for u in made(api.nina.get("/staff"))["items"]]
        assert "ada" not in [u["username"] for u in made(api.nina.get("/staff"))["items"]]
        refused(api.ada.post("/users", body), 409, "username_taken")
        assert "password" not in answer.text

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"password": "short"}, "password"),
            ({"username": "has space"}, "username"),
            ({"role": "wizard"}, "role"),
            ({"roles": []}, "roles"),
            ({"roles": ["nurse", "wizard"]}, "roles.1"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, fields: dict[str, Any], field: str) -> None:
        given = {"username": "noah", "password": PASSWORD, "roles": ["nurse"]}
        refused(api.ada.post("/users", {**given, **fields}), 422, None, field)

    def test_the_last_administrator_stays(self, api: Api) -> None:
        path = f"/users/{api.staff.ada.user_id}"
        refused(api.ada.patch(path, {"disabled": True}), 409, "last_administrator")

    def test_everybody_writes_their_own_contact_and_no_other(self, api: Api) -> None:
        nobody = {"first_name": "", "last_name": "", "phone": "", "email": ""}
        assert made(api.nina.get("/me/contact")) == nobody
        written = {"first_name": "Nina", "last_name": "Brandt", "phone": "555 0100",
                   "email": "nina@linden.example"}  # fmt: skip
        assert made(api.nina.patch("/me/contact", written)) == written
        assert made(api.nina.get("/me/contact")) == written
        assert made(api.carl.get("/me/contact")) == nobody
        refused(api.nina.patch("/me/contact", {**written, "email": "nina at home"}), 422, "form", "email")
        refused(api.nina.patch("/me/contact", {"phone": "5" * 121}), 422, "too_long", "phone")
        refused(api.nina.patch("/me/contact", {"roles": ["administrator"]}), 422)
        refused(api.nobody.patch("/me/contact", written), 401)
        kept = {user["username"]: user for user in made(api.ada.get("/users"))["items"]}["nina"]
        assert (kept["contact"], kept["roles"], kept["disabled"]) == (written, ["nurse"], False)
        entry = made(api.ada.get("/audit", action="user_changed"))["items"][0]
        assert (entry["actor"]["display_name"], entry["detail"]) == ("Nina Brandt", {"changed": ["contact"]})
        assert made(api.ada.get("/audit/verify"))["ok"]
        cleared = made(api.ada.patch(f"/users/{kept['id']}", {"contact": nobody}))["contact"]
        assert cleared == nobody == made(api.nina.get("/me/contact"))


class TestPatients:
    def test_a_patient_is_added_found_seen_and_corrected(self, api: Api) -> None:
        answer = api.nina.post("/patients", MARTA)
        assert answer.status_code == 201
        patient = answer.json()
        assert patient.items() >= MARTA.items()
        assert patient["similar"] == []
        assert [p["id"] for p in made(api.nina.get("/patients", query="kowal"))["items"]] == [patient["id"]]
        assert made(api.nina.get(f"/patients/{patient['id']}")) == patient
        body = {"family_name": "Kowalska", "reason": "misspelt"}
        corrected = made(api.nina.patch(f"/patients/{patient['id']}", body))
        assert (corrected["version"], corrected["family_name"]) == (2, "Kowalska")
        refused(api.nina.patch(f"/patients/{patient['id']}", {"reason": "x"}), 422, "empty")

    @pytest.mark.hazard("H02")
    def test_who_looks_alike_is_named_and_a_used_number_refused(self, api: Api) -> None:
        first = api.nina.patient()
        second = made(api.nina.post("/patients", {**MARTA, "mrn": "204882"}))
        assert second["similar"] == [first]
        refused(api.nina.post("/patients", MARTA), 409, "mrn_taken")

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"birth_date": "14.03.1979"}, "date", "birth_date"),
            ({"birth_date": "2026-11-24"}, "out_of_range", "birth_date"),
            ({"birth_date": "1899-12-31"}, "out_of_range", "birth_date"),
            ({"sex": "f"}, "wrong_type", "sex"),
            ({"mrn": ""}, "required", "mrn"),
            ({"mrn": 204881}, "wrong_type", "mrn"),
            ({"family_name": "x" * 121}, "too_long", "family_name"),
            ({"given_name": "\ud83d"}, "control_character", "given_name"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, fields: dict[str, Any], code: str, field: str) -> None:
        refused(api.nina.post("/patients", {**MARTA, **fields}), 422, code, field)

    def test_names_are_given_back_as_typed(self, api: Api) -> None:
        name = "O'Brien-Łukasiewicz 李 <script>\u202e"
        patient = made(api.nina.post("/patients", {**MARTA, "family_name": name}))
        assert patient["family_name"] == name


class TestClinic:
    def test_a_fresh_clinic_has_six_rooms_in_order(self, api: Api) -> None:
        names = [room["name"] for room in made(api.nina.get("/rooms"))["items"]]
        assert names == [f"Room {n}" for n in range(1, 7)]

    def test_rooms_are_added_renamed_and_taken_out_of_use(self, api: Api) -> None:
        room = made(api.ada.post("/rooms", {"name": "Garden"}))
        changed = made(api.ada.patch(f"/rooms/{room['id']}", {"name": "Terrace", "in_use": False}))
        assert (changed["name"], changed["in_use"]) == ("Terrace", False)
        refused(api.ada.post("/rooms", {"name": "Room 1"}), 409, "room_exists")
        refused(api.ada.patch(f"/rooms/{room['id']}", {"position": 0}), 422)

    def test_the_clinics_details_are_changed_by_an_administrator(self, api: Api) -> None:
        changed = made(api.ada.patch("/clinic", {"name": "Linden", "emergency_text": "Call 112."}))
        assert made(api.nina.get("/clinic")) == changed
        refused(api.ada.patch("/clinic", {"time_zone": "Moon"}), 422, "unknown_zone", "time_zone")

    def test_the_time_is_the_servers(self, api: Api) -> None:
        assert made(api.nina.get("/time")) == {"now": "2026-11-23T12:00:00Z", "time_zone": "Europe/Berlin"}

    def test_the_shipped_protocols_and_sets_are_there_with_their_versions(self, api: Api) -> None:
        protocols = {p["code"]: p for p in made(api.nina.get("/protocols"))["items"]}
        assert set(protocols) == {"iv_racemic_40", "im_racemic", "oral_sl", "in_esketamine", "sc_racemic"}
        assert protocols["iv_racemic_40"]["dose_ask"]
        sets = {s["code"] for s in made(api.nina.get("/threshold-sets"))["items"]}
        assert sets == {"standard", "spravato_rems", "cautious"}
        (version,) = made(api.nina.get("/protocols/iv_racemic_40/versions"))["items"]
        assert version["version"] == 1
        (version,) = made(api.nina.get("/threshold-sets/standard/versions"))["items"]
        assert version["version"] == 1
        refused(api.nina.get("/protocols/none/versions"), 404)


class TestAuditAndFeed:
    @pytest.mark.hazard("H55")
    def test_the_audit_names_who_did_what_and_the_chain_holds(self, api: Api) -> None:
        session = api.nina.session()["id"]
        api.nina.reading(session)
        page = made(api.ada.get("/audit", limit=3))
        assert len(page["items"]) == 3
        assert page["items"][0]["number"] > page["items"][1]["number"]
        following = made(api.ada.get("/audit", limit=3, before=page["next"]))
        assert following["items"][0]["number"] == page["items"][-1]["number"] - 1
        actions = {e["action"] for e in made(api.ada.get("/audit", actor_id=api.staff.nina.user_id))["items"]}
        assert {"reading_recorded", "session_opened", "patient_added"} <= actions
        verified = made(api.ada.get("/audit/verify"))
        assert (verified["ok"], verified["first_bad"]) == (True, None)
        assert verified["rows"] > 5

    def test_changes_are_numbered_and_asked_for_after_a_number(self, api: Api) -> None:
        before = made(api.nina.get("/changes"))["last"]
        session = api.nina.session()["id"]
        api.nina.reading(session)
        told = made(api.nina.get("/changes", after=before))
        assert [c["seq"] for c in told["changes"]] == list(range(before + 1, told["last"] + 1))
        assert {"session_id": session, "kind": "reading"}.items() <= told["changes"][-1].items()
        assert made(api.nina.get("/changes", after=told["last"])) == {"last": told["last"], "changes": []}

    def test_a_view_of_a_patient_is_audited_once_in_a_quarter_of_an_hour(self, api: Api) -> None:
        session = api.nina.session()["id"]
        for _ in range(3):
            made(api.carl.get(f"/sessions/{session}/readings"))
        viewed = made(api.ada.get("/audit", action="record_viewed", actor_id=api.staff.carl.user_id))["items"]
        assert len(viewed) == 1

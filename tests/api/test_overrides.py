"""A limit moved for a session or a patient over HTTP, and what is known of a patient before the start."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from dashboard.store.patients import patient_history
from tests.api.asking import MARTA, Asker, dosed, made, new_key, refused
from tests.api.conftest import Api
from tests.people import PASSWORD

URGENT = {"measure": "systolic", "kind": "high", "level": "urgent", "value": 195, "reason": "hypertension"}
DAY = 24 * 60
CARL = {"username": "carl", "password": PASSWORD}
NINA = {"username": "nina", "password": PASSWORD}


@pytest.fixture
def session(api: Api) -> str:
    """Nina's session with a dose that has begun."""
    return dosed(api.nina)


def move(asker: Asker, session: str, **fields: Any) -> Response:
    return asker.post(f"/sessions/{session}/overrides", {**URGENT, **fields})


def move_for_patient(api: Api, asker: Asker, patient: str, days: float = 30, **fields: Any) -> Response:
    until = (api.clock() + timedelta(days=days)).isoformat()
    return asker.post(f"/patients/{patient}/overrides", {**URGENT, "until": until, **fields})


def patient_of(api: Api, session: str) -> str:
    return str(made(api.nina.get(f"/sessions/{session}"))["patient"]["id"])


def levels(api: Api, session: str, systolic: int) -> list[str]:
    """What a pressure measured now crosses as an absolute limit."""
    taken = api.nina.reading(session, {"systolic": systolic, "diastolic": 80})
    return [
        flag["level"]
        for flag in taken["flags"]
        if flag["measure"] == "systolic" and flag["limit"]["kind"] == "high"
    ]


def end(api: Api, session: str) -> None:
    made(
        api.nina.post(
            f"/sessions/{session}/discharge",
            {"end": "against_advice", "reason": "wanted to go", "witness": "Mia", "told": "Dr Okafor"},
        )
    )


def systolic_of(api: Api, path: str) -> dict[str, Any]:
    limits = made(api.nina.get(f"{path}/overrides"))["sets"][0]["limits"]
    return next(
        dict(x) for x in limits if (x["measure"], x["kind"], x["level"]) == ("systolic", "high", "urgent")
    )


class TestOneSession:
    @pytest.mark.hazard("H31")
    def test_a_clinician_moves_a_limit_and_later_readings_go_by_it(self, api: Api, session: str) -> None:
        assert levels(api, session, 188) == ["urgent"]
        api.clock.forward(1)
        done = made(move(api.carl, session))
        assert done["by"]["display_name"] == "Dr Carl Okafor"
        assert (done["session_id"], done["until"], done["ended_at"]) == (session, None, None)
        api.clock.forward(1)
        assert levels(api, session, 188) == ["advisory"]
        assert levels(api, session, 195) == ["urgent"]
        limit = systolic_of(api, f"/sessions/{session}")
        assert (limit["value"], limit["own"], limit["rail"]) == (195, 180, 200)

    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize(("value", "said"), [(201, "rail 200"), (300, "rail 200")])
    def test_beyond_the_rail_is_refused_naming_field_and_rail(
        self, api: Api, session: str, value: int, said: str
    ) -> None:
        problem = refused(move(api.carl, session, value=value), 422, "beyond_rail", "value")
        assert said in problem["errors"][0]["message"]
        assert made(api.carl.get(f"/sessions/{session}/overrides"))["items"] == []

    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize("value", [None, "none", True, 1e9])
    def test_no_override_takes_a_limit_away(self, api: Api, session: str, value: Any) -> None:
        refused(move(api.carl, session, value=value), 422, field="value")

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"reason": " "}, "required", "reason"),
            ({"measure": "mood"}, "unknown_limit", "measure"),
            ({"kind": "sideways"}, "wrong_type", "kind"),
            ({"level": "loud"}, "wrong_type", "level"),
            ({"level": "advisory", "value": 180}, "contradicts", "value"),
            ({"value": 180}, "unchanged", "value"),
            ({"until": "2020-01-01T00:00:00Z"}, "out_of_range", "until"),
            ({"extra": 1}, "unknown_field", "extra"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_its_field(
        self, api: Api, session: str, fields: dict[str, Any], code: str, field: str
    ) -> None:
        refused(move(api.carl, session, **fields), 422, code, field)

    @pytest.mark.hazard("H31")
    def test_a_nurse_needs_a_clinician_beside(self, api: Api, session: str) -> None:
        refused(move(api.nina, session), 403, "override_not_permitted")
        refused(move(api.nina, session, second=NINA), 403, "second_refused")
        refused(move(api.nina, session, second={**CARL, "password": "not his password"}), 403)
        refused(move(api.ada, session), 403)
        done = made(move(api.nina, session, second=CARL))
        assert done["by"]["display_name"] == "Dr Carl Okafor"
        entry = next(
            e for e in made(api.ada.get("/audit"))["items"] if e["action"] == "limit_moved"
        )  # fmt: skip
        assert entry["actor"]["display_name"] == "Nina Brandt"
        assert entry["detail"]["clinician"] == done["by"]["id"]
        assert entry["reason"] == "hypertension"

    @pytest.mark.hazard("H31")
    def test_it_ends_with_the_session(self, api: Api, session: str) -> None:
        patient = patient_of(api, session)
        made(move(api.carl, session))
        end(api, session)
        refused(move(api.carl, session, value=190), 409, "session_ended")
        later = dosed(api.nina, patient_id=patient)
        assert made(api.nina.get(f"/sessions/{later}/overrides"))["items"] == []
        assert systolic_of(api, f"/sessions/{later}")["value"] == 180
        assert levels(api, later, 188) == ["urgent"]

    @pytest.mark.hazard("H31")
    def test_an_earlier_end_than_the_sessions_brings_the_set_back(self, api: Api, session: str) -> None:
        until = (api.clock() + timedelta(minutes=10)).isoformat()
        made(move(api.carl, session, until=until))
        api.clock.forward(9)
        assert levels(api, session, 188) == ["advisory"]
        api.clock.forward(1)
        assert levels(api, session, 188) == ["urgent"]
        assert systolic_of(api, f"/sessions/{session}")["value"] == 180

    def test_it_is_taken_back_once_with_a_reason(self, api: Api, session: str) -> None:
        done = made(move(api.carl, session))
        path = f"/overrides/{done['id']}/end"
        refused(api.carl.post(path, {"reason": " "}), 422, "required", "reason")
        refused(api.nina.post(path, {"reason": "no more"}), 403)
        api.clock.forward(1)
        ended = made(api.carl.post(path, {"reason": "no more"}))
        assert (ended["end_reason"], ended["ended_by"]["display_name"]) == ("no more", "Dr Carl Okafor")
        refused(api.carl.post(path, {"reason": "again"}), 409, "override_over")
        api.clock.forward(1)
        assert levels(api, session, 188) == ["urgent"]
        refused(api.carl.post("/overrides/nothing/end", {"reason": "x"}), 404)

    @pytest.mark.hazard("H31")
    def test_taking_back_a_limit_moved_twice_brings_back_that_of_the_set(
        self, api: Api, session: str
    ) -> None:
        made(move(api.carl, session))
        api.clock.forward(1)
        again = made(move(api.carl, session, value=190))
        first = made(api.carl.get(f"/sessions/{session}/overrides"))["items"][0]
        assert (first["value"], first["end_reason"]) == (195, "Moved again")
        api.clock.forward(1)
        made(api.carl.post(f"/overrides/{again['id']}/end", {"reason": "no more"}))
        assert systolic_of(api, f"/sessions/{session}")["value"] == 180

    def test_after_the_session_there_is_nothing_to_take_back(self, api: Api, session: str) -> None:
        done = made(move(api.carl, session))
        end(api, session)
        refused(api.carl.post(f"/overrides/{done['id']}/end", {"reason": "x"}), 409, "override_over")

    def test_a_retry_under_the_same_key_moves_once(self, api: Api, session: str) -> None:
        key = new_key()
        first = made(api.carl.post(f"/sessions/{session}/overrides", URGENT, key=key))
        again = api.carl.post(f"/sessions/{session}/overrides", URGENT, key=key)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert made(again) == first
        assert len(made(api.carl.get(f"/sessions/{session}/overrides"))["items"]) == 1

    def test_the_change_is_told_to_open_screens(self, api: Api, session: str) -> None:
        before = api.clinic.last_change()
        made(move(api.carl, session))
        told = [(c.session_id, c.kind) for c in api.clinic.changes_after(before)]
        assert (session, "session") in told

    @pytest.mark.hazard("H31")
    def test_a_value_back_in_the_moved_band_settles_an_acknowledged_alert(
        self, api: Api, session: str
    ) -> None:
        levels(api, session, 188)
        alert = next(a for a in alerts(api, session) if a["measure"] == "systolic")
        made(api.nina.post(f"/alerts/{alert['id']}/acknowledge", {"told": "Dr Okafor", "signs": []}))
        made(move(api.carl, session))
        made(move(api.carl, session, level="advisory", value=190))
        made(move(api.carl, session, kind="rise", level="advisory", value=39))
        assert state_of(api, session, alert["id"]) == "acknowledged"
        api.clock.forward(2)
        api.nina.reading(session, {"systolic": 150, "diastolic": 80})
        assert state_of(api, session, alert["id"]) == "resolved"

    @pytest.mark.hazard("H31")
    def test_a_stricter_limit_raises_its_alert_at_once_for_what_is_measured_next(
        self, api: Api, session: str
    ) -> None:
        made(move(api.carl, session, value=165))
        api.clock.forward(1)
        assert levels(api, session, 166) == ["urgent"]
        assert "urgent" in {a["level"] for a in alerts(api, session) if a["measure"] == "systolic"}


def alerts(api: Api, session: str) -> list[dict[str, Any]]:
    return list(made(api.nina.get(f"/sessions/{session}/alerts"))["items"])


def state_of(api: Api, session: str, alert_id: str) -> str:
    return str(next(a["state"] for a in alerts(api, session) if a["id"] == alert_id))


class TestOnePatient:
    @pytest.mark.hazard("H31")
    def test_a_dated_move_carries_over_to_the_next_session_and_lapses(self, api: Api, session: str) -> None:
        patient = patient_of(api, session)
        made(move_for_patient(api, api.carl, patient, days=10))
        api.clock.forward(1)
        assert levels(api, session, 188) == ["advisory"]
        end(api, session)
        api.clock.forward(9 * DAY)
        later = dosed(api.nina, patient_id=patient)
        assert levels(api, later, 188) == ["advisory"]
        end(api, later)
        api.clock.forward(2 * DAY)
        last = dosed(api.nina, patient_id=patient)
        assert levels(api, last, 188) == ["urgent"]

    @pytest.mark.hazard("H31")
    def test_it_needs_a_date_at_most_ninety_days_ahead(self, api: Api, session: str) -> None:
        patient = patient_of(api, session)
        refused(api.carl.post(f"/patients/{patient}/overrides", URGENT), 422, "required", "until")
        refused(move_for_patient(api, api.carl, patient, days=91), 422, "out_of_range", "until")
        refused(move_for_patient(api, api.carl, patient, days=-1), 422, "out_of_range", "until")
        made(move_for_patient(api, api.carl, patient, days=90))

    def test_without_a_session_every_set_in_force_must_bear_it(self, api: Api) -> None:
        patient = api.nina.patient()
        refused(move_for_patient(api, api.carl, patient, value=201), 422, "beyond_rail", "value")
        # Cautious is urgent from 170: an advisory limit of 172 would stand beyond it.
        problem = refused(
            move_for_patient(api, api.carl, patient, level="advisory", value=172), 422, "contradicts", "value"
        )
        assert "Cautious" in problem["errors"][0]["message"]
        made(move_for_patient(api, api.carl, patient, value=180))
        answer = made(api.nina.get(f"/patients/{patient}/overrides"))
        assert {s["code"] for s in answer["sets"]} == {"standard", "cautious", "spravato_rems"}
        assert [o["value"] for o in answer["items"]] == [180]

    def test_a_running_session_is_judged_by_its_own_set(self, api: Api) -> None:
        session = dosed(api.nina, threshold_set="cautious")
        patient = patient_of(api, session)
        refused(move_for_patient(api, api.carl, patient, value=170), 422, "unchanged", "value")
        made(move_for_patient(api, api.carl, patient, value=180))
        assert systolic_of(api, f"/patients/{patient}")["own"] == 170

    def test_it_is_taken_back_in_the_running_session_too(self, api: Api, session: str) -> None:
        patient = patient_of(api, session)
        done = made(move_for_patient(api, api.carl, patient))
        api.clock.forward(1)
        made(api.carl.post(f"/overrides/{done['id']}/end", {"reason": "pressure is normal now"}))
        assert systolic_of(api, f"/sessions/{session}")["value"] == 180

    def test_a_lapsed_one_cannot_be_taken_back(self, api: Api) -> None:
        patient = api.nina.patient()
        done = made(move_for_patient(api, api.carl, patient, days=1))
        api.clock.forward(2 * DAY)
        refused(api.carl.post(f"/overrides/{done['id']}/end", {"reason": "x"}), 409, "override_over")

    @pytest.mark.hazard("H31")
    def test_a_nurse_needs_a_clinician_beside(self, api: Api) -> None:
        patient = api.nina.patient()
        refused(move_for_patient(api, api.nina, patient), 403, "override_not_permitted")
        made(move_for_patient(api, api.nina, patient, second=CARL))
        refused(move_for_patient(api, api.carl, "nobody"), 404)

    @pytest.mark.hazard("H31")
    def test_the_note_says_where_a_limit_stood_and_why(self, api: Api, session: str) -> None:
        made(move(api.carl, session))
        text = " ".join(api.nina.get(f"/sessions/{session}/note.txt").text.split())
        assert "Systolic urgent 195 instead of 180, for this session by Dr Carl Okafor" in text
        assert "until the end. Reason: hypertension." in text


class TestScreening:
    def test_nobody_asked_until_somebody_says_so(self, api: Api) -> None:
        patient = made(api.nina.get(f"/patients/{api.nina.patient()}"))
        assert (patient["allergies"], patient["facts"]) == (None, None)
        assert patient["screening"] == ["Allergies not asked"]

    def test_asked_and_none_is_not_the_same_as_not_asked(self, api: Api) -> None:
        patient = api.nina.patient()
        given = {"allergies": "None known", "facts": []}
        answer = made(api.nina.patch(f"/patients/{patient}", given))
        assert (answer["allergies"], answer["facts"]) == ("None known", [])
        assert answer["screening"] == ["No known allergies"]

    def test_a_new_patient_brings_what_was_asked(self, api: Api) -> None:
        body = {**MARTA, "allergies": "Penicillin", "facts": ["cardiac", "hypertension", "cardiac"]}
        answer = made(api.nina.post("/patients", body))
        assert answer["facts"] == ["cardiac", "hypertension"]
        assert answer["screening"] == ["Penicillin allergy", "Hypertension", "Cardiac disease"]

    def test_a_correction_keeps_what_stood_before(self, api: Api) -> None:
        patient = api.nina.patient()
        made(api.nina.patch(f"/patients/{patient}", {"allergies": "Penicillin", "facts": ["hypertension"]}))
        answer = made(api.nina.patch(f"/patients/{patient}", {"facts": None, "reason": "wrong patient"}))
        assert (answer["allergies"], answer["facts"], answer["version"]) == ("Penicillin", None, 3)
        with api.clinic.database.reading() as db:
            kept = [(p.allergies, p.facts and sorted(p.facts)) for p in patient_history(db, patient)]
        assert kept == [(None, None), ("Penicillin", ["hypertension"]), ("Penicillin", None)]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"allergies": " "}, "allergies"),
            ({"allergies": "x" * 201}, "allergies"),
            ({"allergies": 3}, "allergies"),
            ({"facts": ["smoking"]}, "facts.0"),
            ({"facts": "hypertension"}, "facts"),
        ],
    )
    def test_what_cannot_be_a_fact_is_refused(self, api: Api, body: dict[str, Any], field: str) -> None:
        refused(api.nina.patch(f"/patients/{api.nina.patient()}", body), 422, field=field)

    @pytest.mark.hazard("H30")
    def test_the_interface_keeps_taking_sessions_without_a_set(self, api: Api) -> None:
        patient = api.nina.patient()
        made(api.nina.patch(f"/patients/{patient}", {"facts": ["hypertension"]}))
        assert api.nina.session(patient_id=patient)["threshold_set"]["code"] == "standard"

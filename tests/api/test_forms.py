"""The specs that the page's forms and figure are built from."""

import pytest

from tests.api.asking import PLAN, dosed, made
from tests.api.conftest import Api


class TestForms:
    @pytest.mark.hazard("A27")
    def test_the_last_saturation_and_the_one_typed_now_name_the_oxygen(self, api: Api) -> None:
        session = dosed(api.nina)
        path = f"/sessions/{session}"
        assert made(api.nina.get(f"{path}/entry"))["oxygen"] == ""
        made(api.nina.post(f"{path}/events", {"kind": "oxygen_start", "detail": {"flow": 2}}, key="new"))
        api.nina.reading(session)
        form = made(api.nina.get(f"{path}/entry"))
        assert form["oxygen"] == " on 2 L/min"
        assert form["last"]["spo2"]["under"] == "on 2 L/min"
        assert form["last"]["systolic"]["under"] == ""

    def test_the_entry_form_comes_out_of_the_registries(self, api: Api) -> None:
        session = dosed(api.nina)
        form = made(api.nina.get(f"/sessions/{session}/entry"))
        assert form["session"]["patient"]["name"] == "Kowalczyk, Marta"
        assert form["session"]["patient"]["age"] == 47
        assert form["session"]["route_label"] == "Ketamine IV 35 mg"
        assert form["user"] == {"id": api.staff.nina.user_id, "name": "Nina Brandt"}
        assert (form["time_zone"], form["now"]) == ("Europe/Berlin", "2026-11-23T12:00:00Z")
        main = [m["code"] for m in form["measures"] if m["place"] == "main"]
        assert main == [
            "systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate", "nausea", "dizziness",
            "dissociation", "distress", "sedation",
        ]  # fmt: skip
        assert form["last"]["systolic"]["value"] == 128
        assert "mean_pressure" not in form["last"]
        assert form["baseline"]["systolic"] == 128
        spo2 = next(m for m in form["measures"] if m["code"] == "spo2")
        assert "asleep" not in spo2["not_taken"]
        unresolved = [x for x in form["limits"]["items"] if x["kind"] == "not_resolved"]
        assert unresolved
        assert all(x["from"] for x in unresolved)
        assert {q["code"]: q["last"] for q in form["qualifiers"]} == {
            "arm": None,
            "position": None,
            "cuff": None,
        }

    def test_the_dose_form_says_what_keeps_the_dose_closed(self, api: Api) -> None:
        session = api.nina.session(planned_dose=PLAN, weight_kg=70)["id"]
        api.nina.reading(session, {"systolic": 165, "diastolic": 79})
        form = made(api.nina.get(f"/sessions/{session}/dose"))
        assert [c["code"] for c in form["closed"]] == ["hold", "baseline", "people"]
        assert form["closed"][0]["hard"] is True
        assert form["planned"]["mg_per_kg"] == 0.5
        (choice,) = form["choices"]
        assert (choice["kind"], choice["detail"]) == ("dose_start", {"drug": "ketamine", "route": "iv"})
        assert choice["fields"] == ["amount", "lot", "drawn", "given", "wasted"]
        assert form["asked_at"] is None
        asked = api.nina.event(session, "override_asked", **{"for": "dose"})
        assert made(api.nina.get(f"/sessions/{session}/dose"))["asked_at"] == asked["occurred_at"]

    def test_a_running_infusion_can_be_paused_ended_and_resumed(self, api: Api) -> None:
        session = dosed(api.nina)

        def kinds() -> list[str]:
            return [c["kind"] for c in made(api.nina.get(f"/sessions/{session}/dose"))["choices"]]

        assert kinds()[:2] == ["dose_end", "dose_pause"]
        api.clock.forward(1)
        api.nina.event(session, "dose_pause")
        assert "dose_resume" in kinds()
        api.clock.forward(1)
        api.nina.event(session, "dose_end")
        assert kinds() == ["dose_resume", "booster", "waste"]

    def test_devices_are_counted_up(self, api: Api) -> None:
        session = api.nina.session(protocol="in_esketamine")["id"]
        for number in (1, 2):
            choice = made(api.nina.get(f"/sessions/{session}/dose"))["choices"][0]
            assert (choice["label"], choice["detail"]) == (f"Device {number} given", {"number": number})
            api.nina.event(session, "device_given", number=number)

    def test_the_last_dose_is_told_with_its_day(self, api: Api) -> None:
        first = dosed(api.nina)
        made(api.nina.post(f"/sessions/{first}/discharge", {"end": "transferred"}))
        patient_id = made(api.nina.get(f"/sessions/{first}"))["patient"]["id"]
        api.clock.forward(60 * 24 * 7)
        second = api.nina.session(patient_id=patient_id)["id"]
        last = made(api.nina.get(f"/sessions/{second}/dose"))["last_dose"]
        assert last["text"].endswith("on 23 Nov 2026")

    def test_the_timeline_has_columns_of_equal_length_with_bands_and_marks(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(10)
        api.nina.reading(session, {"systolic": 186, "diastolic": 99})
        timeline = made(api.nina.get(f"/sessions/{session}/timeline"))
        assert {len(column) for column in timeline["columns"].values()} == {2}
        assert timeline["columns"]["minute"] == [0.0, 10.0]
        assert timeline["columns"]["systolic"] == [128, 186]
        assert timeline["columns"]["spo2"] == [98, None]
        assert timeline["bands"]
        assert [m["kind"] for m in timeline["marks"]["events"]] == ["dose_start"]
        assert timeline["marks"]["alerts"]

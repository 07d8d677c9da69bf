"""The event sheet's spec, and the handover: every kind of the registry can be recorded through it."""

from typing import Any

import pytest

from dashboard.api.event_form import ELSEWHERE
from dashboard.clinical.event_kinds import EVENT_KINDS
from tests.api.asking import dosed, made, new_key, refused
from tests.api.conftest import Api

ANSWERS: dict[str, Any] = {
    "text": "As seen",
    "number": 2.5,
    "time": "2026-11-23T11:58:00Z",
    "event": "event-7",
}


def answer_of(field: dict[str, Any]) -> Any:
    """An answer that fits the box."""
    if field["sort"] == "choice":
        return field["options"][-1]["value"]
    return field["low"] if field["sort"] == "span" else ANSWERS[field["sort"]]


def form_of(api: Api, session: str) -> Any:
    return made(api.nina.get(f"/sessions/{session}/event-form"))


def recorded(api: Api, session: str, kind: str, **detail: Any) -> Any:
    return api.nina.event(session, kind, **detail)


@pytest.mark.parametrize("kind", sorted(EVENT_KINDS))
def test_every_kind_of_the_registry_can_be_recorded_through_its_boxes(api: Api, kind: str) -> None:
    session = dosed(api.nina)
    fields = form_of(api, session)["kinds"][kind]["fields"]
    detail = {field["name"]: answer_of(field) for field in fields}
    # Overriding a hold is a clinician's.
    asker = api.carl if kind == "hold_override" else api.nina
    assert asker.event(session, kind, **detail)["detail"] == detail
    unknown = {"kind": kind, "detail": {**detail, "mood": "good"}}
    refused(asker.post(f"/sessions/{session}/events", unknown), 422, "unknown_field", "detail.mood")


def test_the_sheet_holds_every_kind_that_has_no_place_of_its_own(api: Api) -> None:
    form = form_of(api, dosed(api.nina))
    offered = [kind for group in form["groups"] for kind in group["kinds"]]
    own = {code for code, kind in EVENT_KINDS.items() if kind.dosing} | ELSEWHERE
    assert len(offered) == len(set(offered))
    assert set(offered) == set(EVENT_KINDS) - own
    assert {button["kind"] for button in form["first"]} <= set(offered)


def test_nothing_in_the_sheet_is_preset(api: Api) -> None:
    kinds = form_of(api, dosed(api.nina))["kinds"]
    assert not [f for kind in kinds.values() for f in kind["fields"] if {"value", "default"} & f.keys()]


@pytest.mark.hazard("H41")
def test_calling_and_asking_to_stop_are_one_tap_of_the_first_step(api: Api) -> None:
    form = form_of(api, dosed(api.nina))
    first = [button["kind"] for button in form["first"]]
    for kind in ("patient_called", "asks_to_stop", "fall", "vomiting"):
        assert kind in first
        assert form["kinds"][kind]["one_tap"]


def test_oxygen_and_bathroom_offer_what_fits_the_moment(api: Api) -> None:
    session = dosed(api.nina)

    def first() -> list[str]:
        return [button["label"] for button in form_of(api, session)["first"]]

    assert {"Oxygen on", "To bathroom"} <= set(first())
    recorded(api, session, "oxygen_start", flow=2)
    recorded(api, session, "to_bathroom")
    assert {"Oxygen off", "Back"} <= set(first())
    assert form_of(api, session)["off_unit_since"] == "2026-11-23T12:00:00Z"
    api.clock.forward(5)
    recorded(api, session, "oxygen_stop")
    recorded(api, session, "back_from_bathroom")
    assert {"Oxygen on", "To bathroom"} <= set(first())
    assert form_of(api, session)["off_unit_since"] is None


@pytest.mark.hazard("H38")
def test_a_second_labetalol_finds_the_first_with_its_time_and_no_dose_beside_it(api: Api) -> None:
    session = dosed(api.nina)
    assert form_of(api, session)["last"] == []
    recorded(api, session, "rescue_medication", drug="Labetalol", amount=10, unit="mg", route="iv")
    api.clock.forward(25)
    form = form_of(api, session)
    (last,) = form["last"]
    assert (last["drug"], last["text"]) == ("Labetalol", "Labetalol 10 mg IV at 13:00, 25 min ago")
    assert form["ask_again_min"] == 120
    drug = next(f for f in form["kinds"]["rescue_medication"]["fields"] if f["name"] == "drug")
    assert "labetalol" in drug["suggested"]
    assert not any(character.isdigit() for name in drug["suggested"] for character in name)


@pytest.mark.hazard("H38")
def test_a_medication_awaits_its_response_until_one_is_told(api: Api) -> None:
    session = dosed(api.nina)
    given = recorded(api, session, "rescue_medication", drug="ondansetron", amount=4, unit="mg")
    form = form_of(api, session)
    assert [one["text"] for one in form["awaiting_response"]] == ["ondansetron 4 mg, 13:00"]
    response = next(b for b in form["first"] if b["kind"] == "rescue_response")
    assert (response["of"], response["about"]) == (given["id"], "ondansetron")
    recorded(api, session, "rescue_response", of=given["id"], text="Better")
    form = form_of(api, session)
    assert form["awaiting_response"] == []
    assert [one["id"] for one in form["medications"]] == [given["id"]]
    assert "rescue_response" not in {button["kind"] for button in form["first"]}


@pytest.mark.hazard("H43")
def test_the_sheet_says_that_a_dizzy_patient_walks_with_help(api: Api) -> None:
    session = dosed(api.nina)
    assert not form_of(api, session)["fall_care"]
    api.nina.reading(session, {"dizziness": 4})
    assert form_of(api, session)["fall_care"]


@pytest.mark.hazard("A12", "H15")
def test_the_sheet_says_why_the_checks_cannot_be_paused(api: Api) -> None:
    session = dosed(api.nina)
    assert form_of(api, session)["pause"]["refusal"] is None
    recorded(api, session, "asks_to_stop")
    assert "urgent alert is open" in form_of(api, session)["pause"]["refusal"]


class TestHandover:
    def hand_over(self, api: Api, session: str, to_id: str, **more: Any) -> Any:
        body = {"to_id": to_id, **more}
        seen = form_of(api, session)["handover"]["version"]
        return api.nina.post(f"/sessions/{session}/handover", body, key=new_key(), if_match=seen)

    def test_it_names_the_nurse_in_the_header_and_keeps_what_stood_open(self, api: Api) -> None:
        session = dosed(api.nina)
        recorded(api, session, "rescue_medication", drug="labetalol", amount=10, unit="mg")
        recorded(api, session, "asks_to_stop")
        shown = [m["text"] for m in form_of(api, session)["handover"]["matters"]]
        before = made(api.nina.get(f"/sessions/{session}"))
        carl = api.staff.carl
        stored = made(self.hand_over(api, session, carl.user_id, note="Likes it quiet"))
        after = made(api.nina.get(f"/sessions/{session}"))
        assert after["nurse"] == {"id": carl.user_id, "display_name": carl.display_name}
        assert after["version"] == before["version"] + 1
        assert stored["kind"] == "handover"
        assert (stored["detail"]["to_id"], stored["detail"]["to_name"]) == (carl.user_id, carl.display_name)
        words = stored["detail"]["text"]
        assert words.startswith("Likes it quiet; URGENT Patient asks to stop")
        assert "Response to labetalol 10 mg of 13:00, due 13:10" in words
        assert all(one in words for one in shown)

    def test_both_rows_stand_in_the_audit_and_are_announced(self, api: Api) -> None:
        session = dosed(api.nina)
        last = made(api.nina.get("/changes", after=0))["last"]
        stored = made(self.hand_over(api, session, api.staff.carl.user_id))
        left = [(e["action"], e["object_id"]) for e in made(api.ada.get("/audit"))["items"][:8]]
        assert ("event_recorded", stored["id"]) in left
        assert ("session_changed", session) in left
        told = made(api.nina.get("/changes", after=last))["changes"]
        assert {"session", "event"} <= {change["kind"] for change in told}

    def test_sent_twice_it_is_stored_once(self, api: Api) -> None:
        session, key = dosed(api.nina), new_key()
        body = {"to_id": api.staff.carl.user_id}
        seen = form_of(api, session)["handover"]["version"]
        first = api.nina.post(f"/sessions/{session}/handover", body, key=key, if_match=seen)
        again = api.nina.post(f"/sessions/{session}/handover", body, key=key, if_match=seen)
        assert made(first) == made(again)
        assert again.headers["Idempotency-Replayed"] == "true"
        kinds = [e["kind"] for e in made(api.nina.get(f"/sessions/{session}/events"))["items"]]
        assert kinds.count("handover") == 1

    def test_a_person_who_cannot_have_it_is_refused(self, api: Api) -> None:
        session = dosed(api.nina)
        refused(self.hand_over(api, session, api.staff.ada.user_id), 422, "unknown", "to_id")
        refused(self.hand_over(api, session, "nobody"), 422, "unknown", "to_id")
        made(self.hand_over(api, session, api.staff.carl.user_id))
        refused(self.hand_over(api, session, api.staff.carl.user_id), 422, "has_it_already", "to_id")
        made(api.ada.patch(f"/users/{api.staff.carl.user_id}", {"disabled": True}))
        made(self.hand_over(api, session, api.staff.nina.user_id))
        refused(self.hand_over(api, session, api.staff.carl.user_id), 422, "unknown", "to_id")

    def test_a_refusal_stores_neither_row(self, api: Api) -> None:
        session = dosed(api.nina)
        before = made(api.nina.get(f"/sessions/{session}"))["version"]
        refused(self.hand_over(api, session, api.staff.carl.user_id, note="x" * 301), 422, "too_long", "note")
        assert made(api.nina.get(f"/sessions/{session}"))["version"] == before
        assert "handover" not in {
            e["kind"] for e in made(api.nina.get(f"/sessions/{session}/events"))["items"]
        }

    def test_it_needs_a_key_a_right_and_a_session_that_goes_on(self, api: Api) -> None:
        session = dosed(api.nina)
        path, body = f"/sessions/{session}/handover", {"to_id": api.staff.carl.user_id}
        assert api.nina.post(path, body, key=None).status_code in (400, 428)
        refused(api.nina.post(path, body, key=new_key()), 428)
        refused(api.ada.post(path, body, key=new_key()), 403)
        made(api.nina.post(f"/sessions/{session}/discharge", {"end": "transferred", "reason": "to hospital"}))
        refused(self.hand_over(api, session, api.staff.carl.user_id), 409, "session_ended")

    def test_two_sheets_open_at_once_do_not_overwrite_each_other(self, api: Api) -> None:
        session = dosed(api.nina)
        seen = form_of(api, session)["handover"]["version"]
        path, carl = f"/sessions/{session}/handover", api.staff.carl.user_id
        made(api.nina.post(path, {"to_id": carl}, key=new_key(), if_match=seen))
        second = api.carl.post(path, {"to_id": api.staff.nina.user_id}, key=new_key(), if_match=seen)
        told = refused(second, 412)["detail"]
        assert told.startswith("Nina Brandt changed this session first, at 13:")
        assert "Handed over to Dr Carl Okafor" in told
        assert made(api.nina.get(f"/sessions/{session}"))["nurse"]["id"] == carl

    def test_many_open_matters_still_fit_the_event(self, api: Api) -> None:
        session = dosed(api.nina)
        for number in range(12):
            recorded(api, session, "rescue_medication", drug=f"{'very long name ' * 8}{number}", amount=1)
        stored = made(self.hand_over(api, session, api.staff.carl.user_id, note="n" * 300))
        assert len(stored["detail"]["text"]) <= 1000
        assert stored["detail"]["text"].endswith("more in the record")

"""Two people at one session, and what becomes of a value taken back, as scripts and screens see it."""

import csv
from typing import Any

import pytest

from dashboard.actions.audit import verify
from tests.api.asking import QUIET, dosed, made, refused
from tests.api.conftest import Api


def checks(api: Api, session: str, code: str) -> list[dict[str, Any]]:
    """The session's checks of this code."""
    return [c for c in made(api.nina.get(f"/sessions/{session}"))["checks"] if c["code"] == code]


def strike(api: Api, reading: dict[str, Any], reason: str = "wrong_value", **more: Any) -> dict[str, Any]:
    """Nina withdraws a reading."""
    body = {"reason_code": reason, "reason": "slipped", **more}
    return dict(made(api.nina.post(f"/readings/{reading['id']}/strike", body, if_match=reading["version"])))


@pytest.mark.hazard("H25")
def test_an_urgent_pressure_asks_for_its_repeat_in_the_checks(api: Api) -> None:
    session = dosed(api.nina)
    api.clock.forward(10)
    reading = api.nina.reading(session, {"systolic": 186, "diastolic": 99})
    [asked] = checks(api, session, "repeat_systolic")
    assert (asked["label"], asked["state"], asked["due_at"]) == ("Repeat BP", "due", "2026-11-23T12:15:00Z")
    assert asked["measures"] == asked["missing"] == ["systolic", "diastolic"]
    api.clock.forward(5.1)
    assert checks(api, session, "repeat_systolic")[0]["state"] == "late"
    repeat = api.nina.reading(session, {"systolic": 150, "diastolic": 88})
    [done] = checks(api, session, "repeat_systolic")
    assert (done["state"], done["late"], done["answered_by"]) == ("done", True, [repeat["id"]])
    assert reading["id"] not in done["answered_by"]


@pytest.mark.hazard("H49", "A32")
def test_an_urgent_undone_in_five_seconds_leaves_its_trace_and_its_repeat(api: Api) -> None:
    session = dosed(api.nina)
    api.clock.forward(10)
    reading = api.nina.reading(session, {"systolic": 186, "diastolic": 99})
    api.clock.forward(5 / 60)
    struck = strike(api, reading, "other")
    assert (struck["status"], struck["flags"]) == ("struck", [])
    states = {a["measure"]: a["state"] for a in made(api.nina.get(f"/sessions/{session}/alerts"))["items"]}
    assert states["systolic"] == "invalidated"
    assert checks(api, session, "repeat_systolic")[0]["state"] == "due"
    note = api.nina.get(f"/sessions/{session}/note.txt").text
    assert "186/99" in note
    rows = csv.DictReader(api.ada.get(f"/sessions/{session}/readings.csv").text.splitlines())
    taken_back = [row for row in rows if row["status"] == "struck"]
    assert [row["value"] for row in taken_back if row["measure"] == "systolic"] == ["186"]
    history = made(api.nina.get(f"/sessions/{session}/readings", history="true"))["items"]
    assert [r["status"] for r in history if r["id"] == reading["id"]] == ["final", "struck"]


@pytest.mark.hazard("H01")
def test_a_moved_reading_asks_for_its_repeat_where_it_belongs_and_both_audits_show_it(api: Api) -> None:
    wrong, right = dosed(api.nina), dosed(api.nina, room="Room 2")
    api.clock.forward(10)
    reading = api.nina.reading(wrong, {"systolic": 186, "diastolic": 99})
    struck = strike(api, reading, "wrong_patient", move_to_session_id=right)
    assert checks(api, wrong, "repeat_systolic") == []
    assert [c["state"] for c in checks(api, right, "repeat_systolic")] == ["due"]
    present = made(api.nina.get(f"/sessions/{right}/readings"))["items"]
    there = next(r for r in present if r["moved_from"] == reading["id"])
    assert struck["moved_to"] == there["id"]
    assert [f["level"] for f in there["flags"] if f["measure"] == "systolic"][:1] == ["urgent"]
    audited = {e["object_id"] for e in made(api.ada.get("/audit"))["items"] if "reading" in e["action"]}
    assert {reading["id"], there["id"]} <= audited
    assert verify(api.clinic).ok


class TestTheSameSetTwice:
    @pytest.mark.hazard("H53")
    def test_the_second_is_stored_and_asked_about_until_both_are_kept(self, api: Api) -> None:
        session = dosed(api.nina)
        api.clock.forward(10)
        first = api.nina.reading(session)
        api.clock.forward(0.9)
        second = api.carl.reading(session, {"systolic": 131, "diastolic": 82})
        assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["id"])
        readings = made(api.nina.get(f"/sessions/{session}/readings"))["items"]
        assert [r["duplicate_of"] for r in readings][-2:] == [None, first["id"]]
        api.carl.event(session, "both_kept", reading=second["id"], of=first["id"])
        readings = made(api.nina.get(f"/sessions/{session}/readings"))["items"]
        assert [r["duplicate_of"] for r in readings][-2:] == [None, None]

    @pytest.mark.hazard("H53")
    @pytest.mark.parametrize("which", [0, 1])
    def test_striking_either_settles_it(self, api: Api, which: int) -> None:
        session = dosed(api.nina)
        api.clock.forward(10)
        pair = [api.nina.reading(session), api.carl.reading(session)]
        strike(api, pair[which], "other")
        readings = made(api.nina.get(f"/sessions/{session}/readings", history="true"))["items"]
        assert {r["duplicate_of"] for r in readings} == {None}


class TestWhoWasFirst:
    @pytest.mark.hazard("H53")
    def test_a_correction_after_a_strike_is_told_that_it_was_struck(self, api: Api) -> None:
        reading = api.nina.reading(api.nina.session()["id"])
        strike(api, reading)
        path, body = f"/readings/{reading['id']}", {"reason": "b", "values": {"spo2": 95}}
        problem = refused(api.carl.post(f"{path}/corrections", body, if_match=1), 412)
        assert problem["detail"] == "Nina Brandt struck this first, at 13:00:00. It stays struck."
        again = {"reason_code": "other", "reason": "too"}
        problem = refused(api.carl.post(f"{path}/strike", again, if_match=1), 412)
        assert "struck this first" in problem["detail"]

    @pytest.mark.hazard("H53")
    def test_an_event_and_the_header_say_who_and_when(self, api: Api) -> None:
        session = api.nina.session()["id"]
        event = api.nina.event(session, "patient_called")
        change = {"reason": "minutes", "occurred_at": "2026-11-23T11:58:00Z"}
        made(api.carl.post(f"/events/{event['id']}/corrections", change, if_match=1))
        late = {**change, "occurred_at": "2026-11-23T11:57:00Z"}
        told = refused(api.nina.post(f"/events/{event['id']}/corrections", late, if_match=1), 412)["detail"]
        assert told == "Dr Carl Okafor changed this first, at 13:00:00. Look at it again."
        made(api.carl.patch(f"/sessions/{session}", {"weight_kg": 71}, if_match=1))
        told = refused(api.nina.patch(f"/sessions/{session}", {"weight_kg": 72}, if_match=1), 412)["detail"]
        assert told == "Dr Carl Okafor changed this session first, at 13:00:00. Look at it again."

    @pytest.mark.hazard("H53")
    def test_a_baseline_chosen_on_an_old_page_is_told_whose_stands(self, api: Api) -> None:
        session = api.nina.session()["id"]
        first, second = api.nina.reading(session), api.nina.reading(session, {**QUIET, "systolic": 140})
        path = f"/sessions/{session}/baseline"
        made(api.carl.post(path, {"reading_id": second["id"]}, if_match=0))
        problem = refused(api.nina.post(path, {"reading_id": first["id"]}, if_match=0), 412)
        told = "Dr Carl Okafor accepted 140/79 as baseline first, at 13:00:00. Look at it again."
        assert problem["detail"] == told
        assert made(api.nina.get(f"/sessions/{session}"))["baseline_reading_id"] == second["id"]
        made(api.nina.post(path, {"reading_id": first["id"]}, if_match=1))
        made(api.nina.post(path, {"reading_id": second["id"]}))

    @pytest.mark.hazard("H53")
    def test_the_second_answer_to_an_alert_stands_beside_the_first(self, api: Api) -> None:
        session = api.nina.session()["id"]
        [alert] = api.nina.reading(session, {"systolic": 165})["alerts"]
        made(api.nina.post(f"/alerts/{alert}/acknowledge", {"told": "Dr Okafor"}))
        api.clock.forward(1)
        answer = made(api.carl.post(f"/alerts/{alert}/acknowledge", {"note": "seen"}))
        assert answer["acknowledged_by"]["display_name"] == "Nina Brandt"
        assert [one["by"]["display_name"] for one in answer["acknowledgements"]] == [
            "Nina Brandt", "Dr Carl Okafor",
        ]  # fmt: skip


@pytest.mark.hazard("H01", "A2")
def test_the_form_of_a_session_left_open_says_whose_it_is(api: Api) -> None:
    session = dosed(api.nina)
    forms = [f"/sessions/{session}/{name}" for name in ("entry", "event-form", "dose", "checklist")]
    assert [made(api.nina.get(form))["left_open"] for form in forms] == [None] * 4
    api.clock.forward(6 * 60)
    whose = {"date": "2026-11-23", "name": "Kowalczyk"}
    assert [made(api.nina.get(form))["left_open"] for form in forms] == [whose] * 4
    api.nina.reading(session)
    assert [made(api.nina.get(form))["left_open"] for form in forms] == [None] * 4

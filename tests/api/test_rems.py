"""REMS worksheets through the API: assembled, answered, kept apart from the record, marked as sent."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import QUIET, Asker, made, new_key, refused
from tests.api.conftest import Api

NASAL = {"drug": "esketamine", "amount": 56, "unit": "mg", "route": "nasal"}
ADVICE = {"end": "against_advice", "reason": "Wants to go home", "witness": "Mia Duarte", "told": "Dr Okafor"}
CHECKED = {"opioid": "no", "benzodiazepine": "yes", "rems_enrolled": "yes"}


def begun(api: Api, room: str = "Room 1", **fields: Any) -> str:
    """An esketamine session whose two devices have been given; its id."""
    session = str(api.nina.session(room=room, protocol="in_esketamine", planned_dose=NASAL, **fields)["id"])
    api.nina.event(session, "pre_dose_checklist", **CHECKED)
    reading = api.nina.reading(session)
    made(api.nina.post(f"/sessions/{session}/baseline", {"reading_id": reading["id"]}))
    api.clock.forward(10)
    api.nina.event(session, "device_given", number=1, amount=28, lot="K77A")
    api.nina.event(session, "device_given", number=2, amount=28, lot="K77B")
    return session


def gone(api: Api, room: str = "Room 1", minutes: float = 125, **fields: Any) -> str:
    """The same, with a set at 40 min, another 5 min before the end, and the patient gone against advice."""
    session = begun(api, room, **fields)
    api.clock.forward(40)
    api.nina.reading(session, {**QUIET, "systolic": 146, "diastolic": 88, "dissociation": 6})
    api.clock.forward(minutes - 45)
    api.nina.reading(session)
    api.clock.forward(5)
    made(api.nina.post(f"/sessions/{session}/discharge", ADVICE))
    return session


def sheet(who: Asker, session: str) -> dict[str, Any]:
    """The worksheet with its fields by code."""
    seen = made(who.get(f"/sessions/{session}/rems"))
    fields = {field["code"]: field for section in seen["sections"] for field in section["fields"]}
    return {**seen, "fields": fields}


def answer(who: Asker, session: str, version: int, **answers: Any) -> Any:
    """Answer questions of a worksheet."""
    return who.patch(f"/sessions/{session}/rems", {"answers": answers}, if_match=version)


def states(api: Api, **query: str) -> list[tuple[str, str, int]]:
    """The list: session, state and days left."""
    items = made(api.ada.get("/rems", **query))["items"]
    return [(item["session_id"], item["state"], item["days_left"]) for item in items]


@pytest.mark.hazard("H50")
def test_a_worksheet_is_assembled_from_the_session_with_the_source_of_each_value(api: Api) -> None:
    session = gone(api)
    seen = sheet(api.nina, session)
    at_40 = seen["fields"]["pressure_at_40"]
    readings = made(api.nina.get(f"/sessions/{session}/readings"))["items"]
    assert at_40["text"] == "146/88"
    assert at_40["sources"] == [
        {"kind": "reading", "id": readings[1]["id"], "at": readings[1]["observed_at"], "minute": 40}
    ]
    texts = {code: seen["fields"][code]["text"] for code in ("dose", "lots", "total_minutes", "opioid")}
    assert texts == {"dose": "56 mg", "lots": "K77A, K77B", "total_minutes": "125", "opioid": "No"}
    assert seen["fields"]["dissociation"]["text"] == ""
    assert seen["fields"]["dissociation"]["beside"] == ["Highest dissociation 6 at 40 min"]
    assert "sedation" in seen["blank"]
    assert (seen["version"], seen["state"], seen["days_left"]) == (0, "due", 7)


@pytest.mark.hazard("H50")
def test_nothing_comes_from_an_earlier_session(api: Api) -> None:
    patient = api.nina.patient()
    first = gone(api, patient_id=patient)
    made(answer(api.nina, first, 0, first_treatment="yes", sedation="no"))
    api.clock.forward(60)
    second = api.nina.session(protocol="in_esketamine", planned_dose=NASAL, patient_id=patient)["id"]
    api.nina.event(second, "device_given", number=1, amount=28)
    fields = sheet(api.nina, second)["fields"]
    blank = ("first_treatment", "sedation", "opioid", "enrolled", "lots", "pressure_before")
    assert {code: fields[code]["text"] for code in blank} == dict.fromkeys(blank, "")


def test_a_correction_of_the_record_is_followed_and_marked(api: Api) -> None:
    session = gone(api)
    reading = made(api.nina.get(f"/sessions/{session}/readings"))["items"][1]
    correction = {"reason": "Misread", "values": {"systolic": 164}}
    made(api.nina.post(f"/readings/{reading['id']}/corrections", correction, if_match=1))
    found = sheet(api.nina, session)["fields"]["pressure_at_40"]
    assert (found["text"], found["remarks"]) == ("164/88", ["corrected"])


def test_answers_are_kept_with_who_gave_them(api: Api) -> None:
    session = gone(api)
    made(answer(api.nina, session, 0, sedation="no", dissociation="yes", first_treatment="no"))
    changed = made(answer(api.carl, session, 1, sedation="yes", first_treatment=None, sedation_onset=12))
    assert changed["version"] == 2
    fields = sheet(api.nina, session)["fields"]
    assert (fields["sedation"]["text"], fields["sedation"]["answered_by"]) == ("Yes", "Dr Carl Okafor")
    assert fields["dissociation"]["answered_by"] == "Nina Brandt"
    assert fields["dissociation_onset"]["text"] == "40"
    assert fields["sedation_onset"]["text"] == "12"
    assert fields["first_treatment"]["text"] == ""


def test_the_second_of_two_people_is_told_who_was_first(api: Api) -> None:
    session = gone(api)
    made(answer(api.nina, session, 0, sedation="no"))
    told = refused(answer(api.carl, session, 0, sedation="yes"), 412)
    assert told["detail"].startswith("Nina Brandt answered at ")
    refused(answer(api.carl, session, 7, sedation="yes"), 412)
    assert sheet(api.nina, session)["fields"]["sedation"]["text"] == "No"


def test_answers_of_the_same_kind_store_nothing_twice(api: Api) -> None:
    session = gone(api)
    key = new_key()
    body = {"answers": {"sedation": "no"}}
    path = f"/sessions/{session}/rems"
    made(api.nina.patch(path, body, if_match=0, key=key))
    again = api.nina.patch(path, body, if_match=0, key=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert made(answer(api.nina, session, 1, sedation="no"))["version"] == 1


@pytest.mark.hazard("H50")
def test_what_is_recorded_is_never_answered_over(api: Api) -> None:
    session = gone(api)
    told = refused(
        answer(api.nina, session, 0, benzodiazepine="no"), 422, "recorded", "answers.benzodiazepine"
    )
    assert "Correct it there" in told["errors"][0]["message"]
    refused(answer(api.nina, session, 0, dissociation="yes", dissociation_onset=20), 422, "recorded")
    refused(answer(api.nina, session, 0, sedation_onset=20), 422, "recorded", "answers.sedation_onset")
    assert sheet(api.nina, session)["version"] == 0


def test_each_wrong_request_is_refused(api: Api) -> None:
    session = gone(api)
    path = f"/sessions/{session}/rems"
    refused(api.nobody.get(path), 401)
    refused(api.nina.get("/sessions/none/rems"), 404)
    refused(answer(api.ada, session, 0, sedation="no"), 403)
    refused(api.nina.patch(path, {"answers": {"sedation": "no"}}), 428)
    refused(answer(api.nina, session, 0, sedation="perhaps"), 422, "wrong_type", "answers.sedation")
    refused(answer(api.nina, session, 0, pressure_at_40="130/70"), 422, "unknown_field")
    refused(api.nina.patch(path, {"answers": {}}, if_match=0), 422, "required", "answers")
    refused(api.nina.patch(path, {"answers": ["no"]}, if_match=0), 422)
    refused(api.nina.get("/rems", state="lost"), 422, "unknown", "state")


@pytest.mark.hazard("H50")
def test_a_device_under_another_protocol_asks_for_a_worksheet_all_the_same(api: Api) -> None:
    plain = api.nina.session()["id"]
    refused(api.nina.get(f"/sessions/{plain}/rems"), 404)
    api.nina.event(plain, "device_given", number=1, amount=28)
    assert sheet(api.nina, plain)["state"] == "due"
    assert [session for session, _, _ in states(api)] == [plain]


def test_a_cancelled_session_has_no_worksheet(api: Api) -> None:
    cancelled = api.nina.session(room="Room 2", protocol="in_esketamine")["id"]
    made(api.nina.post(f"/sessions/{cancelled}/cancel", {}))
    refused(api.nina.get(f"/sessions/{cancelled}/rems"), 404)


@pytest.mark.hazard("H50")
def test_the_list_holds_every_session_with_a_device_and_no_other(api: Api) -> None:
    aborted = begun(api, "Room 1")
    body = {**ADVICE, "end": "transferred", "told": "Emergency department"}
    made(api.nina.post(f"/sessions/{aborted}/discharge", body))
    against, running = gone(api, "Room 2"), begun(api, "Room 3")
    api.nina.session(room="Room 4", protocol="in_esketamine")
    struck = api.nina.session(room="Room 5", protocol="in_esketamine")["id"]
    device = api.nina.event(struck, "device_given", number=1, amount=28)
    wrong = {"reason_code": "wrong_patient", "reason": "Next door"}
    made(api.nina.post(f"/events/{device['id']}/strike", wrong, if_match=1))
    assert [session for session, _, _ in states(api)] == [aborted, against, running]


@pytest.mark.hazard("H50")
def test_day_eight_is_overdue_until_it_is_marked_as_sent(api: Api) -> None:
    session = gone(api)
    api.clock.at += timedelta(days=7)
    assert states(api) == [(session, "due", 0)]
    assert states(api, state="overdue") == []
    api.clock.at += timedelta(days=1)
    assert states(api, state="overdue") == [(session, "overdue", -1)]
    assert states(api, state="due") == []
    sent = made(api.ada.post(f"/sessions/{session}/rems/sent", {"reference": "FX 2291", "note": "By fax"}))
    assert (sent["state"], sent["sendings"][0]["by"]["display_name"]) == ("sent", "Ada Reyes")
    assert states(api, state="overdue") == []
    (item,) = made(api.ada.get("/rems", state="sent"))["items"]
    assert (item["sent"]["reference"], item["changed_since_sent"]) == ("FX 2291", False)


@pytest.mark.hazard("H50")
@pytest.mark.parametrize("change", ["reading", "answer", "name"])
def test_a_change_after_sending_shows_until_it_is_sent_again(api: Api, change: str) -> None:
    patient = api.nina.patient()
    session = gone(api, patient_id=patient)
    made(api.nina.post(f"/sessions/{session}/rems/sent", {"reference": "R 1"}))
    api.clock.forward(5)
    if change == "reading":
        reading = made(api.nina.get(f"/sessions/{session}/readings"))["items"][1]
        correction = {"reason": "Misread", "values": {"systolic": 164}}
        made(api.nina.post(f"/readings/{reading['id']}/corrections", correction, if_match=1))
    elif change == "answer":
        made(answer(api.nina, session, 0, sedation="no"))
    else:
        body = {"given_name": "Martha", "reason": "Passport"}
        made(api.nina.patch(f"/patients/{patient}", body, if_match=1))
    (item,) = made(api.nina.get("/rems"))["items"]
    assert (item["state"], item["changed_since_sent"]) == ("sent", True)
    assert sheet(api.nina, session)["changed_since_sent"]
    api.clock.forward(5)
    again = made(api.carl.post(f"/sessions/{session}/rems/sent", {"reference": "R 2"}))
    assert [one["reference"] for one in again["sendings"]] == ["R 1", "R 2"]
    assert not again["changed_since_sent"]
    assert made(api.nina.get("/rems"))["items"][0]["sent"]["reference"] == "R 2"


def test_looking_at_the_note_changes_nothing_that_was_sent(api: Api) -> None:
    session = gone(api)
    made(api.nina.post(f"/sessions/{session}/rems/sent", {"reference": "R 1"}))
    api.clock.forward(5)
    made(api.carl.patch(f"/sessions/{session}/note", {"plan": "Again in a week"}, if_match=0))
    assert not sheet(api.nina, session)["changed_since_sent"]


def test_sending_is_refused_before_the_end_and_at_impossible_times(api: Api) -> None:
    session = begun(api)
    path = f"/sessions/{session}/rems/sent"
    refused(api.nina.post(path, {"reference": "R 1"}), 409, "session_open")
    api.clock.forward(130)
    made(api.nina.post(f"/sessions/{session}/discharge", ADVICE))
    refused(api.nina.post(path, {}), 422, "required", "reference")
    refused(api.nina.post(path, {"reference": "  "}), 422, "required", "reference")
    refused(api.nina.post(path, {"reference": "R" * 101}), 422, "too_long", "reference")
    refused(api.nina.post(path, {"reference": "R 1", "note": "n" * 1001}), 422, "too_long", "note")
    for minutes, code in ((3, "future"), (-3, "too_old")):
        at = (api.clock() + timedelta(minutes=minutes)).isoformat()
        refused(api.nina.post(path, {"reference": "R 1", "sent_at": at}), 422, code, "sent_at")
    without = api.nina.session(room="Room 2", protocol="in_esketamine")["id"]
    refused(api.nina.post(f"/sessions/{without}/rems/sent", {"reference": "R"}), 409, "no_device")


def test_paper_names_the_patient_and_is_audited(api: Api) -> None:
    session = gone(api)
    page = api.nina.get(f"/sessions/{session}/rems.html")
    assert "146/88" in page.text
    assert "identified-rems.html" in page.headers["content-disposition"]
    assert api.nina.get(f"/sessions/{session}/rems.pdf").content.startswith(b"%PDF")
    taken = made(api.ada.get("/audit", action="export_taken"))["items"]
    assert [entry["detail"]["format"] for entry in taken] == ["rems pdf", "rems html"]


def test_answers_and_sendings_are_audited_and_the_chain_holds(api: Api) -> None:
    session = gone(api)
    made(answer(api.nina, session, 0, sedation="no"))
    made(api.nina.post(f"/sessions/{session}/rems/sent", {"reference": "R 1"}))
    (answered,) = made(api.ada.get("/audit", action="rems_answered"))["items"]
    (sent,) = made(api.ada.get("/audit", action="rems_sent"))["items"]
    assert answered["detail"]["fields"] == ["sedation"]
    assert "first_treatment" in sent["detail"]["blank"]
    assert made(api.ada.get("/audit/verify"))["ok"]


def test_contact_and_address_fill_the_form_and_are_checked(api: Api) -> None:
    session = gone(api, nurse_id=api.staff.nina.user_id)
    contact = {
        "first_name": "Nina",
        "last_name": "Brandt",
        "phone": "555 0100",
        "email": "nina@linden.example",
    }
    user = f"/users/{api.staff.nina.user_id}"
    assert made(api.ada.patch(user, {"contact": contact}))["contact"] == contact
    refused(
        api.ada.patch(user, {"contact": {**contact, "email": "nina at home"}}), 422, field="contact.email"
    )
    refused(api.ada.patch(user, {"contact": {"phone": "5" * 121}}), 422, "too_long", "contact.phone")
    refused(api.nina.patch(user, {"contact": contact}), 403)
    address = {"line_1": "1 Elm St", "line_2": "", "city": "Salem", "state": "OR", "postal_code": "97301"}
    assert made(api.ada.patch("/clinic", {"address": address}))["address"] == address
    refused(api.ada.patch("/clinic", {"address": {"city": "S" * 121}}), 422, "too_long", "address.city")
    made(api.ada.patch("/clinic", {"emergency_text": "Call 911"}))
    fields = sheet(api.nina, session)["fields"]
    codes = ("monitor_first_name", "monitor_phone", "address_1", "state", "zip")
    assert [fields[code]["text"] for code in codes] == ["Nina", "555 0100", "1 Elm St", "OR", "97301"]
    made(api.ada.patch(user, {"display_name": "Nina B."}))
    assert sheet(api.nina, session)["fields"]["monitor_phone"]["text"] == "555 0100"
    assert made(api.ada.get("/audit/verify"))["ok"]

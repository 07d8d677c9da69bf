"""Two records of one patient: merged, seen as one, and parted again without loss (H02)."""

from datetime import timedelta
from typing import Any

import pytest

from dashboard.actions.exports import ExportRequest, export_from_shell
from tests.api.asking import Asker, dosed, made, new_key, refused
from tests.api.conftest import Api
from tests.people import PASSWORD

LEFT = {"end": "against_advice", "reason": "Train", "witness": "Mia Duarte", "told": "Dr Okafor"}
REASON = {"reason": "Registered twice in October."}
pytestmark = pytest.mark.hazard("H02")


def visited(api: Api, patient: str, **values: Any) -> str:
    """A past session of this patient with one reading after the dose; its id."""
    session = dosed(api.nina, patient_id=patient)
    api.clock.forward(20)
    api.nina.reading(session, {"systolic": 150, "diastolic": 85, **values})
    made(api.nina.post(f"/sessions/{session}/discharge", LEFT))
    api.clock.forward(10)
    return session


@pytest.fixture
def two(api: Api) -> tuple[str, str]:
    """Marta registered twice, each record with one session: the one that goes, the one that stays."""
    away = api.nina.patient(mrn="204882", given_name="Martha")
    stays = api.nina.patient(mrn="204881")
    visited(api, away)
    visited(api, stays, systolic=163)
    return away, stays


def merged(api: Api, away: str, stays: str) -> str:
    """The id of a merge that stands."""
    return str(made(api.carl.post(f"/patients/{away}/merge", {"into_id": stays, **REASON}))["id"])


def exported(api: Api, tmp_path: Any, form: str = "csv") -> bytes:
    """All that is recorded, identified."""
    day = api.clock().date()
    request = ExportRequest(
        format=form, from_date=day - timedelta(days=60), to_date=day + timedelta(days=1),
        deidentified=False, purpose="test",
    )  # fmt: skip
    out = tmp_path / f"{new_key()}.out"
    export_from_shell(
        api.clinic, request.format, request.from_date, request.to_date, False, "test", out, lambda *_: None
    )
    return bytes(out.read_bytes())


def patients_of(asker: Asker, query: str) -> list[str]:
    return [p["id"] for p in made(asker.get(f"/patients?query={query}"))["items"]]


def sessions_of(asker: Asker, patient: str) -> list[str]:
    return [s["id"] for s in made(asker.get(f"/sessions?patient_id={patient}"))["items"]]


def test_a_merged_record_is_answered_by_the_surviving_one(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    merge = merged(api, away, stays)
    for asked in two:
        seen = made(api.nina.get(f"/patients/{asked}"))
        assert (seen["id"], seen["mrn"]) == (stays, "204881")
        (behind,) = seen["merged_from"]
        assert (behind["merge_id"], behind["patient_id"], behind["mrn"]) == (merge, away, "204882")
        assert behind["reason"] == REASON["reason"]


@pytest.mark.parametrize("query", ["Kowalczyk", "204881", "204882", "martha", "", "marta"])
def test_search_shows_one_and_finds_it_by_what_either_record_says(
    api: Api, two: tuple[str, str], query: str
) -> None:
    merged(api, *two)
    assert patients_of(api.nina, query) == [two[1]]


def test_neither_looks_like_another_any_more(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    assert made(api.nina.get(f"/patients/{stays}"))["similar"] == [away]
    merged(api, *two)
    assert made(api.nina.get(f"/patients/{stays}"))["similar"] == []
    again = made(api.nina.post("/patients", {
        "mrn": "9", "family_name": "Kowalczyk", "given_name": "Martha", "birth_date": "1979-03-14",
        "sex": "female"}))  # fmt: skip
    assert again["similar"] == [stays]


def test_the_sessions_of_both_stand_under_the_surviving_one(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    of_away, of_stays = sessions_of(api.nina, away), sessions_of(api.nina, stays)
    assert len(of_away) == len(of_stays) == 1
    merged(api, *two)
    assert sessions_of(api.nina, stays) == [*of_stays, *of_away] == sessions_of(api.nina, away)
    for session in (*of_away, *of_stays):
        patient = made(api.nina.get(f"/sessions/{session}"))["patient"]
        assert (patient["id"], patient["mrn"], patient["given_name"]) == (stays, "204881", "Marta")
    course = made(api.nina.get(f"/patients/{away}/course"))
    assert [item["session_id"] for item in course["items"]] == [*of_away, *of_stays]
    assert [item["number"] for item in course["items"]] == [1, 2]


def test_a_session_begun_for_the_merged_record_is_the_surviving_ones(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    merge = merged(api, *two)
    session = api.nina.session(patient_id=away)
    assert session["patient"]["id"] == stays
    busy = {"patient_id": stays, "protocol": "iv_racemic_40", "room": "Room 2"}
    refused(api.nina.post("/sessions", busy), 409, "patient_busy")
    made(api.carl.post(f"/patient-merges/{merge}/undo", REASON))
    assert sessions_of(api.nina, stays)[0] == session["id"]
    assert session["id"] not in sessions_of(api.nina, away)


@pytest.mark.parametrize("form", ["csv", "csv_wide"])
def test_merged_and_parted_the_export_is_the_same_to_the_byte(
    api: Api, two: tuple[str, str], tmp_path: Any, form: str
) -> None:
    before = exported(api, tmp_path, form)
    merge = merged(api, *two)
    between = exported(api, tmp_path, form)
    assert b"204882" in before
    assert b"204882" not in between
    made(api.carl.post(f"/patient-merges/{merge}/undo", {"reason": "Two sisters."}))
    assert exported(api, tmp_path, form) == before
    for asked, mrn in zip(two, ("204882", "204881"), strict=True):
        seen = made(api.nina.get(f"/patients/{asked}"))
        assert (seen["id"], seen["mrn"], seen["merged_from"]) == (asked, mrn, [])
        assert len(sessions_of(api.nina, asked)) == 1


def test_parted_records_can_be_merged_the_other_way_round(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    merge = merged(api, away, stays)
    made(api.carl.post(f"/patient-merges/{merge}/undo", REASON))
    merged(api, stays, away)
    assert made(api.nina.get(f"/patients/{stays}"))["id"] == away


def test_a_signed_note_stays_and_says_what_the_merge_changed(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    (session,) = sessions_of(api.nina, away)
    texts = {"assessment": "Well.", "plan": "Same again."}
    made(api.carl.patch(f"/sessions/{session}/note", texts, if_match=0))
    made(api.carl.post(f"/sessions/{session}/note/sign", {"meaning": "approved", "password": PASSWORD}))
    before = api.carl.get(f"/sessions/{session}/note.txt").content
    merged(api, away, stays)
    assert api.carl.get(f"/sessions/{session}/note.txt?signed=true").content == before
    assert b"AMENDED" in api.carl.get(f"/sessions/{session}/note.txt").content
    assert b"AMENDED" not in before


def test_both_are_audited_with_who_and_why(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    merge = merged(api, away, stays)
    made(api.ada.post(f"/patient-merges/{merge}/undo", {"reason": "Two sisters."}))
    entries = made(api.ada.get(f"/audit?patient_id={stays}"))["items"]
    parted, joined = (
        next(e for e in entries if e["action"] == kind) for kind in ("patients_parted", "patients_merged")
    )
    assert (joined["reason"], joined["detail"]["merged"], joined["detail"]["merge"]) == (
        REASON["reason"], away, merge,
    )  # fmt: skip
    assert (parted["reason"], parted["detail"]["merged"]) == ("Two sisters.", away)
    assert made(api.ada.get("/audit/verify"))["ok"] is True


def test_the_same_record_is_refused(api: Api, two: tuple[str, str]) -> None:
    body = {"into_id": two[0], **REASON}
    refused(api.carl.post(f"/patients/{two[0]}/merge", body), 422, "same", "into_id")


def test_an_unknown_record_is_refused(api: Api, two: tuple[str, str]) -> None:
    body = {"into_id": "0" * 32, **REASON}
    refused(api.carl.post(f"/patients/{two[0]}/merge", body), 422, "unknown", "into_id")
    refused(api.carl.post(f"/patients/{'0' * 32}/merge", {"into_id": two[0], **REASON}), 404)
    refused(api.carl.post(f"/patient-merges/{'0' * 32}/undo", REASON), 404)


@pytest.mark.parametrize("busy", [0, 1])
def test_a_session_that_has_not_ended_in_either_record_refuses(
    api: Api, two: tuple[str, str], busy: int
) -> None:
    api.nina.session(patient_id=two[busy])
    refused(api.carl.post(f"/patients/{two[0]}/merge", {"into_id": two[1], **REASON}), 409, "session_open")


def test_a_record_that_is_merged_already_is_refused_either_way(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    third = api.nina.patient(mrn="204883")
    merged(api, away, stays)
    for one, other in ((away, third), (third, away), (away, stays), (stays, third), (stays, away)):
        answer = api.carl.post(f"/patients/{one}/merge", {"into_id": other, **REASON})
        refused(answer, 409, "already_merged")
    merged(api, third, stays)
    assert len(made(api.nina.get(f"/patients/{stays}"))["merged_from"]) == 2


def test_a_merge_is_taken_back_once(api: Api, two: tuple[str, str]) -> None:
    merge = merged(api, *two)
    made(api.carl.post(f"/patient-merges/{merge}/undo", REASON))
    refused(api.carl.post(f"/patient-merges/{merge}/undo", REASON), 409, "already_parted")


@pytest.mark.parametrize("path", ["/patients/{away}/merge", "/patient-merges/{merge}/undo"])
def test_a_reason_is_asked_for(api: Api, two: tuple[str, str], path: str) -> None:
    away, stays = two
    merge = merged(api, away, stays) if "undo" in path else ""
    body = {"reason": " "} | ({} if merge else {"into_id": stays})
    refused(api.carl.post(path.format(away=away, merge=merge), body), 422, field="reason")


def test_a_nurse_may_neither_merge_nor_part(api: Api, two: tuple[str, str]) -> None:
    refused(api.nina.post(f"/patients/{two[0]}/merge", {"into_id": two[1], **REASON}), 403)
    merge = merged(api, *two)
    refused(api.nina.post(f"/patient-merges/{merge}/undo", REASON), 403)


@pytest.mark.parametrize(
    ("warning", "words"),
    [
        ({"allergies": "Penicillin"}, "Penicillin allergy"),
        ({"facts": ["hypertension"]}, "Hypertension"),
    ],
)
def test_what_only_the_record_that_goes_warns_of_refuses_until_the_other_says_it(
    api: Api, two: tuple[str, str], warning: dict[str, Any], words: str
) -> None:
    away, stays = two
    made(api.nina.send("PATCH", f"/patients/{away}", warning))
    answer = api.carl.post(f"/patients/{away}/merge", {"into_id": stays, **REASON})
    assert words in refused(answer, 409, "warnings_differ")["detail"]
    made(api.nina.send("PATCH", f"/patients/{stays}", warning))
    merged(api, away, stays)


def test_a_moved_limit_that_still_holds_refuses(api: Api, two: tuple[str, str]) -> None:
    away, stays = two
    until = (api.clock() + timedelta(days=30)).isoformat()
    body = {"measure": "systolic", "kind": "high", "level": "urgent", "value": 190, "reason": "Known.",
            "until": until}  # fmt: skip
    override = made(api.carl.post(f"/patients/{away}/overrides", body))["id"]
    refused(
        api.carl.post(f"/patients/{away}/merge", {"into_id": stays, **REASON}), 409, "limits_moved"
    )
    made(api.carl.post(f"/overrides/{override}/end", {"reason": "Settled."}))
    merged(api, away, stays)


def test_what_is_asked_of_the_merged_record_afterwards_is_written_under_the_surviving_one(
    api: Api, two: tuple[str, str]
) -> None:
    away, stays = two
    merged(api, away, stays)
    until = (api.clock() + timedelta(days=30)).isoformat()
    body = {"measure": "systolic", "kind": "high", "level": "urgent", "value": 190, "reason": "Known.",
            "until": until}  # fmt: skip
    assert made(api.carl.post(f"/patients/{away}/overrides", body))["patient_id"] == stays
    assert len(made(api.carl.get(f"/patients/{away}/overrides"))["items"]) == 1
    made(api.nina.send("PATCH", f"/patients/{away}", {"family_name": "Kowalska"}))
    assert made(api.nina.get(f"/patients/{stays}"))["family_name"] == "Kowalska"


def test_asked_again_under_the_same_key_nothing_is_merged_twice(api: Api, two: tuple[str, str]) -> None:
    key, body = new_key(), {"into_id": two[1], **REASON}
    first = made(api.carl.post(f"/patients/{two[0]}/merge", body, key=key))
    assert made(api.carl.post(f"/patients/{two[0]}/merge", body, key=key)) == first

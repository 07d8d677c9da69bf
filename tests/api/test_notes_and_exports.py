"""The note and exports over HTTP."""

import time
from typing import Any

import pytest

from tests.api.asking import made, new_key, refused
from tests.api.conftest import Api
from tests.people import PASSWORD


class TestNotes:
    @pytest.fixture
    def ended(self, api: Api) -> str:
        session = str(api.nina.session()["id"])
        api.nina.reading(session)
        made(api.nina.post(f"/sessions/{session}/discharge", {"end": "aborted", "reason": "felt ill"}))
        return session

    def test_before_the_signature_every_form_is_a_draft(self, api: Api, ended: str) -> None:
        assert "DRAFT" in made(api.nina.get(f"/sessions/{ended}/note"))["marks"]
        text = api.nina.get(f"/sessions/{ended}/note.txt")
        assert text.headers["content-type"] == "text/plain; charset=utf-8"
        assert "DRAFT" in text.text
        assert "128/79" in text.text
        page = api.nina.get(f"/sessions/{ended}/note.html")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        pdf = api.nina.get(f"/sessions/{ended}/note.pdf")
        assert pdf.content.startswith(b"%PDF-")
        assert pdf.headers["cache-control"] == "no-store"

    @pytest.mark.hazard("H54", "H57", "A33")
    @pytest.mark.parametrize("form", ["txt", "html", "pdf", "docx"])
    def test_every_form_of_the_note_says_in_its_name_that_it_is_identified(
        self, api: Api, ended: str, form: str
    ) -> None:
        named = f'inline; filename="identified-note.{form}"'
        draft = api.nina.get(f"/sessions/{ended}/note.{form}")
        assert draft.headers["content-disposition"] == named
        made(api.carl.post(f"/sessions/{ended}/note/sign", {"password": PASSWORD, "meaning": "approved"}))
        signed = api.nina.get(f"/sessions/{ended}/note.{form}", signed="true")
        assert signed.headers["content-disposition"] == named

    def test_a_clinician_signs_with_the_password_and_addenda_follow(self, api: Api, ended: str) -> None:
        path = f"/sessions/{ended}/note"
        refused(api.nina.post(f"{path}/addenda", {"text": "x"}), 409, "not_signed")
        refused(api.carl.post(f"{path}/sign", {"password": "wrong one here", "meaning": "approved"}), 403)
        sign = {"password": PASSWORD, "meaning": "approved"}
        refused(api.nina.post(f"{path}/sign", sign), 403, "not_permitted")
        refused(api.carl.post(f"{path}/sign", {**sign, "meaning": "read"}), 422, None, "meaning")
        key = new_key()
        signed = made(api.carl.post(f"{path}/sign", sign, key=key))
        assert (signed["state"], signed["signatures"][0]["meaning"]) == ("signed", "approved")
        assert api.carl.post(f"{path}/sign", sign, key=key).headers["idempotency-replayed"] == "true"
        refused(api.carl.post(f"{path}/sign", sign), 409, "note_signed")
        assert "DRAFT" not in api.nina.get(f"{path}.txt").text
        added = api.nina.post(f"{path}/addenda", {"text": "Called at home: well."})
        assert (added.status_code, added.json()["addenda"][0]["text"]) == (201, "Called at home: well.")
        assert "Called at home: well." in api.nina.get(f"{path}.txt").text

    def test_words_are_written_with_the_version_seen(self, api: Api, ended: str) -> None:
        path = f"/sessions/{ended}/note"
        nothing = {
            "version": 0, "assessment": None, "plan": None, "patient_words": None, "at": None, "by": None,
        }  # fmt: skip
        assert made(api.carl.get(path))["text"] == nothing
        refused(api.carl.patch(path, {"plan": "Rest"}), 428)
        written = made(api.carl.patch(path, {"plan": "Rest", "assessment": "Well"}, if_match=0))
        assert (written["text"]["version"], written["text"]["plan"]) == (1, "Rest")
        assert written["text"]["by"]["display_name"] == "Dr Carl Okafor"
        stale = refused(api.nina.patch(path, {"patient_words": "Calm"}, if_match=0), 412, "stale_version")
        assert "Dr Carl Okafor" in stale["detail"]
        refused(api.nina.patch(path, {"plan": "More"}, if_match=1), 403, "not_permitted")
        refused(api.nina.patch(path, {"summary": "x"}, if_match=1), 422, None, "summary")
        refused(api.nina.patch(path, {}, if_match=1), 422)
        made(api.nina.patch(path, {"patient_words": "Calm"}, if_match=1))
        made(api.carl.patch(path, {"assessment": None}, if_match=2))
        text = made(api.carl.get(path))["text"]
        assert (text["version"], text["assessment"], text["plan"], text["patient_words"]) == (
            3, None, "Rest", "Calm",
        )  # fmt: skip
        made(api.carl.post(f"{path}/sign", {"password": PASSWORD, "meaning": "approved"}))
        refused(api.carl.patch(path, {"plan": "Later"}, if_match=3), 409, "note_signed")

    def test_what_changed_beside_the_words_is_told_by_section(self, api: Api, ended: str) -> None:
        path = f"/sessions/{ended}/note"
        assert made(api.carl.get(path))["changes_since"] is None
        made(api.carl.patch(path, {"plan": "Rest"}, if_match=0))
        reading = made(api.nina.get(f"/sessions/{ended}/readings"))["items"][0]
        fix = {"values": {"heart_rate": 91}, "reason": "misread"}
        made(api.nina.post(f"/readings/{reading['id']}/corrections", fix, if_match=1))
        seen = made(api.carl.get(path))
        change = next(c for c in seen["changes"] if c["section"] == "Readings")
        assert "HR 91" in change["after"][0]
        assert "HR 91" not in change["before"][0]
        assert "Dr Carl Okafor saved words" in seen["changes_since"]

    def test_an_addendum_with_the_password_is_signed(self, api: Api, ended: str) -> None:
        path = f"/sessions/{ended}/note"
        made(api.carl.post(f"{path}/sign", {"password": PASSWORD, "meaning": "approved"}))
        addendum = {"text": "Called at home: well."}
        refused(api.nina.post(f"{path}/addenda", {**addendum, "password": "not mine at all"}), 403)
        added = made(api.nina.post(f"{path}/addenda", {**addendum, "password": PASSWORD}))["addenda"][0]
        assert (added["signed"], added["signature"]["meaning"]) == (True, "addendum")
        assert added["signature"]["by"]["display_name"] == "Nina Brandt"
        state = made(api.nina.get(path))
        assert [s["meaning"] for s in state["signatures"]] == ["approved"]
        refused(
            api.nina.post(f"{path}/sign", {"password": PASSWORD, "meaning": "addendum"}), 422, None, "meaning"
        )

    def test_a_running_session_is_not_signed(self, api: Api) -> None:
        session = api.nina.session()["id"]
        sign = {"password": PASSWORD, "meaning": "approved"}
        problem = refused(api.carl.post(f"/sessions/{session}/note/sign", sign), 409, "parts_missing")
        assert "not ended" in problem["detail"]
        assert [error["field"] for error in problem["errors"]] == ["session"]


class TestExports:
    def test_one_sessions_readings_come_as_csv(self, api: Api) -> None:
        session = api.nina.session()["id"]
        api.nina.reading(session)
        answer = api.ada.get(f"/sessions/{session}/readings.csv")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert "systolic" in answer.text

    def test_an_export_is_queued_written_and_taken(self, api: Api) -> None:
        session = api.nina.session()["id"]
        api.nina.reading(session)
        body = {
            "format": "csv",
            "from": "2026-11-01",
            "to": "2026-11-30",
            "deidentified": False,
            "purpose": "audit",
        }
        answer = api.ada.post("/exports", body)
        assert answer.status_code == 202
        job = answer.json()
        assert job["state"] == "queued"
        until = time.monotonic() + 20
        while job["state"] in ("queued", "running") and time.monotonic() < until:
            job = made(api.ada.get(f"/exports/{job['id']}"))
        assert job["state"] == "done", job
        file = api.ada.get(f"/exports/{job['id']}/file")
        assert "systolic" in file.text
        assert [j["id"] for j in made(api.ada.get("/exports"))["items"]] == [job["id"]]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"format": "xml"}, "format"),
            ({"to": "2026-10-01"}, "to"),
            ({"from": "x"}, "from"),
            ({"purpose": " "}, "purpose"),
            ({"deidentified": "no"}, "deidentified"),
        ],
    )
    def test_each_fault_is_named(self, api: Api, fields: dict[str, Any], field: str) -> None:
        body = {
            "format": "csv",
            "from": "2026-11-01",
            "to": "2026-11-30",
            "deidentified": False,
            "purpose": "audit",
        }
        refused(api.ada.post("/exports", {**body, **fields}), 422, None, field)

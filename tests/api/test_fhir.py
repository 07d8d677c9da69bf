"""The session as FHIR and the note as DOCX over HTTP."""

import io
import json

import pypdf
import pytest
from docx import Document

from tests.api.asking import made, refused
from tests.api.conftest import Api
from tests.people import PASSWORD

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def ended(api: Api) -> str:
    session = str(api.nina.session()["id"])
    api.nina.reading(session)
    made(api.nina.post(f"/sessions/{session}/discharge", {"end": "aborted", "reason": "felt ill"}))
    return session


def sign(api: Api, session: str) -> None:
    made(api.carl.post(f"/sessions/{session}/note/sign", {"password": PASSWORD, "meaning": "approved"}))


def test_a_session_is_a_document_of_fhir(api: Api, ended: str) -> None:
    answer = api.nina.get(f"/sessions/{ended}/fhir")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="identified-session.fhir.json"' in answer.headers["content-disposition"]
    bundle = answer.json()
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "document")
    assert bundle["entry"][0]["resource"]["status"] == "preliminary"
    refused(api.nina.get(f"/sessions/{ended}/fhir?signed=true"), 404)
    refused(api.nobody.get(f"/sessions/{ended}/fhir"), 401)
    refused(api.nina.get("/sessions/none/fhir"), 404)


def test_a_look_at_it_is_audited(api: Api, ended: str) -> None:
    made(api.ada.get(f"/sessions/{ended}/fhir"))
    kinds = [entry["action"] for entry in made(api.ada.get("/audit"))["items"]]
    assert "record_viewed" in kinds


def test_the_note_is_to_be_had_as_docx(api: Api, ended: str) -> None:
    answer = api.nina.get(f"/sessions/{ended}/note.docx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX)
    cells = [c.text for t in Document(io.BytesIO(answer.content)).tables for r in t.rows for c in r.cells]
    assert "128/79" in cells


def test_after_signing_the_frozen_bytes_are_given_and_ride_in_the_signed_pdf(api: Api, ended: str) -> None:
    sign(api, ended)
    first = {form: api.nina.get(f"/sessions/{ended}/{form}").content for form in ("fhir", "note.docx")}
    api.clock.forward(30)
    for form, content in first.items():
        assert api.nina.get(f"/sessions/{ended}/{form}").content == content
        assert api.nina.get(f"/sessions/{ended}/{form}?signed=true").content == content
    assert json.loads(first["fhir"])["entry"][0]["resource"]["status"] == "final"
    pdf = api.nina.get(f"/sessions/{ended}/note.pdf").content
    (attached,) = pypdf.PdfReader(io.BytesIO(pdf)).attachments["record.fhir.json"]
    assert attached == first["fhir"]


def test_an_addendum_amends_the_document_and_leaves_the_signed_one_as_it_was(api: Api, ended: str) -> None:
    sign(api, ended)
    signed = api.nina.get(f"/sessions/{ended}/fhir").content
    made(api.nina.post(f"/sessions/{ended}/note/addenda", {"text": "Called at home: well."}))
    assert api.nina.get(f"/sessions/{ended}/fhir").json()["entry"][0]["resource"]["status"] == "amended"
    assert api.nina.get(f"/sessions/{ended}/fhir?signed=true").content == signed

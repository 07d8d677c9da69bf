"""Signing the note: the password, the frozen bytes, what is added and changed afterwards."""

import hashlib

import pytest

from dashboard.actions.discharge import end_session
from dashboard.actions.notes import add_addendum, note_document, sign_note, signed_document, view_note
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import InvalidEntry, NotFound, NotPermitted, SecondRefused, WrongState
from dashboard.clinical.notes import Meaning
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD

FORMS = ("txt", "html", "pdf")


def ended(bedside: Bedside) -> str:
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(40)
    bedside.record(session)
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    return session


def sign(bedside: Bedside, session: str, password: str = PASSWORD) -> None:
    sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, password, ADDRESS)


def documents(bedside: Bedside, session: str) -> dict[str, bytes]:
    return {form: note_document(bedside.clinic, bedside.nina, session, form) for form in FORMS}


def test_before_the_signature_the_note_is_marked_draft(bedside: Bedside) -> None:
    session = ended(bedside)
    assert b"DRAFT" in note_document(bedside.clinic, bedside.nina, session, "txt")
    with pytest.raises(NotFound):
        signed_document(bedside.clinic, bedside.nina, session, "txt")


def test_a_signature_holds_name_meaning_time_and_the_content_it_covers(bedside: Bedside) -> None:
    session = ended(bedside)
    content = view_note(bedside.clinic, bedside.carl, session).note.content_sha256
    sign(bedside, session)
    signature = bedside.look(session).signatures[0]
    assert (signature.printed_name, signature.meaning, signature.signed_at, signature.content_sha256) == (
        "Dr Carl Okafor", Meaning.APPROVED, bedside.clock.at, content,
    )  # fmt: skip
    text = note_document(bedside.clinic, bedside.nina, session, "txt").decode()
    assert "DRAFT" not in text
    assert "Dr Carl Okafor" in text


def test_the_signed_documents_stay_the_same_bytes_for_ever(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    first = documents(bedside, session)
    assert all(first[form] == signed_document(bedside.clinic, bedside.nina, session, form) for form in FORMS)
    bedside.clock.forward(60 * 24 * 400)
    assert documents(bedside, session) == first


def test_an_addendum_follows_and_the_signed_bytes_stay(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    signed = {form: signed_document(bedside.clinic, bedside.nina, session, form) for form in FORMS}
    bedside.clock.forward(30)
    add_addendum(bedside.clinic, bedside.nina, session, "Called at home: well.")
    assert {form: signed_document(bedside.clinic, bedside.nina, session, form) for form in FORMS} == signed
    text = note_document(bedside.clinic, bedside.nina, session, "txt").decode()
    assert "Called at home: well." in text
    assert not view_note(bedside.clinic, bedside.nina, session).changed_since


def test_an_addendum_needs_a_signature_and_words(bedside: Bedside) -> None:
    session = ended(bedside)
    with pytest.raises(WrongState) as refused:
        add_addendum(bedside.clinic, bedside.nina, session, "too early")
    assert refused.value.code == "not_signed"
    sign(bedside, session)
    with pytest.raises(InvalidEntry):
        add_addendum(bedside.clinic, bedside.nina, session, "  ")


def test_a_correction_after_signing_shows_and_leaves_the_signed_bytes(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    signed = signed_document(bedside.clinic, bedside.nina, session, "txt")
    reading = bedside.look(session).readings[-1]
    bedside.clock.forward(5)
    correct_reading(
        bedside.clinic,
        bedside.nina,
        reading.id,
        1,
        ReadingCorrection(reason="misread", values={"heart_rate": 91}),
    )
    assert view_note(bedside.clinic, bedside.nina, session).changed_since
    assert signed_document(bedside.clinic, bedside.nina, session, "txt") == signed
    assert note_document(bedside.clinic, bedside.nina, session, "txt") != signed


def test_a_signed_note_refuses_a_second_signature(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    with pytest.raises(WrongState) as refused:
        sign(bedside, session)
    assert refused.value.code == "note_signed"
    assert len(bedside.look(session).signatures) == 1


def test_a_note_is_not_signed_before_the_session_has_ended(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(WrongState, match="the session has not ended"):
        sign(bedside, session)


def test_a_wrong_password_signs_nothing_and_counts_as_a_wrong_try(bedside: Bedside) -> None:
    session = ended(bedside)
    with pytest.raises(SecondRefused):
        sign(bedside, session, "not the password")
    assert bedside.look(session).signatures == ()
    assert [entry.object_id for entry in bedside.audit("sign_in_refused")] == [bedside.carl.user_id]


def test_a_nurse_does_not_approve_and_prepares_only_where_the_protocol_asks(bedside: Bedside) -> None:
    session = ended(bedside)
    with pytest.raises(NotPermitted):
        sign_note(bedside.clinic, bedside.nina, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    with pytest.raises(WrongState) as refused:
        sign_note(bedside.clinic, bedside.nina, session, Meaning.PREPARED, PASSWORD, ADDRESS)
    assert refused.value.code == "prepared_not_asked"


def test_the_audit_names_what_was_signed(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    entry = bedside.audit("note_signed")[0]
    text = signed_document(bedside.clinic, bedside.nina, session, "txt")
    assert text is not None
    assert hashlib.sha256(text).hexdigest()
    assert entry.detail["content"] == bedside.look(session).signatures[0].content_sha256
    assert entry.actor_id == bedside.carl.user_id

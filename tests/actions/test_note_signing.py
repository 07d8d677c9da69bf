"""Signing where the clinic asks for more: a nurse first, required parts, addenda signed in their turn."""

from copy import deepcopy

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dashboard.actions import note_texts, notes
from dashboard.actions.discharge import end_session
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.actions.rules import RuleDraft, list_versions, write_version
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import NotFound, NotPermitted, PartsMissing, SecondRefused, WrongState
from dashboard.clinical.notes import Meaning, addendum_sha256
from dashboard.clinical.roles import Actor, Role
from dashboard.clinical.rules import RuleKind
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD, add_person

FORMS = tuple(notes.FORMATS)
ALL_PARTS = ["assessment", "plan", "patient_words"]


def ask_for(bedside: Bedside, *, required: list[str], prepared: bool) -> None:
    """The clinic's own version of the infusion's protocol, approved beside the administrator."""
    versions, _ = list_versions(bedside.clinic, bedside.ada, RuleKind.PROTOCOL)
    shipped = versions["iv_racemic_40"][-1]
    shared = {**deepcopy(dict(shipped.shared or {})), "note": {"required": required, "prepared": prepared}}
    draft = RuleDraft(
        kind=RuleKind.PROTOCOL, code="iv_racemic_40", document=shipped.document, shared=shared,
        reason="The clinic signs in two steps",
    )  # fmt: skip
    write_version(bedside.clinic, bedside.ada, draft, new=False, second=bedside.carl)


def ended(bedside: Bedside) -> str:
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(40)
    bedside.record(session)
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    return session


def sign(bedside: Bedside, who: Actor, session: str, meaning: Meaning) -> None:
    notes.sign_note(bedside.clinic, who, session, meaning, PASSWORD, ADDRESS)


def correct(bedside: Bedside, session: str) -> None:
    reading = bedside.look(session).readings[-1]
    fix = ReadingCorrection(reason="misread", values={"heart_rate": 91})
    correct_reading(bedside.clinic, bedside.nina, reading.id, 1, fix)


@pytest.mark.hazard("H48")
def test_every_part_that_the_protocol_asks_for_is_named_until_it_is_there(bedside: Bedside) -> None:
    ask_for(bedside, required=ALL_PARTS, prepared=True)
    session = ended(bedside)
    with pytest.raises(PartsMissing) as refused:
        sign(bedside, bedside.carl, session, Meaning.APPROVED)
    assert refused.value.code == "parts_missing"
    assert [part for part, _ in refused.value.parts] == ["patient_words", "assessment", "plan", "prepared"]
    words = {"patient_words": "Calm", "assessment": "Well", "plan": "Same dose"}
    note_texts.write_text(bedside.clinic, bedside.carl, session, 0, words)
    with pytest.raises(PartsMissing, match="nobody has signed it as prepared"):
        sign(bedside, bedside.carl, session, Meaning.APPROVED)
    sign(bedside, bedside.nina, session, Meaning.PREPARED)
    sign(bedside, bedside.carl, session, Meaning.APPROVED)
    signatures = bedside.look(session).signatures
    assert [(s.printed_name, s.meaning) for s in signatures] == [
        ("Nina Brandt", Meaning.PREPARED), ("Dr Carl Okafor", Meaning.APPROVED),
    ]  # fmt: skip


def test_a_note_signed_as_prepared_is_a_draft_that_may_still_be_written_in(bedside: Bedside) -> None:
    ask_for(bedside, required=[], prepared=True)
    session = ended(bedside)
    sign(bedside, bedside.nina, session, Meaning.PREPARED)
    assert b"DRAFT" in notes.note_document(bedside.clinic, bedside.nina, session, "txt")
    note_texts.write_text(bedside.clinic, bedside.carl, session, 0, {"plan": "Same dose"})
    assert not bedside.look(session).signed


def test_only_who_recorded_in_the_session_signs_it_as_prepared(bedside: Bedside) -> None:
    ask_for(bedside, required=[], prepared=True)
    session = ended(bedside)
    mia = add_person(bedside.clinic, "mia", "Mia Duarte", Role.NURSE)
    with pytest.raises(NotPermitted) as refused:
        sign(bedside, mia, session, Meaning.PREPARED)
    assert refused.value.code == "not_recorded"
    with pytest.raises(NotPermitted):
        sign(bedside, bedside.ada, session, Meaning.PREPARED)


@pytest.mark.hazard("H47")
def test_a_prepared_note_is_prepared_again_only_after_a_change_which_is_shown(bedside: Bedside) -> None:
    ask_for(bedside, required=[], prepared=True)
    session = ended(bedside)
    sign(bedside, bedside.nina, session, Meaning.PREPARED)
    with pytest.raises(WrongState) as refused:
        sign(bedside, bedside.nina, session, Meaning.PREPARED)
    assert refused.value.code == "already_prepared"
    bedside.clock.forward(5)
    correct(bedside, session)
    view = notes.view_note(bedside.clinic, bedside.carl, session)
    assert view.changes_since.startswith("Nina Brandt signed as prepared at ")
    assert "Readings" in [change.section for change in view.changes]
    bedside.clock.forward(1)
    sign(bedside, bedside.nina, session, Meaning.PREPARED)
    assert notes.view_note(bedside.clinic, bedside.carl, session).changes == ()


def test_nobody_prepares_a_session_that_has_not_ended(bedside: Bedside) -> None:
    ask_for(bedside, required=[], prepared=True)
    session = bedside.open()
    bedside.record(session)
    with pytest.raises(PartsMissing, match="the session has not ended"):
        sign(bedside, bedside.nina, session, Meaning.PREPARED)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.hazard("H48")
def test_a_correction_after_the_signature_is_stated_and_the_signed_bytes_stay(
    bedside: Bedside, form: str
) -> None:
    session = ended(bedside)
    sign(bedside, bedside.carl, session, Meaning.APPROVED)
    signed = notes.signed_document(bedside.clinic, bedside.nina, session, form)
    assert notes.note_document(bedside.clinic, bedside.nina, session, form) == signed
    bedside.clock.forward(5)
    correct(bedside, session)
    assert notes.signed_document(bedside.clinic, bedside.nina, session, form) == signed
    assert notes.note_document(bedside.clinic, bedside.nina, session, form) != signed
    view = notes.view_note(bedside.clinic, bedside.nina, session)
    assert "AMENDED after signature" in view.note.marks
    assert "Readings" in [change.section for change in view.changes]
    assert view.changes_since.startswith("Dr Carl Okafor signed as approved at ")


def test_a_form_that_a_signature_froze_not_is_said_to_be_missing(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = ended(bedside)
    monkeypatch.delitem(notes.FORMATS, "html")
    sign(bedside, bedside.carl, session, Meaning.APPROVED)
    monkeypatch.undo()
    with pytest.raises(NotFound, match="The signature froze no such form"):
        notes.signed_document(bedside.clinic, bedside.nina, session, "html")
    assert b"Dr Carl Okafor" in notes.note_document(bedside.clinic, bedside.nina, session, "html")


def test_an_addendum_with_the_password_is_signed_over_its_own_words(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, bedside.carl, session, Meaning.APPROVED)
    notes.add_addendum(bedside.clinic, bedside.nina, session, "Called: well.")
    with pytest.raises(SecondRefused):
        notes.add_addendum(
            bedside.clinic, bedside.nina, session, "Later.", password="not the one", address=ADDRESS
        )
    notes.add_addendum(bedside.clinic, bedside.nina, session, "Later.", password=PASSWORD, address=ADDRESS)
    record = bedside.look(session)
    first, second = record.addenda
    assert first.signature is None
    assert second.signature is not None
    assert second.signature.meaning is Meaning.ADDENDUM
    assert second.signature.content_sha256 == addendum_sha256(
        session, 2, "Later.", bedside.nina.user_id, second.added_at
    )
    assert [s.meaning for s in record.signatures] == [Meaning.APPROVED]
    view = notes.view_note(bedside.clinic, bedside.nina, session)
    assert not view.changed_since
    assert view.note.marks == ()


@pytest.mark.parametrize("table", ["note_texts", "note_signatures", "note_documents", "note_addenda"])
@pytest.mark.hazard("H48")
def test_the_database_refuses_to_change_a_signed_note(bedside: Bedside, table: str) -> None:
    session = bedside.open()
    note_texts.write_text(bedside.clinic, bedside.carl, session, 0, {"plan": "Same dose"})
    bedside.baseline(session)
    bedside.dose(session)
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    sign(bedside, bedside.carl, session, Meaning.APPROVED)
    notes.add_addendum(bedside.clinic, bedside.nina, session, "Called: well.")
    for statement in (f"UPDATE {table} SET session_id = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            bedside.clinic.database.writing() as db,
        ):
            db.execute(text(statement))

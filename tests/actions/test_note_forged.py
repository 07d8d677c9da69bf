"""A note whose rows were not written through Chairside is given to nobody, in no form."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from dashboard.actions import note_texts, notes
from dashboard.actions.audit import verify
from dashboard.actions.discharge import end_session
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import Tampered
from dashboard.clinical.notes import Meaning
from dashboard.clinical.sessions import SessionEnd
from dashboard.store.audit_entries import mac_of
from dashboard.store.tables import audit, note_addenda, note_documents, note_signatures
from dashboard.store.tables import note_texts as texts
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD

pytestmark = pytest.mark.hazard("H49", "H55")
LEFT = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="To the ward", told="Dr Okafor")
TABLES = ("note_signatures", "note_documents", "note_texts", "note_addenda")


def ended(bedside: Bedside) -> str:
    """An ended session with words of Carl's in its note."""
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    end_session(bedside.clinic, bedside.nina, session, LEFT)
    note_texts.write_text(bedside.clinic, bedside.carl, session, 0, {"plan": "Same dose"})
    return session


def signed(bedside: Bedside) -> str:
    """The same, approved and added to."""
    session = ended(bedside)
    notes.sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    notes.add_addendum(bedside.clinic, bedside.nina, session, "Called: well.")
    return session


def without_triggers(bedside: Bedside, change: Callable[[Connection], object]) -> None:
    """What somebody does who may take the triggers away."""
    with bedside.clinic.database._writer.begin() as db:
        for table in TABLES:
            if bedside.clinic.database.dialect == "postgresql":
                db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                continue
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t")
            for name in db.execute(triggers, {"t": table}).scalars().all():
                db.execute(text(f"DROP TRIGGER {name}"))
        change(db)


def refused(bedside: Bedside, session: str, *, was_signed: bool = True) -> None:
    """Neither the page nor any form gives the note, and verifying finds it."""
    clinic, nina = bedside.clinic, bedside.nina
    with pytest.raises(Tampered, match="changed outside Chairside"):
        notes.view_note(clinic, nina, session)
    for form in notes.FORMATS:
        with pytest.raises(Tampered):
            notes.note_document(clinic, nina, session, form)
        if was_signed:
            with pytest.raises(Tampered):
                notes.signed_document(clinic, nina, session, form)
    assert not verify(clinic).ok


def _second_approval(db: Connection) -> None:
    """A later signature with documents that agree with themselves."""
    row = db.execute(select(note_signatures).where(note_signatures.c.meaning == "approved")).one()._asdict()
    db.execute(insert(note_signatures), {**row, "number": 9, "printed_name": "Dr Forged"})
    for document in db.execute(select(note_documents).where(note_documents.c.number == row["number"])).all():
        db.execute(insert(note_documents), {**document._asdict(), "number": 9, "bytes": b"FORGED"})


FORGERIES: dict[str, Callable[[Connection], object]] = {
    "the printed name": lambda db: db.execute(update(note_signatures).values(printed_name="Dr Forged")),
    "a second approval": _second_approval,
    "a document with its hash": lambda db: db.execute(
        update(note_documents).values(bytes=b"FORGED", sha256="5" * 64)
    ),
    "the words": lambda db: db.execute(update(texts).values(plan="Another plan")),
    "later words": lambda db: db.execute(
        insert(texts), {**db.execute(select(texts)).one()._asdict(), "version": 2, "plan": "Another plan"}
    ),
    "an addendum": lambda db: db.execute(update(note_addenda).values(text="Never called.")),
    "an addendum more": lambda db: db.execute(
        insert(note_addenda), {**db.execute(select(note_addenda)).one()._asdict(), "number": 2, "id": "x"}
    ),
    "an addendum less": lambda db: db.execute(delete(note_addenda)),
    "no signature any more": lambda db: db.execute(delete(note_signatures)),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_note_is_given_to_nobody(on_sqlite: Bedside, forgery: str) -> None:
    session = signed(on_sqlite)
    without_triggers(on_sqlite, FORGERIES[forgery])
    refused(on_sqlite, session)


def test_bytes_that_are_not_those_of_their_hash_are_refused(bedside: Bedside) -> None:
    session = signed(bedside)
    without_triggers(bedside, lambda db: db.execute(update(note_documents).values(bytes=b"FORGED")))
    for form in notes.FORMATS:
        with pytest.raises(Tampered):
            notes.signed_document(bedside.clinic, bedside.nina, session, form)
    assert not verify(bedside.clinic).ok


def test_a_signature_that_nobody_gave_is_refused_with_its_own_audit_entry_and_all(bedside: Bedside) -> None:
    session = ended(bedside)
    forged = {
        "session_id": session, "number": 1, "user_id": bedside.carl.user_id, "printed_name": "Dr Carl Okafor",
        "meaning": "approved", "signed_at": bedside.clock.at, "content_sha256": "5" * 64, "audit_head": "x",
    }  # fmt: skip

    def forge(db: Connection) -> None:
        last = db.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one()._asdict()
        entry = {
            **last, "number": last["number"] + 1, "prev_mac": last["mac"], "action": "note_signed",
            "object_id": session, "rows": [["note_signatures", f"{session}:1", None, "0" * 64]],
        }  # fmt: skip
        db.execute(insert(note_signatures), forged)
        db.execute(insert(audit), {**entry, "mac": mac_of(b"guessed", entry)})

    with bedside.clinic.database._writer.begin() as db:
        forge(db)
    refused(bedside, session)


def test_forged_words_are_not_signed(on_sqlite: Bedside) -> None:
    session = ended(on_sqlite)
    without_triggers(on_sqlite, FORGERIES["the words"])
    refused(on_sqlite, session, was_signed=False)
    with pytest.raises(Tampered):
        notes.sign_note(on_sqlite.clinic, on_sqlite.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)


def test_an_honest_note_is_given_at_every_step(bedside: Bedside) -> None:
    session = ended(bedside)
    assert b"Same dose" in notes.note_document(bedside.clinic, bedside.nina, session, "txt")
    notes.sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    assert b"Same dose" in notes.signed_document(bedside.clinic, bedside.nina, session, "txt")
    notes.add_addendum(
        bedside.clinic, bedside.carl, session, "Called: well.", password=PASSWORD, address=ADDRESS
    )
    assert b"Called: well." in notes.note_document(bedside.clinic, bedside.nina, session, "txt")

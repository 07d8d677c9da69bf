"""The post-session note: composed at any time, signed with a password, frozen, then addenda only."""

from dataclasses import dataclass, replace

from dashboard.actions import passwords
from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.judging import record_of
from dashboard.actions.sessions import refuse_signed
from dashboard.actions.viewing import view_session
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import InvalidEntry, NotFound, WrongState
from dashboard.clinical.notes import Addendum, Meaning, Signature
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.clinical.texts import text_error
from dashboard.documents.blocks import Note
from dashboard.documents.note import compose
from dashboard.documents.note_html import to_html
from dashboard.documents.note_pdf import to_pdf
from dashboard.documents.note_text import to_text
from dashboard.figures.static_chart import session_svg
from dashboard.store import audit as audit_store
from dashboard.store import notes as notes_store

ADDENDUM_LENGTH = 10_000
FORMATS = ("txt", "html", "pdf")


@dataclass(frozen=True, slots=True)
class NoteView:
    """The note as it stands, with the record it is composed from.

    `changed_since` says that the record no longer is what was signed; the signature does not cover it.
    """

    note: Note
    record: SessionRecord
    changed_since: bool


def view_note(clinic: Clinic, actor: Actor, session_id: str) -> NoteView:
    """Compose the note from the record; the view is audited."""
    record = view_session(clinic, actor, session_id)
    return NoteView(compose(record), record, changed_since_signature(record))


def changed_since_signature(record: SessionRecord) -> bool:
    """Whether rows were added or changed after the last signature; a later release's wording is no change."""
    return bool(record.signatures) and record.changed_after(record.signatures[-1].signed_at)


def note_document(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """The note as txt, html or pdf: the frozen bytes once signed, else composed now.

    After an addendum or a change the fresh document says so; the signed bytes stay to be had as signed.
    """
    record = view_session(clinic, actor, session_id)
    if record.signed and not record.addenda and not changed_since_signature(record):
        with clinic.look(actor, Permission.VIEW_RECORDS) as look:
            frozen = notes_store.load_signed_document(look.db, session_id, form)
        if frozen is not None:
            return frozen
    return _rendered(record, form)


def signed_document(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """The very bytes that were signed; NotFound before the signature."""
    view_session(clinic, actor, session_id)
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        frozen = notes_store.load_signed_document(look.db, session_id, form)
    if frozen is None:
        raise NotFound("The note is not signed.")
    return frozen


def sign_note(
    clinic: Clinic,
    actor: Actor,
    session_id: str,
    meaning: Meaning,
    password: str,
    address: str,
    once: Once | None = None,
) -> SessionRecord:
    """Sign the composed note with one's password; approved freezes it. WrongState names what is missing."""
    actor.require(Permission.SIGN_NOTE if meaning is Meaning.APPROVED else Permission.DISCHARGE)
    passwords.own_password(clinic, actor, password, address)
    with clinic.work(actor, Permission.SIGNED_IN, once) as work:
        record = record_of(work, session_id)
        refuse_signed(record)
        _refuse_missing(record, meaning)
        head = audit_store.last_head(work.db)
        signature = Signature(
            user_id=actor.user_id, printed_name=actor.display_name, meaning=meaning, signed_at=work.now,
            content_sha256=compose(record).content_sha256, audit_head=head.mac if head else "",
        )  # fmt: skip
        signed = replace_signatures(record, signature)
        documents = {form: _rendered(signed, form) for form in FORMATS} if meaning is Meaning.APPROVED else {}
        notes_store.add_signature(work.db, session_id, signature, documents)
        work.audit(
            AuditKind.NOTE_SIGNED, "note", session_id, version=len(signed.signatures),
            patient_id=record.patient.id,
            meaning=meaning.value, content=signature.content_sha256,
        )  # fmt: skip
        work.announce("note", session_id)
        return work.done(record_of(work, session_id))


def add_addendum(
    clinic: Clinic, actor: Actor, session_id: str, text: str, once: Once | None = None
) -> SessionRecord:
    """Add words to a signed note; the signed document itself stays as it is."""
    with clinic.work(actor, Permission.ADD_ADDENDUM, once) as work:
        record = record_of(work, session_id)
        if not record.signed:
            raise WrongState("The note is not signed. An addendum follows a signature.", "not_signed")
        if error := text_error("text", "The addendum", text, ADDENDUM_LENGTH, required=True):
            raise InvalidEntry([error])
        addendum = Addendum(
            id=work.new_id(), number=len(record.addenda) + 1, text=text, added_by=actor.user_id,
            added_by_name=actor.display_name, added_at=work.now,
        )  # fmt: skip
        notes_store.add_addendum(work.db, session_id, addendum)
        work.audit(
            AuditKind.ADDENDUM_ADDED,
            "note",
            session_id,
            version=addendum.number,
            patient_id=record.patient.id,
        )
        work.announce("note", session_id)
        return work.done(record_of(work, session_id))


def replace_signatures(record: SessionRecord, signature: Signature) -> SessionRecord:
    """The record as it will read with this signature."""
    return replace(record, signatures=(*record.signatures, signature))


def missing_parts(record: SessionRecord) -> tuple[str, ...]:
    """What the note still needs before an approving signature, in words."""
    return () if record.state is SessionState.ENDED else ("the session has not ended",)


def _refuse_missing(record: SessionRecord, meaning: Meaning) -> None:
    if meaning is Meaning.PREPARED and not record.protocol.note_prepared:
        raise WrongState("This protocol does not ask for a note signed as prepared.", "prepared_not_asked")
    if missing := missing_parts(record):
        raise WrongState(f"The note cannot be signed: {'; '.join(missing)}.", "parts_missing")


def _rendered(record: SessionRecord, form: str) -> bytes:
    note = compose(record)
    if form == "txt":
        return to_text(note).encode("utf-8")
    chart = session_svg(record)
    if form == "html":
        return to_html(note, chart).encode("utf-8")
    return to_pdf(note, chart, record.seen_at)

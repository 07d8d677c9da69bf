"""The post-session note: composed at any time, signed with a password, frozen, then addenda only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard.actions import passwords
from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import record_of
from dashboard.actions.note_records import for_note
from dashboard.actions.sessions import refuse_signed
from dashboard.actions.viewing import view_session
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.coverage import changed_since, coverage_of, covered
from dashboard.clinical.errors import (
    InvalidEntry,
    NotFound,
    NotPermitted,
    PartsMissing,
    Tampered,
    WrongState,
)
from dashboard.clinical.notes import Addendum, Coverage, Meaning, Signature, addendum_sha256
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.signing import has_recorded, missing_parts, prepared
from dashboard.clinical.texts import text_error
from dashboard.documents.blocks import Note
from dashboard.documents.fhir import bundle_bytes
from dashboard.documents.note import compose
from dashboard.documents.note_changes import SectionChange, changes_between, composed_lines
from dashboard.documents.note_docx import to_docx
from dashboard.documents.note_html import to_html
from dashboard.documents.note_pdf import to_pdf
from dashboard.documents.note_text import to_text
from dashboard.figures.static_chart import session_svg
from dashboard.store import audit as audit_store
from dashboard.store import notes as notes_store
from dashboard.store.note_seal import seal_holds
from dashboard.store.writing import Db

ADDENDUM_LENGTH = 10_000
Renderer = Callable[[SessionRecord], bytes]


def _text(record: SessionRecord) -> bytes:
    return to_text(compose(record)).encode("utf-8")


def _html(record: SessionRecord) -> bytes:
    return to_html(compose(record), session_svg(record)).encode("utf-8")


def _pdf(record: SessionRecord) -> bytes:
    note = compose(record)
    return to_pdf(note, session_svg(record), record.seen_at, bundle_bytes(record, note))


def _docx(record: SessionRecord) -> bytes:
    return to_docx(compose(record), session_svg(record), record.seen_at)


# Every form of the note: what is signed is frozen in each of them.
FORMATS: dict[str, Renderer] = {
    "txt": _text, "html": _html, "pdf": _pdf, "docx": _docx, "fhir": bundle_bytes,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteView:
    """The note as it stands, with the record it is composed from.

    `changed_since` says that the record no longer is what was signed; the signature does not cover it.
    `changes` is what differs in the composed part since words were last saved or the note was last signed;
    `changes_since` says of that moment "the plan was written at 15:40", empty when there was none.
    """

    note: Note
    record: SessionRecord
    changed_since: bool
    changes: tuple[SectionChange, ...] = ()
    changes_since: str = ""


def view_note(clinic: Clinic, actor: Actor, session_id: str) -> NoteView:
    """Compose the note from the record; the view is audited."""
    record = _viewed(clinic, actor, session_id)
    note = compose(record)
    lines, since = _kept_lines(clinic, actor, record)
    changes = changes_between(lines, composed_lines(note)) if lines is not None else ()
    return NoteView(note, record, changed_since_signature(record), changes, since)


def _viewed(clinic: Clinic, actor: Actor, session_id: str) -> SessionRecord:
    """The record with all that its note states; the view is audited. Raises Tampered."""
    record = view_session(clinic, actor, session_id)
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        _refuse_tampered(clinic, look.db, session_id)
        return for_note(look.db, record)


def _refuse_tampered(clinic: Clinic, db: Db, session_id: str) -> None:
    if not seal_holds(db, clinic.audit_key, session_id):
        raise Tampered


def _kept_lines(clinic: Clinic, actor: Actor, record: SessionRecord) -> tuple[Sequence[str] | None, str]:
    """The composed lines kept last, with words or with a signature, and which it was."""
    signature = record.signatures[-1] if record.signatures else None
    text = record.note_text
    if text is not None and (signature is None or text.version > covered(record, signature).text):
        return text.composed, f"{text.by_name} saved words at {record.local(text.at):%H:%M}"
    if signature is None:
        return None, ""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        lines = notes_store.load_signed_lines(look.db, record.session.id)
    when = f"{record.local(signature.signed_at):%H:%M}"
    return lines, f"{signature.printed_name} signed as {signature.meaning.value} at {when}"


def changed_since_signature(record: SessionRecord) -> bool:
    """Whether rows were added or changed after the last signature; a later release's wording is no change."""
    return bool(record.signatures) and changed_since(record, record.signatures[-1])


def note_document(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """The note in one of FORMATS: the frozen bytes once signed, else composed now.

    After an addendum or a change the fresh document says so; the signed bytes stay to be had as signed.
    """
    record = _viewed(clinic, actor, session_id)
    if record.signed and not record.addenda and not changed_since_signature(record):
        with clinic.look(actor, Permission.VIEW_RECORDS) as look:
            frozen = notes_store.load_signed_document(look.db, session_id, form)
        if frozen is not None:
            return frozen
    return FORMATS[form](record)


def signed_document(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """The very bytes that were signed; NotFound before the signature, or where it froze no such form.

    Raises Tampered when the audit does not name them as they stand.
    """
    record = view_session(clinic, actor, session_id)
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        _refuse_tampered(clinic, look.db, session_id)
        frozen = notes_store.load_signed_document(look.db, session_id, form)
    if frozen is None:
        raise NotFound("The signature froze no such form." if record.signed else "The note is not signed.")
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
    """Sign the composed note with one's password; approved freezes it.

    PartsMissing names what is missing, Tampered refuses words that came from elsewhere. Prepared is for who
    recorded in the session, where the protocol asks for it; it may be signed again after a change.
    """
    actor.require(Permission.SIGN_NOTE if meaning is Meaning.APPROVED else Permission.DISCHARGE)
    passwords.own_password(clinic, actor, password, address)
    with clinic.work(actor, Permission.SIGNED_IN, once) as work:
        record = record_of(work, session_id)
        refuse_signed(record)
        _refuse_tampered(clinic, work.db, session_id)
        record = for_note(work.db, record)
        _refuse_meaning(record, actor, meaning)
        note = compose(record)
        signature = _signature(work, meaning, note.content_sha256, coverage_of(record))
        signed = replace(record, signatures=(*record.signatures, signature))
        frozen = {notes_store.LINES: notes_store.lines_document(composed_lines(note))}
        if meaning is Meaning.APPROVED:
            frozen |= {form: render(signed) for form, render in FORMATS.items()}
            frozen[notes_store.PLACE] = notes_store.place_document(record.place)
        notes_store.add_signature(work.db, session_id, signature, frozen)
        work.audit(
            AuditKind.NOTE_SIGNED, "note", session_id, version=len(signed.signatures),
            patient_id=record.patient.id,
            meaning=meaning.value, content=signature.content_sha256,
        )  # fmt: skip
        work.announce("note", session_id)
        return work.done(record_of(work, session_id))


def _signature(
    work: Work, meaning: Meaning, content_sha256: str, covers: Coverage | None = None
) -> Signature:
    head = audit_store.last_head(work.db)
    return Signature(
        user_id=work.actor.user_id, printed_name=work.actor.display_name, meaning=meaning,
        signed_at=work.now, content_sha256=content_sha256, audit_head=head.mac if head else "",
        covers=covers,
    )  # fmt: skip


def _refuse_meaning(record: SessionRecord, actor: Actor, meaning: Meaning) -> None:
    if meaning is Meaning.PREPARED:
        if not record.protocol.note_prepared:
            raise WrongState("This protocol asks for no signature as prepared.", "prepared_not_asked")
        if not has_recorded(record, actor.user_id):
            raise NotPermitted("Only who recorded in this session signs it as prepared.", "not_recorded")
        if prepared(record) and not changed_since_signature(record):
            raise WrongState("The note is signed as prepared already.", "already_prepared")
    if missing := missing_parts(record, meaning):
        raise PartsMissing([(part.field, part.words) for part in missing])


def add_addendum(
    clinic: Clinic,
    actor: Actor,
    session_id: str,
    text: str,
    once: Once | None = None,
    *,
    password: str | None = None,
    address: str = "",
) -> SessionRecord:
    """Add words to a signed note, with one's password signed; the signed document itself stays as it is.

    Without a password the words stand unsigned, and every form of the note says so.
    """
    actor.require(Permission.ADD_ADDENDUM)
    if password is not None:
        passwords.own_password(clinic, actor, password, address)
    with clinic.work(actor, Permission.ADD_ADDENDUM, once) as work:
        record = record_of(work, session_id)
        if not record.signed:
            raise WrongState("The note is not signed. An addendum follows a signature.", "not_signed")
        if error := text_error("text", "The addendum", text, ADDENDUM_LENGTH, required=True):
            raise InvalidEntry([error])
        addendum = _addendum(work, record, text, signed=password is not None)
        notes_store.add_addendum(work.db, session_id, addendum)
        work.audit(
            AuditKind.ADDENDUM_ADDED,
            "note",
            session_id,
            version=addendum.number,
            patient_id=record.patient.id,
            signed=addendum.signature is not None,
        )
        work.announce("note", session_id)
        return work.done(record_of(work, session_id))


def _addendum(work: Work, record: SessionRecord, text: str, *, signed: bool) -> Addendum:
    number, actor = len(record.addenda) + 1, work.actor
    content = addendum_sha256(record.session.id, number, text, actor.user_id, work.now)
    # Who may approve a note has seen by this what was changed since; anybody else's words answer nothing.
    covers = coverage_of(record) if actor.may(Permission.SIGN_NOTE) else None
    return Addendum(
        id=work.new_id(), number=number, text=text, added_by=actor.user_id,
        added_by_name=actor.display_name, added_at=work.now,
        signature=_signature(work, Meaning.ADDENDUM, content, covers) if signed else None,
    )  # fmt: skip

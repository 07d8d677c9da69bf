"""What people write into a note: the patient's words, assessment and plan, each change a new version."""

from collections.abc import Mapping

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import record_of
from dashboard.actions.note_records import for_note
from dashboard.actions.sessions import refuse_signed
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, StaleVersion
from dashboard.clinical.notes import TEXT_FIELDS, NoteText
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.documents.note import compose
from dashboard.documents.note_changes import composed_lines
from dashboard.store import notes as notes_store

TEXT_LENGTH = 10_000
# Whoever is at the bedside writes down what the patient said; judging is for those who sign.
NEEDED: Mapping[str, Permission] = {
    "patient_words": Permission.RECORD_EVENT,
    "assessment": Permission.SIGN_NOTE,
    "plan": Permission.SIGN_NOTE,
}


def write_text(
    clinic: Clinic,
    actor: Actor,
    session_id: str,
    expected: int,
    words: Mapping[str, str | None],
    once: Once | None = None,
) -> SessionRecord:
    """Store these fields (None or blank empties one) as a new version beside the note as composed now.

    `expected` is the version seen, 0 before the first: StaleVersion says whose words came first. WrongState
    once the note is signed, NotPermitted for a field that is not the person's to write.
    """
    with clinic.work(actor, Permission.RECORD_EVENT, once) as work:
        for name in words:
            actor.require(NEEDED[name])
        record = record_of(work, session_id)
        refuse_signed(record)
        _refuse_stale(record, expected)
        given = _checked(words)
        was = record.note_text
        stands = {name: getattr(was, name, None) for name in TEXT_FIELDS}
        if {**stands, **given} == stands:
            return work.done(record)
        _store(work, record, {**stands, **given})
        return work.done(record_of(work, session_id))


def _store(work: Work, record: SessionRecord, words: Mapping[str, str | None]) -> None:
    was, now = record.note_text, work.now
    composed = composed_lines(compose(for_note(work.db, record)))
    text = NoteText(
        version=was.version + 1 if was else 1, composed=composed, at=now,
        by=work.actor.user_id, by_name=work.actor.display_name, **words,
    )  # fmt: skip
    notes_store.add_note_text(work.db, record.session.id, text)
    changed = [name for name in TEXT_FIELDS if words[name] != getattr(was, name, None)]
    work.audit(
        AuditKind.NOTE_WRITTEN, "note", record.session.id, version=text.version,
        patient_id=record.patient.id, fields=changed,
    )  # fmt: skip
    work.announce("note", record.session.id)


def _refuse_stale(record: SessionRecord, expected: int) -> None:
    now = record.note_text
    if expected == (now.version if now else 0):
        return
    if now is None:
        raise StaleVersion("Nothing is written yet.")
    when = f"{record.local(now.at):%H:%M}"
    raise StaleVersion(f"{now.by_name} saved words at {when}. Yours are not saved; look at theirs first.")


def _checked(words: Mapping[str, str | None]) -> dict[str, str | None]:
    if not words:
        raise InvalidEntry([FieldError("", "required", "Nothing was sent to be written.")])
    faults = (
        text_error(name, TEXT_FIELDS[name], text, TEXT_LENGTH)
        for name, text in words.items() if text is not None
    )  # fmt: skip
    if errors := [fault for fault in faults if fault is not None]:
        raise InvalidEntry(errors)
    return {name: text if text and text.strip() else None for name, text in words.items()}

"""The post-session note: as text, page and PDF; signing and addenda."""

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from pydantic import Field
from starlette.responses import Response

from dashboard.actions import note_texts, notes
from dashboard.api.answers import moment, person
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, LongText
from dashboard.api.papers import printed
from dashboard.clinical.notes import Addendum, Meaning, NoteText, Signature
from dashboard.clinical.roles import Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.signing import missing_parts, prepared

MEDIA_TYPES = {
    "txt": "text/plain", "html": "text/html", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


class NoteMeaning(StrEnum):
    """What a note is signed as; addenda have a meaning of their own."""

    PREPARED = Meaning.PREPARED.value
    APPROVED = Meaning.APPROVED.value


class SignBody(Body):
    """One's own password, and what the signature says."""

    password: LongText
    meaning: NoteMeaning = Field(strict=False)


class AddendumBody(Body):
    """Words that follow a signed note; with one's own password they are signed."""

    text: LongText
    password: LongText | None = None


class TextBody(Body):
    """What people write into the note; null empties a part, a part left out stays."""

    assessment: LongText | None = None
    plan: LongText | None = None
    patient_words: LongText | None = None


def view(call: Call[Nothing]) -> Any:
    """The note's sections as they stand, with signatures and addenda."""
    seen = notes.view_note(call.clinic, call.actor, call.ids["session_id"])
    note = seen.note
    return {
        **signatures_answer(seen.record),
        "title": note.title,
        "marks": list(note.marks),
        "changed_since": seen.changed_since,
        "missing": [part.words for part in missing_parts(seen.record)],
        "text": text_answer(seen.record.note_text),
        "changes": [asdict(change) for change in seen.changes],
        "changes_since": seen.changes_since or None,
        "sections": [asdict(section) for section in note.sections],
        "content_sha256": note.content_sha256,
    }


def document(form: str) -> Any:
    """The handler that gives the note in this form."""

    def handler(call: Call[Nothing]) -> Response:
        session_id = call.ids["session_id"]
        if call.query("signed") == "true":
            content = notes.signed_document(call.clinic, call.actor, session_id, form)
        else:
            content = notes.note_document(call.clinic, call.actor, session_id, form)
        return printed(content, MEDIA_TYPES[form], f"note.{form}", call)

    handler.__doc__ = f"The note as {form}; a draft until it is signed."
    return handler


def sign(call: Call[SignBody]) -> Any:
    """Sign the note with one's password; approved locks it."""
    body, meaning = call.body, Meaning(call.body.meaning.value)
    signed = notes.sign_note(
        call.clinic, call.actor, call.ids["session_id"], meaning, body.password, call.address,
        call.once(signatures_answer),
    )  # fmt: skip
    return signatures_answer(signed)


def add_addendum(call: Call[AddendumBody]) -> Any:
    """Add words to a signed note, with one's password signed."""
    record = notes.add_addendum(
        call.clinic, call.actor, call.ids["session_id"], call.body.text, call.once(signatures_answer),
        password=call.body.password, address=call.address,
    )  # fmt: skip
    return signatures_answer(record)


def write(call: Call[TextBody]) -> Any:
    """Write the patient's words, the assessment or the plan."""
    words = {name: getattr(call.body, name) for name in call.body.model_fields_set}
    record = note_texts.write_text(
        call.clinic, call.actor, call.ids["session_id"], call.version, words, call.once(written_answer)
    )
    return written_answer(record)


def written_answer(record: SessionRecord) -> dict[str, Any]:
    """What is written into the session's note."""
    return {"session_id": record.session.id, "text": text_answer(record.note_text)}


def text_answer(text: NoteText | None) -> dict[str, Any]:
    """What people wrote, version 0 before the first words."""
    return {
        "version": text.version if text else 0,
        "assessment": text.assessment if text else None,
        "plan": text.plan if text else None,
        "patient_words": text.patient_words if text else None,
        "at": moment(text.at) if text else None,
        "by": person(text.by, text.by_name) if text else None,
    }


def signatures_answer(record: SessionRecord) -> dict[str, Any]:
    """Who signed the session's note and what was added to it."""
    return {
        "session_id": record.session.id,
        "state": "signed" if record.signed else "prepared" if prepared(record) else "draft",
        "signatures": [_signature(signature) for signature in record.signatures],
        "addenda": [_addendum(addendum) for addendum in record.addenda],
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "by": person(signature.user_id, signature.printed_name),
        "meaning": signature.meaning.value,
        "signed_at": moment(signature.signed_at),
        "content_sha256": signature.content_sha256,
        "audit_head": signature.audit_head,
    }


def _addendum(addendum: Addendum) -> dict[str, Any]:
    return {
        "id": addendum.id,
        "number": addendum.number,
        "text": addendum.text,
        "added_by": person(addendum.added_by, addendum.added_by_name),
        "added_at": moment(addendum.added_at),
        "signed": addendum.signature is not None,
        "signature": _signature(addendum.signature) if addendum.signature else None,
    }


_NOTE = "/sessions/{session_id}/note"
RULES = (
    Rule(method="GET", path=_NOTE, handler=view, permission=Permission.VIEW_RECORDS),
    *(
        Rule(
            method="GET", path=f"{_NOTE}.{form}", handler=document(form), permission=Permission.VIEW_RECORDS,
            media_type=media_type, query=("signed",),
        )
        for form, media_type in MEDIA_TYPES.items()
    ),
    Rule(
        method="POST", path=f"{_NOTE}/sign", handler=sign, body=SignBody, permission=Permission.DISCHARGE,
        key=Header.TAKEN, pool=Pool.PASSWORD,
    ),
    Rule(
        method="POST", path=f"{_NOTE}/addenda", handler=add_addendum, body=AddendumBody, status=201,
        permission=Permission.ADD_ADDENDUM, key=Header.TAKEN, pool=Pool.PASSWORD,
    ),
    Rule(
        method="PATCH", path=_NOTE, handler=write, body=TextBody, permission=Permission.RECORD_EVENT,
        key=Header.TAKEN, if_match=Header.REQUIRED, pool=Pool.WRITE,
    ),
)  # fmt: skip

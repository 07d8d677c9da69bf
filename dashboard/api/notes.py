"""The post-session note: as text, page and PDF; signing and addenda."""

from dataclasses import asdict
from typing import Any

from pydantic import Field
from starlette.responses import Response

from dashboard.actions import notes
from dashboard.api.answers import moment, person
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, LongText
from dashboard.clinical.notes import Addendum, Meaning, Signature
from dashboard.clinical.roles import Permission
from dashboard.clinical.session_record import SessionRecord

MEDIA_TYPES = {"txt": "text/plain", "html": "text/html", "pdf": "application/pdf"}


class SignBody(Body):
    """One's own password, and what the signature says."""

    password: LongText
    meaning: Meaning = Field(strict=False)


class AddendumBody(Body):
    """Words that follow a signed note."""

    text: LongText


def view(call: Call[Nothing]) -> Any:
    """The note's sections as they stand, with signatures and addenda."""
    seen = notes.view_note(call.clinic, call.actor, call.ids["session_id"])
    note = seen.note
    return {
        **signatures_answer(seen.record),
        "title": note.title,
        "marks": list(note.marks),
        "changed_since": seen.changed_since,
        "missing": list(notes.missing_parts(seen.record)),
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
        return Response(content, media_type=MEDIA_TYPES[form], headers={"Content-Disposition": "inline"})

    handler.__doc__ = f"The note as {form}; a draft until it is signed."
    return handler


def sign(call: Call[SignBody]) -> Any:
    """Sign the note with one's password; approved locks it."""
    body = call.body
    signed = notes.sign_note(
        call.clinic, call.actor, call.ids["session_id"], body.meaning, body.password, call.address,
        call.once(signatures_answer),
    )  # fmt: skip
    return signatures_answer(signed)


def add_addendum(call: Call[AddendumBody]) -> Any:
    """Add words to a signed note."""
    record = notes.add_addendum(
        call.clinic, call.actor, call.ids["session_id"], call.body.text, call.once(signatures_answer)
    )
    return signatures_answer(record)


def signatures_answer(record: SessionRecord) -> dict[str, Any]:
    """Who signed the session's note and what was added to it."""
    return {
        "session_id": record.session.id,
        "state": "signed" if record.signed else "draft",
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
        permission=Permission.ADD_ADDENDUM, key=Header.TAKEN, pool=Pool.WRITE,
    ),
)  # fmt: skip

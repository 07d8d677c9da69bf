"""What people wrote into a note, its signatures, the documents frozen by them, and addenda."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Row, Text, and_, bindparam, cast, func, literal, select

from dashboard.clinical.errors import Tampered
from dashboard.clinical.notes import Addendum, Meaning, NoteText, Signature
from dashboard.clinical.series import SeriesPlace
from dashboard.store.coverage import COVERS, COVERS_BESIDE, COVERS_COLUMNS, coverage_from, covers_document
from dashboard.store.tables import note_addenda, note_documents, note_signatures, note_texts, users
from dashboard.store.writing import Db, Writing

_SIGNATURE = ("user_id", "printed_name", "signed_at", "content_sha256", "audit_head")
# Addendum signatures stand among the note's, their meaning followed by the addendum's number.
_OF_ADDENDUM = f"{Meaning.ADDENDUM.value}:"
_OF_NOTE = (Meaning.PREPARED.value, Meaning.APPROVED.value)
# The frozen document that holds the composed lines, for showing what changed since.
LINES = "lines"
# And the one that holds the place in the series, which later sessions and merges would move.
PLACE = "place"


def add_signature(db: Writing, session_id: str, signature: Signature, documents: Mapping[str, bytes]) -> None:
    """Store a note's signature with the documents it froze, by format.

    The documents come first: once an approving signature stands, the database takes no more of them.
    """
    place = _next_place(db, session_id)
    _add_documents(db, place, signature, documents)
    _add_signature(db, place, signature, signature.meaning.value)


def _next_place(db: Writing, session_id: str) -> dict[str, Any]:
    last = db.execute(_LAST_NUMBER, {"session_id": session_id}).scalar() or 0
    return {"session_id": session_id, "number": last + 1}


def _add_signature(db: Writing, place: Mapping[str, Any], signature: Signature, meaning: str) -> None:
    plain = {name: getattr(signature, name) for name in _SIGNATURE}
    db.insert(note_signatures, {**place, **plain, "meaning": meaning})


def _add_documents(
    db: Writing, place: Mapping[str, Any], signature: Signature, documents: Mapping[str, bytes]
) -> None:
    kept = dict(documents)
    if signature.covers is not None:
        kept[COVERS] = covers_document(signature.covers)
    frozen = [
        {**place, "format": form, "bytes": content, "sha256": hashlib.sha256(content).hexdigest()}
        for form, content in kept.items()
    ]
    db.insert_all(note_documents, frozen)


def list_signatures(db: Db, session_id: str) -> list[Signature]:
    """A note's signatures, oldest first, without those under addenda."""
    return signatures_by_session(db, [session_id]).get(session_id, [])


def signatures_by_session(db: Db, session_ids: list[str]) -> dict[str, list[Signature]]:
    """The same for several sessions."""
    found: dict[str, list[Signature]] = {}
    for row in db.execute(_SIGNATURES, {"session_ids": session_ids}):
        found.setdefault(row.session_id, []).append(_signature(row, Meaning(row.meaning)))
    return found


def _signature(row: Row[Any], meaning: Meaning) -> Signature:
    plain = {name: getattr(row, name) for name in _SIGNATURE}
    return Signature(**plain, meaning=meaning, covers=coverage_from(row.covers_, row.covers_sha256_))


def load_signed_document(db: Db, session_id: str, form: str) -> bytes | None:
    """The bytes frozen in this format by the signature that locked the note.

    Raises Tampered when they are not the bytes that were frozen.
    """
    return _whole(db.execute(_SIGNED_DOCUMENT, {"session_id": session_id, "format": form}).first())


def load_signed_lines(db: Db, session_id: str) -> tuple[str, ...] | None:
    """The composed lines as they stood at the last signature of the note; None when they were not kept.

    Raises Tampered when they are not what was kept.
    """
    kept = _whole(db.execute(_LAST_LINES, {"session_id": session_id}).first())
    return None if kept is None else tuple(json.loads(kept))


def _whole(row: Any) -> bytes | None:
    if row is None:
        return None
    content: bytes = row.bytes
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Tampered
    return content


def lines_document(lines: Sequence[str]) -> bytes:
    """Composed lines as the bytes frozen beside a signature."""
    return json.dumps(list(lines), ensure_ascii=True).encode("ascii")


def place_document(place: SeriesPlace | None) -> bytes:
    """The place in the series as the bytes frozen beside a signature."""
    plain = {**asdict(place), "began": place.began.isoformat()} if place else None
    return json.dumps(plain).encode("ascii")


def load_signed_place(db: Db, session_id: str) -> SeriesPlace | None:
    """The place in the series that the signed note states; None when it states none."""
    kept = load_signed_document(db, session_id, PLACE)
    plain = json.loads(kept) if kept else None
    return SeriesPlace(**{**plain, "began": date.fromisoformat(plain["began"])}) if plain else None


def add_addendum(db: Writing, session_id: str, addendum: Addendum) -> None:
    """Store an addendum, and its signature when it has one."""
    row = {
        "session_id": session_id, "number": addendum.number, "id": addendum.id, "text": addendum.text,
        "added_by": addendum.added_by, "added_at": addendum.added_at,
    }  # fmt: skip
    db.insert(note_addenda, row)
    if addendum.signature is not None:
        place = _next_place(db, session_id)
        _add_signature(db, place, addendum.signature, f"{_OF_ADDENDUM}{addendum.number}")
        _add_documents(db, place, addendum.signature, {})


def list_addenda(db: Db, session_id: str) -> list[Addendum]:
    """A note's addenda, oldest first."""
    return addenda_by_session(db, [session_id]).get(session_id, [])


def addenda_by_session(db: Db, session_ids: list[str]) -> dict[str, list[Addendum]]:
    """The same for several sessions."""
    found: dict[str, list[Addendum]] = {}
    for row in db.execute(_ADDENDA, {"session_ids": session_ids}):
        found.setdefault(row.session_id, []).append(
            Addendum(
                id=row.id, number=row.number, text=row.text, added_by=row.added_by,
                added_by_name=row.by_name or row.added_by, added_at=row.added_at,
                signature=_signature(row, Meaning.ADDENDUM) if row.printed_name is not None else None,
            )
        )  # fmt: skip
    return found


def add_note_text(db: Writing, session_id: str, text: NoteText) -> None:
    """Store one version of what people wrote."""
    row = {
        "session_id": session_id, "version": text.version, "assessment": text.assessment, "plan": text.plan,
        "patient_words": text.patient_words, "composed": list(text.composed), "at": text.at, "by": text.by,
    }  # fmt: skip
    before = {"session_id": session_id, "version": text.version - 1} if text.version > 1 else None
    db.insert(note_texts, row, before)


def note_texts_by_session(db: Db, session_ids: list[str]) -> dict[str, list[NoteText]]:
    """All versions of what people wrote, oldest first, by session."""
    found: dict[str, list[NoteText]] = {}
    for row in db.execute(_NOTE_TEXTS, {"session_ids": session_ids}):
        found.setdefault(row.session_id, []).append(
            NoteText(
                version=row.version, assessment=row.assessment, plan=row.plan,
                patient_words=row.patient_words, composed=tuple(row.composed), at=row.at, by=row.by,
                by_name=row.by_name or row.by,
            )
        )  # fmt: skip
    return found


_NOTE_TEXTS = (
    select(note_texts, users.c.display_name.label("by_name"))
    .outerjoin_from(note_texts, users, users.c.id == note_texts.c.by)
    .where(note_texts.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(note_texts.c.session_id, note_texts.c.version)
)
_LAST_NUMBER = select(func.max(note_signatures.c.number)).where(
    note_signatures.c.session_id == bindparam("session_id")
)
_SIGNATURES = (
    select(note_signatures, *COVERS_COLUMNS)
    .outerjoin_from(note_signatures, *COVERS_BESIDE)
    .where(note_signatures.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .where(note_signatures.c.meaning.in_(_OF_NOTE))
    .order_by(note_signatures.c.session_id, note_signatures.c.number)
)
_FROZEN = (
    select(note_documents.c.bytes, note_documents.c.sha256)
    .join_from(
        note_documents,
        note_signatures,
        and_(
            note_signatures.c.session_id == note_documents.c.session_id,
            note_signatures.c.number == note_documents.c.number,
        ),
    )
    .where(note_documents.c.session_id == bindparam("session_id"))
    .limit(1)
)
_SIGNED_DOCUMENT = _FROZEN.where(
    note_documents.c.format == bindparam("format"), note_signatures.c.meaning == Meaning.APPROVED.value
).order_by(note_documents.c.number)
_LAST_LINES = _FROZEN.where(
    note_documents.c.format == LINES, note_signatures.c.meaning.in_(_OF_NOTE)
).order_by(note_documents.c.number.desc())
_ADDENDA = (
    select(
        note_addenda,
        users.c.display_name.label("by_name"),
        *(note_signatures.c[name] for name in _SIGNATURE),
        *COVERS_COLUMNS,
    )
    .outerjoin_from(note_addenda, users, users.c.id == note_addenda.c.added_by)
    .outerjoin(
        note_signatures,
        and_(
            note_signatures.c.session_id == note_addenda.c.session_id,
            note_signatures.c.meaning == literal(_OF_ADDENDUM) + cast(note_addenda.c.number, Text),
        ),
    )
    .outerjoin(*COVERS_BESIDE)
    .where(note_addenda.c.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(note_addenda.c.session_id, note_addenda.c.number)
)

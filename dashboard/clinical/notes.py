"""The post-session note: draft, prepared, approved and locked, then addenda only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Meaning(StrEnum):
    """What a signature says: prepared by the nurse, or approved by the clinician, which locks."""

    PREPARED = "prepared"
    APPROVED = "approved"


MEANING_WORDS = {
    Meaning.PREPARED: "Prepared: I recorded this session.",
    Meaning.APPROVED: "Approved: I reviewed this record and it is complete.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed what, when and meaning what.

    `content_sha256` is over the frozen text, `audit_head` the chain's head then.
    """

    user_id: str
    printed_name: str
    meaning: Meaning
    signed_at: datetime
    content_sha256: str
    audit_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """What people write into the note, apart from what is composed; each change is a new version.

    `composed` holds the lines of the composed note that stood beside it then, so that what changed in the
    record since can be shown.
    """

    version: int
    assessment: str | None
    plan: str | None
    patient_words: str | None
    composed: tuple[str, ...]
    at: datetime
    by: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """Words added after the signature; the signed note itself stays as it is."""

    id: str
    number: int
    text: str
    added_by: str
    added_by_name: str
    added_at: datetime

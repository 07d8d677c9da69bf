"""The post-session note: draft, prepared, approved and locked, then addenda only."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Meaning(StrEnum):
    """What a signature says: prepared by the nurse, approved by the clinician, which locks, or an addendum.

    A note is signed as prepared and approved; the third stands under an addendum alone.
    """

    PREPARED = "prepared"
    APPROVED = "approved"
    ADDENDUM = "addendum"


MEANING_WORDS = {
    Meaning.PREPARED: "Prepared: I recorded this session.",
    Meaning.APPROVED: "Approved: I reviewed this record and it is complete.",
    Meaning.ADDENDUM: "Addendum: I wrote this after the signature.",
}
# What people write into a note, by the name of its field.
TEXT_FIELDS: dict[str, str] = {
    "patient_words": "Patient's words", "assessment": "Assessment", "plan": "Plan",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What stood in the record when a signature was given, in versions, so that no clock can move it.

    `readings` and `events` give a version by `seq`, `alerts` how much was done about each by id; `baselines`
    counts them, `header` and `text` are versions, 0 for no words. `patient` is what the note says of the
    patient by stored name. `clinic` is the version of the clinic's details, which are printed, not covered.
    """

    readings: Mapping[int, int]
    events: Mapping[int, int]
    alerts: Mapping[str, int]
    baselines: int
    header: int
    text: int
    patient: Mapping[str, str | None]
    clinic: int = field(default=0, compare=False)

    @property
    def rows(self) -> int:
        """How many rows of the session these are."""
        done = len(self.alerts) + sum(self.alerts.values())
        versions = sum(self.readings.values()) + sum(self.events.values()) + self.header + self.text
        return versions + done + self.baselines


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed what, when and meaning what.

    `content_sha256` is over the frozen text, `audit_head` the chain's head then. `covers` is None under an
    addendum of somebody who may not approve a note, and where it was not kept yet.
    """

    user_id: str
    printed_name: str
    meaning: Meaning
    signed_at: datetime
    content_sha256: str
    audit_head: str
    covers: Coverage | None = None


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
    """Words added after the signature; the signed note itself stays as it is.

    `signature` is its writer's own, over these words alone; None for words taken without a password.
    """

    id: str
    number: int
    text: str
    added_by: str
    added_by_name: str
    added_at: datetime
    signature: Signature | None = None


def author_of(texts: Sequence[NoteText], field: str) -> NoteText | None:
    """The version in which this field got the words that stand, of versions oldest first; None when empty."""
    found: NoteText | None = None
    for text in texts:
        words = getattr(text, field)
        if words is None:
            found = None
        elif found is None or getattr(found, field) != words:
            found = text
    return found


def addendum_sha256(session_id: str, number: int, text: str, added_by: str, added_at: datetime) -> str:
    """SHA-256 (hex) of what an addendum's signature covers, as canonical JSON."""
    covered = {
        "session": session_id, "number": number, "text": text, "by": added_by, "at": added_at.isoformat(),
    }  # fmt: skip
    plain = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

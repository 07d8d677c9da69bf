"""What a note needs before it is signed, and who may sign it as prepared."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.clinical.notes import TEXT_FIELDS, Meaning
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState


@dataclass(frozen=True, slots=True)
class MissingPart:
    """One thing still missing: `field` for programs (session, prepared, or a written part), and words."""

    field: str
    words: str


def missing_parts(record: SessionRecord, meaning: Meaning = Meaning.APPROVED) -> tuple[MissingPart, ...]:
    """What the note still needs for a signature of this meaning, in the order to see to it.

    The written parts are asked of who approves: who prepares may be done before the clinician writes.
    """
    return tuple(_missing(record, meaning))


def _missing(record: SessionRecord, meaning: Meaning) -> Iterator[MissingPart]:
    if record.state is not SessionState.ENDED:
        yield MissingPart("session", "the session has not ended")
    if meaning is Meaning.PREPARED:
        return
    text = record.note_text
    for field in TEXT_FIELDS:
        if field in record.protocol.note_required and not getattr(text, field, None):
            yield MissingPart(field, f"{TEXT_FIELDS[field].lower()} is not written")
    if record.protocol.note_prepared and not prepared(record):
        yield MissingPart("prepared", "nobody has signed it as prepared")


def prepared(record: SessionRecord) -> bool:
    """Whether the note carries a signature as prepared."""
    return any(signature.meaning is Meaning.PREPARED for signature in record.signatures)


def has_recorded(record: SessionRecord, user_id: str) -> bool:
    """Whether this person entered or corrected anything of the session, so can say "I recorded it"."""
    readings = {reading.recorded_by for reading in (*record.readings, *record.earlier_readings)}
    events = {event.recorded_by for event in (*record.events, *record.earlier_events)}
    return user_id in readings | events


def unanswered_words(record: SessionRecord) -> str | None:
    """What a signer should know first: alerts nobody acknowledged, which do not close signing."""
    count = record.open_alerts
    if not count:
        return None
    return f"{count} alert{' is' if count == 1 else 's are'} not acknowledged. The note says so."

"""What people wrote into the note: the patient's words, assessment and plan, each with who and when."""

from dashboard.clinical.notes import TEXT_FIELDS, NoteText, author_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Block, Paragraph, Section, Written
from dashboard.documents.words import clock_time

WORDS_TITLE = "Patient's words"
PLAN_TITLE = "Assessment and plan"


def sections(record: SessionRecord) -> tuple[Section, Section]:
    """Sections 12 and 13; what nobody wrote is said."""
    plan = (_part(record, "assessment"), _part(record, "plan"))
    return Section(12, WORDS_TITLE, (_part(record, "patient_words"),)), Section(13, PLAN_TITLE, plan)


def _part(record: SessionRecord, field: str) -> Block:
    label = TEXT_FIELDS[field]
    written = author_of(record.note_texts, field)
    if written is None:
        asked = ", the protocol asks for it" if field in record.protocol.note_required else ""
        return Paragraph(f"{label}: not written{asked}.")
    return Written(label=label, said=said_by(record, written), text=getattr(written, field))


def said_by(record: SessionRecord, text: NoteText) -> str:
    """'Written by Dr C. Ames, 15:42'."""
    return f"Written by {text.by_name}, {clock_time(record, text.at)}"

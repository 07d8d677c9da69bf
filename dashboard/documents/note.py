"""The post-session note in its sixteen sections, composed from the record; what people wrote stands apart."""

import hashlib
import json
from dataclasses import asdict, replace

from dashboard.clinical.protocols import DRUG_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, SessionEnd
from dashboard.clinical.trends import SessionSummary, session_summary
from dashboard.documents import (
    note_adverse,
    note_alerts,
    note_closing,
    note_dose,
    note_end,
    note_ending,
    note_header,
    note_hold,
    note_pre_session,
    note_readings,
    note_summary,
    note_written,
)
from dashboard.documents.blocks import Note, Section, day
from dashboard.documents.identity import page_identity, record_code
from dashboard.documents.note_amended import amendments
from dashboard.documents.words import clock_time


def compose(record: SessionRecord) -> Note:
    """The note of this record as it stands at `record.seen_at`; a draft until a clinician has signed."""
    summary = session_summary(record)
    content = (*_before_leaving(record, summary), _leaving(record), *note_written.sections(record))
    title = title_of(record)
    digest = content_sha256(title, record, content)
    return Note(
        title=title, marks=_marks(record), clinic=record.clinic.name, patient=record.patient.name,
        born_on=record.patient.birth_date, mrn=record.patient.mrn, session_date=day(record.session_date),
        room=record.room.name, record_code=record_code(record.session.id),
        state_at=clock_time(record, record.seen_at), identity=page_identity(record),
        generated_at=record.seen_at,
        figure_text=note_summary.figure_text(record, summary),
        sections=content + note_closing.closing_sections(record, digest), content_sha256=digest,
    )  # fmt: skip


def _before_leaving(record: SessionRecord, summary: SessionSummary) -> tuple[Section, ...]:
    header, baseline = note_header.section(record), note_dose.baseline_section(record)
    return (
        replace(header, blocks=(*note_ending.first_words(record), *header.blocks)),
        note_pre_session.section(record),
        replace(
            baseline, title="Baseline and hold", blocks=(*baseline.blocks, *note_hold.blocks(record))
        ),
        note_dose.dose_section(record), note_readings.section(record),
        note_summary.summary_section(record, summary), note_summary.symptoms_section(record, summary),
        note_dose.events_section(record), note_alerts.section(record), note_adverse.section(record),
    )  # fmt: skip


def _leaving(record: SessionRecord) -> Section:
    leaving = note_end.readiness_section(record)
    return replace(leaving, blocks=(*leaving.blocks, *note_ending.handed_over(record)))


def title_of(record: SessionRecord) -> str:
    """'Ketamine session note', with the end where it was not an ordinary one."""
    title = f"{DRUG_WORDS[record.protocol.drug]} session note"
    end = record.session.end
    return title if end in (None, SessionEnd.COMPLETED) else f"{title}: {END_WORDS[end]}"


def content_sha256(title: str, record: SessionRecord, content: tuple[Section, ...]) -> str:
    """SHA-256 (hex) of what a signature covers, as canonical JSON."""
    document = {
        "title": title, "session": record.session.id, "patient": record.patient.id,
        "sections": [asdict(section) for section in content],
    }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _marks(record: SessionRecord) -> tuple[str, ...]:
    practice = ("PRACTICE",) if record.clinic.practice else ()
    if not record.signed:
        return ("DRAFT", *practice)
    return (note_closing.AMENDED, *practice) if amendments(record) else practice

"""The head of a FHIR document: the note's sections as narrative, each naming the resources it tells of."""

from collections.abc import Mapping, Sequence

from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Note, Section
from dashboard.documents.fhir_narrative import division, paragraphs, section_division
from dashboard.documents.fhir_people import attesters, authors, organization
from dashboard.documents.fhir_shapes import (
    Resource,
    concept,
    encounter,
    identifier,
    local_time,
    references,
    resource,
    subject,
    uid,
)
from dashboard.documents.note_amended import amendments

# Sections that have a code of their own, by their numbers.
_CODED = {4: "dose", 5: "readings"}


def composition(record: SessionRecord, note: Note, told: Mapping[int, Sequence[Resource]]) -> Resource:
    """The document's head: what it is, whose, by whom, signed by whom; `told` by section number."""
    return resource(
        "Composition", record.session.id, status=_status(record),
        text=division(paragraphs((note.title, " · ".join(note.marks), " · ".join(note.identity)))),
        identifier=identifier(uid("Composition", record.session.id)),
        type=concept(record, "document", "note", "Procedure note"), subject=subject(record),
        encounter=encounter(record), date=local_time(record, record.seen_at),
        author=authors(record), title=" · ".join((note.title, *note.marks)),
        attester=attesters(record), custodian=organization(record),
        section=[_section(record, one, told.get(one.number, ())) for one in note.sections],
    )  # fmt: skip


def _status(record: SessionRecord) -> str:
    """Preliminary until a clinician has signed; amended once something was added or changed afterwards."""
    if not record.signed:
        return "preliminary"
    return "amended" if record.addenda or amendments(record) else "final"


def _section(record: SessionRecord, section: Section, entries: Sequence[Resource]) -> Resource:
    of = _CODED.get(section.number)
    return {
        "title": section.title, "text": section_division(section),
        "code": concept(record, "section", of, section.title) if of else None,
        "entry": [{"reference": of} for of in references(entries)],
    }  # fmt: skip

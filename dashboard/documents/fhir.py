"""A session as a FHIR R4 document: the note's sections, and the record they tell of as resources."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from dashboard.clinical.instruments import measures
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import fhir_people
from dashboard.documents.blocks import Note
from dashboard.documents.codes import local_concepts, measure_codings, system
from dashboard.documents.fhir_alerts import detected_issues
from dashboard.documents.fhir_composition import composition
from dashboard.documents.fhir_doses import RESCUE, administrations
from dashboard.documents.fhir_events import adverse_events, flags
from dashboard.documents.fhir_observations import observations
from dashboard.documents.fhir_provenance import provenances
from dashboard.documents.fhir_shapes import (
    BASE,
    HL7,
    Resource,
    fitted,
    identifier,
    instant,
    references,
    resource,
    uid,
)
from dashboard.documents.note import compose

_PRACTICE = {
    "system": f"{HL7}/v3-ActReason", "code": "HTEST", "display": "test health data",
}  # fmt: skip


def bundle_bytes(record: SessionRecord, note: Note | None = None) -> bytes:
    """The document as JSON; the same record gives the same bytes."""
    return orjson.dumps(session_bundle(record, note))


def session_bundle(record: SessionRecord, note: Note | None = None) -> Resource:
    """The document Bundle of this record; `note` where it is composed already."""
    note = note or compose(record)
    told = _by_section(record)
    content = [one for entries in told.values() for one in entries]
    told_of = (composition(record, note, told), *content, *_behind(record, content))
    first, others = told_of[0], told_of[1:]
    about = [fhir_people.patient(record), fhir_people.clinic(record), *_staff(record, told_of)]
    own_id = uid("Bundle", f"{record.session.id}/{instant(record.seen_at)}")
    bundle = {
        "resourceType": "Bundle", "id": own_id, "identifier": identifier(own_id), "type": "document",
        "timestamp": instant(record.seen_at),
        "entry": [_entry(record, one) for one in (first, *about, *others)],
    }  # fmt: skip
    return dict(fitted(_tagged(record, bundle)))


def _staff(record: SessionRecord, told_of: Sequence[Resource]) -> list[Resource]:
    """Only those whom something in the document names."""
    named = {*_named_in(list(told_of))}
    return [one for one in fhir_people.practitioners(record) if f"Practitioner/{one['id']}" in named]


def _named_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"]
        yield from (found for part in value.values() for found in _named_in(part))
    elif isinstance(value, list):
        yield from (found for part in value for found in _named_in(part))


def _entry(record: SessionRecord, of: Resource) -> Resource:
    return {"fullUrl": f"{BASE}/{of['resourceType']}/{of['id']}", "resource": _tagged(record, of)}


def _tagged(record: SessionRecord, of: Resource) -> Resource:
    return {**of, "meta": {"tag": [_PRACTICE]}} if record.clinic.practice else of


def _by_section(record: SessionRecord) -> dict[int, list[Resource]]:
    """What each section of the note tells of, by the section's number."""
    given = administrations(record)
    rescues = {uid("MedicationAdministration", e.id) for e in record.events if e.kind == RESCUE}
    doses = [one for one in given if one["id"] not in rescues]
    counted = [one for one in doses if one["status"] != "entered-in-error"]
    seen = observations(record)
    adverse = adverse_events(record, references(counted))
    issues = detected_issues(record, {*references([*given, *seen, *adverse])})
    return {
        1: [fhir_people.session(record)], 2: flags(record), 4: doses, 5: seen,
        8: [one for one in given if one["id"] in rescues], 9: issues, 10: adverse, 16: [_own_codes(record)],
    }  # fmt: skip


def _behind(record: SessionRecord, content: Sequence[Resource]) -> list[Resource]:
    return provenances(record, {*references(content)})


def _own_codes(record: SessionRecord) -> Resource:
    """Our own code system, so that whoever receives the document can read it."""
    own = system("local")
    made = [
        {"code": coding["code"], "display": coding["display"]}
        for measure in measures()
        for coding in measure_codings(measure, record.session_date)
        if coding["system"] == own
    ]
    concepts = {one["code"]: one for one in (*local_concepts(), *made)}
    return resource(
        "CodeSystem", "own", url=own, name="ChairsideCodes", title="Codes of Chairside", status="active",
        caseSensitive=True, content="complete", concept=list(concepts.values()),
    )  # fmt: skip

"""Who entered, corrected and struck what, as FHIR provenance: one for each version."""

from collections.abc import Collection, Iterator
from datetime import datetime

from dashboard.clinical.events import Event
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.fhir_observations import codes_of, observation_id
from dashboard.documents.fhir_shapes import Resource, coded, instant, person, resource, uid
from dashboard.documents.note_readings import versions


def provenances(record: SessionRecord, known: Collection[str]) -> list[Resource]:
    """Of readings, doses and adverse events; `known` are the references that the document can answer."""
    return [*_of_readings(record), *_of_events(record, known)]


def _of_readings(record: SessionRecord) -> Iterator[Resource]:
    for reading in record.readings:
        targets = [f"Observation/{observation_id(reading.id, code)}" for code in codes_of(reading)]
        if targets:
            yield from (_version(one, targets, one.observed_at) for one in versions(record, reading))


def _of_events(record: SessionRecord, known: Collection[str]) -> Iterator[Resource]:
    for event in record.events:
        made = (f"{kind}/{uid(kind, event.id)}" for kind in ("MedicationAdministration", "AdverseEvent"))
        targets = [target for target in made if target in known]
        earlier = sorted((e for e in record.earlier_events if e.id == event.id), key=lambda e: e.version)
        if targets:
            yield from (_version(one, targets, one.occurred_at) for one in (*earlier, event))


def _version(of: Reading | Event, targets: list[str], happened: datetime) -> Resource:
    activity = "NULLIFY" if of.struck else "CREATE" if of.version == 1 else "UPDATE"
    return resource(
        "Provenance", f"{of.id}/{of.version}", target=[{"reference": target} for target in targets],
        occurredDateTime=instant(happened), recorded=instant(of.recorded_at),
        reason=[{"text": of.change_reason}] if of.change_reason else None,
        activity=coded("v3-DataOperation", activity),
        agent=[{
            "type": coded("provenance-participant-type", "enterer"),
            "who": person(of.recorded_by, of.recorded_by_name),
        }],
    )  # fmt: skip

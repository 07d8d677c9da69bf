"""Adverse events, and what must be known before anything is given, as FHIR resources."""

from collections.abc import Sequence
from datetime import datetime

from dashboard.clinical.alerts import SIGNS
from dashboard.clinical.event_details import detail_moment
from dashboard.clinical.event_findings import standing_flags
from dashboard.clinical.event_picks import TERM
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.patients import FACT_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.fhir_shapes import (
    Resource,
    coded,
    concept,
    encounter,
    local_time,
    person,
    resource,
    subject,
)
from dashboard.documents.note_adverse import is_adverse
from dashboard.documents.note_dose import in_order

_SERIOUS = {
    "death": "SeriousResultsInDeath", "life_threatening": "SeriousIsLifeThreatening",
    "hospitalisation": "SeriousResultsInHospitalization", "disability": "SeriousResultsInDisability",
    "birth_defect": "SeriousIsBirthDefect", "intervention": "SeriousRequiresPreventImpairment",
}  # fmt: skip
_OUTCOMES = {
    "resolved": "resolved", "resolving": "recovering", "not_resolved": "ongoing",
    "lasting": "resolvedWithSequelae", "fatal": "fatal", "unknown": "unknown",
}  # fmt: skip
_RELATIONS = {
    "related": "Certain", "probable": "Probably-Likely", "possible": "Possible", "unlikely": "Unlikely",
    "unknown": "Unassessable-Unclassifiable",
}  # fmt: skip
# A wish of the patient, no event that befell them.
_NO_EVENT = "asks_to_stop"


def adverse_events(record: SessionRecord, given: Sequence[str]) -> list[Resource]:
    """Adverse events that stand; R4 has no word for a struck one, which the narrative alone tells.

    `given` are references to what was given before, of which the first is suspected where a person said so.
    """
    told = [e for e in in_order(record) if is_adverse(e) and e.kind != _NO_EVENT and not e.struck]
    return [_adverse(record, event, given) for event in told]


def _adverse(record: SessionRecord, event: Event, given: Sequence[str]) -> Resource:
    told = event.detail
    outcome = _OUTCOMES.get(told.get("outcome", ""))
    severity = told.get("severity")
    return resource(
        "AdverseEvent", event.id, actuality="actual", event=_named(record, event), subject=subject(record),
        encounter=encounter(record), date=local_time(record, _onset(event)),
        recordedDate=local_time(record, event.first_recorded_at or event.recorded_at),
        seriousness=_seriousness(event),
        severity=coded("adverse-event-severity", severity) if severity else None,
        outcome=coded("adverse-event-outcome", outcome) if outcome else None,
        recorder=person(event.recorded_by, event.recorded_by_name), suspectEntity=_suspect(event, given),
    )  # fmt: skip


def _onset(event: Event) -> datetime:
    return detail_moment(str(event.detail.get("onset_at", ""))) or event.occurred_at


def _named(record: SessionRecord, event: Event) -> Resource:
    label, told = EVENT_KINDS[event.kind].label, event.detail
    term = told.get("term", event.kind)
    if event.kind == "red_flag":
        sign = SIGNS.get(told.get("sign", ""), "not said which")
        return {"text": f"{label}: {sign.lower()}"}
    name = TERM.options.get(term, label)
    words = told.get("text")
    return concept(record, "adverse", term, f"{name}: {words}" if words else name)


def _seriousness(event: Event) -> Resource | None:
    serious, criterion = event.detail.get("serious"), event.detail.get("criterion", "")
    if serious is None:
        return None
    code = _SERIOUS.get(criterion, "Serious") if serious == "yes" else "Non-serious"
    return coded("adverse-event-seriousness", code)


def _suspect(event: Event, given: Sequence[str]) -> list[Resource]:
    relation = event.detail.get("relation")
    if not relation or not given:
        return []
    known = _RELATIONS.get(relation)
    assessed = coded("adverse-event-causality-assess", known) if known else {"text": "Not related"}
    return [{"instance": {"reference": given[0]}, "causality": [{"assessment": assessed}]}]


def flags(record: SessionRecord) -> list[Resource]:
    """Allergies and facts of the patient, sedatives taken and oxygen running, each as a standing warning."""
    of = record.patient
    allergies = [_flag(record, "allergies", "clinical", f"Allergies: {of.allergies}")] if of.allergies else []
    known = sorted(of.facts or ())
    facts = [_flag(record, fact.value, "clinical", FACT_WORDS[fact]) for fact in known]
    standing = standing_flags(record)
    today = [_flag(record, text, "drug", f"In this session: {text}", here=True) for text in standing]
    return [*allergies, *facts, *today]


def _flag(record: SessionRecord, key: str, category: str, text: str, *, here: bool = False) -> Resource:
    over = here and record.session.ended_at is not None
    return resource(
        "Flag", f"{record.session.id if here else record.patient.id}/{key}",
        status="inactive" if over else "active", category=[coded("flag-category", category)],
        code={"text": text}, subject=subject(record), encounter=encounter(record) if here else None,
    )  # fmt: skip

"""Doses as FHIR administrations: each start, device, bolus and booster, and each rescue medication."""

from datetime import timedelta

from dashboard.clinical import doses
from dashboard.clinical.event_picks import RESCUE_ROUTE
from dashboard.clinical.events import ENDING, EVENT_KINDS, GIVING, Event
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.fhir_shapes import (
    Resource,
    annotation,
    concept,
    encounter,
    local_time,
    quantity,
    resource,
    subject,
)
from dashboard.documents.note_dose import event_item, in_order

RESCUE = "rescue_medication"
_UNKNOWN = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_INTERRUPTING = frozenset({"dose_pause", "dose_resume", "rate_change"})


def administrations(record: SessionRecord) -> list[Resource]:
    """In the order given; a struck one is entered in error."""
    total = doses.given(record)
    return [
        _rescue(record, event) if event.kind == RESCUE else _dose(record, event, total)
        for event in in_order(record)
        if event.kind in GIVING or event.kind == RESCUE
    ]


def _dose(record: SessionRecord, event: Event, total: doses.DoseTotal) -> Resource:
    part = next((p for p in total.parts if p.event_id == event.id), None)
    drug = event.detail.get("drug", record.protocol.drug)
    route = event.detail.get("route", record.protocol.route)
    course = _course(record, event)
    end = _end(course)
    unclear = total.unclear if not event.struck else ()
    return _administration(
        record, event, _status(event, part, course),
        medicationCodeableConcept=concept(record, "drug", drug, DRUG_WORDS[drug]),
        **_when(record, event, end),
        dosage={
            "route": concept(record, "route", route, ROUTE_WORDS[route]),
            **_amount(record, event, part, course),
        },
        note=annotation(
            *(event_item(record, told).text for told in (event, *course)),
            f"Total given: unclear. {' '.join(unclear)}" if unclear else "",
        ),
    )  # fmt: skip


def _administration(record: SessionRecord, event: Event, status: str, **fields: object) -> Resource:
    return resource(
        "MedicationAdministration", event.id, status="entered-in-error" if event.struck else status,
        subject=subject(record), context=encounter(record), **fields,
    )  # fmt: skip


def _course(record: SessionRecord, event: Event) -> list[Event]:
    """What became of an infusion up to the next start: pauses, changes of rate, its end."""
    if event.kind != "dose_start" or event.struck:
        return []
    later = [e for e in record.counted_events if (e.occurred_at, e.seq) > (event.occurred_at, event.seq)]
    starts = [e.occurred_at for e in later if e.kind == "dose_start"]
    return [
        e for e in later
        if EVENT_KINDS[e.kind].dosing and e.kind not in GIVING and (not starts or e.occurred_at < starts[0])
    ]  # fmt: skip


def _end(course: list[Event]) -> Event | None:
    end: Event | None = None
    for event in course:
        if event.kind in ENDING:
            end = event
        elif event.kind == "dose_resume":
            end = None
    return end


def _status(event: Event, part: doses.DosePart | None, course: list[Event]) -> str:
    last = course[-1].kind if course else ""
    if last == "dose_stop":
        return "stopped"
    if last == "dose_pause":
        return "on-hold"
    return "in-progress" if part is not None and part.running else "completed"


def _when(record: SessionRecord, event: Event, end: Event | None) -> Resource:
    start = local_time(record, event.occurred_at)
    if not _runs(record, event):
        return {"effectiveDateTime": start}
    return {"effectivePeriod": {"start": start, "end": local_time(record, end.occurred_at) if end else None}}


def _runs(record: SessionRecord, event: Event) -> bool:
    return event.kind == "dose_start" and record.protocol.is_infusion


def _amount(
    record: SessionRecord, event: Event, part: doses.DosePart | None, course: list[Event]
) -> Resource:
    """What was given. Of an infusion still running nobody knows yet; an even one has a rate once it ended."""
    stated, end = event.detail.get("amount", event.detail.get("given")), _end(course)
    mg = part.full_mg if part is not None else stated
    if mg is None or (_runs(record, event) and not event.struck and end is None):
        return {"dose": {"extension": [{"url": _UNKNOWN, "valueCode": "unknown"}]}}
    amount = quantity(mg, "mg", "mg")
    minutes = (end.occurred_at - event.occurred_at) / timedelta(minutes=1) if end else 0
    if minutes <= 0 or any(e.kind in _INTERRUPTING for e in course):
        return {"dose": amount}
    return {
        "dose": amount,
        "rateRatio": {"numerator": amount, "denominator": quantity(round(minutes, 1), "min", "min")},
    }


def _rescue(record: SessionRecord, event: Event) -> Resource:
    told, route = event.detail, event.detail.get("route")
    amount = None
    if "amount" in told:
        amount = {"value": told["amount"], "unit": told.get("unit")}
    return _administration(
        record, event, "completed",
        medicationCodeableConcept={"text": told.get("drug") or "Rescue medication, not named"},
        effectiveDateTime=local_time(record, event.occurred_at),
        dosage={
            "route": concept(record, "route", route, RESCUE_ROUTE.options[route]) if route else None,
            "dose": amount,
        } if amount else None,
        note=annotation(event_item(record, event).text),
    )  # fmt: skip

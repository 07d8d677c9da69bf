"""The spec of the dose sheet: what can have happened next, and what speaks against a dose now.

It never proposes an amount, and what it closes on the screen is stored all the same when it was given.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dashboard.api.answers import left_open_answer, moment, moment_or_none, plain
from dashboard.api.clinic_answers import dose_ask_answer
from dashboard.clinical.dose_asks import dose_questions, next_device_at
from dashboard.clinical.dose_closed import DoseClosed, dose_closed, offered_baseline
from dashboard.clinical.doses import devices_planned, given, mg_per_kg
from dashboard.clinical.event_kinds import Witnessing
from dashboard.clinical.events import ENDING, EVENT_KINDS, Event
from dashboard.clinical.hold import OVERRIDE
from dashboard.clinical.override_asks import DOSE, standing_asks
from dashboard.clinical.pre_dose import checklist_standing
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.documents.blocks import day

# Said by the form itself, not typed.
_SAID = frozenset({"drug", "unit", "route", "number", "witness"})


def dose_form(record: SessionRecord, last: SessionRecord | None) -> dict[str, Any]:
    """Choices, what keeps the Dose button closed, plan, weight, and the last session with a dose."""
    session = record.session
    last_mg = given(last).amount_mg if last else None
    return {
        "weight_kg": None if session.weight_kg is None else plain(session.weight_kg),
        "planned": _plan(record),
        "last_dose": _last_dose(last, last_mg),
        "dose_ask": dose_ask_answer(record.protocol.dose_ask),
        "questions": _questions(record, last, last_mg),
        "given": _given(record),
        "left_open": left_open_answer(record),
        "started": record.clock.started_at is not None,
        "infusion": record.protocol.is_infusion,
        "closed": [_closed(reason) for reason in dose_closed(record)],
        "asked_at": _asked_at(record),
        "offered_baseline": _offered_baseline(record),
        "overrides": [_override(record, event) for event in record.counted_events if event.kind == OVERRIDE],
        "checklist": _checklist(record),
        "devices": _devices(record),
        "choices": [_choice(record, kind) for kind in _kinds(record)],
    }


def _kinds(record: SessionRecord) -> Sequence[str]:
    """The kinds of events that fit what has happened so far; other ones can still be told of as they were."""
    if record.state is SessionState.ENDED:
        return ()
    devices = record.protocol.devices_mg is not None
    if record.clock.started_at is None:
        return ("device_given",) if devices else ("dose_start",)
    if record.clock.is_infusion and not devices:
        return (*_kinds_of_infusion(record), "waste")
    return ("device_given" if devices else "booster", "dose_stop", "waste")


def _kinds_of_infusion(record: SessionRecord) -> Sequence[str]:
    courses = ENDING | {"dose_start", "dose_pause", "dose_resume"}
    last = next((e.kind for e in reversed(record.counted_events) if e.kind in courses), "")
    if last in ENDING:
        return ("dose_resume", "booster")
    if last == "dose_pause":
        return ("dose_resume", "dose_stop", "dose_end")
    return ("dose_end", "dose_pause", "rate_change", "bolus", "dose_stop")


def _choice(record: SessionRecord, kind: str) -> dict[str, Any]:
    known = EVENT_KINDS[kind]
    label, detail = known.label, {}
    if kind == "device_given":
        numbers = [e.detail.get("number") or 0 for e in record.counted_events if e.kind == kind]
        number = max((*numbers, len(numbers)), default=0) + 1
        label, detail = f"Device {number} given", {"number": number}
    elif "drug" in known.details:
        detail = _drug_and_route(record)
    said = _SAID - {"unit"} if kind == "rate_change" else _SAID
    fields = [name for name in known.details if name not in said]
    return {
        "kind": kind,
        "label": label,
        "fields": fields,
        "detail": detail,
        "takes_witness": known.witnessing is not Witnessing.NEVER,
        "asks_witness": known.witnessing is Witnessing.ASKED,
    }


def _drug_and_route(record: SessionRecord) -> dict[str, Any]:
    """As planned, else the protocol's; a protocol with several routes says none of them by itself."""
    plan, protocol = record.session.planned_dose, record.protocol
    if plan is not None:
        return {"drug": plan.drug, "route": plan.route}
    only = {"route": protocol.route} if len(protocol.routes) == 1 else {}
    return {"drug": protocol.drug, **only}


def _closed(reason: DoseClosed) -> dict[str, Any]:
    return {
        "code": reason.code,
        "measure": reason.measure,
        "value": None if reason.value is None else plain(reason.value),
        "hard": reason.hard,
        "text": reason.text,
        "way_out": list(reason.way_out),
    }


def _asked_at(record: SessionRecord) -> str | None:
    """Since when a clinician is asked to open the dose."""
    return next((moment(ask.since) for ask in standing_asks(record) if ask.about == DOSE), None)


def _override(record: SessionRecord, event: Event) -> dict[str, Any]:
    """Who opened the dose against a hold, when and why."""
    by = event.witness_name or event.recorded_by_name
    reason = event.detail.get("reason")
    said = f": {reason}" if reason else ""
    return {
        "text": f"Hold overridden {record.local(event.occurred_at):%H:%M} by {by}{said}",
        "occurred_at": moment(event.occurred_at),
    }


def _checklist(record: SessionRecord) -> dict[str, Any]:
    """Whether the pre-dose list was filled, how much of it is open, and what was said against the dose."""
    standing = checklist_standing(record)
    return {
        "filled": standing.filled,
        "open": standing.open,
        "against": list(standing.against),
        "told": list(standing.told),
    }


def _devices(record: SessionRecord) -> dict[str, Any] | None:
    """Given beside planned, and when the next one may be given; None for another route."""
    if record.protocol.devices_mg is None:
        return None
    number = sum(event.kind == "device_given" for event in record.counted_events)
    planned = devices_planned(record)
    return {
        "given": number,
        "planned": planned,
        "gap_min": record.protocol.device_gap_min,
        "next_at": None if planned == number else moment_or_none(next_device_at(record)),
    }


def _offered_baseline(record: SessionRecord) -> dict[str, Any] | None:
    reading = offered_baseline(record)
    return None if reading is None else _offer(record, reading)


def _offer(record: SessionRecord, reading: Reading) -> dict[str, Any]:
    at = record.local(reading.observed_at)
    return {
        "reading_id": reading.id,
        "text": f"{blood_pressure(reading.values)} at {at:%H:%M}",
        "observed_at": moment(reading.observed_at),
    }


def _plan(record: SessionRecord) -> dict[str, Any] | None:
    plan = record.session.planned_dose
    if plan is None:
        return None
    return {
        "drug": plan.drug,
        "amount": plain(plan.amount),
        "unit": plan.unit,
        "route": plan.route,
        "mg_per_kg": mg_per_kg(plan.amount, record.session.weight_kg),
    }


def _given(record: SessionRecord) -> dict[str, Any]:
    total = given(record)
    return {
        "amount_mg": total.amount_mg,
        "mg_per_kg": mg_per_kg(total.amount_mg, record.session.weight_kg),
        "unclear": list(total.unclear),
        "running": any(part.running for part in total.parts),
        "seen_at": moment(record.seen_at),
    }


def _last_dose(last: SessionRecord | None, amount_mg: float | None) -> dict[str, Any] | None:
    if last is None:
        return None
    amount = "amount unclear" if amount_mg is None else f"{amount_mg:g} mg"
    return {
        "text": f"{amount} on {day(last.session_date)}",
        "amount": amount_mg,
        "started_at": moment_or_none(last.clock.started_at),
        "session_id": last.session.id,
    }


def _questions(record: SessionRecord, last: SessionRecord | None, last_mg: float | None) -> list[str]:
    """What is asked about the planned dose, given now."""
    plan, weight_kg = record.session.planned_dose, record.session.weight_kg
    if plan is None:
        return []
    at = last.clock.last_dose_event_at if last else None
    hours = None if at is None else (record.seen_at - at) / timedelta(hours=1)
    return dose_questions(record.protocol, plan.amount, weight_kg, last_mg, hours)

"""The spec of the dose sheet: what can have happened next, and what speaks against a dose now.

It never proposes an amount, and what it closes on the screen is stored all the same when it was given.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dashboard.api.answers import moment, moment_or_none, plain
from dashboard.api.clinic_answers import dose_ask_answer
from dashboard.clinical.doses import dose_questions, given, mg_per_kg
from dashboard.clinical.events import ENDING, EVENT_KINDS
from dashboard.clinical.hold import hold_findings
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState
from dashboard.documents.blocks import day

# Said by the form itself, not typed.
_SAID = frozenset({"drug", "unit", "route", "number"})


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
        "closed": _closed(record),
        "offered_baseline": _offered_baseline(record),
        "choices": [_choice(record, kind) for kind in _kinds(record)],
    }


def _kinds(record: SessionRecord) -> Sequence[str]:
    """The kinds of events that fit what has happened so far; other ones can still be told of as they were."""
    if record.state is SessionState.ENDED:
        return ()
    if record.protocol.devices_mg is not None:
        return ("device_given", "dose_stop") if record.clock.started_at else ("device_given",)
    if record.clock.started_at is None:
        return ("dose_start",)
    if not record.clock.is_infusion:
        return ("booster", "dose_stop")
    return _kinds_of_infusion(record)


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
    return {"kind": kind, "label": label, "fields": fields, "detail": detail}


def _drug_and_route(record: SessionRecord) -> dict[str, Any]:
    """As planned, else the protocol's; a protocol with several routes says none of them by itself."""
    plan, protocol = record.session.planned_dose, record.protocol
    if plan is not None:
        return {"drug": plan.drug, "route": plan.route}
    only = {"route": protocol.route} if len(protocol.routes) == 1 else {}
    return {"drug": protocol.drug, **only}


def _closed(record: SessionRecord) -> list[dict[str, Any]]:
    """Why the Dose button is closed: before the first dose only."""
    if record.clock.started_at is not None:
        return []
    latest = {code: reading.all_values[code] for code, reading in record.latest().items()}
    found = hold_findings(record.protocol, latest, record.patient.age_on(record.session_date))
    closed = [{"code": "hold", "measure": f.measure, "hard": f.hard, "text": f.text} for f in found]
    if record.baseline_reading is None:
        words = "No baseline accepted: no rise will be judged"
        closed.append({"code": "baseline", "measure": None, "hard": False, "text": words})
    return closed


def _offered_baseline(record: SessionRecord) -> dict[str, Any] | None:
    """The last pre-dose set with blood pressure, while none is accepted."""
    started = record.clock.started_at
    if record.baseline_reading is not None:
        return None
    fitting = [
        r
        for r in record.counted_readings
        if {"systolic", "diastolic"} <= r.values.keys() and (started is None or r.observed_at < started)
    ]
    return _offer(record, fitting[-1]) if fitting else None


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

"""Sessions, readings, events and alerts as the JSON that people and scripts rely on (contract, section 2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.actions.events import RecordedEvent
from dashboard.actions.readings import RecordedReading
from dashboard.clinical.alerts import Alert, AlertAction, AlertState
from dashboard.clinical.duplicates import duplicate_of
from dashboard.clinical.events import Event
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.left_open import is_left_open
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule import Check, checks_of
from dashboard.clinical.session_record import SessionRecord, StaffMember
from dashboard.clinical.sessions import Discharge, PlannedDose, SessionEnd
from dashboard.clinical.thresholds import Flag


def moment(at: datetime) -> str:
    """A UTC time as RFC 3339 with Z."""
    return at.isoformat().replace("+00:00", "Z")


def moment_or_none(at: datetime | None) -> str | None:
    """The same, or None."""
    return None if at is None else moment(at)


def plain(number: float) -> float:
    """35.0 as 35, everything else as it is."""
    return int(number) if float(number).is_integer() else number


def value_of(code: str, number: float) -> float:
    """A value as its measure is given: whole, or with decimals."""
    measure = find_measure(code)
    return float(number) if measure is not None and measure.decimals else plain(number)


def values_of(values: Mapping[str, float]) -> dict[str, float]:
    """Values by measure code."""
    return {code: value_of(code, number) for code, number in values.items()}


def person(user_id: str, display_name: str) -> dict[str, str]:
    """Who did something."""
    return {"id": user_id, "display_name": display_name}


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "label": check.label,
        "due_at": moment(check.due_at),
        "state": check.state.value,
        "measures": list(check.measures),
        "missing": list(check.missing),
        "answered_by": list(check.answered_by),
        "late": check.done_late,
        "reason": check.reason,
    }


def session_answer(record: SessionRecord) -> dict[str, Any]:
    """A session as it stands at `record.seen_at`."""
    session, baseline = record.session, record.baseline_reading
    return {
        "id": session.id,
        "version": session.version,
        "state": record.state.value,
        "end": session.end.value if session.end else None,
        "patient": _patient(record),
        "room": record.room.name,
        "nurse": _staff(record.nurse),
        "clinician": _staff(record.clinician),
        "weight_kg": None if session.weight_kg is None else plain(session.weight_kg),
        "planned_dose": _planned(session.planned_dose),
        "opened_at": moment(session.opened_at),
        "ended_at": moment_or_none(session.ended_at),
        "protocol": {"code": session.protocol_code, "version": session.protocol_version},
        "threshold_set": {"code": session.threshold_code, "version": session.threshold_version},
        "dose_started_at": moment_or_none(record.clock.started_at),
        "observation_ends_at": moment_or_none(record.observation_ends_at),
        "ready_clinically_at": moment_or_none(ready_clinically_at(record)),
        "discharged_at": None if session.end is SessionEnd.CANCELLED else moment_or_none(session.ended_at),
        "minute": record.minute(session.ended_at or record.seen_at),
        "checks": [_check(check) for check in checks_of(record)],
        "baseline_reading_id": baseline.id if baseline else None,
        "open_alerts": record.open_alerts,
        "signed": record.signed,
        "discharge": _discharge(session.discharge),
    }


def reading_answer(record: SessionRecord, reading: Reading) -> dict[str, Any]:
    """One version of a reading; `values` holds the derived mean pressure too, `derived` names it.

    `duplicate_of` is the set that another person charted for the same moment, while that is not settled.
    """
    same = duplicate_of(record, reading)
    return {
        "id": reading.id,
        "seq": reading.seq,
        "version": reading.version,
        "status": reading.status.value,
        "session_id": reading.session_id,
        "observed_at": moment(reading.observed_at),
        "recorded_at": moment(reading.recorded_at),
        "recorded_by": person(reading.recorded_by, reading.recorded_by_name),
        "minute": record.minute(reading.observed_at),
        "late": reading.late,
        "values": values_of(reading.all_values),
        "derived": sorted(reading.derived),
        "not_obtained": {code: reason.value for code, reason in reading.not_obtained.items()},
        "qualifiers": dict(reading.qualifiers),
        "note": reading.note,
        "time_unchecked": reading.time_unchecked,
        "questioned": list(reading.questioned),
        "duplicate_of": same.id if same else None,
        "flags": [flag_answer(flag) for flag in record.flags(reading)],
        "alerts": [a.id for a in record.alerts if a.reading_id == reading.id and _stands(a)],
        "source": reading.source,
        "change_reason": reading.change_reason,
        "strike_reason": reading.strike_reason.value if reading.strike_reason else None,
        "moved_from": reading.moved_from,
        "moved_to": reading.moved_to,
    }


def recorded_reading_answer(stored: RecordedReading) -> dict[str, Any]:
    """A reading just stored."""
    return reading_answer(stored.record, stored.reading)


def flag_answer(flag: Flag) -> dict[str, Any]:
    """What a value crosses, with the set and version that say so."""
    limit = flag.limit
    return {
        "measure": flag.measure,
        "level": flag.level.value,
        "limit": {
            "kind": limit.kind.value,
            "value": plain(limit.value),
            "unit": limit.unit,
            "set": flag.set_code,
            "version": flag.set_version,
        },
    }


def event_answer(record: SessionRecord, event: Event) -> dict[str, Any]:
    """One version of an event."""
    return {
        "id": event.id,
        "seq": event.seq,
        "version": event.version,
        "status": event.status,
        "session_id": event.session_id,
        "kind": event.kind,
        "occurred_at": moment(event.occurred_at),
        "recorded_at": moment(event.recorded_at),
        "recorded_by": person(event.recorded_by, event.recorded_by_name),
        "minute": record.minute(event.occurred_at),
        "late": event.late,
        "detail": dict(event.detail),
        "witness": person(event.witness, event.witness_name or event.witness) if event.witness else None,
        "alerts": [a.id for a in record.alerts if a.event_id == event.id and _stands(a)],
        "change_reason": event.change_reason,
        "strike_reason": event.strike_reason.value if event.strike_reason else None,
    }


def recorded_event_answer(stored: RecordedEvent) -> dict[str, Any]:
    """An event just stored."""
    return event_answer(stored.record, stored.event)


def alert_answer(alert: Alert) -> dict[str, Any]:
    """An alert; what the first person answered stands on top, every answer in `acknowledgements`."""
    first, resolution, beyond = alert.acknowledgement, alert.resolution, alert.escalation
    return {
        "id": alert.id,
        "session_id": alert.session_id,
        "source": alert.source,
        "measure": alert.measure,
        "level": alert.level.value,
        "value": None if alert.value is None else value_of(alert.measure or "", alert.value),
        "limit": None if alert.limit is None else dict(alert.limit),
        "text": alert.text,
        "reading_id": alert.reading_id,
        "event_id": alert.event_id,
        "raised_at": moment(alert.raised_at),
        "state": alert.state.value,
        "acknowledged_at": moment(first.at) if first else None,
        "acknowledged_by": person(first.by, first.by_name) if first else None,
        "told": first.told if first else None,
        "signs": list(first.signs) if first and first.signs is not None else None,
        "note": first.note if first else None,
        "resolved_at": moment(resolution.at) if resolution else None,
        "resolved_by": person(resolution.by, resolution.by_name) if resolution else None,
        "resolve_reason": resolution.note if resolution else None,
        "escalated_at": moment(beyond.at) if beyond else None,
        "escalation": beyond.note if beyond else None,
        "check_key": alert.check_key,
        "retrospective": alert.retrospective,
        "acknowledgements": [_acknowledgement(a) for a in alert.actions if a.kind == "acknowledged"],
    }


def _acknowledgement(action: AlertAction) -> dict[str, Any]:
    return {
        "at": moment(action.at),
        "by": person(action.by, action.by_name),
        "told": action.told,
        "signs": None if action.signs is None else list(action.signs),
        "note": action.note,
    }


def _stands(alert: Alert) -> bool:
    return alert.state is not AlertState.INVALIDATED


def _patient(record: SessionRecord) -> dict[str, Any]:
    patient = record.patient
    return {
        "id": patient.id,
        "mrn": patient.mrn,
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "birth_date": patient.birth_date.isoformat(),
    }


def _staff(member: StaffMember | None) -> dict[str, str] | None:
    return None if member is None else person(member.id, member.display_name)


def _planned(dose: PlannedDose | None) -> dict[str, Any] | None:
    if dose is None:
        return None
    return {"drug": dose.drug, "amount": plain(dose.amount), "unit": dose.unit, "route": dose.route}


def _discharge(discharge: Discharge | None) -> dict[str, Any] | None:
    if discharge is None:
        return None
    return {
        "reason": discharge.reason,
        "witness": discharge.witness,
        "told": discharge.told,
        "escort": None if discharge.escort is None else dict(discharge.escort),
        "gates": None if discharge.gates is None else dict(discharge.gates),
        "overrides": [dict(override) for override in discharge.overrides],
    }


def left_open_answer(record: SessionRecord) -> dict[str, str] | None:
    """Day and family name to ask with before the first entry, when nobody has charted here for hours (A2)."""
    if not is_left_open(record):
        return None
    return {"date": record.session_date.isoformat(), "name": record.patient.family_name}

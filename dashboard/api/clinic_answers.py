"""People, patients, rooms, the clinic, protocols, limits, exports and audit entries as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dashboard.actions.patients import KnownPatient
from dashboard.api.answers import moment, moment_or_none, person, plain
from dashboard.clinical.merges import MergedRecord
from dashboard.clinical.patients import allergy_words, fact_words
from dashboard.clinical.people import User
from dashboard.clinical.protocols import DoseAsk, Protocol
from dashboard.clinical.roles import Actor
from dashboard.clinical.rooms import ClinicProfile, Room
from dashboard.clinical.rules import RuleVersion, state_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Circumstances, Limit, ThresholdSet, judged_from


def actor_answer(actor: Actor) -> dict[str, Any]:
    """Who is signed in."""
    return {
        "id": actor.user_id,
        "username": actor.username,
        "display_name": actor.display_name,
        "roles": sorted(role.value for role in actor.roles),
    }


def user_answer(user: User) -> dict[str, Any]:
    """A person with an account."""
    return {
        **actor_answer(user.actor()),
        "disabled": user.disabled_at is not None,
        "created_at": moment(user.created_at),
        "contact": asdict(user.contact) if user.contact else None,
    }


def patient_answer(known: KnownPatient) -> dict[str, Any]:
    """A patient with the ids of who looks alike."""
    patient = known.patient
    return {
        "id": patient.id,
        "version": patient.version,
        "mrn": patient.mrn,
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex.value,
        "allergies": patient.allergies,
        "facts": None if patient.facts is None else sorted(fact.value for fact in patient.facts),
        "screening": [allergy_words(patient), *fact_words(patient)],
        "similar": list(known.similar),
        "last_weight_kg": None if known.last_weight_kg is None else plain(known.last_weight_kg),
        "merged_from": [_merged_answer(record) for record in known.merged],
    }


def _merged_answer(record: MergedRecord) -> dict[str, Any]:
    """A record that is read as this one, with what undoing needs."""
    merge, own = record.merge, record.patient
    return {
        "merge_id": merge.id, "patient_id": own.id, "mrn": own.mrn, "family_name": own.family_name,
        "given_name": own.given_name, "birth_date": own.birth_date.isoformat(), "at": moment(merge.at),
        "by": person(merge.by, merge.by_name), "reason": merge.reason,
    }  # fmt: skip


def room_answer(room: Room) -> dict[str, Any]:
    """A room of the board."""
    return {
        "id": room.id,
        "name": room.name,
        "position": room.position,
        "in_use": room.in_use,
        "nurse_id": room.nurse_id,
    }


def clinic_answer(profile: ClinicProfile) -> dict[str, Any]:
    """The clinic's own details."""
    return {
        "name": profile.name,
        "time_zone": profile.time_zone,
        "emergency_text": profile.emergency_text,
        "practice": profile.practice,
        "address": asdict(profile.address) if profile.address else None,
    }


def protocol_answer(protocol: Protocol) -> dict[str, Any]:
    """The version of a protocol in force."""
    return {
        "code": protocol.code,
        "version": protocol.version,
        "label": protocol.label,
        "drug": protocol.drug,
        "route": protocol.route,
        "routes": list(protocol.routes),
        "threshold_set": protocol.threshold_set,
        "planned_duration_min": protocol.planned_duration_min,
        "devices_mg": protocol.devices_mg,
        "device_gap_min": protocol.device_gap_min,
        "rems": protocol.rems,
        "series_sessions": protocol.series_sessions,
        "observation": {
            "after_dose_start_min": protocol.after_dose_start_min,
            "after_last_dose_event_min": protocol.after_last_dose_event_min,
        },
        "dose_ask": dose_ask_answer(protocol.dose_ask),
        "checks": [dict(check) for check in protocol.checks],
    }


def dose_ask_answer(ask: DoseAsk) -> dict[str, Any]:
    """Doses outside these are asked about; mg and mg per kg."""
    return {
        "mg": list(ask.mg) if ask.mg else None,
        "per_kg_mg": list(ask.per_kg_mg) if ask.per_kg_mg else None,
        "step_mg": ask.step_mg,
    }


def threshold_set_answer(limits: ThresholdSet) -> dict[str, Any]:
    """The version of a set of limits in force."""
    return {
        "code": limits.code,
        "version": limits.version,
        "label": limits.label,
        "limits": [limit_answer(limit) for limit in limits.limits],
        "escalation": dict(limits.escalation),
    }


def rule_version_answer(
    version: RuleVersion, versions: Sequence[RuleVersion], now: datetime
) -> dict[str, Any]:
    """One version of a protocol or set of limits as it was written, and how it stands at `now`."""
    return {
        **version.document,
        **({} if version.shared is None else {"shared": dict(version.shared)}),
        "version": version.version,
        "at": moment(version.at),
        "by": version.by,
        "by_name": version.by_name,
        "reason": version.reason,
        "starts_at": moment_or_none(version.starts_at),
        "in_force_from": moment(max(version.in_force_from, version.at)) if version.in_force_from else None,
        "state": state_of(version, versions, now).value,
        "decisions": [
            {"decision": d.decision.value, "at": moment(d.at), "by": person(d.by, d.by_name),
             "reason": d.reason}
            for d in version.decisions
        ],
    }  # fmt: skip


def limit_answer(limit: Limit) -> dict[str, Any]:
    """One line of a set of limits."""
    only_if = limit.only_if
    return {
        "measure": limit.measure,
        "kind": limit.kind.value,
        "level": limit.level.value,
        "value": plain(limit.value),
        "unit": limit.unit,
        "only_if": {"measure": only_if.measure, "high": only_if.high} if only_if else None,
    }


def judged_limits(record: SessionRecord) -> list[dict[str, Any]]:
    """The session's limits; `from` is when a not-resolved one begins to be judged, as the dose stands now."""
    anchors = {"dose_start": record.clock.started_at, "dose_end": record.clock.end_or_planned}
    known = {name: at for name, at in anchors.items() if at is not None}
    within = Circumstances(baseline=None, anchors=known, route=record.protocol.route)
    return [
        {**limit_answer(limit), "from": moment_or_none(judged_from(limit, within))}
        for limit in record.limits.limits
    ]


def export_answer(job: Any) -> dict[str, Any]:
    """How far an export is."""
    return {
        "id": job.id,
        "state": job.state,
        "format": job.format,
        "from": job.from_date.isoformat(),
        "to": job.to_date.isoformat(),
        "deidentified": job.deidentified,
        "purpose": job.purpose,
        "requested_by": person(job.requested_by, job.requested_by_name),
        "requested_at": moment(job.requested_at),
        "finished_at": moment_or_none(job.finished_at),
        "rows_done": job.rows_done,
        "rows_total": job.rows_total,
        "sha256": job.sha256,
        "error": job.error,
    }


def audit_answer(entry: Any) -> dict[str, Any]:
    """One audit entry, without the hashes of rows."""
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "actor": person(entry.actor_id, entry.actor_name),
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_version": entry.object_version,
        "patient_id": entry.patient_id,
        "reason": entry.reason,
        "request_id": entry.request_id,
        "detail": dict(entry.detail),
        "mac": entry.mac,
    }

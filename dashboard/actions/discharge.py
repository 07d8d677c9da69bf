"""Ending a session: the gates of leaving are judged on the server, and what was said is kept."""

from dataclasses import replace
from typing import Any

from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.judging import judge, record_of
from dashboard.actions.sessions import new_version, store_header
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import DischargeRequest, attested_gates, check_discharge, refuse_ended
from dashboard.clinical.errors import NotPermitted
from dashboard.clinical.gates import Gate, judge_gates
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import Discharge


def end_session(
    clinic: Clinic, actor: Actor, session_id: str, request: DischargeRequest, second: Actor | None = None,
    once: Once | None = None,
) -> SessionRecord:  # fmt: skip
    """End a session. GatesClosed names what is shut; NotPermitted an override without a clinician."""
    with clinic.work(actor, Permission.DISCHARGE, once) as work:
        record = record_of(work, session_id)
        refuse_ended(record)
        clinician = _overriding(actor, second)
        if request.overrides and clinician is None:
            named = ", ".join(o.gate.replace("_", " ") for o in request.overrides)
            raise NotPermitted(f"Only a clinician may override: {named}.", "override_not_permitted")
        request = replace(request, clinician=clinician.display_name if clinician else None)
        gates = check_discharge(record, request, work.now)
        discharge = Discharge(
            reason=request.reason, witness=request.witness, told=request.told, escort=request.escort,
            gates={gate.code: _kept(gate) for gate in (*gates, *attested_gates(request, gates))},
            overrides=tuple(
                {"gate": o.gate, "reason": o.reason, "by": clinician.user_id,
                "by_name": clinician.display_name}
                for o in request.overrides if clinician is not None
            ),
        )  # fmt: skip
        ended = new_version(
            work,
            record.session,
            ended_at=work.now,
            ended_by=actor.user_id,
            end=request.end,
            discharge=discharge,
        )
        store_header(work, ended, record)
        work.audit(
            AuditKind.SESSION_ENDED, "session", session_id, version=ended.version,
            patient_id=record.patient.id,
            reason=request.reason, end=request.end.value, overrides=[o.gate for o in request.overrides],
        )  # fmt: skip
        return work.done(judge(work, session_id).record)


def gates_of(clinic: Clinic, actor: Actor, record: SessionRecord) -> tuple[Gate, ...]:
    """The gates as they stand now, before anything is attested."""
    actor.require(Permission.VIEW_RECORDS)
    clinician = _overriding(actor, None)
    return judge_gates(record, clinic.now(), clinician=clinician.display_name if clinician else None)


def _kept(gate: Gate) -> dict[str, Any]:
    """A gate as it is stored with the end, with what was written beside its evidence."""
    kept = {"label": gate.label, "open": gate.open, "text": gate.text}
    return kept if gate.note is None else {**kept, "note": gate.note}


def _overriding(actor: Actor, second: Actor | None) -> Actor | None:
    return next((a for a in (actor, second) if a is not None and a.may(Permission.OVERRIDE_GATE)), None)

"""Changing a session's header: weight, dose, people, room, and before the dose its protocol and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import judge, record_of
from dashboard.actions.sessions import (
    audit_header,
    check_planned_dose,
    check_reason,
    check_staff,
    check_weight,
    free_room,
    new_version,
    refuse_signed,
    store_header,
)
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import refuse_ended
from dashboard.clinical.errors import FieldError, InvalidEntry, StaleVersion
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import rules as rules_store
from dashboard.store import users as users_store

RULES = ("protocol", "threshold_set")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChange:
    """New header values by name; only named ones change, None takes a value away.

    `room`, `protocol` and `threshold_set` are a room's name and codes.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


def change_session(
    clinic: Clinic, actor: Actor, session_id: str, expected: int, change: HeaderChange,
    once: Once | None = None,
) -> SessionRecord:  # fmt: skip
    """A new version of the header; both stay, and all is judged again by its protocol and limits.

    StaleVersion names whose change came first. Protocol and limits need a reason, and after the dose a
    clinician (NotPermitted).
    """
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        record = record_of(work, session_id)
        refuse_stale_header(work, record, expected)
        refuse_signed(record)
        values = dict(change.values)
        check_reason(change.reason, required=any(name in values for name in RULES))
        check_weight(values.get("weight_kg"))
        check_staff(work, values.get("nurse_id"), values.get("clinician_id"))
        stored = {**_place(work, record, values), **_rules(work, record, values)}
        changed = new_version(work, record.session, change_reason=change.reason, **values, **stored)
        store_header(work, changed, record)
        audit_header(
            work, AuditKind.SESSION_CHANGED, changed, reason=change.reason, fields=sorted({*values, *stored})
        )
        return work.done(judge(work, session_id).record)


def _place(work: Work, record: SessionRecord, values: dict[str, Any]) -> dict[str, Any]:
    """The patient moves to a room that is free; takes `room` out of `values`."""
    name = values.pop("room", None)
    if name is None or name.strip().casefold() == record.room.name.casefold():
        return {}
    refuse_ended(record)
    return {"room_id": free_room(work, name).id}


def _rules(work: Work, record: SessionRecord, values: dict[str, Any]) -> dict[str, Any]:
    """The versions in force of another protocol or set; takes both out of `values`."""
    protocol_code, set_code = values.pop("protocol", None), values.pop("threshold_set", None)
    if protocol_code is None and set_code is None:
        check_planned_dose(record.protocol, values.get("planned_dose"))
        return {}
    if record.clock.started_at is not None:
        work.actor.require(Permission.CHANGE_RULES_LATE)
    protocol = _protocol(work, protocol_code) if protocol_code is not None else record.protocol
    check_planned_dose(protocol, values.get("planned_dose", record.session.planned_dose))
    stored: dict[str, Any] = {"protocol_code": protocol.code, "protocol_version": protocol.version}
    wanted = set_code or _of_another_protocol(record, protocol)
    limits = rules_store.threshold_set_in_force(work.db, wanted, work.now) if wanted else record.threshold_set
    if limits is None:
        raise InvalidEntry([FieldError("threshold_set", "unknown", "There is no such set of limits.")])
    return {**stored, "threshold_code": limits.code, "threshold_version": limits.version}


def _of_another_protocol(record: SessionRecord, protocol: Protocol) -> str | None:
    """The set that comes with another protocol; None where somebody chose one (A23)."""
    was = record.protocol
    chosen = record.session.threshold_code != was.threshold_set
    return None if chosen or protocol.code == was.code else protocol.threshold_set


def _protocol(work: Work, code: str) -> Protocol:
    protocol = rules_store.protocol_in_force(work.db, code, work.now)
    if protocol is None:
        raise InvalidEntry([FieldError("protocol", "unknown", "There is no such protocol.")])
    return protocol


def refuse_stale_header(work: Work, record: SessionRecord, expected: int) -> None:
    """StaleVersion with the name of whose change came first, what it was and when (clinic time)."""
    session = record.session
    if session.version == expected:
        return
    user = users_store.load_user(work.db, session.changed_by)
    who = user.display_name if user else "Somebody"
    at = record.local(session.changed_at)
    did = "ended" if session.ended_at is not None else "changed"
    why = f" ({session.change_reason})" if session.change_reason and session.ended_at is None else ""
    raise StaleVersion(f"{who} {did} this session first, at {at:%H:%M:%S}{why}. Look at it again.")

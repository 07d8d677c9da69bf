"""A session's header: opening, changing, the baseline, cancelling."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import judge, record_of
from dashboard.actions.rooms import new_room, nurse_of_room
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import check_cancel
from dashboard.clinical.errors import FieldError, InvalidEntry, StaleVersion, WrongState
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS, Protocol
from dashboard.clinical.readings import blood_pressure, value_errors
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.rooms import Room
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import Baseline, PlannedDose, SessionEnd, TreatmentSession
from dashboard.clinical.texts import text_error
from dashboard.store import clinic as clinic_store
from dashboard.store import patients as patients_store
from dashboard.store import rooms as rooms_store
from dashboard.store import rules as rules_store
from dashboard.store import sessions as sessions_store
from dashboard.store import users as users_store

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """What is said to open a session; the set defaults to the protocol's."""

    patient_id: str
    protocol: str
    room: str
    threshold_set: str | None = None
    planned_dose: PlannedDose | None = None
    weight_kg: float | None = None
    nurse_id: str | None = None
    clinician_id: str | None = None


def open_session(
    clinic: Clinic, actor: Actor, request: SessionRequest, once: Once | None = None
) -> SessionRecord:
    """Open a session on the versions of protocol and limits in force.

    InvalidEntry for an unknown protocol, set, person, or a planned dose that is not the protocol's;
    WrongState `room_busy` or `patient_busy` when either has a session that has not ended.
    """
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        protocol = _protocol(work, request)
        limits = rules_store.threshold_set_in_force(
            work.db, request.threshold_set or protocol.threshold_set, work.now
        )
        if limits is None:
            raise InvalidEntry(
                [FieldError("threshold_set", "unknown", f"There is no set {request.threshold_set}.")]
            )
        patient = patients_store.load_patient(work.db, request.patient_id)
        if patient is None:
            raise InvalidEntry([FieldError("patient_id", "unknown", "There is no such patient.")])
        check_planned_dose(protocol, request.planned_dose)
        check_weight(request.weight_kg)
        check_staff(work, request.nurse_id, request.clinician_id)
        room = free_room(work, request.room)
        if sessions_store.open_session_of_patient(work.db, patient.id):
            raise WrongState(f"{patient.name} has a session that has not ended.", "patient_busy")
        session = TreatmentSession(
            id=work.new_id(), version=1, patient_id=patient.id, room_id=room.id, protocol_code=protocol.code,
            protocol_version=protocol.version, threshold_code=limits.code, threshold_version=limits.version,
            opened_at=work.now, opened_by=actor.user_id, changed_at=work.now, changed_by=actor.user_id,
            nurse_id=request.nurse_id or nurse_of_room(work, room), clinician_id=request.clinician_id,
            weight_kg=request.weight_kg, planned_dose=request.planned_dose,
        )  # fmt: skip
        store_header(work, session)
        audit_header(work, AuditKind.SESSION_OPENED, session)
        return work.done(record_of(work, session.id))


def cancel_session(
    clinic: Clinic, actor: Actor, session_id: str, reason: str | None, once: Once | None = None
) -> SessionRecord:
    """Cancel a session opened by mistake; refused after a dose event or while readings stand in it."""
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        record = record_of(work, session_id)
        check_reason(reason)
        check_cancel(record)
        ended = new_version(
            work,
            record.session,
            ended_at=work.now,
            ended_by=actor.user_id,
            end=SessionEnd.CANCELLED,
            change_reason=reason,
        )
        store_header(work, ended, record)
        audit_header(work, AuditKind.SESSION_CANCELLED, ended, reason=reason)
        return work.done(record_of(work, session_id))


def accept_baseline(
    clinic: Clinic,
    actor: Actor,
    session_id: str,
    reading_id: str,
    reason: str | None,
    once: Once | None = None,
    *,
    expected: int | None = None,
) -> SessionRecord:
    """Make a reading the baseline; after the dose a reason is required. Rises are judged again.

    `expected` is how many baselines were accepted when the person looked: StaleVersion names who accepted
    one since.
    """
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        record = record_of(work, session_id)
        refuse_signed(record)
        _refuse_stale_baseline(record, expected)
        reading = record.reading(reading_id)
        if reading is None or reading.struck or not {"systolic", "diastolic"} <= reading.values.keys():
            words = "A baseline is an unstruck reading of this session with blood pressure."
            raise InvalidEntry([FieldError("reading_id", "not_a_baseline", words)])
        check_reason(reason)
        if record.clock.started_at is not None and not (reason or "").strip():
            raise InvalidEntry(
                [FieldError("reason", "required", "After the dose a baseline needs a reason.")]
            )
        number = len(record.baselines) + 1
        baseline = Baseline(
            number=number, reading_id=reading_id, accepted_at=work.now, accepted_by=actor.user_id,
            accepted_by_name=actor.display_name, reason=reason,
        )  # fmt: skip
        sessions_store.add_baseline(work.db, session_id, baseline)
        work.audit(
            AuditKind.BASELINE_ACCEPTED, "session", session_id, version=number, patient_id=record.patient.id,
            reason=reason, reading=reading_id,
        )  # fmt: skip
        work.announce("session", session_id)
        return work.done(judge(work, session_id).record)


def _refuse_stale_baseline(record: SessionRecord, expected: int | None) -> None:
    if expected is None or expected == len(record.baselines):
        return
    if not record.baselines:
        raise StaleVersion("No baseline is accepted. Look at it again.")
    last = record.baselines[-1]
    reading = record.reading(last.reading_id)
    which = f" {blood_pressure(reading.values)}" if reading else ""
    at = f"{record.local(last.accepted_at):%H:%M:%S}"
    words = f"{last.accepted_by_name} accepted{which} as baseline first, at {at}."
    raise StaleVersion(f"{words} Look at it again.")


def new_version(work: Work, session: TreatmentSession, **values: Any) -> TreatmentSession:
    """The next version of the header, by this actor now."""
    return replace(
        session, version=session.version + 1, changed_at=work.now, changed_by=work.actor.user_id, **values
    )


def store_header(work: Work, session: TreatmentSession, record: SessionRecord | None = None) -> None:
    """Store a version of the header; the session's date is that of its dose, else of its opening."""
    if record is None:
        zone = ZoneInfo(clinic_store.load_clinic(work.db).time_zone)
        session_date = session.opened_at.astimezone(zone).date()
    else:
        session_date = record.session_date
    sessions_store.add_session_version(work.db, session, session_date)
    work.announce("session", session.id)


def check_planned_dose(protocol: Protocol, planned: PlannedDose | None) -> None:
    """InvalidEntry `protocol_mismatch` when drug or route is not the protocol's; amounts are mg above 0."""
    if planned is None:
        return
    errors = []
    if planned.drug != protocol.drug:
        words = f"{DRUG_WORDS.get(planned.drug, planned.drug)} is not the drug of {protocol.label}."
        errors.append(FieldError("planned_dose.drug", "protocol_mismatch", words))
    if planned.route not in protocol.routes:
        words = f"{ROUTE_WORDS.get(planned.route, planned.route)} is not a route of {protocol.label}."
        errors.append(FieldError("planned_dose.route", "protocol_mismatch", words))
    if planned.unit != "mg":
        errors.append(FieldError("planned_dose.unit", "unit", "The unit must be mg."))
    if not 0 < planned.amount <= 100_000:
        errors.append(
            FieldError("planned_dose.amount", "out_of_range", "The planned dose must be above 0 mg.")
        )
    if errors:
        raise InvalidEntry(errors)


def check_weight(weight_kg: float | None) -> None:
    """InvalidEntry for a weight outside the possible range; the screen asks about improbable ones."""
    if weight_kg is None:
        return
    if errors := value_errors({"weight": weight_kg}, frozenset({"weight"})):
        raise InvalidEntry([replace(e, field="weight_kg") for e in errors])


def check_reason(reason: str | None, field_name: str = "reason", *, required: bool = False) -> None:
    """InvalidEntry for a reason that is missing where required, too long or unprintable."""
    if reason is None and not required:
        return
    if error := text_error(field_name, "The reason", reason or "", REASON_LENGTH, required=required):
        raise InvalidEntry([error])


def refuse_signed(record: SessionRecord) -> None:
    """WrongState when the note is signed and locked."""
    if record.signed:
        raise WrongState("The note is signed. What is added now goes into an addendum.", "note_signed")


def _protocol(work: Work, request: SessionRequest) -> Protocol:
    protocol = rules_store.protocol_in_force(work.db, request.protocol, work.now)
    if protocol is None:
        raise InvalidEntry([FieldError("protocol", "unknown", f"There is no protocol {request.protocol}.")])
    return protocol


def free_room(work: Work, name: str) -> Room:
    """The room of this name, made when it is new; WrongState `room_busy` when a session runs there."""
    room = rooms_store.find_room(work.db, name.strip()) or new_room(work, name)
    if sessions_store.open_session_in_room(work.db, room.id):
        raise WrongState(f"{room.name} has a session that has not ended.", "room_busy")
    return room


def check_staff(work: Work, nurse_id: str | None, clinician_id: str | None) -> None:
    """InvalidEntry for a person who is not there or has not that role."""
    errors = []
    for name, user_id, roles in (
        ("nurse_id", nurse_id, {Role.NURSE, Role.CLINICIAN}),
        ("clinician_id", clinician_id, {Role.CLINICIAN}),
    ):
        if user_id is None:
            continue
        user = users_store.load_user(work.db, user_id)
        if user is None or user.disabled_at is not None or not user.roles & roles:
            errors.append(FieldError(name, "unknown", "There is no such person with that role."))
    if errors:
        raise InvalidEntry(errors)


def audit_header(
    work: Work, kind: AuditKind, session: TreatmentSession, *, reason: str | None = None, **detail: Any
) -> None:
    """Note the change of a header in the audit."""
    work.audit(
        kind,
        "session",
        session.id,
        version=session.version,
        patient_id=session.patient_id,
        reason=reason,
        **detail,
    )

"""Moving a limit for one session or one patient, and taking it back: a clinician's word, with reason and end.

A move for a patient is judged against the set of the session that runs, else against every set in force
that has the limit. What was observed before it keeps its verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import judge, judge_open_session, record_of
from dashboard.actions.sessions import check_reason
from dashboard.actions.views import note_view
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.discharge import refuse_ended
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, NotPermitted, WrongState
from dashboard.clinical.override_checks import OverrideRequest, move_errors, request_errors
from dashboard.clinical.overrides import LimitOverride, OverrideEnd, moved
from dashboard.clinical.patients import Patient
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.thresholds import ThresholdSet, fitting
from dashboard.store import overrides as overrides_store
from dashboard.store import patients as patients_store
from dashboard.store import rules as rules_store
from dashboard.store import sessions as sessions_store
from dashboard.store.database import Reading, Writing
from dashboard.store.session_records import load_record

MOVED_AGAIN = "Moved again"


@dataclass(frozen=True, slots=True)
class LimitsOf:
    """The moves of a patient or session, and the sets they are judged against: own values, and as moved."""

    overrides: Sequence[LimitOverride]
    sets: Sequence[tuple[ThresholdSet, ThresholdSet]]
    seen_at: datetime


def move_for_session(
    clinic: Clinic, actor: Actor, session_id: str, asked: OverrideRequest, second: Actor | None = None,
    once: Once | None = None,
) -> LimitOverride:  # fmt: skip
    """Move a limit until the session ends, or until a moment before. InvalidEntry names the rail."""
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        record = record_of(work, session_id)
        refuse_ended(record)
        clinician = _clinician(actor, second)
        override = _override(work, asked, clinician, record.patient.id, session_id)
        _refuse(request_errors(asked, work.now, dated=False), move_errors(record.limits, override))
        _store(work, override, clinician)
        work.announce("session", session_id)
        judge(work, session_id)
        return work.done(override)


def move_for_patient(
    clinic: Clinic, actor: Actor, patient_id: str, asked: OverrideRequest, second: Actor | None = None,
    once: Once | None = None,
) -> LimitOverride:  # fmt: skip
    """Move a limit in all sessions of a patient until a date at most 90 days ahead."""
    with clinic.work(actor, Permission.MANAGE_SESSION, once) as work:
        patient = _patient(work.db, patient_id)
        clinician = _clinician(actor, second)
        override = _override(work, asked, clinician, patient.id, None)
        sets = [now for _, now in _sets_of(work.db, patient, work.now)]
        _refuse(request_errors(asked, work.now, dated=True), _patient_errors(sets, override))
        _store(work, override, clinician)
        judge_open_session(work, patient.id)
        return work.done(override)


def end_override(
    clinic: Clinic, actor: Actor, override_id: str, reason: str, once: Once | None = None
) -> LimitOverride:
    """Take a moved limit back. WrongState `override_over` when it holds no longer."""
    with clinic.work(actor, Permission.OVERRIDE_LIMITS, once) as work:
        override = overrides_store.load_override(work.db, override_id)
        if override is None:
            raise NotFound("There is no such moved limit.")
        check_reason(reason, required=True)
        if not _stands(work, override):
            raise WrongState("This limit stands as in the set again.", "override_over")
        end = OverrideEnd(
            at=work.now, by=actor.user_id, by_name=actor.display_name, reason=reason.strip()
        )
        overrides_store.add_override_end(work.db, override_id, end)
        work.audit(
            AuditKind.LIMIT_MOVE_ENDED, "override", override_id, patient_id=override.patient_id,
            reason=reason, session_id=override.session_id,
        )  # fmt: skip
        if override.session_id is None:
            judge_open_session(work, override.patient_id)
        else:
            work.announce("session", override.session_id)
            judge(work, override.session_id)
        return work.done(replace(override, end=end))


def session_limits(clinic: Clinic, actor: Actor, session_id: str) -> LimitsOf:
    """The moves that concern a session, its set's limits and how they stand. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        record = load_record(look.db, session_id, look.now)
        if record is None:
            raise NotFound("There is no such session.")
        own = fitting(record.threshold_set, record.judged_age, record.session.protocol_code)
        found = [o for o in record.overrides if o.session_id in (None, session_id)]
        limits = LimitsOf(found, [(own, record.limits)], look.now)
    note_view(clinic, actor, record.patient.id)
    return limits


def patient_limits(clinic: Clinic, actor: Actor, patient_id: str) -> LimitsOf:
    """All moves ever made for a patient, and the limits as they stand for them now. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        patient = _patient(look.db, patient_id)
        found = overrides_store.overrides_by_patient(look.db, [patient.id]).get(patient.id, [])
        limits = LimitsOf(found, _sets_of(look.db, patient, look.now), look.now)
    note_view(clinic, actor, patient.id)
    return limits


def _clinician(actor: Actor, second: Actor | None) -> Actor:
    people = [person for person in (actor, second) if person is not None]
    found = next((person for person in people if person.may(Permission.OVERRIDE_LIMITS)), None)
    if found is None:
        raise NotPermitted("Only a clinician may move a limit.", "override_not_permitted")
    return found


def _override(
    work: Work, asked: OverrideRequest, clinician: Actor, patient_id: str, session_id: str | None
) -> LimitOverride:
    return LimitOverride(
        id=work.new_id(), patient_id=patient_id, session_id=session_id, measure=asked.measure,
        kind=asked.kind, level=asked.level, value=asked.value, reason=asked.reason.strip(), at=work.now,
        by=clinician.user_id, by_name=clinician.display_name, until=asked.until,
    )  # fmt: skip


def _refuse(*found: Sequence[FieldError]) -> None:
    if errors := [error for some in found for error in some]:
        raise InvalidEntry(errors)


def _patient_errors(sets: Sequence[ThresholdSet], override: LimitOverride) -> list[FieldError]:
    """The move must stand in every set that has the limit; one of them must."""
    by_set = [(limits, move_errors(limits, override)) for limits in sets]
    having = [(x, errors) for x, errors in by_set if all(e.code != "unknown_limit" for e in errors)]
    if not having:
        return by_set[0][1] if by_set else []
    if any(not errors for _, errors in having):
        # Where it stands so already nothing is moved, and nothing is wrong.
        having = [(x, [e for e in errors if e.code != "unchanged"]) for x, errors in having]
    named = len(having) > 1
    return [
        replace(error, message=f"{limits.label}: {error.message}") if named else error
        for limits, errors in having
        for error in errors
    ]


def _sets_of(
    db: Reading | Writing, patient: Patient, now: datetime
) -> list[tuple[ThresholdSet, ThresholdSet]]:
    """The set of the patient's open session, else those in force: as written, and as they stand now."""
    open_id = sessions_store.open_session_of_patient(db, patient.id)
    record = load_record(db, open_id, now) if open_id else None
    if record is not None:
        age = patient.age_on(record.session_date)
        return [(fitting(record.threshold_set, age, record.session.protocol_code), record.limits)]
    known = overrides_store.overrides_by_patient(db, [patient.id]).get(patient.id, [])
    holding = [o for o in known if o.session_id is None and o.holds("", now)]
    own = [fitting(x, patient.age_on(now.date()), "") for x in rules_store.threshold_sets_in_force(db, now)]
    return [(limits, moved(limits, holding)) for limits in own]


def _patient(db: Reading | Writing, patient_id: str) -> Patient:
    patient = patients_store.load_patient(db, patient_id)
    if patient is None:
        raise NotFound("There is no such patient.")
    return patient


def _store(work: Work, override: LimitOverride, clinician: Actor) -> None:
    """Store the move in the place of an earlier one of the same limit and reach, so that its end ends all."""
    known = overrides_store.overrides_by_patient(work.db, [override.patient_id])
    for before in known.get(override.patient_id, ()):
        if _replaces(override, before, work.now):
            end = OverrideEnd(
                at=work.now, by=clinician.user_id, by_name=clinician.display_name, reason=MOVED_AGAIN
            )
            overrides_store.add_override_end(work.db, before.id, end)
    overrides_store.add_override(work.db, override)
    work.audit(
        AuditKind.LIMIT_MOVED, "override", override.id, patient_id=override.patient_id,
        reason=override.reason, session_id=override.session_id, measure=override.measure,
        limit_kind=override.kind.value, level=override.level.value, value=override.value,
        clinician=clinician.user_id,
    )  # fmt: skip


def _replaces(override: LimitOverride, before: LimitOverride, now: datetime) -> bool:
    same = (before.measure, before.kind, before.level, before.session_id) == (
        override.measure, override.kind, override.level, override.session_id,
    )  # fmt: skip
    return same and before.holds(override.session_id or "", now)


def _stands(work: Work, override: LimitOverride) -> bool:
    if override.session_id is None:
        return override.holds("", work.now)
    session = record_of(work, override.session_id).session
    return session.ended_at is None and override.holds(session.id, work.now)

"""Two records of one patient become one and can be parted again; every row stays where it was written."""

from dataclasses import dataclass
from functools import partial

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.patients import KnownPatient
from dashboard.actions.sessions import check_reason
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.merges import PatientMerge, unsaid
from dashboard.clinical.patients import Patient
from dashboard.clinical.roles import Actor, Permission
from dashboard.store import merges as merges_store
from dashboard.store import overrides as overrides_store
from dashboard.store import patients as patients_store
from dashboard.store import sessions as sessions_store


@dataclass(frozen=True, slots=True)
class RecordsBeside:
    """How many sessions a record has (merged ones with it), and each look-alike with how many it has."""

    own: int
    others: tuple[tuple[Patient, int], ...]


def records_beside(clinic: Clinic, actor: Actor, known: KnownPatient) -> RecordsBeside:
    """What a person compares before two records are merged."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        alike = [patients_store.load_patient(look.db, other) for other in known.similar]
        count = partial(sessions_store.count_sessions, look.db)
        others = tuple((other, count(other.id)) for other in alike if other is not None)
        return RecordsBeside(count(known.patient.id), others)


def merge_patients(
    clinic: Clinic, actor: Actor, from_id: str, into_id: str, reason: str, once: Once | None = None
) -> PatientMerge:
    """From now on one record is read as the other.

    InvalidEntry for the same or an unknown record; WrongState `session_open`, `already_merged`, for what the
    surviving one does not warn of yet `warnings_differ`, and `limits_moved`.
    """
    with clinic.work(actor, Permission.MERGE_PATIENTS, once) as work:
        check_reason(reason, required=True)
        if from_id == into_id:
            raise InvalidEntry([FieldError("into_id", "same", "These are not two records but one.")])
        away = _own_record(work, from_id)
        survivor = patients_store.load_own_record(work.db, into_id)
        if survivor is None:
            raise InvalidEntry([FieldError("into_id", "unknown", "There is no such patient.")])
        _refuse_merged(work, away, survivor)
        _refuse_open(work, away, survivor)
        _refuse_unsaid(away, survivor)
        _refuse_moved_limits(work, away)
        merge = PatientMerge(
            id=work.new_id(), from_id=from_id, into_id=into_id, at=work.now, by=actor.user_id,
            by_name=actor.display_name, reason=reason.strip(),
        )  # fmt: skip
        merges_store.add_merge(work.db, merge)
        work.audit(
            AuditKind.PATIENTS_MERGED, "patient", into_id, patient_id=into_id, reason=merge.reason,
            merge=merge.id, merged=from_id,
        )  # fmt: skip
        work.announce("session")
        return work.done(merge)


def part_patients(
    clinic: Clinic, actor: Actor, merge_id: str, reason: str, once: Once | None = None
) -> PatientMerge:
    """Take a merge back: both records stand alone, each with the sessions that were written under it.

    Also while a session runs: whoever belongs to the other record must be able to begin one.
    NotFound without such a merge, WrongState `already_parted`.
    """
    with clinic.work(actor, Permission.MERGE_PATIENTS, once) as work:
        check_reason(reason, required=True)
        found = merges_store.load_merge(work.db, merge_id)
        if found is None:
            raise NotFound("There is no such merge.")
        merge, stands = found
        if not stands:
            raise WrongState("These two records were parted before.", "already_parted")
        merges_store.add_parting(work.db, merge_id, at=work.now, by=actor.user_id, reason=reason.strip())
        work.audit(
            AuditKind.PATIENTS_PARTED, "patient", merge.into_id, patient_id=merge.into_id,
            reason=reason.strip(), merge=merge_id, merged=merge.from_id,
        )  # fmt: skip
        work.announce("session")
        return work.done(merge)


def _own_record(work: Work, patient_id: str) -> Patient:
    patient = patients_store.load_own_record(work.db, patient_id)
    if patient is None:
        raise NotFound("There is no such patient.")
    return patient


def _refuse_merged(work: Work, away: Patient, survivor: Patient) -> None:
    """Records stand one deep, so that a merge taken back never leaves another hanging."""
    for patient in (away, survivor):
        if merges_store.merge_away_of(work.db, patient.id):
            raise WrongState(f"Record {patient.mrn} is already merged into another.", "already_merged")
    if merges_store.merges_into(work.db, away.id):
        words = f"Another record is already merged into {away.mrn}. Merge the other way round."
        raise WrongState(words, "already_merged")


def _refuse_open(work: Work, *patients: Patient) -> None:
    for patient in patients:
        if sessions_store.open_session_of_patient(work.db, patient.id):
            words = f"Record {patient.mrn} has a session that has not ended. Merge after it."
            raise WrongState(words, "session_open")


def _refuse_unsaid(away: Patient, survivor: Patient) -> None:
    if missing := unsaid(away, survivor):
        words = f"Record {survivor.mrn} does not say: {', '.join(missing)}. Add it there first."
        raise WrongState(words, "warnings_differ")


def _refuse_moved_limits(work: Work, away: Patient) -> None:
    moves = overrides_store.overrides_by_patient(work.db, [away.id]).get(away.id, [])
    if any(move.session_id is None and move.holds("", work.now) for move in moves):
        words = f"Record {away.mrn} has moved limits that still hold. End them first."
        raise WrongState(words, "limits_moved")

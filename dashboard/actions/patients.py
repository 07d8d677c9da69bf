"""Patients: adding, finding, correcting (the old value stays), and saying who looks alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.judging import judge_open_session
from dashboard.actions.views import note_view
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.merges import MergedRecord
from dashboard.clinical.patients import Fact, Patient, Sex, folded, look_alike
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.texts import text_error
from dashboard.store import merges as merges_store
from dashboard.store import patients as patients_store
from dashboard.store import sessions as sessions_store
from dashboard.store.database import Reading, Writing

NAME_LENGTH = 120
MRN_LENGTH = 40
ALLERGIES_LENGTH = 200
EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDraft:
    """A patient's identity as typed; of allergies and facts None says that nobody asked."""

    mrn: str
    family_name: str
    given_name: str
    birth_date: date
    sex: Sex
    allergies: str | None = None
    facts: frozenset[Fact] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCorrection:
    """What to correct; None leaves it. `screening` names allergies and facts, where None is "not asked"."""

    mrn: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    screening: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient, the ids of records that look alike, and the last weight taken at a session (kg).

    `merged` are the records that are read as this one.
    """

    patient: Patient
    similar: tuple[str, ...] = ()
    last_weight_kg: float | None = None
    merged: tuple[MergedRecord, ...] = ()


def add_patient(clinic: Clinic, actor: Actor, draft: PatientDraft, once: Once | None = None) -> KnownPatient:
    """Add a patient; look-alikes are named, a record number already used is refused (`mrn_taken`)."""
    with clinic.work(actor, Permission.EDIT_PATIENT, once) as work:
        patient = Patient(
            id=work.new_id(), version=1, mrn=draft.mrn.strip(), family_name=draft.family_name.strip(),
            given_name=draft.given_name.strip(), birth_date=draft.birth_date, sex=draft.sex,
            recorded_at=work.now, recorded_by=actor.user_id, allergies=_stripped(draft.allergies),
            facts=draft.facts,
        )  # fmt: skip
        _check(patient, work.now.date())
        _refuse_used_number(work.db, patient)
        patients_store.add_patient_version(work.db, patient)
        work.audit(AuditKind.PATIENT_ADDED, "patient", patient.id, version=1, patient_id=patient.id)
        return work.done(KnownPatient(patient, _similar(work.db, patient)))


def correct_patient(
    clinic: Clinic, actor: Actor, patient_id: str, correction: PatientCorrection
) -> KnownPatient:
    """A new version with the corrected identity; every earlier one is kept. Limits that begin with an age
    are judged again in an open session."""
    with clinic.work(actor, Permission.EDIT_PATIENT) as work:
        before = patients_store.load_patient(work.db, patient_id)
        if before is None:
            raise NotFound("There is no such patient.")
        named: dict[str, Any] = {
            name: _stripped(value)
            for name in ("mrn", "family_name", "given_name", "birth_date", "sex")
            if (value := getattr(correction, name)) is not None
        } | {name: _stripped(value) for name, value in correction.screening.items()}
        patient = replace(
            before, version=before.version + 1, recorded_at=work.now, recorded_by=actor.user_id,
            reason=correction.reason, **named,
        )  # fmt: skip
        _check(patient, work.now.date())
        _refuse_used_number(work.db, patient)
        patients_store.add_patient_version(work.db, patient)
        work.audit(
            AuditKind.PATIENT_CORRECTED, "patient", patient.id, version=patient.version,
            patient_id=patient.id,
            reason=correction.reason, fields=sorted(named),
        )  # fmt: skip
        judge_open_session(work, patient.id)
        return work.done(_known(work.db, patient))


def find_patients(clinic: Clinic, actor: Actor, query: str) -> Sequence[KnownPatient]:
    """Patients by name (any order, accents ignored) or start of the record number; else the newest."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return [_known(look.db, p) for p in patients_store.search_patients(look.db, query[:200])]


def view_patient(clinic: Clinic, actor: Actor, patient_id: str) -> KnownPatient:
    """One patient; of a record that was merged away the surviving one. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        patient = patients_store.load_patient(look.db, patient_id)
        known = _known(look.db, patient) if patient else None
    if known is None:
        raise NotFound("There is no such patient.")
    note_view(clinic, actor, known.patient.id)
    return known


def patient_versions(clinic: Clinic, actor: Actor, patient_id: str) -> Sequence[Patient]:
    """All versions of a patient's identity, oldest first."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return patients_store.patient_history(look.db, patient_id)


def _known(db: Reading | Writing, patient: Patient) -> KnownPatient:
    return KnownPatient(
        patient, _similar(db, patient), sessions_store.last_weight_of(db, patient.id), _merged(db, patient)
    )


def _merged(db: Reading | Writing, patient: Patient) -> tuple[MergedRecord, ...]:
    merges = merges_store.merges_into(db, patient.id)
    found = ((merge, patients_store.load_own_record(db, merge.from_id)) for merge in merges)
    return tuple(MergedRecord(merge, own) for merge, own in found if own is not None)


def _similar(db: Reading | Writing, patient: Patient) -> tuple[str, ...]:
    others = patients_store.list_patients_for_look_alikes(
        db, patient.birth_date, folded(patient.family_name), folded(patient.given_name)
    )
    return tuple(dict.fromkeys(other.id for other in others if look_alike(patient, other)))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _check(patient: Patient, today: date) -> None:
    errors = [
        text_error("mrn", "The record number", patient.mrn, MRN_LENGTH, required=True),
        text_error("family_name", "The family name", patient.family_name, NAME_LENGTH, required=True),
        text_error("given_name", "The given name", patient.given_name, NAME_LENGTH),
    ]
    if patient.allergies is not None:
        words = "What the patient is allergic to"
        errors.append(text_error("allergies", words, patient.allergies, ALLERGIES_LENGTH, required=True))
    if not EARLIEST_BIRTH <= patient.birth_date <= today:
        words = f"The birth date {patient.birth_date.isoformat()} does not lie between 1900 and today."
        errors.append(FieldError("birth_date", "out_of_range", words))
    if found := [e for e in errors if e]:
        raise InvalidEntry(found)


def _refuse_used_number(db: Reading | Writing, patient: Patient) -> None:
    other = patients_store.find_patient_by_mrn(db, patient.mrn)
    if other is not None and other.id != patient.id:
        raise WrongState(f"The record number {patient.mrn} is already used.", "mrn_taken")

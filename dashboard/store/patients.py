"""Patients: every version of an identity is kept, and `patients` points to the current one.

A record that was merged into another is read as that one; its own identity stays as it was.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, bindparam, false, func, or_, select, true, update

from dashboard.clinical.patients import Fact, Patient, Sex, folded
from dashboard.store.merges import merged_away, surviving
from dashboard.store.tables import patient_versions, patients
from dashboard.store.writing import Db, Writing

_versions = patient_versions.c
_IS_CURRENT = and_(_versions.id == patients.c.id, _versions.version == patients.c.current_version)
_CURRENT = select(patient_versions).join_from(patients, patient_versions, _IS_CURRENT)


def add_patient_version(db: Writing, patient: Patient) -> None:
    """Store the first or the next version of a patient; a record number in use raises IntegrityError."""
    pointer = {"id": patient.id, "mrn": patient.mrn, "current_version": patient.version}
    if patient.version == 1:
        db.execute(patients.insert(), pointer)
    else:
        db.execute(update(patients).where(patients.c.id == patient.id).values(pointer))
    before = {"id": patient.id, "version": patient.version - 1} if patient.version > 1 else None
    db.insert(patient_versions, _values(patient), before)


def load_patient(db: Db, patient_id: str) -> Patient | None:
    """The current version of a patient; of a record that was merged away, the surviving one's."""
    row = db.execute(_BY_ID, {"patient_id": patient_id}).first()
    return patient_from(row) if row else None


def load_own_record(db: Db, patient_id: str) -> Patient | None:
    """The current version of exactly this record, merged away or not."""
    row = db.execute(_OWN, {"patient_id": patient_id}).first()
    return patient_from(row) if row else None


def find_patient_by_mrn(db: Db, mrn: str) -> Patient | None:
    """The record that has this number now, merged away or not: no other may take it."""
    row = db.execute(_CURRENT.where(patients.c.mrn == mrn)).first()
    return patient_from(row) if row else None


def search_patients(db: Db, query: str, limit: int = 50) -> list[Patient]:
    """Patients whose names hold every word of the query, in any order, case and accent; or whose record
    number begins with it. An empty query gives those stored last, newest first.

    What fits a record that was merged away finds the surviving one, once."""
    words = [word for part in re.split(r"[\s,;]+", query) if (word := folded(part))]
    if not query.strip():
        alone = _CURRENT.where(~merged_away(patients.c.id))
        rows = db.execute(alone.order_by(_versions.recorded_at.desc(), _versions.id).limit(limit))
    else:
        names = _versions.family_folded + " " + _versions.given_folded
        by_name = and_(true() if words else false(), *(names.contains(word) for word in words))
        by_number = func.lower(patients.c.mrn).startswith(query.strip().lower(), autoescape=True)
        fitting = (
            select(surviving(patients.c.id))
            .join_from(patients, patient_versions, _IS_CURRENT)
            .where(or_(by_name, by_number))
        )
        found = _CURRENT.where(patients.c.id.in_(fitting.correlate(None)))
        rows = db.execute(
            found.order_by(_versions.family_folded, _versions.given_folded, _versions.id).limit(limit)
        )
    return [patient_from(row) for row in rows]


def list_patients_for_look_alikes(
    db: Db, birth_date: date, folded_family: str, folded_given: str
) -> list[Patient]:
    """Everybody with this birth date, or these folded names in either order; the rule is clinical.

    An identity that was merged away comes under the surviving record's id: whoever is registered under it
    again is known already.
    """
    names = {"family": folded_family, "given": folded_given}
    rows = db.execute(_BY_BIRTH, {"birth_date": birth_date}).all()
    rows = [
        *rows,
        *db.execute(_BY_NAMES, names),
        *db.execute(_BY_NAMES, {"family": folded_given, "given": folded_family}),
    ]
    alike = {row.id: replace(patient_from(row), id=row.read_as) for row in rows}
    return list(alike.values())


def patient_history(db: Db, patient_id: str) -> list[Patient]:
    """All versions of a patient, oldest first."""
    history = select(patient_versions).where(_versions.id == patient_id).order_by(_versions.version)
    return [patient_from(row) for row in db.execute(history)]


_OWN = _CURRENT.where(patients.c.id == bindparam("patient_id"))
_BY_ID = _CURRENT.where(patients.c.id == surviving(bindparam("patient_id")))
_READ_AS = _CURRENT.add_columns(surviving(patients.c.id).label("read_as"))
_BY_BIRTH = _READ_AS.where(_versions.birth_date == bindparam("birth_date"))
_BY_NAMES = _READ_AS.where(
    _versions.family_folded == bindparam("family"), _versions.given_folded == bindparam("given")
)


def patient_from(row: Row[Any]) -> Patient:
    """A patient from a row with the columns of `patient_versions`."""
    return Patient(
        id=row.id, version=row.version, mrn=row.mrn, family_name=row.family_name, given_name=row.given_name,
        birth_date=row.birth_date, sex=Sex(row.sex), recorded_at=row.recorded_at, recorded_by=row.recorded_by,
        reason=row.reason, allergies=row.allergies, facts=facts_from(row.facts),
    )  # fmt: skip


def facts_from(stored: list[str] | None) -> frozenset[Fact] | None:
    """What is known of a patient from its stored codes; None when nobody was asked."""
    return None if stored is None else frozenset(Fact(code) for code in stored)


def _values(patient: Patient) -> dict[str, Any]:
    return {
        "id": patient.id, "version": patient.version, "mrn": patient.mrn, "family_name": patient.family_name,
        "given_name": patient.given_name, "birth_date": patient.birth_date, "sex": patient.sex.value,
        "family_folded": folded(patient.family_name), "given_folded": folded(patient.given_name),
        "recorded_at": patient.recorded_at, "recorded_by": patient.recorded_by, "reason": patient.reason,
        "allergies": patient.allergies,
        "facts": None if patient.facts is None else sorted(fact.value for fact in patient.facts),
    }  # fmt: skip

"""Patients are found the way people look for them, and every version stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dashboard.clinical.patients import folded, look_alike
from dashboard.store import (
    patients,
)
from dashboard.store.database import Database
from tests import factories
from tests.store.keeping import AT, audited, furnish

LATER = AT + timedelta(hours=8)


@pytest.fixture
def four_patients(database: Database) -> Database:
    furnish(database)
    people = [
        ("p2", "A-77", "García Márquez", "Íñigo", date(1979, 3, 14)),
        ("p3", "A-78", "Marta", "Kowalczyk", date(1990, 1, 1)),
        ("p4", "204899", "Müller", "Anna", date(1955, 5, 5)),
    ]
    with audited(database) as db:
        for days, (id_, mrn, family, given, born) in enumerate(people, start=1):
            patients.add_patient_version(db, factories.patient(
                id=id_, mrn=mrn, family_name=family, given_name=given, birth_date=born,
                recorded_at=AT + timedelta(days=days),
            ))  # fmt: skip
    return database


def test_patients_are_found_as_people_type_them(four_patients: Database) -> None:
    expected = {
        "marquez inigo": ["p2"], "Garcia": ["p2"], "kowalczyk, marta": ["p3", "patient-1"],
        "a-7": ["p2", "p3"], "2048": ["p4", "patient-1"], "muller": ["p4"], "%": [], "_-77": [], "nobody": [],
    }  # fmt: skip
    with four_patients.reading() as db:
        found = {query: sorted(p.id for p in patients.search_patients(db, query)) for query in expected}
        newest = [p.id for p in patients.search_patients(db, " ")]
        assert found == expected
        assert newest == ["p4", "p3", "p2", "patient-1"]
        assert len(patients.search_patients(db, "", limit=2)) == 2


@pytest.mark.hazard("H02")
def test_everybody_who_could_be_taken_for_a_patient_is_listed(four_patients: Database) -> None:
    marta = factories.patient()
    with four_patients.reading() as db:
        found = patients.list_patients_for_look_alikes(
            db, marta.birth_date, folded(marta.family_name), folded(marta.given_name)
        )
        everybody = patients.search_patients(db, "")
    assert {p.id for p in found} == {"patient-1", "p2", "p3"}
    assert {p.id for p in everybody if look_alike(marta, p)} <= {p.id for p in found}


def test_a_correction_of_a_patient_keeps_every_version(database: Database) -> None:
    furnish(database)
    first = factories.patient()
    second = replace(first, version=2, mrn="99", family_name="Nowak", reason="married", recorded_at=LATER)
    with audited(database) as db:
        patients.add_patient_version(db, second)
    with database.reading() as db:
        assert patients.load_patient(db, first.id) == second
        assert patients.find_patient_by_mrn(db, "99") == second
        assert patients.find_patient_by_mrn(db, first.mrn) is None
        assert patients.patient_history(db, first.id) == [first, second]
        assert patients.search_patients(db, "kowalczyk") == []


def test_a_record_number_is_taken_once(database: Database) -> None:
    furnish(database)
    with pytest.raises(IntegrityError), audited(database) as db:
        patients.add_patient_version(db, factories.patient(id="p2"))

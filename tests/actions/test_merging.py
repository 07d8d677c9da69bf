"""Merging on each database: one person in every list while it stands, two again afterwards."""

import pytest

from dashboard.actions import merging, patients, review
from dashboard.actions.courses import course_beside, view_course
from dashboard.actions.viewing import list_sessions
from dashboard.clinical.errors import NotFound, NotPermitted
from tests.actions.bedside import Bedside

pytestmark = pytest.mark.hazard("H02")


def test_one_person_while_it_stands_and_two_again_afterwards(bedside: Bedside) -> None:
    clinic, carl = bedside.clinic, bedside.carl
    goes, stays = bedside.admit("204882", given_name="Martha"), bedside.admit("204881")
    of_goes, of_stays = bedside.treated(goes), bedside.treated(stays)
    known = patients.view_patient(clinic, carl, stays)
    beside = merging.records_beside(clinic, carl, known)
    assert (beside.own, [(p.id, n) for p, n in beside.others]) == (1, [(goes, 1)])

    merge = merging.merge_patients(clinic, carl, goes, stays, "Registered twice.")
    assert [k.patient.id for k in patients.find_patients(clinic, carl, "204882")] == [stays]
    assert [k.patient.id for k in patients.find_patients(clinic, carl, "")] == [stays]
    assert {need.session.patient.id for need in review.view_review(clinic, carl).needs} == {stays}
    records = list_sessions(clinic, carl, patient_id=goes).records
    assert [(r.session.id, r.session.patient_id, r.patient.id) for r in records] == [
        (of_stays, stays, stays), (of_goes, goes, stays),
    ]  # fmt: skip
    course = view_course(clinic, carl, goes)
    assert [s.record.session.id for s in course.sessions] == [of_goes, of_stays]
    assert course_beside(clinic, carl, records[0]).sessions[0].record.session.id == of_goes

    merging.part_patients(clinic, carl, merge.id, "Two sisters.")
    assert len(patients.find_patients(clinic, carl, "")) == 2
    assert patients.view_patient(clinic, carl, goes).patient.given_name == "Martha"
    assert [s.record.session.id for s in view_course(clinic, carl, goes).sessions] == [of_goes]
    assert [s.record.session.id for s in view_course(clinic, carl, stays).sessions] == [of_stays]


def test_the_last_weight_is_the_persons_under_whichever_record(bedside: Bedside) -> None:
    goes, stays = bedside.admit("204882"), bedside.admit("204881")
    bedside.treated(goes)
    assert patients.view_patient(bedside.clinic, bedside.carl, stays).last_weight_kg is None
    merging.merge_patients(bedside.clinic, bedside.carl, goes, stays, "Registered twice.")
    assert patients.view_patient(bedside.clinic, bedside.carl, stays).last_weight_kg == 70


def test_a_course_of_nobody_is_not_found(on_sqlite: Bedside) -> None:
    with pytest.raises(NotFound):
        view_course(on_sqlite.clinic, on_sqlite.carl, "nobody")


def test_a_nurse_may_not_merge(on_sqlite: Bedside) -> None:
    one, other = on_sqlite.admit("1"), on_sqlite.admit("2")
    with pytest.raises(NotPermitted):
        merging.merge_patients(on_sqlite.clinic, on_sqlite.nina, one, other, "Registered twice.")

"""Answers and sendings of REMS worksheets come back as stored; the list knows who has one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.clinical.merges import PatientMerge
from dashboard.clinical.people import Contact
from dashboard.clinical.rems_answers import RemsAnswers
from dashboard.clinical.rems_due import RemsSending
from dashboard.clinical.rooms import Address
from dashboard.clinical.sessions import SessionEnd, TreatmentSession
from dashboard.store import clinic, events, merges, patients, rems, sessions, users
from dashboard.store.database import Database
from tests import factories
from tests.store.keeping import AT, CARL, NINA, audited, furnish, verified

FIRST = RemsAnswers(version=1, answers={"sedation": "no"}, at=AT, by=NINA.id, by_name=NINA.display_name)
SENT = RemsSending(
    number=1, sent_at=AT, reference="FX 2291", note=None, at=AT, by=CARL.id, by_name=CARL.display_name
)


def nasal(number: int, end: SessionEnd | None = SessionEnd.COMPLETED) -> TreatmentSession:
    """An esketamine session, each on a day of its own."""
    opened_at = AT + timedelta(days=number)
    return factories.session(
        id=f"nasal-{number}", protocol_code="in_esketamine", planned_dose=None, opened_at=opened_at,
        changed_at=opened_at, ended_at=opened_at + timedelta(hours=3), end=end,
    )  # fmt: skip


def store(database: Database, *stored: TreatmentSession) -> None:
    """A furnished clinic with these sessions, a device in each."""
    furnish(database)
    with audited(database) as db:
        for session in stored:
            sessions.add_session_version(db, session, session.opened_at.date())
            at = session.opened_at + timedelta(minutes=20)
            given = {"occurred_at": at, "recorded_at": at, "session_id": session.id, "seq": 1}
            event = replace(factories.device(0, 1, id=f"device-{session.id}"), **given)
            events.add_event_version(db, event)


def listed(database: Database, *, sent: bool = False, limit: int = 10) -> tuple[list[str], bool]:
    """The ids listed, and whether there are more."""
    with database.reading() as db:
        found, more = rems.list_worksheets(db, sent=sent, limit=limit)
    return [one.session_id for one in found], more


def test_answers_and_sendings_read_back_in_order(database: Database) -> None:
    store(database, nasal(1))
    second = replace(FIRST, version=2, answers={"sedation": "yes", "sedation_onset": 12}, by=CARL.id)
    second = replace(second, by_name=CARL.display_name)
    with audited(database) as db:
        rems.add_rems_answers(db, "nasal-1", FIRST)
        rems.add_rems_answers(db, "nasal-1", second)
        rems.add_rems_sending(db, "nasal-1", SENT)
        rems.add_rems_sending(db, "nasal-1", replace(SENT, number=2, note="Again"))
    with database.reading() as db:
        assert rems.list_rems_answers(db, "nasal-1") == [FIRST, second]
        assert rems.list_rems_sendings(db, "nasal-1") == [SENT, replace(SENT, number=2, note="Again")]
        assert rems.list_rems_answers(db, "none") == []
    assert verified(database).ok


@pytest.mark.hazard("H50")
def test_what_waits_comes_oldest_first_and_what_was_sent_newest_first(database: Database) -> None:
    store(database, *(nasal(number) for number in range(1, 6)))
    with audited(database) as db:
        rems.add_rems_sending(db, "nasal-2", SENT)
        rems.add_rems_sending(db, "nasal-4", SENT)
    assert listed(database) == (["nasal-1", "nasal-3", "nasal-5"], False)
    assert listed(database, limit=2) == (["nasal-1", "nasal-3"], True)
    assert listed(database, sent=True) == (["nasal-4", "nasal-2"], False)


@pytest.mark.hazard("H50")
def test_a_device_makes_a_worksheet_under_any_protocol_but_not_in_a_cancelled_session(
    database: Database,
) -> None:
    other = replace(nasal(2), id="other", protocol_code="im_racemic")
    store(database, nasal(1, SessionEnd.CANCELLED), other, nasal(3, SessionEnd.ABORTED))
    assert listed(database) == (["other", "nasal-3"], False)


def test_a_struck_device_is_none_and_a_corrected_time_counts(database: Database) -> None:
    store(database, nasal(1), nasal(2))
    moved = AT + timedelta(days=2, minutes=50)
    with audited(database) as db:
        for number, change in ((1, {"status": "struck"}), (2, {"occurred_at": moved})):
            device = replace(
                factories.device(0, 1), id=f"device-nasal-{number}", session_id=f"nasal-{number}", seq=1,
                version=2, recorded_at=moved, first_recorded_at=moved, change_reason="wrong",
            )  # fmt: skip
            events.add_event_version(db, replace(device, **change))
    with database.reading() as db:
        found, _ = rems.list_worksheets(db, sent=False, limit=10)
    assert [(one.session_id, one.treated_at) for one in found] == [("nasal-2", moved)]
    assert found[0].changed_at == moved


def test_only_a_change_of_who_the_patient_is_counts_as_one(database: Database) -> None:
    furnish(database)
    later = AT + timedelta(days=1)
    patient = factories.patient(version=2, recorded_at=later, allergies="Penicillin", reason="asked")
    with audited(database) as db:
        patients.add_patient_version(db, patient)
    with database.reading() as db:
        assert rems.identity_changes(db, [patient.id]) == {}
    renamed = replace(patient, version=3, given_name="Martha", recorded_at=later)
    with audited(database) as db:
        patients.add_patient_version(db, renamed)
        patients.add_patient_version(db, replace(renamed, version=4, allergies="None known"))
    with database.reading() as db:
        assert rems.identity_changes(db, [patient.id]) == {patient.id: later}


@pytest.mark.hazard("H50")
def test_a_merge_changes_who_the_patient_of_a_session_is_and_so_does_its_end(database: Database) -> None:
    furnish(database)
    hours = [AT + timedelta(hours=n) for n in range(5)]
    own = factories.patient(id="patient-twin", mrn="77", given_name="Martha", recorded_at=hours[0])
    same = factories.patient(id="patient-same", mrn="78", recorded_at=hours[0])
    into = factories.patient().id
    with audited(database) as db:
        patients.add_patient_version(db, own)
        patients.add_patient_version(db, same)
        for merge_id, from_id in (("merge-1", own.id), ("merge-2", same.id)):
            merge = PatientMerge(
                id=merge_id, from_id=from_id, into_id=into, at=hours[1], by=CARL.id,
                by_name=CARL.display_name, reason="same",
            )  # fmt: skip
            merges.add_merge(db, merge)
    asked = [own.id, same.id, into]
    with database.reading() as db:
        assert rems.identity_changes(db, asked) == {own.id: hours[1]}
    with audited(database) as db:
        renamed = factories.patient(version=2, family_name="Nowak", recorded_at=hours[2], reason="married")
        patients.add_patient_version(db, renamed)
    with database.reading() as db:
        assert rems.identity_changes(db, asked) == dict.fromkeys(asked, hours[2])
    with audited(database) as db:
        merges.add_parting(db, "merge-1", at=hours[3], by=CARL.id, reason="not the same")
    with database.reading() as db:
        assert rems.identity_changes(db, asked) == {own.id: hours[3], same.id: hours[2], into: hours[2]}


def test_contact_and_address_read_back(database: Database) -> None:
    furnish(database)
    contact = Contact(first_name="Nina", last_name="Brandt", phone="555 0100", email="nina@linden.example")
    address = Address(line_1="1 Elm Street", city="Salem", state="OR", postal_code="97301")
    with audited(database) as db:
        users.update_user(db, replace(NINA, contact=contact))
        clinic.add_clinic_version(db, factories.clinic(address=address), AT, CARL.id)
    with database.reading() as db:
        assert users.load_user(db, NINA.id) == replace(NINA, contact=contact)
        assert clinic.load_clinic(db).address == address
    assert verified(database).ok

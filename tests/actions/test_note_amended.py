"""What comes after a signature is not covered by it, and says so: by the order of the record, no clock."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dashboard.actions import clinic_profile, merging, notes, patients, sessions
from dashboard.actions.discharge import end_session
from dashboard.actions.readings import ReadingCorrection, Strike, correct_reading, strike_reading
from dashboard.actions.review import view_review
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.review import Matter, NoteState
from dashboard.clinical.roles import Actor
from dashboard.clinical.sessions import SessionEnd
from dashboard.documents.note_closing import AMENDED
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD

LEFT = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="To the ward", told="Dr Okafor")


def signed(bedside: Bedside, patient: str | None = None) -> str:
    """A session over and its note approved."""
    wanted = sessions.SessionRequest(
        patient_id=patient or bedside.admit(), protocol="iv_racemic_40", room="Room 1"
    )
    session = sessions.open_session(bedside.clinic, bedside.nina, wanted).session.id
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(30)
    bedside.record(session)
    end_session(bedside.clinic, bedside.nina, session, LEFT)
    bedside.clock.forward(1)
    notes.sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    bedside.clock.forward(5)
    return session


def correct(bedside: Bedside, session: str, **values: float) -> None:
    """The last reading was misread."""
    reading = bedside.look(session).readings[-1]
    fix = ReadingCorrection(reason="misread", values=values or {"heart_rate": 91})
    correct_reading(bedside.clinic, bedside.nina, reading.id, reading.version, fix)


def strike(bedside: Bedside, session: str) -> None:
    """The last reading was another patient's."""
    reading = bedside.look(session).readings[-1]
    why = Strike(reason_code=StrikeReason.WRONG_PATIENT, reason="Room 2's")
    strike_reading(bedside.clinic, bedside.nina, reading.id, reading.version, why)


def text_of(bedside: Bedside, session: str) -> str:
    """The note as text, its lines joined."""
    return " ".join(notes.note_document(bedside.clinic, bedside.nina, session, "txt").decode().split())


def needs(bedside: Bedside) -> list[tuple[Matter, str]]:
    """What asks for the clinician."""
    return [(need.matter, need.session.id) for need in view_review(bedside.clinic, bedside.carl).needs]


def state(bedside: Bedside) -> NoteState:
    """How far the note of the day's one session is."""
    (line,) = view_review(bedside.clinic, bedside.carl).today
    return line.note


def add(bedside: Bedside, who: Actor, session: str, password: str | None = PASSWORD) -> None:
    """An addendum, signed unless there is no password."""
    notes.add_addendum(bedside.clinic, who, session, "Seen.", password=password, address=ADDRESS)


@pytest.mark.hazard("H48", "H49")
@pytest.mark.parametrize(("change", "back"), [
    (correct, timedelta(minutes=5, seconds=30)), (correct, timedelta(days=30)), (strike, timedelta(hours=1)),
])  # fmt: skip
def test_a_change_is_not_hidden_by_a_clock_that_went_back(
    bedside: Bedside, change: Callable[[Bedside, str], None], back: timedelta
) -> None:
    session = signed(bedside)
    bedside.clock.at -= back
    change(bedside, session)
    view = notes.view_note(bedside.clinic, bedside.nina, session)
    assert (view.changed_since, AMENDED in view.note.marks) == (True, True)
    (_, uncovered) = text_of(bedside, session).split(f"{AMENDED}: the signature does not cover what follows.")
    assert "Reading of 13:30" in uncovered.split("ADDENDA")[0]
    assert (Matter.CHANGED, session) in needs(bedside)
    add(bedside, bedside.carl, session)
    assert (Matter.CHANGED, session) not in needs(bedside)


CORRECTIONS = {
    "name": ({"family_name": "Nowak"}, "Name Kowalczyk, Marta -> Nowak, Marta; changed"),
    "birth date": ({"birth_date": date(1949, 3, 14)}, "Birth date 14 Mar 1979 -> 14 Mar 1949; changed"),
    "allergies": ({"screening": {"allergies": "latex"}}, "Allergies not asked -> latex; changed"),
    "record number": ({"mrn": "99"}, "Record number 204881 -> 99; changed"),
}  # fmt: skip


@pytest.mark.hazard("H47", "H48", "H49")
@pytest.mark.parametrize("what", CORRECTIONS)
def test_a_correction_of_the_patient_is_told_as_not_covered(on_sqlite: Bedside, what: str) -> None:
    values, told = CORRECTIONS[what]
    session = signed(on_sqlite)
    patient = on_sqlite.look(session).patient.id
    correction = patients.PatientCorrection(**values, reason="typed wrong")
    patients.correct_patient(on_sqlite.clinic, on_sqlite.nina, patient, correction)
    view = notes.view_note(on_sqlite.clinic, on_sqlite.nina, session)
    assert (view.changed_since, AMENDED in view.note.marks) == (True, True)
    for form in notes.FORMATS:
        fresh = notes.note_document(on_sqlite.clinic, on_sqlite.nina, session, form)
        assert fresh != notes.signed_document(on_sqlite.clinic, on_sqlite.nina, session, form)
    said = text_of(on_sqlite, session)
    assert told in said
    assert "typed wrong" in said
    assert needs(on_sqlite) == [(Matter.CHANGED, session)]
    add(on_sqlite, on_sqlite.carl, session)
    assert needs(on_sqlite) == []


@pytest.mark.hazard("H02", "H48")
def test_a_merge_of_the_signed_record_is_told_until_it_is_taken_back(bedside: Bedside) -> None:
    goes, stays = bedside.admit("204882", given_name="Martha"), bedside.admit("204881")
    session = signed(bedside, goes)
    before = notes.note_document(bedside.clinic, bedside.nina, session, "txt")
    merge = merging.merge_patients(bedside.clinic, bedside.carl, goes, stays, "Registered twice.")
    said = text_of(bedside, session)
    assert "Read from another record of the patient, as records were merged or parted; name" in said
    assert needs(bedside) == [(Matter.CHANGED, session)]
    merging.part_patients(bedside.clinic, bedside.carl, merge.id, "Two sisters.")
    assert notes.note_document(bedside.clinic, bedside.nina, session, "txt") == before
    assert needs(bedside) == []


@pytest.mark.hazard("H47")
def test_an_old_note_keeps_the_clinics_name_and_zone_of_its_signature(on_sqlite: Bedside) -> None:
    session = signed(on_sqlite)
    clinic, ada = on_sqlite.clinic, on_sqlite.ada
    was = clinic.profile()
    before = text_of(on_sqlite, session)
    clinic_profile.change_clinic(clinic, ada, name="Another clinic", time_zone="America/Los_Angeles")
    assert not notes.view_note(clinic, on_sqlite.nina, session).changed_since
    correct(on_sqlite, session)
    after = text_of(on_sqlite, session)
    assert AMENDED in after
    assert was.name in after
    assert "Another clinic" not in after
    opened = before.split("opened ")[1][:10]
    assert f"opened {opened}" in after


@pytest.mark.hazard("H20", "H49")
def test_an_urgent_that_a_correction_raised_after_signing_asks_for_the_clinician(bedside: Bedside) -> None:
    session = signed(bedside)
    correct(bedside, session, systolic=196, diastolic=112)
    assert needs(bedside) == [(Matter.URGENT, session)] * 2 + [(Matter.CHANGED, session)]
    add(bedside, bedside.carl, session)
    assert needs(bedside) == []


@pytest.mark.hazard("H48")
def test_only_a_signed_addendum_of_who_may_approve_answers_a_change(bedside: Bedside) -> None:
    session = signed(bedside)
    correct(bedside, session)
    for who, password in ((bedside.nina, None), (bedside.nina, PASSWORD), (bedside.carl, None)):
        add(bedside, who, session, password)
        assert (needs(bedside), state(bedside)) == ([(Matter.CHANGED, session)], NoteState.CHANGED)
    add(bedside, bedside.carl, session)
    assert (needs(bedside), state(bedside)) == ([], NoteState.SIGNED)

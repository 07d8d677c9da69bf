"""The note says where its session stands in the series and what changed in its header; signing freezes it."""

import json
from typing import cast

import pytest

from dashboard.actions import merging, note_texts, notes, session_header
from dashboard.actions.courses import view_course
from dashboard.actions.discharge import end_session
from dashboard.actions.events import strike_event
from dashboard.actions.handover import hand_over
from dashboard.actions.rules import RuleDraft, list_versions, write_version
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.roles import Permission
from dashboard.clinical.rules import RuleKind
from dashboard.clinical.sessions import SessionEnd
from dashboard.store import notes as notes_store
from dashboard.store.notes import load_signed_place, place_document
from dashboard.store.writing import Db
from tests.actions.bedside import ADDRESS, Bedside
from tests.factories import series_place
from tests.people import PASSWORD


def treated(bedside: Bedside, patient: str) -> str:
    """A session of this patient with a dose, over for a day; its id."""
    session = bedside.treated(patient)
    bedside.clock.forward(24 * 60)
    return session


def form_of(bedside: Bedside, session: str, form: str = "txt") -> bytes:
    return notes.note_document(bedside.clinic, bedside.carl, session, form)


def header_of(bedside: Bedside, session: str, label: str) -> list[str]:
    """What the header says under this label."""
    text = form_of(bedside, session).decode().split("BEFORE THE SESSION")[0]
    joined = " ".join(text.split())
    return [part.split("Session: ")[0].strip() for part in joined.split(f"{label}: ")[1:]]


def sign(bedside: Bedside, session: str) -> None:
    notes.sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)


def test_each_note_states_the_place_that_the_course_gives(bedside: Bedside) -> None:
    patient = bedside.admit()
    made = [treated(bedside, patient) for _ in range(3)]
    course = view_course(bedside.clinic, bedside.carl, patient)
    assert [s.record.session.id for s in course.sessions] == made
    first, *others = course.sessions
    assert header_of(bedside, made[0], "Series") == [f"{first.place.words}, the first recorded here"]
    for session, other in zip(made[1:], others, strict=True):
        (said,) = header_of(bedside, session, "Series")
        assert said.startswith(f"{other.place.words}, counted here since ")


def planned(bedside: Bedside, series_sessions: int) -> None:
    """From now on the protocol plans this many sessions; sessions begun before keep their version."""
    versions, _ = list_versions(bedside.clinic, bedside.ada, RuleKind.PROTOCOL)
    first = versions["iv_racemic_40"][0]
    draft = RuleDraft(
        kind=RuleKind.PROTOCOL, code="iv_racemic_40", shared=first.shared, reason="Six as planned",
        document={**first.document, "series_sessions": series_sessions},
    )  # fmt: skip
    write_version(bedside.clinic, bedside.ada, draft, new=False, second=bedside.carl)


@pytest.mark.hazard("H47")
def test_a_planned_series_is_said_by_each_sessions_own_version_and_frozen_with_the_note(
    bedside: Bedside,
) -> None:
    patient = bedside.admit()
    first = treated(bedside, patient)
    planned(bedside, 2)
    second = treated(bedside, patient)
    sign(bedside, second)
    planned(bedside, 12)
    third = treated(bedside, patient)
    said = [header_of(bedside, session, "Series")[0].split(", ")[0] for session in (first, second, third)]
    assert said == ["Infusion 1", "Infusion 2 of 2", "Infusion 3 of 12"]
    course = view_course(bedside.clinic, bedside.carl, patient)
    assert [s.place.planned for s in course.sessions] == [None, 2, 12]
    with bedside.clinic.look(bedside.carl, Permission.VIEW_RECORDS) as look:
        frozen = load_signed_place(look.db, second)
    assert frozen == course.sessions[1].place


def test_a_place_that_was_frozen_before_plans_were_known_says_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = json.loads(place_document(series_place()))
    del kept["planned"]
    monkeypatch.setattr(notes_store, "load_signed_document", lambda *_: json.dumps(kept).encode())
    assert load_signed_place(cast(Db, None), "any") == series_place()


@pytest.mark.hazard("H02")
def test_an_unsigned_note_follows_a_merge_and_its_way_back(bedside: Bedside) -> None:
    goes, stays = bedside.admit("204882"), bedside.admit("204881")
    treated(bedside, goes)
    session = treated(bedside, stays)
    assert header_of(bedside, session, "Series") == ["Infusion 1, the first recorded here"]
    merge = merging.merge_patients(bedside.clinic, bedside.carl, goes, stays, "Registered twice.")
    assert header_of(bedside, session, "Series")[0].startswith("Infusion 2, counted here since ")
    merging.part_patients(bedside.clinic, bedside.carl, merge.id, "Two sisters.")
    assert header_of(bedside, session, "Series") == ["Infusion 1, the first recorded here"]


@pytest.mark.hazard("H47")
@pytest.mark.parametrize("addendum", [False, True])
def test_a_merge_alters_no_form_of_a_signed_note(bedside: Bedside, addendum: bool) -> None:
    goes, stays = bedside.admit("204882"), bedside.admit("204881")
    treated(bedside, goes)
    session = treated(bedside, stays)
    sign(bedside, session)
    if addendum:
        notes.add_addendum(bedside.clinic, bedside.carl, session, "Called: well.")
    before = form_of(bedside, session)
    merging.merge_patients(bedside.clinic, bedside.carl, goes, stays, "Registered twice.")
    assert form_of(bedside, session) == before
    assert b"Infusion 1, the first recorded here" in before
    assert b"not word for word" not in before
    view = notes.view_note(bedside.clinic, bedside.carl, session)
    assert (view.changes, view.changed_since) == ((), False)


def test_what_a_merge_moved_since_words_were_written_is_shown(on_sqlite: Bedside) -> None:
    goes, stays = on_sqlite.admit("204882"), on_sqlite.admit("204881")
    treated(on_sqlite, goes)
    session = treated(on_sqlite, stays)
    note_texts.write_text(on_sqlite.clinic, on_sqlite.carl, session, 0, {"plan": "Same dose"})
    assert notes.view_note(on_sqlite.clinic, on_sqlite.carl, session).changes == ()
    merging.merge_patients(on_sqlite.clinic, on_sqlite.carl, goes, stays, "Registered twice.")
    (change,) = notes.view_note(on_sqlite.clinic, on_sqlite.carl, session).changes
    assert change.before == ("Series: Infusion 1, the first recorded here",)
    assert change.after[0].startswith("Series: Infusion 2, counted here since ")


def test_a_struck_dose_has_no_place(on_sqlite: Bedside) -> None:
    session = on_sqlite.open()
    dose = on_sqlite.dose(session)
    assert header_of(on_sqlite, session, "Series") == ["Infusion 1, the first recorded here"]
    strike_event(on_sqlite.clinic, on_sqlite.nina, dose.id, 1, StrikeReason.OTHER, "Not given")
    assert header_of(on_sqlite, session, "Series") == ["not counted, no dose recorded"]


@pytest.mark.hazard("H47")
def test_every_change_of_the_header_is_told_with_both_values(bedside: Bedside) -> None:
    session = bedside.open(weight_kg=70.0)
    change = session_header.HeaderChange
    session_header.change_session(
        bedside.clinic, bedside.nina, session, 1, change(values={"weight_kg": 77.5}, reason="Typed wrong.")
    )
    session_header.change_session(
        bedside.clinic, bedside.carl, session, 2,
        change(values={"room": "Room 2", "threshold_set": "cautious"}, reason="Heart failure"),
    )  # fmt: skip
    hand_over(bedside.clinic, bedside.nina, session, 3, bedside.carl.user_id, None)
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.ABORTED, reason="Ill"))
    told = header_of(bedside, session, "Header changed")
    assert len(told) == 3
    assert told[0].startswith("weight 70 kg -> 77.5 kg, ")
    assert told[0].endswith("by Nina Brandt. Reason: Typed wrong.")
    assert told[1].startswith("room Room 1 -> Room 2; limits standard version 1 -> cautious version 1, ")
    assert told[1].endswith("by Dr Carl Okafor. Reason: Heart failure.")
    assert told[2].startswith("nurse nobody -> Dr Carl Okafor, ")
    assert told[2].endswith("by Nina Brandt. Reason: Handed over to Dr Carl Okafor.")

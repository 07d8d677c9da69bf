"""What people write into a note: whose words they are, who was first, what changed beside them since."""

from typing import Any

import pytest

from dashboard.actions import note_texts
from dashboard.actions.notes import note_document, view_note
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.clinical.errors import InvalidEntry, NotPermitted, StaleVersion, WrongState
from dashboard.clinical.roles import Actor
from tests.actions.bedside import Bedside
from tests.actions.test_notes import ended, sign


def write(bedside: Bedside, who: Actor, session: str, expected: int = 0, **words: str | None) -> Any:
    return note_texts.write_text(bedside.clinic, who, session, expected, words)


def test_a_clinician_writes_all_parts_and_a_nurse_the_patients_words(bedside: Bedside) -> None:
    session = ended(bedside)
    write(bedside, bedside.nina, session, patient_words="It was calm.")
    write(bedside, bedside.carl, session, 1, assessment="Well tolerated", plan="Same dose")
    text = bedside.look(session).note_text
    assert text is not None
    assert (text.version, text.patient_words, text.assessment, text.plan, text.by_name) == (
        2, "It was calm.", "Well tolerated", "Same dose", "Dr Carl Okafor",
    )  # fmt: skip
    note = note_document(bedside.clinic, bedside.nina, session, "txt").decode()
    assert "Written by Nina Brandt" in note
    assert "| Same dose" in note


@pytest.mark.parametrize("part", ["assessment", "plan"])
def test_a_nurse_does_not_write_what_the_clinician_judges(bedside: Bedside, part: str) -> None:
    session = ended(bedside)
    with pytest.raises(NotPermitted):
        write(bedside, bedside.nina, session, **{part: "Well"})
    with pytest.raises(NotPermitted):
        write(bedside, bedside.ada, session, patient_words="x")
    assert bedside.look(session).note_texts == ()


@pytest.mark.hazard("H53")
def test_who_saves_second_is_told_who_was_first_and_nothing_is_overwritten(bedside: Bedside) -> None:
    session = ended(bedside)
    write(bedside, bedside.carl, session, plan="Same dose")
    with pytest.raises(StaleVersion, match=r"Dr Carl Okafor saved words at \d\d:\d\d"):
        write(bedside, bedside.nina, session, patient_words="Calm")
    write(bedside, bedside.nina, session, 1, patient_words="Calm")
    text = bedside.look(session).note_text
    assert text is not None
    assert (text.plan, text.patient_words) == ("Same dose", "Calm")
    with pytest.raises(StaleVersion):
        write(bedside, bedside.carl, session, 3, plan="More")


def test_saving_the_same_words_again_makes_no_version(bedside: Bedside) -> None:
    session = ended(bedside)
    write(bedside, bedside.carl, session, plan="Same dose")
    rows = bedside.rows()
    write(bedside, bedside.carl, session, 1, plan="Same dose")
    assert bedside.rows() == rows
    assert len(bedside.look(session).note_texts) == 1


def test_blank_words_empty_a_part_and_earlier_ones_stay_in_the_record(bedside: Bedside) -> None:
    session = ended(bedside)
    write(bedside, bedside.carl, session, plan="Same dose")
    write(bedside, bedside.carl, session, 1, plan="  \n")
    assert [text.plan for text in bedside.look(session).note_texts] == ["Same dose", None]


@pytest.mark.parametrize("words", [{}, {"plan": "x" * 10_001}, {"plan": "bell \u0007"}])
def test_words_that_cannot_be_kept_are_refused_whole(bedside: Bedside, words: dict[str, str]) -> None:
    session = ended(bedside)
    with pytest.raises(InvalidEntry):
        write(bedside, bedside.carl, session, **words)
    assert bedside.look(session).note_texts == ()


@pytest.mark.hazard("H48")
def test_a_signed_note_takes_no_more_words(bedside: Bedside) -> None:
    session = ended(bedside)
    sign(bedside, session)
    with pytest.raises(WrongState) as refused:
        write(bedside, bedside.carl, session, plan="Later")
    assert refused.value.code == "note_signed"
    assert bedside.look(session).note_texts == ()


@pytest.mark.hazard("H47")
def test_what_changed_beside_the_words_since_they_were_written_is_shown(bedside: Bedside) -> None:
    session = ended(bedside)
    assert view_note(bedside.clinic, bedside.carl, session).changes == ()
    write(bedside, bedside.carl, session, plan="Same dose")
    assert view_note(bedside.clinic, bedside.carl, session).changes == ()
    reading = bedside.look(session).readings[-1]
    bedside.clock.forward(5)
    fix = ReadingCorrection(reason="misread", values={"heart_rate": 91})
    correct_reading(bedside.clinic, bedside.nina, reading.id, 1, fix)
    view = view_note(bedside.clinic, bedside.carl, session)
    readings = next(change for change in view.changes if change.section == "Readings")
    assert "HR 72" in readings.before[0]
    assert "HR 91" in readings.after[0]
    assert view.changes_since.startswith("Dr Carl Okafor saved words at ")
    write(bedside, bedside.carl, session, 1, plan="Same dose, heart rate seen")
    assert view_note(bedside.clinic, bedside.carl, session).changes == ()


def test_the_audit_says_who_wrote_which_part_and_not_the_words(bedside: Bedside) -> None:
    session = ended(bedside)
    write(bedside, bedside.carl, session, plan="Secret words")
    entry = bedside.audit("note_written")[0]
    assert (entry.actor_id, entry.detail["fields"]) == (bedside.carl.user_id, ["plan"])
    assert "Secret" not in str(entry.detail)

"""What each section of the whole note says, in each of its forms."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind
from dashboard.clinical.notes import Meaning, Signature, addendum_sha256, author_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.documents.note import compose
from dashboard.documents.note_changes import changes_between, composed_lines
from tests.documents.written import ASSESSMENT, FORMS, WORDS, corrected, note_text, whole_record, words_of
from tests.factories import (
    addendum,
    alert,
    alert_action,
    at,
    baseline,
    dose_start,
    ended,
    event,
    pressure,
    protocol,
    reading,
    record,
    signature,
)

SAID = (
    # the session
    "Infusion 3, counted here since 16 Nov 2026",
    "weight 72 kg -> 70 kg, 13:04 by Nina Brandt. Reason: weighed again.",
    # before the session
    "Spoke against the dose: Takes a benzodiazepine;",
    "Answered by Nina Brandt, 12:59 unless another is named.",
    "Opioid: no (Dr Carl Okafor, 13:12)", "Last food: 07:30, 5 h 54 min before the dose.",
    "Escort confirmed: yes; Escort name: Jan Kowalczyk",
    "Since the last session: Slept better for four days; Mood measures with score: PHQ-9 14.",
    "Written by Nina Brandt, 12:59: Slept badly. Worried about the needle.",
    # baseline and hold
    "Hold overridden: reason known white coat, witness: Dr Carl Okafor.",
    "Reading of 13:15 accepted 13:16 by Nina Brandt.",
    # dose
    "Dose started: Ketamine 35 mg IV, lot K2291, drawn 50 mg, given 35 mg, wasted 15 mg, no witness",
    "Infusion paused: reason kinked line.", "Total given: 35 mg (0.5 mg/kg at 70 kg), as planned.",
    # readings and checks
    "LATE ENTRY, 18 min", "Not taken: Systolic, Diastolic: equipment",
    "Checks paused 13:52 to 14:02: In the bathroom.",
    # events
    "Rescue medication: ondansetron 4 mg IV, ordered by Dr Okafor; response 13:57, after 12 min.",
    # alerts
    "ESCALATED 13:47 after 2 min 40 s: No answer for 2 min.",
    "Acknowledged 13:48 by Nina Brandt after 3 min 40 s; told Dr Okafor; warning signs: Chest pain.",
    "Resolved by hand 14:14 by Nina Brandt: Seen, sits safely.",
    # adverse events
    "1 serious adverse event.", "Vomiting.",
    "Chest pain, moderate, SERIOUS, hospital stay, new or longer, possibly related",
    # written
    f"Patient's words. Written by Nina Brandt, 15:08: {WORDS}",
    f"Assessment. Written by Dr Carl Okafor, 15:14: {ASSESSMENT}",
    "Written by Dr Carl Okafor, 15:14: Next infusion 27 Nov, same dose. Check pressure at home",
)  # fmt: skip


def said_in(of: SessionRecord, title: str) -> str:
    """One section as its lines, joined with blanks."""
    section = next(s for s in compose(of).sections if s.title == title)
    return " ".join(composed_lines(replace(compose(of), sections=(replace(section, number=1),)))[1:])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.hazard("H47")
def test_every_part_of_the_note_stands_in_every_form(form: str, tmp_path: Path) -> None:
    words = words_of(whole_record(), form, tmp_path)
    for said in SAID:
        label, _, rest = said.partition(". Written by")
        wanted = said if form == "txt" or not rest else f"{label} Written by{rest}"
        assert wanted in words, wanted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.hazard("H47")
def test_what_people_wrote_is_set_apart_and_never_becomes_markup(form: str, tmp_path: Path) -> None:
    assert "<b>It was like floating</b>" in words_of(whole_record(), form, tmp_path)


def test_what_nobody_recorded_of_the_checklist_is_said_once() -> None:
    words = said_in(whole_record(), "Before the session")
    assert words.count("Not recorded:") == 1
    assert "Allergies checked" in words.split("Not recorded:")[1]
    assert said_in(record(), "Before the session") == "No pre-dose checklist was recorded."


def test_a_corrected_and_a_struck_checklist_show() -> None:
    first = event(-20, "pre_dose_checklist", {"opioid": "no"}, id="list", seq=1)
    second = replace(
        first, version=2, status="amended", detail={"opioid": "yes"}, change_reason="asked again"
    )
    words = said_in(record(events=(second,), earlier_events=(first,)), "Before the session")
    assert "Opioid: yes" in words
    assert "asked again; before: 13:04: opioid no." in words
    struck = replace(first, status="struck", version=2, change_reason="other patient")
    words = said_in(record(events=(struck,), earlier_events=(first,)), "Before the session")
    assert "Every checklist was struck." in words
    assert "other patient" in words


@pytest.mark.hazard("H47")
def test_a_dose_given_against_a_hold_says_so() -> None:
    high = {"readings": (pressure(-9, 190, 100),), "events": (dose_start(),)}
    assert "The dose began while this asked for a hold: Systolic 190" in said_in(
        record(**high), "Baseline and hold"
    )
    assert "No hold or override was recorded." in said_in(record(**high), "Baseline and hold")
    decided = high | {"events": (event(-5, "hold_override", {"reason": "seen"}), dose_start())}
    assert "No hold or override" not in said_in(record(**decided), "Baseline and hold")
    before = record(readings=(pressure(-9, 190, 100),))
    assert "This asks for a hold: Systolic 190" in said_in(before, "Baseline and hold")
    quiet = record(readings=(reading(-9),), events=(dose_start(),))
    assert "No value asked for a hold when the dose began." in said_in(quiet, "Baseline and hold")


def test_checks_kept_late_and_missed_are_told_with_what_was_missing() -> None:
    words = said_in(whole_record(), "Readings")
    assert "checks that came due were answered" in words
    assert "MISSED: 10 min (HR, SpO2, Sed.); 20 min (HR, SpO2, Sed.); 20 min (symptoms);" in words
    assert "Answered late: Repeat BP due 13:49 at 14:04, by 15 min" in words
    kept = record(readings=(reading(-9),), events=(dose_start(),), baselines=(baseline(-9),), seen_at=at(5))
    assert "1 of 1 checks that came due were answered, all in their time." in said_in(kept, "Readings")
    assert "checks" not in said_in(record(), "Readings")


@pytest.mark.parametrize("kind", ["vomiting", "fall", "syncope", "asks_to_stop", "red_flag"])
def test_no_adverse_event_is_said_only_when_there_was_none(kind: str) -> None:
    assert said_in(record(), "Adverse events") == "No adverse event was recorded."
    words = said_in(record(events=(event(20, kind),)), "Adverse events")
    assert "No adverse event was recorded." not in words
    struck = event(20, kind, status="struck", version=2)
    assert "No adverse event stands" in said_in(record(events=(struck,)), "Adverse events")


def test_an_adverse_event_says_what_was_not_stated() -> None:
    words = said_in(record(events=(event(20, "adverse_event", {"term": "headache"}),)), "Adverse events")
    assert "Headache. Not stated: severity, seriousness, relation, outcome." in words
    serious = event(20, "adverse_event", {"term": "fall", "serious": "yes"})
    assert "criterion of seriousness" in said_in(record(events=(serious,)), "Adverse events")


def test_a_check_alert_ends_by_being_done_and_asks_for_no_answer() -> None:
    late = alert(30, "systolic", 1, 2, check_key="timed|30", actions=(alert_action(36, ActionKind.RESOLVED),))
    words = said_in(record(events=(dose_start(),), alerts=(late,)), "Alerts")
    assert "No acknowledgement asked. Done 14:00 by Nina Brandt." in words
    assert "Not acknowledged." not in words


def endings(end: SessionEnd, **discharge: Any) -> str:
    """The first words of the note of a session that ended so after 20 minutes."""
    stopped = event(20, "dose_stop", {"amount_given": 17.5})
    left = ended(20, end, discharge=discharge)
    return said_in(record(session=left, events=(dose_start(), stopped), seen_at=at(60)), "Session")


@pytest.mark.hazard("H47")
def test_an_aborted_session_says_first_when_why_and_how_much_was_given() -> None:
    words = endings(SessionEnd.ABORTED, reason="panic")
    assert words.startswith("Aborted 13:44 (20 min). Reason: panic. Given: 17.5 mg (0.25 mg/kg at 70 kg).")
    undosed = record(session=ended(5, SessionEnd.ABORTED, discharge={"reason": "felt ill"}))
    assert "Reason: felt ill. Given: nothing." in said_in(undosed, "Session")


@pytest.mark.hazard("H45", "H47")
def test_leaving_against_advice_says_reason_witness_what_was_told_and_the_minutes_short() -> None:
    words = endings(SessionEnd.AGAINST_ADVICE, reason="child care", witness="Mia Duarte", told="risks")
    assert words.startswith(
        "Left against advice 13:44 (20 min), 80 min before the observation time ended. "
        "Reason: child care. Witness: Mia Duarte. Told: risks. Given: 17.5 mg"
    )


@pytest.mark.hazard("H47")
def test_a_transfer_says_where_to_how_when_and_what_went_along() -> None:
    sets = tuple(pressure(minute, 120 + minute, 70) for minute in (2, 4, 6, 8, 10, 12))
    moved = event(15, "transfer_started", {"where": "St Mary", "how": "ambulance"})
    of = record(
        session=ended(20, SessionEnd.TRANSFERRED, discharge={"told": "the registrar", "reason": "pain"}),
        events=(dose_start(), moved), readings=sets, seen_at=at(60),
    )  # fmt: skip
    words = said_in(of, "Session")
    assert "Transferred 13:44 (20 min). To St Mary, by ambulance, begun 13:39." in words
    assert "Told: the registrar. Reason: pain." in words
    leaving = said_in(of, "Readiness to leave")
    assert "Transfer started: to St Mary, ambulance." in leaving
    assert [f"BP {120 + m}/70" in leaving for m in (2, 4, 6, 8, 10, 12)] == [False, *[True] * 5]


def test_a_part_required_by_the_protocol_is_said_to_be_missing() -> None:
    asked = replace(protocol(), note_required=("plan",))
    words = said_in(record(protocol=asked), "Assessment and plan")
    assert words == "Assessment: not written. Plan: not written, the protocol asks for it."


def test_words_keep_the_name_of_who_wrote_them_when_another_part_changes() -> None:
    texts = (
        note_text(1, plan="Rest", by_name="Dr First"), note_text(2, plan="Rest", assessment="Well"),
        note_text(3, plan=None, assessment="Well"), note_text(4, plan="Rest", assessment="Well"),
    )  # fmt: skip
    found = [author_of(texts[:n], "plan") for n in range(5)]
    assert [text.version if text else None for text in found] == [None, 1, 1, None, 4]


@pytest.mark.hazard("H47")
def test_what_changed_since_the_lines_were_kept_is_found_by_section() -> None:
    before = whole_record()
    after = corrected(before, 10, 144, 130)
    kept = composed_lines(compose(before))
    assert changes_between(kept, composed_lines(compose(replace(before, seen_at=at(170))))) == ()
    changes = changes_between(kept, composed_lines(compose(after)))
    readings = next(c for c in changes if c.section == "Readings")
    assert "BP 164/98" in readings.before[0]
    assert "BP 144/98" in readings.after[0]
    assert "Corrected 15:34 by Nina Brandt: misread. BP 164/98 -> 144/98." in readings.after[0]
    assert readings.number == 5


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.hazard("H47")
def test_a_correction_after_the_signature_marks_every_form_as_amended(form: str, tmp_path: Path) -> None:
    signed = whole_record(signatures=(signature(118),), seen_at=at(119))
    assert "AMENDED" not in words_of(signed, form, tmp_path)
    words = words_of(corrected(signed, 10, 144, 130), form, tmp_path)
    assert words.count("AMENDED after signature") >= 2
    assert "Reading of 13:34 Corrected 15:34 by Nina Brandt" in words.replace("13:34:", "13:34")


def test_everything_recorded_after_the_signature_is_listed() -> None:
    late = alert(20, "systolic", 186, 180, id="late", actions=(alert_action(125),))
    first = event(24, "other", {"text": "walked"}, seq=1)
    struck = replace(
        first, status="struck", version=2, recorded_at=at(126), first_recorded_at=first.recorded_at
    )
    of = record(
        session=ended(), signatures=(signature(118),), seen_at=at(150), alerts=(late,), events=(struck,),
        earlier_events=(first,),
        readings=(reading(5, recorded_at=at(127), first_recorded_at=at(127)),),
    )  # fmt: skip
    words = said_in(of, "Signatures")
    assert "Reading of 13:29 Added 15:31." in words
    assert "Event of 13:48 STRUCK 15:30 by Nina Brandt." in words
    assert "acknowledged 15:29 by Nina Brandt" in words


@pytest.mark.parametrize("form", FORMS)
def test_an_addendum_stands_with_its_own_signature_or_says_that_it_has_none(
    form: str, tmp_path: Path
) -> None:
    content = addendum_sha256("session-4f9a21c7", 1, "Well.", "user-nurse", at(140))
    own = Signature(
        user_id="user-nurse", printed_name="Nina Brandt", meaning=Meaning.ADDENDUM, signed_at=at(140),
        content_sha256=content, audit_head="b" * 64,
    )  # fmt: skip
    signed = whole_record(
        signatures=(signature(118),), addenda=(addendum(text="Well.", signature=own), addendum(145, 2))
    )
    words = words_of(signed, form, tmp_path)
    assert "Addendum: I wrote this after the signature." in words
    assert content in words
    assert "Addendum 2 is not signed." in words
    assert "AMENDED" not in words

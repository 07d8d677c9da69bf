"""What the note says, whatever its form."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.clinical.notes import Meaning
from dashboard.clinical.sessions import SessionEnd
from dashboard.documents.blocks import Listing, Paragraph, Table
from dashboard.documents.identity import record_code
from dashboard.documents.note import compose
from dashboard.documents.note_text import to_text
from tests.documents.paper import signed_record
from tests.factories import (
    addendum,
    alert,
    alert_action,
    at,
    baseline,
    clinic,
    device,
    dose_start,
    ended,
    event,
    leaving,
    pressure,
    protocol,
    reading,
    record,
    rich_record,
    session,
    signature,
)


def section_text(note_text: str, title: str) -> str:
    """The lines of one section of the text, joined with blanks."""
    body = note_text.split(f"\n{title.upper()}\n", 1)[1].split("\n\n", 1)[0]
    return " ".join(body.split())


def said(title: str, **fields: object) -> str:
    return section_text(to_text(compose(record(**fields))), title)


def test_all_sixteen_sections_stand_in_order() -> None:
    assert [s.number for s in compose(rich_record()).sections] == list(range(1, 17))


def test_an_empty_session_says_of_every_part_that_nothing_is_there() -> None:
    text = to_text(compose(record(session=session(planned_dose=None, weight_kg=None), nurse=None)))
    for words in (
        "No baseline accepted: no rise is judged.", "No dose was planned", "No dose was recorded.",
        "No reading was recorded.", "No vital sign was measured.", "No symptom scale was asked.",
        "No other event was recorded.", "No adverse event was recorded.", "No alert was raised.",
        "No pre-dose checklist was recorded.", "Patient's words: not written.", "Assessment: not written.",
        "Plan: not written.", "The session has not ended.",
        "Not signed. This is a draft.", "No addendum.", "Nurse:          not named",
        "Weight:         not recorded",
    ):  # fmt: skip
        assert words in text
    assert not any(section.blocks == () for section in compose(record()).sections)


@pytest.mark.parametrize(
    ("end", "title"),
    [
        (SessionEnd.COMPLETED, "Ketamine session note"),
        (SessionEnd.ABORTED, "Ketamine session note: aborted"),
        (SessionEnd.AGAINST_ADVICE, "Ketamine session note: left against advice"),
        (SessionEnd.TRANSFERRED, "Ketamine session note: transferred"),
        (SessionEnd.CANCELLED, "Ketamine session note: cancelled, opened by mistake"),
    ],
)
def test_the_title_says_how_the_session_ended(end: SessionEnd, title: str) -> None:
    assert compose(record(session=ended(end=end))).title == title


def test_an_esketamine_session_is_titled_so() -> None:
    assert compose(record(protocol=protocol("in_esketamine"))).title == "Esketamine session note"


def test_a_note_is_a_draft_until_a_clinician_has_approved_it() -> None:
    assert compose(record()).marks == ("DRAFT",)
    assert compose(rich_record(signatures=(signature(meaning=Meaning.PREPARED),))).marks == ("DRAFT",)
    assert compose(rich_record()).marks == ()


@pytest.mark.hazard("A34")
def test_a_practice_note_says_practice_even_when_signed() -> None:
    assert compose(rich_record(clinic=clinic(practice=True))).marks == ("PRACTICE",)


def test_signing_and_addenda_leave_the_content_hash_as_it_was() -> None:
    unsigned = compose(rich_record(signatures=(), addenda=()))
    signed = compose(signed_record(addenda=(addendum(), addendum(number=2))))
    assert signed.content_sha256 == unsigned.content_sha256
    assert len(bytes.fromhex(unsigned.content_sha256)) == hashlib.sha256().digest_size


@pytest.mark.hazard("H47")
def test_a_change_after_the_signature_is_said_beside_it() -> None:
    before = signed_record()
    changed = replace(before, readings=before.readings[:-1])
    warning = "This is not word for word what was signed"
    assert warning not in to_text(compose(before))
    assert warning in section_text(to_text(compose(changed)), "Signatures")


def test_the_signature_shows_name_time_with_offset_meaning_and_hash() -> None:
    signed = signed_record()
    words = section_text(to_text(compose(signed)), "Signatures")
    assert "Dr Carl Okafor: 23 Nov 2026 15:22 +01:00. Approved: I reviewed this record" in words
    assert signed.signatures[0].content_sha256 in words


def test_no_baseline_is_said_where_changes_would_stand() -> None:
    words = said("Summary", readings=[pressure(10, 190, 100)], events=[dose_start()])
    assert "No baseline accepted: no rise is judged." in words
    assert "over baseline" not in words


@pytest.mark.hazard("A21")
def test_a_baseline_after_the_dose_is_said_wherever_a_rise_stands() -> None:
    rise = {"kind": "rise", "value": 40, "unit": "mmHg"}
    risen = alert(20, "systolic", 165, 40, limit=rise)
    late = record(
        readings=[pressure(5, 120, 70), pressure(20, 165, 80)], events=[dose_start()],
        baselines=(baseline(5),), alerts=(risen,),
    )  # fmt: skip
    text = to_text(compose(late))
    assert "Baseline after dose" in section_text(text, "Baseline and hold")
    assert "Baseline after dose" in section_text(text, "Summary")
    assert "Rise over a baseline after dose." in section_text(text, "Readings")
    assert "rise over a baseline after dose" in section_text(text, "Alerts")


@pytest.mark.hazard("A21")
def test_a_changed_baseline_keeps_the_old_one_and_the_reason() -> None:
    words = said(
        "Baseline and hold", readings=[pressure(-20, 150, 90), pressure(-5, 128, 79)],
        baselines=(baseline(-20), baseline(-5, number=2, reason="first was after the stairs")),
    )  # fmt: skip
    assert "Reading of 13:04 accepted 13:05 by Nina Brandt." in words
    assert "Reading of 13:19 accepted instead 13:20 by Nina Brandt: first was after the stairs." in words


@pytest.mark.hazard("A26")
def test_a_contradiction_makes_the_total_unclear_and_says_why() -> None:
    words = said("Dose", events=[dose_start(), dose_start(5)])
    assert "Total given: unclear. Second dose start. Resume, booster, or struck?" in words


def test_devices_are_listed_with_their_times_and_summed() -> None:
    words = said(
        "Dose", protocol=protocol("in_esketamine"), events=[device(0, 1), device(5, 2)],
        session=session(planned_dose=None, weight_kg=None),
    )  # fmt: skip
    assert "13:24 (0 min): Device given: 28 mg, number 1, no witness recorded." in words
    assert "13:29 (5 min): Device given: 28 mg, number 2, no witness recorded." in words
    assert "Total given: 56 mg" in words


def test_less_than_planned_is_said_in_numbers() -> None:
    stopped = event(20, "dose_stop", {"amount_given": 17.5, "reason": "nausea", "volume_ml": 20})
    words = said("Dose", events=[dose_start(), stopped])
    assert "Total given: 17.5 mg (0.25 mg/kg at 70 kg), 17.5 mg less than planned." in words
    assert "Dose stopped: amount given 17.5 mg, reason nausea, volume 20 mL, no witness recorded." in words


def test_a_corrected_event_shows_what_stood_before_and_a_struck_one_why() -> None:
    old = dose_start(3)
    new = replace(dose_start(0), id=old.id, version=2, change_reason="pressed late", recorded_at=at(6))
    words = said("Dose", events=[replace(new, seq=1)], earlier_events=(replace(old, seq=1),))
    assert "Corrected 13:30 by Nina Brandt: pressed late; before: 13:27: Ketamine 35 mg IV." in words


@pytest.mark.hazard("H18")
def test_a_late_entry_stands_by_when_it_was_measured_with_both_times_and_minutes() -> None:
    words = said(
        "Readings", events=[dose_start()],
        readings=[pressure(10, 120, 70), pressure(40, 121, 71), pressure(26, 150, 90, recorded_at=at(44))],
    )  # fmt: skip
    assert words.index("120/70") < words.index("150/90") < words.index("121/71")
    assert "LATE ENTRY, 18 min: measured 13:50, entered 14:08, at 26 and 44 min." in words


@pytest.mark.hazard("H49")
def test_corrected_and_struck_values_stay_with_who_when_and_why() -> None:
    words = section_text(to_text(compose(rich_record())), "Readings")
    assert "Corrected 14:10 by Dr Carl Okafor: digits swapped. BP 127/101 -> 172/101." in words
    assert "241/140" in words
    assert "STRUCK 14:28 by Nina Brandt (wrong value): cuff had slipped off." in words


def test_questioned_and_not_taken_are_marked_with_their_measures() -> None:
    words = section_text(to_text(compose(rich_record())), "Readings")
    assert "Questioned: Systolic, Diastolic." in words
    assert "Not taken: Systolic, Diastolic: equipment; Nausea: immersed." in words


def test_a_reading_entered_after_the_end_is_named() -> None:
    late = pressure(95, 130, 80, recorded_at=at(120))
    words = section_text(to_text(compose(rich_record(readings=[late], earlier_readings=()))), "Readings")
    assert "Entered after the end of the session." in words


def test_a_repeated_hour_shows_its_offset() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    night = [pressure(0, 120, 70, id=f"r{n}", observed_at=first + timedelta(hours=n)) for n in range(3)]
    words = said("Readings", readings=night)
    times = [w for w in words.split() if w.startswith(("02:30", "03:30"))]
    assert times == ["02:30+02:00", "02:30+01:00", "03:30"]


def test_a_reading_on_the_next_day_names_it() -> None:
    words = said("Readings", events=[dose_start()], readings=[pressure(10, 120, 70), pressure(700, 121, 71)])
    assert "From here on 24 Nov 2026." in words


def test_readings_beyond_a_limit_are_counted_from_first_to_last_minute_never_as_a_duration() -> None:
    words = section_text(to_text(compose(rich_record())), "Summary")
    assert "160 or above (ADVISORY): 3 readings, 30 to 44 min" in words
    assert "180 or above (URGENT): 1 reading, at 40 min" in words
    gap = said(
        "Summary", events=[dose_start()],
        readings=[pressure(10, 165, 80), pressure(20, 130, 80), pressure(30, 166, 80)],
    )  # fmt: skip
    assert "160 or above (ADVISORY): 2 of 3 readings, 10 to 30 min" in gap


def test_symptoms_show_peak_and_end_or_that_they_had_not_ended() -> None:
    words = section_text(to_text(compose(rich_record())), "Symptoms")
    assert "Dissociation: 7 of 10 at 40 min, 0 from 85 min." in words
    going_on = said(
        "Symptoms", events=[dose_start()],
        readings=[reading(10, {"nausea": 6}), reading(20, {"nausea": 0}), reading(30, {"nausea": 2})],
    )  # fmt: skip
    assert "Nausea: 6 of 10 at 10 min, still 2 at the last, 30 min." in going_on


def test_an_alert_tells_its_whole_story() -> None:
    words = section_text(to_text(compose(rich_record())), "Alerts")
    assert "14:04 (40.3 min) URGENT: Systolic 186, limit 180." in words
    assert "by Nina Brandt after 1 min 40 s; told Dr Okafor; warning signs: none" in words
    assert 'note: "Sat up, calm".' in words
    assert "Back inside the limit 14:34 by the reading of 14:34, 141/86." in words
    assert "INVALIDATED 14:28 by Nina Brandt" in words


@pytest.mark.hazard("A20")
def test_a_retrospective_alert_and_an_unanswered_one_say_so() -> None:
    late = alert(10, "systolic", 165, 160, retrospective=True)
    words = said("Alerts", alerts=(late,), events=[dose_start()])
    assert "judged afterwards" in words
    assert "Not acknowledged." in words


def test_a_second_acknowledgement_is_kept_beside_the_first() -> None:
    second = alert_action(12, by_name="Mia Duarte", by="user-2")
    answered = alert(10, "systolic", 165, 160, actions=(alert_action(11), second))
    words = said("Alerts", alerts=(answered,), events=[dose_start()])
    assert "Acknowledged 13:35 by Nina Brandt" in words
    assert "Also acknowledged 13:36 by Mia Duarte" in words


def test_an_overridden_gate_names_the_clinician_and_the_reason() -> None:
    override = {"gate": "observation_time", "reason": "lives next door", "by_name": "Dr Carl Okafor"}
    gates = {
        "observation_time": {"label": "Observation time", "open": False, "text": "observed 80 of 100 min"},
        "escort": {"label": "Escort", "open": True, "text": "escort Jan Kowalczyk"},
    }
    left = ended(80, discharge={"overrides": (override,), "gates": gates, "reason": "Own wish"})
    words = said("Readiness to leave", session=left, events=[dose_start(), event(40, "dose_end")])
    assert "Ended 14:44 (80 min): completed. Reason: Own wish" in words
    shut = "[ ] Observation time: OVERRIDDEN by Dr Carl Okafor: lives next door (observed 80 of 100 min)."
    assert shut in words
    assert "[x] Escort: passed, escort Jan Kowalczyk." in words
    assert "Jan Kowalczyk, brother, 15:06" in words
    assert "until 15:04 (100 min); observed 80 min" in words


@pytest.mark.parametrize(
    "end", [SessionEnd.AGAINST_ADVICE, SessionEnd.TRANSFERRED, SessionEnd.ABORTED, SessionEnd.COMPLETED]
)
@pytest.mark.hazard("H45", "A30")
def test_an_observation_time_cut_short_is_stated(end: SessionEnd) -> None:
    words = said(
        "Readiness to leave",
        session=ended(95, end),
        events=[device(0, 1)],
        protocol=protocol("in_esketamine"),
    )
    assert "Left at minute 95, 25 min before the observation time ended." in words
    full = said(
        "Readiness to leave",
        session=ended(120, end),
        events=[device(0, 1)],
        protocol=protocol("in_esketamine"),
    )
    assert "before the observation time ended" not in full


def test_the_note_says_when_the_patient_would_have_been_ready() -> None:
    words = section_text(to_text(compose(leaving(127, session=ended(127)))), "Readiness to leave")
    assert "Would have been ready at 15:29, minute 125; left at 15:31, minute 127." in words
    running = section_text(to_text(compose(leaving(127))), "Readiness to leave")
    assert "Would have been ready at 15:29, minute 125." in running
    never = section_text(
        to_text(compose(leaving(127, session=ended(127), baselines=()))), "Readiness to leave"
    )
    assert "No moment is recorded at which all measured gates were open together." in never
    undosed = section_text(
        to_text(compose(leaving(127, session=ended(127), events=()))), "Readiness to leave"
    )
    assert "ready" not in undosed


def test_a_gate_keeps_what_was_written_beside_it_and_its_place() -> None:
    gates = {
        "escort": {"label": "Escort", "open": True, "text": "escort Jan"},
        "alertness": {"label": "Alertness", "open": True, "text": "Sedation 5", "note": "smiling"},
    }
    left = ended(100, discharge={"gates": gates})
    words = said("Readiness to leave", session=left, events=[dose_start(), event(40, "dose_end")])
    assert "[x] Alertness: passed, Sedation 5. Note: smiling" in words
    assert words.index("Alertness") < words.index("Escort: passed")


def test_addenda_stand_in_order_with_who_and_when() -> None:
    addenda = (addendum(150, 2, text="Second."), addendum(140, 1, text="First."))
    words = section_text(to_text(compose(rich_record(addenda=addenda))), "Addenda")
    assert "Addendum 1. Written by Nina Brandt, 23 Nov 2026 15:44 +01:00: | First." in words
    assert words.index("First.") < words.index("Second.")


def test_a_saturation_taken_under_oxygen_says_so() -> None:
    under = (event(12, "oxygen_start", {"flow": 2}), event(35, "oxygen_stop"))
    of = record(events=(dose_start(), *under), readings=(reading(10), reading(20), reading(40)))
    words = section_text(to_text(compose(of)), "Readings")
    assert words.count("SpO2 on 2 L/min.") == 1
    assert words.index("20 13:44") < words.index("SpO2 on 2 L/min.") < words.index("40 14:04")


@pytest.mark.hazard("A27")
def test_the_extremes_of_saturation_name_the_oxygen() -> None:
    under = (event(12, "oxygen_start", {"flow": 2}), event(35, "oxygen_stop"))
    readings = (reading(10, {"spo2": 98}), reading(20, {"spo2": 92}), reading(40, {"spo2": 97}))
    words = to_text(compose(record(events=(dose_start(), *under), readings=readings)))
    row = next(line for line in words.splitlines() if line.startswith("SpO2 % "))
    assert "98 (10)" in row
    assert "92 on 2 L/min (20)" in row
    assert "97 (40)" in row


@pytest.mark.parametrize(("note", "shown"), [("Sat up", '"Sat up".'), ("Sat up.", '"Sat up."')])
def test_a_quoted_note_ends_with_one_full_stop(note: str, shown: str) -> None:
    words = section_text(to_text(compose(record(readings=(reading(10, note=note),)))), "Readings")
    assert f"Note: {shown} Pressure mmHg" in words


def test_the_record_code_is_short_and_of_the_id_alone() -> None:
    assert record_code("0199-aaaa-bbbb-4f9a21c7") == "4f9a 21c7"


def test_a_cell_beyond_a_limit_is_named_for_emphasis() -> None:
    table = next(b for b in compose(rich_record()).sections[4].blocks if isinstance(b, Table))
    urgent = next(row for row in table.rows if row.cells[2] == "186/108")
    assert urgent.loud == (2,)
    assert urgent.flagged == "URGENT Sys Dia"


def test_blocks_hold_words_only() -> None:
    for section in compose(rich_record()).sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert block.text
            if isinstance(block, Listing):
                assert block.items

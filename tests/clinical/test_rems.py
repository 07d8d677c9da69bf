"""The REMS worksheet: each field from its window of this session, or blank with the reason."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.events import Event
from dashboard.clinical.people import Contact
from dashboard.clinical.readings import Reading, ReadingStatus, StrikeReason
from dashboard.clinical.rems import Worksheet, refused_answers, worksheet
from dashboard.clinical.rems_answers import QUESTIONS, RemsAnswers, check_answers, standing_answers
from dashboard.clinical.rems_due import DueState, RemsSending, changed_at, due_on, standing_of
from dashboard.clinical.rems_fields import WorksheetField
from dashboard.clinical.rooms import Address
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests import factories
from tests.factories import QUIET_SET, at, baseline, device, event, pressure, reading

BERLIN = ZoneInfo("Europe/Berlin")
TWO_DEVICES = (
    event(0, "device_given", {"number": 1, "amount": 28, "lot": "K77A"}),
    event(5, "device_given", {"number": 2, "amount": 28, "lot": "K77B"}),
)
CHECKLIST: dict[str, Any] = {
    "opioid": "no", "benzodiazepine": "yes", "other_sedative": "no", "psychostimulant": "no", "maoi": "na",
    "rems_enrolled": "yes",
}  # fmt: skip


def treated(*readings: Reading, events: tuple[Event, ...] = TWO_DEVICES, **fields: Any) -> SessionRecord:
    """An esketamine session that ended 125 min after the first device, baseline taken ten minutes before."""
    given: dict[str, Any] = {
        "protocol": factories.protocol("in_esketamine"),
        "threshold_set": factories.threshold_set("spravato_rems"),
        "session": factories.ended(125, protocol_code="in_esketamine", planned_dose=None),
        "readings": (reading(-10), *readings), "events": events, "baselines": (baseline(-10),),
        "seen_at": at(180),
    }  # fmt: skip
    return factories.record(**{**given, **fields})


def answered(at_minute: float = 130, version: int = 1, by: str = "Nina Brandt", **given: Any) -> RemsAnswers:
    """One version of the answers."""
    return RemsAnswers(version=version, answers=given, at=at(at_minute), by="user-nurse", by_name=by)


def field(of: SessionRecord | Worksheet, code: str, *answers: RemsAnswers) -> WorksheetField:
    """One field of a worksheet."""
    sheet = of if isinstance(of, Worksheet) else worksheet(of, answers)
    found = sheet.field(code)
    assert found is not None, code
    return found


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("minutes", "chosen"),
    [
        ((34, 51), None), ((35,), 35), ((50,), 50), ((34, 35, 50, 51), 35), ((36, 43), 43), ((38, 42), 38),
        ((42, 38), 38), ((40, 39), 40), ((50.1,), None), ((34.9,), None),
    ],
)  # fmt: skip
def test_the_pressure_at_40_lies_between_35_and_50_and_nearest_to_40(
    minutes: tuple[float, ...], chosen: float | None
) -> None:
    record = treated(*(pressure(m, 100 + round(m), 70) for m in minutes))
    found = field(record, "pressure_at_40")
    if chosen is None:
        assert (found.text, found.missing, found.sources) == ("", True, ())
        assert found.flag == "No reading between 35 and 50 min."
    else:
        assert found.text == f"{100 + round(chosen)}/70"
        (source,) = found.sources
        assert (source.kind, source.id, source.at) == ("reading", f"reading-at-{chosen:g}", at(chosen))


@pytest.mark.hazard("H50")
def test_minutes_count_from_the_first_device_and_follow_its_correction() -> None:
    late = (device(10, 1), device(15, 2))
    record = treated(pressure(46, 150, 80), pressure(52, 140, 80), events=late)
    found = field(record, "pressure_at_40")
    assert (found.text, found.sources[0].minute) == ("140/80", 42)
    assert field(record, "total_minutes").text == "115"
    assert field(record, "total_minutes").flag == "Under 120 min."


@pytest.mark.hazard("H50")
def test_struck_readings_never_fill_a_field_and_corrected_ones_are_marked() -> None:
    struck = pressure(40, 186, 90, status=ReadingStatus.STRUCK, strike_reason=StrikeReason.WRONG_PATIENT)
    assert field(treated(struck), "pressure_at_40").missing
    amended = pressure(40, 146, 90, status=ReadingStatus.AMENDED, version=2)
    found = field(treated(amended), "pressure_at_40")
    assert (found.text, found.remarks) == ("146/90", ("corrected",))


def test_questioned_and_late_values_say_so() -> None:
    odd = pressure(40, 146, 90, questioned=("systolic",), recorded_at=at(60))
    assert field(treated(odd), "pressure_at_40").remarks == ("questioned", "recorded late")


@pytest.mark.hazard("A27")
def test_oximetry_under_oxygen_is_written_with_its_flow() -> None:
    oxygen = (event(30, "oxygen_start", {"flow": 2}), event(50, "oxygen_stop"))
    of = treated(
        reading(20, {"spo2": 98}), reading(40, {"spo2": 92}), reading(60, {"spo2": 97}),
        events=(*TWO_DEVICES, *oxygen),
    )  # fmt: skip
    oximetry = field(of, "oximetry")
    assert "lowest 92 % on 2 L/min at 40 min" in (oximetry.text or "")
    assert "98 % at 20 min" in oximetry.beside[0]


def test_half_a_pressure_fills_nothing() -> None:
    assert field(treated(reading(40, {"systolic": 140})), "pressure_at_40").missing


def test_before_the_dose_stands_the_accepted_baseline() -> None:
    record = treated(pressure(-2, 139, 88))
    assert field(record, "pressure_before").sources[0].id == "reading-at--10"
    assert field(treated(pressure(-2, 139, 88), baselines=()), "pressure_before").text == "139/88"


def test_a_baseline_taken_after_the_dose_is_not_before_it() -> None:
    record = treated(pressure(3, 150, 90), baselines=(baseline(3),))
    assert field(record, "pressure_before").text == "128/79"
    alone = treated(readings=(pressure(3, 150, 90),), baselines=(baseline(3),))
    assert field(alone, "pressure_before").flag == "No blood pressure in the 30 min before the first device."


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(("minute", "text"), [(-30.1, ""), (-30, "128/79"), (0, "128/79"), (0.1, "")])
def test_before_the_dose_counts_what_lies_in_the_protocols_window(minute: float, text: str) -> None:
    record = treated(readings=(reading(minute),), baselines=(baseline(minute),))
    assert field(record, "pressure_before").text == text


@pytest.mark.hazard("H50")
def test_an_answer_older_than_the_values_beside_it_is_looked_at_again() -> None:
    yes = answered(130, acceptable_before="yes", acceptable_after="yes", dissociation="no")
    record = treated(pressure(120, 128, 79), reading(40, {"dissociation": 6}))
    assert [f.code for f in worksheet(record, (yes,)).to_look_at] == []
    later = treated(
        pressure(120, 196, 112, version=2, status=ReadingStatus.AMENDED, recorded_at=at(131)),
        reading(40, {"dissociation": 6}, recorded_at=at(131)),
    )
    looked = {f.code: f.flag for f in worksheet(later, (yes,)).to_look_at}
    assert looked == {
        "acceptable_after": "The values beside it changed after this answer.",
        "dissociation": "Values changed after this answer.",
    }
    gone = treated(readings=(), baselines=())
    assert field(gone, "acceptable_after", yes).flag == "No blood pressure stands beside this answer."


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("minutes", "chosen"), [((109.9,), None), ((110,), "110"), ((110, 125), "125"), ((112, 118), "118")]
)
def test_before_completion_counts_the_last_of_15_minutes(
    minutes: tuple[float, ...], chosen: str | None
) -> None:
    found = field(treated(*(pressure(m, 130, 70) for m in minutes)), "pressure_after")
    if chosen is None:
        assert found.flag == "No reading in the last 15 min before the end."
    else:
        assert found.sources[0].id == f"reading-at-{chosen}"


def test_a_session_that_was_broken_off_at_once_has_no_pressure_before_completion() -> None:
    session = factories.ended(3, SessionEnd.ABORTED, protocol_code="in_esketamine")
    found = field(treated(session=session, events=TWO_DEVICES[:1]), "pressure_after")
    assert found.missing


def test_a_running_session_leaves_its_end_blank() -> None:
    sheet = worksheet(treated(session=factories.session(protocol_code="in_esketamine")))
    for code in ("pressure_after", "total_minutes"):
        assert field(sheet, code).flag == "The session has not ended."


@pytest.mark.parametrize(
    ("amounts", "text"), [((28, 28), "56 mg"), ((28, 28, 28), "84 mg"), ((28,), "Other: 28 mg")]
)
def test_the_dose_is_what_the_devices_held(amounts: tuple[float, ...], text: str) -> None:
    devices = tuple(device(5 * n, n + 1, amount) for n, amount in enumerate(amounts))
    assert field(treated(events=devices), "dose").text == text


def test_a_dose_that_is_unclear_stays_blank_with_the_question() -> None:
    found = field(treated(events=(device(0, 1), device(5, 1))), "dose")
    assert found.missing
    assert "Device 1 was given before" in found.flag


def test_lot_numbers_come_from_the_devices_and_a_missing_one_is_named() -> None:
    assert field(treated(), "lots").text == "K77A, K77B"
    found = field(treated(events=(TWO_DEVICES[0], device(5, 2))), "lots")
    assert (found.text, found.flag) == ("K77A", "No lot recorded for device 2.")


def test_minutes_are_whole_and_never_rounded_up() -> None:
    session = factories.ended(119.9, protocol_code="in_esketamine")
    found = field(treated(session=session), "total_minutes")
    assert (found.text, found.flag) == ("119", "Under 120 min.")
    session = factories.ended(120, protocol_code="in_esketamine")
    found = field(treated(session=session), "total_minutes")
    assert (found.text, found.flag) == ("120", "")


def test_minutes_until_ready_come_from_the_gates() -> None:
    settled = tuple(reading(m) for m in (92, 100, 118))
    found = field(treated(*settled), "ready_minutes")
    assert found.text == "100"
    never = field(treated(reading(118, {**QUIET_SET, "dissociation": 7})), "ready_minutes")
    assert never.missing
    assert field(treated(), "ready_minutes", answered(ready_minutes=95)).text == "95"


def test_without_a_device_nothing_is_made_up() -> None:
    sheet = worksheet(treated(events=()))
    assert sheet.first_device_at is None
    codes = ("treated_on", "dose", "lots", "total_minutes", "ready_minutes", "pressure_at_40")
    assert {field(sheet, code).flag for code in codes} == {"No device is recorded."}


@pytest.mark.hazard("H50")
def test_other_medicines_come_from_this_sessions_checklist_alone() -> None:
    record = treated(events=(event(-20, "pre_dose_checklist", CHECKLIST), *TWO_DEVICES))
    assert [field(record, code).text for code in ("opioid", "benzodiazepine", "enrolled")] == [
        "No", "Yes", "Yes",
    ]  # fmt: skip
    assert field(record, "maoi").flag == "The pre-dose checklist says not applicable."
    assert field(treated(), "opioid").flag == "Not answered on the pre-dose checklist."


@pytest.mark.hazard("H50")
def test_an_answer_never_takes_the_place_of_what_is_recorded() -> None:
    record = treated(events=(event(-20, "pre_dose_checklist", CHECKLIST), *TWO_DEVICES))
    found = field(record, "benzodiazepine", answered(benzodiazepine="no"))
    assert (found.text, found.question) == ("Yes", None)
    assert found.flag == "Nina Brandt answered No here; the checklist counts."
    sheet = worksheet(record, [answered(benzodiazepine="no", first_treatment="yes")])
    ((code, _),) = refused_answers(sheet, ["benzodiazepine", "first_treatment"])
    assert code == "benzodiazepine"


@pytest.mark.hazard("H50")
def test_whether_an_effect_occurred_is_never_suggested() -> None:
    deep = reading(38, {**QUIET_SET, "sedation": 2, "dissociation": 8, "spo2": 88})
    sheet = worksheet(treated(deep, reading(80)))
    for code in ("sedation", "dissociation", "respiratory_depression"):
        assert field(sheet, code).missing
        assert sheet.field(f"{code}_onset") is None
    assert field(sheet, "sedation").beside == ("Lowest sedation 2 at 38 min",)
    assert field(sheet, "dissociation").beside == ("Highest dissociation 8 at 38 min",)
    assert field(sheet, "respiratory_depression").beside == (
        "Lowest SpO2 88 % at 38 min", "Lowest RR 14 at 38 min",
    )  # fmt: skip


def test_onset_and_resolution_come_from_the_readings_once_answered_yes() -> None:
    drowsy = {**QUIET_SET, "sedation": 3}
    record = treated(reading(20, drowsy), reading(45.5, drowsy), pressure(60, 120, 70), reading(80))
    yes = answered(sedation="yes")
    assert field(record, "sedation_onset", yes).text == "20"
    assert field(record, "sedation_resolved", yes).text == "80"
    assert worksheet(record, [answered(sedation="no")]).field("sedation_onset") is None


def test_an_effect_is_over_only_when_what_showed_it_was_measured_again() -> None:
    low = reading(30, {"spo2": 89, "respiratory_rate": 14})
    record = treated(low, reading(40, {"respiratory_rate": 14}), reading(55, {"spo2": 97}))
    found = field(record, "respiratory_depression_resolved", answered(respiratory_depression="yes"))
    assert found.text == "55"
    open_ended = field(
        treated(low), "respiratory_depression_resolved", answered(respiratory_depression="yes")
    )
    assert open_ended.flag == "Not over at the last reading."


def test_whether_an_effect_stayed_comes_from_the_readings_or_a_person() -> None:
    low = reading(30, {"spo2": 89, "respiratory_rate": 14})
    yes = answered(respiratory_depression="yes")
    over = field(treated(low, reading(55, {"spo2": 97})), "respiratory_depression_ongoing", yes)
    assert (over.text, over.question, over.sources[0].id) == ("No", None, "reading-at-55")
    asked = field(treated(low), "respiratory_depression_ongoing", yes)
    assert (asked.missing, asked.beside) == (True, ("Not over at the last reading.",))
    stayed = answered(respiratory_depression="yes", respiratory_depression_ongoing="yes")
    assert field(treated(low), "respiratory_depression_ongoing", stayed).text == "Yes"
    resolved = field(treated(low), "respiratory_depression_resolved", stayed)
    assert (resolved.text, resolved.flag, resolved.remarks) == ("", "", ("Still there at the end",))


def test_whether_an_effect_was_treated_a_person_says_beside_what_was_given() -> None:
    yes = answered(sedation="yes")
    found = field(treated(), "sedation_treated", yes)
    assert (found.missing, found.beside) == (True, ("No medication or oxygen is recorded",))
    given = (*TWO_DEVICES, event(31, "oxygen_start", {"flow": 2}))
    found = field(treated(events=given), "sedation_treated", yes)
    assert (found.text, found.beside) == ("", ("Oxygen started 2 L/min at 31 min",))
    assert field(treated(), "sedation_treated", answered(sedation="yes", sedation_treated="no")).text == "No"


def test_a_minute_that_no_reading_gives_is_answered_by_a_person() -> None:
    yes = answered(sedation="yes")
    assert field(treated(), "sedation_onset", yes).flag == "No reading says when it began."
    assert field(treated(), "sedation_onset", answered(sedation="yes", sedation_onset=12)).text == "12"


def test_serious_adverse_events_stand_whole_with_what_they_leave_out() -> None:
    detail = {
        "term": "syncope", "serious": "yes", "criterion": "important", "severity": "severe",
        "action": "emergency_department", "text": "Fell in the bathroom",
        "onset_at": at(52).isoformat(),
    }  # fmt: skip
    sheet = worksheet(treated(events=(*TWO_DEVICES, event(60, "adverse_event", detail))))
    texts = {name: field(sheet, f"serious_1_{name}").text for name in ("kind", "description", "onset")}
    assert field(sheet, "serious").text == "Yes"
    assert texts == {
        "kind": "Otherwise medically important", "onset": "52",
        "description": "Syncope, severe, Fell in the bathroom",
    }  # fmt: skip
    assert field(sheet, "serious_1_treatment").text == "Sent to the emergency department"
    assert field(sheet, "serious_1_outcome").flag == "Not stated in the event."


def test_without_a_serious_event_a_person_says_so() -> None:
    mild = event(22, "adverse_event", {"term": "vomiting"})
    found = field(treated(events=(*TWO_DEVICES, mild)), "serious")
    assert found.missing
    assert found.beside[-1] == "Seriousness not stated: Vomiting at 22 min"
    assert field(treated(), "serious", answered(serious="no")).text == "No"
    assert "Record the event" in field(treated(), "serious", answered(serious="yes")).flag


def test_who_monitored_and_where_come_from_people_and_clinic() -> None:
    contact = Contact(first_name="Nina", last_name="Brandt", phone="+49 30 1", email="nina@linden.example")
    address = Address(line_1="Lindenstr. 1", city="Berlin", state="BE", postal_code="10969")
    sheet = worksheet(treated(clinic=factories.clinic(address=address)), (), contact)
    codes = ("monitor_first_name", "monitor_email", "clinic_name", "address_1", "zip")
    assert [field(sheet, code).text for code in codes] == [
        "Nina", "nina@linden.example", "Linden Clinic", "Lindenstr. 1", "10969",
    ]  # fmt: skip
    assert field(sheet, "address_2").flag == ""
    bare = worksheet(treated())
    assert field(bare, "monitor_phone").flag == "Not on record. Nina Brandt can add it under Account."
    assert field(bare, "city").flag == "Not on record under Clinic."


def test_every_filled_field_names_its_source() -> None:
    record = treated(
        reading(40), reading(118), events=(event(-20, "pre_dose_checklist", CHECKLIST), *TWO_DEVICES)
    )
    for one in worksheet(record, [answered(sedation="no", first_treatment="yes")]).fields:
        assert bool(one.text) == bool(one.sources), one.code


def test_the_form_keeps_its_order() -> None:
    yes = answered(sedation="yes", dissociation="yes", respiratory_depression="yes")
    codes = [f.code for f in worksheet(treated(), [yes]).fields]
    order = [
        "first_name", "benzodiazepine", "other_sedative", "psychostimulant", "maoi", "opioid",
        "other_medicine", "monitor_phone", "zip", "lots", "pressure_before", "sedation", "sedation_onset",
        "sedation_resolved", "sedation_ongoing", "sedation_treated", "dissociation", "serious",
    ]  # fmt: skip
    assert [codes.index(code) for code in order] == sorted(codes.index(code) for code in order)
    assert len(set(codes)) == len(codes)


def test_each_answer_keeps_who_gave_it_first() -> None:
    versions = [
        answered(130, 1, "Nina Brandt", sedation="no", maoi="no"),
        answered(140, 2, "Dr Carl Okafor", sedation="yes", maoi="no"),
    ]
    standing = standing_answers(versions)
    assert (standing["sedation"].by_name, standing["sedation"].at) == ("Dr Carl Okafor", at(140))
    assert standing["maoi"].by_name == "Nina Brandt"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "required"), ({"pressure_at_40": "130/70"}, "unknown_field"),
        ({"sedation": "maybe"}, "wrong_type"),
        ({"sedation": True}, "wrong_type"), ({"sedation": ["yes"]}, "wrong_type"),
        ({"sedation_onset": -1}, "wrong_type"), ({"sedation_onset": 1441}, "wrong_type"),
        ({"sedation_onset": 12.5}, "wrong_type"), ({"sedation_onset": True}, "wrong_type"),
        ({"middle_initial": "J.K."}, "too_long"), ({"middle_initial": 4}, "wrong_type"),
        ({"middle_initial": " "}, "required"),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_sort_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidEntry) as refusal:
        check_answers(given)
    assert {error.code for error in refusal.value.errors} == {code}


def test_every_question_takes_its_answer_back() -> None:
    check_answers(dict.fromkeys(QUESTIONS))


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("days", "state", "left"),
    [(0, DueState.DUE, 7), (6, DueState.DUE, 1), (7, DueState.DUE, 0), (8, DueState.OVERDUE, -1)],
)
def test_a_worksheet_is_due_on_the_seventh_day_and_overdue_on_the_eighth(
    days: int, state: DueState, left: int
) -> None:
    standing = standing_of(at(0), None, at(0), at(0) + timedelta(days=days), BERLIN)
    assert (standing.state, standing.days_left) == (state, left)


def test_the_due_day_is_counted_in_the_clinics_zone() -> None:
    after_midnight_there = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert due_on(after_midnight_there, BERLIN).isoformat() == "2026-12-01"
    assert due_on(after_midnight_there, ZoneInfo("UTC")).isoformat() == "2026-11-30"
    still_the_seventh = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    assert standing_of(after_midnight_there, None, at(0), still_the_seventh, BERLIN).state is DueState.DUE
    overdue = still_the_seventh + timedelta(minutes=1)
    assert standing_of(after_midnight_there, None, at(0), overdue, BERLIN).state is DueState.OVERDUE


@pytest.mark.hazard("H50")
def test_a_change_after_sending_is_told() -> None:
    record = treated(reading(118))
    sending = RemsSending(
        number=1, sent_at=at(150), reference="R 1", note=None, at=at(150), by="u", by_name="Nina Brandt"
    )
    same = changed_at(record, (), None)
    assert not standing_of(at(0), sending, same, at(180), BERLIN).changed_since
    amended = pressure(40, 146, 90, recorded_at=at(160))
    later = changed_at(treated(amended), (), None)
    standing = standing_of(at(0), sending, later, at(180), BERLIN)
    assert (standing.state, standing.changed_since) == (DueState.SENT, True)
    assert changed_at(record, [answered(170)], None) == at(170)
    assert changed_at(record, (), at(175)) == at(175)

"""Recording, correcting and striking readings."""

import threading
from datetime import timedelta

import pytest

from dashboard.actions import discharge, notes, readings
from dashboard.actions.audit import verify
from dashboard.actions.clinic import Once, Replayed
from dashboard.actions.readings import ReadingCorrection, Strike, correct_reading, strike_reading
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import (
    InvalidEntry,
    KeyReused,
    NotFound,
    NotPermitted,
    StaleVersion,
    WrongState,
)
from dashboard.clinical.instruments import Reason
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import ReadingStatus, StrikeReason
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import ADDRESS, Bedside, once
from tests.people import PASSWORD


def codes(error: InvalidEntry) -> dict[str, str]:
    return {fault.field: fault.code for fault in error.errors}


def test_a_reading_is_stored_exactly_as_given(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(
        session, {"systolic": 121, "diastolic": 71, "temperature": 36.8}, note="Resting"
    ).reading
    found = bedside.look(session).readings
    assert [r.id for r in found] == [stored.id]
    assert found[0].values == {"systolic": 121, "diastolic": 71, "temperature": 36.8}
    assert found[0].derived == {"mean_pressure": 88}
    assert (found[0].note, found[0].recorded_by, found[0].status) == (
        "Resting",
        bedside.nina.user_id,
        "final",
    )


def test_impossible_values_are_refused_whatever_is_confirmed_and_nothing_is_stored(bedside: Bedside) -> None:
    session, before = bedside.open(), bedside.rows()
    with pytest.raises(InvalidEntry) as refused:
        bedside.record(
            session, {"systolic": 80, "diastolic": 120}, confirmed=frozenset({"systolic", "diastolic"})
        )
    assert codes(refused.value) == {"values.diastolic": "impossible"}
    assert bedside.look(session).readings == ()
    assert bedside.rows() == before


def test_an_improbable_value_is_asked_about_and_then_kept_and_questioned(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(InvalidEntry) as asked:
        bedside.record(session, {"heart_rate": 190})
    assert codes(asked.value) == {"values.heart_rate": "improbable"}
    kept = bedside.record(session, {"heart_rate": 190}, confirmed=frozenset({"heart_rate"}))
    assert kept.reading.questioned == ("heart_rate",)


def test_the_same_key_gives_the_first_answer_and_stores_nothing_twice(bedside: Bedside) -> None:
    session, key = bedside.open(), once()
    first = bedside.pressure(session, 120, 70, once=key)
    with pytest.raises(Replayed) as again:
        bedside.pressure(session, 120, 70, once=key)
    assert again.value.answer == {"id": first.reading.id}
    assert len(bedside.look(session).readings) == 1


@pytest.mark.parametrize("change", [{"path": "/other"}, {"body": "another body"}])
def test_a_key_used_for_another_request_is_refused(bedside: Bedside, change: dict[str, str]) -> None:
    session = bedside.open()
    bedside.pressure(session, 120, 70, once=once(key="k"))
    with pytest.raises(KeyReused):
        bedside.pressure(session, 120, 70, once=once(key="k", **change))


def test_another_persons_key_is_refused(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.pressure(session, 120, 70, once=once(key="k"))
    with pytest.raises(KeyReused):
        bedside.pressure(session, 120, 70, actor=bedside.carl, once=once(key="k"))


def test_a_refusal_takes_no_key(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(InvalidEntry):
        bedside.record(session, {"spo2": 101}, once=once(key="k"))
    stored = bedside.record(session, {"spo2": 97}, once=once(key="k", body="mended"))
    assert stored.reading.values == {"spo2": 97}


def test_two_writers_with_one_key_at_the_same_moment_store_one_reading(bedside: Bedside) -> None:
    session = bedside.open()
    start, outcomes = threading.Barrier(2), []

    def save() -> None:
        start.wait()
        try:
            outcomes.append(bedside.pressure(session, 120, 70, once=once(key="same")).reading.id)
        except Replayed as known:
            outcomes.append(known.answer["id"])

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert len(set(outcomes)) == 1
    assert len(bedside.look(session).readings) == 1


def test_readings_saved_at_once_by_many_are_numbered_without_gaps(bedside: Bedside) -> None:
    session = bedside.open()
    threads = [
        threading.Thread(target=bedside.record, args=(session, {"heart_rate": 60 + n})) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.seq for r in bedside.look(session).readings] == [1, 2, 3, 4, 5, 6]


def test_a_correction_replaces_what_is_named_takes_away_what_is_null_and_keeps_the_rest(
    bedside: Bedside,
) -> None:
    session = bedside.open()
    stored = bedside.record(session, {"systolic": 112, "diastolic": 70, "heart_rate": 72, "spo2": 98}).reading
    correction = ReadingCorrection(reason="digits swapped", values={"systolic": 121, "spo2": None})
    corrected = correct_reading(bedside.clinic, bedside.carl, stored.id, 1, correction).reading
    assert corrected.values == {"systolic": 121, "diastolic": 70, "heart_rate": 72}
    assert (corrected.id, corrected.version, corrected.status) == (stored.id, 2, ReadingStatus.AMENDED)
    record = bedside.look(session)
    assert record.earlier_readings[0].values == stored.values
    assert (record.readings[0].recorded_by, record.readings[0].first_recorded_at) == (
        bedside.carl.user_id, stored.recorded_at,
    )  # fmt: skip


def test_a_correction_gives_a_value_where_a_reason_stood(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(
        session, {"heart_rate": 70}, not_obtained={"spo2": Reason.EQUIPMENT, "nausea": Reason.REFUSED}
    ).reading
    correction = ReadingCorrection(reason="probe found", values={"spo2": 97})
    corrected = correct_reading(bedside.clinic, bedside.nina, stored.id, 1, correction).reading
    assert corrected.values == {"heart_rate": 70, "spo2": 97}
    assert corrected.not_obtained == {"nausea": Reason.REFUSED}


def test_an_improbable_value_kept_before_is_not_asked_about_again(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(
        session, {"heart_rate": 190, "spo2": 98}, confirmed=frozenset({"heart_rate"})
    ).reading
    correction = ReadingCorrection(reason="misread", values={"spo2": 96})
    corrected = correct_reading(bedside.clinic, bedside.nina, stored.id, 1, correction).reading
    assert corrected.questioned == ("heart_rate",)


def test_a_corrected_value_that_is_improbable_is_asked_about(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session, {"heart_rate": 70}).reading
    correction = ReadingCorrection(reason="misread", values={"heart_rate": 200})
    with pytest.raises(InvalidEntry) as asked:
        correct_reading(bedside.clinic, bedside.nina, stored.id, 1, correction)
    assert codes(asked.value) == {"values.heart_rate": "improbable"}


def test_taking_the_last_value_away_is_refused(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session, {"heart_rate": 70}).reading
    with pytest.raises(InvalidEntry) as refused:
        correct_reading(
            bedside.clinic,
            bedside.nina,
            stored.id,
            1,
            ReadingCorrection(reason="no", values={"heart_rate": None}),
        )
    assert "empty" in codes(refused.value).values()


def test_a_correction_that_changes_nothing_or_has_no_reason_is_refused(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session, {"heart_rate": 70}).reading
    for correction in (
        ReadingCorrection(reason="x", values={"heart_rate": 70}),
        ReadingCorrection(reason=" ", values={"heart_rate": 71}),
    ):
        with pytest.raises(InvalidEntry):
            correct_reading(bedside.clinic, bedside.nina, stored.id, 1, correction)


@pytest.mark.hazard("H51")
def test_the_second_of_two_corrections_is_told_whose_came_first(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session, {"heart_rate": 70}).reading
    correct_reading(
        bedside.clinic,
        bedside.carl,
        stored.id,
        1,
        ReadingCorrection(reason="misread", values={"heart_rate": 71}),
    )
    with pytest.raises(StaleVersion, match="Dr Carl Okafor changed this first, at 13:00:00"):
        correct_reading(
            bedside.clinic,
            bedside.nina,
            stored.id,
            1,
            ReadingCorrection(reason="misread", values={"heart_rate": 72}),
        )
    assert bedside.look(session).readings[0].values == {"heart_rate": 71}


def test_a_struck_reading_stays_visible_with_its_reason_and_counts_no_more(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.pressure(session, 190, 100).reading
    strike_reading(
        bedside.clinic,
        bedside.nina,
        stored.id,
        1,
        Strike(reason_code=StrikeReason.WRONG_VALUE, reason="cuff had slipped"),
    )
    record = bedside.look(session)
    assert record.counted_readings == ()
    assert (record.readings[0].strike_reason, record.readings[0].change_reason) == (
        StrikeReason.WRONG_VALUE, "cuff had slipped",
    )  # fmt: skip
    assert {a.state.value for a in record.alerts} == {"invalidated"}


def test_a_struck_reading_is_neither_corrected_nor_struck_again(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session).reading
    strike_reading(
        bedside.clinic,
        bedside.nina,
        stored.id,
        None,
        Strike(reason_code=StrikeReason.OTHER, reason="mine by mistake"),
    )
    with pytest.raises(WrongState):
        correct_reading(
            bedside.clinic,
            bedside.nina,
            stored.id,
            2,
            ReadingCorrection(reason="x", values={"heart_rate": 71}),
        )
    with pytest.raises(WrongState):
        strike_reading(
            bedside.clinic,
            bedside.nina,
            stored.id,
            None,
            Strike(reason_code=StrikeReason.OTHER, reason="again"),
        )


def test_what_is_entered_more_than_ten_minutes_after_is_late(bedside: Bedside) -> None:
    session = bedside.open()
    now = bedside.clock.at
    on_time = bedside.record(session, {"heart_rate": 70}, observed_at=now - timedelta(minutes=10)).reading
    late = bedside.record(
        session, {"heart_rate": 71}, observed_at=now - timedelta(minutes=10, seconds=1)
    ).reading
    assert (on_time.late, late.late) == (False, True)


@pytest.mark.parametrize(
    ("away", "code"),
    [(timedelta(minutes=2, seconds=1), "future"), (timedelta(hours=-72, seconds=-1), "too_old")],
)
def test_times_beyond_what_can_be_meant_are_refused(bedside: Bedside, away: timedelta, code: str) -> None:
    session = bedside.open()
    with pytest.raises(InvalidEntry) as refused:
        bedside.record(session, observed_at=bedside.clock.at + away)
    assert codes(refused.value) == {"observed_at": code}


@pytest.mark.parametrize("away", [timedelta(minutes=2), timedelta(hours=-72)])
def test_times_at_the_edge_of_what_can_be_meant_are_stored(bedside: Bedside, away: timedelta) -> None:
    session = bedside.open()
    assert (
        bedside.record(session, observed_at=bedside.clock.at + away).reading.observed_at
        == bedside.clock.at + away
    )


def ended(bedside: Bedside) -> str:
    session = bedside.open()
    bedside.record(session)
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="went home before the dose")
    discharge.end_session(bedside.clinic, bedside.nina, session, request)
    return session


def test_after_the_end_only_what_was_observed_before_it_is_stored(bedside: Bedside) -> None:
    session = ended(bedside)
    bedside.clock.forward(15)
    late = bedside.record(session, observed_at=bedside.clock.at - timedelta(minutes=20)).reading
    assert late.late
    with pytest.raises(WrongState) as refused:
        bedside.record(session)
    assert refused.value.code == "session_ended"


def test_after_signing_readings_are_refused_and_the_words_name_the_addendum(bedside: Bedside) -> None:
    session = ended(bedside)
    notes.sign_note(bedside.clinic, bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    with pytest.raises(WrongState, match="addendum") as refused:
        bedside.record(session, observed_at=bedside.clock.at - timedelta(minutes=20))
    assert refused.value.code == "note_signed"


def test_readings_are_accepted_before_the_dose_and_judged(bedside: Bedside) -> None:
    session = bedside.open()
    raised = bedside.pressure(session, 182, 90)
    assert [a.level.value for a in raised.record.alerts if a.id in raised.raised] == ["urgent"]


def test_an_administrator_records_nothing_clinical(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(NotPermitted):
        bedside.record(session, actor=bedside.ada)
    assert bedside.look(session).readings == ()


def test_a_session_or_reading_that_is_not_there_is_not_found(bedside: Bedside) -> None:
    with pytest.raises(NotFound):
        bedside.record("nowhere")
    with pytest.raises(NotFound):
        correct_reading(bedside.clinic, bedside.nina, "none", 1, ReadingCorrection(reason="x", values={}))


def test_a_stored_answer_is_what_the_door_presented(bedside: Bedside) -> None:
    session = bedside.open()
    key = Once("key", "/path", "digest", lambda stored: {"version": stored.reading.version, "flags": []})
    bedside.pressure(session, 120, 70, once=key)
    with pytest.raises(Replayed) as known:
        readings.record_reading(
            bedside.clinic, bedside.nina, session, readings.ReadingEntry(values={"systolic": 1}), key
        )
    assert known.value.answer == {"version": 1, "flags": []}


@pytest.mark.hazard("H01")
def test_a_reading_of_the_wrong_patient_moves_linked_both_ways_and_is_judged_in_both(
    bedside: Bedside,
) -> None:
    wrong, right = bedside.open(), bedside.open(room="Room 2", mrn="2")
    charted = bedside.record(wrong, values={"systolic": 186, "diastolic": 108})
    stored = charted.reading
    assert charted.raised
    strike = Strike(
        reason_code=StrikeReason.WRONG_PATIENT, reason="charted in the wrong room", move_to_session_id=right
    )
    struck = strike_reading(bedside.clinic, bedside.nina, stored.id, None, strike)
    there = bedside.look(right)
    (moved,) = there.readings
    assert struck.reading.struck
    assert struck.reading.moved_to == moved.id
    assert (moved.moved_from, moved.observed_at) == (stored.id, stored.observed_at)
    (left,) = bedside.look(wrong).readings
    assert (moved.moved_from_room, left.moved_to_room) == ("Room 1", "Room 2")
    assert dict(moved.values) == dict(stored.values)
    assert {a.measure for a in there.live_alerts} == {"systolic", "diastolic"}
    assert struck.record.live_alerts == ()
    assert verify(bedside.clinic).ok


def test_a_reading_does_not_move_to_its_own_session_nor_to_one_whose_note_is_signed(bedside: Bedside) -> None:
    session = bedside.open()
    stored = bedside.record(session).reading
    same = Strike(reason_code=StrikeReason.WRONG_PATIENT, reason="mistake", move_to_session_id=session)
    with pytest.raises(InvalidEntry):
        strike_reading(bedside.clinic, bedside.nina, stored.id, None, same)
    gone = Strike(reason_code=StrikeReason.WRONG_PATIENT, reason="mistake", move_to_session_id="nowhere")
    with pytest.raises(NotFound):
        strike_reading(bedside.clinic, bedside.nina, stored.id, None, gone)
    assert not bedside.look(session).readings[0].struck

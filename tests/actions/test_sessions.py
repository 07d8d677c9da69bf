"""A session's header, its baseline, cancelling, and leaving with gates and overrides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.actions import discharge, passwords
from dashboard.actions.clinic import Work
from dashboard.actions.discharge import end_session
from dashboard.actions.events import EventCorrection, correct_event, strike_event
from dashboard.actions.judging import record_of
from dashboard.actions.readings import ReadingCorrection, Strike, correct_reading, strike_reading
from dashboard.actions.session_header import HeaderChange, change_session
from dashboard.actions.sessions import (
    SessionRequest,
    accept_baseline,
    cancel_session,
    open_session,
)
from dashboard.clinical.discharge import DischargeRequest, Override
from dashboard.clinical.errors import (
    GatesClosed,
    InvalidEntry,
    NotPermitted,
    SecondRefused,
    StaleVersion,
    WrongState,
)
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.roles import Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import PlannedDose, SessionEnd, SessionState
from tests.actions.bedside import ADDRESS, PLANNED, Bedside
from tests.factories import ATTESTED
from tests.people import PASSWORD

ESCORT = {"name": "Jan Kowalczyk", "relation": "brother"}
COMPLETED = DischargeRequest(end=SessionEnd.COMPLETED, escort=ESCORT, gates=ATTESTED)


def fields(error: InvalidEntry) -> dict[str, str]:
    return {fault.field: fault.code for fault in error.errors}


def dosed(bedside: Bedside, minutes: float) -> str:
    """A session whose infusion began this long ago and ran for 40 minutes."""
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(40)
    bedside.event(session, "dose_end", amount_given=35)
    bedside.clock.forward(minutes - 40)
    return session


def test_a_session_opens_on_its_protocols_limits(bedside: Bedside) -> None:
    record = bedside.look(bedside.open(protocol="in_esketamine"))
    assert (record.threshold_set.code, record.state) == ("spravato_rems", SessionState.PREPARING)


def test_an_unknown_room_is_made_and_a_busy_one_refused(bedside: Bedside) -> None:
    session = bedside.open(room="Garden room")
    assert bedside.look(session).room.name == "Garden room"
    with pytest.raises(WrongState) as refused:
        bedside.open(room="garden room", mrn="2")
    assert refused.value.code == "room_busy"


def test_a_patient_has_one_open_session(bedside: Bedside) -> None:
    patient = bedside.look(bedside.open()).patient.id
    request = SessionRequest(patient_id=patient, protocol="iv_racemic_40", room="Room 2")
    with pytest.raises(WrongState) as refused:
        open_session(bedside.clinic, bedside.nina, request)
    assert refused.value.code == "patient_busy"


@pytest.mark.hazard("H34", "A25")
@pytest.mark.parametrize(
    ("planned", "field"),
    [(PlannedDose("esketamine", 56, "mg", "iv"), "planned_dose.drug"),
     (PlannedDose("ketamine", 35, "mg", "im"), "planned_dose.route")],
)  # fmt: skip
def test_a_planned_drug_or_route_that_is_not_the_protocols_is_refused(
    bedside: Bedside, planned: PlannedDose, field: str
) -> None:
    with pytest.raises(InvalidEntry) as refused:
        bedside.open(planned_dose=planned)
    assert fields(refused.value) == {field: "protocol_mismatch"}


@pytest.mark.hazard("H34", "A25")
def test_a_given_drug_or_route_that_is_not_the_protocols_is_stored_and_urgent(bedside: Bedside) -> None:
    session = bedside.open(planned_dose=PLANNED)
    bedside.event(session, "dose_start", drug="esketamine", amount=35, unit="mg", route="im")
    alert = next(a for a in bedside.alerts(session) if a.source == "dose")
    assert alert.level.value == "urgent"
    assert "Esketamine given, protocol ketamine" in alert.text
    assert "Given IM, protocol IV" in alert.text


@pytest.mark.hazard("H36", "A26")
def test_a_second_start_is_stored_asks_and_leaves_the_total_unclear(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(5)
    second = bedside.dose(session)
    record = bedside.look(session)
    alert = next(a for a in record.alerts if a.event_id == second.id)
    assert (alert.level.value, alert.source) == ("advisory", "dose")
    assert "Resume, booster, or struck?" in alert.text


@pytest.mark.hazard("H33", "A26")
def test_more_than_the_protocols_largest_dose_is_urgent(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.baseline(session)
    bedside.event(session, "dose_start", drug="ketamine", amount=350, unit="mg", route="iv")
    assert [a.level.value for a in bedside.alerts(session) if a.source == "dose"] == ["urgent"]


def test_header_changes_are_versions_and_a_stale_one_names_whose_came_first(bedside: Bedside) -> None:
    session = bedside.open(weight_kg=70.0)
    change_session(bedside.clinic, bedside.carl, session, 1, HeaderChange(values={"weight_kg": 71.5}))
    with pytest.raises(StaleVersion, match="Dr Carl Okafor changed this session first"):
        change_session(bedside.clinic, bedside.nina, session, 1, HeaderChange(values={"weight_kg": 72.0}))
    assert (bedside.look(session).session.version, bedside.look(session).session.weight_kg) == (2, 71.5)


def test_an_impossible_weight_is_refused(bedside: Bedside) -> None:
    with pytest.raises(InvalidEntry) as refused:
        bedside.open(weight_kg=700.0)
    assert fields(refused.value) == {"weight_kg": "impossible"}


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_exists_only_by_being_accepted(bedside: Bedside) -> None:
    session = bedside.open()
    first = bedside.pressure(session, 110, 70).reading
    bedside.dose(session)
    bedside.clock.forward(10)
    assert bedside.look(session).baseline_reading is None
    assert bedside.pressure(session, 155, 80).raised == ()
    accept_baseline(bedside.clinic, bedside.nina, session, first.id, "forgotten before the dose")
    assert [a.text for a in bedside.alerts(session) if a.source == "limit"] == [
        "Systolic 155, +45 over baseline 110, limit +30"
    ]


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_is_an_unstruck_reading_of_this_session_with_blood_pressure(bedside: Bedside) -> None:
    session, other = bedside.open(), bedside.open(room="Room 2", mrn="2")
    struck = bedside.pressure(session, 120, 70).reading
    strike_reading(
        bedside.clinic,
        bedside.nina,
        struck.id,
        None,
        Strike(reason_code=StrikeReason.OTHER, reason="wrong arm"),
    )
    wrong = (
        struck.id,
        bedside.pressure(other, 120, 70).reading.id,
        bedside.record(session, {"spo2": 98}).reading.id,
        "no",
    )
    for reading_id in wrong:
        with pytest.raises(InvalidEntry):
            accept_baseline(bedside.clinic, bedside.nina, session, reading_id, None)


@pytest.mark.hazard("H28", "A21")
def test_after_the_dose_a_baseline_needs_a_reason_and_is_marked_and_the_old_one_is_kept(
    bedside: Bedside,
) -> None:
    session = bedside.open()
    bedside.baseline(session)
    bedside.dose(session)
    bedside.clock.forward(5)
    later = bedside.pressure(session, 134, 82).reading
    with pytest.raises(InvalidEntry) as refused:
        accept_baseline(bedside.clinic, bedside.nina, session, later.id, " ")
    assert fields(refused.value) == {"reason": "required"}
    record = accept_baseline(bedside.clinic, bedside.nina, session, later.id, "cuff was on the wrong arm")
    assert record.baseline_after_dose
    assert [b.reason for b in record.baselines] == [None, "cuff was on the wrong arm"]


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_falls_with_its_reading_and_its_rises_with_it(bedside: Bedside) -> None:
    session = bedside.open()
    baseline = bedside.baseline(session, 110, 70)
    bedside.dose(session)
    bedside.clock.forward(10)
    bedside.pressure(session, 155, 80)
    assert [a.state.value for a in bedside.alerts(session) if a.source == "limit"] == ["open"]
    strike_reading(
        bedside.clinic,
        bedside.nina,
        baseline,
        None,
        Strike(reason_code=StrikeReason.WRONG_VALUE, reason="artefact"),
    )
    record = bedside.look(session)
    assert record.baseline_reading is None
    assert [a.state.value for a in record.alerts if a.source == "limit"] == ["invalidated"]


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_follows_its_reading_when_that_is_corrected(bedside: Bedside) -> None:
    session = bedside.open()
    baseline = bedside.baseline(session, 120, 70)
    bedside.dose(session)
    bedside.clock.forward(10)
    assert bedside.pressure(session, 145, 80).raised == ()
    correction = ReadingCorrection(reason="digits swapped", values={"systolic": 102})
    correct_reading(bedside.clinic, bedside.nina, baseline, 1, correction)
    assert [a.text for a in bedside.alerts(session) if a.source == "limit"] == [
        "Systolic 145, +43 over baseline 102, limit +30"
    ]


@pytest.mark.hazard("H45", "A30")
def test_a_session_opened_by_mistake_is_cancelled_and_its_room_is_free(bedside: Bedside) -> None:
    session = bedside.open()
    record = cancel_session(bedside.clinic, bedside.nina, session, "wrong patient")
    assert (record.session.end, record.state) == (SessionEnd.CANCELLED, SessionState.ENDED)
    bedside.open(mrn="2")


@pytest.mark.hazard("H45", "A30")
def test_cancelling_is_refused_after_a_dose_and_while_readings_stand(bedside: Bedside) -> None:
    session = bedside.open()
    reading = bedside.record(session).reading
    with pytest.raises(WrongState, match="Strike its reading first"):
        cancel_session(bedside.clinic, bedside.nina, session, None)
    strike_reading(
        bedside.clinic,
        bedside.nina,
        reading.id,
        None,
        Strike(reason_code=StrikeReason.WRONG_PATIENT, reason="other room"),
    )
    bedside.dose(session)
    with pytest.raises(WrongState, match="dose event is recorded"):
        cancel_session(bedside.clinic, bedside.nina, session, None)
    assert bedside.look(session).session.ended_at is None


def test_leaving_is_shut_until_the_observation_time_is_over_and_an_escort_named(bedside: Bedside) -> None:
    session = dosed(bedside, 99)
    bedside.settle(session)
    unnamed = DischargeRequest(end=SessionEnd.COMPLETED, gates=ATTESTED)
    with pytest.raises(GatesClosed) as shut:
        end_session(bedside.clinic, bedside.nina, session, unnamed)
    assert [gate for gate, _ in shut.value.gates] == ["observation_time", "escort"]
    bedside.clock.forward(1)
    record = end_session(bedside.clinic, bedside.nina, session, COMPLETED)
    assert (record.session.end, record.session.ended_at) == (SessionEnd.COMPLETED, bedside.clock.at)
    said = record.session.discharge
    assert said is not None
    assert said.gates is not None
    assert [gate for gate, kept in said.gates.items() if kept["open"]] == list(said.gates)
    assert said.gates["vitals"]["text"] == "Heart rate 72, SpO2 98 %, respiratory rate 14, 1 min ago"


def test_a_clinicians_approval_is_asked_for_where_the_clinic_wants_it(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = dosed(bedside, 100)
    bedside.settle(session)

    def with_approval(work: Work, session_id: str) -> SessionRecord:
        record = record_of(work, session_id)
        gates = {**record.protocol.gates, "approval": {"role": "clinician"}}
        return replace(record, protocol=replace(record.protocol, gates=gates))

    monkeypatch.setattr(discharge, "record_of", with_approval)
    with pytest.raises(GatesClosed) as shut:
        end_session(bedside.clinic, bedside.nina, session, COMPLETED)
    assert [gate for gate, _ in shut.value.gates] == ["approval"]
    ended = end_session(bedside.clinic, bedside.nina, session, COMPLETED, bedside.carl)
    assert ended.session.discharge is not None
    assert ended.session.discharge.gates is not None
    assert ended.session.discharge.gates["approval"]["text"] == "approved by Dr Carl Okafor"
    assert ended.session.ended_by == bedside.nina.user_id


def test_the_gate_tells_how_long_the_patient_was_observed(bedside: Bedside) -> None:
    session = dosed(bedside, 50)
    with pytest.raises(GatesClosed, match="Observed 50 of 100 min"):
        end_session(bedside.clinic, bedside.nina, session, COMPLETED)


def test_a_nurse_alone_cannot_override_a_gate(bedside: Bedside) -> None:
    session = dosed(bedside, 60)
    bedside.settle(session)
    request = replace(COMPLETED, overrides=(Override("observation_time", "well"),))
    with pytest.raises(NotPermitted, match="observation time"):
        end_session(bedside.clinic, bedside.nina, session, request)
    assert bedside.look(session).session.ended_at is None


def test_a_clinician_standing_by_overrides_with_their_own_password_and_both_names_are_kept(
    bedside: Bedside,
) -> None:
    session = dosed(bedside, 60)
    bedside.settle(session)
    second = passwords.second_person(bedside.clinic, "carl", PASSWORD, ADDRESS, Permission.OVERRIDE_GATE)
    request = replace(COMPLETED, overrides=(Override("observation_time", "ward bed is ready"),))
    record = end_session(bedside.clinic, bedside.nina, session, request, second)
    assert record.session.discharge is not None
    assert record.session.discharge.overrides == (
        {"gate": "observation_time", "reason": "ward bed is ready", "by": bedside.carl.user_id,
         "by_name": "Dr Carl Okafor"},
    )  # fmt: skip
    assert record.session.ended_by == bedside.nina.user_id


def test_a_second_person_with_a_wrong_password_or_without_the_right_is_refused_and_counted(
    bedside: Bedside,
) -> None:
    with pytest.raises(SecondRefused):
        passwords.second_person(bedside.clinic, "carl", "not the password", ADDRESS, Permission.OVERRIDE_GATE)
    with pytest.raises(SecondRefused, match="may not do this"):
        passwords.second_person(bedside.clinic, "nina", PASSWORD, ADDRESS, Permission.OVERRIDE_GATE)
    assert [e.object_id for e in bedside.audit("sign_in_refused")] == [bedside.carl.user_id]


@pytest.mark.hazard("H45", "A30")
def test_aborting_passes_the_same_gates_once_a_drug_was_given(bedside: Bedside) -> None:
    session = dosed(bedside, 60)
    bedside.settle(session)
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="asked to stop", gates=ATTESTED)
    with pytest.raises(GatesClosed) as shut:
        end_session(bedside.clinic, bedside.nina, session, request)
    assert {gate for gate, _ in shut.value.gates} == {"observation_time", "escort"}
    bedside.clock.forward(40)
    with pytest.raises(GatesClosed) as shut:
        end_session(bedside.clinic, bedside.nina, session, replace(request, escort=ESCORT))
    assert {gate for gate, _ in shut.value.gates} == {
        "blood_pressure", "vitals", "alertness", "dissociation", "distress", "nausea", "dizziness_gait",
    }  # fmt: skip
    bedside.settle(session)
    record = end_session(bedside.clinic, bedside.nina, session, replace(request, escort=ESCORT))
    assert record.session.end is SessionEnd.ABORTED


@pytest.mark.hazard("H45", "A30")
def test_aborting_before_a_drug_needs_only_a_reason(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(InvalidEntry) as refused:
        end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.ABORTED))
    assert fields(refused.value) == {"reason": "required"}
    end_session(
        bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.ABORTED, reason="fever")
    )
    assert bedside.look(session).session.end is SessionEnd.ABORTED


@pytest.mark.hazard("H45", "A30")
def test_leaving_against_advice_needs_reason_witness_and_who_was_told(bedside: Bedside) -> None:
    session = dosed(bedside, 45)
    with pytest.raises(InvalidEntry) as refused:
        end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.AGAINST_ADVICE))
    assert set(fields(refused.value)) == {"reason", "witness", "told"}
    request = DischargeRequest(
        end=SessionEnd.AGAINST_ADVICE, reason="insists", witness="Mateo Duarte", told="Dr Okafor"
    )
    assert (
        end_session(bedside.clinic, bedside.nina, session, request).session.end is SessionEnd.AGAINST_ADVICE
    )


@pytest.mark.hazard("H45", "A30")
def test_a_transfer_is_never_held_back(bedside: Bedside) -> None:
    session = dosed(bedside, 41)
    record = end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    assert record.session.end is SessionEnd.TRANSFERRED


def test_an_ended_session_is_not_ended_again_nor_cancelled(bedside: Bedside) -> None:
    session = dosed(bedside, 41)
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    with pytest.raises(WrongState):
        end_session(bedside.clinic, bedside.nina, session, COMPLETED)
    with pytest.raises(WrongState):
        cancel_session(bedside.clinic, bedside.nina, session, None)


def test_states_follow_the_dose_events(bedside: Bedside) -> None:
    session = bedside.open()
    seen = [bedside.look(session).state]
    bedside.baseline(session)
    bedside.dose(session)
    seen.append(bedside.look(session).state)
    bedside.clock.forward(40)
    bedside.event(session, "dose_end")
    seen.append(bedside.look(session).state)
    bedside.event(session, "booster", drug="ketamine", amount=5, unit="mg", route="iv")
    seen.append(bedside.look(session).state)
    assert [state.value for state in seen] == ["preparing", "running", "recovering", "running"]


@pytest.mark.hazard("H14", "A11")
def test_minutes_follow_a_corrected_dose_start_and_alerts_are_judged_again(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.baseline(session)
    start = bedside.dose(session)
    bedside.clock.forward(30)
    reading = bedside.record(session, {"heart_rate": 80}).reading
    earlier = start.occurred_at - timedelta(minutes=7)
    correction = EventCorrection(reason="clock on the wall", detail={}, occurred_at=earlier)
    corrected = correct_event(bedside.clinic, bedside.nina, start.id, 1, correction)
    assert corrected.record.minute(reading.observed_at) == 37.0
    assert corrected.record.earlier_events[0].occurred_at == start.occurred_at
    with pytest.raises(StaleVersion, match="Nina Brandt"):
        correct_event(bedside.clinic, bedside.carl, start.id, 1, correction)
    struck = strike_event(bedside.clinic, bedside.nina, start.id, 2, StrikeReason.OTHER, "not given")
    assert struck.record.clock.started_at is None
    assert struck.record.minute(reading.observed_at) is None
    assert {a.state.value for a in struck.record.alerts if a.event_id == start.id} <= {"invalidated"}


def test_before_the_dose_protocol_and_limits_change_with_a_reason_and_both_versions_stay(
    bedside: Bedside,
) -> None:
    session = bedside.open()
    change = HeaderChange(values={"threshold_set": "cautious"})
    with pytest.raises(InvalidEntry):
        change_session(bedside.clinic, bedside.nina, session, 1, change)
    change = HeaderChange(values={"threshold_set": "cautious"}, reason="cardiac history")
    changed = change_session(bedside.clinic, bedside.nina, session, 1, change)
    assert changed.threshold_set.code == "cautious"
    assert changed.session.version == 2


@pytest.mark.hazard("H30", "A23")
def test_after_the_dose_only_a_clinician_changes_the_limits_and_all_is_judged_again(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.dose(session)
    bedside.record(session, {"systolic": 155, "diastolic": 80})
    assert not bedside.look(session).live_alerts or all(
        a.measure != "systolic" for a in bedside.look(session).live_alerts
    )
    change = HeaderChange(values={"threshold_set": "cautious"}, reason="cardiac history told now")
    with pytest.raises(NotPermitted):
        change_session(bedside.clinic, bedside.nina, session, 1, change)
    changed = change_session(bedside.clinic, bedside.carl, session, 1, change)
    assert "systolic" in {a.measure for a in changed.live_alerts}


def test_a_patient_moves_to_a_free_room_and_not_to_a_busy_one(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.open(room="Room 2", mrn="2")
    with pytest.raises(WrongState, match="Room 2"):
        change_session(bedside.clinic, bedside.nina, session, 1, HeaderChange(values={"room": "Room 2"}))
    moved = change_session(bedside.clinic, bedside.nina, session, 1, HeaderChange(values={"room": "Room 3"}))
    assert moved.room.name == "Room 3"


@pytest.mark.hazard("H30", "A23")
def test_another_protocol_brings_its_limits_but_drops_no_set_that_somebody_chose(bedside: Bedside) -> None:
    session = bedside.open(threshold_set="cautious")
    change = HeaderChange(values={"protocol": "im_racemic"}, reason="No vein")
    record = change_session(bedside.clinic, bedside.nina, session, 1, change)
    assert (record.protocol.code, record.threshold_set.code) == ("im_racemic", "cautious")
    back = HeaderChange(values={"threshold_set": "standard"}, reason="Clinician agrees")
    change_session(bedside.clinic, bedside.nina, session, 2, back)
    nasal = HeaderChange(values={"protocol": "in_esketamine"}, reason="Nasal today")
    record = change_session(bedside.clinic, bedside.nina, session, 3, nasal)
    assert record.threshold_set.code == "spravato_rems"

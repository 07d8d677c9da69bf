"""The practice clinic as it is filled: through actions alone, the same at each start, and whole."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.actions import audit
from dashboard.actions.clinic import Clinic
from dashboard.actions.opening import open_clinic
from dashboard.actions.viewing import list_sessions, view_board
from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.dose_closed import dose_closed
from dashboard.clinical.doses import given
from dashboard.clinical.event_findings import off_unit_since, standing_flags
from dashboard.clinical.events import GIVING
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.simulator.clock import PracticeClock
from dashboard.simulator.practice import fill

NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
VISITOR = Actor("visitor", "visitor", "Visitor", frozenset({Role.NURSE, Role.ADMINISTRATOR}))


def filled(data_dir: Path) -> tuple[Clinic, list[str]]:
    clock = PracticeClock(NOW)
    clinic = open_clinic(data_dir, practice=True, machine_zone="Europe/Berlin", now=clock.now)
    said: list[str] = []
    fill(clinic, clock, NOW, said.append)
    return clinic, said


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, list[str]]]:
    clinic, said = filled(tmp_path_factory.mktemp("practice"))
    yield clinic, said
    clinic.close()


@pytest.fixture(scope="module")
def records(practice: tuple[Clinic, list[str]]) -> tuple[SessionRecord, ...]:
    return list_sessions(practice[0], VISITOR).records


def test_the_chain_verifies_after_filling(practice: tuple[Clinic, list[str]]) -> None:
    assert audit.verify(practice[0]).ok


@pytest.fixture(scope="module")
def running(practice: tuple[Clinic, list[str]]) -> dict[str, SessionRecord]:
    board = view_board(practice[0], VISITOR)
    return {room.name: record for room, record in board.rooms if record is not None}


def test_six_rooms_run_and_one_is_free_each_with_its_nurse(practice: tuple[Clinic, list[str]]) -> None:
    board = view_board(practice[0], VISITOR)
    taken = [record is not None for _, record in board.rooms]
    assert taken == [True] * 6 + [False]
    assert all(board.nurse_of(room) for room, _ in board.rooms)


def test_an_answered_urgent_waits_for_its_repeat(running: dict[str, SessionRecord]) -> None:
    record = running["Room 1"]
    loudest = record.live_alerts[0]
    assert (loudest.level, loudest.state) == (Level.URGENT, AlertState.ACKNOWLEDGED)
    assert any(check.kind is CheckKind.REPEAT and check.waiting for check in checks_of(record))


def test_a_check_is_late_and_an_advisory_unanswered(running: dict[str, SessionRecord]) -> None:
    (late,) = running["Room 2"].live_alerts
    assert (late.source, late.state) == ("check", AlertState.OPEN)
    (advisory,) = running["Room 4"].live_alerts
    assert (advisory.source, advisory.level, advisory.state) == ("limit", Level.ADVISORY, AlertState.OPEN)


def test_a_second_device_counts_down_an_infusion_is_paused_a_patient_is_away_and_one_waits_for_the_dose(
    running: dict[str, SessionRecord],
) -> None:
    devices = [e for e in running["Room 3"].counted_events if e.kind == "device_given"]
    assert len(devices) == 1
    assert NOW - devices[0].occurred_at < timedelta(minutes=5)
    assert given(running["Room 4"]).parts[-1].running is False
    assert off_unit_since(running["Room 5"]) is not None
    before = running["Room 6"]
    assert before.clock.started_at is None
    assert before.baseline_reading is not None
    assert dose_closed(before) == ()
    assert "opioid" in standing_flags(before)


def test_the_week_shows_harm_rescue_a_handover_a_transfer_and_a_way_against_advice(
    records: tuple[SessionRecord, ...],
) -> None:
    kinds = {event.kind for record in records for event in record.counted_events}
    assert {"adverse_event", "rescue_medication", "rescue_response", "handover", "red_flag"} <= kinds
    ends = {record.session.end for record in records}
    assert {SessionEnd.COMPLETED, SessionEnd.TRANSFERRED, SessionEnd.AGAINST_ADVICE} <= ends
    responses = [e for r in records for e in r.counted_events if e.kind == "rescue_response"]
    rescues = {e.id for r in records for e in r.counted_events if e.kind == "rescue_medication"}
    assert {e.detail["of"] for e in responses} == rescues


def test_every_dose_had_its_witness_and_its_checklist(records: tuple[SessionRecord, ...]) -> None:
    for record in records:
        gave = [e for e in record.counted_events if e.kind in GIVING]
        assert all(e.witness_name == "Dr Carl Okafor" for e in gave)
        assert [e.kind for e in record.counted_events].count("pre_dose_checklist") == 1


def test_every_route_was_practised(records: tuple[SessionRecord, ...]) -> None:
    assert {r.protocol.route for r in records} == {"iv", "im", "sc", "sublingual", "nasal"}


def test_past_sessions_have_ended_with_their_gates_and_most_are_signed(
    records: tuple[SessionRecord, ...],
) -> None:
    past = [r for r in records if r.session.ended_at is not None]
    assert len(past) == len(records) - 6
    assert all(r.session.discharge and r.session.discharge.overrides == () for r in past)
    assert sum(r.signed for r in past) > len(past) / 2
    assert any(not r.signed for r in past)


def test_past_sessions_lie_in_the_clinics_day(records: tuple[SessionRecord, ...]) -> None:
    past = [r for r in records if r.session_date < r.local(NOW).date()]
    assert len(past) >= 14
    assert all(9 <= r.local(r.clock.started_at or NOW).hour <= 14 for r in past)


def test_refusals_artefacts_late_entries_and_corrections_occur(records: tuple[SessionRecord, ...]) -> None:
    readings = [reading for record in records for reading in record.readings]
    reasons = {reason.value for reading in readings for reason in reading.not_obtained.values()}
    assert "refused" in reasons
    assert reasons & {"unable", "equipment"}
    assert any(r.late for r in readings)
    assert any(r.status is ReadingStatus.AMENDED and r.change_reason for r in readings)
    artefacts = [r for r in readings if r.struck]
    assert artefacts
    assert any("systolic" in r.questioned for r in artefacts)


def test_an_artefact_was_measured_again(records: tuple[SessionRecord, ...]) -> None:
    record = next(r for r in records if any(x.struck for x in r.readings))
    struck = next(r for r in record.readings if r.struck)
    again = [
        r for r in record.counted_readings if 0 < (r.observed_at - struck.observed_at).total_seconds() < 240
    ]
    assert again
    assert again[0].values["systolic"] < struck.values["systolic"] - 40


def test_a_late_entry_does_not_hold_up_the_checks_after_it(records: tuple[SessionRecord, ...]) -> None:
    for record in records:
        assert sum(reading.late for reading in record.readings) <= 2


def test_the_alerts_of_past_sessions_were_answered(records: tuple[SessionRecord, ...]) -> None:
    past = [r for r in records if r.session.ended_at is not None]
    assert any(alert.source == "limit" for r in past for alert in r.alerts)
    assert all(r.open_alerts == 0 for r in past)


def test_the_sign_ins_are_said(practice: tuple[Clinic, list[str]]) -> None:
    assert [line.split()[0] for line in practice[1]] == ["nina", "mateo", "carl", "ada"]


def test_practice_data_came_through_actions_and_each_left_its_audit_entry(
    practice: tuple[Clinic, list[str]],
) -> None:
    clinic = practice[0]
    with clinic.look(VISITOR, Permission.READ_AUDIT):
        kinds = {e.action for e in audit.list_audit(clinic, VISITOR, limit=2000)}
    assert {
        "session_opened", "reading_recorded", "reading_corrected", "reading_struck", "event_recorded",
        "baseline_accepted", "alert_acknowledged", "session_ended", "note_signed",
    } <= kinds  # fmt: skip


def test_the_same_seed_gives_the_same_readings(records: tuple[SessionRecord, ...], tmp_path: Path) -> None:
    clinic, _ = filled(tmp_path)
    again = list_sessions(clinic, VISITOR).records
    clinic.close()
    assert values_of(again) == values_of(records)


def values_of(records: tuple[SessionRecord, ...]) -> list[list[tuple[datetime, dict[str, float]]]]:
    return [[(r.observed_at, dict(r.values)) for r in record.readings] for record in records]

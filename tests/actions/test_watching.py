"""Time passes over real sessions: what is late is told once, and what nobody answers goes beyond the room."""

import threading
from datetime import timedelta

import pytest

from dashboard.actions import watching
from dashboard.actions.alerts import acknowledge_alert
from dashboard.actions.discharge import end_session
from dashboard.actions.events import EventCorrection, correct_event
from dashboard.actions.readings import Strike, strike_reading
from dashboard.actions.sessions import accept_baseline
from dashboard.actions.watching import Watcher, keep_watch, watch, watch_session
from dashboard.clinical.alerts import AlertState
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.instruments import Reason
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import Bedside


def running(bedside: Bedside, room: str = "Room 1", mrn: str = "204881") -> str:
    """A session with a quiet full baseline and a dose, at its minute nought."""
    session = bedside.open(room, mrn=mrn)
    baseline = bedside.record(session).reading
    accept_baseline(bedside.clinic, bedside.nina, session, baseline.id, None)
    bedside.dose(session)
    return session


def checks(bedside: Bedside, session: str) -> list[tuple[str, str]]:
    return [(a.level.value, a.text) for a in bedside.alerts(session) if a.source == "check" and a.live]


@pytest.mark.hazard("H13")
def test_a_late_check_is_told_once_with_its_audit_entry(bedside: Bedside) -> None:
    session = running(bedside)
    heard: list[tuple[str | None, str]] = []
    bedside.clinic.subscribe(lambda change: heard.append((change.session_id, change.kind)))
    before = bedside.look(session)
    assert watch(bedside.clinic) == 0
    bedside.clock.forward(14)
    assert watch(bedside.clinic) == 1
    assert checks(bedside, session) == [("advisory", "10 min check late")]
    assert heard == [(session, "alert")]
    [entry] = bedside.audit("alerts_judged")
    assert (entry.object_id, entry.patient_id) == (session, before.patient.id)
    rows = bedside.rows()
    assert watch(bedside.clinic) == 0
    assert bedside.rows() == rows


@pytest.mark.hazard("H13")
def test_a_set_recorded_resolves_the_check_and_a_strike_brings_it_back(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    watch(bedside.clinic)
    stored = bedside.record(session)
    assert (checks(bedside, session), stored.raised) == ([], ())
    [alert] = [a for a in bedside.alerts(session) if a.source == "check"]
    assert (alert.state, alert.resolution and alert.resolution.reading_id) == (
        AlertState.RESOLVED, stored.reading.id,
    )  # fmt: skip
    strike = Strike(reason_code=StrikeReason.WRONG_PATIENT, reason="Room 2's")
    strike_reading(bedside.clinic, bedside.nina, stored.reading.id, 1, strike)
    assert checks(bedside, session) == [("advisory", "10 min check late")]


@pytest.mark.hazard("H13")
def test_the_next_set_resolves_the_alert_of_a_check_that_was_missed(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    watch(bedside.clinic)
    bedside.clock.forward(7)
    stored = bedside.record(session)
    [alert] = [a for a in bedside.alerts(session) if a.source == "check"]
    assert alert.state is AlertState.RESOLVED
    assert alert.resolution is not None
    assert alert.resolution.reading_id == stored.reading.id


@pytest.mark.hazard("H13", "H49")
def test_a_corrected_dose_start_invalidates_the_alert_of_its_old_check(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    watch(bedside.clinic)
    start = next(e for e in bedside.look(session).counted_events if e.starts_clock)
    began = bedside.clock.at - timedelta(minutes=2)
    later = EventCorrection(reason="began later", detail={}, occurred_at=began)
    correct_event(bedside.clinic, bedside.nina, start.id, 1, later)
    assert [a.state.value for a in bedside.alerts(session) if a.source == "check"] == ["invalidated"]


@pytest.mark.hazard("H23")
def test_saving_a_reading_never_tells_of_a_late_check_itself(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    assert bedside.record(session, {"spo2": 97}).raised == ()
    assert checks(bedside, session) == []
    watch(bedside.clinic)
    assert len(checks(bedside, session)) == 1


def test_a_measure_not_taken_twice_is_told_by_the_reading_that_says_so(bedside: Bedside) -> None:
    session = running(bedside)
    for minutes, raised in ((10, 0), (10, 1)):
        bedside.clock.forward(minutes)
        stored = bedside.record(
            session, {"heart_rate": 72, "spo2": 98, "sedation": 5},
            not_obtained={"systolic": Reason.REFUSED, "diastolic": Reason.REFUSED},
        )  # fmt: skip
        told = [a.text for a in bedside.alerts(session) if a.id in stored.raised]
        assert len([text for text in told if text.startswith("Systolic not taken")]) == raised


@pytest.mark.hazard("H38")
def test_a_response_nobody_recorded_is_told_by_time_and_by_nobodys_entry(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.event(session, "rescue_medication", drug="labetalol", amount=10, unit="mg", route="iv")
    bedside.clock.forward(9.9)
    assert watch(bedside.clinic) == 0
    bedside.clock.forward(0.1)
    assert bedside.record(session, {"heart_rate": 72}).raised == ()
    assert bedside.alerts(session) == []
    assert watch(bedside.clinic) == 1
    [alert] = bedside.alerts(session)
    assert (alert.level.value, alert.text) == ("advisory", "Response to labetalol not recorded")
    assert watch(bedside.clinic) == 0
    bedside.event(session, "rescue_response", text="148/88")
    [answered] = bedside.alerts(session)
    assert answered.resolution is not None


@pytest.mark.hazard("H13", "H25")
def test_one_answer_to_a_late_check_does_not_silence_the_next(bedside: Bedside) -> None:
    session, told = running(bedside), []
    for _ in range(62):
        bedside.clock.forward(1)
        watch(bedside.clinic)
        waiting = [a for a in bedside.alerts(session) if a.source == "check" and a.state is AlertState.OPEN]
        assert len(waiting) < 2
        for alert in waiting:
            told.append(alert.text)
            acknowledge_alert(bedside.clinic, bedside.nina, alert.id, told=None, note="busy", signs=[])
    assert told == [
        "10 min check late", "20 min check late", "30 min check late", "40 min check late",
        "55 min check late",
    ]  # fmt: skip


@pytest.mark.hazard("H21", "H42")
@pytest.mark.parametrize(
    ("kind", "detail"), [("red_flag", {"sign": "chest_pain"}), ("adverse_event", {"term": "chest_pain"})]
)
def test_a_warning_sign_recorded_as_an_event_takes_an_urgent_pressure_beyond_the_room_at_once(
    bedside: Bedside, kind: str, detail: dict[str, str]
) -> None:
    session = bedside.open()
    bedside.pressure(session, 186, 90)
    bedside.event(session, kind, **detail)
    assert watch(bedside.clinic) == 2
    words = {(a.source, a.escalation and a.escalation.note) for a in bedside.alerts(session)}
    assert words == {("limit", "Warning sign: chest pain"), ("event", "Warning sign: chest pain")}


@pytest.mark.hazard("H21", "A16")
def test_an_urgent_alert_nobody_answers_goes_beyond_the_room_once(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.pressure(session, 186, 90)
    bedside.clock.forward(1.9)
    assert watch(bedside.clinic) == 0
    bedside.clock.forward(0.1)
    assert watch(bedside.clinic) == 1
    [alert] = bedside.alerts(session)
    assert alert.escalation is not None
    assert (alert.escalation.note, alert.escalation.by_name) == ("No answer for 2 min", "Chairside")
    [entry] = bedside.audit("alert_escalated")
    assert (entry.object_id, entry.reason) == (alert.id, "No answer for 2 min")
    assert bedside.audit("alerts_judged") == []
    bedside.clock.forward(1)
    assert watch(bedside.clinic) == 0


def test_answered_in_time_it_stays_in_the_room(bedside: Bedside) -> None:
    session = bedside.open()
    [alert_id] = bedside.pressure(session, 186, 90).raised
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    bedside.clock.forward(4)
    watch(bedside.clinic)
    assert bedside.alerts(session)[0].escalation is None


@pytest.mark.hazard("H25")
def test_a_repeat_that_crosses_too_goes_beyond_the_room_though_answered(bedside: Bedside) -> None:
    session = bedside.open()
    [alert_id] = bedside.pressure(session, 186, 90).raised
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    bedside.clock.forward(3)
    bedside.pressure(session, 184, 90)
    watch(bedside.clinic)
    alert = bedside.alerts(session)[0]
    assert alert.escalation is not None
    assert alert.escalation.note == "Confirmed by the repeat"


def test_a_check_told_and_unanswered_is_raised_louder_and_goes_beyond_in_time(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(2)
    bedside.record(session, {"sedation": 4})
    for minutes in (12, 7, 1):
        bedside.clock.forward(minutes)
        watch(bedside.clinic)
    [alert] = [a for a in bedside.alerts(session) if a.live and a.source == "check"]
    assert (alert.level.value, alert.escalation) == ("urgent", None)
    bedside.clock.forward(1)
    watch(bedside.clinic)
    [alert] = [a for a in bedside.alerts(session) if a.live and a.source == "check"]
    assert alert.escalation is not None


def test_a_second_watcher_that_saw_the_same_tells_nothing_twice(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    assert [watch_session(bedside.clinic, session) for _ in range(2)] == [1, 0]
    assert len(checks(bedside, session)) == 1


def test_watchers_at_once_tell_one_alert(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    together = threading.Barrier(3)

    def round_() -> None:
        together.wait()
        watch(bedside.clinic)

    watchers = [threading.Thread(target=round_) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    assert len(checks(bedside, session)) == 1


def test_an_ended_session_is_left_as_it_is(bedside: Bedside) -> None:
    session = running(bedside)
    bedside.clock.forward(14)
    watch(bedside.clinic)
    request = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="Chest pain", told="Emergency department")
    end_session(bedside.clinic, bedside.nina, session, request)
    bedside.clock.forward(60)
    assert watch(bedside.clinic) == 0
    assert checks(bedside, session) == [("advisory", "10 min check late")]


def test_a_session_that_fails_does_not_silence_the_others(
    on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    bedside = on_sqlite
    first, second = running(bedside), running(bedside, "Room 2", "204882")
    bedside.clock.forward(14)
    kept = watching.time_changes

    def fails_for_the_first(record: SessionRecord) -> object:
        if record.session.id == first:
            raise KeyError("broken")
        return kept(record)

    monkeypatch.setattr(watching, "time_changes", fails_for_the_first)
    with pytest.raises(KeyError):
        watch(bedside.clinic)
    assert (len(checks(bedside, first)), len(checks(bedside, second))) == (0, 1)


def test_the_thread_goes_on_after_a_failed_round(on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []
    stop = threading.Event()

    def fails(_watcher: object) -> int:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise OSError("no database")

    monkeypatch.setattr(Watcher, "watch", fails)
    keep_watch(on_sqlite.clinic, 0.001, stop)
    assert len(rounds) == 3


class TestRounds:
    def test_a_quiet_round_looks_at_no_session(
        self, on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session = running(on_sqlite)
        looked: list[str] = []
        kept = watching.time_changes

        def looks(record: SessionRecord) -> object:
            looked.append(record.session.id)
            return kept(record)

        monkeypatch.setattr(watching, "time_changes", looks)
        watcher = Watcher(on_sqlite.clinic)
        assert [watcher.watch(), watcher.watch(), looked] == [0, 0, [session]]
        on_sqlite.record(session)
        watcher.watch()
        on_sqlite.clock.forward(0.1)
        watcher.watch()
        assert looked == [session] * 3

    @pytest.mark.hazard("H13", "H21")
    def test_what_time_brings_is_found_in_later_rounds_too(self, on_sqlite: Bedside) -> None:
        watcher = Watcher(on_sqlite.clinic)
        watcher.watch()
        session = running(on_sqlite)
        watcher.watch()
        on_sqlite.clock.forward(14)
        assert watcher.watch() == 1
        on_sqlite.pressure(session, 186, 90)
        watcher.watch()
        for minutes, changes in ((1.99, 0), (0.01, 1), (1, 0)):
            on_sqlite.clock.forward(minutes)
            assert watcher.watch() == changes

    def test_an_ended_session_is_looked_at_no_more(self, on_sqlite: Bedside) -> None:
        session = running(on_sqlite)
        watcher = Watcher(on_sqlite.clinic)
        watcher.watch()
        request = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="Chest pain", told="Emergency")
        end_session(on_sqlite.clinic, on_sqlite.nina, session, request)
        on_sqlite.clock.forward(30)
        assert watcher.watch() == 0

    def test_a_clock_set_back_silences_nothing(
        self, on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session = running(on_sqlite)
        watcher = Watcher(on_sqlite.clinic)
        watcher.watch()
        looked: list[str] = []
        monkeypatch.setattr(watching, "time_changes", lambda record: looked.append(record.session.id))
        on_sqlite.clock.forward(-60)
        watcher.watch()
        assert looked == [session]

"""The dose clock, the states that follow from it, and times over midnight and both changes of summer time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.clinical.events import Event
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import DoseClock, SessionState, dose_clock, observation_ends_at
from tests import factories
from tests.factories import at, device, dose_start, event


def clock(*events: Event, protocol: str = "iv_racemic_40") -> DoseClock:
    return dose_clock(events, factories.protocol(protocol))


def state_at(minute: float, *events: Event, protocol: str = "iv_racemic_40") -> SessionState:
    record = factories.record(events=events, protocol=factories.protocol(protocol), seen_at=at(minute))
    return record.state


def observed_until(*events: Event, protocol: str) -> float | None:
    shipped = factories.protocol(protocol)
    ends = observation_ends_at(dose_clock(events, shipped), shipped)
    return None if ends is None else (ends - at(0)) / timedelta(minutes=1)


def test_without_a_dose_there_is_no_minute() -> None:
    assert clock().minute(at(5)) is None
    assert clock(event(0, "other", {"text": "Music on"}), event(2, "dose_pause")).started_at is None


@pytest.mark.parametrize("first", [dose_start(4), device(4, 1)])
def test_the_first_start_or_device_is_minute_zero(first: Event) -> None:
    assert clock(dose_start(9), first).started_at == at(4)


def test_a_struck_start_does_not_count() -> None:
    assert clock(dose_start(0), dose_start(5)).started_at == at(0)
    struck = event(0, "dose_start", status="struck")
    assert clock(struck, dose_start(5)).started_at == at(5)
    assert clock(struck).started_at is None


@pytest.mark.parametrize(("seconds", "minute"), [(0, 0.0), (3, 0.0), (6, 0.1), (-66, -1.1), (7200, 120.0)])
def test_the_minute_has_one_decimal_and_is_negative_before(seconds: int, minute: float) -> None:
    assert clock(dose_start()).minute(at(0) + timedelta(seconds=seconds)) == minute


def test_the_end_is_the_last_end_or_stop_and_a_resume_takes_it_back() -> None:
    assert clock(dose_start(), event(40, "dose_end")).ended_at == at(40)
    assert clock(dose_start(), event(20, "dose_stop")).ended_at == at(20)
    assert clock(dose_start(), event(20, "dose_stop"), event(25, "dose_resume")).ended_at is None
    assert clock(dose_start(), event(15, "dose_pause"), event(20, "dose_resume")).end_missing


def test_the_planned_end_stands_in_until_an_end_is_recorded() -> None:
    assert clock(dose_start()).end_or_planned == at(40)
    assert clock(dose_start(), event(45, "dose_end")).end_or_planned == at(45)
    assert clock(dose_start(), protocol="im_racemic").end_or_planned is None


def test_an_order_of_entry_other_than_that_of_events_changes_nothing() -> None:
    told = (event(40, "dose_end"), dose_start(), event(15, "dose_pause"), event(20, "dose_resume"))
    assert clock(*told) == clock(*sorted(told, key=lambda e: e.occurred_at))


@pytest.mark.parametrize(
    ("protocol", "events", "until"),
    [
        ("iv_racemic_40", (), None),
        ("iv_racemic_40", (dose_start(), event(40, "dose_end")), 100),
        ("iv_racemic_40", (dose_start(), event(50, "dose_end")), 110),
        ("iv_racemic_40", (dose_start(), event(20, "dose_stop")), 100),
        ("iv_racemic_40", (dose_start(),), 100),
        ("iv_racemic_40", (dose_start(), event(40, "dose_end"), event(60, "booster")), 120),
        ("im_racemic", (dose_start(),), 120),
        ("im_racemic", (dose_start(), event(15, "booster")), 135),
        ("in_esketamine", (device(0, 1), device(5, 2), device(11, 3)), 131),
    ],
)
@pytest.mark.hazard("H35", "A10")
def test_observation_ends_after_the_start_and_after_the_last_dose_event(
    protocol: str, events: tuple[Event, ...], until: float | None
) -> None:
    assert observed_until(*events, protocol=protocol) == until


@pytest.mark.parametrize(
    ("minute", "events", "state"),
    [
        (5, (), SessionState.PREPARING),
        (5, (dose_start(),), SessionState.RUNNING),
        (90, (dose_start(),), SessionState.RUNNING),
        (45, (dose_start(), event(40, "dose_end")), SessionState.RECOVERING),
        (30, (dose_start(), event(20, "dose_stop")), SessionState.RECOVERING),
        (30, (dose_start(), event(20, "dose_stop"), event(25, "dose_resume")), SessionState.RUNNING),
        (60, (dose_start(), event(40, "dose_end"), event(50, "booster")), SessionState.RUNNING),
        (60, (dose_start(), event(40, "dose_end"), event(50, "bolus")), SessionState.RUNNING),
        (30, (dose_start(), event(15, "dose_pause")), SessionState.RUNNING),
    ],
)
def test_the_state_of_an_infusion_follows_its_events(
    minute: float, events: tuple[Event, ...], state: SessionState
) -> None:
    assert state_at(minute, *events) is state


@pytest.mark.parametrize(("minute", "state"), [(39.9, SessionState.RUNNING), (40, SessionState.RECOVERING)])
def test_other_routes_recover_forty_minutes_after_the_last_dose_event(
    minute: float, state: SessionState
) -> None:
    assert state_at(minute, dose_start(), protocol="im_racemic") is state
    nasal = (device(0, 1), device(5, 2))
    assert state_at(minute + 5, *nasal, protocol="in_esketamine") is state


def test_a_further_device_makes_it_running_again() -> None:
    nasal = (device(0, 1), device(50, 2))
    assert state_at(60, *nasal, protocol="in_esketamine") is SessionState.RUNNING


def test_an_ended_session_is_ended_whatever_its_events_say() -> None:
    record = factories.record(session=factories.ended(50), events=(dose_start(),), seen_at=at(20))
    assert record.state is SessionState.ENDED


def over_night(zone: str, start: datetime, read: datetime) -> SessionRecord:
    return factories.record(
        clinic=factories.clinic(time_zone=zone),
        session=factories.session(opened_at=start - timedelta(minutes=10)),
        events=(event(0, "dose_start", occurred_at=start),),
        readings=(factories.reading(0, {"dissociation": 4}, observed_at=read),),
        seen_at=read,
    )


@pytest.mark.parametrize(
    ("zone", "start", "read", "local"),
    [
        # summer time ends: 02:30 comes twice
        ("Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T01:40Z", "02:00 02:40"),
        # summer time begins: 02:xx is missing
        ("Europe/Berlin", "2026-03-29T00:30Z", "2026-03-29T02:10Z", "01:30 04:10"),
        ("America/New_York", "2026-11-01T05:30Z", "2026-11-01T07:10Z", "01:30 02:10"),
        # midnight, here and in UTC
        ("Europe/Berlin", "2026-11-22T22:30Z", "2026-11-23T00:10Z", "23:30 01:10"),
    ],
)
def test_minutes_and_limits_count_real_time_over_the_change(
    zone: str, start: str, read: str, local: str
) -> None:
    started, seen = datetime.fromisoformat(start), datetime.fromisoformat(read)
    record = over_night(zone, started, seen)
    shown = f"{record.local(started):%H:%M} {record.local(seen):%H:%M}"
    assert shown == local
    assert record.minute(seen) == 100.0
    assert record.flags(record.readings[0]), "not resolved 60 min after the planned end"
    assert not record.flags(
        factories.reading(0, {"dissociation": 4}, observed_at=seen - timedelta(seconds=1))
    )


def test_the_two_readings_of_the_repeated_hour_are_told_apart() -> None:
    start = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    record = over_night("Europe/Berlin", start, start)
    first, second = start + timedelta(minutes=15), start + timedelta(minutes=75)
    assert f"{record.local(first):%H:%M}" == f"{record.local(second):%H:%M}" == "02:30"
    assert f"{record.local(first):%H:%M %z}" != f"{record.local(second):%H:%M %z}"
    assert (record.minute(first), record.minute(second)) == (15.0, 75.0)


def test_the_session_date_is_the_local_date_of_the_dose_start() -> None:
    start = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert over_night("Europe/Berlin", start, start).session_date == date(2026, 11, 23)
    assert over_night("America/New_York", start, start).session_date == date(2026, 11, 22)


def test_before_a_dose_the_session_date_is_that_of_the_opening() -> None:
    opened = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert factories.record(session=factories.session(opened_at=opened)).session_date == date(2026, 11, 23)

"""The dose start was pressed late and is corrected: everything that counts from it follows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.actions.discharge import end_session
from dashboard.actions.events import EventCorrection, correct_event, strike_event
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.actions.viewing import list_sessions
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import WrongState
from dashboard.clinical.events import Event
from dashboard.clinical.gates import judge_gates
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import QUIET, Bedside

pytestmark = pytest.mark.hazard("H14", "A11")
MINUTE = timedelta(minutes=1)
AT_40 = {**QUIET, "dissociation": 5}

# An injection at 13:10 by the button, in truth at 12:50; sets at 13:20 and 14:50, seen at 14:51.
TABLE = """
                     | pressed 13:10 | corrected 12:50
first set, minute    | 10            | 30
last set, minute     | 100           | 120
10 min check         | done          | missed
30 min check         | missed        | done
120 min check        | upcoming      | done
before leaving       | due_soon      | done
dissociation 5       | no alert      | advisory
observed until       | 15:10         | 14:50
observation gate     | shut          | open
"""


def lines() -> list[tuple[str, str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()[1:]]
    return [(row[0], row[1], row[2]) for row in rows]


def charted(bedside: Bedside) -> tuple[str, Event]:
    """Two sets and a dose start pressed twenty minutes late."""
    session = bedside.open(protocol="im_racemic")
    bedside.clock.forward(10)
    start = bedside.event(session, "dose_start", drug="ketamine", amount=35, unit="mg", route="im")
    bedside.clock.forward(10)
    bedside.record(session)
    bedside.clock.forward(90)
    bedside.record(session, AT_40)
    bedside.clock.forward(1)
    return session, start


def seen(record: SessionRecord, now: datetime) -> dict[str, str]:
    """The table's column, as the record stands."""
    states = {check.label: str(check.state) for check in checks_of(record) if check.code != "symptoms"}
    minutes = [record.minute(reading.observed_at) for reading in record.counted_readings]
    told = [a for a in record.alerts if a.measure == "dissociation" and a.live]
    gate = next(gate for gate in judge_gates(record, now) if gate.code == "observation_time")
    until = record.observation_ends_at
    assert until is not None
    return {
        "first set, minute": f"{minutes[0]:g}", "last set, minute": f"{minutes[1]:g}",
        "10 min check": states["10 min"], "30 min check": states["30 min"],
        "120 min check": states["120 min"], "before leaving": states["Before leaving"],
        "dissociation 5": str(told[0].level) if told else "no alert",
        "observed until": f"{record.local(until):%H:%M}",
        "observation gate": "open" if gate.open else "shut",
    }  # fmt: skip


def test_minutes_checks_flags_observation_and_gates_follow_a_corrected_dose_start(on_sqlite: Bedside) -> None:
    bedside = on_sqlite
    session, start = charted(bedside)
    before = seen(bedside.look(session), bedside.clock.at)
    assert before == {name: pressed for name, pressed, _ in lines()}
    earlier = EventCorrection(
        reason="pressed late", detail={}, occurred_at=start.occurred_at - timedelta(minutes=20)
    )
    record = correct_event(bedside.clinic, bedside.nina, start.id, 1, earlier).record
    assert seen(record, bedside.clock.at) == {name: corrected for name, _, corrected in lines()}
    back = EventCorrection(reason="it was right", detail={}, occurred_at=start.occurred_at)
    record = correct_event(bedside.clinic, bedside.nina, start.id, 2, back).record
    assert seen(record, bedside.clock.at) == before
    assert [e.version for e in record.earlier_events] == [1, 2]


@pytest.mark.hazard("H18")
def test_a_sets_corrected_time_moves_it_to_its_place_and_to_its_check(on_sqlite: Bedside) -> None:
    bedside = on_sqlite
    session, _ = charted(bedside)
    late = bedside.look(session).readings[0]
    change = ReadingCorrection(
        reason="clock read wrongly", observed_at=late.observed_at + timedelta(minutes=18)
    )
    record = correct_reading(bedside.clinic, bedside.nina, late.id, 1, change).record
    states = {check.label: str(check.state) for check in checks_of(record) if check.code == "vitals"}
    assert (states["10 min"], states["30 min"]) == ("missed", "done")
    assert record.minute(record.readings[0].observed_at) == 28


def listed_on(bedside: Bedside, day: int) -> list[str]:
    """The sessions listed under that day of November 2026."""
    one = date(2026, 11, day)
    page = list_sessions(bedside.clinic, bedside.nina, from_date=one, to_date=one)
    return [record.session.id for record in page.records]


def test_a_dose_after_midnight_moves_its_session_to_the_new_day_and_a_correction_back(
    bedside: Bedside,
) -> None:
    bedside.clock.at = datetime(2026, 11, 23, 22, 50, tzinfo=UTC)
    session = bedside.open()
    assert listed_on(bedside, 23) == [session]
    bedside.clock.forward(20)
    start = bedside.dose(session)
    assert (listed_on(bedside, 23), listed_on(bedside, 24)) == ([], [session])
    assert bedside.look(session).session.change_reason == "Dose start on 2026-11-24"
    end_session(bedside.clinic, bedside.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    earlier = EventCorrection(reason="pressed late", detail={}, occurred_at=start.occurred_at - 15 * MINUTE)
    correct_event(bedside.clinic, bedside.nina, start.id, 1, earlier)
    assert (listed_on(bedside, 23), listed_on(bedside, 24)) == ([session], [])
    assert bedside.look(session).session.end is SessionEnd.TRANSFERRED


def test_striking_the_dose_start_moves_the_session_back_to_the_day_it_was_opened(on_sqlite: Bedside) -> None:
    on_sqlite.clock.at = datetime(2026, 11, 23, 22, 50, tzinfo=UTC)
    session = on_sqlite.open()
    on_sqlite.clock.forward(20)
    start = on_sqlite.dose(session)
    strike_event(on_sqlite.clinic, on_sqlite.nina, start.id, 1, StrikeReason.OTHER, "not given")
    assert (listed_on(on_sqlite, 23), listed_on(on_sqlite, 24)) == ([session], [])
    versions = on_sqlite.look(session).session.version
    again = on_sqlite.dose(session, on_sqlite.clock.at - 15 * MINUTE)
    assert on_sqlite.look(session).session.version == versions
    assert again.occurred_at.date() == date(2026, 11, 23)


def test_an_event_is_not_corrected_to_after_the_end_of_its_session(on_sqlite: Bedside) -> None:
    session = on_sqlite.open()
    on_sqlite.dose(session)
    on_sqlite.clock.forward(40)
    end = on_sqlite.event(session, "dose_end")
    on_sqlite.clock.forward(5)
    end_session(on_sqlite.clinic, on_sqlite.nina, session, DischargeRequest(end=SessionEnd.TRANSFERRED))
    ended_at = on_sqlite.clock.at
    on_sqlite.clock.forward(60)

    def corrected(at: datetime) -> Event:
        entry = EventCorrection(reason="later", detail={}, occurred_at=at)
        version = next(e.version for e in on_sqlite.look(session).events if e.id == end.id)
        return correct_event(on_sqlite.clinic, on_sqlite.nina, end.id, version, entry).event

    with pytest.raises(WrongState, match=r"The session ended at 13:45; this was observed after it") as caught:
        corrected(ended_at + timedelta(seconds=1))
    assert caught.value.code == "session_ended"
    assert corrected(ended_at).occurred_at == ended_at

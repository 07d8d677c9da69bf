"""The dose start was pressed late and is corrected: everything that counts from it follows."""

from datetime import datetime, timedelta

import pytest

from dashboard.actions.events import EventCorrection, correct_event
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.clinical.events import Event
from dashboard.clinical.gates import judge_gates
from dashboard.clinical.schedule import checks_of
from dashboard.clinical.session_record import SessionRecord
from tests.actions.bedside import QUIET, Bedside

pytestmark = pytest.mark.hazard("H14", "A11")
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

"""What keeps the screen's Dose button closed before the first dose: a hold, no baseline, nobody named.

It closes a button and never refuses a record: what was given is stored all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.clinical.hold import standing_holds
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord

_PRESSURE = frozenset({"systolic", "diastolic"})


@dataclass(frozen=True, slots=True)
class DoseClosed:
    """One reason: `code` is hold, baseline or people; `way_out` names what opens it again.

    A hold carries its measure and value; a `hard` one asks for a clinician's password.
    """

    code: str
    text: str
    way_out: tuple[str, ...]
    measure: str | None = None
    value: float | None = None
    hard: bool = False


def dose_closed(record: SessionRecord) -> tuple[DoseClosed, ...]:
    """The reasons in the order in which they should be met; empty once a dose was given."""
    return () if record.clock.started_at is not None else tuple(_reasons(record))


def offered_baseline(record: SessionRecord) -> Reading | None:
    """The last pre-dose set with blood pressure, while no baseline stands."""
    started = record.clock.started_at
    if record.baseline_reading is not None:
        return None
    fitting = [
        reading
        for reading in record.counted_readings
        if reading.values.keys() >= _PRESSURE and (started is None or reading.observed_at < started)
    ]
    return fitting[-1] if fitting else None


def _reasons(record: SessionRecord) -> Iterator[DoseClosed]:
    for found in standing_holds(record):
        yield DoseClosed(
            "hold", found.text, ("record", "override"), found.measure, found.value, hard=found.hard
        )
    if record.baseline_reading is None:
        way = "accept_baseline" if offered_baseline(record) is not None else "record"
        yield DoseClosed("baseline", "No baseline accepted: no rise will be judged", (way,))
    missing = [
        role for role, who in (("nurse", record.nurse), ("clinician", record.clinician)) if who is None
    ]
    if missing:
        yield DoseClosed("people", f"No {' and no '.join(missing)} named", ("people",))

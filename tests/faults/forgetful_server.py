"""A deliberately wrong server for the negative control: it acknowledges readings before it stores them.

Run like `python -m dashboard`; only the fault tests start it.
"""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard import cli
from dashboard.actions import readings
from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.judging import record_of
from dashboard.actions.readings import RecordedReading
from dashboard.api import readings as readings_door
from dashboard.clinical.readings import Reading, ReadingEntry, ReadingStatus
from dashboard.clinical.roles import Actor, Permission

STORE_AFTER_S = 0.3
store_now = readings.record_reading


class _Undone(Exception):
    """Ends the transaction in which the answer was only pretended."""


def record_later(
    clinic: Clinic, actor: Actor, session_id: str, entry: ReadingEntry, once: Once | None = None
) -> RecordedReading:
    """Answer as if it were stored, and store it a little later."""
    threading.Timer(STORE_AFTER_S, store_now, (clinic, actor, session_id, entry)).start()
    try:
        with clinic.work(actor, Permission.RECORD_READING) as work:
            record = record_of(work, session_id)
            reading = Reading(
                id=work.new_id(), session_id=session_id, seq=1, version=1, status=ReadingStatus.FINAL,
                observed_at=work.now, recorded_at=work.now, recorded_by=actor.user_id,
                recorded_by_name=actor.display_name, values=dict(entry.values), not_obtained={},
                qualifiers={}, note=entry.note, questioned=(),
            )  # fmt: skip
            raise _Undone
    except _Undone:
        return RecordedReading(reading, record, ())


readings.record_reading = record_later
readings_door.record_reading = record_later  # type: ignore[attr-defined]
sys.exit(cli.run(sys.argv[1:]))

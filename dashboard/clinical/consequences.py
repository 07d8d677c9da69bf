"""What a change of the record does to its alerts: raised, resolved, taken back, superseded, invalidated.

One live alert per measure, per event and source, and per matter of the schedule. The newest value of a
measure decides; a late entry is told about afterwards. Pure: the caller stores the changes in their order.
"""

from dashboard.clinical.alert_changes import AlertChange
from dashboard.clinical.check_consequences import NOTED, check_changes
from dashboard.clinical.event_consequences import event_changes
from dashboard.clinical.limit_consequences import limit_changes
from dashboard.clinical.session_record import SessionRecord


def alert_changes(
    record: SessionRecord, *, touched_reading: str | None, touched_event: str | None = None
) -> tuple[AlertChange, ...]:
    """What becomes of the alerts of `record`, which holds the change made but the alerts from before it.

    `touched_reading` is the reading just stored, corrected or struck, `touched_event` likewise. Neither is
    named when a baseline, protocol or set changed. Asking again after the changes are stored gives none.
    What only time brings, a check that is late or a dose that nobody recorded, is told by `time_changes`.
    """
    return (
        *limit_changes(record, touched_reading),
        *event_changes(record, judge_hold=touched_event is not None),
        *check_changes(record, raising=NOTED),
    )

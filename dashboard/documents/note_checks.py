"""How the checks of the protocol were kept: what was late, missed, skipped, paused or not taken."""

from collections.abc import Iterator, Sequence

from dashboard.clinical.check_words import short_names
from dashboard.clinical.event_picks import PAUSE_REASON
from dashboard.clinical.schedule import Check, CheckState, checks_of
from dashboard.clinical.schedule_pauses import Pause, pauses_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Paragraph
from dashboard.documents.words import clock_time, span

_ANSWERED = (CheckState.DONE, CheckState.NOT_OBTAINED)
_HEADS = {
    CheckState.LATE: "LATE now", CheckState.MISSED: "MISSED", CheckState.SKIPPED: "Skipped",
    CheckState.PAUSED: "Put off or left out by a pause", CheckState.NOT_OBTAINED: "Not all taken",
}  # fmt: skip


def deviations(record: SessionRecord) -> Paragraph | None:
    """One paragraph on the required checks that came due; None when none did."""
    closed = (CheckState.DONE, *_HEADS)
    checks = [check for check in checks_of(record) if check.required and check.state in closed]
    if not checks:
        return None
    answered = sum(check.state in _ANSWERED for check in checks)
    told = [*_told(record, checks), *(_pause(record, pause) for pause in pauses_of(record))]
    count = f"{answered} of {len(checks)} checks that came due were answered"
    return Paragraph(f"{count}. {' '.join(told)}" if told else f"{count}, all in their time.")


def _told(record: SessionRecord, checks: Sequence[Check]) -> Iterator[str]:
    """A sentence for each kind of deviation, its checks in order of time."""
    for state, head in _HEADS.items():
        found = [check for check in checks if check.state is state]
        if found:
            yield f"{head}: {'; '.join(f'{_name(record, c)}{_why(c)}' for c in found)}."
    late = [_late(record, check) for check in checks if check.state in _ANSWERED and check.done_late]
    if late:
        yield f"Answered late: {'; '.join(late)}."


def _name(record: SessionRecord, check: Check) -> str:
    due = "" if check.label.endswith(" min") else f" due {clock_time(record, check.due_at)}"
    return f"{check.label}{due}"


def _why(check: Check) -> str:
    """The reason of a skip, or what was missing."""
    if check.state is CheckState.SKIPPED:
        return f" ({check.reason or 'no reason given'})"
    missing = short_names(check.missing)
    return f" ({missing})" if missing else ""


def _late(record: SessionRecord, check: Check) -> str:
    if check.answered_at is None or check.late_by is None:
        return _name(record, check)
    return f"{_name(record, check)} at {clock_time(record, check.answered_at)}, by {span(check.late_by)}"


def _pause(record: SessionRecord, pause: Pause) -> str:
    reason = PAUSE_REASON.options.get(pause.reason or "", pause.reason or "no reason given")
    since, until = clock_time(record, pause.started_at), clock_time(record, pause.ends_at)
    return f"Checks paused {since} to {until}: {reason}."

"""The schedule of a session: each check the protocol asks for, its state now, and what answered it.

Reckoned anew from readings and events each time, so that a corrected dose start moves everything. The
words of data/reference/protocols.json bind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dashboard.clinical.schedule_answers import NotTaken, Tally, answers_to
from dashboard.clinical.schedule_pauses import skips_of, with_pauses
from dashboard.clinical.schedule_plan import CheckKind, SchedulePlan, plan_of
from dashboard.clinical.schedule_repeats import repeats_asked
from dashboard.clinical.schedule_slots import judged_at, slots_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd

SHOWN_AS_ONE = timedelta(minutes=5)


class CheckState(StrEnum):
    """Where a check stands. Codes are part of the contract."""

    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"
    DONE = "done"
    NOT_OBTAINED = "not_obtained"
    SKIPPED = "skipped"
    PAUSED = "paused"


_WAITING = (CheckState.LATE, CheckState.DUE, CheckState.DUE_SOON, CheckState.UPCOMING)
# What a row of several checks says: what still needs someone first, then what went wrong.
_ROW_ORDER = (
    CheckState.LATE, CheckState.DUE, CheckState.PAUSED, CheckState.DUE_SOON, CheckState.UPCOMING,
    CheckState.MISSED, CheckState.SKIPPED, CheckState.NOT_OBTAINED, CheckState.DONE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check as it stands when the record was seen.

    `measures` holds all that is required in it now, `missing` what of that has neither value nor reason.
    `closes_at` is None while nothing closes it, `missed_at` while nothing after it does. `late_by` counts
    from the due time: up to now while late, up to its answer when done late. `reason` is that of a skip or
    pause. `paused_until` is set while a pause holds it. `minute` is that of the due time, None undosed.
    """

    code: str
    kind: CheckKind
    label: str
    due_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    missed_at: datetime | None
    measures: tuple[str, ...]
    required: bool
    state: CheckState
    answered_by: tuple[str, ...]
    answered_at: datetime | None
    missing: tuple[str, ...]
    done_late: bool
    late_by: timedelta | None
    minute: float | None
    reason: str | None = None
    paused_until: datetime | None = None

    @property
    def waiting(self) -> bool:
        """Whether someone still has to take it: it is no longer once answered, left out or missed."""
        return self.state in _WAITING or self.paused_until is not None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Checks due within five minutes of each other, shown as one; `due_at` is the earliest's."""

    label: str
    due_at: datetime
    state: CheckState
    checks: tuple[Check, ...]
    measures: tuple[str, ...]
    missing: tuple[str, ...]
    answered_by: tuple[str, ...]
    done_late: bool
    late_by: timedelta | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All checks in order of due time, and the required measures that were not taken."""

    checks: tuple[Check, ...]
    not_taken: tuple[NotTaken, ...]


def schedule_of(record: SessionRecord) -> Schedule:
    """The schedule at `seen_at`; empty for a session opened by mistake."""
    if record.session.end is SessionEnd.CANCELLED:
        return Schedule((), ())
    plan = plan_of(record.protocol)
    slots = with_pauses(record, slots_of(record, plan), plan)
    answers = answers_to(slots, record.counted_readings, plan, repeats_asked(record))
    skipped = skips_of(record, [tally.slot for tally in answers.tallies])
    judge = _Judge(record, plan, judged_at(record))
    checks = (judge.check(tally, skipped.get(tally.slot)) for tally in answers.tallies if judge.stands(tally))
    return Schedule(tuple(sorted(checks, key=lambda check: check.due_at)), answers.not_taken)


def checks_of(record: SessionRecord) -> tuple[Check, ...]:
    """Every check of the session with its state at `seen_at`, in order of due time.

    Before the dose only the baseline has a time. A measure that comes due again is a check `repeat_CODE`.
    """
    return schedule_of(record).checks


def next_check(record: SessionRecord) -> Check | None:
    """The check to take next: what is late, oldest first, else the nearest; None when none waits."""
    return next_of(checks_of(record), record.seen_at)


def next_of(checks: Sequence[Check], seen_at: datetime) -> Check | None:
    """The same of checks already judged. What stays open until a dose or discharge stands at now."""
    waiting = [check for check in checks if check.waiting and check.required]
    return min(waiting, key=lambda check: _urgency(check, seen_at), default=None)


def rows_of(checks: Sequence[Check]) -> tuple[CheckRow, ...]:
    """The checks as they are shown: those due within 5 min of a row's first stand in it."""
    rows: list[list[Check]] = []
    for check in sorted(checks, key=lambda check: check.due_at):
        if rows and check.due_at - rows[-1][0].due_at <= SHOWN_AS_ONE and _joins(check, rows[-1][0]):
            rows[-1].append(check)
        else:
            rows.append([check])
    return tuple(_row(row) for row in rows)


def _joins(check: Check, first: Check) -> bool:
    """The baseline stands alone, and a repeat beside repeats only: it asks for something else."""
    alone = CheckKind.BASELINE in (check.kind, first.kind)
    return not alone and (check.kind is CheckKind.REPEAT) is (first.kind is CheckKind.REPEAT)


def _urgency(check: Check, seen_at: datetime) -> tuple[bool, datetime]:
    stays_open = check.kind in (CheckKind.BASELINE, CheckKind.LEAVING)
    return check.state is not CheckState.LATE, max(check.due_at, seen_at) if stays_open else check.due_at


def _row(checks: list[Check]) -> CheckRow:
    return CheckRow(
        label=", ".join(dict.fromkeys(check.label for check in checks)),
        due_at=checks[0].due_at,
        state=min((check.state for check in checks), key=_ROW_ORDER.index),
        checks=tuple(checks),
        measures=_together(check.measures for check in checks),
        missing=_together(check.missing for check in checks),
        answered_by=_together(check.answered_by for check in checks),
        done_late=any(check.done_late for check in checks),
        late_by=max((check.late_by for check in checks if check.late_by is not None), default=None),
    )


def _together(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for part in parts for code in part))


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says the state of each check at one moment."""

    record: SessionRecord
    plan: SchedulePlan
    now: datetime

    @property
    def ended(self) -> bool:
        ended_at = self.record.session.ended_at
        return ended_at is not None and ended_at <= self.record.seen_at

    def stands(self, tally: Tally) -> bool:
        """A repeat that had not come due when the session ended is owed by nobody."""
        over = tally.slot.kind is CheckKind.REPEAT and self.ended and tally.slot.due_at > self.now
        return not over or tally.complete

    def check(self, tally: Tally, skip_reason: str | None) -> Check:
        slot = tally.slot
        state = self.state(tally, skipped=skip_reason is not None)
        after_window = _after_window(tally)
        held = slot.held_until if state is CheckState.PAUSED else None
        return Check(
            code=slot.code, kind=slot.kind, label=slot.label, due_at=slot.due_at, opens_at=slot.opens_at,
            closes_at=slot.closes_at, missed_at=slot.missed_at, measures=tuple(tally.needed),
            required=slot.required, state=state, answered_by=tuple(tally.answered_by),
            answered_at=tally.answered_at, missing=tally.missing, done_late=after_window,
            late_by=self.late_by(tally, state), minute=self.record.minute(slot.due_at),
            reason=skip_reason if state is CheckState.SKIPPED else slot.reason, paused_until=held,
        )  # fmt: skip

    def state(self, tally: Tally, *, skipped: bool) -> CheckState:
        if tally.complete:
            return CheckState.DONE if tally.all_valued else CheckState.NOT_OBTAINED
        if skipped:
            return CheckState.SKIPPED
        if tally.slot.dropped:
            return CheckState.PAUSED
        if self.ended:
            return CheckState.MISSED
        if tally.slot.held_until is not None and self.now < tally.slot.held_until:
            return CheckState.PAUSED
        return self.open_state(tally)

    def open_state(self, tally: Tally) -> CheckState:
        slot = tally.slot
        missed_at = self.record.clock.started_at if slot.kind is CheckKind.BASELINE else slot.missed_at
        if missed_at is not None and self.now >= missed_at:
            return CheckState.MISSED
        if slot.closes_at is not None and self.now > slot.closes_at:
            return CheckState.LATE
        if self.now >= slot.opens_at:
            return CheckState.DUE
        return CheckState.DUE_SOON if self.now >= slot.opens_at - self.plan.lead else CheckState.UPCOMING

    def late_by(self, tally: Tally, state: CheckState) -> timedelta | None:
        if state is CheckState.LATE:
            return self.now - tally.slot.due_at
        if tally.answered_at is not None and _after_window(tally):
            return tally.answered_at - tally.slot.due_at
        return None


def _after_window(tally: Tally) -> bool:
    closes_at = tally.slot.closes_at
    return tally.answered_at is not None and closes_at is not None and tally.answered_at > closes_at

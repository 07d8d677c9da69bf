"""Where a session's checks lie in time, by its dose clock. All is UTC, so no clock change moves one."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.schedule_plan import Anchor, CheckKind, CheckRule, SchedulePlan, Until
from dashboard.clinical.session_record import SessionRecord

MINUTE = timedelta(minutes=1)
# A session in which nothing was measured for a day was left open: nobody owes it a check each quarter hour.
LEFT_ALONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One check's place in time.

    Readings observed from `answers_from` through `answers_until` and before `missed_at` may answer it. A
    pause leaves `held_until` and its reason; of several in one pause the earlier are `dropped`.
    """

    code: str
    kind: CheckKind
    label: str
    measures: tuple[str, ...]
    required: bool
    due_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    answers_from: datetime | None
    answers_until: datetime | None = None
    missed_at: datetime | None = None
    held_until: datetime | None = None
    dropped: bool = False
    reason: str | None = None

    def takes(self, at: datetime) -> bool:
        """Whether a reading observed then may answer it."""
        if self.answers_from is not None and at < self.answers_from:
            return False
        if self.answers_until is not None and at > self.answers_until:
            return False
        return self.missed_at is None or at < self.missed_at


def judged_at(record: SessionRecord) -> datetime:
    """When the checks are judged: now, or the end of a session that has ended."""
    ended_at = record.session.ended_at
    return record.seen_at if ended_at is None else min(record.seen_at, ended_at)


def slots_of(record: SessionRecord, plan: SchedulePlan) -> list[Slot]:
    """Every check that can be placed, in order of due time; before the dose only the baseline can."""
    slots = [slot for rule in plan.rules for slot in _slots(record, rule)]
    return with_missed_at(sorted(slots, key=lambda slot: slot.due_at))


def with_missed_at(slots: Sequence[Slot]) -> list[Slot]:
    """A check by the clock is missed when the next one that shares a measure with it is due."""
    dues = dues_by_measure(slots)
    return [
        replace(slot, missed_at=next_due(dues, slot.measures, slot.due_at))
        if slot.kind is CheckKind.TIMED and not slot.dropped
        else slot
        for slot in slots
    ]


def dues_by_measure(slots: Sequence[Slot]) -> dict[str, list[datetime]]:
    """When each measure comes due, oldest first; the baseline and what a pause dropped do not count."""
    dues: dict[str, list[datetime]] = {}
    for slot in sorted(slots, key=lambda slot: slot.due_at):
        if slot.kind is not CheckKind.BASELINE and not slot.dropped:
            for measure in slot.measures:
                dues.setdefault(measure, []).append(slot.due_at)
    return dues


def next_due(
    dues: Mapping[str, Sequence[datetime]], measures: Sequence[str], after: datetime
) -> datetime | None:
    """The first time after this one at which any of these measures comes due."""
    later = [
        times[place]
        for measure in measures
        if (times := dues.get(measure)) and (place := bisect_right(times, after)) < len(times)
    ]
    return min(later, default=None)


def minute_label(record: SessionRecord, due_at: datetime) -> str:
    """Whole minutes since the dose start, as the timer beside it shows them."""
    started = record.clock.started_at or due_at
    return f"{(due_at - started) // MINUTE} min"


def _slots(record: SessionRecord, rule: CheckRule) -> Iterator[Slot]:
    match rule.kind:
        case CheckKind.BASELINE:
            yield _baseline(record, rule)
        case CheckKind.LEAVING:
            yield from _before_leaving(record, rule)
        case _:
            yield from _timed(record, rule)


def _baseline(record: SessionRecord, rule: CheckRule) -> Slot:
    """Due from the opening. Until the dose its window ends now, so that a set gets too old for a dose."""
    started, ended = record.clock.started_at, record.session.ended_at
    opened = record.session.opened_at
    due = min(opened, started) if started is not None else opened
    reference = started or record.seen_at
    never_dosed = started is None and ended is not None
    return Slot(
        code=rule.code, kind=rule.kind, label="Baseline", measures=rule.measures, required=rule.required,
        due_at=due, opens_at=due, closes_at=started, missed_at=None,
        answers_from=None if never_dosed else reference + rule.opens,
        answers_until=None if started is None else started + rule.closes,
    )  # fmt: skip


def _before_leaving(record: SessionRecord, rule: CheckRule) -> Iterator[Slot]:
    """Due at the end of observation. Until the discharge its window moves on with the time to leave."""
    due, ended = record.observation_ends_at, record.session.ended_at
    if due is None:
        return
    leaving = ended or max(due, record.seen_at)
    yield Slot(
        code=rule.code, kind=rule.kind, label="Before leaving", measures=rule.measures,
        required=rule.required, due_at=due, opens_at=due + rule.opens, closes_at=ended,
        answers_from=leaving + rule.opens, answers_until=leaving + rule.closes,
    )  # fmt: skip


def _timed(record: SessionRecord, rule: CheckRule) -> Iterator[Slot]:
    clock = record.clock
    anchor = clock.started_at if rule.anchor is Anchor.DOSE_START else clock.end_or_planned
    if anchor is None:
        return
    for due in _dues(record, rule, anchor):
        opens, closes = ((anchor if rule.has_window else due) + edge for edge in (rule.opens, rule.closes))
        yield Slot(
            code=rule.code, kind=rule.kind, label=minute_label(record, due), measures=rule.measures,
            required=rule.required, due_at=due, opens_at=opens, closes_at=closes, answers_from=opens,
        )  # fmt: skip


def _dues(record: SessionRecord, rule: CheckRule, anchor: datetime) -> Iterator[datetime]:
    yield from (anchor + offset for offset in rule.at)
    if rule.every is None or rule.first is None:
        return
    due = anchor + rule.first
    while _goes_on(record, rule, anchor, due):
        yield due
        due += rule.every


def _goes_on(record: SessionRecord, rule: CheckRule, anchor: datetime, due: datetime) -> bool:
    """Until is inclusive: the check whose window holds that moment stays."""
    dose_end, ended = record.clock.end_or_planned, record.session.ended_at
    if rule.until is Until.DOSE_END and dose_end is not None:
        return due + rule.opens <= dose_end
    if due <= anchor + rule.at_least:
        return True
    if due > _last_seen(record, anchor) + LEFT_ALONE:
        return False
    if ended is not None:
        return due + rule.opens <= ended
    return due <= _shown_to(record, rule, anchor)


def _last_seen(record: SessionRecord, anchor: datetime) -> datetime:
    """When something was measured last, or the anchor where nothing was since."""
    readings = record.counted_readings
    return max(anchor, readings[-1].observed_at) if readings else anchor


def _shown_to(record: SessionRecord, rule: CheckRule, anchor: datetime) -> datetime:
    """As far as observation reaches, and always one check beyond now."""
    every, first = rule.every or MINUTE, anchor + (rule.first or MINUTE)
    return max(first, record.seen_at + every, record.observation_ends_at or first)

"""Pauses and skips: checks put off or left out by a person, with a reason.

A pause has an end, and none outlives an urgent or a deep sedation (A12). A skip without a reason is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.event_details import detail_moment
from dashboard.clinical.event_kinds import LONGEST_PAUSE_MIN
from dashboard.clinical.events import Event
from dashboard.clinical.schedule_answers import answers_to
from dashboard.clinical.schedule_plan import CheckKind, SchedulePlan
from dashboard.clinical.schedule_slots import Slot, minute_label, with_missed_at
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst

PAUSE = "schedule_paused"
LOWEST_SEDATION = 4
# A skip names the due time it saw; a corrected dose start moves the check away from it.
SKIP_REACHES = timedelta(minutes=15)
# A repeat asked for anew is another one, a few minutes on.
REPEAT_SKIP_REACHES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The schedule stood still from its start up to its end.

    `versions` are the event's, oldest first: what was late when one was recorded it cannot put off.
    """

    started_at: datetime
    ends_at: datetime
    reason: str | None
    versions: tuple[Event, ...]


def pauses_of(record: SessionRecord) -> tuple[Pause, ...]:
    """Every pause, oldest first: over when resumed or at the first urgent, else after its minutes.

    It never has more than 15, and one that began below sedation 4 is none.
    """
    found = []
    for event in record.counted_events:
        if event.kind == PAUSE:
            planned = _planned_end(event)
            ends = (at for at in _ends(record, event) if event.occurred_at <= at < planned)
            ends_at = min(ends, default=planned)
            if ends_at > event.occurred_at:
                former = (e for e in record.earlier_events if e.id == event.id)
                versions = (*sorted(former, key=lambda e: e.version), event)
                found.append(Pause(event.occurred_at, ends_at, event.detail.get("reason"), versions))
    return tuple(found)


def _planned_end(pause: Event) -> datetime:
    minutes = min(pause.detail.get("minutes") or LONGEST_PAUSE_MIN, LONGEST_PAUSE_MIN)
    return pause.occurred_at + timedelta(minutes=minutes)


def _ends(record: SessionRecord, pause: Event) -> Iterator[datetime]:
    """Whatever ends a pause: somebody resumes, an urgent value, a sedation below 4, an urgent alert."""
    began = pause.occurred_at
    yield from (e.occurred_at for e in record.counted_events if e.kind == "schedule_resumed")
    for reading in record.counted_readings:
        deep = reading.values.get("sedation", LOWEST_SEDATION) < LOWEST_SEDATION
        urgent = reading.observed_at > began and worst(record.flags(reading)) is Level.URGENT
        if deep or urgent:
            yield reading.observed_at
    if _sedation_at(record, began) < LOWEST_SEDATION:
        yield began
    for alert in record.alerts:
        told_then = alert.invalidation is None and not alert.retrospective and alert.raised_at > began
        if told_then and alert.level is Level.URGENT:
            yield alert.raised_at


def _sedation_at(record: SessionRecord, at: datetime) -> float:
    """The last sedation observed by then; awake where none was."""
    taken = [r.values for r in record.counted_readings if "sedation" in r.values and r.observed_at <= at]
    return taken[-1]["sedation"] if taken else LOWEST_SEDATION


def running_pause(record: SessionRecord) -> Pause | None:
    """The pause that runs at `seen_at`."""
    return next((p for p in pauses_of(record) if p.started_at <= record.seen_at < p.ends_at), None)


def pause_refusal(record: SessionRecord) -> str | None:
    """Why the schedule cannot be paused now, nor a pause get another time, in words; None when it can."""
    sedation = record.latest().get("sedation")
    running = running_pause(record)
    if record.session.ended_at is not None:
        return "The session has ended."
    if running is not None:
        return f"The schedule is paused already, until {record.local(running.ends_at):%H:%M}."
    if any(a.level is Level.URGENT and a.state is AlertState.OPEN for a in record.alerts):
        return "An urgent alert is open: the schedule cannot be paused."
    if sedation is not None and sedation.values["sedation"] < LOWEST_SEDATION:
        value = int(sedation.values["sedation"])
        return f"The last sedation is {value}, under {LOWEST_SEDATION}: the schedule cannot be paused."
    return None


def with_pauses(record: SessionRecord, slots: list[Slot], plan: SchedulePlan) -> list[Slot]:
    """The checks as the pauses left them. What comes due in a pause is due at its end, once of each code."""
    for pause in pauses_of(record):
        tallies = answers_to(slots, record.counted_readings, plan).tallies[: len(slots)]
        answered = {
            t.slot for t in tallies if t.answered_at is not None and t.answered_at <= pause.started_at
        }
        slots = with_missed_at(_put_off(record, slots, pause, answered))
    return slots


def _put_off(record: SessionRecord, slots: Sequence[Slot], pause: Pause, answered: set[Slot]) -> list[Slot]:
    held = [slot for slot in slots if slot not in answered and _falls_in(slot, pause)]
    last_of_code = {slot.code: slot for slot in held}
    return [
        slot
        if slot not in held
        else _due_at_end(record, slot, pause)
        if slot is last_of_code[slot.code]
        else replace(slot, dropped=True, missed_at=pause.ends_at, reason=pause.reason)
        for slot in slots
    ]


def _falls_in(slot: Slot, pause: Pause) -> bool:
    """What was late when the pause began, or was recorded, stays late; what was put off once is due again.

    A corrected pause puts off what the version that stood when the check closed put off, too.
    """
    if slot.kind is not CheckKind.TIMED or slot.dropped or slot.held_until is not None:
        return False
    if slot.due_at > pause.ends_at or slot.closes_at is None:
        return False
    stood = [version for version in pause.versions if version.recorded_at <= slot.closes_at]
    known = bool(stood) and stood[-1].occurred_at <= slot.closes_at and slot.due_at <= _planned_end(stood[-1])
    return known and slot.closes_at >= pause.started_at


def _due_at_end(record: SessionRecord, slot: Slot, pause: Pause) -> Slot:
    after_due = slot.closes_at - slot.due_at if slot.closes_at is not None else timedelta()
    return replace(
        slot, label=minute_label(record, pause.ends_at), due_at=pause.ends_at, opens_at=pause.ends_at,
        closes_at=pause.ends_at + after_due, held_until=pause.ends_at, reason=pause.reason,
    )  # fmt: skip


def skips_of(record: SessionRecord, slots: Sequence[Slot]) -> dict[Slot, str]:
    """The checks that were skipped with a reason, each with it: of the code named, the one due nearest."""
    skipped: dict[Slot, str] = {}
    for event in record.counted_events:
        if event.kind != "check_skipped" or not event.reason:
            continue
        meant = detail_moment(str(event.detail.get("due_at", ""))) or event.occurred_at
        same = [slot for slot in slots if slot.code == event.detail.get("check")]
        nearest = min(same, key=lambda slot: abs(slot.due_at - meant), default=None)
        if nearest is not None and _is_meant(nearest, meant):
            skipped[nearest] = event.reason
    return skipped


def _is_meant(slot: Slot, meant: datetime) -> bool:
    reach = REPEAT_SKIP_REACHES if slot.kind is CheckKind.REPEAT else SKIP_REACHES
    return slot.kind in (CheckKind.BASELINE, CheckKind.LEAVING) or abs(slot.due_at - meant) <= reach

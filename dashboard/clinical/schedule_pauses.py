"""Pauses and skips: checks put off or left out by a person, with a reason. A pause has an end (A12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.event_details import detail_moment
from dashboard.clinical.event_kinds import LONGEST_PAUSE_MIN
from dashboard.clinical.schedule_answers import answers_to
from dashboard.clinical.schedule_plan import CheckKind, SchedulePlan
from dashboard.clinical.schedule_slots import Slot, minute_label, with_missed_at
from dashboard.clinical.session_record import SessionRecord

LOWEST_SEDATION = 4
# A skip names the due time it saw; a corrected dose start moves the check away from it.
SKIP_REACHES = timedelta(minutes=15)
# A repeat asked for anew is another one, a few minutes on.
REPEAT_SKIP_REACHES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The schedule stood still from its start up to its end."""

    started_at: datetime
    ends_at: datetime
    reason: str | None


def pauses_of(record: SessionRecord) -> tuple[Pause, ...]:
    """Every pause, oldest first: over when resumed, else after its minutes, never after more than 15."""
    events = record.counted_events
    found = []
    for event in events:
        if event.kind != "schedule_paused":
            continue
        minutes = min(event.detail.get("minutes") or LONGEST_PAUSE_MIN, LONGEST_PAUSE_MIN)
        ends_at = event.occurred_at + timedelta(minutes=minutes)
        resumed = (e.occurred_at for e in events if e.kind == "schedule_resumed")
        ends_at = min((at for at in resumed if event.occurred_at <= at < ends_at), default=ends_at)
        found.append(Pause(event.occurred_at, ends_at, event.detail.get("reason")))
    return tuple(found)


def running_pause(record: SessionRecord) -> Pause | None:
    """The pause that runs at `seen_at`."""
    return next((p for p in pauses_of(record) if p.started_at <= record.seen_at < p.ends_at), None)


def pause_refusal(record: SessionRecord) -> str | None:
    """Why the schedule cannot be paused now, in words; None when it can."""
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
    """What was late before the pause stays late, what was put off once is due: a pause silences neither."""
    if slot.kind is not CheckKind.TIMED or slot.dropped or slot.held_until is not None:
        return False
    late = slot.closes_at is not None and slot.closes_at < pause.started_at
    return slot.due_at <= pause.ends_at and not late


def _due_at_end(record: SessionRecord, slot: Slot, pause: Pause) -> Slot:
    after_due = slot.closes_at - slot.due_at if slot.closes_at is not None else timedelta()
    return replace(
        slot, label=minute_label(record, pause.ends_at), due_at=pause.ends_at, opens_at=pause.ends_at,
        closes_at=pause.ends_at + after_due, held_until=pause.ends_at, reason=pause.reason,
    )  # fmt: skip


def skips_of(record: SessionRecord, slots: Sequence[Slot]) -> dict[Slot, str]:
    """The checks that were skipped, each with its reason: of the code named, the one due nearest."""
    skipped: dict[Slot, str] = {}
    for event in record.counted_events:
        if event.kind != "check_skipped":
            continue
        meant = detail_moment(str(event.detail.get("due_at", ""))) or event.occurred_at
        same = [slot for slot in slots if slot.code == event.detail.get("check")]
        nearest = min(same, key=lambda slot: abs(slot.due_at - meant), default=None)
        if nearest is not None and _is_meant(nearest, meant):
            skipped[nearest] = str(event.detail.get("reason") or "")
    return skipped


def _is_meant(slot: Slot, meant: datetime) -> bool:
    reach = REPEAT_SKIP_REACHES if slot.kind is CheckKind.REPEAT else SKIP_REACHES
    return slot.kind in (CheckKind.BASELINE, CheckKind.LEAVING) or abs(slot.due_at - meant) <= reach

"""What the schedule asks to be told about: checks nobody did, measures not taken, a dose nobody recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.events import Event
from dashboard.clinical.hold import OVERRIDE
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule import Check, CheckState, Schedule, schedule_of
from dashboard.clinical.schedule_answers import WATCHED, NotTaken
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst

DOSE_REMINDER_AFTER = timedelta(minutes=30)
END_REMINDER_AFTER = timedelta(minutes=10)
# Parts of one set are saved within this time of each other.
SET_SPAN = timedelta(minutes=5)
AWAKE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """One thing to tell about. `key` stays the same while it is the same matter, whatever its level.

    `source` is check, not_obtained or dose, as alerts name it.
    """

    source: str
    key: str
    level: Level
    text: str
    check: str | None = None
    due_at: datetime | None = None
    measure: str | None = None
    reading_id: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Matters:
    """What the schedule asks someone for at `seen_at`.

    `standing` holds, by key, every matter that nobody has answered, also after the session's end: a check
    missed by then stays missed. `telling` are those to tell about now, loudest first; none once the session
    has ended. Of late checks it is one: the oldest, which stands for all after it until somebody answers,
    then the next that came due after the answer.
    """

    standing: Mapping[str, CheckFinding]
    telling: tuple[CheckFinding, ...]
    checks: tuple[Check, ...]


def late_findings(record: SessionRecord) -> tuple[CheckFinding, ...]:
    """What is told at `seen_at`, loudest first; nothing once the session has ended."""
    return matters_of(record).telling


def matters_of(record: SessionRecord) -> Matters:
    """The same with all that stands unanswered, and the checks that say so."""
    schedule = schedule_of(record)
    answered = [check for check in schedule.checks if check.answered_at is not None]
    overdue = [check for check in schedule.checks if _counts(check, answered)]
    late = [_late_check(record, check, overdue[0]) for check in overdue]
    others = [*_not_taken(record, schedule), *_dose(record)]
    telling = () if record.session.ended_at is not None else (*_told_of(record, late), *others)
    return Matters(
        standing={finding.key: finding for finding in (*late, *others)},
        telling=tuple(sorted(telling, key=lambda finding: -finding.level.rank)),
        checks=schedule.checks,
    )


def check_key(check: Check) -> str:
    """The key of the matter that this check is late or missed."""
    return f"check:{check.code}:{check.due_at.isoformat()}"


def set_after(check: Check, checks: Sequence[Check]) -> Check | None:
    """The check answered after this one was due that asked for some of the same; None while there is none."""
    return next((other for other in checks if _set_since(check, other)), None)


def _told_of(record: SessionRecord, late: Sequence[CheckFinding]) -> Sequence[CheckFinding]:
    """The late check that is told about: an answer covers what was due by then, and nothing after it."""
    told = late[:1]
    while told and (answered := _answered_at(record, told[0].key)) is not None:
        after = late[late.index(told[0]) + 1 :]
        later = [finding for finding in after if finding.due_at is not None and finding.due_at > answered]
        if not later:
            break
        told = later[:1]
    return told


def _answered_at(record: SessionRecord, key: str) -> datetime | None:
    """When somebody last answered what was told of this matter; None while that is open, or nothing was."""
    mine = [alert for alert in record.alerts if alert.check_key == key and alert.invalidation is None]
    if any(alert.state is AlertState.OPEN for alert in mine):
        return None
    answers = (answer for alert in mine for answer in (alert.acknowledgement, alert.hand_resolution))
    return max((answer.at for answer in answers if answer is not None), default=None)


def _late_check(record: SessionRecord, check: Check, oldest: Check) -> CheckFinding:
    """How loud it is follows the oldest late check, for how long nobody has measured."""
    why = _urgent_reason(record, oldest)
    name = f"{check.label} check" if check.kind is CheckKind.TIMED else check.label
    words = [f"{name} {why[0]}" if why is not None and check is oldest else f"{name} late"]
    if check.answered_by:
        words.append(f"{', '.join(measure_of(code).label for code in check.missing)} missing")
    if why is not None:
        words.append(why[1])
    return CheckFinding(
        source="check", key=check_key(check), text=", ".join(words),
        level=Level.ADVISORY if why is None else Level.URGENT, check=check.code, due_at=check.due_at,
    )  # fmt: skip


def _counts(check: Check, checks: Sequence[Check]) -> bool:
    """Late, or missed and nothing of it taken at a check since. A missed baseline has its own alert."""
    if not check.required or check.kind not in (CheckKind.TIMED, CheckKind.REPEAT):
        return False
    if check.state not in (CheckState.LATE, CheckState.MISSED):
        return False
    return set_after(check, checks) is None


def _set_since(check: Check, other: Check) -> bool:
    """Whether the other check was answered after this one was due and asks for some of the same.

    A measure taken again alone is no set.
    """
    if other.answered_at is None or other.answered_at < check.due_at:
        return False
    alone = other.kind is CheckKind.REPEAT and check.kind is not CheckKind.REPEAT
    return not alone and not set(check.measures).isdisjoint(other.measures)


def _urgent_reason(record: SessionRecord, oldest: Check) -> tuple[str, str] | None:
    """How late and why it is urgent by the set's late_check rule, or None while it is not."""
    rule: Mapping[str, Any] = record.threshold_set.escalation.get("late_check", {})
    after = rule.get("urgent_after_min")
    if after is None or record.seen_at - oldest.due_at <= timedelta(minutes=after):
        return None
    conditions = rule.get("urgent_if_any", {})
    sedation = _last_sedation(record)
    below = conditions.get("last_sedation_below")
    late = f"over {after} min late"
    if below is not None and sedation is not None and sedation < below:
        return late, f"last sedation {shown('sedation', sedation)}"
    level = conditions.get("last_set_crossed")
    if level is not None and _last_set_crossed(record, record.counted_readings, Level(level)):
        return late, f"last set crossed an {level} limit"
    return None


def _not_taken(record: SessionRecord, schedule: Schedule) -> Iterator[CheckFinding]:
    required = {(found.measure, found.reading.id): found for found in schedule.not_taken}
    for measure in dict.fromkeys(found.measure for found in schedule.not_taken):
        asked = [r for r in record.counted_readings if measure in r.all_values or measure in r.not_obtained]
        taken = [place for place, reading in enumerate(asked) if measure in reading.all_values]
        in_a_row = asked[taken[-1] + 1 :] if taken else asked
        last = required.get((measure, in_a_row[-1].id)) if in_a_row else None
        if last is None:
            continue
        times = len(in_a_row)
        if times > 1 or _first_time_tells(record, last):
            label = measure_of(measure).label
            first, text = in_a_row[0], f"{label} not taken{f' {times} times in a row' if times > 1 else ''}"
            yield CheckFinding(
                source="not_obtained", key=f"not_obtained:{measure}:{first.id}", level=Level.ADVISORY,
                text=text, measure=measure, reading_id=last.reading.id,
            )  # fmt: skip


def _first_time_tells(record: SessionRecord, found: NotTaken) -> bool:
    if found.measure not in WATCHED:
        return False
    sedation = _last_sedation(record)
    upto = [r for r in record.counted_readings if r.observed_at <= found.reading.observed_at]
    before = [r for r in upto if r.id != found.reading.id]
    drowsy = sedation is not None and sedation < AWAKE
    return drowsy or any(_last_set_crossed(record, sets, Level.ADVISORY) for sets in (before, upto))


def _last_sedation(record: SessionRecord) -> float | None:
    reading = record.latest().get("sedation")
    return None if reading is None else reading.all_values["sedation"]


def _last_set_crossed(record: SessionRecord, readings: Sequence[Reading], level: Level) -> bool:
    """Whether the newest value of any measure in the last set, its parts together, crosses that level."""
    with_values = [reading for reading in readings if reading.values]
    if not with_values:
        return False
    newest = with_values[-1]
    parts = [r for r in with_values if newest.observed_at - r.observed_at <= SET_SPAN]
    latest = {code: part.id for part in parts for code in part.all_values}
    flags = [f for part in parts for f in record.flags(part) if latest[f.measure] == part.id]
    loudest = worst(flags)
    return loudest is not None and loudest.rank >= level.rank


def _dose(record: SessionRecord) -> Iterator[CheckFinding]:
    if record.clock.started_at is None:
        yield from _no_dose(record)
    elif record.clock.end_missing:
        yield from _end_not_recorded(record)


def _no_dose(record: SessionRecord) -> Iterator[CheckFinding]:
    if record.baseline_reading is None or record.session.ended_at is not None or _held(record):
        return
    if record.seen_at - record.baselines[-1].accepted_at >= DOSE_REMINDER_AFTER:
        yield CheckFinding(
            source="dose", key=f"no_dose:{record.baseline_reading.id}", level=Level.ADVISORY,
            text="No dose recorded 30 min after the baseline", reading_id=record.baseline_reading.id,
        )  # fmt: skip


def _held(record: SessionRecord) -> bool:
    """Whether a hold was recorded for this baseline and not overridden since."""
    since = record.baselines[-1].accepted_at
    said = [e.kind for e in record.counted_events if _says_hold(e) and e.occurred_at >= since]
    return said[-1:] == ["hold"]


def _says_hold(event: Event) -> bool:
    return event.kind == "hold" or (event.kind == OVERRIDE and bool(event.reason))


def _end_not_recorded(record: SessionRecord) -> Iterator[CheckFinding]:
    """Time that the infusion stood still moves the end; while it stands still nothing is told."""
    planned = record.clock.planned_end_at
    stood_still, paused_at = timedelta(), None
    for event in record.counted_events:
        if event.kind == "dose_pause" and paused_at is None:
            paused_at = event.occurred_at
        elif event.kind in ("dose_resume", "dose_start") and paused_at is not None:
            stood_still, paused_at = stood_still + (event.occurred_at - paused_at), None
    start = next(event for event in record.counted_events if event.starts_clock)
    if planned is None or paused_at is not None:
        return
    if record.seen_at >= planned + stood_still + END_REMINDER_AFTER:
        yield CheckFinding(
            source="dose", key=f"end_missing:{start.id}", level=Level.ADVISORY,
            text="Infusion end not recorded", event_id=start.id,
        )  # fmt: skip

"""What must be measured once more, and why: every urgent value, and one that is in question.

Striking, correcting or undoing an urgent value does not take its repeat away (A32); only a reading that was
moved to another session never was this patient's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import measure_of
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.schedule_slots import Slot
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, crosses

PRESSURES = ("systolic", "diastolic")
_BY_THE_PRESSURES = frozenset({*PRESSURES, "mean_pressure"})
# Asked about when typed, but nothing that a second measurement a few minutes later would settle.
_TYPED_ONCE = frozenset({"weight", "oxygen_flow"})
REPEAT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatCause:
    """A value that asks for its measures once more. `urgent` ones also move a repeat that is still open."""

    reading_id: str
    observed_at: datetime
    seq: int
    measures: tuple[str, ...]
    after: timedelta
    urgent: bool


def repeated_with(measure: str) -> tuple[str, ...]:
    """What is taken when this measure is taken again: a pressure never comes alone."""
    return PRESSURES if measure in _BY_THE_PRESSURES else (measure,)


def repeat_slot(
    measures: tuple[str, ...], asked_at: datetime, after: timedelta, tolerance: timedelta = timedelta()
) -> Slot:
    """The check of a repeat: it can be taken at once, and stays due until it is taken."""
    due = asked_at + after
    return Slot(
        code=f"repeat_{measures[0]}", kind=CheckKind.REPEAT, label=_label(measures), measures=measures,
        required=True, due_at=due, opens_at=asked_at, closes_at=due + tolerance, answers_from=asked_at,
    )  # fmt: skip


def repeats_asked(record: SessionRecord) -> tuple[RepeatCause, ...]:
    """Every value that asks for a repeat, in no order; none for what was entered after a later value."""
    earlier: dict[str, list[Reading]] = {}
    for version in record.earlier_readings:
        earlier.setdefault(version.id, []).append(version)
    causes: list[RepeatCause] = []
    for reading in record.readings:
        if reading.moved_to is None:
            causes += _causes(record, reading, [*earlier.get(reading.id, ()), reading])
    return tuple(causes)


def _causes(record: SessionRecord, reading: Reading, versions: Sequence[Reading]) -> Iterator[RepeatCause]:
    """At most one of each group of measures: the urgent one, with the shorter time of the two."""
    questioned = {} if reading.struck else _questioned(record, reading)
    urgent = _urgent(record, reading, versions)
    for measures in {**urgent, **questioned}:
        after = min(found[measures] for found in (urgent, questioned) if measures in found)
        yield RepeatCause(
            reading_id=reading.id, observed_at=reading.observed_at, seq=reading.seq, measures=measures,
            after=after, urgent=measures in urgent,
        )  # fmt: skip


def _urgent(
    record: SessionRecord, reading: Reading, versions: Sequence[Reading]
) -> dict[tuple[str, ...], timedelta]:
    """What any version crossed, within the time its limit names or else the usual one."""
    found: dict[tuple[str, ...], timedelta] = {}
    for version in versions:
        for limit in _crossed(record, version):
            named = limit.confirm_within_min
            measures = repeated_with(limit.measure)
            after = REPEAT_AFTER if named is None else timedelta(minutes=named)
            known = found.get(measures)
            if known is None and _has_later_value(record, reading, limit.measure, version.recorded_at):
                continue
            found[measures] = after if known is None else min(known, after)
    return found


def _crossed(record: SessionRecord, version: Reading) -> Iterator[Limit]:
    """The urgent limits that this version crosses, struck or not, of those that held when it was observed."""
    values, within = version.all_values, record.circumstances(version)
    for limit in record.limits_at(version.observed_at).limits:
        judged = limit.level is Level.URGENT and limit.measure in values
        if judged and crosses(limit, values, version.observed_at, within):
            yield limit


def _questioned(record: SessionRecord, reading: Reading) -> dict[tuple[str, ...], timedelta]:
    entered = reading.first_recorded_at or reading.recorded_at
    return {
        repeated_with(measure): REPEAT_AFTER
        for measure in reading.questioned
        if measure not in _TYPED_ONCE and not _has_later_value(record, reading, measure, entered)
    }


def _has_later_value(record: SessionRecord, reading: Reading, measure: str, entered_at: datetime) -> bool:
    """Whether a newer value of the measure stood when this one was entered: then it is only history."""
    return any(
        measure in other.all_values
        and (other.observed_at, other.seq) > (reading.observed_at, reading.seq)
        and (other.first_recorded_at or other.recorded_at) < entered_at
        for other in record.counted_readings
    )


def _label(measures: tuple[str, ...]) -> str:
    if measures == PRESSURES:
        return "Repeat BP"
    label = measure_of(measures[0]).label
    abbreviated = any(letter.isupper() for letter in label[1:])
    return f"Repeat {label if abbreviated else label.lower()}"

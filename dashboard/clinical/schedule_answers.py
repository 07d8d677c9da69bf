"""Which reading answers which check, and what was asked for but not taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.clinical.instruments import Reason
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule_plan import CheckKind, SchedulePlan
from dashboard.clinical.schedule_repeats import REPEAT_AFTER, RepeatCause, repeat_slot, repeated_with
from dashboard.clinical.schedule_slots import Slot

# What shows an airway lost: not taken, each comes due again soon (A9).
WATCHED = ("spo2", "respiratory_rate", "sedation")
COUNTED_WITHOUT_DISTURBING = ("spo2", "respiratory_rate")
AGAIN_TOLERANCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A required measure that a reading gives a reason for instead of a value."""

    measure: str
    reading: Reading


@dataclass(slots=True)
class Tally:
    """One check and what its readings have answered of it so far."""

    slot: Slot
    needed: list[str]
    valued: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    answered_by: list[str] = field(default_factory=list)
    answered_at: datetime | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What has neither value nor reason."""
        return tuple(code for code in self.needed if code not in self.valued and code not in self.excused)

    @property
    def complete(self) -> bool:
        """Whether every measure is answered, by a value or a reason."""
        return self.valued.union(self.excused).issuperset(self.needed)

    @property
    def all_valued(self) -> bool:
        """Whether every measure has a value."""
        return self.valued.issuperset(self.needed)

    @property
    def only_excused(self) -> bool:
        """Whether this is a repeat that was closed without all its values."""
        return self.slot.kind is CheckKind.REPEAT and self.complete and not self.all_valued

    def take(self, reading: Reading, plan: SchedulePlan) -> None:
        """Add what this reading answers."""
        values = reading.all_values
        if {Reason.ASLEEP, Reason.IMMERSED} & set(reading.not_obtained.values()):
            self._require(COUNTED_WITHOUT_DISTURBING)
        if any(
            rule.measure in self.needed and values.get(rule.measure, rule.low + 1) <= rule.low
            for rule in plan.breaths_required_when
        ):
            self._require(("respiratory_rate",))
        open_for_value = set(self.needed) - self.valued
        if open_for_value & values.keys() or (open_for_value - self.excused) & reading.not_obtained.keys():
            self.answered_by.append(reading.id)
        self.valued |= values.keys()
        self.excused |= reading.not_obtained.keys()
        if not self.complete:
            self.answered_at = None
        elif self.answered_at is None:
            self.answered_at = reading.observed_at

    def _require(self, codes: Iterable[str]) -> None:
        self.needed += [code for code in codes if code not in self.needed]


@dataclass(frozen=True, slots=True)
class Answers:
    """The checks with what answered them, and what of the required was not taken, in order of time."""

    tallies: tuple[Tally, ...]
    not_taken: tuple[NotTaken, ...]


def answers_to(
    slots: Sequence[Slot],
    readings: Sequence[Reading],
    plan: SchedulePlan,
    causes: Sequence[RepeatCause] = (),
) -> Answers:
    """Tie readings (unstruck) to checks in order of observation, and add the repeats that follow.

    Of each code a reading answers the check whose due time is nearest among those due or late. The checks
    of `slots` come first in the answer, in their order.
    """
    book = _Book(slots, plan)
    steps: list[Reading | RepeatCause] = [*readings, *causes]
    # What a value asks for comes after what it answers.
    steps.sort(key=lambda step: (step.observed_at, step.seq, isinstance(step, RepeatCause)))
    for step in steps:
        if isinstance(step, RepeatCause):
            book.ask(step)
        else:
            book.read(step)
    return Answers((*book.tallies, *book.repeats), tuple(book.not_taken))


class _Book:
    """The checks while readings are tied to them one after the other."""

    def __init__(self, slots: Sequence[Slot], plan: SchedulePlan) -> None:
        self.plan = plan
        self.tallies = [Tally(slot, list(slot.measures)) for slot in slots]
        self.repeats: list[Tally] = []
        self.not_taken: list[NotTaken] = []
        self.by_code: dict[str, list[Tally]] = {}
        for tally in self.tallies:
            self.by_code.setdefault(tally.slot.code, []).append(tally)

    def read(self, reading: Reading) -> None:
        """Give the reading to the checks it answers; what it could not take comes due again."""
        nearest = (_nearest(same, reading.observed_at) for same in self.by_code.values())
        chosen = [tally for tally in nearest if tally is not None]
        for tally in chosen:
            tally.take(reading, self.plan)
        found = [NotTaken(measure, reading) for measure in _required_not_taken(reading, chosen, self.plan)]
        self.not_taken += found
        again = [repeated_with(one.measure) for one in found if one.measure in WATCHED]
        again += [tally.slot.measures for tally in chosen if tally.only_excused]
        for measures in dict.fromkeys(again):
            self.open(repeat_slot(measures, reading.observed_at, REPEAT_AFTER, AGAIN_TOLERANCE))

    def ask(self, cause: RepeatCause) -> None:
        """A value in question is settled by the repeat it answers; an urgent one is asked for anew."""
        same = self.by_code.get(f"repeat_{cause.measures[0]}", ())
        settled = any(cause.reading_id in tally.answered_by or not tally.complete for tally in same)
        if cause.urgent or not settled:
            self.open(repeat_slot(cause.measures, cause.observed_at, cause.after))

    def open(self, slot: Slot) -> None:
        """One repeat of a measure is open at a time: the new one takes the place of one not yet answered."""
        same = self.by_code.setdefault(slot.code, [])
        same[:] = [tally for tally in same if tally.complete]
        self.repeats = [t for t in self.repeats if t.slot.code != slot.code or t.complete]
        tally = Tally(slot, list(slot.measures))
        same.append(tally)
        self.repeats.append(tally)


def _nearest(same_code: Iterable[Tally], at: datetime) -> Tally | None:
    """An unanswered check goes first; then one that has only reasons may still get its values."""
    open_then = [tally for tally in same_code if not tally.all_valued and tally.slot.takes(at)]
    asked = [tally for tally in open_then if not tally.complete]
    return min(asked or open_then, key=lambda t: (abs(t.slot.due_at - at), t.slot.due_at), default=None)


def _required_not_taken(reading: Reading, chosen: Sequence[Tally], plan: SchedulePlan) -> tuple[str, ...]:
    """Between two checks, whatever the protocol requires at any of them counts as required."""
    if not reading.not_obtained:
        return ()
    required = {code for tally in chosen for code in tally.needed}
    if all(tally.slot.kind is CheckKind.REPEAT for tally in chosen):
        required |= plan.measures
    return tuple(code for code in reading.not_obtained if code in required)

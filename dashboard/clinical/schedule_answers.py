"""Which reading answers which check, and what was asked for but not taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.clinical.instruments import Reason, measure_of
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule_plan import CheckKind, SchedulePlan
from dashboard.clinical.schedule_slots import Slot, dues_by_measure, next_due

# What shows an airway lost: not taken, each comes due again soon (A9).
WATCHED = ("spo2", "respiratory_rate", "sedation")
COUNTED_WITHOUT_DISTURBING = ("spo2", "respiratory_rate")
AGAIN_AFTER = timedelta(minutes=5)
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


def answers_to(slots: Sequence[Slot], readings: Sequence[Reading], plan: SchedulePlan) -> Answers:
    """Tie readings (unstruck, in order of observation) to checks; a watched measure not taken adds one.

    Of each code a reading answers the check whose due time is nearest among those due or late.
    """
    tallies = [Tally(slot, list(slot.measures)) for slot in slots]
    dues = dues_by_measure(slots)
    by_code: dict[str, list[Tally]] = {}
    for tally in tallies:
        by_code.setdefault(tally.slot.code, []).append(tally)
    not_taken: list[NotTaken] = []
    for reading in readings:
        nearest = (_nearest(same, reading.observed_at) for same in by_code.values())
        chosen = [tally for tally in nearest if tally is not None]
        for tally in chosen:
            tally.take(reading, plan)
        for measure in _required_not_taken(reading, chosen, plan):
            not_taken.append(NotTaken(measure, reading))
            if measure in WATCHED:
                again = Tally(_again(measure, reading, dues), [measure])
                tallies.append(again)
                by_code.setdefault(again.slot.code, []).append(again)
    return Answers(tuple(tallies), tuple(not_taken))


def _nearest(same_code: Iterable[Tally], at: datetime) -> Tally | None:
    """An unanswered check goes first; then one that has only reasons may still get its values."""
    open_then = [tally for tally in same_code if tally.slot.takes(at)]
    asked = [tally for tally in open_then if not tally.complete]
    asked = asked or [tally for tally in open_then if not tally.all_valued]
    return min(asked, key=lambda t: (abs(t.slot.due_at - at), t.slot.due_at), default=None)


def _required_not_taken(reading: Reading, chosen: Sequence[Tally], plan: SchedulePlan) -> tuple[str, ...]:
    """Between two checks, whatever the protocol requires at any of them counts as required."""
    required = {code for tally in chosen for code in tally.needed} if chosen else plan.measures
    return tuple(code for code in reading.not_obtained if code in required)


def _again(measure: str, reading: Reading, dues: Mapping[str, Sequence[datetime]]) -> Slot:
    due = reading.observed_at + AGAIN_AFTER
    return Slot(
        code=f"repeat_{measure}", kind=CheckKind.REPEAT, label=f"{measure_of(measure).label} again",
        measures=(measure,), required=True, due_at=due, opens_at=reading.observed_at,
        closes_at=due + AGAIN_TOLERANCE, answers_from=reading.observed_at,
        missed_at=next_due(dues, (measure,), due),
    )  # fmt: skip

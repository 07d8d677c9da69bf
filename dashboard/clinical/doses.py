"""Doses: what was given, computed from the events.

Amounts are mg. The program never proposes a dose; it only adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.events import ENDING, EVENT_KINDS, Event
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.session_record import SessionRecord

# Far beyond any pump: a slip in the former rate must not make the sum endless.
FASTEST_MG_PER_MIN = 10_000.0
# After these nobody knows how much of the dose went in.
LOSING = frozenset({"spit_out", "extravasation"})
QUESTION = "Resume, booster, or struck?"


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePart:
    """One thing given: `amount_mg` so far, `full_mg` once it has all run in; None when unknown."""

    event_id: str
    label: str
    amount_mg: float | None
    full_mg: float | None
    running: bool = False


@dataclass(frozen=True, slots=True)
class DoseTotal:
    """All that was given up to `seen_at`; `amount_mg` is None without a dose or while anything is unclear."""

    amount_mg: float | None
    parts: tuple[DosePart, ...]
    unclear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An event that does not fit those before it, with the question it raises."""

    event_id: str
    text: str


def given(record: SessionRecord) -> DoseTotal:
    """What was given, from the unstruck events in the order they happened."""
    courses = _courses(record)
    parts = tuple(course.part() for course in courses)
    unknown = [f"{part.label}: the amount is not stated." for part in parts if part.amount_mg is None]
    doubts = [doubt for course in courses for doubt in course.doubts]
    lost = _losses(record) if parts else []
    unclear = (*(c.text for c in contradictions(record)), *unknown, *doubts, *lost)
    if unclear or not parts:
        return DoseTotal(None, parts, unclear)
    stated = _stated_of_devices(record)
    total = stated if stated is not None else sum(part.amount_mg or 0 for part in parts)
    return DoseTotal(round(total, 2), parts, ())


def mg_per_kg(amount_mg: float | None, weight_kg: float | None) -> float | None:
    """The dose per kilogram, two decimals; None without both."""
    return round(amount_mg / weight_kg, 2) if amount_mg is not None and weight_kg else None


def devices_planned(record: SessionRecord) -> int | None:
    """How many devices the planned dose makes; None without a plan or for another route."""
    plan, each = record.session.planned_dose, record.protocol.devices_mg
    return max(1, round(plan.amount / each)) if plan is not None and each else None


def contradictions(record: SessionRecord) -> tuple[Contradiction, ...]:
    """Events that do not fit those before them: until answered or struck the total is unclear."""
    events = record.counted_events
    return (*_misplaced_starts(events), *_misplaced_devices(events, devices_planned(record)))


def _losses(record: SessionRecord) -> list[str]:
    """What was given and did not all stay in, while no later end states the amount."""
    stated = [
        event.occurred_at
        for event in record.counted_events
        if event.kind in ENDING and event.detail.get("amount_given") is not None
    ]
    return [
        f"{EVENT_KINDS[event.kind].label}: state the amount given at the end."
        for event in record.counted_events
        if event.kind in LOSING and not any(at >= event.occurred_at for at in stated)
    ]


def _misplaced_starts(events: Sequence[Event]) -> list[Contradiction]:
    found: list[Contradiction] = []
    started = paused = False
    for event in events:
        if event.kind == "dose_start":
            if started:
                found.append(Contradiction(event.id, f"Second dose start. {QUESTION}"))
            started = True
        elif event.kind == "dose_resume" and not paused:
            found.append(Contradiction(event.id, f"Resumed without a pause. {QUESTION}"))
        if event.kind in ("dose_start", "dose_pause", "dose_resume"):
            paused = event.kind == "dose_pause"
    return found


def _misplaced_devices(events: Sequence[Event], planned: int | None) -> list[Contradiction]:
    found: list[Contradiction] = []
    numbers: set[int] = set()
    for event in events:
        number = event.detail.get("number")
        if event.kind != "device_given" or number is None:
            continue
        if number in numbers:
            found.append(Contradiction(event.id, f"Device {number} was given before. {QUESTION}"))
        elif planned is not None and number > planned:
            found.append(Contradiction(event.id, f"Device {number} of {planned} planned. {QUESTION}"))
        numbers.add(number)
    return found


@dataclass
class _Course:
    """One start's amount as it runs in. `rate` is mg/min, None for a dose given at once."""

    event: Event
    amount: float | None
    rate: float | None
    amount_in: float = 0
    running_since: datetime | None = None
    ended: bool = False
    doubts: list[str] = field(default_factory=list)

    def run_until(self, at: datetime) -> None:
        if self.running_since is not None and self.rate is not None:
            self.amount_in += self.rate * max(0.0, (at - self.running_since) / timedelta(minutes=1))
            # No more can run in than was drawn up.
            self.amount_in = min(self.amount_in, self.amount or 0)
            self.running_since = at

    def take(self, event: Event) -> None:
        self.run_until(event.occurred_at)
        if event.kind == "dose_resume":
            self.running_since, self.ended = event.occurred_at, False
        elif event.kind == "rate_change":
            self.rate = self._changed_rate(event.detail)
        else:
            self.running_since = None
        if event.kind in ("dose_stop", "dose_end"):
            self._end(event.detail.get("amount_given"))

    def _end(self, stated: float | None) -> None:
        self.ended = True
        if stated is not None:
            self.amount_in = stated
            self.amount = max(stated, self.amount or 0)
            self.doubts.clear()

    def _changed_rate(self, detail: Mapping[str, Any]) -> float | None:
        former, new, unit = detail.get("from"), detail.get("to"), detail.get("unit")
        if new is not None and unit in ("mg/min", "mg/h"):
            return float(new) / (60 if unit == "mg/h" else 1)
        if new is not None and former and self.rate is not None:
            return min(self.rate * float(new) / float(former), FASTEST_MG_PER_MIN)
        self.doubts.append("A rate change cannot be reckoned; state the amount given at the end.")
        return self.rate

    def part(self) -> DosePart:
        known = self.amount is not None
        at_once = self.rate is None and not self.ended
        return DosePart(
            event_id=self.event.id, label=EVENT_KINDS[self.event.kind].label,
            amount_mg=(self.amount if at_once else round(self.amount_in, 2)) if known else None,
            full_mg=(round(self.amount_in, 2) if self.ended else self.amount) if known else None,
            running=self.running_since is not None,
        )  # fmt: skip


def _started(event: Event, protocol: Protocol) -> _Course:
    amount = _stated(event, None)
    if not protocol.is_infusion or amount is None:
        return _Course(event, amount, None, amount_in=amount or 0)
    rate = amount / (protocol.planned_duration_min or 1)
    return _Course(event, amount, rate, running_since=event.occurred_at)


def _stated(event: Event, otherwise: float | None) -> float | None:
    for name in ("amount", "given"):
        if event.detail.get(name) is not None:
            return float(event.detail[name])
    return otherwise


def _courses(record: SessionRecord) -> list[_Course]:
    """What was given event by event, run up to the moment the record was seen."""
    courses: list[_Course] = []
    main: _Course | None = None
    for event in record.counted_events:
        if event.kind == "dose_start":
            if main is not None:
                main.run_until(event.occurred_at)
                main.running_since, main.ended = None, True
            main = _started(event, record.protocol)
            courses.append(main)
        elif event.kind in ("device_given", "bolus", "booster"):
            each = record.protocol.devices_mg if event.kind == "device_given" else None
            courses.append(_Course(event, _stated(event, each), None))
        elif main is not None and EVENT_KINDS[event.kind].dosing:
            main.take(event)
    for course in courses:
        course.run_until(record.seen_at)
    return courses


def _stated_of_devices(record: SessionRecord) -> float | None:
    """What the end of a session by devices states as given in all, which wins over counting them."""
    if any(event.kind == "dose_start" for event in record.counted_events):
        return None
    stated = [e.detail["amount_given"] for e in record.counted_events if "amount_given" in e.detail]
    return float(stated[-1]) if stated and stated[-1] is not None else None

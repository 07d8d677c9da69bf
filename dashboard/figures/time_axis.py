"""The one x axis of a session's figure: minutes since the dose, or since the opening while there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.clinical.session_record import SessionRecord

FIRST_MINUTE = -14
LAST_MINUTE = 106
GROWS_BY = 30
_TICK_STEPS = (10, 20, 30, 60, 120, 240, 480, 720, 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """From `first` to `last` minute; `now` is None once the session has ended."""

    origin: datetime
    from_dose: bool
    first: float
    last: float
    now: float | None

    def minute(self, at: datetime) -> float:
        """Minutes since the origin, one decimal, negative before it."""
        return _minute(at, self.origin)

    @property
    def title(self) -> str:
        """What the minutes count from."""
        return "min from dose" if self.from_dose else "min from opening"

    @property
    def until(self) -> float:
        """Up to when anything can have happened: now, or the axis's end once the session has ended."""
        return self.last if self.now is None else self.now

    def ticks(self, at_most: int) -> list[int]:
        """Whole minutes to label, no more than `at_most` of them."""
        span = self.last - self.first
        step = next((s for s in _TICK_STEPS if span / s <= at_most), _TICK_STEPS[-1])
        start = -(-int(self.first) // step) * step
        return list(range(start, int(self.last) + 1, step))


def time_axis(record: SessionRecord) -> TimeAxis:
    """The axis that holds everything in the record, -14 to 106 or grown in steps of 30."""
    origin = record.clock.started_at or record.session.opened_at
    now = None if record.session.ended_at else _minute(record.seen_at, origin)
    minutes = [_minute(at, origin) for at in _moments(record)] + ([] if now is None else [now])
    first, last = FIRST_MINUTE, LAST_MINUTE
    # Two minutes of air, so that a mark on the last minute is whole.
    while min(minutes, default=0) < first + 2:
        first -= GROWS_BY
    while max(minutes, default=0) > last - 2:
        last += GROWS_BY
    return TimeAxis(
        origin=origin, from_dose=record.clock.started_at is not None, first=first, last=last, now=now
    )


def _minute(at: datetime, origin: datetime) -> float:
    return round((at - origin) / timedelta(seconds=6)) / 10


def _moments(record: SessionRecord) -> Iterator[datetime]:
    yield from (r.observed_at for r in (*record.readings, *record.earlier_readings))
    yield from (e.occurred_at for e in record.events)
    yield from (a.raised_at for a in record.alerts if a.reading_id is None and a.event_id is None)
    if record.clock.end_or_planned is not None:
        yield record.clock.end_or_planned
    if record.session.ended_at is not None:
        yield record.session.ended_at

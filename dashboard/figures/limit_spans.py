"""Which limits held when: a clinician may move one during the session, and it may end before that does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf

from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import ThresholdSet
from dashboard.figures.time_axis import TimeAxis

Corner = tuple[float, float]
Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """What readings from minute `first` to just before `last` are held against; outer ends are endless."""

    first: float
    last: float
    limits: ThresholdSet


@dataclass(frozen=True, slots=True)
class Part:
    """From minute `first` until `last`, clipped to the picture, it reaches from value `low` to `high`."""

    first: float
    last: float
    low: float
    high: float


def spans_of(record: SessionRecord, axis: TimeAxis) -> tuple[Span, ...]:
    """Spans without a gap from the first to the last; one alone where no limit was moved.

    What is known to end later is drawn ahead; after the session's end nothing moves any more.
    """
    turns = _turns(record)
    if not turns:
        return (Span(-inf, inf, record.limits),)
    stood = {-inf: record.limits_at(turns[0] - timedelta(seconds=1))}
    # Two turns within one tenth of a minute are one step, to what held after both.
    stood |= {axis.minute(at): record.limits_at(at) for at in turns}
    minutes = [*stood, inf]
    return tuple(Span(at, minutes[n + 1], limits) for n, (at, limits) in enumerate(stood.items()))


def runs_of(
    spans: Sequence[Span], first: float, last: float, extent: Callable[[ThresholdSet], Extent | None]
) -> list[list[Part]]:
    """Parts that touch, those of the same extent as one; a new run begins where there was none between."""
    runs: list[list[Part]] = [[]]
    for span in spans:
        begin, end, found = max(span.first, first), min(span.last, last), extent(span.limits)
        if begin >= end:
            continue
        if found is None:
            runs.append([])
        elif runs[-1] and (runs[-1][-1].low, runs[-1][-1].high) == found:
            runs[-1][-1] = replace(runs[-1][-1], last=end)
        else:
            runs[-1].append(Part(begin, end, *found))
    return [run for run in runs if run]


def _turns(record: SessionRecord) -> list[datetime]:
    """When overrides of this session began and ended, in order."""
    closed = record.session.ended_at
    found: set[datetime] = set()
    for override in record.overrides:
        if override.session_id in (None, record.session.id):
            ends = (override.until, override.end.at if override.end else None)
            found |= {at for at in (override.at, *ends) if at is not None}
    return sorted(at for at in found if closed is None or at <= closed)

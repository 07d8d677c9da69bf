"""A limit moved for one patient or one session by a clinician, with a reason and an end.

What a reading is held against is what stood when it was observed; a session's own set is never changed.
Whatever set a dated one meets in a later session, an urgent limit goes no further than that set's rail.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.clinical.alerts import Level
from dashboard.clinical.limit_checks import beyond, rail_of
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEnd:
    """An override taken back before its time."""

    at: datetime
    by: str
    by_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOverride:
    """One moved limit. With a `session_id` it holds in that session only and ends with it.

    `until` is None only for such a one; `value` is in the limit's unit.
    """

    id: str
    patient_id: str
    session_id: str | None
    measure: str
    kind: LimitKind
    level: Level
    value: float
    reason: str
    at: datetime
    by: str
    by_name: str
    until: datetime | None = None
    end: OverrideEnd | None = None

    def holds(self, session_id: str, at: datetime) -> bool:
        """Whether a reading of this session observed at this moment is held against it."""
        if self.session_id not in (None, session_id) or at < self.at:
            return False
        return (self.until is None or at < self.until) and (self.end is None or at < self.end.at)

    def moves(self, limit: Limit) -> bool:
        """Whether this is the limit it moves."""
        return (limit.measure, limit.kind, limit.level) == (self.measure, self.kind, self.level)


def moved(limits: ThresholdSet, overrides: Iterable[LimitOverride]) -> ThresholdSet:
    """The set with these limits moved; of two for one limit the later counts."""
    by_time = sorted(overrides, key=lambda o: o.at)
    return replace(limits, limits=tuple(_moved(limit, by_time) for limit in limits.limits))


def _moved(limit: Limit, by_time: list[LimitOverride]) -> Limit:
    last = next((o for o in reversed(by_time) if o.moves(limit)), None)
    return replace(limit, value=within_rail(limit, last.value)) if last is not None else limit


def within_rail(limit: Limit, value: float) -> float:
    """The value as far as this limit may be moved: an urgent one without a rail is never heard later."""
    if limit.level is not Level.URGENT:
        return value
    rail = rail_of(limit)
    furthest = limit.value if rail is None else rail
    return furthest if beyond(limit, value, furthest) else value

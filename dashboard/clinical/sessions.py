"""A treatment session: its header, its clock from the first dose event, and the state that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dashboard.clinical.events import ENDING, GIVING, OBSERVED_FROM, Event
from dashboard.clinical.protocols import Protocol

RECOVERING_AFTER = timedelta(minutes=40)


class SessionState(StrEnum):
    """preparing until the first dose event; recovering is derived from the clock, not stored."""

    PREPARING = "preparing"
    RUNNING = "running"
    RECOVERING = "recovering"
    ENDED = "ended"


class SessionEnd(StrEnum):
    """How a session ended."""

    COMPLETED = "completed"
    ABORTED = "aborted"
    AGAINST_ADVICE = "against_advice"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


END_WORDS: dict[SessionEnd, str] = {
    SessionEnd.COMPLETED: "completed",
    SessionEnd.ABORTED: "aborted",
    SessionEnd.AGAINST_ADVICE: "left against advice",
    SessionEnd.TRANSFERRED: "transferred",
    SessionEnd.CANCELLED: "cancelled, opened by mistake",
}


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """What the order says. mg."""

    drug: str
    amount: float
    unit: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """What was said at the end: gates with their evidence, overrides with who and why, escort, reason.

    `gates` and `overrides` and `escort` are as accepted at the door (plain JSON), stored with the end.
    """

    reason: str | None = None
    witness: str | None = None
    told: str | None = None
    escort: Mapping[str, Any] | None = None
    gates: Mapping[str, Any] | None = None
    overrides: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentSession:
    """One version of a session's header; changes are new versions with who, when and why."""

    id: str
    version: int
    patient_id: str
    room_id: str
    protocol_code: str
    protocol_version: int
    threshold_code: str
    threshold_version: int
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    changed_by: str
    nurse_id: str | None = None
    clinician_id: str | None = None
    weight_kg: float | None = None
    planned_dose: PlannedDose | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    end: SessionEnd | None = None
    discharge: Discharge | None = None
    change_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The reading accepted as baseline, by whom and when; a change after the dose has a reason."""

    number: int
    reading_id: str
    accepted_at: datetime
    accepted_by: str
    accepted_by_name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DoseClock:
    """When dosing began, was last touched and ended, from the unstruck events. All UTC, None when not yet."""

    started_at: datetime | None
    last_dose_event_at: datetime | None
    ended_at: datetime | None
    planned_end_at: datetime | None
    is_infusion: bool

    def minute(self, at: datetime) -> float | None:
        """Minutes since the first dose event, one decimal, negative before it; None without one."""
        if self.started_at is None:
            return None
        # Whole tenths by integers, so that no float rounding moves a reading across a limit's minute.
        tenths = round((at - self.started_at) / timedelta(seconds=6))
        return tenths / 10

    @property
    def end_or_planned(self) -> datetime | None:
        """The infusion's end, or while none is recorded the planned one."""
        return self.ended_at or self.planned_end_at

    @property
    def end_missing(self) -> bool:
        """An infusion has begun and its end is not recorded."""
        return self.is_infusion and self.started_at is not None and self.ended_at is None


def dose_clock(events: Sequence[Event], protocol: Protocol) -> DoseClock:
    """The clock that these events set; struck ones do not count, order is by when things happened."""
    counted = sorted((e for e in events if not e.struck), key=lambda e: (e.occurred_at, e.seq))
    started = next((e.occurred_at for e in counted if e.starts_clock), None)
    touched = [e for e in counted if e.kind in OBSERVED_FROM]
    running_again = GIVING | {"dose_resume"}
    ended: datetime | None = None
    for event in counted:
        if event.kind in ENDING:
            ended = event.occurred_at
        elif event.kind in running_again and protocol.is_infusion:
            ended = None if event.kind != "bolus" and event.kind != "booster" else ended
    planned = (
        started + timedelta(minutes=protocol.planned_duration_min)
        if started is not None and protocol.planned_duration_min is not None
        else None
    )
    last = touched[-1].occurred_at if touched else None
    return DoseClock(started, last, ended, planned, protocol.is_infusion)


def session_state(
    session: TreatmentSession, clock: DoseClock, events: Sequence[Event], now: datetime
) -> SessionState:
    """Preparing, running, recovering or ended at `now`."""
    if session.ended_at is not None:
        return SessionState.ENDED
    if clock.started_at is None:
        return SessionState.PREPARING
    if clock.is_infusion:
        return SessionState.RECOVERING if _ended_last(events) else SessionState.RUNNING
    last = clock.last_dose_event_at or clock.started_at
    return SessionState.RECOVERING if now - last >= RECOVERING_AFTER else SessionState.RUNNING


def _ended_last(events: Sequence[Event]) -> bool:
    """Whether the last dosing event is an end: a bolus, booster, device or resume makes it run again."""
    relevant = [e for e in events if not e.struck and e.kind in OBSERVED_FROM | {"dose_resume"}]
    last = max(relevant, key=lambda e: (e.occurred_at, e.seq), default=None)
    return last is not None and last.kind in ENDING


def observation_ends_at(clock: DoseClock, protocol: Protocol) -> datetime | None:
    """The later of dose start and last dose event, each plus its minutes; None before a dose."""
    if clock.started_at is None:
        return None
    last = clock.last_dose_event_at or clock.started_at
    if clock.end_missing and clock.planned_end_at is not None:
        last = max(last, clock.planned_end_at)
    return max(
        clock.started_at + timedelta(minutes=protocol.after_dose_start_min),
        last + timedelta(minutes=protocol.after_last_dose_event_min),
    )

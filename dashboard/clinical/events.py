"""A bedside event: what was seen or done, when, and by whom it was recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.event_details import Detail, detail_fault
from dashboard.clinical.event_kinds import EVENT_KINDS, EventKind
from dashboard.clinical.readings import LATE_AFTER, StrikeReason

__all__ = [
    "ENDING", "EVENT_KINDS", "GIVING", "OBSERVED_FROM", "STARTING", "Detail", "Event", "EventKind",
    "check_event",
]  # fmt: skip

# The first of these is minute 0.
STARTING = frozenset({"dose_start", "device_given"})
# These start or extend the dose clock; a stop counts as an end.
GIVING = frozenset({"dose_start", "device_given", "bolus", "booster"})
ENDING = frozenset({"dose_end", "dose_stop"})
OBSERVED_FROM = GIVING | ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One version of an event. `detail` holds what was given; absent keys were not.

    `witness` is the id of the second person who stood by with their own password.
    """

    id: str
    session_id: str
    seq: int
    version: int
    status: str
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    recorded_by_name: str
    detail: Mapping[str, Any]
    first_recorded_at: datetime | None = None
    change_reason: str | None = None
    strike_reason: StrikeReason | None = None
    witness: str | None = None
    witness_name: str | None = None

    @property
    def reason(self) -> str:
        """Why it was done, as it was given; empty where nobody said."""
        return str(self.detail.get("reason", "")).strip()

    @property
    def struck(self) -> bool:
        """Whether the event was withdrawn; it stays visible."""
        return self.status == "struck"

    @property
    def late_by(self) -> timedelta:
        """How long after it happened the event was first stored."""
        return (self.first_recorded_at or self.recorded_at) - self.occurred_at

    @property
    def late(self) -> bool:
        """First stored more than ten minutes after it happened."""
        return self.late_by > LATE_AFTER

    @property
    def starts_clock(self) -> bool:
        """Whether the first such event is minute 0."""
        return self.kind in STARTING


def check_event(kind: str, detail: Mapping[str, Any]) -> None:
    """Raise InvalidEntry for an unknown kind or detail, one of the wrong sort, or a required one missing."""
    known = EVENT_KINDS.get(kind)
    if known is None:
        raise InvalidEntry([FieldError("kind", "unknown_kind", f"'{kind}' is not a known event.")])
    errors = [
        FieldError(f"detail.{name}", "unknown_field", f"{known.label} has no detail '{name}'.")
        for name in detail
        if name not in known.details
    ]
    errors += [
        FieldError(f"detail.{name}", "wrong_type", words)
        for name, value in detail.items()
        if name in known.details and (words := detail_fault(name, known.details[name], value))
    ]
    errors += [
        FieldError(f"detail.{name}", "required", f"Give the {name.replace('_', ' ')}.")
        for name in known.required
        if not str(detail.get(name, "")).strip()
    ]
    if errors:
        raise InvalidEntry(errors)

"""The registry of bedside events: what was seen or done, without a measured value.

A new kind is one entry here. Kinds are stored for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.readings import LATE_AFTER, StrikeReason
from dashboard.clinical.texts import text_error

TEXT_LENGTH = 1000


class Detail(StrEnum):
    """What kind of answer a detail field takes."""

    MG = "mg"
    NUMBER = "number"
    WHOLE = "whole"
    TEXT = "text"
    DRUG = "drug"
    ROUTE = "route"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its words, the details it may carry, and whether it is part of dosing."""

    code: str
    label: str
    details: Mapping[str, Detail]
    dosing: bool = True


_GIVEN = {
    "drug": Detail.DRUG, "amount": Detail.MG, "unit": Detail.UNIT, "route": Detail.ROUTE,
    "lot": Detail.TEXT, "drawn": Detail.NUMBER, "given": Detail.NUMBER, "wasted": Detail.NUMBER,
}  # fmt: skip
_STOPPED = {"reason": Detail.TEXT, "amount_given": Detail.MG, "volume_ml": Detail.NUMBER}
_DEVICE = {"number": Detail.WHOLE, "amount": Detail.MG, "lot": Detail.TEXT}
_RATE = {"from": Detail.NUMBER, "to": Detail.NUMBER, "unit": Detail.TEXT}

EVENT_KINDS: dict[str, EventKind] = {
    kind.code: kind
    for kind in (
        EventKind("dose_start", "Dose started", _GIVEN),
        EventKind("bolus", "Bolus given", _GIVEN),
        EventKind("booster", "Booster given", _GIVEN),
        EventKind("device_given", "Device given", _DEVICE),
        EventKind("dose_pause", "Infusion paused", {"reason": Detail.TEXT}),
        EventKind("dose_resume", "Infusion resumed", {"reason": Detail.TEXT}),
        EventKind("rate_change", "Rate changed", _RATE),
        EventKind("dose_stop", "Dose stopped", _STOPPED),
        EventKind("dose_end", "Dose ended", _STOPPED),
        EventKind("other", "Event", {"text": Detail.TEXT}, dosing=False),
    )
}
DRUGS = ("ketamine", "esketamine")
ROUTES = ("iv", "im", "sc", "sublingual", "oral", "nasal")
# These start or extend the dose clock; a stop counts as an end.
GIVING = frozenset({"dose_start", "device_given", "bolus", "booster"})
ENDING = frozenset({"dose_end", "dose_stop"})
OBSERVED_FROM = GIVING | ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One version of an event. `detail` holds what was given; absent keys were not."""

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
        return self.kind in ("dose_start", "device_given")


def check_event(kind: str, detail: Mapping[str, Any]) -> None:
    """Raise InvalidEntry for an unknown kind, an unknown detail, or a detail of the wrong sort."""
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
        if name in known.details and (words := _detail_fault(name, known.details[name], value))
    ]
    if errors:
        raise InvalidEntry(errors)


def _detail_fault(name: str, sort: Detail, value: Any) -> str | None:
    """Why this detail cannot be stored, in words, or None."""
    label = name.replace("_", " ")
    match sort:
        case Detail.TEXT:
            if not isinstance(value, str):
                return f"{label} must be text."
            fault = text_error(name, label, value, TEXT_LENGTH)
            return fault.message if fault else None
        case Detail.DRUG:
            return None if value in DRUGS else f"{label} must be one of {', '.join(DRUGS)}."
        case Detail.ROUTE:
            return None if value in ROUTES else f"{label} must be one of {', '.join(ROUTES)}."
        case Detail.UNIT:
            return None if value == "mg" else "The unit must be mg."
        case Detail.WHOLE:
            whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 20
            return None if whole else f"{label} must be a whole number from 1 to 20."
        case Detail.MG | Detail.NUMBER:
            number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100_000
            return None if number else f"{label} must be a number from 0 to 100000."

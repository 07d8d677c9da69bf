"""What a gate of leaving is judged on, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.events import Event
from dashboard.clinical.session_record import SessionRecord

FRESH_FOR = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Open or shut, with what was seen or is missing in words.

    Of a shut one: `seen` when something observed speaks against leaving, rather than being missing or old;
    `unsaid` when nothing but a person's word is missing.
    """

    open: bool
    text: str
    seen: bool = False
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Attest:
    """One thing a person says of the patient: what is ticked, how it reads when said, and when not."""

    tick: str
    said: str
    unsaid: str


_ATTESTS = {
    "oriented": Attest("Knows person, place, time", "oriented", "orientation not confirmed"),
    "walk_steady": Attest("Walked a few steps, steady", "walks steadily", "steady walk not confirmed"),
    "line_out": Attest("IV out, site unremarkable", "IV out", "IV not confirmed out"),
    "instructions_given": Attest("Instructions given", "instructions given", "instructions not confirmed"),
    "safe_to_go": Attest("Asked, and safe to go", "safe to go", "mood and safety not confirmed"),
}


@dataclass(frozen=True, slots=True)
class SeenReading:
    """A reading as the gates see it: its values, derived ones too, and those beyond an urgent limit.

    An acknowledgement changes nothing about the latter.
    """

    observed_at: datetime
    values: Mapping[str, float]
    urgent: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCase:
    """One gate at one moment.

    `readings` and `events` are the unstruck ones that count then, in the order observed; `rule` is the
    gate's entry in the protocol, `given` the evidence for it, `clinician` the name of one who stands by.
    """

    record: SessionRecord
    now: datetime
    readings: tuple[SeenReading, ...]
    events: tuple[Event, ...]
    rule: Mapping[str, Any]
    given: Mapping[str, Any]
    clinician: str | None = None

    @property
    def said(self) -> bool:
        """Whether a person attested it."""
        return self.given.get("ok") is True

    @property
    def attest(self) -> Attest | None:
        """What the protocol asks a person to say for this gate."""
        return attest_of(self.rule)

    def latest(self, code: str) -> SeenReading | None:
        """The reading observed last that holds a value of this measure."""
        return next((r for r in reversed(self.readings) if code in r.values), None)

    def after_dose(self, at: datetime) -> bool:
        """Whether this lies after the last dose event."""
        last = self.record.clock.last_dose_event_at
        return last is None or at > last

    def fresh(self, at: datetime) -> bool:
        """Whether this is at most fifteen minutes ago."""
        return self.now - at <= FRESH_FOR

    def ago(self, at: datetime) -> str:
        """Its age in whole minutes."""
        minutes = max(0, (self.now - at) // MINUTE)
        return f"{minutes} min ago" if minutes else "just now"


def seen_readings(record: SessionRecord) -> tuple[SeenReading, ...]:
    """The unstruck readings in the order observed."""
    return tuple(
        SeenReading(
            r.observed_at,
            r.all_values,
            frozenset(f.measure for f in record.flags(r) if f.level is Level.URGENT),
        )
        for r in record.counted_readings
    )


def attest_of(rule: Mapping[str, Any]) -> Attest | None:
    """What a rule asks a person to say; one of the clinic's own reads as it is written."""
    code = rule.get("attest")
    if not code:
        return None
    words = str(code).replace("_", " ")
    return _ATTESTS.get(code) or Attest(words.capitalize(), words, f"{words} not confirmed")

"""What can become of an alert: the kinds of change that judging asks for and the caller stores."""

from dataclasses import dataclass

from dashboard.clinical.alerts import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """A new alert. `resolved_by` names the later reading in band that resolves it in the same breath."""

    source: str
    level: Level
    text: str
    measure: str | None = None
    value: float | None = None
    limit: dict[str, object] | None = None
    reading_id: str | None = None
    reading_version: int | None = None
    event_id: str | None = None
    retrospective: bool = False
    check_key: str | None = None
    resolved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Resolve:
    """What was asked for is there (in band, baseline, check), by this reading; None by an event."""

    alert_id: str
    reading_id: str | None


@dataclass(frozen=True, slots=True)
class Recross:
    """The resolution, or the louder alert in its place, is taken back; None when no reading did it."""

    alert_id: str
    reading_id: str | None


@dataclass(frozen=True, slots=True)
class Supersede:
    """A louder or newer alert of the same measure or matter takes its place."""

    alert_id: str


@dataclass(frozen=True, slots=True)
class Invalidate:
    """Its cause was corrected, struck or judged away."""

    alert_id: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """It goes beyond the room; `why` in words, such as "No answer for 2 min"."""

    alert_id: str
    why: str


AlertChange = Raise | Resolve | Recross | Supersede | Invalidate | Escalate

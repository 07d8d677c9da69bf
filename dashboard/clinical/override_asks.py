"""What a nurse asked a clinician to override and still waits for: the dose, or gates of leaving.

Asking sets nothing aside. It stands until what was asked about is open, or the session has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.events import Event
from dashboard.clinical.gates import judge_gates
from dashboard.clinical.hold import OVERRIDE, standing_holds
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionState

ASKED = "override_asked"
DOSE = "dose"
LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What waits for a clinician: about `dose` or `leaving`, asked by `events` (not empty, oldest first).

    `shut` says what holds now; `gates` names the gates asked about that are shut now, none for a dose.
    """

    about: str
    events: tuple[Event, ...]
    shut: str
    gates: tuple[str, ...] = ()

    @property
    def since(self) -> datetime:
        """When it was first asked (UTC)."""
        return self.events[0].occurred_at

    @property
    def by(self) -> str:
        """Who asked first."""
        return self.events[0].recorded_by_name

    @property
    def said(self) -> str:
        """The words that were given with it."""
        texts = (str(event.detail.get("text", "")).strip() for event in self.events)
        return "; ".join(text for text in texts if text)

    def at(self, gate: str) -> datetime | None:
        """When this gate was first asked about (UTC); None while it was not, or is open."""
        named = (e.occurred_at for e in self.events if e.detail.get("gate", gate) == gate)
        return min(named, default=None) if gate in self.gates else None


def standing_asks(record: SessionRecord) -> tuple[Ask, ...]:
    """What was asked and has no answer yet, at most one about the dose and one about leaving."""
    asked = [event for event in record.counted_events if event.kind == ASKED]
    if not asked or record.session.ended_at is not None:
        return ()
    about_dose = [event for event in asked if _about(record, event) == DOSE]
    about_leaving = [event for event in asked if _about(record, event) == LEAVING]
    return (*_dose_ask(record, about_dose), *_leaving_ask(record, about_leaving))


def asked_words(record: SessionRecord) -> str:
    """'Clinician asked 14:05', by the first that stands; empty without any."""
    since = min((ask.since for ask in standing_asks(record)), default=None)
    return "" if since is None else f"Clinician asked {record.local(since):%H:%M}"


def _about(record: SessionRecord, event: Event) -> str:
    """As said; unsaid, a gate means leaving, and what comes before the first dose the dose."""
    if "for" in event.detail:
        return str(event.detail["for"])
    started = record.clock.started_at
    before = started is None or event.occurred_at < started
    return DOSE if before and "gate" not in event.detail else LEAVING


def _dose_ask(record: SessionRecord, asked: Sequence[Event]) -> tuple[Ask, ...]:
    held = standing_holds(record) if record.state is SessionState.PREPARING else ()
    waiting = tuple(event for event in asked if held and not _opened_since(record, event.occurred_at))
    shut = "; ".join(finding.text for finding in held)
    return (Ask(about=DOSE, events=waiting, shut=shut),) if waiting else ()


def _opened_since(record: SessionRecord, asked_at: datetime) -> bool:
    """Whether nothing held the dose at some time after that, by a value or by an override."""
    times = [reading.observed_at for reading in record.counted_readings]
    times += [event.occurred_at for event in record.counted_events if event.kind == OVERRIDE]
    return any(at > asked_at and not standing_holds(record, at) for at in times)


def _leaving_ask(record: SessionRecord, asked: Sequence[Event]) -> tuple[Ask, ...]:
    """Gates that were named, as long as they are shut; every shut one where an event names none."""
    shut = {gate.code: gate for gate in judge_gates(record, record.seen_at) if not gate.open} if asked else {}
    waiting = tuple(e for e in asked if shut and e.detail.get("gate", next(iter(shut))) in shut)
    if not waiting:
        return ()
    named = {event.detail.get("gate") for event in waiting}
    gates = tuple(code for code in shut if code in named or None in named)
    words = "; ".join(f"{shut[code].label}: {shut[code].text}" for code in gates)
    return (Ask(about=LEAVING, events=waiting, shut=words, gates=gates),)

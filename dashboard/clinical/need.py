"""Which rooms need someone now, and which of them first: one word for each room, the loudest it has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.event_findings import RESPONSE_DUE_AFTER, awaiting_response, drug_words
from dashboard.clinical.schedule import Check, CheckState, checks_of
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord

SOON = timedelta(minutes=5)
CHECK = "check"


class NeedKind(StrEnum):
    """Why a room needs someone, the most pressing first."""

    URGENT = "urgent"
    STANDING = "standing"
    LATE = "late"
    ADVISORY = "advisory"
    DUE = "due"
    SOON = "soon"

    @property
    def rank(self) -> int:
        """0 for an urgent that nobody has answered up to 5 for a check that comes due."""
        return tuple(NeedKind).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNeed:
    """What a room needs. `since` is what it has waited from: raised, or due.

    `due_at` is that of the check or response in question, `event_id` the medication's. `why` says why an
    alert went beyond the room. `more_urgent` counts the room's other urgent alerts that nobody has answered.
    """

    record: SessionRecord
    kind: NeedKind
    text: str
    since: datetime
    due_at: datetime | None = None
    alert: Alert | None = None
    why: str = ""
    more_urgent: int = 0
    event_id: str | None = None

    @property
    def is_check(self) -> bool:
        """Whether taking a set of readings answers it."""
        if self.event_id is not None:
            return False
        return self.due_at is not None or (self.alert is not None and self.alert.source == CHECK)


def needs(
    records: Iterable[SessionRecord], reckoned: Mapping[str, Sequence[Check]] | None = None
) -> tuple[RoomNeed, ...]:
    """One need for each room that has one: the loudest first, of equals what has waited longest.

    `reckoned` holds checks that were judged already, by session id.
    """
    known = reckoned or {}
    each = (need_of(record, known.get(record.session.id)) for record in records)
    found = [need for need in each if need is not None]
    return tuple(sorted(found, key=lambda need: (need.kind.rank, need.since, need.record.room.position)))


def need_of(record: SessionRecord, reckoned: Sequence[Check] | None = None) -> RoomNeed | None:
    """The loudest need of one room; None when nothing is due within five minutes and no alert waits.

    `reckoned` are its checks where they were judged already.
    """
    if record.session.ended_at is not None:
        return None
    checks = checks_of(record) if reckoned is None else reckoned
    found = [*_of_alerts(record), *_of_checks(record, checks), *_of_responses(record)]
    return min(found, key=lambda need: (need.kind.rank, need.due_at is None, need.since), default=None)


def beyond_words(alert: Alert) -> str:
    """Why an alert went beyond the room, unless somebody has answered it since."""
    return (alert.sent_on.note or "") if alert.sent_on is not None else ""


def check_words(check: Check) -> str:
    """'40 min check', 'Baseline', 'Repeat BP'."""
    return f"{check.label} check" if check.kind is CheckKind.TIMED else check.label


def _of_alerts(record: SessionRecord) -> Iterator[RoomNeed]:
    waiting = [alert for alert in record.live_alerts if alert.state is AlertState.OPEN]
    others = sum(alert.level is Level.URGENT for alert in waiting) - 1
    for alert in record.live_alerts:
        kind = _kind(alert)
        if kind is not None:
            yield RoomNeed(
                record=record, kind=kind, text=alert.text, since=alert.raised_at, alert=alert,
                why=beyond_words(alert), more_urgent=max(0, others) if kind is NeedKind.URGENT else 0,
            )  # fmt: skip


def _kind(alert: Alert) -> NeedKind | None:
    """An advisory that somebody has answered needs nobody; a late check is late, not advisory."""
    is_open = alert.state is AlertState.OPEN
    if alert.level is Level.URGENT:
        return NeedKind.URGENT if is_open else NeedKind.STANDING
    if not is_open:
        return None
    return NeedKind.LATE if alert.source == CHECK else NeedKind.ADVISORY


def _of_checks(record: SessionRecord, checks: Sequence[Check]) -> Iterator[RoomNeed]:
    for check in checks:
        kind = _check_kind(check, record.seen_at) if check.required and check.waiting else None
        if kind is not None:
            yield RoomNeed(
                record=record, kind=kind, text=check_words(check), since=check.due_at, due_at=check.due_at
            )


def _of_responses(record: SessionRecord) -> Iterator[RoomNeed]:
    """Rescue medications whose effect nobody has told: late from its time on, unless settled by hand."""
    settled = {alert.event_id for alert in record.alerts if alert.hand_resolution is not None}
    for event in awaiting_response(record):
        due_at = event.occurred_at + RESPONSE_DUE_AFTER
        if event.id not in settled and due_at - record.seen_at <= SOON:
            yield RoomNeed(
                record=record, kind=NeedKind.LATE if due_at <= record.seen_at else NeedKind.SOON,
                text=f"Response to {drug_words(event)}", since=due_at, due_at=due_at, event_id=event.id,
            )  # fmt: skip


def _check_kind(check: Check, seen_at: datetime) -> NeedKind | None:
    if check.paused_until is not None:
        return None
    if check.state in (CheckState.LATE, CheckState.DUE):
        return NeedKind.LATE if check.state is CheckState.LATE else NeedKind.DUE
    return NeedKind.SOON if check.due_at - seen_at <= SOON else None

"""Limits moved for a session, as banner, header and note say them: what stands instead of what, how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.overrides import LimitOverride, within_rail
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, LimitKind, fitting

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KIND_WORDS = {
    LimitKind.HIGH: "", LimitKind.LOW: "low ", LimitKind.RISE: "rise ", LimitKind.RISE_PERCENT: "rise ",
    LimitKind.NOT_RESOLVED: "not resolved ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MovedLimit:
    """An override beside the limit of the session's own set that it moves."""

    override: LimitOverride
    own: Limit

    @property
    def value(self) -> float:
        """Where the limit stands by this override."""
        return within_rail(self.own, self.override.value)


def standing_moves(record: SessionRecord) -> tuple[MovedLimit, ...]:
    """The moves that count for the next reading, or did at the session's end; of one limit the last."""
    at = record.session.ended_at or record.seen_at
    holding = [o for o in record.overrides if o.holds(record.session.id, at)]
    return tuple({(m.own.measure, m.own.kind, m.own.level): m for m in _moves(record, holding)}.values())


def moves_in_session(record: SessionRecord) -> tuple[MovedLimit, ...]:
    """All moves that held at some moment of the session, oldest first."""
    opened, closed = record.session.opened_at, record.session.ended_at or record.seen_at
    return _moves(record, [o for o in record.overrides if _touches(o, record.session.id, opened, closed)])


def limit_words(limit: Limit | LimitOverride) -> str:
    """ "Systolic urgent", "Heart rate low urgent", "Dissociation not resolved advisory"."""
    return f"{measure_of(limit.measure).label} {_KIND_WORDS[limit.kind]}{limit.level.value}"


def value_words(limit: Limit | LimitOverride, value: float) -> str:
    """A limit's value as it is written, with % for a rise in percent."""
    return f"{value:g} %" if limit.kind is LimitKind.RISE_PERCENT else shown(limit.measure, value)


def move_words(move: MovedLimit) -> str:
    """ "Systolic urgent 195 instead of 180"."""
    now, was = value_words(move.own, move.value), value_words(move.own, move.own.value)
    return f"{limit_words(move.own)} {now} instead of {was}"


def end_words(record: SessionRecord, override: LimitOverride) -> str:
    """ "until the end", "until 14:30" or "until 21 Jan 2027 23:59", by the clinic's clock."""
    if override.until is None:
        return "until the end"
    local = record.local(override.until)
    if local.date() == record.local(record.seen_at).date():
        return f"until {local:%H:%M}"
    return f"until {local.day} {MONTHS[local.month - 1]} {local.year} {local:%H:%M}"


def for_words(override: LimitOverride) -> str:
    """Whom it holds for: "for this session" or "for this patient"."""
    return "for this session" if override.session_id else "for this patient"


def _touches(override: LimitOverride, session_id: str, opened: datetime, closed: datetime) -> bool:
    """Whether it held for a moment between these two."""
    ends = [at for at in (override.until, override.end.at if override.end else None) if at is not None]
    meant = override.session_id in (None, session_id)
    return meant and override.at <= closed and all(at > opened for at in ends)


def _moves(record: SessionRecord, overrides: Iterable[LimitOverride]) -> tuple[MovedLimit, ...]:
    own = fitting(record.threshold_set, record.judged_age, record.session.protocol_code)
    return tuple(
        MovedLimit(override, limit)
        for override in sorted(overrides, key=lambda o: o.at)
        if (limit := own.of(override.measure, override.kind, override.level)) is not None
    )

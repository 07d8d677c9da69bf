"""Checks and limits in the words that a person with paper and pen goes by."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure, find_measure, measure_of, measures, shown
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.schedule import CheckState, checks_of, rows_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, LimitKind
from dashboard.documents import words
from dashboard.documents.blocks import Column, Item, Row, Table

_ANCHORS: Mapping[str, str] = {
    "dose_start": "the dose start", "dose_end": "the dose end", "last_device": "the last device",
    "discharge": "leaving",
}  # fmt: skip
_STATES = {
    CheckState.LATE: "; LATE", CheckState.DUE: "; due now", CheckState.DUE_SOON: "; due soon",
    CheckState.PAUSED: "; paused",
}  # fmt: skip
_UNTIL: Mapping[str, str] = {"dose_end": "the dose ends", "ready": "ready to leave"}


def waiting_items(record: SessionRecord) -> tuple[Item, ...]:
    """The checks still to take, by their times, with what is missing in each and whether it is late."""
    rows = (row for row in rows_of(checks_of(record)) if any(check.waiting for check in row.checks))
    return tuple(
        Item(
            lead=f"{words.clock_time(record, row.due_at)}, {row.label}:",
            text=f"{_named(row.missing or row.measures)}{_STATES.get(row.state, '')}",
        )
        for row in rows
    )


def plan_items(protocol: Protocol) -> tuple[Item, ...]:
    """Each check of the protocol with when it is due and what it asks, without a session."""
    return tuple(
        Item(
            lead=str(check.get("code", "check")).replace("_", " ").capitalize(),
            text=f"{check_rhythm(check)}: {_named(check.get('measures', ()))}.",
        )
        for check in protocol.checks
    )


def check_rhythm(check: Mapping[str, Any]) -> str:
    """'every 10 min from the dose start until the dose ends', '20, 40 min after the dose start'."""
    anchor = _ANCHORS.get(check.get("anchor", ""), "the dose start")
    if "at_min" in check:
        return f"{', '.join(str(m) for m in check['at_min'])} min after {anchor}"
    if "every_min" in check:
        start = f"{check['from_min']} min after " if "from_min" in check else ""
        until = _UNTIL.get(check.get("until", ""), str(check.get("until", "the end")))
        least = f", at least {check['at_least_min']} min" if "at_least_min" in check else ""
        return f"every {check['every_min']} min from {start}{anchor} until {until}{least}"
    if "window_min" in check:
        return f"in the {-check['window_min'][0]} min before {anchor}"
    return f"at {anchor}"


def _named(codes: Sequence[str]) -> str:
    if set(codes) == {m.code for m in measures() if m.on_form}:
        return "everything on the form"
    pressure = ["BP"] if {"systolic", "diastolic"} <= set(codes) else []
    rest = [c for c in codes if not pressure or c not in ("systolic", "diastolic")]
    found = ((code, find_measure(code)) for code in rest)
    named = [(m.label.lower() if m.is_scale else m.short) if m else code for code, m in found]
    return ", ".join([*pressure, *named])


def limits_table(record: SessionRecord) -> Table:
    """The session's limits by measure; a rise also as the value it means over this baseline."""
    limits = record.threshold_set
    codes = dict.fromkeys(limit.measure for limit in limits.limits)
    ordered = [m for m in measures() if m.code in codes]
    return Table(
        caption=f"{limits.label} ({limits.code} version {limits.version}). A value AT a limit crosses it.",
        columns=tuple(Column(label, numeric=False) for label in ("measure", "URGENT", "ADVISORY")),
        rows=tuple(
            Row(cells=(f"{m.label} {words.unit_of(m)}".rstrip(), *_by_level(record, m.code))) for m in ordered
        ),
    )  # fmt: skip


def _by_level(record: SessionRecord, code: str) -> tuple[str, ...]:
    own = [limit for limit in record.threshold_set.limits if limit.measure == code]
    return tuple(
        "; ".join(_limit(record, limit) for limit in own if limit.level is level)
        for level in (Level.URGENT, Level.ADVISORY)
    )


def _limit(record: SessionRecord, limit: Limit) -> str:
    if limit.kind in (LimitKind.RISE, LimitKind.RISE_PERCENT):
        return _rise(record, limit)
    said = words.limit(limit)
    after = limit.after(record.protocol.route)
    if limit.kind is LimitKind.NOT_RESOLVED and after is not None:
        return f"{said} {after.minutes} min after {_ANCHORS.get(after.anchor, after.anchor)}"
    return said


def _rise(record: SessionRecord, limit: Limit) -> str:
    """The rise, and over an accepted baseline the first value that crosses it: '+30 over baseline: 158'."""
    base = record.baseline_reading
    start = base.all_values.get(limit.measure) if base is not None else None
    if start is None:
        return words.limit(limit)
    percent = limit.kind is LimitKind.RISE_PERCENT
    first = start + (start * limit.value / 100 if percent else limit.value)
    said = f"+{words.number(limit.value)}{' %' if percent else ''} over baseline"
    other = limit.only_if
    if other is not None and other.measure == limit.measure:
        first = max(first, other.high)
    elif other is not None:
        said += f" with {measure_of(other.measure).label.lower()} {words.number(other.high)} or above"
    return f"{said}: {_written_up(limit.measure, first)} or above"


def _written_up(code: str, value: float) -> str:
    """The value or the next higher one that can be written."""
    tens = 10 ** measure_of(code).decimals
    return shown(code, math.ceil(round(value * tens, 6)) / tens)


def scale_words(measure: Measure) -> str:
    """'0 none, 5 moderate, 10 worst'; nothing for what is no scale."""
    named = (c for c in measure.choices if c.word)
    return ", ".join(f"{c.value} {c.spoken or c.word}" for c in named)

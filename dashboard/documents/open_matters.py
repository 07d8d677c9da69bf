"""What stands open and what was done about it, in lines short enough for one page.

Transfer summary, downtime sheet and handover share these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState
from dashboard.clinical.check_words import short_names
from dashboard.clinical.event_findings import (
    RESPONSE_DUE_AFTER,
    awaiting_response,
    dizzy_fall_care,
    off_unit_since,
    standing_flags,
)
from dashboard.clinical.event_kinds import EVENT_KINDS, EventGroup
from dashboard.clinical.event_words import event_words, told_words
from dashboard.clinical.events import Event
from dashboard.clinical.schedule import CheckRow, CheckState, checks_of, next_of, rows_of
from dashboard.clinical.schedule_pauses import running_pause
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import words
from dashboard.documents.blocks import Block, Item, Listing, Paragraph

# One page has room for these; the sentence below them says how many more the record holds.
MOST_LINES = 8
MOST_LETTERS = 160
_CALLS = frozenset({"provider_told", "orders_received", "emergency_called", "transfer_started"})


def clipped(text: str) -> str:
    """One line's worth of free text; the record holds the rest."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MOST_LETTERS else f"{flat[: MOST_LETTERS - 4]} ..."


def moment(record: SessionRecord, at: datetime) -> str:
    """'14:04 (40 min)', without minutes before a dose."""
    minute = words.minute(record.minute(at))
    return f"{words.clock_time(record, at)}{f' ({minute} min)' if minute else ''}"


def shortened(block: Block) -> Block:
    """A list keeps its first line and its last ones, with a word about those between."""
    if not isinstance(block, Listing):
        return block
    items = [replace(item, text=clipped(item.text)) for item in block.items]
    left_out = len(items) - MOST_LINES
    if left_out > 0:
        items = [items[0], Item(text=f"{left_out} more in the record"), *items[left_out + 1 :]]
    return replace(block, items=tuple(items))


def standing_alerts(record: SessionRecord) -> Sequence[Block]:
    """Alerts not yet answered or not yet resolved, the loudest first."""
    live = record.live_alerts
    if not live:
        return [Paragraph("No alert is open.")]
    items = []
    for alert in live[:MOST_LINES]:
        answer = alert.acknowledgement
        state = "OPEN, nobody has answered" if alert.state is AlertState.OPEN else "acknowledged"
        if answer is not None:
            state += f" {words.clock_time(record, answer.at)} by {answer.by_name}"
        text = clipped(f"{alert.text.rstrip('.')}; {state}")
        items.append(Item(lead=moment(record, alert.raised_at), level=alert.level, text=text))
    more = len(live) - len(items)
    return [Listing((*items, *((Item(text=f"{more} more in the record"),) if more else ())))]


def _ticked(answer: AlertAction) -> str:
    return ", ".join(SIGNS.get(code, code) for code in answer.signs or ()).upper() or "none"


def warning_signs(record: SessionRecord) -> Sequence[Block]:
    """Each answer to the list of warning signs, none ticked included, and each sign seen by itself."""
    found = [
        (answer.at, _ticked(answer), f"asked by {answer.by_name}")
        for alert in record.alerts for answer in alert.actions
        if answer.kind is ActionKind.ACKNOWLEDGED and answer.signs is not None
    ]  # fmt: skip
    for event in record.counted_events:
        if event.kind == "red_flag":
            sign = event_words(event, record.zone).upper() or "NOT SAID WHICH"
            found.append((event.occurred_at, sign, f"seen by {event.recorded_by_name}"))
    if not found:
        return [Paragraph("Not asked in this record.")]
    items = [
        Item(lead=words.clock_time(record, at), text=clipped(f"{signs}; {who}"))
        for at, signs, who in sorted(found)[-MOST_LINES:]
    ]
    return [Listing(tuple(items), columns=2)]


def _is_told(event: Event) -> bool:
    kind = EVENT_KINDS.get(event.kind)
    if kind is None or event.kind == "red_flag":
        return False
    return kind.group in (EventGroup.RESCUE, EventGroup.ADVERSE) or event.kind in _CALLS


def treatments(record: SessionRecord) -> Sequence[Block]:
    """Rescue medication, oxygen, adverse events and who was told or called, in the order they happened."""
    found = [event for event in record.counted_events if _is_told(event)]
    if not found:
        return [Paragraph("No rescue medication, adverse event or call of a provider is in the record.")]
    return [shortened(Listing(tuple(_happened(record, event) for event in found)))]


def _happened(record: SessionRecord, event: Event) -> Item:
    details = told_words(record, event) or "no detail was entered"
    return Item(
        lead=f"{moment(record, event.occurred_at)} {EVENT_KINDS[event.kind].label}",
        text=clipped(f"{details}; recorded by {event.recorded_by_name}"),
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing the next nurse takes over; `sort` is urgent, advisory, check, response or flag."""

    sort: str
    text: str


def handed_over(record: SessionRecord) -> tuple[Matter, ...]:
    """What a nurse hands over: alerts that stand, checks due and next, responses awaited, what stands."""
    return (
        *(Matter(alert.level.value, _alert_words(record, alert)) for alert in record.live_alerts),
        *(Matter("check", text) for text in _check_words(record)),
        *(Matter("response", _awaited_words(record, event)) for event in awaiting_response(record)),
        *(Matter("flag", text) for text in _standing_words(record)),
    )


def _alert_words(record: SessionRecord, alert: Alert) -> str:
    answer = alert.acknowledgement
    state = "open" if answer is None else f"acknowledged by {answer.by_name}"
    at = words.clock_time(record, alert.raised_at)
    return clipped(f"{alert.level.value.upper()} {alert.text.rstrip('.')}, {at}, {state}")


def _check_words(record: SessionRecord) -> list[str]:
    """Every row that is late or due, and the next one that is neither."""
    checks = checks_of(record)
    coming = next_of(checks, record.seen_at)
    return [
        _row_words(record, row)
        for row in rows_of(checks)
        if row.state in (CheckState.LATE, CheckState.DUE) or coming in row.checks
    ]


def _row_words(record: SessionRecord, row: CheckRow) -> str:
    """'40 min LATE, due 14:04: BP, SpO2'."""
    at = words.clock_time(record, row.due_at)
    state = {CheckState.LATE: f"LATE, due {at}", CheckState.DUE: f"due {at}"}.get(row.state, f"next at {at}")
    missing = short_names(row.missing)
    return clipped(f"{row.label} {state}{f': {missing}' if missing else ''}")


def _awaited_words(record: SessionRecord, event: Event) -> str:
    due = words.clock_time(record, event.occurred_at + RESPONSE_DUE_AFTER)
    given = event_words(event, record.zone) or "rescue medication"
    return clipped(f"Response to {given} of {words.clock_time(record, event.occurred_at)}, due {due}")


def _standing_words(record: SessionRecord) -> list[str]:
    pause, left = running_pause(record), off_unit_since(record)
    return [
        *(flag[:1].upper() + flag[1:] for flag in standing_flags(record)),
        *(["Dizzy: help with walking"] if dizzy_fall_care(record) else []),
        *([f"Off the unit since {words.clock_time(record, left)}"] if left else []),
        *([f"Checks paused until {words.clock_time(record, pause.ends_at)}"] if pause else []),
    ]

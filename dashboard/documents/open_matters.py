"""What stands open and what was done about it, in lines short enough for one page.

Transfer summary and downtime sheet share these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dashboard.clinical.alerts import SIGNS, ActionKind, AlertState
from dashboard.clinical.events import Event
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import words
from dashboard.documents.blocks import Block, Item, Listing, Paragraph

# One page has room for these; the sentence below them says how many more the record holds.
MOST_LINES = 8
MOST_LETTERS = 160
_FIRST_DETAILS = ("drug", "amount", "unit", "route", "term", "severity", "who")


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


def warning_signs(record: SessionRecord) -> Sequence[Block]:
    """Each answer to the list of warning signs, none ticked included."""
    answers = sorted(
        (a for alert in record.alerts for a in alert.actions
         if a.kind is ActionKind.ACKNOWLEDGED and a.signs is not None),
        key=lambda a: a.at,
    )  # fmt: skip
    if not answers:
        return [Paragraph("Not asked in this record.")]
    items = []
    for answer in answers[-MOST_LINES:]:
        named = [SIGNS.get(code, code) for code in answer.signs or ()]
        lead = words.clock_time(record, answer.at)
        items.append(Item(lead=lead, text=f"{', '.join(named).upper() or 'none'}; asked by {answer.by_name}"))
    return [Listing(tuple(items), columns=2)]


_HAPPENED: Mapping[str, str] = {
    "rescue_medication": "Given", "adverse_event": "Adverse event", "provider_told": "Told",
}  # fmt: skip


def treatments(record: SessionRecord) -> Sequence[Block]:
    """Rescue medication, adverse events and who was told, in the order they happened."""
    found = [event for event in record.counted_events if event.kind in _HAPPENED]
    if not found:
        return [Paragraph("No rescue medication, adverse event or call of a provider is in the record.")]
    items = [
        Item(
            lead=f"{moment(record, event.occurred_at)} {_HAPPENED[event.kind]}",
            text=clipped(f"{_detail(event)}; recorded by {event.recorded_by_name}"),
        )
        for event in found
    ]
    return [shortened(Listing(tuple(items)))]


def _detail(event: Event) -> str:
    """The main details as they are spoken, then the others by name."""
    detail = {key: value for key, value in event.detail.items() if value not in (None, "")}
    main = " ".join(_spoken(detail[key]) for key in _FIRST_DETAILS if key in detail)
    rest = [f"{key.replace('_', ' ')} {_spoken(v)}" for key, v in detail.items() if key not in _FIRST_DETAILS]
    return ", ".join([*([main] if main else []), *rest]) or "no detail was entered"


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.number(value) if isinstance(value, int | float) else str(value)

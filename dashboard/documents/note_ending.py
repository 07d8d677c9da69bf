"""What a note must carry when the session did not end as planned: aborted, against advice, transferred."""

import math
from collections.abc import Sequence
from datetime import timedelta

from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import Discharge, SessionEnd
from dashboard.documents import bedside_values, note_dose, open_matters
from dashboard.documents.blocks import Block, Item, Listing, Paragraph, Table
from dashboard.documents.words import clock_time, minute

LAST_SETS = 5
_CALLS = frozenset({"provider_told", "orders_received", "emergency_called", "transfer_started"})
_NOT_SAID = "not recorded"


def first_words(record: SessionRecord) -> Sequence[Block]:
    """What the reader learns before anything else; nothing for an ordinary end."""
    said = record.session.discharge or Discharge()
    when = _moment(record)
    match record.session.end:
        case SessionEnd.ABORTED:
            words = f"Aborted {when}. Reason: {_or_not(said.reason)}. {_given(record)}"
        case SessionEnd.AGAINST_ADVICE:
            words = (
                f"Left against advice {when}, {_short(record)}. Reason: {_or_not(said.reason)}. "
                f"Witness: {_or_not(said.witness)}. Told: {_or_not(said.told)}. {_given(record)}"
            )
        case SessionEnd.TRANSFERRED:
            words = f"Transferred {when}. {_whereto(record)} {_told(said)}{_given(record)}"
        case SessionEnd.CANCELLED:
            words = f"Opened by mistake, cancelled {when}: {_or_not(record.session.change_reason)}."
        case _:
            return ()
    return (Paragraph(words, strong=True),)


def handed_over(record: SessionRecord) -> Sequence[Block]:
    """Of a transfer: who was called, what stood open, and the last five sets; nothing otherwise."""
    if record.session.end is not SessionEnd.TRANSFERRED:
        return ()
    calls = [e for e in note_dose.in_order(record) if e.kind in _CALLS and not e.struck]
    blocks: list[Block] = [Paragraph("Handed over with the patient:", strong=True)]
    blocks.append(Listing(tuple(note_dose.event_item(record, e) for e in calls) or (_no_call(),)))
    stood = [m.text for m in open_matters.handed_over(record) if m.sort != "check"]
    standing = f"Stood open: {'; '.join(stood)}." if stood else "No alert, response or warning stood open."
    return (*blocks, Paragraph(standing), *_last_sets(record))


def _no_call() -> Item:
    return Item(text="No call or transfer was recorded as an event.")


def _last_sets(record: SessionRecord) -> Sequence[Table]:
    sets = bedside_values.sets_of(record)
    counted = sets.having(lambda reading: not reading.struck) if sets is not None else None
    if counted is None or not counted.readings:
        return ()
    kept = counted.readings[-LAST_SETS:]
    last = counted.having(lambda reading: reading in kept).table
    return (Table(f"The last {len(kept)} sets", last.columns, last.rows, last.flag_column),)


def _moment(record: SessionRecord) -> str:
    ended_at = record.session.ended_at
    if ended_at is None:
        return "at a time not recorded"
    at = minute(record.minute(ended_at))
    return f"{clock_time(record, ended_at)}{f' ({at} min)' if at else ''}"


def _given(record: SessionRecord) -> str:
    return f"Given: {note_dose.given_words(record).rstrip('.')}."


def _short(record: SessionRecord) -> str:
    ends_at, ended_at = record.observation_ends_at, record.session.ended_at
    if ends_at is None or ended_at is None:
        return "no dose was recorded"
    short = math.ceil((ends_at - ended_at) / timedelta(minutes=1))
    return f"{short} min before the observation time ended" if short > 0 else "after the observation time"


def _whereto(record: SessionRecord) -> str:
    started = [e for e in record.counted_events if e.kind == "transfer_started"]
    if not started:
        return f"To whom and how: {_NOT_SAID}."
    detail = started[-1].detail
    at = clock_time(record, started[-1].occurred_at)
    return f"To {_or_not(detail.get('where'))}, by {_or_not(detail.get('how'))}, begun {at}."


def _told(said: Discharge) -> str:
    parts = (("Told", said.told), ("Reason", said.reason))
    return "".join(f"{name}: {text.rstrip('.')}. " for name, text in parts if text)


def _or_not(text: object) -> str:
    return str(text).rstrip(".") if text else _NOT_SAID

"""Alerts of the note: what was raised, who answered after how long, and how it ended."""

from collections.abc import Mapping
from typing import Any

from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState
from dashboard.clinical.instruments import find_measure
from dashboard.clinical.readings import blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind
from dashboard.documents import words
from dashboard.documents.blocks import Item, Listing, Paragraph, Section
from dashboard.documents.words import clock_time

_ENDINGS = {
    ActionKind.RESOLVED: "Back inside the limit",
    ActionKind.RECROSSED: "Crossed again",
    ActionKind.SUPERSEDED: "Taken over by a louder alert",
}


def section(record: SessionRecord) -> Section:
    """Section 9: every alert in the order raised."""
    if not record.alerts:
        return Section(9, "Alerts", (Paragraph("No alert was raised."),))
    raised = sorted(record.alerts, key=lambda a: (a.raised_at, a.id))
    return Section(9, "Alerts", (Listing(tuple(_item(record, a) for a in raised)),))


def _item(record: SessionRecord, alert: Alert) -> Item:
    moment = clock_time(record, alert.raised_at)
    at = words.minute(record.minute(alert.raised_at))
    lead = f"{moment} ({at} min)" if at else moment
    parts = [f"{alert.text.rstrip('.')}{_judged(record, alert)}."]
    if alert.acknowledgement is None and alert.state is not AlertState.INVALIDATED:
        parts.append("Not acknowledged." if alert.state is AlertState.OPEN else "No acknowledgement asked.")
    parts += [_action(record, alert, action) for action in alert.actions]
    return Item(lead=lead, level=alert.level, text=" ".join(parts))


def _judged(record: SessionRecord, alert: Alert) -> str:
    """Value and limit where the alert's own words do not hold them, and how it was judged."""
    extra = []
    limit: Mapping[str, Any] = alert.limit or {}
    value = _value(alert)
    if value and value not in alert.text:
        extra.append(f"value {value}")
    if "value" in limit and words.number(limit["value"]) not in alert.text:
        extra.append(f"limit {words.number(limit['value'])} {limit.get('unit', '')}".rstrip())
    if limit.get("kind") in (LimitKind.RISE, LimitKind.RISE_PERCENT) and record.baseline_after_dose:
        extra.append("rise over a baseline after dose")
    if alert.retrospective:
        extra.append("judged afterwards, a later reading was already there")
    return f" ({', '.join(extra)})" if extra else ""


def _value(alert: Alert) -> str:
    if alert.value is None:
        return ""
    return words.number(alert.value)


def _action(record: SessionRecord, alert: Alert, action: AlertAction) -> str:
    when = clock_time(record, action.at)
    if action.kind is ActionKind.ACKNOWLEDGED:
        return _acknowledged(alert, action, when)
    if action.kind is ActionKind.INVALIDATED:
        note = f": {action.note}" if action.note else ""
        return f"INVALIDATED {when} by {action.by_name}, its cause was corrected or struck{note}."
    if action.kind is ActionKind.ESCALATED:
        why = f": {action.note}" if action.note else ""
        return f"ESCALATED {when} after {words.span(action.at - alert.raised_at)}{why}."
    if action.kind is ActionKind.RESOLVED and action.note is not None:
        return f"Resolved by hand {when} by {action.by_name}: {action.note}."
    ending = "Done" if _answered_by_doing(alert, action) else _ENDINGS[action.kind]
    return f"{ending} {when}{_by_reading(record, alert, action)}."


def _answered_by_doing(alert: Alert, action: AlertAction) -> bool:
    """Whether the alert asked for a check or a dose record, and that was made."""
    return alert.check_key is not None and action.kind is ActionKind.RESOLVED


def _acknowledged(alert: Alert, action: AlertAction, when: str) -> str:
    first = action is alert.acknowledgement
    text = f"{'Acknowledged' if first else 'Also acknowledged'} {when} by {action.by_name}"
    text += f" after {words.span(action.at - alert.raised_at)}"
    if action.told:
        text += f"; told {action.told}"
    if action.signs is not None:
        text += f"; warning signs: {', '.join(SIGNS.get(s, s) for s in action.signs) or 'none'}"
    return f"{text}; note: {words.quoted(action.note)}" if action.note else f"{text}."


def _by_reading(record: SessionRecord, alert: Alert, action: AlertAction) -> str:
    """Who or what did it: the reading's value, else the person with their note."""
    note = f": {action.note}" if action.note else ""
    reading = record.reading(action.reading_id) if action.reading_id else None
    measure = find_measure(alert.measure or "")
    if reading is None or measure is None or measure.code not in reading.all_values:
        return f" by {action.by_name}{note}"
    pair = blood_pressure(reading.values) if measure.code in ("systolic", "diastolic") else None
    value = pair or words.with_unit(measure.code, reading.all_values[measure.code])
    return f" by the reading of {clock_time(record, reading.observed_at)}, {value}{note}"

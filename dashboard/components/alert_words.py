"""What a banner says of an alert: its title, and below it when, how far, who answered, what comes next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import html

from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction
from dashboard.clinical.instruments import measure_of
from dashboard.clinical.oxygen import measured_words
from dashboard.clinical.schedule import Check
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import clock_time

PRESSURES = frozenset({"systolic", "diastolic", "mean_pressure"})


def title_words(alert: Alert) -> str:
    """Line 1: severity, finding, and why it went beyond the room, unless it has been answered since."""
    words = [alert.level.value.upper(), alert.text]
    if alert.sent_on is not None and alert.sent_on.note:
        words.append(alert.sent_on.note)
    return " · ".join(words)


def answered_words(record: SessionRecord, alert: Alert) -> list[Any]:
    """Line 2 once acknowledged: by whom and when, who was told, the signs asked for, the value now."""
    answer = alert.acknowledgement
    if answer is None:
        return []
    at = clock_time(record, answer.at)
    words = [f"Acknowledged {at} by {answer.by_name}."]
    tellings = [a for a in alert.actions if a.told and a.kind is ActionKind.ACKNOWLEDGED]
    words += [f"{a.told} told {clock_time(record, a.at)}." for a in tellings]
    words += [part for part in (_signs(answer), _note(answer), latest_words(record, alert)) if part]
    told = [" ".join(words)]
    if alert.source != "limit":
        return told
    return [*told, html.Span(" Stays until a reading is inside the limit.", className="banner-until")]


def _signs(answer: AlertAction) -> str:
    if answer.signs is None:
        return ""
    if not answer.signs:
        return "No warning signs."
    return f"Warning sign: {', '.join(SIGNS[sign].lower() for sign in answer.signs)}."


def _note(answer: AlertAction) -> str:
    return f"{answer.note.rstrip('.')}." if answer.note else ""


def open_words(record: SessionRecord, alert: Alert, repeat: Check | None) -> list[Any]:
    """Line 2 until then: the repeat's countdown, when, how far over the baseline, how long open."""
    parts: list[Any] = []
    if repeat is not None:
        parts.append(_countdown(repeat))
    parts.append(clock_time(record, _observed(record, alert)))
    parts += [words for words in (_rise(record, alert), _afterwards(alert), _latest(record, alert)) if words]
    age = html.Span(**{"data-since": alert.raised_at.isoformat(), "data-format": "age"})
    return [*_joined(parts), " · open ", age]


def _joined(parts: Sequence[Any]) -> list[Any]:
    return [piece for place, part in enumerate(parts) for piece in ((" · ", part) if place else (part,))]


def _countdown(repeat: Check) -> Any:
    """Ticks in the browser: "Repeat BP in 03:20", then "Repeat BP LATE 01:10"."""
    told = {"data-until": repeat.due_at.isoformat(), "data-due": repeat.label}
    return html.Strong(repeat.label, className="repeat", **told)


def repeat_of(alert: Alert, checks: Sequence[Check]) -> Check | None:
    """The check that takes the alert's measure again, while it waits; a pressure's holds both pressures."""
    if alert.measure is None or alert.check_key is not None:
        return None
    asked = PRESSURES if alert.measure in PRESSURES else {alert.measure}
    waiting = (check for check in checks if check.kind is CheckKind.REPEAT and check.waiting)
    return next((check for check in waiting if not asked.isdisjoint(check.measures)), None)


def _observed(record: SessionRecord, alert: Alert) -> datetime:
    reading = record.reading(alert.reading_id) if alert.reading_id else None
    return reading.observed_at if reading else alert.raised_at


def _rise(record: SessionRecord, alert: Alert) -> str:
    base = record.baseline_reading
    rises = alert.limit is not None and str(alert.limit.get("kind", "")).startswith("rise")
    start = base.values.get(alert.measure or "") if base is not None else None
    if start is None or alert.value is None or rises:
        return ""
    return f"{alert.value - start:+g} over baseline {start:g}"


def _afterwards(alert: Alert) -> str:
    """What has become of it before anybody answered."""
    by_hand = alert.resolution if alert.resolution is not None and alert.resolution.by_hand else None
    if by_hand is not None:
        return f"Resolved by hand: {by_hand.note}"
    if alert.retrospective:
        return "Entered late: back in band since" if alert.resolution is not None else "Entered late"
    return "back inside the limit" if alert.resolution is not None else ""


def _latest(record: SessionRecord, alert: Alert) -> str:
    words = latest_words(record, alert)
    return words.rstrip(".").replace("Last", "last", 1)


def latest_words(record: SessionRecord, alert: Alert) -> str:
    """The measure's newest value when it is not the alert's own: "Last systolic 172 at 14:08."."""
    latest = record.latest().get(alert.measure) if alert.measure else None
    if latest is None or latest.id == alert.reading_id or alert.measure is None:
        return ""
    label, at = measure_of(alert.measure).label, clock_time(record, latest.observed_at)
    name = label if any(letter.isupper() for letter in label[1:]) else label.lower()
    return f"Last {name} {measured_words(record, latest, alert.measure)} at {at}."

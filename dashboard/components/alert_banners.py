"""What needs an answer: one banner per measure, the most severe first and full size."""

from typing import Any

from dash import html

from dashboard.clinical.alerts import SIGNS, Alert, AlertState, Level
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.moments import clock_time
from dashboard.components.panels import action_button
from dashboard.components.severity import SHAPES, glyph

SHOWN = 3


def alert_banners(record: SessionRecord, *, may_answer: bool) -> list[Any]:
    """Banners of the live alerts, the loudest at full size.

    An urgent one always has its line (A17); other alerts beyond three fold, and are answered in the log.
    """
    live = record.live_alerts
    shown = [a for place, a in enumerate(live) if place < SHOWN or a.level is Level.URGENT]
    banners = [_banner(record, alert, place > 0, may_answer) for place, alert in enumerate(shown)]
    return [*banners, *_folded(len(live) - len(shown))]


def _folded(count: int) -> list[Any]:
    if count == 0:
        return []
    to_log = {"data-action": "show-tab", "data-tab": "tab-log"}
    return [html.Button(f"{count} more", type="button", className="banner-more", **to_log)]


def _banner(record: SessionRecord, alert: Alert, small: bool, may_answer: bool) -> Any:
    title = html.P(f"{alert.level.value.upper()} · {alert.text}", className="banner-title")
    words = html.Div([title, html.P(_line(record, alert), className="banner-line")], className="banner-words")
    buttons = _buttons(record, alert) if may_answer else []
    kind = alert.level.value if alert.state is AlertState.OPEN else _acknowledged_kind(alert)
    return html.Div(
        [glyph(SHAPES[alert.level]), words, html.Div(buttons, className="banner-actions")],
        className=f"banner {kind}{' line' if small else ''}",
    )


def _acknowledged_kind(alert: Alert) -> str:
    return "acknowledged" if alert.level is Level.URGENT else "acknowledged advisory"


def _line(record: SessionRecord, alert: Alert) -> list[Any]:
    at = clock_time(record, _observed(record, alert))
    if alert.state is AlertState.ACKNOWLEDGED:
        until = " Stays until a reading is inside the limit." if alert.measure else ""
        return [f"{at} · {_answer(record, alert)}.{until}{_latest(record, alert)}"]
    parts: list[Any] = [f"{at} · "]
    if _is_baseline_rise(record, alert):
        parts.append(f"{_rise(record, alert)} · ")
    if alert.retrospective:
        parts.append("entered late · ")
    if alert.resolution is not None:
        parts.append("back inside the limit · ")
    age = html.Span(**{"data-since": alert.raised_at.isoformat(), "data-format": "age"})
    return [*parts, "open ", age, f" ·{latest.rstrip('.')}" if (latest := _latest(record, alert)) else ""]


def _observed(record: SessionRecord, alert: Alert) -> Any:
    reading = record.reading(alert.reading_id) if alert.reading_id else None
    return reading.observed_at if reading else alert.raised_at


def _is_baseline_rise(record: SessionRecord, alert: Alert) -> bool:
    base = record.baseline_reading
    rises = alert.limit is not None and str(alert.limit.get("kind", "")).startswith("rise")
    return base is not None and alert.measure in base.values and alert.value is not None and not rises


def _rise(record: SessionRecord, alert: Alert) -> str:
    base = record.baseline_reading
    if base is None or alert.measure is None or alert.value is None:
        return ""
    start = base.values[alert.measure]
    return f"{alert.value - start:+g} over baseline {start:g}"


def _answer(record: SessionRecord, alert: Alert) -> str:
    answer = alert.acknowledgement
    if answer is None:
        return ""
    told = f", {answer.told} told" if answer.told else ""
    signs = ""
    if answer.signs is not None:
        signs = (
            f", {', '.join(SIGNS[s].lower() for s in answer.signs)}" if answer.signs else ", no warning signs"
        )
    return f"Acknowledged {clock_time(record, answer.at)} by {answer.by_name}{signs}{told}"


def _latest(record: SessionRecord, alert: Alert) -> str:
    latest = record.latest().get(alert.measure) if alert.measure else None
    if latest is None or latest.id == alert.reading_id or alert.measure is None:
        return ""
    return f" Last {latest.all_values[alert.measure]:g} at {clock_time(record, latest.observed_at)}."


def _buttons(record: SessionRecord, alert: Alert) -> list[Any]:
    main = "primary" if alert.state is AlertState.OPEN else ""
    repeat = action_button("Repeat now", "repeat-now", main, session=record.session.id)
    return [*([repeat] if alert.measure else []), *answer_buttons(record, alert)]


def answer_buttons(record: SessionRecord, alert: Alert, kind: str = "") -> list[Any]:
    """Provider told and Acknowledge for an alert that nobody has answered yet; kind is the buttons' look."""
    if alert.state is not AlertState.OPEN:
        return []
    about = {
        "alert": alert.id, "session": record.session.id, "level": alert.level.value, "text": alert.text,
        "who": f"{record.room.name} · {record.patient.name}",
    }  # fmt: skip
    return [
        action_button("Provider told", "provider-told", kind, **about),
        action_button("Acknowledge", "acknowledge", kind, **about),
    ]

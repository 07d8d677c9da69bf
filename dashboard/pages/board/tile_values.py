"""The values of a tile: pressure with its change and age, vitals, strongest symptom, time observed."""

from datetime import datetime
from typing import Any

from dash import html

from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.oxygen import oxygen_at
from dashboard.clinical.readings import OWN_AGE_AFTER, STALE_AFTER, Reading, blood_pressure
from dashboard.clinical.session_record import SessionRecord

VITALS = ("heart_rate", "spo2")
SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")
# A systolic nearer to the baseline than this goes neither up nor down, mmHg.
LEVEL_WITHIN = 5


def pressure(record: SessionRecord) -> Any:
    """The last blood pressure, how far from the baseline, and how old."""
    reading = record.latest().get("systolic")
    label = html.Span("Blood pressure", className="label")
    if reading is None:
        none = html.P("None taken", className="tile-change")
        return html.Div([label, html.P("-/-", className="value"), none], className="tile-bp")
    at = html.Span(f" old · {record.local(reading.observed_at):%H:%M}", className="tile-large")
    age = html.P([age_of(reading.observed_at), at], className="tile-change")
    upper, _, lower = (blood_pressure(reading.values) or "-/-").partition("/")
    value = html.P([upper, html.Span("/", className="slash"), lower], className=value_look(record, reading))
    return html.Div([label, value, _against_baseline(record, reading), age], className="tile-bp")


def value_look(record: SessionRecord, reading: Reading) -> str:
    """An old value is drawn fainter."""
    return "value stale" if record.seen_at - reading.observed_at >= STALE_AFTER else "value"


def age_of(at: datetime) -> Any:
    """The age of a value, which ticks in the browser."""
    return html.Span(className="age", **{"data-since": at.isoformat(), "data-format": "age"})


def _against_baseline(record: SessionRecord, reading: Reading) -> Any:
    base = record.baseline_reading
    if base is None or base.id == reading.id:
        return html.P("no baseline" if base is None else "baseline", className="tile-change")
    start = base.values["systolic"]
    change = reading.values["systolic"] - start
    arrow = "→" if abs(change) < LEVEL_WITHIN else "↑" if change > 0 else "↓"
    after = "baseline after dose " if record.baseline_after_dose else "from baseline "
    return html.P(
        [html.Span(arrow, className="arrow", **{"aria-hidden": "true"}), html.B(f" {change:+.0f}"),
         html.Span(f" {after}{start:.0f}", className="tile-large")],
        className="tile-change",
    )  # fmt: skip


def vitals(record: SessionRecord) -> Any:
    """Heart rate, oxygen, the strongest symptom, sedation: each with its own age when it is older (A13)."""
    latest = record.latest()
    codes = [code for code in (*VITALS, _strongest(record), "sedation") if code and code in latest]
    newest = max((latest[code].observed_at for code in (*codes, "systolic") if code in latest), default=None)
    return html.Div([_vital(record, code, latest[code], newest) for code in codes], className="tile-vitals")


def _strongest(record: SessionRecord) -> str | None:
    latest = record.latest()
    felt = [code for code in SYMPTOMS if code in latest]
    return max(felt, key=lambda code: latest[code].values[code], default=None)


def _vital(record: SessionRecord, code: str, reading: Reading, newest: datetime | None) -> Any:
    measure = measure_of(code)
    unit = html.Span(f" {measure.unit}", className="unit") if measure.is_scale or code == "spo2" else ""
    flow = oxygen_at(record, reading.observed_at) if code == "spo2" else None
    oxygen = [] if flow is None else [html.Span(f" on {flow:g} L/min" if flow else " on oxygen")]
    name = [html.Span(measure.label, className="tile-large"), html.Span(_short(code), className="tile-small")]
    words: list[Any] = [
        html.Span(name, className="label"), " ",
        html.Span([shown(code, reading.values[code]), unit, *oxygen], className=value_look(record, reading)),
    ]  # fmt: skip
    if newest is not None and newest - reading.observed_at >= OWN_AGE_AFTER:
        words.append(html.Div(age_of(reading.observed_at), className="own-age"))
    return html.Div(words, className="tile-vital")


def _short(code: str) -> str:
    return measure_of(code).short if code in VITALS else measure_of(code).label


def observed(record: SessionRecord) -> Any:
    """How much of the observation time has passed, as a bar and in words."""
    ends, started = record.observation_ends_at, record.clock.started_at
    if ends is None or started is None:
        words = html.Span("Observation starts with the dose", className="label")
        return html.Div(words, className="tile-observed")
    total = round((ends - started).total_seconds() / 60)
    done = max(0, int((record.seen_at - started).total_seconds() // 60))
    share = min(100, round(100 * done / total))
    bar = html.Div(html.Span(style={"width": f"{share}%"}), className="bar", **{"aria-hidden": "true"})
    words = html.Span(f"Observed {done} of {total} min", className="label")
    return html.Div([bar, words], className="tile-observed")

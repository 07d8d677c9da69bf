"""One running room: the loudest thing first, then clock, pressure with its age, symptoms, actions."""

from datetime import datetime
from typing import Any

from dash import html

from dashboard.clinical.alerts import Alert
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.readings import OWN_AGE_AFTER, STALE_AFTER, Reading, blood_pressure
from dashboard.clinical.schedule import Check
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.checks import late_check, next_clock
from dashboard.components.panels import action_button
from dashboard.components.severity import SHAPES
from dashboard.components.tile_figure import tile_figure
from dashboard.figures.tile_chart import tile_svg

VITALS = ("heart_rate", "spo2")
SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")


def tile(record: SessionRecord, theme: str) -> Any:
    """The room's region."""
    loudest, late = _loudest(record), late_check(record)
    kind = loudest.level.value if loudest else "late" if late else ""
    return html.Section(
        [_strip(record, loudest, late), html.Div(_body(record, theme), className="tile-body"),
        _observed(record), _actions(record)],
        className=f"room-tile {kind}".strip(), role="region",
        **{"aria-label": record.room.name, "data-session": record.session.id},
    )  # fmt: skip


def _loudest(record: SessionRecord) -> Alert | None:
    return next(iter(record.live_alerts), None)


def _strip(record: SessionRecord, alert: Alert | None, late: Check | None) -> Any:
    """The loudest alert, else what is late, else that all is on schedule; before the dose never that."""
    if alert is not None:
        state = "" if alert.acknowledgement is None else " · acknowledged"
        glyph = html.Span(className=f"glyph glyph-{SHAPES[alert.level]}", **{"aria-hidden": "true"})
        words = [glyph, html.B(alert.level.value.upper()), html.Span(f"{alert.text}{state}")]
        return html.Div(words, className=f"tile-strip {alert.level.value}")
    if late is not None:
        due = html.Span(f"{late.label} check, due {record.local(late.due_at):%H:%M}")
        return html.Div([html.Span("LATE", className="badge late"), due], className="tile-strip late")
    quiet = "On schedule" if record.clock.started_at is not None else "No dose recorded"
    return html.Div(html.Span(quiet), className="tile-strip")


def _body(record: SessionRecord, theme: str) -> list[Any]:
    age = record.patient.age_on(record.session_date)
    who = html.H2(
        [record.room.name, " ", html.Small(f"{record.patient.initials}, {age}")], className="tile-room"
    )
    nurse = html.Span(record.nurse.display_name if record.nurse else "", className="tile-aside")
    return [
        who, nurse, html.P(_drug(record), className="tile-drug"), _next(record), _clock(record),
        html.Hr(className="tile-rule"), _pressure(record),
        html.Div(tile_figure(tile_svg(record, theme)), className="tile-figure", **{"aria-hidden": "true"}),
        _vitals(record),
    ]  # fmt: skip


def _drug(record: SessionRecord) -> str:
    planned = record.session.planned_dose
    amount = f" {planned.amount:g} mg" if planned else ""
    return f"{DRUG_WORDS[record.protocol.drug]} {ROUTE_WORDS[record.protocol.route]}{amount}"


def _next(record: SessionRecord) -> Any:
    label, reading = next_clock(record)
    return html.Div([html.Span(label, className="label"), reading], className="tile-clock")


def _clock(record: SessionRecord) -> Any:
    started = record.clock.started_at
    clock = (
        html.Span(className="reading", **{"data-since": started.isoformat(), "data-format": "hm"})
        if started else html.Span("-", className="reading")
    )  # fmt: skip
    return html.Div([html.Span("Time since dose", className="label"), clock], className="tile-clock right")


def _pressure(record: SessionRecord) -> Any:
    reading = record.latest().get("systolic")
    label = html.Span("Blood pressure", className="label")
    if reading is None:
        return html.Div([label, html.P("-/-", className="value"), html.P("None taken")], className="tile-bp")
    lines = [html.P(words) for words in [_against_baseline(record, reading)] if words]
    age = html.P([_age(reading.observed_at), f" old · {record.local(reading.observed_at):%H:%M}"])
    old = record.seen_at - reading.observed_at >= STALE_AFTER
    value = html.P(blood_pressure(reading.values), className="value stale" if old else "value")
    return html.Div([label, value, *lines, age], className="tile-bp")


def _age(at: datetime) -> Any:
    return html.Span(className="age", **{"data-since": at.isoformat(), "data-format": "age"})


def _against_baseline(record: SessionRecord, reading: Reading) -> str | None:
    base = record.baseline_reading
    if base is None or base.id == reading.id:
        return "no baseline" if base is None else "is the baseline"
    change = reading.values["systolic"] - base.values["systolic"]
    return f"{change:+.0f} from baseline {base.values['systolic']:.0f}"


def _vitals(record: SessionRecord) -> Any:
    latest = record.latest()
    codes = [code for code in (*VITALS, _strongest(record), "sedation") if code and code in latest]
    newest = max((latest[code].observed_at for code in (*codes, "systolic") if code in latest), default=None)
    return html.Div([_vital(record, code, latest[code], newest) for code in codes], className="tile-vitals")


def _strongest(record: SessionRecord) -> str | None:
    latest = record.latest()
    felt = [code for code in SYMPTOMS if code in latest]
    return max(felt, key=lambda code: latest[code].values[code], default=None)


def _vital(record: SessionRecord, code: str, reading: Reading, newest: datetime | None) -> Any:
    """A value with its unit; with its own age when two minutes or more older than the tile's newest (A13)."""
    old = record.seen_at - reading.observed_at >= STALE_AFTER
    measure = measure_of(code)
    unit = html.Span(f" {measure.unit}", className="unit") if measure.is_scale or code == "spo2" else ""
    words: list[Any] = [
        html.Span(measure.label, className="label"),
        html.Span([shown(code, reading.values[code]), unit], className="value stale" if old else "value"),
    ]
    if newest is not None and newest - reading.observed_at >= OWN_AGE_AFTER:
        words.append(html.Div(_age(reading.observed_at), className="own-age"))
    return html.Div(words, className="tile-vital")


def _observed(record: SessionRecord) -> Any:
    ends, started = record.observation_ends_at, record.clock.started_at
    if ends is None or started is None:
        return html.Div(
            html.Span("Observation starts with the dose", className="label"), className="tile-observed"
        )
    total = round((ends - started).total_seconds() / 60)
    done = max(0, int((record.seen_at - started).total_seconds() // 60))
    share = min(100, round(100 * done / total))
    bar = html.Div(html.Span(style={"width": f"{share}%"}), className="bar", **{"aria-hidden": "true"})
    return html.Div(
        [bar, html.Span(f"Observed {done} of {total} min", className="label")], className="tile-observed"
    )


def _actions(record: SessionRecord) -> Any:
    to = f"/session/{record.session.id}"
    return html.Div(
        [
            action_button("Record", "go", "primary tall", to=f"{to}#record"),
            action_button("Open", "go", "tall", to=to),
        ],
        className="tile-actions",
    )

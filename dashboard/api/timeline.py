"""The session in columns: one row per unstruck reading in the order observed, for figures and analysis."""

from typing import Any

from dashboard.api.answers import moment, moment_or_none, value_of
from dashboard.api.clinic_answers import judged_limits
from dashboard.clinical.alerts import Alert
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.instruments import Measure, measures
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord


def timeline_columns(record: SessionRecord) -> dict[str, Any]:
    """Columns of equal length, with bands (the limits) and marks (events, alerts, struck readings)."""
    readings = record.counted_readings
    taken = [m for m in measures() if any(m.code in r.all_values for r in readings)]
    return {
        "session_id": record.session.id,
        "now": moment(record.seen_at),
        "dose_started_at": moment_or_none(record.clock.started_at),
        "observation_ends_at": moment_or_none(record.observation_ends_at),
        "ended_at": moment_or_none(record.session.ended_at),
        "baseline_reading_id": record.baseline_reading.id if record.baseline_reading else None,
        "measures": [_measure(measure) for measure in taken],
        "columns": {
            "reading_id": [r.id for r in readings],
            "observed_at": [moment(r.observed_at) for r in readings],
            "minute": [record.minute(r.observed_at) for r in readings],
            "status": [r.status.value for r in readings],
            "late": [r.late for r in readings],
            "questioned": [list(r.questioned) for r in readings],
            **{m.code: [_value(r, m) for r in readings] for m in taken},
        },
        "bands": judged_limits(record),
        "marks": {
            "events": [_event(record, event) for event in record.counted_events],
            "alerts": [_alert(record, alert) for alert in record.alerts],
            "struck": [_struck(record, reading) for reading in record.readings if reading.struck],
        },
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "code": measure.code,
        "label": measure.label,
        "unit": measure.unit,
        "panel": measure.panel,
        "axis": list(measure.axis) if measure.axis else None,
    }


def _value(reading: Reading, measure: Measure) -> float | None:
    number = reading.all_values.get(measure.code)
    return None if number is None else value_of(measure.code, number)


def _event(record: SessionRecord, event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "kind": event.kind,
        "label": EVENT_KINDS[event.kind].label,
        "occurred_at": moment(event.occurred_at),
        "minute": record.minute(event.occurred_at),
    }


def _alert(record: SessionRecord, alert: Alert) -> dict[str, Any]:
    reading = record.reading(alert.reading_id) if alert.reading_id else None
    at = reading.observed_at if reading else alert.raised_at
    return {
        "alert_id": alert.id,
        "level": alert.level.value,
        "measure": alert.measure,
        "state": alert.state.value,
        "text": alert.text,
        "at": moment(at),
        "minute": record.minute(at),
    }


def _struck(record: SessionRecord, reading: Reading) -> dict[str, Any]:
    return {
        "reading_id": reading.id,
        "observed_at": moment(reading.observed_at),
        "minute": record.minute(reading.observed_at),
        "values": {code: value_of(code, number) for code, number in reading.values.items()},
    }

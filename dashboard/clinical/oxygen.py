"""Oxygen by its course; an SpO2 is never written without the oxygen that it was taken under (A27)."""

from datetime import datetime

from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord

SATURATION = "spo2"
_OXYGEN = frozenset({"oxygen_start", "oxygen_change", "oxygen_stop"})


def oxygen_at(record: SessionRecord, at: datetime) -> float | None:
    """The oxygen flow at this moment, L/min: 0 while it runs at a flow nobody stated, None on room air."""
    flow: float | None = None
    for moment, now in _oxygen_course(record):
        if moment <= at:
            flow = now
    return flow


def oxygen_off_since(record: SessionRecord, at: datetime) -> datetime | None:
    """When the oxygen was last taken away before this moment; None while it runs or when none was given."""
    since, running = None, False
    for moment, flow in _oxygen_course(record):
        if moment > at:
            break
        if running and flow is None:
            since = moment
        running = flow is not None
    return None if running else since


def under_oxygen(record: SessionRecord, at: datetime) -> str:
    """' on 2 L/min' while oxygen runs at this moment, nothing on room air."""
    flow = oxygen_at(record, at)
    if flow is None:
        return ""
    return f" on {flow:.10g} L/min" if flow else " on oxygen, flow not stated"


def measured_words(record: SessionRecord, reading: Reading, code: str) -> str:
    """The value as it is shown, an SpO2 under oxygen with its flow: '72', '98', '93 % on 2 L/min'."""
    value = shown(code, reading.all_values[code])
    under = under_oxygen(record, reading.observed_at) if code == SATURATION else ""
    return f"{value} {measure_of(code).unit}{under}" if under else value


def _oxygen_course(record: SessionRecord) -> list[tuple[datetime, float | None]]:
    """Each change of the flow in order; of a measured flow and an event at one moment the event wins."""
    measured = [
        (reading.observed_at, reading.values["oxygen_flow"] or None)
        for reading in record.counted_readings
        if "oxygen_flow" in reading.values
    ]
    told = [
        (event.occurred_at, None if event.kind == "oxygen_stop" else float(event.detail.get("flow", 0)))
        for event in record.counted_events
        if event.kind in _OXYGEN
    ]
    return sorted([*measured, *told], key=lambda change: change[0])

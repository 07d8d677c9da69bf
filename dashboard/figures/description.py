"""The picture in words, for those who do not see it: what it spans, the last values, what stands out."""

from dashboard.clinical.moved_limits import move_words, moves_in_session
from dashboard.clinical.readings import blood_pressure
from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.gutter import age_words
from dashboard.figures.panels import panels_of
from dashboard.figures.points import minute_words, scene_of


def figure_description(record: SessionRecord) -> str:
    """Two or three sentences; every number in the picture is also in the table of readings."""
    readings = record.counted_readings
    if not readings:
        return f"Timeline of {record.patient.name}. No readings yet."
    axis = scene_of(record).axis
    first, last = (
        minute_words(axis.minute(r.observed_at), axis.from_dose) for r in (readings[0], readings[-1])
    )
    rows = ", ".join(panel.label for panel in panels_of(record))
    count = "1 reading" if len(readings) == 1 else f"{len(readings)} readings"
    parts = [f"Timeline of {record.patient.name}: {count} from {first} to {last}. Rows: {rows}."]
    pressure = next((r for r in reversed(readings) if blood_pressure(r.values)), None)
    if pressure is not None:
        age = f", {age_words(record.seen_at - pressure.observed_at)} old" if axis.now is not None else ""
        parts.append(f"Last blood pressure {blood_pressure(pressure.values)}{age}.")
    for move in moves_in_session(record):
        minute = minute_words(axis.minute(move.override.at), axis.from_dose)
        when = "before the session" if move.override.at < record.session.opened_at else minute
        parts.append(f"Limit moved {when}: {move_words(move)}.")
    live = record.live_alerts
    if live:
        parts.append(" ".join(f"{a.level.upper()}: {a.text}." for a in live))
    return " ".join([*parts, "All values are in the table Readings."])

"""What must be seen in a record before somebody leaves, reckoned from readings and events alone.

Nothing of the program's gates is used: the numbers are those of the shipped protocols, read from their file.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.clinical.alerts import AlertState
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord

SHIPPED = json.loads(
    (Path(__file__).resolve().parents[2] / "data/reference/protocols.json").read_text(encoding="utf-8")
)
GATES: dict[str, Any] = SHIPPED["readiness"]["gates"]
STARTS = {"dose_start", "device_given"}
ENDS = {"dose_end", "dose_stop"}
DOSES = STARTS | ENDS | {"bolus", "booster"}
# By the values of one latest reading each; the rest is proven otherwise, or said by a person.
BY_VALUES = ("vitals", "alertness", "dissociation", "distress", "nausea", "dizziness_gait")
SAID = ("dissociation", "dizziness_gait", "line_out", "instructions", "mood_safety")
FRESH = timedelta(minutes=15)
# Beyond these no value of the shipped sets leaves, whatever its own gate allows.
URGENT_DOWN_TO = {"systolic": 90, "spo2": 91}


def drug_reached(record: SessionRecord) -> bool:
    """Whether any drug was given in the session, its own or for rescue."""
    return any(not e.struck and e.kind in {*DOSES, "rescue_medication"} for e in record.events)


def unproven(record: SessionRecord, at: datetime, said: Collection[str], *, escorted: bool) -> set[str]:
    """The gates for which nothing in the record, and nobody, shows that they may open at `at`."""
    found = {gate for gate in SAID if gate not in said and _asked(record, gate)}
    found |= {gate for gate in BY_VALUES if not _values_good(record, at, GATES[gate])}
    if not _observed_long_enough(record, at):
        found.add("observation_time")
    if not _pressures_good(record, at):
        found.add("blood_pressure")
    if not escorted:
        found.add("escort")
    if any(alert.state is AlertState.OPEN for alert in record.alerts):
        found.add("alerts")
    return found


def _asked(record: SessionRecord, gate: str) -> bool:
    return record.protocol.route in GATES[gate].get("routes", [record.protocol.route])


def _last_dose(record: SessionRecord) -> datetime | None:
    return max((e.occurred_at for e in record.events if not e.struck and e.kind in DOSES), default=None)


def _observed_long_enough(record: SessionRecord, at: datetime) -> bool:
    shipped = next(p for p in SHIPPED["protocols"] if p["code"] == record.protocol.code)
    events = sorted((e for e in record.events if not e.struck), key=lambda e: (e.occurred_at, e.seq))
    starts = [e.occurred_at for e in events if e.kind in STARTS]
    last = _last_dose(record)
    if not starts or last is None:
        return False
    running = [e.kind for e in events if e.kind in {*STARTS, *ENDS, "dose_resume"}]
    if "planned_duration_min" in shipped and running[-1] not in ENDS:
        return False
    minutes = shipped["observation"]
    since_start = at - starts[0] >= timedelta(minutes=minutes["after_dose_start_min"])
    return since_start and at - last >= timedelta(minutes=minutes["after_last_dose_event_min"])


def _taken(record: SessionRecord, measure: str) -> list[Reading]:
    held = [r for r in record.readings if not r.struck and measure in r.values]
    return sorted(held, key=lambda r: (r.observed_at, r.seq))


def _counts(record: SessionRecord, reading: Reading, at: datetime) -> bool:
    last = _last_dose(record)
    return at - reading.observed_at <= FRESH and (last is None or reading.observed_at >= last)


def _values_good(record: SessionRecord, at: datetime, rule: dict[str, Any]) -> bool:
    for measure, bounds in rule.items():
        if not isinstance(bounds, dict):
            continue
        taken = _taken(record, measure)
        if not taken or not _counts(record, taken[-1], at):
            return False
        value = taken[-1].values[measure]
        low = min([bounds.get("from", value), *_of_baselines(record, measure, bounds)])
        if not low <= value <= bounds.get("to", value) or value <= URGENT_DOWN_TO.get(measure, -1):
            return False
    return True


def _of_baselines(record: SessionRecord, measure: str, bounds: dict[str, Any]) -> list[float]:
    accepted = {b.reading_id for b in record.baselines} if bounds.get("or_baseline") else set()
    return [r.values[measure] for r in record.readings if r.id in accepted and measure in r.values]


def _pressures_good(record: SessionRecord, at: datetime) -> bool:
    rule = GATES["blood_pressure"]
    pairs = [r for r in _taken(record, "systolic") if "diastolic" in r.values and _counts(record, r, at)]
    chosen = record.reading(record.baselines[-1].reading_id) if record.baselines else None
    if len(pairs) < rule["last_readings"] or chosen is None or chosen.struck:
        return False
    for pair in pairs[-rule["last_readings"] :]:
        for measure in ("systolic", "diastolic"):
            value, base = pair.values[measure], chosen.values.get(measure)
            if base is None or abs(value - base) * 100 > rule["within_percent_of_baseline"] * base:
                return False
            if value >= rule[measure]["below"] or value <= URGENT_DOWN_TO.get(measure, -1):
                return False
    return True

"""Hold criteria: what speaks against starting the dose now. They close the screen's Dose button and raise
an alert when the dose is given all the same; they never refuse the record.

A clinician's override covers the values it saw: a newer value that holds again closes again.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.clinical.events import Event
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.oxygen import SATURATION, under_oxygen
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord

OVERRIDE = "hold_override"
# One cuff gives both: naming either names the pair.
_PRESSURE = frozenset({"systolic", "diastolic"})


@dataclass(frozen=True, slots=True)
class HoldFinding:
    """One value that asks for a hold; a `hard` one also asks for a clinician's password."""

    measure: str
    value: float
    bound: float
    hard: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    holds: Callable[[float, float], bool]
    words: str


_COMPARISONS: dict[str, _Comparison] = {
    "above": _Comparison(operator.gt, "hold above {}"),
    "high": _Comparison(operator.ge, "hold from {} up"),
    "low": _Comparison(operator.le, "hold from {} down"),
    "below": _Comparison(operator.lt, "hold below {}"),
}


def hold_findings(
    protocol: Protocol, latest: Mapping[str, float], age: int, oxygen: str = ""
) -> tuple[HoldFinding, ...]:
    """What of the latest values asks for a hold, in the order of measures; a hard one hides its soft ones.

    `latest` holds the last value before the dose by measure code; `age` is in whole years; `oxygen` are the
    words of the oxygen that the last SpO2 was taken under.
    """
    rules = protocol.hold or {}
    found: dict[str, HoldFinding] = {}
    for hard, kind in ((True, "hard"), (False, "soft")):
        for rule in _for_age(rules.get(kind, ()), age):
            finding = _finding(rule, latest, hard, oxygen)
            if finding is not None:
                found.setdefault(finding.measure, finding)
    return tuple(sorted(found.values(), key=lambda f: measure_of(f.measure).order))


def standing_holds(record: SessionRecord, until: datetime | None = None) -> tuple[HoldFinding, ...]:
    """What of the latest values asks for a hold and was not overridden; `until` leaves out later ones."""
    taken = [r for r in record.counted_readings if until is None or r.observed_at <= until]
    latest = {code: reading for reading in taken for code in reading.all_values}
    values = {code: reading.all_values[code] for code, reading in latest.items()}
    overrides = [
        event
        for event in record.counted_events
        if event.kind == OVERRIDE and (until is None or event.occurred_at <= until)
    ]
    saturation = latest.get(SATURATION)
    oxygen = under_oxygen(record, saturation.observed_at) if saturation else ""
    found = hold_findings(record.protocol, values, record.judged_age, oxygen)
    return tuple(
        finding
        for finding in found
        if not any(_covers(record, event, finding, latest[finding.measure]) for event in overrides)
    )


def names_hold(
    finding: HoldFinding, measure: str | None, value: float | None, values: Mapping[str, float]
) -> bool:
    """Whether measure and value name this finding; of a blood pressure either half names both."""
    same = measure == finding.measure or {measure, finding.measure} <= _PRESSURE
    return same and measure is not None and value is not None and values.get(measure) == value


def _covers(record: SessionRecord, override: Event, finding: HoldFinding, reading: Reading) -> bool:
    """Without a reason nothing is covered; a hard hold only by name and with a clinician's password."""
    seen = _seen_by(record, override, reading)
    if not override.reason or seen.get(finding.measure) != finding.value:
        return False
    if not finding.hard:
        return True
    named = names_hold(finding, override.detail.get("measure"), override.detail.get("value"), seen)
    return named and override.witness is not None


def _seen_by(record: SessionRecord, override: Event, reading: Reading) -> Mapping[str, float]:
    """The reading's values as they stood when the override was recorded; nothing when it came later."""
    recorded_at = override.first_recorded_at or override.recorded_at
    versions = [r for r in (*record.earlier_readings, reading) if r.id == reading.id]
    stood = [r for r in versions if r.recorded_at <= recorded_at and r.observed_at <= override.occurred_at]
    return max(stood, key=lambda r: r.version).all_values if stood else {}


def _for_age(rules: Sequence[Mapping[str, Any]], age: int) -> list[Mapping[str, Any]]:
    """The rules for this age: one that stands instead of another bound takes that one's place."""
    fitting = [rule for rule in rules if age >= rule.get("from_age", 0)]
    replaced = {(rule["measure"], rule["instead_of"]) for rule in fitting if "instead_of" in rule}
    return [rule for rule in fitting if (rule["measure"], _bound(rule)[1]) not in replaced]


def _bound(rule: Mapping[str, Any]) -> tuple[str, float]:
    return next((kind, rule[kind]) for kind in _COMPARISONS if kind in rule)


def _finding(
    rule: Mapping[str, Any], latest: Mapping[str, float], hard: bool, oxygen: str
) -> HoldFinding | None:
    code = rule["measure"]
    kind, bound = _bound(rule)
    comparison = _COMPARISONS[kind]
    if code not in latest or not comparison.holds(latest[code], bound):
        return None
    words = comparison.words.format(shown(code, bound))
    under = oxygen if code == SATURATION else ""
    text = f"{measure_of(code).label} {shown(code, latest[code])}{under}, {words}"
    return HoldFinding(code, latest[code], bound, hard, text)

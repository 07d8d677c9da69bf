"""Measured values as a gate of leaving sees them: good, missing, old, out of bounds or urgent."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dashboard.clinical.gate_case import MINUTE, GateCase, SeenReading
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.session_record import SessionRecord


class ValueState(StrEnum):
    """How the latest value of a measure stands at its gate."""

    GOOD = "good"
    ABSENT = "absent"
    OLD = "old"
    OUTSIDE = "outside"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One measure of a gate; `reading` holds its latest value, `bounds` the words of what is asked."""

    code: str
    state: ValueState
    reading: SeenReading | None
    bounds: str

    @property
    def value(self) -> str:
        """The measure and its value, beginning small."""
        assert self.reading is not None
        unit = " %" if measure_of(self.code).unit == "%" else ""
        return f"{_label(self.code)} {shown(self.code, self.reading.values[self.code])}{unit}"


def found_value(case: GateCase, code: str, bounds: Mapping[str, Any]) -> FoundValue:
    """The latest value of a measure, held against its age, the urgent limits and the rule's bounds."""
    reading = case.latest(code)
    asked = asked_words(case.record, code, bounds)
    if reading is not None and code in reading.urgent:
        return FoundValue(code, ValueState.URGENT, reading, asked)
    if reading is None or not case.after_dose(reading.observed_at):
        return FoundValue(code, ValueState.ABSENT, None, asked)
    if not case.fresh(reading.observed_at):
        return FoundValue(code, ValueState.OLD, reading, asked)
    good = within(case.record, code, reading.values[code], bounds)
    return FoundValue(code, ValueState.GOOD if good else ValueState.OUTSIDE, reading, asked)


def against_words(case: GateCase, found: Sequence[FoundValue]) -> list[str]:
    """What was seen that speaks against leaving, urgent values first."""
    said = [urgent_words(case, f) for f in found if f.state is ValueState.URGENT]
    return said + [
        f"{f.value}, {case.ago(f.reading.observed_at)}: {f.bounds}"
        for f in found
        if f.state is ValueState.OUTSIDE and f.reading is not None
    ]


def urgent_words(case: GateCase, found: FoundValue) -> str:
    """The value that stands beyond an urgent limit."""
    assert found.reading is not None
    return f"{found.value}, {case.ago(found.reading.observed_at)}: beyond an urgent limit"


def absent_words(found: Sequence[FoundValue]) -> str | None:
    """The measures without a value since the last dose; None without any."""
    absent = [_label(f.code) for f in found if f.state is ValueState.ABSENT]
    return f"{', '.join(absent)} not taken since the last dose" if absent else None


def old_words(case: GateCase, found: Sequence[FoundValue]) -> str | None:
    """The values that are too old, with the age of the oldest; None without any."""
    old = [f for f in found if f.state is ValueState.OLD]
    if not old:
        return None
    minutes = max(minutes_begun(case, f.reading) for f in old if f.reading is not None)
    again = "it" if len(old) == 1 else "them"
    return f"{', '.join(f.value for f in old)} of {minutes} min ago: take {again} again"


def minutes_begun(case: GateCase, reading: SeenReading) -> int:
    """The age in minutes begun, so that what is too old never reads as fifteen."""
    return math.ceil((case.now - reading.observed_at) / MINUTE)


def within(record: SessionRecord, code: str, value: float, bounds: Mapping[str, Any]) -> bool:
    """Whether a value keeps the bounds: `from` and `to` count as within, `below` does not."""
    low = _lowest(record, code, bounds)
    return (
        (low is None or value >= low)
        and ("to" not in bounds or value <= bounds["to"])
        and ("below" not in bounds or value < bounds["below"])
    )


def _lowest(record: SessionRecord, code: str, bounds: Mapping[str, Any]) -> float | None:
    """The least that opens the gate: the rule's, or the baseline's own where that was lower."""
    low: float | None = bounds.get("from")
    base = baseline_value(record, code) if bounds.get("or_baseline") else None
    return low if low is None or base is None else min(low, base)


def asked_words(record: SessionRecord, code: str, bounds: Mapping[str, Any]) -> str:
    """What the bounds ask for."""
    low, high = _lowest(record, code, bounds), bounds.get("to")
    if low is not None and high is not None:
        return f"must be {low:g} to {high:g}"
    if low is not None:
        return f"must be {low:g} or more"
    return f"must be {high:g} or less" if high is not None else f"must be below {bounds.get('below', 0):g}"


def baseline_value(record: SessionRecord, code: str) -> float | None:
    """The baseline's value; one observed after the dose began is nothing to compare with."""
    base = record.baseline_reading
    return None if base is None or record.baseline_after_dose else base.values.get(code)


def _label(code: str) -> str:
    """The measure within a sentence: small, but for signs such as SpO2."""
    label = measure_of(code).label
    return label if any(sign.isdigit() for sign in label) else label.lower()


def sentence(parts: Sequence[str]) -> str:
    """The parts as one line that begins with a capital."""
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]

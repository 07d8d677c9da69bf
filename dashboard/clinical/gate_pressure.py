"""The blood pressure gate of leaving."""

from collections.abc import Sequence

from dashboard.clinical.gate_case import GateCase, SeenReading, Verdict
from dashboard.clinical.gate_values import (
    FoundValue,
    ValueState,
    asked_words,
    baseline_value,
    minutes_begun,
    sentence,
    urgent_words,
    within,
)
from dashboard.clinical.instruments import shown
from dashboard.clinical.readings import blood_pressure

PAIR = ("systolic", "diastolic")


def pressure_gate(case: GateCase) -> Verdict:
    """The last blood pressures low enough and near the baseline's.

    "Within 20 % of baseline" is meant both ways, as the discharge scores mean it: a fall by more counts as
    well as a rise. Each pressure of the pairs asked for has to pass. A reading with one pressure alone is
    no pair, but what it shows since the first of the pairs counts. Without a baseline, or with one observed
    after the dose began (A21), only a clinician can open the gate.
    """
    urgent = _urgent_pressure(case)
    if urgent:
        return Verdict(False, urgent, seen=True)
    wanted = case.rule.get("last_readings", 1)
    taken = [r for r in case.readings if case.after_dose(r.observed_at) and case.fresh(r.observed_at)]
    pairs = [r for r in taken if r.values.keys() >= set(PAIR)][-wanted:]
    against = [
        words
        for reading in reversed(taken)
        if pairs and reading.observed_at >= pairs[0].observed_at
        for code in PAIR
        if code in reading.values and (words := _against_pressure(case, reading, code))
    ]
    if against:
        return Verdict(False, sentence(against[:1]), seen=True)
    missing = [words for words in (_pairs_missing(case, pairs, wanted), _baseline_missing(case)) if words]
    if missing:
        return Verdict(False, sentence(missing))
    seen = " and ".join(f"{blood_pressure(r.values)} {case.ago(r.observed_at)}" for r in reversed(pairs))
    return Verdict(True, seen)


def _urgent_pressure(case: GateCase) -> str | None:
    for code in (*PAIR, "mean_pressure"):
        reading = case.latest(code)
        if reading is not None and code in reading.urgent:
            return sentence([urgent_words(case, FoundValue(code, ValueState.URGENT, reading, ""))])
    return None


def _against_pressure(case: GateCase, reading: SeenReading, code: str) -> str | None:
    """What speaks against one pressure of a reading: the rule's bounds, then the distance from baseline."""
    value, bounds = reading.values[code], case.rule.get(code, {})
    found = FoundValue(code, ValueState.OUTSIDE, reading, asked_words(case.record, code, bounds))
    if not within(case.record, code, value, bounds):
        return f"{found.value}, {case.ago(reading.observed_at)}: {found.bounds}"
    percent, base = case.rule.get("within_percent_of_baseline"), baseline_value(case.record, code)
    if percent is None or base is None or abs(value - base) * 100 <= percent * base:
        return None
    side = "over" if value > base else "under"
    return (
        f"{found.value}, {case.ago(reading.observed_at)}: more than {percent:g} % {side} "
        f"baseline {shown(code, base)}"
    )


def _pairs_missing(case: GateCase, pairs: Sequence[SeenReading], wanted: int) -> str | None:
    if len(pairs) >= wanted:
        return None
    if pairs:
        seen = f"{blood_pressure(pairs[-1].values)} {case.ago(pairs[-1].observed_at)}"
        return f"{seen}, {wanted} needed within 15 min: take it again"
    last = next((r for r in reversed(case.readings) if r.values.keys() & set(PAIR)), None)
    if last is None or not case.after_dose(last.observed_at):
        return "blood pressure not taken since the last dose"
    if case.fresh(last.observed_at):
        absent = next(code for code in PAIR if code not in last.values)
        return f"{absent} not taken: take both again"
    return f"{_with_pair(last)} of {minutes_begun(case, last)} min ago: take it again"


def _with_pair(reading: SeenReading) -> str:
    if "systolic" in reading.values:
        return f"systolic {shown('systolic', reading.values['systolic'])}"
    return f"diastolic {shown('diastolic', reading.values['diastolic'])}"


def _baseline_missing(case: GateCase) -> str | None:
    if case.rule.get("within_percent_of_baseline") is None:
        return None
    base = case.record.baseline_reading
    if base is None:
        return "no baseline accepted: a clinician decides"
    if case.record.baseline_after_dose:
        return "baseline taken after the dose: a clinician decides"
    absent = [code for code in PAIR if code not in base.values]
    return f"baseline without {absent[0]}: a clinician decides" if absent else None

"""The gates of leaving that are judged by measured values; the numbers are the protocol's.

A value counts when it was observed after the last dose event and within fifteen minutes (A29): both of two
blood pressures too. While the latest value of a gate's measure crosses an urgent limit the gate stays shut.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from dashboard.clinical.gate_case import MINUTE, GateCase, Verdict
from dashboard.clinical.gate_values import (
    FoundValue,
    ValueState,
    absent_words,
    against_words,
    found_value,
    old_words,
    sentence,
)
from dashboard.clinical.instruments import measure_of
from dashboard.clinical.oxygen import oxygen_at, oxygen_off_since

_WALK_WORDS = {"needs_help": "needs help", "unable": "unable"}


def values_gate(case: GateCase) -> Verdict:
    """Every measure of the rule within its numbers, and the person's word where the rule asks for one."""
    return _with_word(case, _together(case, ()))


def vitals_gate(case: GateCase) -> Verdict:
    """Heart rate, oxygen saturation and breathing in range, and off oxygen for the rule's minutes."""
    return _together(case, _on_oxygen(case))


def nausea_gate(case: GateCase) -> Verdict:
    """Little nausea, and no vomiting for the rule's minutes."""
    return _together(case, _vomited(case))


def gait_gate(case: GateCase) -> Verdict:
    """Little dizziness and a steady walk: the last walk test, or a person's word where none is recorded."""
    walks = [
        event for event in case.events
        if event.kind == "walk_test" and "result" in event.detail and case.after_dose(event.occurred_at)
    ]  # fmt: skip
    if not walks or case.attest is None:
        return values_gate(case)
    result, at = walks[-1].detail["result"], walks[-1].occurred_at
    if result == "steady":
        verdict = _together(case, ())
        return Verdict(verdict.open, f"{verdict.text}; walk test steady, {case.ago(at)}", verdict.seen)
    return _together(case, (f"walk test {case.ago(at)}: {_WALK_WORDS.get(result, result)}, test again",))


def _on_oxygen(case: GateCase) -> tuple[str, ...]:
    """Oxygen running, or taken away less than the rule's minutes ago, or after the saturation was seen."""
    wait, record = case.rule.get("oxygen_off_min"), case.record
    if wait is None:
        return ()
    flow, since, spo2 = oxygen_at(record, case.now), oxygen_off_since(record, case.now), case.latest("spo2")
    if flow is not None:
        seen = f"{FoundValue('spo2', ValueState.GOOD, spo2, '').value} " if spo2 is not None else ""
        running = f"on {flow:g} L/min" if flow else "on oxygen, flow not stated"
        return (f"{seen}{running}, off oxygen {wait} min first",)
    if since is not None and case.now - since < timedelta(minutes=wait):
        return (f"off oxygen {(case.now - since) // MINUTE} of {wait} min",)
    if since is not None and spo2 is not None and spo2.observed_at < since:
        return ("SpO2 measured on oxygen: take it again",)
    return ()


def _vomited(case: GateCase) -> tuple[str, ...]:
    wait = case.rule.get("no_vomiting_min")
    told = [
        event.occurred_at for event in case.events
        if event.kind == "vomiting"
        or (event.kind == "adverse_event" and event.detail.get("term") == "vomiting")
    ]  # fmt: skip
    if wait is None or not told or case.now - told[-1] >= timedelta(minutes=wait):
        return ()
    return (f"vomiting {case.ago(told[-1])}, {wait} min without it first",)


def _together(case: GateCase, against: Sequence[str]) -> Verdict:
    """All measures of the rule as one verdict; `against` is what else was seen to speak against leaving."""
    bounds = {code: words for code, words in case.rule.items() if isinstance(words, Mapping)}
    order = sorted(bounds, key=lambda code: measure_of(code).order)
    found = [found_value(case, code, bounds[code]) for code in order]
    said = [*against_words(case, found), *against]
    missing = [words for words in (absent_words(found), old_words(case, found)) if words]
    if said or missing:
        return Verdict(False, sentence([*said, *missing]), seen=bool(said))
    oldest = min((f.reading.observed_at for f in found if f.reading is not None), default=case.now)
    return Verdict(True, sentence([f"{', '.join(f.value for f in found)}, {case.ago(oldest)}"]))


def _with_word(case: GateCase, verdict: Verdict) -> Verdict:
    attest = case.attest
    if attest is None or not verdict.open:
        return verdict
    if case.said:
        return Verdict(True, f"{verdict.text}; {attest.said}")
    return Verdict(False, f"{verdict.text}; {attest.unsaid}", unsaid=True)

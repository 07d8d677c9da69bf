"""The gates of leaving, each judged on the server. A further gate is one entry of GATES.

The protocol says by which numbers, and which are off; a gate it does not name stays shut. Codes are stored
for ever.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dashboard.clinical.alerts import AlertState
from dashboard.clinical.gate_case import MINUTE, GateCase, Verdict, attest_of, seen_readings
from dashboard.clinical.gate_pressure import pressure_gate
from dashboard.clinical.gates_measured import gait_gate, nausea_gate, values_gate, vitals_gate
from dashboard.clinical.session_record import SessionRecord

Evidence = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate as judged now. `text` says what was seen or is missing; `needs` names what a person gives.

    `attest` is what a person may tick for it, in words; a `measured` one is not opened by a tick. `unsaid`:
    shut only because nobody has said it. `note` is what was written beside the evidence.
    """

    code: str
    label: str
    open: bool
    text: str
    needs: tuple[str, ...] = ()
    attest: str | None = None
    measured: bool = False
    unsaid: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GateKind:
    """One gate of the registry: its words, how it is judged, and what a person gives for it."""

    code: str
    label: str
    judge: Callable[[GateCase], Verdict]
    needs: tuple[str, ...] = ()
    measured: bool = False


def judge_gates(
    record: SessionRecord, now: datetime, evidence: Evidence | None = None, clinician: str | None = None
) -> tuple[Gate, ...]:
    """Every gate that the protocol asks for as it stands at `now`, in the order of the registry.

    `evidence` is what was sent by gate, `clinician` the name of one who ends the session or stands by.
    """
    asked = ((kind, record.protocol.gates.get(kind.code, {"unknown": True})) for kind in GATES.values())
    case = GateCase(
        record=record, now=now, readings=seen_readings(record), events=record.counted_events,
        rule={}, given={}, clinician=clinician,
    )  # fmt: skip
    return tuple(
        _judged(kind, replace(case, rule=rule, given=(evidence or {}).get(kind.code, {})))
        for kind, rule in asked
        if applies(rule, record.protocol.route)
    )


def applies(rule: Mapping[str, Any], route: str) -> bool:
    """Whether the clinic asks for this gate on this route."""
    return not rule.get("off") and route in rule.get("routes", (route,))


def _judged(kind: GateKind, case: GateCase) -> Gate:
    attest = attest_of(case.rule)
    verdict = _NO_RULE if case.rule.get("unknown") else kind.judge(case)
    ticked = kind.measured and case.said and not verdict.open
    return Gate(
        code=kind.code, label=kind.label, open=verdict.open,
        text=f"{verdict.text}, a tick does not open it" if ticked else verdict.text,
        needs=kind.needs, attest=attest.tick if attest else None, measured=kind.measured,
        unsaid=verdict.unsaid, note=case.given.get("note"),
    )  # fmt: skip


_NO_RULE = Verdict(False, "the protocol has no rule for it: a clinician decides")


def _observation_time(case: GateCase) -> Verdict:
    clock, ends_at = case.record.clock, case.record.observation_ends_at
    if clock.started_at is None or ends_at is None:
        return Verdict(False, "no dose recorded")
    if clock.end_missing:
        return Verdict(False, "infusion end not recorded")
    observed = max(0, math.floor((case.now - clock.started_at) / MINUTE))
    # A few milliseconds between two events do not make a minute.
    asked = math.ceil(round((ends_at - clock.started_at) / MINUTE, 2))
    return Verdict(case.now >= ends_at, f"observed {observed} of {asked} min")


def _attested(case: GateCase) -> Verdict:
    """Open by a person's word alone."""
    attest = case.attest
    if case.said:
        return Verdict(True, attest.said if attest else "confirmed")
    return Verdict(False, attest.unsaid if attest else "not confirmed", unsaid=True)


def _line_out(case: GateCase) -> Verdict:
    """Also open once the last IV was recorded as removed, unless its site gave cause for concern."""
    last = next((e for e in reversed(case.events) if e.kind in ("iv_placed", "iv_removed")), None)
    if last is None or last.kind == "iv_placed" or case.said:
        return _attested(case)
    if last.detail.get("site_ok") == "no":
        return Verdict(False, f"IV removed {case.ago(last.occurred_at)}, site to be looked at", unsaid=True)
    return Verdict(True, f"IV removed {case.ago(last.occurred_at)}")


def _escort(case: GateCase) -> Verdict:
    name = case.given.get("name") or case.given.get("value")
    if isinstance(name, str) and name.strip():
        return Verdict(True, f"escort {name.strip()}")
    return Verdict(False, "escort not named", unsaid=True)


def _alerts(case: GateCase) -> Verdict:
    waiting = [a for a in case.record.live_alerts if a.state is AlertState.OPEN]
    if not waiting:
        return Verdict(True, "none open")
    count = "1 alert open" if len(waiting) == 1 else f"{len(waiting)} alerts open, first"
    return Verdict(False, f"{count}: {waiting[0].text}")


def _approval(case: GateCase) -> Verdict:
    if case.clinician is not None:
        return Verdict(True, f"approved by {case.clinician}")
    return Verdict(False, "no clinician has approved", unsaid=True)


GATES: dict[str, GateKind] = {
    kind.code: kind
    for kind in (
        GateKind("observation_time", "Observation time", _observation_time, measured=True),
        GateKind("blood_pressure", "Blood pressure", pressure_gate, measured=True),
        GateKind("vitals", "Pulse, oxygen, breathing", vitals_gate, measured=True),
        GateKind("alertness", "Alertness", values_gate, measured=True),
        GateKind("dissociation", "Dissociation", values_gate, measured=True),
        GateKind("distress", "Distress", values_gate, measured=True),
        GateKind("nausea", "Nausea and vomiting", nausea_gate, measured=True),
        GateKind("dizziness_gait", "Dizziness and walking", gait_gate, measured=True),
        GateKind("line_out", "IV line", _line_out),
        GateKind("instructions", "Instructions", _attested),
        GateKind("escort", "Escort", _escort, ("name", "relation", "time")),
        GateKind("mood_safety", "Mood and safety", _attested),
        GateKind("alerts", "Alerts", _alerts),
        GateKind("approval", "Clinician's approval", _approval),
    )
}
# Every gate that people and scripts may name.
GATE_CODES = tuple(GATES)
MEASURED_GATES = tuple(k for k in GATES.values() if k.measured and k.code != "observation_time")

"""Leaving: the gates that judge it, and what each way of ending a session asks for.

A further gate is one entry of GATES. Codes are stored for ever.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.errors import FieldError, GatesClosed, InvalidEntry, WrongState
from dashboard.clinical.events import EVENT_KINDS, GIVING
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd

Evidence = Mapping[str, Mapping[str, Any]]
# Every gate that people and scripts may name. Evidence for one that is not judged here is kept as attested.
GATE_CODES = (
    "observation_time", "blood_pressure", "vitals", "alertness", "dissociation", "distress", "nausea",
    "dizziness_gait", "line_out", "instructions", "escort", "mood_safety", "alerts", "approval",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate as judged now. `text` says what was seen or is missing; `needs` names what a person gives."""

    code: str
    label: str
    open: bool
    text: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A closed gate passed all the same, and why."""

    gate: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeRequest:
    """What a person sends to end a session: evidence by gate, overrides, escort `{name, relation, time}`."""

    end: SessionEnd
    gates: Evidence = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    escort: Mapping[str, Any] | None = None
    witness: str | None = None
    told: str | None = None
    reason: str | None = None

    @property
    def evidence(self) -> Evidence:
        """The evidence by gate, with the escort as that gate's."""
        return {**self.gates, "escort": self.escort} if self.escort is not None else self.gates


Judge = Callable[[SessionRecord, Mapping[str, Any], datetime], tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class GateKind:
    """One gate of the registry: its words, what a person gives for it, and how it is judged."""

    code: str
    label: str
    judge: Judge
    needs: tuple[str, ...] = ()


def judge_gates(record: SessionRecord, request: DischargeRequest | None, now: datetime) -> tuple[Gate, ...]:
    """Every gate of the registry as it stands at `now`, with what was sent or with nothing attested yet."""
    evidence = request.evidence if request is not None else {}
    judged = ((kind, kind.judge(record, evidence.get(kind.code, {}), now)) for kind in GATES.values())
    return tuple(Gate(kind.code, kind.label, opened, text, kind.needs) for kind, (opened, text) in judged)


def attested_gates(request: DischargeRequest) -> tuple[Gate, ...]:
    """What a person attested for gates that are not judged here, as they said it."""
    return tuple(
        Gate(
            code,
            code.replace("_", " "),
            bool(given.get("ok")),
            f"attested: {given.get('note') or given.get('value') or 'yes'}",
        )
        for code, given in request.gates.items()
        if code not in GATES
    )


def check_discharge(record: SessionRecord, request: DischargeRequest, now: datetime) -> tuple[Gate, ...]:
    """The gates this end was judged by, closed ones being overridden; empty where none judges.

    Raises WrongState for an ended session, GatesClosed for gates neither open nor overridden, InvalidEntry
    for a missing reason, witness or person told. Who may override is the caller's to check.
    """
    if record.session.ended_at is not None:
        raise WrongState("This session has ended.")
    if request.end is SessionEnd.CANCELLED:
        check_cancel(record)
        return ()
    overridden = _overridden(request)
    gates: tuple[Gate, ...] = ()
    if request.end is SessionEnd.COMPLETED or (request.end is SessionEnd.ABORTED and drug_given(record)):
        gates = judge_gates(record, request, now)
        closed = [(gate.code, gate.text) for gate in gates if not gate.open and gate.code not in overridden]
        if closed:
            raise GatesClosed(closed)
    _check_words(request)
    return gates


def check_cancel(record: SessionRecord) -> None:
    """Raise WrongState unless the session was opened by mistake: no dose event, no reading left in it."""
    if record.session.ended_at is not None:
        raise WrongState("This session has ended.")
    if any(EVENT_KINDS[event.kind].dosing for event in record.counted_events):
        raise WrongState("A dose event is recorded, so the session cannot be cancelled.", "dose_recorded")
    if record.counted_readings:
        count = len(record.counted_readings)
        words = "its reading" if count == 1 else f"its {count} readings"
        raise WrongState(f"Strike {words} first, then cancel.", "readings_present")


def drug_given(record: SessionRecord) -> bool:
    """Whether any of the drug was given, by an event that was not struck."""
    return any(event.kind in GIVING for event in record.counted_events)


_WORDS_ASKED: dict[SessionEnd, tuple[str, ...]] = {
    SessionEnd.ABORTED: ("reason",),
    SessionEnd.AGAINST_ADVICE: ("reason", "witness", "told"),
}


def _check_words(request: DischargeRequest) -> None:
    given = {"reason": request.reason, "witness": request.witness, "told": request.told}
    errors = [
        FieldError(name, "required", f"{name.capitalize()} is required to end this way.")
        for name in _WORDS_ASKED.get(request.end, ())
        if not (given[name] or "").strip()
    ]
    if errors:
        raise InvalidEntry(errors)


def _overridden(request: DischargeRequest) -> frozenset[str]:
    """The gates overridden; InvalidEntry for one that is not a gate or has no reason."""
    errors = []
    for number, override in enumerate(request.overrides):
        if override.gate not in GATE_CODES:
            text = f"'{override.gate}' is not a gate of this clinic."
            errors.append(FieldError(f"overrides.{number}.gate", "unknown_gate", text))
        if not override.reason.strip():
            text = "An override needs its reason."
            errors.append(FieldError(f"overrides.{number}.reason", "required", text))
    if errors:
        raise InvalidEntry(errors)
    return frozenset(override.gate for override in request.overrides)


def _observation_time(record: SessionRecord, _given: Mapping[str, Any], now: datetime) -> tuple[bool, str]:
    started, ends_at = record.clock.started_at, record.observation_ends_at
    if started is None or ends_at is None:
        return False, "no dose recorded"
    if record.clock.end_missing:
        return False, "infusion end not recorded"
    minute = timedelta(minutes=1)
    observed = max(0, math.floor((now - started) / minute))
    return now >= ends_at, f"observed {observed} of {math.ceil((ends_at - started) / minute)} min"


def _escort(_record: SessionRecord, given: Mapping[str, Any], _now: datetime) -> tuple[bool, str]:
    name = given.get("name") or given.get("value")
    named = isinstance(name, str) and bool(name.strip())
    return named, f"escort {name.strip()}" if named and isinstance(name, str) else "escort not named"


GATES: dict[str, GateKind] = {
    kind.code: kind
    for kind in (
        GateKind("observation_time", "Observation time", _observation_time),
        GateKind("escort", "Escort", _escort, ("name", "relation", "time")),
    )
}

"""Leaving: what a person sends to end a session, and what each way of ending asks for.

The gates that judge it stand in gates.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.clinical.errors import FieldError, GatesClosed, InvalidEntry, WrongState
from dashboard.clinical.events import EVENT_KINDS, GIVING
from dashboard.clinical.gates import GATE_CODES, Evidence, Gate, judge_gates
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd


@dataclass(frozen=True, slots=True)
class Override:
    """A closed gate passed all the same, and why."""

    gate: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeRequest:
    """What a person sends to end a session: evidence by gate, overrides, escort `{name, relation, time}`.

    `clinician` is the name of one who sends it or stands by with their own password.
    """

    end: SessionEnd
    gates: Evidence = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    escort: Mapping[str, Any] | None = None
    witness: str | None = None
    told: str | None = None
    reason: str | None = None
    clinician: str | None = None

    @property
    def evidence(self) -> Evidence:
        """The evidence by gate, with the escort as that gate's."""
        return {**self.gates, "escort": self.escort} if self.escort is not None else self.gates


def attested_gates(request: DischargeRequest, judged: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """What a person attested for gates that this end was not judged by, as they said it."""
    known = {gate.code for gate in judged}
    return tuple(
        Gate(
            code=code, label=code.replace("_", " "), open=bool(given.get("ok")),
            text=f"attested: {given.get('note') or given.get('value') or 'yes'}", note=given.get("note"),
        )
        for code, given in request.gates.items()
        if code not in known
    )  # fmt: skip


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
        gates = judge_gates(record, now, request.evidence, request.clinician)
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

"""Leaving: what a person sends to end a session, and what each way of ending asks for.

The gates that judge it stand in gates.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.clinical.errors import FieldError, GatesClosed, InvalidEntry, WrongState
from dashboard.clinical.event_kinds import EventGroup
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.gates import GATE_CODES, Evidence, Gate, judge_gates
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, SessionEnd

# Of these the drug reached the patient, whether or not anybody recorded that it was given.
_TAKEN = frozenset({"swallowed", "spit_out", "extravasation", "rescue_medication"})


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
    refuse_ended(record)
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
    """Raise WrongState unless the session was opened by mistake: no dose event, nothing charted left in it.

    What happened to a patient must not end in a cancelled session: it is struck first, its alert with it.
    """
    refuse_ended(record)
    if any(EVENT_KINDS[event.kind].dosing for event in record.counted_events):
        raise WrongState("A dose event is recorded, so the session cannot be cancelled.", "dose_recorded")
    if record.counted_readings:
        count = len(record.counted_readings)
        words = "its reading" if count == 1 else f"its {count} readings"
        raise WrongState(f"Strike {words} first, then cancel.", "readings_present")
    if weighty := [event for event in record.counted_events if _is_weighty(event)]:
        names = dict.fromkeys(_name(event) for event in weighty)
        raise WrongState(f"Strike these events first, then cancel: {', '.join(names)}.", "events_present")


def drug_given(record: SessionRecord) -> bool:
    """Whether a drug reached the patient, its own or a rescue medication, by an event that was not struck."""
    return any(EVENT_KINDS[e.kind].dosing or e.kind in _TAKEN for e in record.counted_events)


def refuse_ended(record: SessionRecord) -> None:
    """WrongState for an ended session, with who ended it, how and when (clinic time)."""
    session = record.session
    if session.ended_at is None:
        return
    who = record.ended_by.display_name if record.ended_by else "Somebody"
    at = record.local(session.ended_at)
    day = "" if at.date() == record.local(record.seen_at).date() else f" on {at:%Y-%m-%d}"
    how = f" ({END_WORDS[session.end]})" if session.end else ""
    raise WrongState(f"{who} ended this session at {at:%H:%M}{day}{how}.", "session_ended")


def _is_weighty(event: Event) -> bool:
    """What was done to help a patient, or harmed one."""
    return EVENT_KINDS[event.kind].group in (EventGroup.RESCUE, EventGroup.ADVERSE)


def _name(event: Event) -> str:
    about = event.detail.get("drug") or event.detail.get("term") or ""
    return f"{EVENT_KINDS[event.kind].label} {str(about).replace('_', ' ')}".strip()


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

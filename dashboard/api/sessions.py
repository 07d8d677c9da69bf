"""Sessions: opening, finding, changing the header, the baseline, cancelling, ending."""

from typing import Any

from pydantic import Field

from dashboard.actions import discharge, session_header, sessions, viewing
from dashboard.actions.passwords import second_person
from dashboard.api.answers import session_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText, Number, Words, day_query
from dashboard.clinical.discharge import DischargeRequest, Override
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.gates import GATE_CODES
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.sessions import PlannedDose, SessionEnd, SessionState


class PlannedDoseBody(Body):
    """What the order says, in mg."""

    drug: Code
    amount: Number
    unit: Code
    route: Code

    def planned(self) -> PlannedDose:
        """As the record holds it."""
        return PlannedDose(self.drug, self.amount, self.unit, self.route)


class SessionBody(Body):
    """Opens a session; `room` is a room's name."""

    patient_id: Code
    protocol: Code
    room: LongText
    threshold_set: Code | None = None
    planned_dose: PlannedDoseBody | None = None
    weight_kg: Number | None = None
    nurse_id: Code | None = None
    clinician_id: Code | None = None


class HeaderBody(Body):
    """Only named fields change; null takes a value away."""

    weight_kg: Number | None = None
    planned_dose: PlannedDoseBody | None = None
    nurse_id: Code | None = None
    clinician_id: Code | None = None
    room: LongText | None = None
    protocol: Code | None = None
    threshold_set: Code | None = None
    reason: LongText | None = None


class CancelBody(Body):
    """Why the session was opened by mistake."""

    reason: LongText | None = None


class BaselineBody(Body):
    """The reading to hold rises against; after the dose with a reason."""

    reading_id: Code
    reason: LongText | None = None


class EvidenceBody(Body):
    """What a person attests for a gate."""

    ok: bool
    value: Number | Words | None = None
    note: Words | None = None


class GateOverrideBody(Body):
    """A closed gate passed all the same."""

    gate: Code
    reason: Words


class EscortBody(Body):
    """Who takes the patient home."""

    name: Words
    relation: Words | None = None
    time: Words | None = None


class SecondBody(Body):
    """A clinician standing by, with their own password."""

    username: LongText
    password: LongText


class DischargeBody(Body):
    """How a session ends."""

    end: SessionEnd = Field(strict=False)
    gates: dict[str, EvidenceBody] = Field(default_factory=dict)
    overrides: list[GateOverrideBody] = Field(default_factory=list, max_length=50)
    escort: EscortBody | None = None
    witness: Words | None = None
    told: Words | None = None
    reason: Words | None = None
    second: SecondBody | None = None


def open_one(call: Call[SessionBody]) -> Any:
    """Open a session."""
    body = call.body
    request = sessions.SessionRequest(
        patient_id=body.patient_id, protocol=body.protocol, room=body.room, threshold_set=body.threshold_set,
        planned_dose=body.planned_dose.planned() if body.planned_dose else None, weight_kg=body.weight_kg,
        nurse_id=body.nurse_id, clinician_id=body.clinician_id,
    )  # fmt: skip
    return session_answer(sessions.open_session(call.clinic, call.actor, request, call.once(session_answer)))


def list_all(call: Call[Nothing]) -> Any:
    """Sessions, newest first."""
    state = call.query("state")
    if state is not None and state not in tuple(SessionState):
        raise InvalidEntry([FieldError("state", "unknown", "There is no such state.")])
    page = viewing.list_sessions(
        call.clinic, call.actor, state=state, patient_id=call.query("patient_id"),
        from_date=day_query("from", call.query("from")), to_date=day_query("to", call.query("to")),
        cursor=call.query("cursor"),
    )  # fmt: skip
    return {"items": [session_answer(record) for record in page.records], "next": page.next}


def view(call: Call[Nothing]) -> Any:
    """One session."""
    return session_answer(viewing.view_session(call.clinic, call.actor, call.ids["session_id"]))


def change(call: Call[HeaderBody]) -> Any:
    """Change weight, planned dose, nurse or clinician."""
    body = call.body
    values: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set - {"reason"}}
    if not values:
        raise InvalidEntry([FieldError("", "empty", "Nothing to change: name at least one field.")])
    if isinstance(planned := values.get("planned_dose"), PlannedDoseBody):
        values["planned_dose"] = planned.planned()
    header = session_header.HeaderChange(values=values, reason=body.reason)
    changed = session_header.change_session(
        call.clinic, call.actor, call.ids["session_id"], call.version, header, call.once(session_answer)
    )
    return session_answer(changed)


def cancel(call: Call[CancelBody]) -> Any:
    """Cancel a session opened by mistake."""
    cancelled = sessions.cancel_session(
        call.clinic, call.actor, call.ids["session_id"], call.body.reason, call.once(session_answer)
    )
    return session_answer(cancelled)


def accept_baseline(call: Call[BaselineBody]) -> Any:
    """Make a reading of the session its baseline."""
    accepted = sessions.accept_baseline(
        call.clinic, call.actor, call.ids["session_id"], call.body.reading_id, call.body.reason,
        call.once(session_answer), expected=call.expected,
    )  # fmt: skip
    return session_answer(accepted)


def end(call: Call[DischargeBody]) -> Any:
    """End a session: the gates of leaving are judged here."""
    request = _discharge_request(call.body)
    second = _second(call)
    ended = discharge.end_session(
        call.clinic, call.actor, call.ids["session_id"], request, second, call.once(session_answer)
    )
    return session_answer(ended)


def _discharge_request(body: DischargeBody) -> DischargeRequest:
    if body.end is SessionEnd.CANCELLED:
        raise InvalidEntry([FieldError("end", "wrong_type", "A session is cancelled by its own request.")])
    unknown = [gate for gate in body.gates if gate not in GATE_CODES]
    if unknown:
        raise InvalidEntry(
            [FieldError(f"gates.{gate}", "unknown_gate", f"'{gate[:40]}' is not a gate.") for gate in unknown]
        )
    return DischargeRequest(
        end=body.end, gates={gate: evidence.model_dump() for gate, evidence in body.gates.items()},
        overrides=tuple(Override(o.gate, o.reason) for o in body.overrides),
        escort=body.escort.model_dump() if body.escort else None, witness=body.witness, told=body.told,
        reason=body.reason,
    )  # fmt: skip


def _second(call: Call[DischargeBody]) -> Actor | None:
    given = call.body.second
    if given is None:
        return None
    return second_person(call.clinic, given.username, given.password, call.address, Permission.OVERRIDE_GATE)


_ONE = "/sessions/{session_id}"
RULES = (
    Rule(
        method="POST", path="/sessions", handler=open_one, body=SessionBody, status=201,
        permission=Permission.MANAGE_SESSION, key=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(
        method="GET", path="/sessions", handler=list_all, permission=Permission.VIEW_RECORDS,
        query=("state", "patient_id", "from", "to", "cursor"),
    ),
    Rule(method="GET", path=_ONE, handler=view, permission=Permission.VIEW_RECORDS),
    Rule(
        method="PATCH", path=_ONE, handler=change, body=HeaderBody, permission=Permission.MANAGE_SESSION,
        key=Header.TAKEN, if_match=Header.REQUIRED, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path=f"{_ONE}/cancel", handler=cancel, body=CancelBody,
        permission=Permission.MANAGE_SESSION, key=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path=f"{_ONE}/baseline", handler=accept_baseline, body=BaselineBody,
        permission=Permission.MANAGE_SESSION, key=Header.TAKEN, if_match=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path=f"{_ONE}/discharge", handler=end, body=DischargeBody,
        permission=Permission.DISCHARGE, key=Header.TAKEN, pool=Pool.PASSWORD,
    ),
)  # fmt: skip

"""Bedside events: recording, listing, correcting, striking."""

from typing import Any

from pydantic import Field

from dashboard.actions import events, viewing
from dashboard.actions.passwords import second_person
from dashboard.api.answers import event_answer, recorded_event_answer
from dashboard.api.checklist_form import checklist_form
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText, Moment
from dashboard.api.readings import StrikeBody
from dashboard.clinical.roles import Actor, Permission


class SecondPersonBody(Body):
    """Another person who stands by, with their own password: a witness, or the clinician of an override."""

    username: LongText
    password: LongText


class EventBody(Body):
    """What happened; which details a kind may carry stands in the registry of events."""

    kind: Code
    occurred_at: Moment | None = None
    detail: dict[str, Any] = Field(default_factory=dict)
    second: SecondPersonBody | None = None


class EventCorrectionBody(Body):
    """Named details replace, null takes away, unnamed stay."""

    reason: LongText
    detail: dict[str, Any] = Field(default_factory=dict)
    occurred_at: Moment | None = None
    second: SecondPersonBody | None = None


def record(call: Call[EventBody]) -> Any:
    """Store an event; a fact is never refused for what it contradicts."""
    body = call.body
    entry = events.EventEntry(kind=body.kind, occurred_at=body.occurred_at, detail=body.detail)
    stored = events.record_event(
        call.clinic, call.actor, call.ids["session_id"], entry, call.once(recorded_event_answer),
        second=_second(call, body.second),
    )  # fmt: skip
    return recorded_event_answer(stored)


def checklist(call: Call[Nothing]) -> Any:
    """The form of the pre-dose checklist with what was answered so far."""
    return checklist_form(viewing.view_session(call.clinic, call.actor, call.ids["session_id"]))


def list_all(call: Call[Nothing]) -> Any:
    """The session's events in the order they were stored; with history also earlier and struck versions."""
    record = viewing.view_session(call.clinic, call.actor, call.ids["session_id"])
    found = [e for e in record.events if not e.struck]
    if call.query("history") == "true":
        found = sorted((*record.events, *record.earlier_events), key=lambda e: (e.seq, e.version))
    return {"items": [event_answer(record, e) for e in found], "next": None}


def correct(call: Call[EventCorrectionBody]) -> Any:
    """Correct an event; minutes, alerts and totals are judged again."""
    body = call.body
    correction = events.EventCorrection(reason=body.reason, detail=body.detail, occurred_at=body.occurred_at)
    stored = events.correct_event(
        call.clinic, call.actor, call.ids["event_id"], call.version, correction,
        call.once(recorded_event_answer), second=_second(call, body.second),
    )  # fmt: skip
    return recorded_event_answer(stored)


def strike(call: Call[StrikeBody]) -> Any:
    """Withdraw an event; it stays visible with the reason."""
    stored = events.strike_event(
        call.clinic, call.actor, call.ids["event_id"], call.expected, call.body.reason_code, call.body.reason,
        call.once(recorded_event_answer),
    )  # fmt: skip
    return recorded_event_answer(stored)


def _second(call: Call[Any], given: SecondPersonBody | None) -> Actor | None:
    """Who stands by; a wrong password is refused before anything is stored."""
    if given is None:
        return None
    return second_person(call.clinic, given.username, given.password, call.address, Permission.RECORD_EVENT)


RULES = (
    Rule(
        method="POST", path="/sessions/{session_id}/events", handler=record, body=EventBody, status=201,
        permission=Permission.RECORD_EVENT, key=Header.REQUIRED, pool=Pool.WRITE,
    ),
    Rule(
        method="GET", path="/sessions/{session_id}/events", handler=list_all, query=("history",),
        permission=Permission.VIEW_RECORDS,
    ),
    Rule(
        method="GET", path="/sessions/{session_id}/checklist", handler=checklist,
        permission=Permission.VIEW_RECORDS,
    ),
    Rule(
        method="POST", path="/events/{event_id}/corrections", handler=correct, body=EventCorrectionBody,
        status=201, permission=Permission.CORRECT_RECORD, key=Header.TAKEN, if_match=Header.REQUIRED,
        pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path="/events/{event_id}/strike", handler=strike, body=StrikeBody, status=201,
        permission=Permission.CORRECT_RECORD, key=Header.TAKEN, if_match=Header.TAKEN, pool=Pool.WRITE,
    ),
)  # fmt: skip

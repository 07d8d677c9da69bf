"""The spec of the event sheet: what one tap records, which boxes each kind has, and what stands open.

Every kind and detail comes out of the registry; nothing is preset, and no amount is ever proposed.
"""

from datetime import timedelta
from typing import Any

from pydantic import Field

from dashboard.actions import handover, viewing
from dashboard.api.answers import left_open_answer, moment, moment_or_none, person, recorded_event_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, Words
from dashboard.clinical.event_details import DRUGS, ROUTES, Choice, Detail, Sort, Span, detail_label
from dashboard.clinical.event_findings import (
    SAME_DRUG_ASKED_FOR,
    awaiting_response,
    dizzy_fall_care,
    off_unit_since,
    rescues_given,
)
from dashboard.clinical.event_kinds import EVENT_KINDS, LONGEST_PAUSE_MIN, EventGroup, EventKind
from dashboard.clinical.event_picks import PAUSE_REASON
from dashboard.clinical.event_words import event_words
from dashboard.clinical.events import Event
from dashboard.clinical.oxygen import oxygen_at
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.roles import Permission
from dashboard.clinical.schedule_pauses import pause_refusal, running_pause
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.open_matters import handed_over

# These have places of their own: dose sheet, finish sheet, check grid, checklist, handover.
ELSEWHERE = frozenset({
    "check_skipped", "schedule_paused", "schedule_resumed", "hold", "hold_override", "pre_dose_checklist",
    "handover", "waste", "both_kept", "override_asked",
})  # fmt: skip
# Ids and codes, for programs; a handover's receiver changes by another handover.
FOR_PROGRAMS = frozenset({"to_id", "to_name", "check", "reading"})
# What the sheet asks for before it saves; the record itself takes the fact without.
NEEDED: dict[str, tuple[str, ...]] = {
    "rescue_medication": ("drug",), "rescue_response": ("text",), "red_flag": ("sign",),
    "adverse_event": ("term",), "provider_told": ("who",), "walk_test": ("result",), "other": ("text",),
}  # fmt: skip
_GROUPS = {
    EventGroup.COMFORT: "Comfort", EventGroup.MOVEMENT: "Moving", EventGroup.RESCUE: "Rescue",
    EventGroup.ADVERSE: "Adverse", EventGroup.COMMUNICATION: "Told", EventGroup.DOSE: "Dose and line",
    EventGroup.SESSION: "Session", EventGroup.ADMIN: "Other",
}  # fmt: skip
_UNITS = {"flow": "L/min", "minutes": "min", "volume_ml": "mL"}
_TEXT_LABELS = {"rescue_response": "Response", "orders_received": "Orders", "other": "What happened"}
# Names people pick from while typing; the drug is free text, and no dose stands beside it.
_DRUG_NAMES = (
    "ondansetron", "promethazine", "metoclopramide", "clonidine", "labetalol", "hydralazine",
    "nitroglycerin", "midazolam", "lorazepam", "diphenhydramine", "glycopyrrolate",
)  # fmt: skip
_SUGGESTED: dict[tuple[str, str], tuple[str, ...]] = {
    ("rescue_medication", "drug"): _DRUG_NAMES,
    ("rescue_medication", "unit"): ("mg", "mcg", "g", "mL", "units"),
    ("provider_told", "how"): ("in person", "phone", "page"),
}
_STAFF = frozenset({"who", "ordered_by", "assisted_by", "from"})


class HandoverBody(Body):
    """Who takes the session over, and words beside it."""

    to_id: Code = Field(min_length=1)
    note: Words | None = None


def event_form(record: SessionRecord) -> dict[str, Any]:
    """What the event sheet, the correction, the handover and the pause are built from."""
    return {
        "session": {"id": record.session.id, "room": record.room.name, "patient": record.patient.name},
        "left_open": left_open_answer(record),
        "now": moment(record.seen_at),
        "first": _first(record),
        "groups": [group for group in map(_group, _GROUPS) if group["kinds"]],
        "kinds": {kind.code: _kind(kind) for kind in EVENT_KINDS.values()},
        "last": [_last(record, event) for event in rescues_given(record)],
        "ask_again_min": int(SAME_DRUG_ASKED_FOR / timedelta(minutes=1)),
        "awaiting_response": [_given(record, event) for event in awaiting_response(record)],
        "medications": [_given(record, e) for e in record.counted_events if e.kind == "rescue_medication"],
        "fall_care": dizzy_fall_care(record),
        "off_unit_since": moment_or_none(off_unit_since(record)),
        "pause": _pause(record),
        "handover": _handover(record),
    }


def _first(record: SessionRecord) -> list[dict[str, Any]]:
    """The buttons of the first step, what fits the moment: oxygen on or off, to the bathroom or back."""
    oxygen, away = oxygen_at(record, record.seen_at) is not None, off_unit_since(record) is not None
    awaited = [
        {**_button("rescue_response", "Response"), "of": event.id, "about": event.detail.get("drug", "")}
        for event in awaiting_response(record)[:1]
    ]
    return [
        _button("vomiting", "Vomited"), _button("rescue_medication", "Anti-emetic"),
        _button("repositioned", "Repositioned"), _button("reassured", "Reassured"),
        _button("oxygen_stop", "Oxygen off") if oxygen else _button("oxygen_start", "Oxygen on"),
        _button("back_from_bathroom", "Back") if away else _button("to_bathroom", "To bathroom"),
        _button("patient_called", "Patient called"), _button("asks_to_stop", "Asks to stop"),
        _button("fall", "Fall"), _button("syncope", "Fainted"), _button("red_flag", "Warning sign"),
        _button("adverse_event", "Adverse event"), _button("provider_told", "Provider told"),
        _button("rescue_medication", "Rescue medication"), *awaited, _button("other", "Other"),
    ]  # fmt: skip


def _button(kind: str, label: str) -> dict[str, Any]:
    return {"kind": kind, "label": label}


def _group(group: EventGroup) -> dict[str, Any]:
    kinds = [
        kind.code
        for kind in EVENT_KINDS.values()
        if kind.group is group and not kind.dosing and kind.code not in ELSEWHERE
    ]
    return {"group": group.value, "label": _GROUPS[group], "kinds": kinds}


def _kind(kind: EventKind) -> dict[str, Any]:
    fields = [
        _field(kind.code, name, sort)
        for name, sort in kind.details.items()
        if sort is not Detail.UNIT and name not in FOR_PROGRAMS
    ]
    return {"label": kind.label, "one_tap": kind.one_tap, "fields": fields}


def _field(kind: str, name: str, sort: Sort) -> dict[str, Any]:
    label = _TEXT_LABELS.get(kind, "Words") if name == "text" else detail_label(name)
    unit = "mg" if sort is Detail.MG else _UNITS.get(name)
    needed = (*NEEDED.get(kind, ()), *EVENT_KINDS[kind].required)
    return {
        "name": name, "label": label, "unit": unit, "needed": name in needed,
        "suggested": list(_SUGGESTED.get((kind, name), ())), "staff": name in _STAFF,
        **_answer(name, sort),
    }  # fmt: skip


def _answer(name: str, sort: Sort) -> dict[str, Any]:
    """The sort of box: text, number, time, choice, span (a number between two), or event (an event's id)."""
    match sort:
        case Choice(options):
            return {"sort": "choice", "options": _options(options)}
        case Span(low, high, whole):
            return {"sort": "span", "low": low, "high": high, "decimals": 0 if whole else 1}
        case Detail.DRUG:
            return {"sort": "choice", "options": _options({code: DRUG_WORDS[code] for code in DRUGS})}
        case Detail.ROUTE:
            return {"sort": "choice", "options": _options({code: ROUTE_WORDS[code] for code in ROUTES})}
        case Detail.MG | Detail.NUMBER:
            return {"sort": "number", "low": 0, "high": 100_000, "decimals": 3}
        case Detail.TIME:
            return {"sort": "time"}
        case _:
            return {"sort": "event"} if name == "of" else {"sort": "text"}


def _options(words: Any) -> list[dict[str, str]]:
    return [{"value": code, "label": label[:1].upper() + label[1:]} for code, label in words.items()]


def _given(record: SessionRecord, event: Event) -> dict[str, Any]:
    """A medication as it is named when its response is told."""
    name = event_words(event, record.zone) or "Rescue medication"
    return {
        "id": event.id, "occurred_at": moment(event.occurred_at),
        "text": f"{name}, {record.local(event.occurred_at):%H:%M}",
    }  # fmt: skip


def _last(record: SessionRecord, event: Event) -> dict[str, Any]:
    """The same drug given before, with its time, amount and route in words."""
    ago = int((record.seen_at - event.occurred_at) / timedelta(minutes=1))
    at = record.local(event.occurred_at)
    return {
        "drug": event.detail.get("drug", ""), "occurred_at": moment(event.occurred_at),
        "text": f"{event_words(event, record.zone)} at {at:%H:%M}, {ago} min ago",
    }  # fmt: skip


def _pause(record: SessionRecord) -> dict[str, Any]:
    running = running_pause(record)
    return {
        "until": moment(running.ends_at) if running else None,
        "refusal": pause_refusal(record),
        "reasons": _options(PAUSE_REASON.options),
        "longest_min": LONGEST_PAUSE_MIN,
    }


def _handover(record: SessionRecord) -> dict[str, Any]:
    """Who has the session, and what would be handed over now."""
    nurse = record.nurse
    return {
        "nurse": person(nurse.id, nurse.display_name) if nurse else None,
        "matters": [{"sort": matter.sort, "text": matter.text} for matter in handed_over(record)],
        "version": record.session.version,
        "note_length": handover.NOTE_LENGTH,
    }


def view(call: Call[Nothing]) -> Any:
    """What the event sheet is built from."""
    return event_form(viewing.view_session(call.clinic, call.actor, call.ids["session_id"]))


def hand_over(call: Call[HandoverBody]) -> Any:
    """Hand the session over to a named nurse, with all that stands open."""
    stored = handover.hand_over(
        call.clinic, call.actor, call.ids["session_id"], call.version, call.body.to_id,
        call.body.note, call.once(recorded_event_answer),
    )  # fmt: skip
    return recorded_event_answer(stored)


_ONE = "/sessions/{session_id}"
RULES = (
    Rule(method="GET", path=f"{_ONE}/event-form", handler=view, permission=Permission.VIEW_RECORDS),
    Rule(
        method="POST", path=f"{_ONE}/handover", handler=hand_over, body=HandoverBody, status=201,
        permission=Permission.MANAGE_SESSION, key=Header.REQUIRED, if_match=Header.REQUIRED, pool=Pool.WRITE,
    ),
)  # fmt: skip

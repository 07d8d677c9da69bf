"""What the page's forms and figure are built from: the specs of entry, dose and gates, and the timeline."""

from typing import Any

from dashboard.actions import discharge, viewing
from dashboard.api.door import Call, Nothing, Rule
from dashboard.api.dose_form import dose_form
from dashboard.api.entry_form import entry_form
from dashboard.api.timeline import timeline_columns
from dashboard.clinical.gates import Gate
from dashboard.clinical.roles import Permission
from dashboard.clinical.session_record import SessionRecord


def entry(call: Call[Nothing]) -> Any:
    """The form for recording a set of values."""
    return entry_form(_record(call), call.actor)


def dose(call: Call[Nothing]) -> Any:
    """What of the dose can be recorded now, and what speaks against it."""
    record = _record(call)
    last = viewing.last_dose_session(
        call.clinic, call.actor, record.patient.id, apart_from=record.session.id
    )
    return dose_form(record, last)


def gates(call: Call[Nothing]) -> Any:
    """The gates of leaving as they stand."""
    found = discharge.gates_of(call.clinic, call.actor, _record(call))
    return {"gates": [_gate(gate) for gate in found]}


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "gate": gate.code,
        "label": gate.label,
        "open": gate.open,
        "text": gate.text,
        "needs": list(gate.needs),
        "attest": gate.attest,
        "measured": gate.measured,
        "unsaid": gate.unsaid,
    }


def timeline(call: Call[Nothing]) -> Any:
    """The session in columns: times, values, bands and marks."""
    return timeline_columns(_record(call))


def _record(call: Call[Nothing]) -> SessionRecord:
    return viewing.view_session(call.clinic, call.actor, call.ids["session_id"])


_ONE = "/sessions/{session_id}"
RULES = tuple(
    Rule(method="GET", path=f"{_ONE}/{name}", handler=handler, permission=Permission.VIEW_RECORDS)
    for name, handler in (("entry", entry), ("dose", dose), ("gates", gates), ("timeline", timeline))
)

"""What the page's forms and figure are built from: the specs of entry, dose and gates, and the timeline."""

from datetime import datetime
from typing import Any

from dashboard.actions import discharge, viewing
from dashboard.api.answers import moment_or_none
from dashboard.api.door import Call, Nothing, Rule
from dashboard.api.dose_form import dose_form
from dashboard.api.entry_form import entry_form
from dashboard.api.timeline import timeline_columns
from dashboard.clinical.discharge import drug_given
from dashboard.clinical.gates import Gate
from dashboard.clinical.override_asks import LEAVING, standing_asks
from dashboard.clinical.roles import Permission
from dashboard.clinical.session_record import SessionRecord


def entry(call: Call[Nothing]) -> Any:
    """The form for recording a set of values."""
    return entry_form(_record(call), call.actor)


def dose(call: Call[Nothing]) -> Any:
    """What of the dose can be recorded now, and what speaks against it."""
    record = _record(call)
    last = viewing.last_dose_session(call.clinic, call.actor, record.patient.id, apart_from=record.session.id)
    return dose_form(record, last)


def gates(call: Call[Nothing]) -> Any:
    """The gates of leaving as they stand, and since when a clinician is asked about one.

    `drug_given`: whether they judge an aborted session too.
    """
    record = _record(call)
    found = discharge.gates_of(call.clinic, call.actor, record)
    ask = next((ask for ask in standing_asks(record) if ask.about == LEAVING), None)
    shown = [_gate(gate, ask.at(gate.code) if ask else None) for gate in found]
    return {"gates": shown, "drug_given": drug_given(record)}


def _gate(gate: Gate, asked_at: datetime | None) -> dict[str, Any]:
    return {
        "gate": gate.code,
        "label": gate.label,
        "open": gate.open,
        "text": gate.text,
        "needs": list(gate.needs),
        "attest": gate.attest,
        "measured": gate.measured,
        "unsaid": gate.unsaid,
        "asked_at": moment_or_none(asked_at),
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

"""A patient's identity with its corrections, and the list of sessions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from dash import html

from dashboard.actions.patients import KnownPatient
from dashboard.clinical.patients import Patient, fact_words
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import action_button, empty, facts, page_head, panel, table
from dashboard.documents.blocks import day
from dashboard.documents.summaries import session_summaries


def identity(known: KnownPatient, versions: Sequence[Patient], actor: Actor, now: datetime) -> list[Any]:
    """The head with name and age, the facts, and earlier details."""
    patient = known.patient
    buttons = (
        [action_button("Correct details", "patient-edit", patient=patient.id)]
        if actor.may(Permission.EDIT_PATIENT)
        else []
    )
    head = page_head(
        patient.name, *buttons, note=f"born {day(patient.birth_date)} ({patient.age_on(now.date())})"
    )
    who = panel(
        "Details",
        facts(
            ("Record number", patient.mrn),
            ("Born", day(patient.birth_date)),
            ("Sex", patient.sex.value),
            ("Allergies", patient.allergies or "not asked"),
            ("Known history", _history(patient)),
            (
                "Last weight",
                "not recorded" if known.last_weight_kg is None else f"{known.last_weight_kg:g} kg",
            ),
        ),
        *_earlier(versions),
    )
    return [head, html.Div(who, className="page-body")]


def _history(patient: Patient) -> str:
    if patient.facts is None:
        return "not asked"
    return ", ".join(fact_words(patient)) or "none of those asked"


def sessions(records: Sequence[SessionRecord]) -> Any:
    """All sessions, newest first, each with what it came to."""
    if not records:
        body = empty("No sessions yet", "Start one from a free room on the board.")
        return html.Div(panel("Sessions", body), className="page-body")
    summary = session_summaries(records).set_index("session_id")
    rows = [_row(record, summary.loc[record.session.id]) for record in records]
    heads = ("Date", "Protocol", "Dose", "Highest systolic", "Strongest dissociation", "Readings", "End", "")
    return html.Div(panel("Sessions", table("Sessions", heads, rows), flush=True), className="page-body")


def _row(record: SessionRecord, line: Any) -> tuple[Any, ...]:
    end = END_WORDS[record.session.end] if record.session.end else record.state.value
    links = [
        html.A("Open", href=f"/session/{record.session.id}", className="button"),
        html.A("Note", href=f"/session/{record.session.id}/note", className="button"),
    ]
    return (
        day(record.session_date), record.protocol.label, _number(line["dose_mg"], " mg"),
        _peak(line["peak_systolic"], line["peak_systolic_minute"]), _number(line["max_dissociation"],
        " of 10"),
        _number(line["readings"], ""), end, html.Div(links, className="row"),
    )  # fmt: skip


def _number(value: Any, unit: str) -> str:
    return "" if value is None or value != value else f"{float(value):g}{unit}"


def _peak(value: Any, minute: Any) -> str:
    at = _number(minute, " min")
    return f"{_number(value, '')} at {at}" if at and _number(value, "") else _number(value, "")


def _earlier(versions: Sequence[Patient]) -> list[Any]:
    if len(versions) < 2:
        return []
    rows = [
        (
            version.name, day(version.birth_date), version.mrn, version.sex.value,
            version.allergies or "not asked", _history(version), after.reason or "",
        )
        for version, after in pairwise(versions)
    ]  # fmt: skip
    heads = ("Name", "Born", "Record number", "Sex", "Allergies", "Known history", "Corrected because")
    return [html.H3("Earlier details"), table("Earlier details", heads, rows)]

"""A patient's identity with its corrections, and the list of sessions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from dash import html

from dashboard.actions.patients import KnownPatient
from dashboard.clinical.patients import Patient, fact_words
from dashboard.clinical.rems import has_worksheet
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.panels import action_button, empty, facts, page_head, panel, table
from dashboard.documents.blocks import day
from dashboard.documents.summaries import session_summaries


def head(known: KnownPatient, actor: Actor, now: datetime) -> Any:
    """Name and age, and the way to correct them."""
    patient = known.patient
    buttons = (
        [action_button("Correct details", "patient-edit", patient=patient.id)]
        if actor.may(Permission.EDIT_PATIENT)
        else []
    )
    born = f"born {day(patient.birth_date)} ({patient.age_on(now.date())})"
    return page_head(patient.name, *buttons, note=born)


def details(known: KnownPatient) -> Any:
    """Who it is, and what to know before a dose."""
    patient = known.patient
    return panel(
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
    )


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
    at = f"/session/{record.session.id}"
    ways = [("Open", at), ("Note", f"{at}/note")]
    if has_worksheet(record):
        ways.append(("REMS", f"{at}/rems"))
    links = [html.A(label, href=href, className="button") for label, href in ways]
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


def earlier(versions: Sequence[Patient]) -> list[Any]:
    """What stood before each correction, and why it was corrected; nothing without one."""
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
    body = html.Div(table("Earlier details", heads, rows), className="table-scroll")
    return [html.Div(panel("Earlier details", body, flush=True), className="page-body")]

"""Two records of one patient on its page: look-alikes side by side to merge, and merges to take back."""

from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.actions.merging import RecordsBeside
from dashboard.actions.patients import KnownPatient
from dashboard.clinical.merges import MergedRecord
from dashboard.clinical.patients import Patient, allergy_words, fact_words
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, panel, table
from dashboard.documents.blocks import day

HEADS = ("", "Name", "Born", "Sex", "Record number", "Known", "Sessions", "")


def merging(known: KnownPatient, beside: RecordsBeside, zone: ZoneInfo, actor: Actor) -> list[Any]:
    """Panels for look-alikes and merged records; nothing where there are neither."""
    found = []
    if beside.others:
        found.append(_alike(known, beside, actor))
    if known.merged:
        found.append(_merged(known, zone, actor))
    return [html.Div(found, className="page-body merge-panels")] if found else []


def _alike(known: KnownPatient, beside: RecordsBeside, actor: Actor) -> Any:
    may = actor.may(Permission.MERGE_PATIENTS)
    rows = [_row("This record", known.patient, beside.own, None)]
    for other, number in beside.others:
        button = _merge_button(known, beside.own, other, number) if may else None
        rows.append(_row("Looks alike", other, number, button))
    ask = "The same person? Merge them." if may else "A clinician can merge them."
    warn = html.Strong(f"Another record looks alike. Compare name, birth date and record number. {ask}")
    body = html.Div(table("Look-alikes", HEADS, rows), className="table-scroll")
    return panel("Look-alikes", html.Div(warn, className="error-box"), body)


def _row(which: str, patient: Patient, sessions: int, button: Any) -> tuple[Any, ...]:
    other = which != "This record"
    name = html.A(patient.name, href=f"/patient/{patient.id}") if other else patient.name
    known = ", ".join([allergy_words(patient), *fact_words(patient)])
    return (which, name, day(patient.birth_date), patient.sex.value, html.B(patient.mrn), known,
            str(sessions), button)  # fmt: skip


def _merge_button(known: KnownPatient, own: int, other: Patient, number: int) -> Any:
    return action_button(
        "Same person? Merge", "patient-merge", one=known.patient.id, one_sessions=own, other=other.id,
        other_sessions=number,
    )  # fmt: skip


def _merged(known: KnownPatient, zone: ZoneInfo, actor: Actor) -> Any:
    may = actor.may(Permission.MERGE_PATIENTS)
    rows = [_merge_row(known, record, zone, may) for record in known.merged]
    heads = ("Name", "Born", "Record number", "Merged by", "On", "Because", "")
    words = f"Read as one record under {known.patient.mrn}. Signed notes stay as signed."
    body = html.Div(table("Merged records", heads, rows), className="table-scroll")
    return panel("Merged records", body, note=words, flush=True)


def _merge_row(known: KnownPatient, record: MergedRecord, zone: ZoneInfo, may: bool) -> tuple[Any, ...]:
    merge, own = record.merge, record.patient
    undo = action_button("Undo merge", "patient-part", merge=merge.id, mrn=own.mrn, into=known.patient.mrn)
    on = day(merge.at.astimezone(zone).date())
    return (own.name, day(own.birth_date), html.B(own.mrn), merge.by_name, on, merge.reason,
            undo if may else "")  # fmt: skip

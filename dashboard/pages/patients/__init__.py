"""Finding a patient by name or record number."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.patients import KnownPatient, find_patients
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, empty, page_head, panel, table
from dashboard.components.search_box import search_box
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

SEARCH = "patient-search"
SEARCHED = "patient-searched"
FOUND = "patients-found"


def layout(_clinic: Clinic, actor: Actor, _params: Mapping[str, str]) -> Any:
    """The search box and an empty place for what it finds."""
    new = (
        [action_button("New patient", "patient-new", "primary")] if actor.may(Permission.EDIT_PATIENT) else []
    )
    search = search_box("Name or record number", SEARCH, SEARCHED)
    return [page_head("Patients", *new), html.Div([search, html.Div(id=FOUND)], className="page-body")]


def register(app: Screens, clinic: Clinic) -> None:
    """Search as one types."""

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(FOUND, "children")],
        [Input(SEARCHED, "data"), Input("live", "data")],
    )
    def show_found(actor: Actor, query: str | None, _live: Any) -> Any:
        return found_list(find_patients(clinic, actor, str(query or "")))


def found_list(found: Sequence[KnownPatient]) -> Any:
    """Whom the words fit; look-alikes are said."""
    if not found:
        return panel("Patients", empty("Nobody found", "Try another part of the name, or the record number."))
    rows = [
        (
            html.A(known.patient.name, href=f"/patient/{known.patient.id}"),
            f"{known.patient.birth_date:%d %b %Y}", known.patient.mrn, known.patient.sex.value,
            f"{len(known.similar)} look alike" if known.similar else "",
        )
        for known in found
    ]  # fmt: skip
    return panel("Found", table("Patients", ("Name", "Born", "Record number", "Sex", ""), rows), flush=True)


PAGE = Page("/patients", "Patients", Permission.VIEW_RECORDS, layout, register, nav_place=20)

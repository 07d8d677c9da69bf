"""One patient: who they are, what was corrected, their other records, their course and their sessions."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from dash import Input, Output, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.merging import records_beside
from dashboard.actions.overrides import patient_limits
from dashboard.actions.patients import patient_versions, view_patient
from dashboard.actions.viewing import list_sessions
from dashboard.clinical.roles import Actor, Permission
from dashboard.pages.patient import course
from dashboard.pages.patient.limits import moved_limits
from dashboard.pages.patient.merge import merging
from dashboard.pages.patient.panels import details, earlier, head, sessions
from dashboard.web import callbacks
from dashboard.web.page import Page
from dashboard.web.shell import Screens

WHICH = "patient-which"
BODY = "patient-body"
SESSIONS = "patient-sessions"


def layout(_clinic: Clinic, _actor: Actor, params: Mapping[str, str]) -> Any:
    """Empty places for the patient."""
    which = dcc.Store(id=WHICH, data=params["patient_id"])
    return [which, html.Div(id=BODY), *course.places(), html.Div(id=SESSIONS)]


def register(app: Screens, clinic: Clinic) -> None:
    """Fill the page, and again when something changes."""
    course.register(app, clinic, WHICH)

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(BODY, "children"), Output(SESSIONS, "children")],
        [Input(WHICH, "data"), Input("live", "data")],
    )
    def show_patient(actor: Actor, patient_id: str, _live: Any) -> Any:
        known = view_patient(clinic, actor, str(patient_id))
        versions = patient_versions(clinic, actor, known.patient.id)
        records = list_sessions(clinic, actor, patient_id=known.patient.id).records
        zone = ZoneInfo(clinic.profile().time_zone)
        limits = patient_limits(clinic, actor, known.patient.id)
        moved = moved_limits(limits, known.patient.id, actor, zone)
        merges = merging(known, records_beside(clinic, actor, known), zone, actor)
        who = html.Div([details(known), moved], className="page-body columns halves")
        body = [head(known, actor, clinic.now()), *merges, who, *earlier(versions)]
        return body, sessions(records)


PAGE = Page("/patient/<patient_id>", "Patient", Permission.VIEW_RECORDS, layout, register)

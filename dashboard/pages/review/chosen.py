"""One session for the clinician's eye: who, the limits it is judged by, where its note stands."""

from typing import Any

from dash import html

from dashboard.clinical.course import CourseSession
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.patient_header import patient_header
from dashboard.pages.review.alerts import alerts_panel, beyond_panel
from dashboard.pages.review.note import note_panel


def panels_of(record: SessionRecord, line: CourseSession | None = None) -> list[Any]:
    """The children of ids.PANELS, in their order; `line` is the session's in its course."""
    limits = f"Limits: {record.threshold_set.label}, version {record.threshold_set.version}"
    note = note_panel(record, line)
    return [patient_header(record), limits, note, alerts_panel(record), beyond_panel(record)]


def nobody() -> list[Any]:
    """What stands in place of a session that is not there."""
    words = html.Div([html.Strong("There is no such session."), html.P("Choose one from the list.")],
                     className="error-box", role="alert")  # fmt: skip
    return [html.Div(words, className="page-body"), *[None] * 4]

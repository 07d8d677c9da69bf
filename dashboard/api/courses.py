"""A patient's course as JSON: each session with its numbers, and the trend of the series that runs."""

from dataclasses import asdict
from typing import Any

from dashboard.actions.courses import view_course
from dashboard.api.answers import plain
from dashboard.api.door import Call, Nothing, Rule
from dashboard.clinical.alerts import Level
from dashboard.clinical.course import CourseSession
from dashboard.clinical.roles import Permission
from dashboard.clinical.trends import Point
from dashboard.figures.course_frame import Trend, course_frame, trends


def view(call: Call[Nothing]) -> Any:
    """The sessions with a dose, oldest first, and the trend over the newest series."""
    course = view_course(call.clinic, call.actor, call.ids["patient_id"])
    found = trends(course_frame(course.latest_series))
    return {
        "items": [session_answer(session) for session in course.sessions],
        "next": None,
        "trends": [_trend_answer(trend) for trend in found],
    }


def session_answer(session: CourseSession) -> dict[str, Any]:
    """One session of a course; `null` is what was not measured."""
    record, place = session.record, session.place
    return {
        "session_id": record.session.id, "date": record.session_date.isoformat(),
        "drug": place.drug, "route": place.route, "series": place.series, "number": place.number,
        "planned": place.planned,
        "maintenance": place.maintenance, "words": place.words, "dose_mg": _number(session.dose_mg),
        "mg_per_kg": _number(session.mg_per_kg), "systolic": _point(session.systolic),
        "diastolic": _point(session.diastolic), "heart_rate": _point(session.heart_rate),
        "spo2": _point(session.spo2), "urgent_readings": session.urgent,
        "advisory_readings": session.advisory, "returned": session.returned.value,
        "back_from": _point(session.back_from),
        "symptoms": {code: _point(point) for code, point in session.symptoms.items()},
        "sedation": _point(session.sedation),
        "rescue": [dict(event.detail) for event in session.rescue],
        "ready_min": _number(session.ready_minute), "left_min": _number(session.left_minute),
        "alerts": {level.value: session.alerts_of(level) for level in (Level.URGENT, Level.ADVISORY)},
        "note": session.note.value,
    }  # fmt: skip


def _point(point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {"value": plain(point.value), "minute": _number(point.minute), "questioned": point.questioned}


def _number(value: float | None) -> Any:
    return None if value is None else plain(value)


def _trend_answer(trend: Trend) -> dict[str, Any]:
    return {**asdict(trend), "quartiles": list(trend.quartiles) if trend.quartiles else None}


RULES = (
    Rule(
        method="GET", path="/patients/{patient_id}/course", handler=view, permission=Permission.VIEW_RECORDS
    ),
)

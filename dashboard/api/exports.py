"""Exports: one session as CSV, and jobs over many sessions."""

from typing import Any

from pydantic import Field
from starlette.responses import FileResponse, Response

from dashboard.actions import exports
from dashboard.api.clinic_answers import export_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, Day, LongText
from dashboard.clinical.roles import Permission


class ExportBody(Body):
    """What to export: dates of the clinic's zone, both inclusive, and why."""

    format: Code
    from_date: Day = Field(alias="from")
    to_date: Day = Field(alias="to")
    deidentified: bool
    purpose: LongText


def session_csv(call: Call[Nothing]) -> Response:
    """One session's readings as CSV."""
    content = exports.session_csv(call.clinic, call.actor, call.ids["session_id"])
    name = f"identified{'-PRACTICE' if call.clinic.practice else ''}-readings.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv", headers=headers)


def request_one(call: Call[ExportBody]) -> Any:
    """Ask for an export; it is written in the background."""
    body = call.body
    request = exports.ExportRequest(
        format=body.format, from_date=body.from_date, to_date=body.to_date, deidentified=body.deidentified,
        purpose=body.purpose,
    )  # fmt: skip
    return export_answer(exports.request_export(call.clinic, call.actor, request, call.once(export_answer)))


def list_all(call: Call[Nothing]) -> Any:
    """Earlier exports, newest first."""
    found = exports.list_exports(call.clinic, call.actor)
    return {"items": [export_answer(job) for job in found], "next": None}


def view(call: Call[Nothing]) -> Any:
    """How far an export is."""
    return export_answer(exports.export_job(call.clinic, call.actor, call.ids["export_id"]))


def take(call: Call[Nothing]) -> Response:
    """The finished file."""
    _, path = exports.export_file(call.clinic, call.actor, call.ids["export_id"])
    return FileResponse(path, media_type="text/csv", filename=path.name)


_EXPORT = Permission.EXPORT_RECORDS
RULES = (
    Rule(
        method="GET", path="/sessions/{session_id}/readings.csv", handler=session_csv, permission=_EXPORT,
        media_type="text/csv",
    ),
    Rule(method="GET", path="/exports", handler=list_all, permission=_EXPORT),
    Rule(
        method="POST", path="/exports", handler=request_one, body=ExportBody, status=202, permission=_EXPORT,
        key=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(method="GET", path="/exports/{export_id}", handler=view, permission=_EXPORT),
    Rule(
        method="GET", path="/exports/{export_id}/file", handler=take, permission=_EXPORT,
        media_type="text/csv",
    ),
)  # fmt: skip

"""Papers to print: transfer summary, downtime sheet, blank flowsheet."""

import re
from collections.abc import Callable

from starlette.responses import Response

from dashboard.actions import papers
from dashboard.api.door import Call, Nothing, Rule
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.roles import Permission

MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf"}
_MINUTES = re.compile(r"[0-9]{1,3}(,[0-9]{1,3}){0,39}", re.ASCII)


def transfer(form: str) -> Callable[[Call[Nothing]], Response]:
    """The transfer summary as html or pdf."""

    def handler(call: Call[Nothing]) -> Response:
        content = papers.transfer_summary(call.clinic, call.actor, call.ids["session_id"], form)
        return printed(content, MEDIA_TYPES[form], f"transfer.{form}", call)

    handler.__doc__ = f"One page for whoever takes the patient over, as {form}."
    return handler


def downtime(call: Call[Nothing]) -> Response:
    """The session as a page to go on with by hand."""
    content = papers.downtime_page(call.clinic, call.actor, call.ids["session_id"])
    return printed(content, MEDIA_TYPES["html"], "downtime.html", call)


def flowsheet(form: str) -> Callable[[Call[Nothing]], Response]:
    """A blank flowsheet as html or pdf."""

    def handler(call: Call[Nothing]) -> Response:
        minutes = call.query("minutes") or ""
        if minutes and not _MINUTES.fullmatch(minutes):
            raise InvalidEntry([FieldError("minutes", "wrong_type", "minutes are numbers parted by commas.")])
        wanted = tuple(int(part) for part in minutes.split(",") if part)
        content = papers.flowsheet(call.clinic, call.actor, call.ids["code"], wanted, form)
        return Response(content, media_type=MEDIA_TYPES[form], headers={"Content-Disposition": "inline"})

    handler.__doc__ = f"A blank flowsheet of a protocol, as {form}."
    return handler


def printed(content: bytes, media_type: str, name: str, call: Call[Nothing]) -> Response:
    """A paper that names a patient: its file name says so, and says PRACTICE where it is."""
    practice = "-PRACTICE" if call.clinic.practice else ""
    headers = {"Content-Disposition": f'inline; filename="identified{practice}-{name}"'}
    return Response(content, media_type=media_type, headers=headers)


_SESSION = "/sessions/{session_id}"
RULES = (
    *(
        Rule(
            method="GET", path=f"{_SESSION}/transfer.{form}", handler=transfer(form),
            permission=Permission.VIEW_RECORDS, media_type=MEDIA_TYPES[form],
        )
        for form in MEDIA_TYPES
    ),
    Rule(
        method="GET", path=f"{_SESSION}/downtime.html", handler=downtime, permission=Permission.VIEW_RECORDS,
        media_type=MEDIA_TYPES["html"],
    ),
    *(
        Rule(
            method="GET", path=f"/protocols/{{code}}/flowsheet.{form}", handler=flowsheet(form),
            permission=Permission.VIEW_RECORDS, media_type=MEDIA_TYPES[form], query=("minutes",),
        )
        for form in MEDIA_TYPES
    ),
)  # fmt: skip

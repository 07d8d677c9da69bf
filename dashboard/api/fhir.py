"""A session as a FHIR R4 document, for other record systems."""

from starlette.responses import Response

from dashboard.actions import notes
from dashboard.api.door import Call, Nothing, Rule
from dashboard.api.papers import printed
from dashboard.clinical.roles import Permission

FORM = "fhir"
MEDIA_TYPE = "application/fhir+json"


def session_document(call: Call[Nothing]) -> Response:
    """The session as a document Bundle: preliminary until the note is signed, then as signed."""
    session_id = call.ids["session_id"]
    if call.query("signed") == "true":
        content = notes.signed_document(call.clinic, call.actor, session_id, FORM)
    else:
        content = notes.note_document(call.clinic, call.actor, session_id, FORM)
    return printed(content, MEDIA_TYPE, "session.fhir.json", call)


RULES = (
    Rule(
        method="GET", path="/sessions/{session_id}/fhir", handler=session_document,
        permission=Permission.VIEW_RECORDS, media_type=MEDIA_TYPE, query=("signed",),
    ),
)  # fmt: skip

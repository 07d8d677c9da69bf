"""A draft of a protocol tried out: its checks by the minute, and what is wrong with it."""

from dataclasses import asdict
from typing import Any

from dashboard.actions.protocol_preview import preview_protocol
from dashboard.api.door import Call, Rule
from dashboard.api.fields import Body, Code
from dashboard.clinical.roles import Permission


class ProtocolPreviewBody(Body):
    """A draft: its document, the hold, readiness and note rules beside it, and around which doses.

    `course` is a code of the answer's `courses`.
    """

    document: dict[str, Any]
    shared: dict[str, Any] | None = None
    course: Code | None = None


def _preview(call: Call[ProtocolPreviewBody]) -> Any:
    """Each check with its due minute and window, the end of observation, and each error by its field.

    Changes nothing. `rows` is empty while the draft's times cannot be read.
    """
    body = call.body
    found = preview_protocol(call.clinic, call.actor, body.document, body.shared, body.course)
    return {
        "rows": [asdict(row) for row in found.rows],
        "dose_ends": found.dose_ends,
        "observation_ends": found.observation_ends,
        "course": found.course.code if found.course else None,
        "courses": [{"code": one.code, "minutes": list(one.minutes)} for one in found.courses],
        "errors": [asdict(error) for error in found.errors],
    }


RULES = (
    Rule(
        method="POST", path="/protocols/preview", handler=_preview, body=ProtocolPreviewBody,
        permission=Permission.VIEW_RECORDS,
    ),
)  # fmt: skip

"""What changed: asked for after a number, or listened to."""

from typing import Any

from dashboard.actions.passwords import token_digest
from dashboard.api.door import Call, Nothing, Rule
from dashboard.clinical.roles import Permission
from dashboard.web.identity import token_of_request
from dashboard.web.stream import EventStream

LAST_NUMBER = 2**62


def changes(call: Call[Nothing]) -> Any:
    """Changes with a number above `after`, oldest first, and the number of the last one.

    A page may say its own clock's time as `wall_ms`; it is held against the server's and kept nowhere.
    """
    after = call.whole("after", 0, LAST_NUMBER)
    if wall_ms := call.whole("wall_ms", 0, LAST_NUMBER):
        call.hub.clocks.tell(token_digest(token_of_request(call.request)), wall_ms)
    found = call.clinic.changes_after(after)
    last = found[-1].seq if found else call.clinic.last_change()
    told = [{"seq": c.seq, "session_id": c.session_id, "kind": c.kind} for c in found]
    return {"last": last, "changes": told}


def stream(call: Call[Nothing]) -> EventStream:
    """Server-sent events: each change, a heartbeat every 5 s, bye and resync.

    Whoever listens counts as having a screen open.
    """
    return EventStream(call.hub, call.request)


RULES = (
    Rule(
        method="GET", path="/changes", handler=changes, permission=Permission.VIEW_RECORDS,
        query=("after", "wall_ms"),
    ),
    Rule(
        method="GET", path="/stream", handler=stream, permission=Permission.VIEW_RECORDS,
        media_type="text/event-stream",
    ),
)  # fmt: skip

"""The audit, for an administrator."""

from typing import Any

from dashboard.actions import audit
from dashboard.api.clinic_answers import audit_answer
from dashboard.api.door import Call, Nothing, Rule
from dashboard.clinical.roles import Permission

PAGE = 100
LONGEST_PAGE = 500
LAST_NUMBER = 2**62


def list_all(call: Call[Nothing]) -> Any:
    """Entries, newest first; `next` is the `before` of the following page."""
    limit = max(1, call.whole("limit", PAGE, LONGEST_PAGE))
    found = audit.list_audit(
        call.clinic, call.actor, patient_id=call.query("patient_id"), actor_id=call.query("actor_id"),
        action=call.query("action"), before=call.whole("before", LAST_NUMBER, LAST_NUMBER), limit=limit,
    )  # fmt: skip
    following = str(found[-1].number) if len(found) == limit and found[-1].number > 1 else None
    return {"items": [audit_answer(entry) for entry in found], "next": following}


def verify(call: Call[Nothing]) -> Any:
    """Check the chain, every row it names, and the head kept outside the database."""
    found = audit.verify_for(call.clinic, call.actor)
    return {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "first_bad": found.first_bad,
        "detail": found.words,
    }


RULES = (
    Rule(
        method="GET", path="/audit", handler=list_all, permission=Permission.READ_AUDIT,
        query=("patient_id", "actor_id", "action", "before", "limit"),
    ),
    Rule(method="GET", path="/audit/verify", handler=verify, permission=Permission.READ_AUDIT),
)  # fmt: skip

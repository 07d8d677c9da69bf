"""Two records of one patient: merging them, and taking a merge back."""

from typing import Any

from dashboard.actions import merging
from dashboard.api.answers import moment, person
from dashboard.api.door import Call, Header, Pool, Rule
from dashboard.api.fields import Body, Code, Words
from dashboard.clinical.merges import PatientMerge
from dashboard.clinical.roles import Permission


class MergeBody(Body):
    """Into which record the one of the path is merged, and why they are the same person."""

    into_id: Code
    reason: Words


class PartBody(Body):
    """Why a merge is taken back."""

    reason: Words


def merge_answer(merge: PatientMerge) -> dict[str, Any]:
    """A merge; `from_id` is read as `into_id` while it stands."""
    return {
        "id": merge.id, "from_id": merge.from_id, "into_id": merge.into_id, "at": moment(merge.at),
        "by": person(merge.by, merge.by_name), "reason": merge.reason,
    }  # fmt: skip


def merge(call: Call[MergeBody]) -> Any:
    """Merge this record into another."""
    body = call.body
    done = merging.merge_patients(
        call.clinic, call.actor, call.ids["patient_id"], body.into_id, body.reason, call.once(merge_answer)
    )
    return merge_answer(done)


def undo(call: Call[PartBody]) -> Any:
    """Take a merge back: both records stand alone again."""
    done = merging.part_patients(
        call.clinic, call.actor, call.ids["merge_id"], call.body.reason, call.once(merge_answer)
    )
    return merge_answer(done)


_HOW: dict[str, Any] = {"permission": Permission.MERGE_PATIENTS, "key": Header.TAKEN, "pool": Pool.WRITE}
RULES = (
    Rule(
        method="POST", path="/patients/{patient_id}/merge", handler=merge, body=MergeBody, status=201, **_HOW
    ),
    Rule(method="POST", path="/patient-merges/{merge_id}/undo", handler=undo, body=PartBody, **_HOW),
)

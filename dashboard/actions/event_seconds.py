"""The second person of an event: a witness beside a dose, or the clinician who opens it against a hold.

Who they are was proven by their own password before (`passwords.second_person`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.clinical.errors import FieldError, InvalidEntry, NotPermitted
from dashboard.clinical.event_kinds import EVENT_KINDS, Witnessing
from dashboard.clinical.hold import OVERRIDE, HoldFinding, names_hold, standing_holds
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord


def check_second(kind: str, actor: Actor, second: Actor | None) -> None:
    """Raise InvalidEntry when this kind takes no second person, or when they are the one who records."""
    if second is None or kind == OVERRIDE:
        return
    if EVENT_KINDS[kind].witnessing is Witnessing.NEVER:
        words = f"{EVENT_KINDS[kind].label} takes no second person."
        raise InvalidEntry([FieldError("second", "not_taken", words)])
    if second.user_id == actor.user_id:
        words = "A witness is another person than the one who records."
        raise InvalidEntry([FieldError("second", "same_person", words)])


def check_override(
    record: SessionRecord, actor: Actor, second: Actor | None, detail: Mapping[str, Any], at: datetime
) -> None:
    """Raise unless a clinician opens the dose: by role for a soft hold, by password and value for a hard one.

    NotPermitted (override_not_permitted) without a clinician; InvalidEntry (not_named) for a value that does
    not hold now, and for a hard hold without its value.
    """
    people = [person for person in (actor, second) if person is not None]
    if not any(person.may(Permission.OVERRIDE_GATE) for person in people):
        raise NotPermitted("Only a clinician may override a hold.", "override_not_permitted")
    found = standing_holds(record, at)
    hard = [finding for finding in found if finding.hard]
    if hard and (second is None or not second.may(Permission.OVERRIDE_GATE)):
        raise NotPermitted("A hard hold asks for a clinician's password.", "override_not_permitted")
    _refuse_unseen(found, hard or found, detail, required=bool(hard))


def _refuse_unseen(
    found: Sequence[HoldFinding], named: Sequence[HoldFinding], detail: Mapping[str, Any], *, required: bool
) -> None:
    """What is overridden must be a value that holds now: a newer one may have come meanwhile."""
    measure, value = detail.get("measure"), detail.get("value")
    if not named or not (required or (measure is not None and value is not None)):
        return
    values = {finding.measure: finding.value for finding in found}
    if not any(names_hold(finding, measure, value, values) for finding in named):
        words = f"Name the value that is overridden: {named[0].text}."
        raise InvalidEntry([FieldError("detail.value", "not_named", words)])

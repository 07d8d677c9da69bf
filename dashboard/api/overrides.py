"""Limits moved for one session or one patient by a clinician: moving, seeing, taking back."""

from typing import Any

from pydantic import Field

from dashboard.actions import overrides
from dashboard.actions.passwords import second_person
from dashboard.api.answers import moment, moment_or_none, person, plain
from dashboard.api.clinic_answers import limit_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, Moment, Number, Words
from dashboard.api.sessions import SecondBody
from dashboard.clinical.alerts import Level
from dashboard.clinical.limit_checks import rail_of
from dashboard.clinical.moved_limits import limit_words
from dashboard.clinical.override_checks import OverrideRequest
from dashboard.clinical.overrides import LimitOverride
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet


class OverrideBody(Body):
    """Which limit is moved where to, why, and until when; `second` is a clinician standing by."""

    measure: Code
    kind: LimitKind = Field(strict=False)
    level: Level = Field(strict=False)
    value: Number
    reason: Words
    until: Moment | None = None
    second: SecondBody | None = None


class EndBody(Body):
    """Why a moved limit is taken back."""

    reason: Words


def override_answer(override: LimitOverride) -> dict[str, Any]:
    """A moved limit; `session_id` is null for one that holds in all of the patient's sessions."""
    end = override.end
    return {
        "id": override.id, "patient_id": override.patient_id, "session_id": override.session_id,
        "measure": override.measure, "kind": override.kind.value, "level": override.level.value,
        "value": plain(override.value), "reason": override.reason, "at": moment(override.at),
        "by": person(override.by, override.by_name), "until": moment_or_none(override.until),
        "ended_at": moment(end.at) if end else None,
        "ended_by": person(end.by, end.by_name) if end else None,
        "end_reason": end.reason if end else None,
    }  # fmt: skip


def _limits_answer(found: overrides.LimitsOf) -> dict[str, Any]:
    return {
        "items": [override_answer(override) for override in found.overrides],
        "next": None,
        "sets": [_set_answer(own, now) for own, now in found.sets],
    }


def _set_answer(own: ThresholdSet, now: ThresholdSet) -> dict[str, Any]:
    """A set's limits: `value` is where each stands now, `own` what the set says, `rail` how far it may go."""
    return {
        "code": own.code, "version": own.version, "label": own.label,
        "limits": [_limit_answer(limit, now) for limit in own.limits],
    }  # fmt: skip


def _limit_answer(own: Limit, limits: ThresholdSet) -> dict[str, Any]:
    now = limits.of(own.measure, own.kind, own.level) or own
    rail = rail_of(own) if own.level is Level.URGENT else None
    return {
        **limit_answer(now), "own": plain(own.value), "rail": None if rail is None else plain(rail),
        "label": limit_words(own),
    }  # fmt: skip


def of_session(call: Call[Nothing]) -> Any:
    """The moves that concern a session, and its limits as they stand."""
    return _limits_answer(overrides.session_limits(call.clinic, call.actor, call.ids["session_id"]))


def of_patient(call: Call[Nothing]) -> Any:
    """All moves ever made for a patient, and the limits as they stand for them."""
    return _limits_answer(overrides.patient_limits(call.clinic, call.actor, call.ids["patient_id"]))


def for_session(call: Call[OverrideBody]) -> Any:
    """Move a limit for the rest of a session."""
    done = overrides.move_for_session(
        call.clinic, call.actor, call.ids["session_id"], _asked(call.body), _second(call),
        call.once(override_answer),
    )  # fmt: skip
    return override_answer(done)


def for_patient(call: Call[OverrideBody]) -> Any:
    """Move a limit in all sessions of a patient until a date."""
    done = overrides.move_for_patient(
        call.clinic, call.actor, call.ids["patient_id"], _asked(call.body), _second(call),
        call.once(override_answer),
    )  # fmt: skip
    return override_answer(done)


def end(call: Call[EndBody]) -> Any:
    """Take a moved limit back: the set's own counts from now on."""
    ended = overrides.end_override(
        call.clinic, call.actor, call.ids["override_id"], call.body.reason, call.once(override_answer)
    )
    return override_answer(ended)


def _asked(body: OverrideBody) -> OverrideRequest:
    return OverrideRequest(
        measure=body.measure, kind=body.kind, level=body.level, value=body.value, reason=body.reason,
        until=body.until,
    )  # fmt: skip


def _second(call: Call[OverrideBody]) -> Actor | None:
    given = call.body.second
    if given is None:
        return None
    allowed = Permission.OVERRIDE_LIMITS
    return second_person(call.clinic, given.username, given.password, call.address, allowed)


def _rules(path: str, see: Any, move: Any) -> tuple[Rule, Rule]:
    return (
        Rule(method="GET", path=path, handler=see, permission=Permission.VIEW_RECORDS),
        Rule(
            method="POST", path=path, handler=move, body=OverrideBody, status=201,
            permission=Permission.MANAGE_SESSION, key=Header.TAKEN, pool=Pool.WRITE,
        ),
    )  # fmt: skip


RULES = (
    *_rules("/sessions/{session_id}/overrides", of_session, for_session),
    *_rules("/patients/{patient_id}/overrides", of_patient, for_patient),
    Rule(
        method="POST", path="/overrides/{override_id}/end", handler=end, body=EndBody,
        permission=Permission.OVERRIDE_LIMITS, key=Header.TAKEN, pool=Pool.WRITE,
    ),
)  # fmt: skip

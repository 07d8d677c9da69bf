"""Protocols and sets of limits: the versions in force, all versions, writing one, a clinician's word."""

from dataclasses import asdict
from typing import Any

from pydantic import Field

from dashboard.actions import rules, viewing
from dashboard.actions.limit_preview import preview_limits
from dashboard.actions.passwords import second_person
from dashboard.api.clinic_answers import protocol_answer, rule_version_answer, threshold_set_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText, Moment, Words
from dashboard.api.sessions import SecondBody
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound
from dashboard.clinical.limit_preview import flagged
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import Decision, RuleKind, RuleVersion

# What an answer says of a version besides its document: sent back, it is not taken for part of it.
SAID = ("version", "at", "by", "by_name", "state", "in_force_from", "decisions")
# What a body says of the version, and is no part of its document.
_BESIDE = ("reason", "starts_at", "second", "replaces_scheduled", "code", "shared")


class _VersionBody(Body):
    """A version: the document's own fields, why it is written, and from when it shall count.

    `replaces_scheduled`: it may keep versions that were approved for later from ever counting.
    """

    reason: LongText
    starts_at: Moment | None = None
    second: SecondBody | None = None
    replaces_scheduled: bool = False
    code: Code | None = None
    label: LongText
    version: Any = None
    at: Any = None
    by: Any = None
    by_name: Any = None
    state: Any = None
    in_force_from: Any = None
    decisions: Any = None

    def document(self) -> dict[str, Any]:
        """The fields of the document that were given, as they were given."""
        own = self.model_fields_set - {*_BESIDE, *SAID}
        return {name: getattr(self, name) for name in sorted(own)}


class ThresholdSetBody(_VersionBody):
    """A version of a set of limits."""

    limits: list[dict[str, Any]]
    escalation: dict[str, Any]


class ProtocolBody(_VersionBody):
    """A version of a protocol. `shared` holds its hold, readiness and note rules."""

    drug: Code
    route: Code
    routes: list[Code]
    threshold_set: Code
    observation: dict[str, Any]
    checks: list[dict[str, Any]]
    planned_duration_min: Any = None
    devices_mg: Any = None
    device_gap_min: Any = None
    rems: Any = None
    dose_ask: Any = None
    respiratory_rate_required_when: Any = None
    instruments: Any = None
    series_sessions: Any = None
    shared: dict[str, Any] | None = None


class PreviewBody(Body):
    """A draft of a set of limits, and the session it is to be drawn over."""

    document: dict[str, Any]
    session_id: Code | None = None


class DecisionBody(Body):
    """A clinician's word on a version that waits."""

    decision: Decision = Field(default=Decision.APPROVED, strict=False)
    reason: Words | None = None
    second: SecondBody | None = None
    replaces_scheduled: bool = False


_BODIES: dict[RuleKind, type[_VersionBody]] = {
    RuleKind.THRESHOLD_SET: ThresholdSetBody,
    RuleKind.PROTOCOL: ProtocolBody,
}


def _handlers(kind: RuleKind) -> dict[str, Any]:
    def in_force(call: Call[Nothing]) -> Any:
        """The versions in force."""
        if kind is RuleKind.PROTOCOL:
            items = [protocol_answer(p) for p in viewing.list_protocols(call.clinic, call.actor)]
        else:
            items = [threshold_set_answer(s) for s in viewing.list_threshold_sets(call.clinic, call.actor)]
        return {"items": items, "next": None}

    def versions(call: Call[Nothing]) -> Any:
        """All versions of one code as they were written, oldest first."""
        found = viewing.rule_versions(call.clinic, call.actor, kind, call.ids["code"])
        return {"items": [_answer(call, version, found) for version in found], "next": None}

    def add(call: Call[_VersionBody]) -> Any:
        """Write the first version of a new code."""
        code = call.body.code
        if code is None:
            raise InvalidEntry([FieldError("code", "required", "A new one needs its code.")])
        return _written(call, kind, code, new=True)

    def write(call: Call[_VersionBody]) -> Any:
        """Write the next version; it waits for a clinician unless one signs in beside."""
        code = call.ids["code"]
        if call.body.code not in (None, code):
            raise InvalidEntry([FieldError("code", "contradicts", f"This path is that of {code}.")])
        return _written(call, kind, code, new=False)

    def decide(call: Call[DecisionBody]) -> Any:
        """Approve or refuse a version that waits."""
        body = call.body
        decided = rules.decide_version(
            call.clinic, call.actor, kind, call.ids["code"], _number(call), body.decision, body.reason,
            _second(call, body.second), call.once(lambda v: _answer(call, v, [v])),
            replaces=body.replaces_scheduled,
        )  # fmt: skip
        return _answer(call, decided, viewing.rule_versions(call.clinic, call.actor, kind, decided.code))

    return {"in_force": in_force, "versions": versions, "add": add, "write": write, "decide": decide}


def _preview(call: Call[PreviewBody]) -> Any:
    """What the draft would have raised in the last sessions, beside the version in force. Changes nothing."""
    code, body = call.ids["code"], call.body
    document = {**body.document, "code": code}
    found = preview_limits(call.clinic, call.actor, code, document, body.session_id)
    answer = {
        "sessions": len(found.records),
        "in_force": asdict(found.in_force) if found.in_force else None,
        "draft": asdict(found.draft) if found.draft else None,
        "errors": [asdict(error) for error in found.errors],
    }
    if found.chosen is not None:
        answer["session"] = {
            "id": found.chosen.session.id,
            "in_force": asdict(flagged([found.chosen], found.former)) if found.former else None,
            "draft": asdict(flagged([found.chosen], found.limits)) if found.limits else None,
        }
    return answer


def _written(call: Call[_VersionBody], kind: RuleKind, code: str, *, new: bool) -> Any:
    body = call.body
    shared = body.shared if isinstance(body, ProtocolBody) else None
    draft = rules.RuleDraft(
        kind=kind, code=code, document={"code": code, **body.document()}, shared=shared, reason=body.reason,
        starts_at=body.starts_at,
    )  # fmt: skip
    version = rules.write_version(
        call.clinic, call.actor, draft, new=new, second=_second(call, body.second),
        replaces=body.replaces_scheduled,
        once=call.once(lambda v: _answer(call, v, [v])),
    )  # fmt: skip
    return _answer(call, version, [version])


def _answer(call: Call[Any], version: RuleVersion, versions: Any) -> dict[str, Any]:
    return rule_version_answer(version, versions, call.clinic.now())


def _number(call: Call[Any]) -> int:
    given = call.ids["version"]
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        raise NotFound("There is no such version.")
    return int(given)


def _second(call: Call[Any], given: SecondBody | None) -> Actor | None:
    if given is None:
        return None
    return second_person(call.clinic, given.username, given.password, call.address, Permission.APPROVE_RULES)


def _rules(path: str, kind: RuleKind) -> tuple[Rule, ...]:
    does = _handlers(kind)
    body = _BODIES[kind]
    see, write = Permission.VIEW_RECORDS, Permission.MANAGE_RULES
    return (
        Rule(method="GET", path=path, handler=does["in_force"], permission=see),
        Rule(
            method="POST", path=path, handler=does["add"], body=body, status=201, permission=write,
            key=Header.TAKEN, pool=Pool.WRITE,
        ),
        Rule(method="GET", path=f"{path}/{{code}}/versions", handler=does["versions"], permission=see),
        Rule(
            method="POST", path=f"{path}/{{code}}/versions", handler=does["write"], body=body, status=201,
            permission=write, key=Header.TAKEN, pool=Pool.WRITE,
        ),
        Rule(
            method="POST", path=f"{path}/{{code}}/versions/{{version}}/approve", handler=does["decide"],
            body=DecisionBody, permission=see, key=Header.TAKEN, pool=Pool.WRITE,
        ),
    )  # fmt: skip


RULES = (
    *_rules("/protocols", RuleKind.PROTOCOL), *_rules("/threshold-sets", RuleKind.THRESHOLD_SET),
    Rule(method="POST", path="/threshold-sets/{code}/preview", handler=_preview, body=PreviewBody,
         permission=Permission.VIEW_RECORDS),
)  # fmt: skip

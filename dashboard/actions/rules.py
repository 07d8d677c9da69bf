"""Writing versions of protocols and limits, and the clinician's word that puts them in force.

A version is written by an administrator and approved by a clinician who is another person, signing in beside
them or later. Sessions keep the version they began with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.limit_checks import check_limits
from dashboard.clinical.protocol_checks import check_protocol
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import (
    Decision,
    RuleDecision,
    RuleKind,
    RuleVersion,
    first_document,
    in_force,
    outrun_by,
)
from dashboard.clinical.texts import text_error
from dashboard.store import clinic as clinic_store
from dashboard.store import rules as rules_store

REASON_LENGTH = 1000
LABEL_LENGTH = 120
CODE_LENGTH = 64
LATEST_START = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A version as an administrator writes it; `starts_at` None means with the approval."""

    kind: RuleKind
    code: str
    document: Mapping[str, Any]
    shared: Mapping[str, Any] | None
    reason: str
    starts_at: datetime | None = None


def write_version(
    clinic: Clinic, actor: Actor, draft: RuleDraft, *, new: bool, second: Actor | None = None,
    replaces: bool = False, once: Once | None = None,
) -> RuleVersion:  # fmt: skip
    """Store a version; with a clinician as `second` it is approved in the same breath.

    InvalidEntry names each contradiction by its line; NotFound for an unknown code unless `new`, WrongState
    `code_taken` for a known one when `new`. Approved before the start of one that was approved for later, it
    is refused with `outruns` unless it `replaces` that one.
    """
    with clinic.work(actor, Permission.MANAGE_RULES, once) as work:
        known = rules_store.list_rule_versions(work.db, draft.kind, draft.code)
        _refuse_code(draft, known, new)
        draft = _with_shared(draft, known)
        _check(work, draft, known)
        version = RuleVersion(
            kind=draft.kind, code=draft.code, version=len(known) + 1, document=dict(draft.document),
            shared=draft.shared, at=work.now, by=actor.user_id, by_name=actor.display_name,
            reason=draft.reason.strip(), starts_at=draft.starts_at, needs_approval=True,
        )  # fmt: skip
        rules_store.add_rule_version(work.db, version)
        _audit(work, AuditKind.RULES_WRITTEN, version, draft.reason)
        if second is not None:
            replaced = _replaced(work, version, known, replaces)
            _decide(work, version, second, Decision.APPROVED, None, replaced)
        work.announce("config")
        return work.done(_stored(work, version))


def decide_version(
    clinic: Clinic, actor: Actor, kind: RuleKind, code: str, number: int, decision: Decision,
    reason: str | None, second: Actor | None = None, once: Once | None = None, *,
    replaces: bool = False,
) -> RuleVersion:  # fmt: skip
    """A clinician's word on a waiting version: the caller's, or that of `second` beside an administrator.

    WrongState when it was decided before, `outrun` when a later version is in force, which it would not
    follow; InvalidEntry when it may not be published as the rules stand now, `outruns` when one approved for
    later would never count, unless it `replaces` that one; NotPermitted when neither is a clinician.
    """
    with clinic.work(actor, Permission.VIEW_RECORDS, once) as work:
        clinician = second or actor
        clinician.require(Permission.APPROVE_RULES)
        known = rules_store.list_rule_versions(work.db, kind, code)
        version = next((v for v in known if v.version == number), None)
        if version is None:
            raise NotFound("There is no such version.")
        if version.decisions or not version.needs_approval:
            raise WrongState("This version was decided before.", "decided")
        if decision is Decision.REJECTED and not (reason or "").strip():
            raise InvalidEntry([FieldError("reason", "required", "Say why it is refused.")])
        approved = decision is Decision.APPROVED
        replaced = _approvable(work, version, known, replaces) if approved else []
        _decide(work, version, clinician, decision, reason, replaced)
        work.announce("config")
        return work.done(_stored(work, version))


def list_versions(
    clinic: Clinic, actor: Actor, kind: RuleKind
) -> tuple[Mapping[str, Sequence[RuleVersion]], datetime]:
    """All versions of every code, oldest first, and the moment they were looked at."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        by_code: dict[str, list[RuleVersion]] = {}
        for version in rules_store.list_rule_versions(look.db, kind):
            by_code.setdefault(version.code, []).append(version)
        return by_code, look.now


def _decide(
    work: Work, version: RuleVersion, clinician: Actor, decision: Decision, reason: str | None,
    replaced: Sequence[int] = (),
) -> None:  # fmt: skip
    if clinician.user_id == version.by:
        words = "Who wrote the version cannot approve it; another clinician must."
        raise InvalidEntry([FieldError("second", "same_person", words)])
    detail: dict[str, Any] = {"replaced": list(replaced)} if replaced else {}
    said = RuleDecision(
        decision=decision, at=work.now, by=clinician.user_id, by_name=clinician.display_name, reason=reason
    )
    rules_store.add_rule_decision(work.db, version, said)
    work.audit(
        AuditKind.RULES_DECIDED, version.kind.value, version.code, version=version.version, reason=reason,
        decision=decision.value, clinician=clinician.user_id, **detail,
    )  # fmt: skip


def _approvable(work: Work, version: RuleVersion, known: Sequence[RuleVersion], replaces: bool) -> list[int]:
    """As _replaced, of a version that waited: it must count, and still be one that may be published."""
    _refuse_outrun(work, version, known)
    if found := _contradictions(work, version.kind, version.document, version.shared, known):
        raise InvalidEntry(found)
    return _replaced(work, version, known, replaces)


def _replaced(work: Work, version: RuleVersion, known: Sequence[RuleVersion], replaces: bool) -> list[int]:
    """Numbers of approved versions that this one keeps from ever counting; refused unless that is meant."""
    lost = outrun_by(version, known, work.now)
    if not lost or replaces:
        return [v.version for v in lost]
    zone = ZoneInfo(clinic_store.load_clinic(work.db).time_zone)
    said = " and ".join(_coming(v, zone) for v in lost)
    words = f"{said} would never count. Start this one later, or say that it replaces it."
    raise InvalidEntry([FieldError("replaces_scheduled", "outruns", words)])


def _coming(version: RuleVersion, zone: ZoneInfo) -> str:
    local = (version.in_force_from or version.at).astimezone(zone)
    return f"Version {version.version}, approved from {local.day} {local:%b %Y %H:%M},"


def _refuse_outrun(work: Work, version: RuleVersion, known: Sequence[RuleVersion]) -> None:
    """A version that would never count, because a later one is in force, must not look approved."""
    current = in_force(known, max(work.now, version.starts_at or work.now))
    if current is not None and current.version > version.version:
        words = f"Version {current.version} came later and is approved. Refuse this one, or write it anew."
        raise WrongState(words, "outrun")


def _audit(work: Work, kind: AuditKind, version: RuleVersion, reason: str) -> None:
    work.audit(kind, version.kind.value, version.code, version=version.version, reason=reason)


def _stored(work: Work, version: RuleVersion) -> RuleVersion:
    known = rules_store.list_rule_versions(work.db, version.kind, version.code)
    return next(v for v in known if v.version == version.version)


def _refuse_code(draft: RuleDraft, known: Sequence[RuleVersion], new: bool) -> None:
    if new and known:
        raise WrongState(f"The code {draft.code} is taken. Write a new version of it.", "code_taken")
    if not new and not known:
        raise NotFound("There is no such code.")
    plain = draft.code.isascii() and draft.code.replace("_", "").isalnum() and draft.code.islower()
    if new and not (plain and len(draft.code) <= CODE_LENGTH):
        words = "A code has small letters, digits and underscores."
        raise InvalidEntry([FieldError("code", "form", words)])


def _with_shared(draft: RuleDraft, known: Sequence[RuleVersion]) -> RuleDraft:
    """A protocol written without its hold, readiness and note rules keeps those of the version before."""
    if draft.kind is RuleKind.THRESHOLD_SET or draft.shared is not None or not known:
        return draft
    return replace(draft, shared=known[-1].shared)


def _check(work: Work, draft: RuleDraft, known: Sequence[RuleVersion]) -> None:
    errors = [
        text_error("reason", "The reason", draft.reason, REASON_LENGTH, required=True),
        text_error("label", "The name", str(draft.document.get("label") or ""), LABEL_LENGTH),
        _start_error(work, draft),
    ]
    found = [error for error in errors if error]
    found += _contradictions(work, draft.kind, draft.document, draft.shared, known)
    if found:
        raise InvalidEntry(found)


def _contradictions(
    work: Work, kind: RuleKind, document: Mapping[str, Any], shared: Mapping[str, Any] | None,
    known: Sequence[RuleVersion],
) -> list[FieldError]:  # fmt: skip
    """What keeps a document from being published as the clinic's other rules stand now."""
    if kind is RuleKind.THRESHOLD_SET:
        return check_limits(document, rules_store.known_codes(work.db, RuleKind.PROTOCOL))
    sets = {found.code: found for found in rules_store.threshold_sets_in_force(work.db, work.now)}
    return check_protocol(document, shared or {}, sets, first_document(known))


def _start_error(work: Work, draft: RuleDraft) -> FieldError | None:
    starts_at = draft.starts_at
    if starts_at is None or work.now - timedelta(days=1) <= starts_at <= work.now + LATEST_START:
        return None
    words = "The start lies within the next year; a version never counts for the past."
    return FieldError("starts_at", "out_of_range", words)

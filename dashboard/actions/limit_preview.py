"""What a draft of a set of limits would have done in the clinic's last sessions. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.actions.clinic import Clinic, Look
from dashboard.actions.views import note_view
from dashboard.clinical.errors import FieldError, NotFound
from dashboard.clinical.limit_checks import check_limits, form_errors
from dashboard.clinical.limit_preview import Flagged, flagged
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import RuleKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import ThresholdSet, threshold_set_from
from dashboard.store import rules as rules_store
from dashboard.store import sessions as sessions_store
from dashboard.store.session_records import load_record, load_records

JUDGED_SESSIONS = 100
OFFERED_SESSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPreview:
    """A draft beside the version in force: what is wrong with it, and what either flags in `records`.

    `limits` and `draft` are None when the document cannot be read, `former` and `in_force` when no version
    of the code counts yet. `chosen` is the session that was asked for, as it was judged.
    """

    errors: Sequence[FieldError]
    records: Sequence[SessionRecord]
    limits: ThresholdSet | None
    draft: Flagged | None
    former: ThresholdSet | None
    in_force: Flagged | None
    chosen: SessionRecord | None


def preview_limits(
    clinic: Clinic, actor: Actor, code: str, document: Mapping[str, Any], session_id: str | None = None
) -> LimitPreview:
    """Judge the last ended sessions by the document and by the version in force.

    NotFound for an unknown session; its view is audited, the counting of the others shows nobody.
    """
    readable = not form_errors(document)
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        errors = check_limits(document, rules_store.known_codes(look.db, RuleKind.PROTOCOL))
        former = rules_store.threshold_set_in_force(look.db, code, look.now)
        records = _last_ended(look, JUDGED_SESSIONS)
        chosen = load_record(look.db, session_id, look.now) if session_id is not None else None
    if session_id is not None and chosen is None:
        raise NotFound("There is no such session.")
    if chosen is not None:
        note_view(clinic, actor, chosen.patient.id)
    limits = threshold_set_from(document, (former.version if former else 0) + 1) if readable else None
    return LimitPreview(
        errors=errors, records=records, limits=limits, draft=flagged(records, limits) if limits else None,
        former=former, in_force=flagged(records, former) if former else None, chosen=chosen,
    )  # fmt: skip


def limit_errors(clinic: Clinic, actor: Actor, document: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with a draft of a set of limits in this clinic, by path."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return check_limits(document, rules_store.known_codes(look.db, RuleKind.PROTOCOL))


def sessions_to_draw(clinic: Clinic, actor: Actor) -> Sequence[SessionRecord]:
    """The last ended sessions that a draft may be drawn over, newest first."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        return _last_ended(look, OFFERED_SESSIONS)


def _last_ended(look: Look, limit: int) -> list[SessionRecord]:
    ended, _ = sessions_store.list_sessions(look.db, ended_only=True, limit=limit)
    return load_records(look.db, [session.id for session in ended], look.now)

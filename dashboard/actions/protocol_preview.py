"""What a draft of a protocol would ask for, reckoned by the schedule itself. Reads only."""

from collections.abc import Mapping
from typing import Any

from dashboard.actions.clinic import Clinic
from dashboard.clinical.protocol_preview import ProtocolPreview
from dashboard.clinical.protocol_preview import preview_protocol as previewed
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import RuleKind, first_document
from dashboard.store import rules as rules_store


def preview_protocol(
    clinic: Clinic, actor: Actor, document: Mapping[str, Any], shared: Mapping[str, Any] | None,
    course: str | None = None,
) -> ProtocolPreview:  # fmt: skip
    """The checks of a draft and what is wrong with it; without `shared` its last version lends its own.

    `course` is the code of the doses they are placed around.
    """
    code = document.get("code")
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        sets = {found.code: found for found in rules_store.threshold_sets_in_force(look.db, look.now)}
        known = (
            rules_store.list_rule_versions(look.db, RuleKind.PROTOCOL, code) if isinstance(code, str) else []
        )
    kept = known[-1].shared if known else None
    beside = shared if shared is not None else kept or {}
    return previewed(document, beside, sets, course, first_document(known))

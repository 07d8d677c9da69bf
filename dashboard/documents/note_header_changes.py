"""What was changed in a session's header while it ran: each value before and after, by whom and why."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from dashboard.clinical.header_versions import HeaderVersion
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Fact
from dashboard.documents.words import clock_time, number


def header_changes(record: SessionRecord) -> tuple[Fact, ...]:
    """One fact for each version that changed something; its end alone is no change of the header."""
    pairs = pairwise(record.headers)
    return tuple(
        Fact("Header changed", _said(record, new, changed))
        for old, new in pairs
        if (changed := _differences(old, new))
    )


def _differences(old: HeaderVersion, new: HeaderVersion) -> list[str]:
    told = ((name, say(old), say(new)) for name, say in _VALUES.items())
    return [f"{name} {before} -> {after}" for name, before, after in told if before != after]


def _said(record: SessionRecord, new: HeaderVersion, changed: list[str]) -> str:
    reason = new.session.change_reason
    why = f" Reason: {reason.rstrip('.')}." if reason else ""
    when = clock_time(record, new.session.changed_at)
    return f"{'; '.join(changed)}, {when} by {new.changed_by_name}.{why}"


def _weight(of: HeaderVersion) -> str:
    kg = of.session.weight_kg
    return "none" if kg is None else f"{number(kg)} kg"


def _planned(of: HeaderVersion) -> str:
    planned = of.session.planned_dose
    if planned is None:
        return "none"
    return f"{DRUG_WORDS[planned.drug]} {number(planned.amount)} {planned.unit} {ROUTE_WORDS[planned.route]}"


_VALUES: Mapping[str, Callable[[HeaderVersion], str]] = {
    "room": lambda of: of.room,
    "weight": _weight,
    "planned dose": _planned,
    "protocol": lambda of: f"{of.session.protocol_code} version {of.session.protocol_version}",
    "limits": lambda of: f"{of.session.threshold_code} version {of.session.threshold_version}",
    "nurse": lambda of: of.nurse or "nobody",
    "clinician": lambda of: of.clinician or "nobody",
}

"""What one version of a protocol has changed against another, in words a clinician reads."""

from collections.abc import Mapping
from typing import Any

from dashboard.clinical.protocol_words import (
    breath_words,
    check_times,
    dose_lines,
    drawer_words,
    gate_lines,
    hold_lines,
    measure_names,
    note_lines,
    observation_lines,
)
from dashboard.clinical.protocols import ROUTE_WORDS
from dashboard.clinical.shared_checks import HOLD_LEVELS


def differences(
    before: tuple[Mapping[str, Any], Mapping[str, Any]], after: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> list[str]:
    """Each change as a line, such as "Check vitals: at 10, 20 min → at 15, 30 min".

    Both are a document that may be published and the rules beside it; empty when they say the same.
    """
    olds, news = _said(*before), _said(*after)
    found = []
    for name in [*news, *(name for name in olds if name not in news)]:
        old, new = olds.get(name), news.get(name)
        if new is None:
            found.append(f"{name}: removed, was {old}")
        elif old is None:
            found.append(f"{name}: added, {new}")
        elif old != new:
            found.append(f"{name}: {old} → {new}")
    return found


def _said(document: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, str]:
    """All that a version asks for, each under its own name."""
    said = {"Name": document["label"], "Usual route": ROUTE_WORDS[document["route"]]}
    said |= {"Set of limits": document["threshold_set"], **dict(dose_lines(document))}
    said |= dict(observation_lines(document))
    for check in document["checks"]:
        name = f"Check {str(check['code']).replace('_', ' ')}"
        optional = "" if check.get("required", True) else ", not required"
        said |= {name: f"{check_times(check)}{optional}"}
        said |= {f"{name} measures": measure_names(check["measures"])}
    said["Respiratory rate needed"] = breath_words(document.get("respiratory_rate_required_when", ()))
    said["Drawer"] = drawer_words(document.get("instruments"))
    return {**said, **_shared_said(shared)}


def _shared_said(shared: Mapping[str, Any]) -> dict[str, str]:
    said = {"A check is announced": f"{shared.get('lead_min', 5)} min before"}
    for level in HOLD_LEVELS:
        said[f"{level.capitalize()} hold"] = "; ".join(hold_lines(shared["hold"], level)) or "none"
    gates = shared["readiness"]["gates"]
    said |= {f"Gate {label}": words for label, words in gate_lines(gates)}
    return {**said, **{f"Note, {name.lower()}": words for name, words in note_lines(shared.get("note"))}}

"""Hold criteria: what speaks against starting the dose now. They close the screen's Dose button and raise
an alert when the dose is given all the same; they never refuse the record.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.protocols import Protocol


@dataclass(frozen=True, slots=True)
class HoldFinding:
    """One value that asks for a hold; a `hard` one also asks for a clinician's password."""

    measure: str
    value: float
    bound: float
    hard: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    holds: Callable[[float, float], bool]
    words: str


_COMPARISONS: dict[str, _Comparison] = {
    "above": _Comparison(operator.gt, "hold above {}"),
    "high": _Comparison(operator.ge, "hold from {} up"),
    "low": _Comparison(operator.le, "hold from {} down"),
    "below": _Comparison(operator.lt, "hold below {}"),
}


def hold_findings(protocol: Protocol, latest: Mapping[str, float], age: int) -> tuple[HoldFinding, ...]:
    """What of the latest values asks for a hold, in the order of measures; a hard one hides its soft ones.

    `latest` holds the last value before the dose by measure code; `age` is in whole years.
    """
    rules = protocol.hold or {}
    found: dict[str, HoldFinding] = {}
    for hard, kind in ((True, "hard"), (False, "soft")):
        for rule in _for_age(rules.get(kind, ()), age):
            finding = _finding(rule, latest, hard)
            if finding is not None:
                found.setdefault(finding.measure, finding)
    return tuple(sorted(found.values(), key=lambda f: measure_of(f.measure).order))


def _for_age(rules: Sequence[Mapping[str, Any]], age: int) -> list[Mapping[str, Any]]:
    """The rules for this age: one that stands instead of another bound takes that one's place."""
    fitting = [rule for rule in rules if age >= rule.get("from_age", 0)]
    replaced = {(rule["measure"], rule["instead_of"]) for rule in fitting if "instead_of" in rule}
    return [rule for rule in fitting if (rule["measure"], _bound(rule)[1]) not in replaced]


def _bound(rule: Mapping[str, Any]) -> tuple[str, float]:
    return next((kind, rule[kind]) for kind in _COMPARISONS if kind in rule)


def _finding(rule: Mapping[str, Any], latest: Mapping[str, float], hard: bool) -> HoldFinding | None:
    code = rule["measure"]
    kind, bound = _bound(rule)
    comparison = _COMPARISONS[kind]
    if code not in latest or not comparison.holds(latest[code], bound):
        return None
    words = comparison.words.format(shown(code, bound))
    text = f"{measure_of(code).label} {shown(code, latest[code])}, {words}"
    return HoldFinding(code, latest[code], bound, hard, text)

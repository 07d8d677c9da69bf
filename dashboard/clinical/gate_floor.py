"""What no protocol may let a patient leave without, and values that none of its gates may accept."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import FieldError
from dashboard.clinical.gates import GATES, applies
from dashboard.clinical.instruments import find_measure, shown
from dashboard.clinical.limit_checks import RAILS
from dashboard.clinical.thresholds import LimitKind, ThresholdSet

# Gates that stay on, and what they judge at least. A clinic may leave out or turn off the others.
ALWAYS: dict[str, tuple[str, ...]] = {
    "blood_pressure": ("systolic", "diastolic"), "vitals": ("spo2",), "alertness": ("sedation",),
}  # fmt: skip
_BOUNDS: dict[LimitKind, tuple[str, ...]] = {LimitKind.LOW: ("from",), LimitKind.HIGH: ("to", "below")}
# A pressure too low is kept from leaving by its distance from baseline, and by the urgent limit itself (A29).
_LEFT_OPEN = frozenset({("systolic", LimitKind.LOW)})


def floor_errors(
    place: str, gates: Mapping[str, Mapping[str, Any]], limits: ThresholdSet | None, route: str | None
) -> Iterator[FieldError]:
    """What is missing from gates that are well formed, or accepts what is urgent; `place` is their path.

    `limits` is the protocol's set as it stands for every age, None while unknown; `route` is its usual one.
    """
    for code, measures in ALWAYS.items():
        rule = gates.get(code)
        if rule is None or not applies(rule, route or "iv"):
            words = "cannot be turned off: nobody leaves without it."
            yield FieldError(f"{place}.{code}", "required", f"{GATES[code].label} {words}")
            continue
        for name in (name for name in measures if name not in rule):
            words = f"{GATES[code].label}: say which {_label(name)} is good enough to leave."
            yield FieldError(f"{place}.{code}.{name}", "required", words)
    for code, rule in gates.items():
        for name in (name for name in rule if find_measure(name) is not None and not rule.get("off")):
            yield from _urgent_errors(f"{place}.{code}.{name}", name, rule[name], limits)


def _label(code: str) -> str:
    measure = find_measure(code)
    return measure.label if measure is not None else code


def _urgent_errors(
    place: str, code: str, bounds: Mapping[str, Any], limits: ThresholdSet | None
) -> Iterator[FieldError]:
    """A bound that takes in an urgent value, or none at all on a side where values turn urgent."""
    for kind, names in _BOUNDS.items():
        urgent, by = _urgent(limits, code, kind)
        if urgent is None:
            continue
        name = next((name for name in names if name in bounds), None)
        said = f"{_label(code)}: this gate accepts {shown(code, urgent)}, {by}."
        if name is not None and _accepts(name, bounds[name], urgent):
            yield FieldError(f"{place}.{name}", "accepts_urgent", said)
        elif name is None and (code, kind) not in _LEFT_OPEN:
            yield FieldError(place, "accepts_urgent", f"{said} Give a {_side(kind)} value.")


def _urgent(limits: ThresholdSet | None, code: str, kind: LimitKind) -> tuple[float | None, str]:
    """The value from which it is urgent by the set, or at its rail in every set; and who says so."""
    limit = limits.of(code, kind, Level.URGENT) if limits is not None else None
    if limits is not None and limit is not None and limit.only_if is None:
        return limit.value, f"urgent in {limits.label}"
    return RAILS.get((code, kind)), "urgent in every set"


def _accepts(name: str, bound: float, urgent: float) -> bool:
    if name == "from":
        return bound <= urgent
    return bound > urgent if name == "below" else bound >= urgent


def _side(kind: LimitKind) -> str:
    return "lowest" if kind is LimitKind.LOW else "highest"

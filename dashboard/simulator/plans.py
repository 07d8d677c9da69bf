"""What is going to happen in one practice session, decided before it begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor
from dashboard.simulator.courses import Course
from dashboard.simulator.mishaps import Mishap

CHECKS: dict[str, tuple[int, ...]] = {
    "iv_racemic_40": (10, 20, 30, 40, 55, 70, 85, 100),
    "im_racemic": (10, 20, 30, 45, 60, 90, 120),
    "oral_sl": (20, 40, 60, 90, 120),
    "in_esketamine": (20, 40, 60, 90, 120),
    "sc_racemic": (10, 20, 30, 40, 60, 90, 120),
}
_MINUTES_BETWEEN_DEVICES = 5.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """Who, where, what and when the first dose is given.

    `staged` names mishaps that surely happen, by check minute; others are drawn. `answered` says whether
    the nurse answers alerts, or leaves them to whoever practises.
    """

    patient_id: str
    room: str
    protocol: Protocol
    dose_mg: float
    weight_kg: float
    dosed_at: datetime
    course: Course
    nurse: Actor
    clinician: Actor
    escort: str
    sign: bool = True
    answered: bool = True
    staged: Mapping[int, Mishap] = field(default_factory=dict)

    @property
    def checks(self) -> tuple[int, ...]:
        """Minutes from the first dose at which values are due."""
        return CHECKS[self.protocol.code]

    @property
    def free_to_leave(self) -> float:
        """The minute from which the protocol lets the patient leave."""
        last = dose_steps(self)[-1].minute
        return max(self.protocol.after_dose_start_min, last + self.protocol.after_last_dose_event_min)


@dataclass(frozen=True, slots=True)
class DoseStep:
    """One dose event: its kind, its minute and its details."""

    kind: str
    minute: float
    detail: Mapping[str, Any]


def dose_steps(plan: SessionPlan) -> list[DoseStep]:
    """What is given and when: devices one by one, an infusion with its end, or one dose."""
    protocol = plan.protocol
    if protocol.devices_mg:
        count = int(plan.dose_mg // protocol.devices_mg)
        return [_device(number, protocol.devices_mg) for number in range(1, count + 1)]
    given = {
        "drug": protocol.drug, "amount": plan.dose_mg, "unit": "mg", "route": protocol.route, "lot": "P-2291",
    }  # fmt: skip
    start = DoseStep("dose_start", 0, given)
    if not protocol.planned_duration_min:
        return [start]
    return [start, DoseStep("dose_end", protocol.planned_duration_min, {"amount_given": plan.dose_mg})]


def _device(number: int, amount_mg: float) -> DoseStep:
    detail = {"number": number, "amount": amount_mg, "lot": "P-7710"}
    return DoseStep("device_given", _MINUTES_BETWEEN_DEVICES * (number - 1), detail)

"""What is going to happen in one practice session, decided before it begins."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor
from dashboard.simulator.courses import Course
from dashboard.simulator.stories import QUIET, Happening, Story

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
    """Who, where, what and when the first dose is given; `next_nurse` is who takes over in a handover."""

    patient_id: str
    room: str
    protocol: Protocol
    dose_mg: float
    weight_kg: float
    dosed_at: datetime
    course: Course
    nurse: Actor
    next_nurse: Actor
    clinician: Actor
    escort: str
    sign: bool = True
    story: Story = QUIET

    @property
    def checks(self) -> tuple[int, ...]:
        """Minutes from the first dose at which values are due."""
        return CHECKS[self.protocol.code]

    @property
    def free_to_leave(self) -> float:
        """The minute from which the protocol lets the patient leave."""
        last = dose_steps(self)[-1].minute
        return max(self.protocol.after_dose_start_min, last + self.protocol.after_last_dose_event_min)


def dose_steps(plan: SessionPlan) -> list[Happening]:
    """What is given and when: devices one by one, an infusion with its end, or one dose."""
    protocol = plan.protocol
    if protocol.devices_mg:
        count = int(plan.dose_mg // protocol.devices_mg)
        return [_device(number, protocol.devices_mg) for number in range(1, count + 1)]
    given = {
        "drug": protocol.drug, "amount": plan.dose_mg, "unit": "mg", "route": protocol.route, "lot": "P-2291",
    }  # fmt: skip
    start = Happening("dose_start", 0, given)
    if not protocol.planned_duration_min:
        return [start]
    return [start, Happening("dose_end", protocol.planned_duration_min, {"amount_given": plan.dose_mg})]


def _device(number: int, amount_mg: float) -> Happening:
    detail = {"number": number, "amount": amount_mg, "lot": "P-7710"}
    return Happening("device_given", _MINUTES_BETWEEN_DEVICES * (number - 1), detail)

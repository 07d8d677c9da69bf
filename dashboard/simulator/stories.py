"""What happens in some practice sessions and not in others: one story for each thing worth practising."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard.clinical.sessions import SessionEnd
from dashboard.simulator.courses import Course
from dashboard.simulator.mishaps import Mishap


@dataclass(frozen=True, slots=True)
class Happening:
    """One bedside event: its kind, its minute from the first dose, and its details."""

    kind: str
    minute: float
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An end before the protocol's: when, how, and what that end must say."""

    minute: float
    end: SessionEnd
    reason: str
    told: str | None = None
    witness: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What one session has of its own.

    `staged` names mishaps that surely happen, by check minute; others are drawn. `course` replaces what was
    drawn of the patient's course. `checklist` replaces quiet answers before the dose. `handed_over_at` is
    the minute at which another nurse takes over. `answered` says whether the nurse answers alerts, or leaves
    them to whoever practises.
    """

    staged: Mapping[int, Mishap] = field(default_factory=dict)
    happenings: tuple[Happening, ...] = ()
    course: Mapping[str, Any] = field(default_factory=dict)
    checklist: Mapping[str, str] = field(default_factory=dict)
    leaving: Leaving | None = None
    handed_over_at: float | None = None
    answered: bool = True

    def shaped(self, course: Course) -> Course:
        """The course as this story wants it."""
        return replace(course, **self.course)


QUIET = Story()
_WELL = {
    "systolic": 128, "diastolic": 79, "rise_systolic": 14, "rise_diastolic": 8, "heart_rate": 74,
    "heart_rise": 4, "spo2": 98, "dip_at": None, "respiratory_rate": 15, "dissociation_peak": 5,
    "dizziness_peak": 2, "nausea_peak": 0, "distress_peak": 1, "sedation_low": 5,
}  # fmt: skip
_VOMITED = {
    "term": "vomiting", "severity": "mild", "serious": "no", "relation": "probable", "action": "none",
    "outcome": "resolved", "text": "Once, felt better afterwards",
}  # fmt: skip
_CHEST_PAIN = {
    "term": "chest_pain", "severity": "severe", "serious": "yes", "criterion": "hospitalisation",
    "relation": "possible", "action": "emergency_department", "outcome": "unknown",
}  # fmt: skip
_ONDANSETRON = {
    "drug": "ondansetron", "amount": 4, "unit": "mg", "route": "oral", "ordered_by": "Dr Carl Okafor",
    "reason": "nausea",
}  # fmt: skip

# Of the week, in order: so that its sessions show each of them, whatever the seed draws for the others.
PAST: tuple[Story, ...] = (
    Story(staged={30: Mishap.ARTEFACT, 70: Mishap.CORRECTED}),
    Story(staged={60: Mishap.REFUSED}),
    Story(staged={20: Mishap.LATE}),
    Story(staged={30: Mishap.UNABLE, 60: Mishap.CORRECTED}),
    Story(happenings=(Happening("vomiting", 54), Happening("adverse_event", 57, _VOMITED))),
    Story(
        happenings=(
            Happening("rescue_medication", 42, _ONDANSETRON),
            Happening("rescue_response", 64, {"text": "Nausea gone"}),
        )
    ),
    Story(handed_over_at=47),
    Story(
        happenings=(
            Happening("red_flag", 33, {"sign": "chest_pain"}), Happening("emergency_called", 34),
            Happening("adverse_event", 36, _CHEST_PAIN),
            Happening("transfer_started", 43, {"where": "General hospital", "how": "ambulance"}),
        ),
        leaving=Leaving(
            minute=46, end=SessionEnd.TRANSFERRED, reason="Chest pain: to the emergency department",
            told="Dr Carl Okafor",
        ),
    ),
    Story(
        leaving=Leaving(
            minute=76, end=SessionEnd.AGAINST_ADVICE, reason="Did not want to wait any longer",
            told="Dr Carl Okafor", witness="Mateo Duarte, RN",
        )
    ),
)  # fmt: skip

URGENT_ANSWERED = Story(
    course={**_WELL, "rise_systolic": 66, "rise_diastolic": 25, "dissociation_peak": 7, "distress_peak": 2},
    staged={10: Mishap.NONE, 20: Mishap.NONE, 30: Mishap.NONE},
)
CHECK_FORGOTTEN = Story(course=_WELL, staged={10: Mishap.NONE, 20: Mishap.FORGOTTEN})
DEVICE_WAITS = Story(course=_WELL)
PAUSED = Story(
    course={**_WELL, "nausea_peak": 7}, staged={10: Mishap.NONE, 20: Mishap.NONE}, answered=False,
    happenings=(Happening("dose_pause", 20.5, {"reason": "nausea"}),),
)  # fmt: skip
OFF_THE_UNIT = Story(
    course=_WELL, staged={20: Mishap.NONE, 40: Mishap.NONE, 60: Mishap.NONE},
    happenings=(
        Happening("to_bathroom", 64, {"assisted_by": "Mateo Duarte"}),
        Happening("schedule_paused", 64.2, {"reason": "bathroom", "minutes": 10}),
    ),
)  # fmt: skip
BEFORE_THE_DOSE = Story(course=_WELL, checklist={"opioid": "yes", "text": "Codeine this morning, 30 mg"})

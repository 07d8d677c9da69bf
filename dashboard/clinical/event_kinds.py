"""The registry of bedside events: what was seen or done, without a measured value.

A new kind is one entry here. Kinds are stored for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dashboard.clinical import event_picks as picks
from dashboard.clinical.event_details import YES_NO, YES_NO_NA, Detail, Sort, Span


class EventGroup(StrEnum):
    """Where a kind stands on the event sheet."""

    SESSION = "session"
    DOSE = "dose"
    RESCUE = "rescue"
    ADVERSE = "adverse"
    COMFORT = "comfort"
    MOVEMENT = "movement"
    COMMUNICATION = "communication"
    ADMIN = "admin"


class Witnessing(StrEnum):
    """Whether a second person stands by with their own password: never, when they do, or asked for."""

    NEVER = "never"
    TAKEN = "taken"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its words, its group, and the details it may carry by name, each with its sort.

    `dosing` kinds tell what was given and when; a `one_tap` kind is stored at once, its details asked later.
    `witnessing` is ASKED of what hands out or throws away a controlled drug; it is never required. `required`
    names the details without which it is refused: only what puts a rule aside has any, a fact never.
    """

    code: str
    label: str
    group: EventGroup
    details: Mapping[str, Sort] = field(default_factory=dict)
    dosing: bool = False
    one_tap: bool = False
    witnessing: Witnessing = Witnessing.NEVER
    required: tuple[str, ...] = ()


def _dosing(
    code: str, label: str, details: Mapping[str, Sort], witnessing: Witnessing = Witnessing.NEVER
) -> EventKind:
    return EventKind(code, label, EventGroup.DOSE, details, dosing=True, witnessing=witnessing)


def _asked(code: str, label: str, group: EventGroup, **details: Sort) -> EventKind:
    """A kind with details of its own, and words beside them."""
    return EventKind(code, label, group, {**details, "text": Detail.TEXT})


def _tap(code: str, label: str, group: EventGroup, **details: Sort) -> EventKind:
    """A kind that one tap records; words can be added."""
    return EventKind(code, label, group, {**details, "text": Detail.TEXT}, one_tap=True)


_S, _D, _R, _A = EventGroup.SESSION, EventGroup.DOSE, EventGroup.RESCUE, EventGroup.ADVERSE
_COMFORT, _MOVE, _TELL = EventGroup.COMFORT, EventGroup.MOVEMENT, EventGroup.COMMUNICATION
_TEXT, _TIME = Detail.TEXT, Detail.TIME
_ASK = Witnessing.ASKED
# 0 is no flow to start or change to: that is oxygen_stop.
_FLOW = Span(0.1, 25)
LONGEST_PAUSE_MIN = 15

_GIVEN: dict[str, Sort] = {
    "drug": Detail.DRUG, "amount": Detail.MG, "unit": Detail.UNIT, "route": Detail.ROUTE,
    "lot": _TEXT, "drawn": Detail.NUMBER, "given": Detail.NUMBER, "wasted": Detail.NUMBER,
}  # fmt: skip
_STOPPED: dict[str, Sort] = {"reason": _TEXT, "amount_given": Detail.MG, "volume_ml": Detail.NUMBER}
_DEVICE: dict[str, Sort] = {"number": Span(1, 20, whole=True), "amount": Detail.MG, "lot": _TEXT}
_RATE: dict[str, Sort] = {"from": Detail.NUMBER, "to": Detail.NUMBER, "unit": _TEXT}
_REASON: dict[str, Sort] = {"reason": _TEXT}
_ASKED_ABOUT: dict[str, Sort] = {"for": picks.ASKED_FOR, "gate": picks.GATE}
_WITH_REASON = ("reason",)

_DOSE_KINDS = (
    _dosing("dose_start", "Dose started", _GIVEN, _ASK),
    _dosing("bolus", "Bolus given", _GIVEN, _ASK),
    _dosing("booster", "Booster given", _GIVEN, _ASK),
    _dosing("device_given", "Device given", _DEVICE, _ASK),
    _dosing("dose_pause", "Infusion paused", _REASON),
    _dosing("dose_resume", "Infusion resumed", _REASON),
    _dosing("rate_change", "Rate changed", _RATE),
    _dosing("dose_stop", "Dose stopped", _STOPPED, _ASK),
    _dosing("dose_end", "Dose ended", _STOPPED, Witnessing.TAKEN),
    _tap("swallowed", "Swallowed", _D),
    _tap("spit_out", "Spat out", _D),
    _tap("extravasation", "Extravasation", _D),
    _asked("iv_placed", "IV placed", _D, site=_TEXT, gauge=_TEXT),
    _asked("iv_removed", "IV removed", _D, site_ok=YES_NO),
    EventKind(
        "waste", "Drug wasted", _D, {"amount": Detail.MG, "witness": _TEXT, "text": _TEXT}, witnessing=_ASK
    ),
)

_CHECKLIST: dict[str, Sort] = {
    **dict.fromkeys(("identifiers", "right_dose", "consent", "allergies_checked"), YES_NO),
    **dict.fromkeys(
        ("opioid", "benzodiazepine", "other_sedative", "psychostimulant", "maoi", "meds_changed",
         "antihypertensive_taken"), YES_NO_NA,
    ),
    "since_last_session": _TEXT, "mood_measures": _TEXT,
    "escort_confirmed": YES_NO, "escort_name": _TEXT, "escort_phone": _TEXT,
    "suicidality_checked": YES_NO, "last_food_at": _TIME, "last_drink_at": _TIME,
    **dict.fromkeys(
        ("nasal_spray_last_hour", "vessel_disease", "brain_bleed", "hypersensitivity",
         "recent_heart_event", "uncontrolled_hypertension", "psychosis_history", "pregnancy",
         "substance_use", "oximeter_ready", "emergency_kit_ready", "prescriber_on_site", "rems_enrolled",
         "site_certified"), YES_NO_NA,
    ),
    "bathroom_offered": YES_NO, "call_button_shown": YES_NO,
}  # fmt: skip

_SESSION_KINDS = (
    _tap("checked_in", "Checked in", _S),
    _tap("time_out_done", "Time-out done", _S),
    _asked("pre_dose_checklist", "Pre-dose checklist", _S, **_CHECKLIST),
    EventKind("hold", "Dose held", _S, {"reason": _TEXT, "text": _TEXT}, witnessing=Witnessing.TAKEN),
    EventKind(
        "hold_override", "Hold overridden", _S,
        {"reason": _TEXT, "measure": _TEXT, "value": Detail.NUMBER, "text": _TEXT},
        witnessing=Witnessing.TAKEN, required=_WITH_REASON,
    ),
    EventKind(
        "check_skipped", "Check skipped", _S,
        {"check": _TEXT, "due_at": _TIME, "reason": _TEXT, "text": _TEXT}, required=_WITH_REASON,
    ),
    EventKind(
        "schedule_paused", "Checks paused", _S,
        {"reason": picks.PAUSE_REASON, "minutes": Span(1, LONGEST_PAUSE_MIN, whole=True), "text": _TEXT},
        required=_WITH_REASON,
    ),
    _tap("schedule_resumed", "Checks resumed", _S),
)  # fmt: skip

_RESCUE_KINDS = (
    _asked(
        "rescue_medication", "Rescue medication", _R, drug=_TEXT, amount=Detail.NUMBER, unit=_TEXT,
        route=picks.RESCUE_ROUTE, ordered_by=_TEXT, reason=_TEXT,
    ),
    _asked("rescue_response", "Response to rescue medication", _R, of=_TEXT),
    _asked("oxygen_start", "Oxygen started", _R, flow=_FLOW),
    _asked("oxygen_change", "Oxygen flow changed", _R, flow=_FLOW),
    _tap("oxygen_stop", "Oxygen stopped", _R),
)  # fmt: skip

_ADVERSE_KINDS = (
    _tap("vomiting", "Vomiting", _A),
    _tap("fall", "Fall", _A),
    _tap("syncope", "Syncope", _A),
    _tap("asks_to_stop", "Asks to stop", _A),
    _asked("red_flag", "Warning sign", _A, sign=picks.SIGN),
    _asked(
        "adverse_event", "Adverse event", _A, term=picks.TERM, severity=picks.SEVERITY, serious=YES_NO,
        criterion=picks.CRITERION, relation=picks.RELATION, action=picks.ACTION, outcome=picks.OUTCOME,
        onset_at=_TIME, ended_at=_TIME,
    ),
)  # fmt: skip

_CARE_KINDS = (
    _tap("repositioned", "Repositioned", _COMFORT),
    _tap("reassured", "Reassured", _COMFORT),
    _tap("guided_breathing", "Guided breathing", _COMFORT),
    _tap("music_change", "Music changed", _COMFORT),
    _tap("eye_mask", "Eye mask on or off", _COMFORT),
    _tap("light_change", "Light changed", _COMFORT),
    _tap("drink_snack", "Drink or snack", _COMFORT),
    _tap("blanket", "Blanket given", _COMFORT),
    _tap("emesis_bag", "Emesis bag given", _COMFORT),
    _tap("therapist_in", "Therapist came in", _COMFORT),
    _tap("therapist_out", "Therapist left", _COMFORT),
    _tap("family_in", "Family came in", _COMFORT),
    _tap("to_bathroom", "To the bathroom", _MOVE, assisted_by=_TEXT),
    _tap("back_from_bathroom", "Back from the bathroom", _MOVE),
    _asked("walk_test", "Walk test", _MOVE, result=picks.WALK_RESULT),
)

_TOLD_KINDS = (
    _tap("patient_called", "Patient called", _TELL),
    _asked("provider_told", "Provider told", _TELL, who=_TEXT, how=_TEXT, response=_TEXT),
    EventKind(
        "orders_received", "Orders received", _TELL, {"from": _TEXT, "text": _TEXT, "read_back": YES_NO}
    ),
    _asked("handover", "Handover", _TELL, to_id=_TEXT, to_name=_TEXT),
    _tap("emergency_called", "Emergency called", _TELL),
    _asked("transfer_started", "Transfer started", _TELL, where=_TEXT, how=_TEXT),
    _tap("device_disconnected", "Device disconnected", EventGroup.ADMIN),
    _asked("override_asked", "Clinician asked", EventGroup.ADMIN, **_ASKED_ABOUT),
    EventKind("both_kept", "Both sets kept", EventGroup.ADMIN, {"reading": _TEXT, "of": _TEXT}),
    EventKind("other", "Event", EventGroup.ADMIN, {"text": _TEXT}),
)

EVENT_KINDS: dict[str, EventKind] = {
    kind.code: kind
    for kinds in (_DOSE_KINDS, _SESSION_KINDS, _RESCUE_KINDS, _ADVERSE_KINDS, _CARE_KINDS, _TOLD_KINDS)
    for kind in kinds
}

"""The pre-dose checklist: what is asked, what was answered last, and which answers speak against the dose.

Nothing here closes the dose: the answers are put into words for the people who decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dashboard.clinical.event_details import Detail, detail_moment
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.session_record import SessionRecord

CHECKLIST = "pre_dose_checklist"
# Minutes that the esketamine label asks for; an infusion's fasting is said and left to the clinic.
FASTING_MIN: dict[str, dict[str, int]] = {"esketamine": {"last_food_at": 120, "last_drink_at": 30}}
_REMS = frozenset({"rems_enrolled", "site_certified"})
_NASAL = frozenset({"nasal_spray_last_hour"})

GROUPS: dict[str, tuple[str, ...]] = {
    "Right patient, right dose": ("identifiers", "right_dose", "consent", "allergies_checked"),
    "History and mood": ("since_last_session", "mood_measures"),
    "Medicines": (
        "opioid", "benzodiazepine", "other_sedative", "psychostimulant", "maoi", "meds_changed",
        "antihypertensive_taken", "nasal_spray_last_hour",
    ),
    "Fasting": ("last_food_at", "last_drink_at"),
    "Reasons to wait": (
        "vessel_disease", "brain_bleed", "hypersensitivity", "recent_heart_event",
        "uncontrolled_hypertension", "psychosis_history", "pregnancy", "substance_use",
    ),
    "Safety": (
        "suicidality_checked", "escort_confirmed", "escort_name", "escort_phone", "oximeter_ready",
        "emergency_kit_ready", "prescriber_on_site", "rems_enrolled", "site_certified",
    ),
    "Comfort": ("bathroom_offered", "call_button_shown"),
    "Anything else": ("text",),
}  # fmt: skip

# By item: the answer that speaks against a dose, and what it is called then.
_AGAINST: dict[str, tuple[str, str]] = {
    "identifiers": ("no", "Identifiers not checked"),
    "right_dose": ("no", "Drug, dose, route or weight not right"),
    "consent": ("no", "Consent not current"),
    "allergies_checked": ("no", "Allergies not checked"),
    "opioid": ("yes", "Takes an opioid"),
    "benzodiazepine": ("yes", "Takes a benzodiazepine"),
    "other_sedative": ("yes", "Takes another sedative"),
    "psychostimulant": ("yes", "Takes a psychostimulant"),
    "maoi": ("yes", "Takes an MAO inhibitor"),
    "meds_changed": ("yes", "Medicines changed since last time"),
    "antihypertensive_taken": ("no", "Antihypertensive not taken today"),
    "nasal_spray_last_hour": ("yes", "Nasal steroid or decongestant within the hour"),
    "vessel_disease": ("yes", "Aneurysm or vessel malformation"),
    "brain_bleed": ("yes", "Bleeding in the brain, ever"),
    "hypersensitivity": ("yes", "Hypersensitive to ketamine or esketamine"),
    "recent_heart_event": ("yes", "Heart event in the last 6 weeks"),
    "uncontrolled_hypertension": ("yes", "Uncontrolled hypertension"),
    "psychosis_history": ("yes", "Psychosis, now or ever"),
    "pregnancy": ("yes", "Pregnant, or may be"),
    "substance_use": ("yes", "Alcohol or drugs today"),
    "escort_confirmed": ("no", "No escort confirmed"),
    "suicidality_checked": ("no", "Not asked about suicidal thoughts"),
    "oximeter_ready": ("no", "No oximeter at hand"),
    "emergency_kit_ready": ("no", "No emergency kit at hand"),
    "prescriber_on_site": ("no", "No prescriber on site"),
    "rems_enrolled": ("no", "Not enrolled in REMS"),
    "site_certified": ("no", "Site not certified for REMS"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The last answer to one item, and the list it stands in."""

    value: Any
    event: Event


@dataclass(frozen=True, slots=True)
class ChecklistStanding:
    """How far the checklist is: answers so far, how many choices and times are open, what speaks against."""

    answers: Mapping[str, Answered]
    open: int
    against: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def filled(self) -> bool:
        """Whether any list was recorded."""
        return bool(self.answers)


def checklist_items(record: SessionRecord) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Headings with the items that this protocol asks, in their order."""
    left_out = (frozenset() if record.protocol.rems else _REMS) | (
        frozenset() if record.protocol.route == "nasal" else _NASAL
    )
    return tuple((head, tuple(c for c in codes if c not in left_out)) for head, codes in GROUPS.items())


def checklist_standing(record: SessionRecord) -> ChecklistStanding:
    """The answers of all unstruck lists together: of each item the last one wins."""
    lists = [event for event in record.counted_events if event.kind == CHECKLIST]
    answers = {code: Answered(value, event) for event in lists for code, value in event.detail.items()}
    asked = [code for _, codes in checklist_items(record) for code in codes if _must_answer(code)]
    unanswered = sum(code not in answers for code in asked)
    if not lists:
        return ChecklistStanding({}, unanswered, (), ())
    late, told = _fasting(record, answers)
    return ChecklistStanding(answers, unanswered, (*_spoken(answers, asked), *late), told)


def _must_answer(code: str) -> bool:
    """Words are never asked for: only choices and times can be left open."""
    return EVENT_KINDS[CHECKLIST].details.get(code, Detail.TEXT) is not Detail.TEXT


def _spoken(answers: Mapping[str, Answered], asked: list[str]) -> Iterator[str]:
    for code in asked:
        answer = answers.get(code)
        worst, words = _AGAINST.get(code, (None, ""))
        if answer is not None and worst is not None and answer.value == worst:
            yield words
        elif answer is None and code == "suicidality_checked":
            yield _AGAINST[code][1]


def _fasting(
    record: SessionRecord, answers: Mapping[str, Answered]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Too short by the drug's times, and what is only said; counted until the dose, before it until now."""
    asked = FASTING_MIN.get(record.protocol.drug, {})
    until = record.clock.started_at or record.seen_at
    late, told = [], []
    for code, name in (("last_food_at", "Last food"), ("last_drink_at", "Last drink")):
        at = detail_moment(answers[code].value) if code in answers else None
        if at is None:
            continue
        ago = until - at
        words = f"{name} {_span(ago)} ago"
        least = asked.get(code)
        if least is not None and ago < timedelta(minutes=least):
            late.append(f"{words}, {_span(timedelta(minutes=least))} asked")
        else:
            told.append(words)
    return tuple(late), tuple(told)


def _span(length: timedelta) -> str:
    minutes = max(0, int(length / timedelta(minutes=1)))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"

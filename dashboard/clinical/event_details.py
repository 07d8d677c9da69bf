"""The sorts of answers that an event's details take: what can be stored, and how it is said.

No detail is required; what is given must be of its sort.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from dashboard.clinical.texts import text_error

TEXT_LENGTH = 1000
DRUGS = ("ketamine", "esketamine")
ROUTES = ("iv", "im", "sc", "sublingual", "oral", "nasal")
# Times of a session lie in this century, which keeps any zone from overflowing.
_MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Detail(StrEnum):
    """A plain sort of answer. TIME is a text by RFC 3339, with its offset."""

    MG = "mg"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    DRUG = "drug"
    ROUTE = "route"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these codes, each with the words shown for it. Codes are stored for ever."""

    options: Mapping[str, str]

    def __str__(self) -> str:
        return "one of " + ", ".join(self.options)


@dataclass(frozen=True, slots=True)
class Span:
    """A number from `low` to `high`, both included."""

    low: float
    high: float
    whole: bool = False

    def __str__(self) -> str:
        return f"{'whole number' if self.whole else 'number'} from {self.low:g} to {self.high:g}"


Sort = Detail | Choice | Span

YES_NO = Choice({"yes": "Yes", "no": "No"})
YES_NO_NA = Choice({"yes": "Yes", "no": "No", "na": "Does not apply"})

# Names that do not read well as they are stored.
_LABELS: dict[str, str] = {
    "antihypertensive_taken": "Antihypertensive taken today", "brain_bleed": "Bleeding in the brain, ever",
    "consent": "Consent current", "due_at": "Due", "emergency_kit_ready": "Emergency kit at hand",
    "ended_at": "Ended", "from": "From", "hypersensitivity": "Hypersensitive to ketamine or esketamine",
    "identifiers": "Two identifiers", "last_drink_at": "Last drink", "last_food_at": "Last food",
    "maoi": "MAO inhibitor", "meds_changed": "Medicines changed since last time",
    "mood_measures": "Mood measures with score", "since_last_session": "Since the last session",
    "nasal_spray_last_hour": "Nasal steroid or decongestant within 1 h", "of": "Answers to",
    "onset_at": "Began", "oximeter_ready": "Oximeter at hand", "pregnancy": "Pregnant, or may be",
    "psychosis_history": "Psychosis, now or ever", "recent_heart_event": "Heart event in the last 6 weeks",
    "rems_enrolled": "Enrolled in REMS", "right_dose": "Right drug, dose, route and weight",
    "serious": "Serious", "site_certified": "Site certified for REMS", "site_ok": "Site unremarkable",
    "substance_use": "Alcohol or drugs today", "suicidality_checked": "Asked about suicidal thoughts",
    "to_id": "To (id)", "to_name": "To", "uncontrolled_hypertension": "Uncontrolled hypertension",
    "vessel_disease": "Aneurysm or vessel malformation", "volume_ml": "Volume (mL)",
    "who": "Who was told",
}  # fmt: skip


def detail_label(name: str) -> str:
    """A detail's name in plain words, as forms and documents write it."""
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def detail_moment(text: str) -> datetime | None:
    """The time a TIME detail says, with its offset; None for what is no such time."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def answer_words(sort: Sort, value: Any, zone: tzinfo) -> str:
    """A stored answer as it is read: a choice by its words, a time on the clinic's clock, mg as such."""
    match sort:
        case Choice(options):
            return options[value]
        case Detail.TIME:
            moment = detail_moment(value)
            return str(value) if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
        case Span() | Detail.NUMBER:
            return f"{value:.10g}"
        case Detail.MG:
            return f"{value:.10g} mg"
        case _:
            return str(value)


def detail_fault(name: str, sort: Sort, value: Any) -> str | None:
    """Why this detail cannot be stored, in words, or None."""
    label = name.replace("_", " ")
    match sort:
        case Choice(options):
            return _choice_fault(label, tuple(options), value)
        case Span():
            return _span_fault(label, sort, value)
        case Detail.TEXT:
            if not isinstance(value, str):
                return f"{label} must be text."
            fault = text_error(name, label, value, TEXT_LENGTH)
            return fault.message if fault else None
        case Detail.TIME:
            fits = isinstance(value, str) and detail_moment(value) is not None
            return None if fits else f"{label} must be a time such as 2026-11-23T14:05:00+01:00."
        case Detail.DRUG:
            return _choice_fault(label, DRUGS, value)
        case Detail.ROUTE:
            return _choice_fault(label, ROUTES, value)
        case Detail.UNIT:
            return None if value == "mg" else "The unit must be mg."
        case Detail.MG | Detail.NUMBER:
            return _span_fault(label, Span(0, 100_000), value)


def _choice_fault(label: str, codes: tuple[str, ...], value: Any) -> str | None:
    return None if value in codes else f"{label} must be one of {', '.join(codes)}."


def _span_fault(label: str, span: Span, value: Any) -> str | None:
    sorts = int if span.whole else int | float
    fits = isinstance(value, sorts) and not isinstance(value, bool) and span.low <= value <= span.high
    whole = "whole " if span.whole else ""
    return None if fits else f"{label} must be a {whole}number from {span.low:g} to {span.high:g}."

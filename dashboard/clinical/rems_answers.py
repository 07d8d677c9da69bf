"""What a person answers on a REMS worksheet because no reading, event or list of the session says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.texts import text_error

LONGEST_MIN = 1440
YES_NO_WORDS = {"yes": "Yes", "no": "No"}


class AnswerKind(StrEnum):
    """How a question is answered: yes or no, whole minutes from the first device, or a short text."""

    YES_NO = "yes_no"
    MINUTES = "minutes"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a person may answer; `longest` is the length of a text."""

    code: str
    label: str
    kind: AnswerKind
    longest: int = 0

    def words(self, value: Any) -> str:
        """An answer as it is keyed in."""
        return YES_NO_WORDS[value] if self.kind is AnswerKind.YES_NO else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemsAnswers:
    """One version of all answers of a session's worksheet."""

    version: int
    answers: Mapping[str, Any]
    at: datetime
    by: str
    by_name: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that stands, and who gave it when."""

    value: Any
    at: datetime
    by_name: str


# In the form's order; the session's checklist asks for each.
MEDICINES: dict[str, str] = {
    "benzodiazepine": "Benzodiazepines", "other_sedative": "Other sedatives or sleep medicines",
    "psychostimulant": "Psychostimulants", "maoi": "MAO inhibitors", "opioid": "Opioids",
}  # fmt: skip
OTHER_MEDICINE = "other_medicine"
EFFECTS: dict[str, str] = {
    "sedation": "Sedation", "dissociation": "Dissociation",
    "respiratory_depression": "Respiratory depression",
}  # fmt: skip


def _yes_no(code: str, label: str) -> Question:
    return Question(code, label, AnswerKind.YES_NO)


def _course(code: str, label: str) -> tuple[Question, ...]:
    return (
        Question(f"{code}_onset", f"{label}: onset", AnswerKind.MINUTES),
        Question(f"{code}_resolved", f"{label}: resolved", AnswerKind.MINUTES),
        _yes_no(f"{code}_ongoing", f"{label}: still there at the end"),
        _yes_no(f"{code}_treated", f"{label}: treated"),
    )


_ALL = (
    Question("middle_initial", "Middle initial", AnswerKind.TEXT, longest=3),
    _yes_no("first_treatment", "First treatment"), _yes_no("enrolled", "Enrolled in the REMS"),
    *(_yes_no(code, label) for code, label in MEDICINES.items()),
    _yes_no(OTHER_MEDICINE, "Others that sedate, dissociate, slow breathing or change BP"),
    Question("ready_minutes", "Would have been ready after", AnswerKind.MINUTES),
    _yes_no("acceptable_before", "Acceptable before the dose"),
    _yes_no("acceptable_after", "Acceptable before completion"),
    *(q for code, label in EFFECTS.items() for q in (_yes_no(code, label), *_course(code, label))),
    _yes_no("serious", "Serious adverse event"),
)  # fmt: skip
# Codes are stored for ever.
QUESTIONS: dict[str, Question] = {question.code: question for question in _ALL}


def standing_answers(versions: Sequence[RemsAnswers]) -> dict[str, GivenAnswer]:
    """The answers of the last version, each with who gave it first as it stands; versions come in order."""
    standing: dict[str, GivenAnswer] = {}
    for version in versions:
        kept = {code: a for code, a in standing.items() if version.answers.get(code) == a.value}
        new = {
            code: GivenAnswer(value, version.at, version.by_name)
            for code, value in version.answers.items()
            if code not in kept
        }
        standing = {**kept, **new}
    return standing


def check_answers(given: Mapping[str, Any]) -> None:
    """Raise InvalidEntry for an unknown question or an answer of the wrong sort; None takes one back."""
    if not given:
        raise InvalidEntry([FieldError("answers", "required", "Nothing was answered.")])
    errors = [error for code, value in given.items() if (error := _fault(code, value))]
    if errors:
        raise InvalidEntry(errors)


def _fault(code: str, value: Any) -> FieldError | None:
    place = f"answers.{code}"
    question = QUESTIONS.get(code)
    if question is None:
        return FieldError(place, "unknown_field", f"The worksheet has no question '{code}'.")
    if value is None:
        return None
    match question.kind:
        case AnswerKind.YES_NO if value not in tuple(YES_NO_WORDS):
            return FieldError(place, "wrong_type", f"{question.label}: answer yes or no.")
        case AnswerKind.MINUTES if not _whole_minutes(value):
            words = f"{question.label}: whole minutes from 0 to {LONGEST_MIN}."
            return FieldError(place, "wrong_type", words)
        case AnswerKind.TEXT if not isinstance(value, str):
            return FieldError(place, "wrong_type", f"{question.label} must be text.")
        case AnswerKind.TEXT:
            return text_error(place, question.label, value, question.longest, required=True)
    return None


def _whole_minutes(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_MIN

"""A patient as the clinic knows them, and who looks like whom."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Sex(StrEnum):
    """As written in the patient's record."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Fact(StrEnum):
    """What is known of a patient that makes a session more delicate. Codes are stored for ever."""

    HYPERTENSION = "hypertension"
    CARDIAC = "cardiac"
    SUBSTANCE_USE = "substance_use"


FACT_WORDS: dict[Fact, str] = {
    Fact.HYPERTENSION: "Hypertension", Fact.CARDIAC: "Cardiac disease",
    Fact.SUBSTANCE_USE: "History of substance use",
}  # fmt: skip


_NO_ALLERGY = frozenset({"none", "none known", "no known allergies", "no known allergy", "nka", "nkda"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """One version of a patient's identity; a correction is a new version, the old one is kept.

    `allergies` are as typed, None when nobody said anything about them; `facts` are those said yes to, None
    when nobody was asked.
    """

    id: str
    version: int
    mrn: str
    family_name: str
    given_name: str
    birth_date: date
    sex: Sex
    recorded_at: datetime
    recorded_by: str
    reason: str | None = None
    allergies: str | None = None
    facts: frozenset[Fact] | None = None

    @property
    def name(self) -> str:
        """Family name first, as on every screen."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name

    @property
    def initials(self) -> str:
        """Given then family initial, for chips and tiles."""
        return "".join(f"{part[0].upper()}." for part in (self.given_name, self.family_name) if part)

    def age_on(self, day: date) -> int:
        """Whole years on this day."""
        return whole_years(self.birth_date, day)


def whole_years(born: date, day: date) -> int:
    """Age on a day of who was born on another."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def allergy_words(patient: Patient) -> str:
    """ "Penicillin allergy", "Allergies: penicillin, latex", "No known allergies", "Allergies not asked"."""
    if patient.allergies is None:
        return "Allergies not asked"
    text = " ".join(patient.allergies.split())
    if text.casefold().rstrip(".") in _NO_ALLERGY:
        return "No known allergies"
    if "allerg" in text.casefold():
        return text
    return f"Allergies: {text}" if any(c in text for c in ",;/()") else f"{text} allergy"


def has_allergy(patient: Patient) -> bool:
    """Whether an allergen is known: not asked, and asked and none, are both no."""
    return patient.allergies is not None and allergy_words(patient) != "No known allergies"


def fact_words(patient: Patient) -> tuple[str, ...]:
    """What was said yes to, in the order of the list."""
    return tuple(words for fact, words in FACT_WORDS.items() if fact in (patient.facts or ()))


def folded(text: str) -> str:
    """A name as it sounds to a hurried eye: no case, marks, spaces or hyphens."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c) and c.isalnum())


def look_alike(one: Patient, other: Patient) -> bool:
    """Whether two records could be taken for each other.

    Same name, or the names swapped; or one birth date with the same family name or given name.
    """
    if one.id == other.id:
        return False
    mine = (folded(one.family_name), folded(one.given_name))
    theirs = (folded(other.family_name), folded(other.given_name))
    if mine in (theirs, theirs[::-1]):
        return True
    return one.birth_date == other.birth_date and (mine[0] == theirs[0] or mine[1] == theirs[1])

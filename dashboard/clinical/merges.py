"""Two records of one patient: what a merge is, and what the surviving record must say first."""

import re
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.patients import FACT_WORDS, Patient, allergy_words, folded, has_allergy


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientMerge:
    """That one record was merged into another, by whom, when and why. Nothing of either is moved."""

    id: str
    from_id: str
    into_id: str
    at: datetime
    by: str
    by_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """A record that stands behind a surviving one, with the identity it has kept."""

    merge: PatientMerge
    patient: Patient


def unsaid(away: Patient, survivor: Patient) -> tuple[str, ...]:
    """What the record that goes warns of and the surviving one does not, in words.

    After the merge only the survivor's allergies and history are shown, so a person carries them over first.
    """
    found = []
    if has_allergy(away) and _allergens(away) - _allergens(survivor):
        found.append(allergy_words(away))
    known = survivor.facts or frozenset()
    found += [words for fact, words in FACT_WORDS.items() if fact in (away.facts or ()) and fact not in known]
    return tuple(found)


def _allergens(patient: Patient) -> set[str]:
    """The words of what was typed, without "allergy" itself."""
    words = {folded(word) for word in re.split(r"[\s,;/()]+", patient.allergies or "")}
    return {word for word in words if word and not word.startswith("allerg")}

"""Two records of one patient: what a merge is, and what the surviving record must say first."""

import re
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The while in which a record was read as another; `until` is None as long as the merge stands."""

    into_id: str
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it was read so at this moment."""
        return self.since <= at and (self.until is None or at < self.until)


def identity_changed_at(
    own_id: str, versions: Sequence[Patient], merges: Sequence[ReadAs]
) -> datetime | None:
    """When names, birth date or sex that a record is read with changed last, by a correction or a merge.

    `versions` are those of the record and of all it was merged into, in order; None without a change.
    """
    moments = {version.recorded_at for version in versions}
    moments |= {at for merge in merges for at in (merge.since, merge.until) if at is not None}
    changed: datetime | None = None
    before: tuple[object, ...] | None = None
    for moment in sorted(moments):
        read_as = next((merge.into_id for merge in merges if merge.holds(moment)), own_id)
        stood = [v for v in versions if v.id == read_as and v.recorded_at <= moment]
        if not stood:
            continue
        identity = (stood[-1].family_name, stood[-1].given_name, stood[-1].birth_date, stood[-1].sex)
        if before is not None and identity != before:
            changed = moment
        before = identity
    return changed


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

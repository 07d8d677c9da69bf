"""What was corrected of the patient after the approving signature, and whether records were merged since."""

from collections.abc import Iterator, Mapping
from datetime import date

from dashboard.clinical.coverage import stated_of
from dashboard.clinical.notes import Coverage
from dashboard.clinical.patients import FACT_WORDS, Fact
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Item, day
from dashboard.documents.words import clock_time

Stated = Mapping[str, str | None]


def patient_changes(record: SessionRecord, covers: Coverage) -> Iterator[Item]:
    """One item when the note says something else of the patient than the signed one did."""
    was, now = covers.patient, stated_of(record.patient)
    if was == now:
        return
    said = [f"{label} {_words(name, was)} -> {_words(name, now)}" for name, label in _LABELS.items()
            if was and _words(name, was) != _words(name, now)]  # fmt: skip
    patient = record.patient
    if was.get("id", patient.id) != patient.id:
        said.insert(0, "read from another record of the patient, as records were merged or parted")
    else:
        reason = f": {patient.reason}" if patient.reason else ""
        said.append(f"changed {clock_time(record, patient.recorded_at)}{reason}")
    text = "; ".join(said)
    yield Item(lead="Patient", text=f"{text[:1].upper()}{text[1:].rstrip('.')}.")


def _words(name: str, stated: Stated) -> str:
    value = stated[name]
    if name == "family_name":
        return ", ".join(part for part in (value, stated["given_name"]) if part)
    if value is None:
        return "not asked"
    if name == "birth_date":
        return day(date.fromisoformat(value))
    if name == "facts":
        return ", ".join(FACT_WORDS[Fact(fact)] for fact in value.split()) or "none"
    return value


_LABELS = {
    "family_name": "name", "birth_date": "birth date", "sex": "sex", "mrn": "record number",
    "allergies": "allergies", "facts": "known history",
}  # fmt: skip

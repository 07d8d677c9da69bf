"""The REMS worksheet: the data of the monitoring form in its order, each value with where it came from.

Assembled from one session alone, nothing from an earlier one. What no record says stays blank and flagged,
or is answered by a person; an answer never takes the place of what is recorded. Nothing is ever submitted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.patients import Sex
from dashboard.clinical.people import Contact
from dashboard.clinical.pre_dose import checklist_standing
from dashboard.clinical.rems_answers import (
    MEDICINES,
    OTHER_MEDICINE,
    QUESTIONS,
    YES_NO_WORDS,
    RemsAnswers,
    standing_answers,
)
from dashboard.clinical.rems_effects import effect_fields
from dashboard.clinical.rems_fields import BY_A_PERSON, Case, Source, WorksheetField, event_remarks
from dashboard.clinical.rems_serious import serious_fields
from dashboard.clinical.rems_session import DATE, DATE_ORDER, first_device_at, session_fields
from dashboard.clinical.rems_vitals import vital_fields
from dashboard.clinical.rooms import Address
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd

NOTICE = "To key into the REMS form by hand. Chairside never submits it."
_SEXES = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other"}


@dataclass(frozen=True, slots=True)
class WorksheetSection:
    """A part of the form under its heading."""

    title: str
    fields: tuple[WorksheetField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """A worksheet as the record stands; `first_device_at` is its minute 0."""

    session_id: str
    first_device_at: datetime | None
    sections: tuple[WorksheetSection, ...]

    @property
    def fields(self) -> tuple[WorksheetField, ...]:
        """All fields in the form's order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def missing(self) -> tuple[WorksheetField, ...]:
        """Fields that are blank though the form asks for them."""
        return tuple(field for field in self.fields if field.missing)

    @property
    def to_look_at(self) -> tuple[WorksheetField, ...]:
        """Fields that are filled and yet flagged."""
        return tuple(field for field in self.fields if field.text and field.flag)

    def field(self, code: str) -> WorksheetField | None:
        """The field of this code."""
        return next((field for field in self.fields if field.code == code), None)


def has_worksheet(record: SessionRecord) -> bool:
    """Whether the form is asked for: under REMS, or once a device was given whatever the protocol says now;
    never of a cancelled session."""
    asked = record.protocol.rems or first_device_at(record) is not None
    return asked and record.session.end is not SessionEnd.CANCELLED


def worksheet(
    record: SessionRecord, answers: Sequence[RemsAnswers] = (), contact: Contact | None = None
) -> Worksheet:
    """The worksheet of a session under REMS; `answers` are all versions in order.

    `contact` belongs to the session's nurse, or to its clinician where no nurse is named.
    """
    case = Case(record=record, answers=standing_answers(answers), first_device_at=first_device_at(record))
    parts: tuple[tuple[str, tuple[WorksheetField, ...]], ...] = (
        ("Patient", _patient(case)),
        ("Other medicines", _medicines(case)),
        ("Who monitored", _monitored_by(record, contact)),
        ("Where", _setting(record)),
        ("Treatment session", session_fields(case)),
        ("Vital signs", vital_fields(case)),
        ("Sedation, dissociation, breathing", effect_fields(case)),
        ("Serious adverse event", serious_fields(case)),
    )
    sections = tuple(WorksheetSection(title, fields) for title, fields in parts)
    return Worksheet(session_id=record.session.id, first_device_at=case.first_device_at, sections=sections)


def monitor_id(record: SessionRecord) -> str | None:
    """The id of the person whose contact the form asks for: the nurse, else the clinician."""
    person = record.nurse or record.clinician
    return person.id if person else None


def _patient(case: Case) -> tuple[WorksheetField, ...]:
    patient = case.record.patient
    born = f"{patient.birth_date:{DATE}}"
    return (
        _identity(case, "first_name", "First name", patient.given_name),
        case.asked("middle_initial", flag=""),
        _identity(case, "last_name", "Last name", patient.family_name),
        _identity(case, "birth_date", "Date of birth", born, DATE_ORDER),
        _identity(case, "sex", "Sex", _SEXES.get(patient.sex, "")),
        case.asked("first_treatment", flag=BY_A_PERSON),
        _listed(case, "enrolled", "rems_enrolled", "Enrolled in the REMS"),
    )


def _medicines(case: Case) -> tuple[WorksheetField, ...]:
    listed = (_listed(case, code, code, label) for code, label in MEDICINES.items())
    return (*listed, case.asked(OTHER_MEDICINE, flag=BY_A_PERSON))


def _identity(case: Case, code: str, label: str, text: str, unit: str = "") -> WorksheetField:
    patient = case.record.patient
    if not text:
        return WorksheetField(code=code, label=label, flag="Not on record for this patient.")
    return WorksheetField(
        code=code, label=label, text=text, unit=unit,
        sources=(Source(kind="patient", id=patient.id, at=patient.recorded_at),),
    )  # fmt: skip


def _listed(case: Case, code: str, item: str, label: str) -> WorksheetField:
    """What the session's own pre-dose checklist says; a person answers only where it says nothing."""
    answer = checklist_standing(case.record).answers.get(item)
    if answer is None:
        return case.asked(code, label=label, flag="Not answered on the pre-dose checklist.")
    if answer.value not in YES_NO_WORDS:
        return case.asked(code, label=label, flag="The pre-dose checklist says not applicable.")
    return WorksheetField(
        code=code, label=label, text=YES_NO_WORDS[answer.value], sources=(case.of_event(answer.event),),
        remarks=event_remarks([answer.event]),
        flag=_differs(case, code, answer.value),
    )  # fmt: skip


def _differs(case: Case, code: str, recorded: str) -> str:
    said = case.answers.get(code)
    if said is None or said.value == recorded:
        return ""
    return f"{said.by_name} answered {YES_NO_WORDS[said.value]} here; the checklist counts."


def _monitored_by(record: SessionRecord, contact: Contact | None) -> tuple[WorksheetField, ...]:
    person = record.nurse or record.clinician
    if person is None:
        why_not = "No nurse or clinician is named on the session."
    else:
        why_not = f"Not on record. {person.display_name} can add it under Account."
    known = contact or Contact()
    source = (Source(kind="staff", id=person.id),) if person else ()
    values = (
        ("monitor_first_name", "Staff first name", known.first_name),
        ("monitor_last_name", "Staff last name", known.last_name),
        ("monitor_phone", "Staff phone", known.phone), ("monitor_email", "Staff email", known.email),
    )  # fmt: skip
    return tuple(_known(code, label, text, why_not, source) for code, label, text in values)


def _setting(record: SessionRecord) -> tuple[WorksheetField, ...]:
    clinic, address = record.clinic, record.clinic.address or Address()
    source = (Source(kind="clinic", id="clinic"),)
    why_not = "Not on record under Clinic."
    values = (
        ("clinic_name", "Clinic name", clinic.name, why_not),
        ("address_1", "Address", address.line_1, why_not),
        ("address_2", "Address, second line", address.line_2, ""), ("city", "City", address.city, why_not),
        ("state", "State", address.state, why_not), ("zip", "ZIP", address.postal_code, why_not),
    )  # fmt: skip
    return tuple(_known(code, label, text, flag, source) for code, label, text, flag in values)


def _known(code: str, label: str, text: str, why_not: str, source: tuple[Source, ...]) -> WorksheetField:
    if not text:
        return WorksheetField(code=code, label=label, flag=why_not)
    return WorksheetField(code=code, label=label, text=text, sources=source)


def refused_answers(of: Worksheet, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Of these answers those that the worksheet does not take, each with why; `of` counts them already."""
    told = ((code, of.field(code)) for code in codes)
    return tuple(
        (code, "The session's record says this. Correct it there.")
        if field is not None and field.text
        else (code, f"{QUESTIONS[code].label} is asked once it is answered that it occurred.")
        for code, field in told
        if field is None or field.question is None
    )

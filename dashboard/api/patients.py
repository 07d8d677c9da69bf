"""Patients: finding, adding, correcting."""

import re
from typing import Annotated, Any

from pydantic import Field

from dashboard.actions import patients
from dashboard.actions.dose_questions import Asked, questions_about
from dashboard.api.clinic_answers import patient_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Day, LongText, Words, moment_query
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.patients import Fact, Sex
from dashboard.clinical.roles import Permission

_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?", re.ASCII)


Facts = Annotated[list[Annotated[Fact, Field(strict=False)]], Field(max_length=len(Fact))]
SCREENING = frozenset({"allergies", "facts"})


class PatientBody(Body):
    """A patient's identity and screening facts; null says that nobody asked, [] asked and none."""

    mrn: LongText
    family_name: LongText
    given_name: LongText
    birth_date: Day
    sex: Sex = Field(strict=False)
    allergies: LongText | None = None
    facts: Facts | None = None


class PatientCorrectionBody(Body):
    """What to correct; unnamed stays, and the old values are kept. Null says of screening "not asked"."""

    mrn: LongText | None = None
    family_name: LongText | None = None
    given_name: LongText | None = None
    birth_date: Day | None = None
    sex: Sex | None = Field(default=None, strict=False)
    allergies: LongText | None = None
    facts: Facts | None = None
    reason: Words | None = None


def find(call: Call[Nothing]) -> Any:
    """Patients by name or record number."""
    found = patients.find_patients(call.clinic, call.actor, call.query("query") or "")
    return {"items": [patient_answer(known) for known in found], "next": None}


def add(call: Call[PatientBody]) -> Any:
    """Add a patient; `similar` names who looks alike."""
    body = call.body
    draft = patients.PatientDraft(
        mrn=body.mrn, family_name=body.family_name, given_name=body.given_name, birth_date=body.birth_date,
        sex=body.sex, allergies=body.allergies, facts=_facts(body.facts),
    )  # fmt: skip
    return patient_answer(patients.add_patient(call.clinic, call.actor, draft, call.once(patient_answer)))


def view(call: Call[Nothing]) -> Any:
    """One patient."""
    return patient_answer(patients.view_patient(call.clinic, call.actor, call.ids["patient_id"]))


def correct(call: Call[PatientCorrectionBody]) -> Any:
    """Correct a patient's identity."""
    body = call.body
    given = body.model_dump(exclude=set(SCREENING))
    named = {name: value for name, value in given.items() if value is not None}
    screening = {name: getattr(body, name) for name in sorted(body.model_fields_set & SCREENING)}
    if not named.keys() - {"reason"} and not screening:
        raise InvalidEntry([FieldError("", "empty", "Nothing to correct: name at least one field.")])
    if "facts" in screening:
        screening["facts"] = _facts(body.facts)
    correction = patients.PatientCorrection(**named, screening=screening)
    return patient_answer(
        patients.correct_patient(call.clinic, call.actor, call.ids["patient_id"], correction)
    )


def questions(call: Call[Nothing]) -> Any:
    """What a weight and an amount of mg raise for this patient; the forms ask Keep or Change."""
    asked = Asked(
        patient_id=call.ids["patient_id"], protocol=call.query("protocol") or "",
        weight_kg=_number(call, "weight_kg"), amount_mg=_number(call, "amount_mg"),
        drawn_mg=_number(call, "drawn_mg"), given_mg=_number(call, "given_mg"),
        wasted_mg=_number(call, "wasted_mg"), device_at=moment_query("device_at", call.query("device_at")),
        session_id=call.query("session_id"),
    )  # fmt: skip
    found = questions_about(call.clinic, call.actor, asked)
    return {name: list(getattr(found, name)) for name in ("weight", "amount", "drawn", "device")}


def _facts(given: list[Fact] | None) -> frozenset[Fact] | None:
    return None if given is None else frozenset(given)


def _number(call: Call[Nothing], name: str) -> float | None:
    text = call.query(name)
    if not text:
        return None
    if not _PLAIN_NUMBER.fullmatch(text):
        raise InvalidEntry([FieldError(name, "wrong_type", f"{name} must be a plain number.")])
    return float(text)


_ASKED = (
    "protocol", "weight_kg", "amount_mg", "drawn_mg", "given_mg", "wasted_mg", "device_at", "session_id",
)  # fmt: skip
RULES = (
    Rule(method="GET", path="/patients", handler=find, permission=Permission.VIEW_RECORDS, query=("query",)),
    Rule(
        method="POST", path="/patients", handler=add, body=PatientBody, status=201,
        permission=Permission.EDIT_PATIENT, key=Header.TAKEN, pool=Pool.WRITE,
    ),
    Rule(method="GET", path="/patients/{patient_id}", handler=view, permission=Permission.VIEW_RECORDS),
    Rule(
        method="GET", path="/patients/{patient_id}/questions", handler=questions,
        permission=Permission.VIEW_RECORDS, query=_ASKED,
    ),
    Rule(
        method="PATCH", path="/patients/{patient_id}", handler=correct, body=PatientCorrectionBody,
        permission=Permission.EDIT_PATIENT, pool=Pool.WRITE,
    ),
)  # fmt: skip

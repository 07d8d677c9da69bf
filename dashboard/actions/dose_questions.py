"""What a person is asked before a weight or a dose is kept: the one source for every form."""

from dataclasses import dataclass
from datetime import timedelta

from dashboard.actions.clinic import Clinic
from dashboard.actions.patients import view_patient
from dashboard.actions.viewing import last_dose_session, list_protocols
from dashboard.clinical.doses import dose_questions, given, weight_question
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.roles import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A weight (kg) and an amount (mg) as typed, on a protocol; `session_id` is their own session."""

    patient_id: str
    protocol: str
    weight_kg: float | None = None
    amount_mg: float | None = None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What to ask about each, in words; nothing here refuses."""

    weight: tuple[str, ...]
    amount: tuple[str, ...]


def questions_about(clinic: Clinic, actor: Actor, asked: Asked) -> Questions:
    """The questions that this weight and amount raise for this patient."""
    actor.require(Permission.VIEW_RECORDS)
    protocol = next((p for p in list_protocols(clinic, actor) if p.code == asked.protocol), None)
    if protocol is None:
        raise InvalidEntry([FieldError("protocol", "unknown", "There is no such protocol.")])
    known = view_patient(clinic, actor, asked.patient_id)
    weight = weight_question(asked.weight_kg, known.last_weight_kg) if asked.weight_kg else None
    if not asked.amount_mg:
        return Questions((weight,) if weight else (), ())
    last = last_dose_session(clinic, actor, asked.patient_id, asked.session_id)
    last_at = last.clock.last_dose_event_at if last else None
    hours = None if last_at is None else (clinic.now() - last_at) / timedelta(hours=1)
    last_mg = given(last).amount_mg if last else None
    found = dose_questions(protocol, asked.amount_mg, asked.weight_kg, last_mg, hours)
    return Questions((weight,) if weight else (), tuple(found))

"""What a person is asked before a weight or a dose is kept: the one source for every form."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.actions.clinic import Clinic
from dashboard.actions.patients import view_patient
from dashboard.actions.viewing import last_dose_session, list_protocols, view_session
from dashboard.clinical.dose_asks import device_question, dose_questions, drawn_question, weight_question
from dashboard.clinical.doses import given
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A weight (kg) and amounts (mg) as typed, on a protocol; `session_id` is their own session.

    `device_at` is when the next device is or was given, None for any other dose.
    """

    patient_id: str
    protocol: str
    weight_kg: float | None = None
    amount_mg: float | None = None
    drawn_mg: float | None = None
    given_mg: float | None = None
    wasted_mg: float | None = None
    device_at: datetime | None = None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What to ask about each, in words; nothing here refuses."""

    weight: tuple[str, ...]
    amount: tuple[str, ...]
    drawn: tuple[str, ...]
    device: tuple[str, ...]


def questions_about(clinic: Clinic, actor: Actor, asked: Asked) -> Questions:
    """The questions that this weight and amount raise for this patient."""
    actor.require(Permission.VIEW_RECORDS)
    protocol = next((p for p in list_protocols(clinic, actor) if p.code == asked.protocol), None)
    if protocol is None:
        raise InvalidEntry([FieldError("protocol", "unknown", "There is no such protocol.")])
    known = view_patient(clinic, actor, asked.patient_id)
    weight = weight_question(asked.weight_kg, known.last_weight_kg) if asked.weight_kg else None
    given_mg = asked.given_mg if asked.given_mg is not None else asked.amount_mg
    return Questions(
        weight=(weight,) if weight else (),
        amount=_about_amount(clinic, actor, protocol, asked),
        drawn=tuple(filter(None, (drawn_question(asked.drawn_mg, given_mg, asked.wasted_mg),))),
        device=_about_device(clinic, actor, asked),
    )


def _about_amount(clinic: Clinic, actor: Actor, protocol: Protocol, asked: Asked) -> tuple[str, ...]:
    if not asked.amount_mg:
        return ()
    last = last_dose_session(clinic, actor, asked.patient_id, asked.session_id)
    last_at = last.clock.last_dose_event_at if last else None
    hours = None if last_at is None else (clinic.now() - last_at) / timedelta(hours=1)
    last_mg = given(last).amount_mg if last else None
    return tuple(dose_questions(protocol, asked.amount_mg, asked.weight_kg, last_mg, hours))


def _about_device(clinic: Clinic, actor: Actor, asked: Asked) -> tuple[str, ...]:
    if asked.device_at is None or asked.session_id is None:
        return ()
    question = device_question(view_session(clinic, actor, asked.session_id), asked.device_at)
    return (question,) if question else ()

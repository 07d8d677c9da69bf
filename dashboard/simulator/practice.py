"""Filling the practice clinic: staff, patients, a week of past sessions, and two rooms that are running."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from dashboard.actions import clinic_profile, patients, users, viewing
from dashboard.actions.clinic import Clinic
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.roles import Actor
from dashboard.simulator.clock import PracticeClock, run
from dashboard.simulator.courses import Course, draw_course
from dashboard.simulator.people import PASSWORD, PATIENTS, STAFF, PracticePatient
from dashboard.simulator.session_life import SessionLife, SessionPlan

SEED = 20261123
DAYS_BACK = (9, 7, 6, 5, 3, 2, 1)


def fill(clinic: Clinic, clock: PracticeClock, until: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty practice clinic, living up to `until` on `clock`, and say the sign-ins.

    The clinic must have been opened with `clock.now`; Room 1 and Room 3 are left running.
    """
    random = Random(SEED)
    clock.moment = until - timedelta(days=max(DAYS_BACK) + 1)
    staff = _staff(clinic)
    known = _patients(clinic, staff["nina"])
    protocols = {p.code: p for p in viewing.list_protocols(clinic, staff["nina"])}
    plans = _plans(random, known, protocols, staff, until)
    run(clock, [SessionLife(clinic, plan, Random(random.random())).live() for plan in plans], until)
    for person in STAFF:
        roles = ", ".join(sorted(role.value for role in person.roles))
        say(f"{person.username}  {PASSWORD}  ({person.display_name}; {roles})")


def _staff(clinic: Clinic) -> dict[str, Actor]:
    shell = users.shell_actor()
    made = {
        person.username: users.add_user(
            clinic, shell, users.NewUser(person.username, person.display_name, person.roles, PASSWORD)
        ).actor()
        for person in STAFF
    }
    clinic_profile.change_clinic(
        clinic, made["ada"], name="Linden Clinic", emergency_text="Call 112, then Dr Okafor on extension 7."
    )
    return made


def _patients(clinic: Clinic, nurse: Actor) -> dict[str, str]:
    made = {}
    for person in PATIENTS:
        draft = patients.PatientDraft(
            mrn=person.mrn, family_name=person.family_name, given_name=person.given_name,
            birth_date=person.birth_date, sex=person.sex,
        )  # fmt: skip
        made[person.mrn] = patients.add_patient(clinic, nurse, draft).patient.id
    return made


def _plans(
    random: Random, known: dict[str, str], protocols: dict[str, Protocol], staff: dict[str, Actor], until: datetime
) -> Iterator[SessionPlan]:
    for number, (patient, room, dosed_at, running) in enumerate(_appointments(until)):
        protocol = protocols[patient.protocol]
        age = until.year - patient.birth_date.year
        course = draw_course(protocol.route, age, random)
        yield SessionPlan(
            patient_id=known[patient.mrn], room=room, protocol=protocol, dose_mg=patient.dose_mg,
            weight_kg=patient.weight_kg, dosed_at=dosed_at, nurse=staff["nina" if number % 2 == 0 else "mateo"],
            clinician=staff["carl"], course=_eventful(course) if running and room == "Room 1" else course,
            escort="J. " + patient.family_name, sign=number % 5 != 4,
        )  # fmt: skip


def _appointments(until: datetime) -> Iterator[tuple[PracticePatient, str, datetime, bool]]:
    """Patient, room, first dose and whether it still runs: mornings of past days, today, and now."""
    for index, days in enumerate(DAYS_BACK):
        for slot in range(2):
            patient = PATIENTS[(index * 2 + slot) % len(PATIENTS)]
            at = until - timedelta(days=days, hours=3 * slot + 1, minutes=7 * index)
            yield patient, f"Room {1 + (index + slot) % 6}", at, False
    yield PATIENTS[4], "Room 2", until - timedelta(hours=4, minutes=12), False
    yield PATIENTS[0], "Room 1", until - timedelta(minutes=41), True
    yield PATIENTS[1], "Room 3", until - timedelta(minutes=47), True


def _eventful(course: Course) -> Course:
    """The first running room shows a pressure that someone must answer."""
    return replace(
        course, systolic=128, diastolic=79, rise_systolic=57, rise_diastolic=29, dissociation_peak=7,
        dizziness_peak=5, nausea_peak=2, distress_peak=3,
    )  # fmt: skip


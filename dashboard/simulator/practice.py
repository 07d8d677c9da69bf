"""Filling the practice clinic: staff, patients, a week of past sessions, and two rooms that are running."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dashboard.actions import clinic_profile, patients, users, viewing
from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Actor
from dashboard.simulator.clock import PracticeClock, run
from dashboard.simulator.courses import Course, draw_course
from dashboard.simulator.mishaps import Mishap
from dashboard.simulator.people import PASSWORD, PATIENTS, STAFF, PracticePatient
from dashboard.simulator.plans import SessionPlan
from dashboard.simulator.session_life import SessionLife

SEED = 20261123
DAYS_BACK = (9, 7, 6, 5, 3, 2, 1)
FIRST_DOSES = (time(9, 10), time(12, 50))
# So that the oldest sessions show each of them, whatever the seed draws for the others.
STAGED: tuple[dict[int, Mishap], ...] = (
    {30: Mishap.ARTEFACT, 70: Mishap.CORRECTED},
    {60: Mishap.REFUSED},
    {20: Mishap.LATE},
    {30: Mishap.UNABLE, 60: Mishap.CORRECTED},
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who comes to which room, and when the first dose is given; one in sight is left to who practises."""

    patient: PracticePatient
    room: str
    dosed_at: datetime
    in_sight: bool = False
    staged: dict[int, Mishap] = field(default_factory=dict)


def fill(clinic: Clinic, clock: PracticeClock, until: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty practice clinic, living up to `until` on `clock`, and say the sign-ins.

    The clinic must have been opened with `clock.now`; Room 1 and Room 3 are left running.
    """
    random = Random(SEED)
    clock.moment = until - timedelta(days=max(DAYS_BACK) + 2)
    staff = _staff(clinic)
    known = _patients(clinic, staff["nina"])
    plans = list(_plans(clinic, random, known, staff, until))
    run(clock, [SessionLife(clinic, plan, Random(random.random())).live() for plan in plans], until)
    for person in STAFF:
        roles = ", ".join(sorted(role.value for role in person.roles))
        say(f"{person.username}  {PASSWORD}  ({person.display_name}; {roles})")


def _staff(clinic: Clinic) -> dict[str, Actor]:
    shell = users.shell_actor()
    made: dict[str, Actor] = {}
    for person in STAFF:
        new = users.NewUser(person.username, person.display_name, person.roles, PASSWORD)
        made[person.username] = users.add_user(clinic, shell, new).actor()
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
    clinic: Clinic, random: Random, known: dict[str, str], staff: dict[str, Actor], until: datetime
) -> Iterator[SessionPlan]:
    protocols = {p.code: p for p in viewing.list_protocols(clinic, staff["nina"])}
    zone = ZoneInfo(clinic.profile().time_zone)
    for number, visit in enumerate(_appointments(until, zone)):
        patient, protocol = visit.patient, protocols[visit.patient.protocol]
        course = draw_course(protocol.route, until.year - patient.birth_date.year, random)
        yield SessionPlan(
            patient_id=known[patient.mrn], room=visit.room, protocol=protocol, dose_mg=patient.dose_mg,
            weight_kg=patient.weight_kg, dosed_at=visit.dosed_at, clinician=staff["carl"],
            nurse=staff["nina" if number % 2 == 0 else "mateo"], escort="J. " + patient.family_name,
            course=_eventful(course) if visit.in_sight else course, answered=not visit.in_sight,
            sign=number % 5 != 4, staged=visit.staged,
        )  # fmt: skip


def _appointments(until: datetime, zone: ZoneInfo) -> Iterator[Appointment]:
    """Mornings and noons of past days, one that left today, and two that are running now."""
    today = until.astimezone(zone).date()
    for index, days in enumerate(DAYS_BACK):
        for slot, first_dose in enumerate(FIRST_DOSES):
            number = 2 * index + slot
            staged = STAGED[number] if number < len(STAGED) else {}
            at = _local(today - timedelta(days=days), first_dose, zone) + timedelta(minutes=7 * index)
            patient = PATIENTS[number % len(PATIENTS)]
            yield Appointment(patient, f"Room {1 + (index + slot) % 6}", at, staged=staged)
    yield Appointment(PATIENTS[4], "Room 2", until - timedelta(hours=4, minutes=12))
    yield Appointment(PATIENTS[0], "Room 1", until - timedelta(minutes=36), in_sight=True)
    yield Appointment(PATIENTS[1], "Room 3", until - timedelta(minutes=26))


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)


def _eventful(course: Course) -> Course:
    """A pressure that someone must answer, in a patient who is otherwise well."""
    return replace(
        course, systolic=128, diastolic=79, rise_systolic=57, rise_diastolic=29, heart_rate=76, heart_rise=9,
        spo2=97.5, dip_at=None, respiratory_rate=15, dissociation_peak=7, dizziness_peak=5, nausea_peak=2,
        distress_peak=3, sedation_low=4,
    )  # fmt: skip

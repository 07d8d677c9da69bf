"""Filling the practice clinic: staff, patients, a week of past sessions, and a floor that is running."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dashboard.actions import clinic_profile, contacts, patients, rooms, users, viewing
from dashboard.actions.clinic import Clinic
from dashboard.actions.watching import watch
from dashboard.clinical.people import Contact
from dashboard.clinical.roles import Actor
from dashboard.clinical.rooms import Address
from dashboard.simulator.clock import PracticeClock, run
from dashboard.simulator.courses import draw_course
from dashboard.simulator.people import PASSWORD, PATIENTS, STAFF, PracticePatient
from dashboard.simulator.plans import SessionPlan
from dashboard.simulator.session_life import SessionLife
from dashboard.simulator.stories import (
    BEFORE_THE_DOSE,
    CHECK_FORGOTTEN,
    DEVICE_WAITS,
    OFF_THE_UNIT,
    PAST,
    PAUSED,
    QUIET,
    URGENT_ANSWERED,
    Story,
)

SEED = 20261123
DAYS_BACK = (9, 7, 6, 5, 3, 2, 1)
FIRST_DOSES = (time(9, 10), time(12, 50))
ROOMS = 7
# Room by room: the patient, how many minutes ago the first dose was given, and what the room shows.
RUNNING: tuple[tuple[int, float, Story], ...] = (
    (0, 34.5, URGENT_ANSWERED), (7, 27, CHECK_FORGOTTEN), (1, 3.2, DEVICE_WAITS), (6, 23.5, PAUSED),
    (4, 67, OFF_THE_UNIT), (2, -2, BEFORE_THE_DOSE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who comes to which room, when the first dose is given, and what happens."""

    patient: PracticePatient
    room: int
    dosed_at: datetime
    story: Story = QUIET


def fill(clinic: Clinic, clock: PracticeClock, until: datetime, say: Callable[[str], None]) -> None:
    """Fill an empty practice clinic, living up to `until` on `clock`, and say the sign-ins.

    The clinic must have been opened with `clock.now`; Room 1 to Room 6 are left with a session.
    """
    random = Random(SEED)
    clock.moment = until - timedelta(days=max(DAYS_BACK) + 2)
    staff = _staff(clinic)
    known = _patients(clinic, staff["nina"])
    _rooms(clinic, staff)
    plans = list(_plans(clinic, random, known, staff, until))
    run(clock, [SessionLife(clinic, plan, Random(random.random())).live() for plan in plans], until)
    watch(clinic)
    for person in STAFF:
        roles = ", ".join(sorted(role.value for role in person.roles))
        say(f"{person.username}  {PASSWORD}  ({person.display_name}; {roles})")


def _staff(clinic: Clinic) -> dict[str, Actor]:
    shell = users.shell_actor()
    made: dict[str, Actor] = {}
    for person in STAFF:
        new = users.NewUser(person.username, person.display_name, person.roles, PASSWORD)
        made[person.username] = users.add_user(clinic, shell, new).actor()
        first, _, last = person.display_name.removeprefix("Dr ").partition(",")[0].partition(" ")
        contact = Contact(
            first_name=first, last_name=last, phone="555 0100", email=f"{person.username}@linden.example"
        )
        contacts.change_own_contact(clinic, made[person.username], contact)
    clinic_profile.change_clinic(
        clinic, made["ada"], name="Linden Clinic", emergency_text="Call 112, then Dr Okafor on extension 7.",
        address=Address(line_1="1 Linden Street", city="Springfield", state="IL", postal_code="62701"),
    )  # fmt: skip
    return made


def _rooms(clinic: Clinic, staff: dict[str, Actor]) -> None:
    """One room more than sessions run, and a nurse for each."""
    rooms.add_room(clinic, staff["ada"], f"Room {ROOMS}")
    for number, room in enumerate(rooms.list_rooms(clinic, staff["nina"]), start=1):
        rooms.give_room(clinic, staff["nina"], room.id, _nurses(staff, number)[0].user_id)


def _nurses(staff: dict[str, Actor], room: int) -> tuple[Actor, Actor]:
    """Who has this room, and the other one."""
    nina, mateo = staff["nina"], staff["mateo"]
    return (nina, mateo) if room % 2 else (mateo, nina)


def _patients(clinic: Clinic, nurse: Actor) -> dict[str, str]:
    made = {}
    for person in PATIENTS:
        draft = patients.PatientDraft(
            mrn=person.mrn, family_name=person.family_name, given_name=person.given_name,
            birth_date=person.birth_date, sex=person.sex, allergies=person.allergies, facts=person.facts,
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
        nurse, other = _nurses(staff, visit.room)
        yield SessionPlan(
            patient_id=known[patient.mrn], room=f"Room {visit.room}", protocol=protocol,
            dose_mg=patient.dose_mg, weight_kg=patient.weight_kg, dosed_at=visit.dosed_at,
            clinician=staff["carl"], nurse=nurse, next_nurse=other, escort="J. " + patient.family_name,
            course=visit.story.shaped(course), sign=number % 5 != 4, story=visit.story,
        )  # fmt: skip


def _appointments(until: datetime, zone: ZoneInfo) -> Iterator[Appointment]:
    """Mornings and noons of past days, one that left today, and those that are running now."""
    today = until.astimezone(zone).date()
    for index, days in enumerate(DAYS_BACK):
        for slot, first_dose in enumerate(FIRST_DOSES):
            number = 2 * index + slot
            story = PAST[number] if number < len(PAST) else QUIET
            at = _local(today - timedelta(days=days), first_dose, zone) + timedelta(minutes=7 * index)
            patient = PATIENTS[number % len(PATIENTS)]
            yield Appointment(patient, 1 + (index + slot) % 6, at, story)
    yield Appointment(PATIENTS[5], 2, until - timedelta(hours=4, minutes=12))
    for place, (who, minutes, story) in enumerate(RUNNING, start=1):
        yield Appointment(PATIENTS[who], place, until - timedelta(minutes=minutes), story)


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)

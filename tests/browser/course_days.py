"""A patient who came before: sessions of earlier days, written beside the server with a clock of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from dashboard.actions import sessions
from dashboard.actions.discharge import end_session
from dashboard.actions.opening import open_clinic
from dashboard.actions.users import list_users_from_shell
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.sessions import PlannedDose, SessionEnd
from tests.actions.bedside import QUIET, Bedside
from tests.browser.desk import ZONE, Ward, ago
from tests.people import Clock, Staff

# Systolic, diastolic, heart rate and dissociation by the minute since the dose; None is not asked.
Reading = tuple[int, int, int, int, int | None]
COURSE: Mapping[int, Sequence[Reading]] = {
    10: ((10, 139, 84, 78, None), (20, 146, 88, 82, 6), (30, 156, 92, 86, None), (40, 163, 96, 90, 9),
         (55, 146, 88, 82, 5), (70, 138, 82, 76, 2), (90, 129, 79, 73, 1)),
    7: ((10, 136, 82, 77, None), (20, 143, 86, 80, 5), (30, 150, 90, 84, None), (40, 158, 94, 88, 8),
        (55, 145, 88, 81, 4), (70, 136, 82, 76, 0), (90, 128, 78, 72, 0)),
    4: ((10, 134, 81, 76, None), (20, 147, 88, 82, 5), (30, 155, 92, 86, None), (40, 168, 99, 91, 6),
        (55, 149, 90, 82, 3), (70, 136, 83, 76, 1), (90, 130, 79, 74, 0)),
}  # fmt: skip
TODAY: Sequence[Reading] = (
    (10, 139, 84, 78, None), (20, 151, 92, 82, 4), (30, 164, 98, 88, None), (40, 186, 108, 92, 7),
    (55, 154, 94, 84, 6), (70, 141, 85, 77, 3), (90, 132, 80, 73, 0),
)  # fmt: skip


@contextmanager
def earlier_days(ward: Ward) -> Iterator[Bedside]:
    """The ward's clinic with a clock that the test sets."""
    clock = Clock(ago(0))
    clinic = open_clinic(ward.clinic.data_dir, None, machine_zone=str(ZONE), now=clock)
    people = {user.username: user.actor() for user in list_users_from_shell(clinic)}
    try:
        yield Bedside(clinic, clock, Staff(people["nina"], people["carl"], people["ada"]))
    finally:
        clinic.close()


def treated(
    bedside: Bedside, patient: str, begun: datetime, readings: Sequence[Reading], room: str
) -> str:
    """One infusion of 35 mg that began then and ended 110 min later; its id."""
    bedside.clock.at = begun - timedelta(minutes=15)
    request = sessions.SessionRequest(
        patient_id=patient, protocol="iv_racemic_40", room=room, weight_kg=70.0,
        clinician_id=bedside.carl.user_id, planned_dose=PlannedDose("ketamine", 35, "mg", "iv"),
    )  # fmt: skip
    session = sessions.open_session(bedside.clinic, bedside.nina, request).session.id
    bedside.clock.at = begun - timedelta(minutes=5)
    base = bedside.record(session).reading.id
    sessions.accept_baseline(bedside.clinic, bedside.nina, session, base, None)
    bedside.clock.at = begun
    bedside.dose(session)
    ended = False
    for minute, systolic, diastolic, rate, dissociation in readings:
        bedside.clock.at = begun + timedelta(minutes=minute)
        if minute > 40 and not ended:
            ended = True
            bedside.event(session, "dose_end", begun + timedelta(minutes=40), amount_given=35)
        asked = {} if dissociation is None else {"dissociation": dissociation, "nausea": 1, "dizziness": 2}
        values = {"systolic": systolic, "diastolic": diastolic, "heart_rate": rate, "spo2": 97, "sedation": 5}
        bedside.record(session, {**values, **asked})
    for minute in (100, 106):
        bedside.clock.at = begun + timedelta(minutes=minute)
        bedside.record(session, {**QUIET, "systolic": 129})
    bedside.clock.at = begun + timedelta(minutes=110)
    left = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="To the ward", told="Dr Okafor")
    end_session(bedside.clinic, bedside.nina, session, left)
    return session


def coursed(ward: Ward, patient: str, room: str) -> list[str]:
    """Three earlier infusions and today's; their ids, the first one first."""
    with earlier_days(ward) as bedside:
        days = [(ago(days * 24 * 60), readings) for days, readings in COURSE.items()]
        days.append((ago(120), TODAY))
        return [treated(bedside, patient, begun, readings, room) for begun, readings in days]

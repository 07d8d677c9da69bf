"""One practice session from opening to signature, as a nurse and a clinician would keep it.

It yields the moment at which it goes on, and between two moments it only calls actions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from dashboard.actions import alerts, discharge, events, notes, readings, sessions
from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import view_session
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.events import Event
from dashboard.clinical.instruments import Reason
from dashboard.clinical.notes import Meaning
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.readings import ReadingEntry, StrikeReason
from dashboard.clinical.roles import Actor
from dashboard.clinical.sessions import PlannedDose, SessionEnd
from dashboard.simulator.clock import Life
from dashboard.simulator.courses import Course
from dashboard.simulator.people import PASSWORD

SCHEDULES: dict[str, tuple[int, ...]] = {
    "iv_racemic_40": (10, 20, 30, 40, 55, 70, 85, 100),
    "im_racemic": (10, 20, 30, 45, 60, 90, 120),
    "oral_sl": (20, 40, 60, 90, 120),
    "in_esketamine": (20, 40, 60, 90, 120),
    "sc_racemic": (10, 20, 30, 40, 60, 90, 120),
}
_VITALS = ("systolic", "diastolic", "heart_rate", "spo2", "sedation")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """What is going to happen: who, where, what and when the first dose is given."""

    patient_id: str
    room: str
    protocol: Protocol
    dose_mg: float
    weight_kg: float
    dosed_at: datetime
    course: Course
    nurse: Actor
    clinician: Actor
    escort: str
    sign: bool = True


class SessionLife:
    """Runs one plan. Mishaps (refusals, artefacts, late entries, corrections) are drawn from the seed."""

    def __init__(self, clinic: Clinic, plan: SessionPlan, random: Random) -> None:
        self.clinic = clinic
        self.plan = plan
        self.random = random
        self.session_id = ""

    def at(self, minute: float) -> datetime:
        """The moment `minute` minutes from the first dose."""
        return self.plan.dosed_at + timedelta(minutes=minute)

    def live(self) -> Life:
        """The whole session."""
        yield self.at(-25)
        self.open()
        yield self.at(-9)
        baseline = self.record(-10, everything=True)
        yield self.at(-4)
        sessions.accept_baseline(self.clinic, self.plan.nurse, self.session_id, baseline, None)
        dosing = self.dosing()
        next_dose = next(dosing, None)
        for minute in SCHEDULES[self.plan.protocol.code]:
            while next_dose is not None and next_dose <= minute:
                yield self.at(next_dose)
                next_dose = next(dosing, None)
            yield from self.check(minute)
        yield from self.leave()

    def open(self) -> None:
        """Open the session on its protocol with weight, planned dose and the people named."""
        plan = self.plan
        dose = PlannedDose(plan.protocol.drug, plan.dose_mg, "mg", plan.protocol.route)
        request = sessions.SessionRequest(
            patient_id=plan.patient_id, protocol=plan.protocol.code, room=plan.room, planned_dose=dose,
            weight_kg=plan.weight_kg, nurse_id=plan.nurse.user_id, clinician_id=plan.clinician.user_id,
        )  # fmt: skip
        self.session_id = sessions.open_session(self.clinic, plan.nurse, request).session.id

    def dosing(self) -> Iterator[float]:
        """The minutes at which something is given; asking for the next one gives what was due."""
        for kind, minute, detail in dose_steps(self.plan):
            yield minute
            self.give(kind, minute, **detail)

    def give(self, kind: str, minute: float, **detail: object) -> Event:
        """Record a dose event at its minute."""
        entry = events.EventEntry(kind=kind, occurred_at=self.at(minute), detail=detail)
        return events.record_event(self.clinic, self.plan.nurse, self.session_id, entry).event

    def check(self, minute: int) -> Life:
        """One check: measured about on time, entered soon after, sometimes late; alerts are answered."""
        measured = minute + self.random.uniform(-1.2, 1.8)
        delay = self.random.uniform(14, 22) if self.random.random() < 0.03 else self.random.uniform(0.3, 1.2)
        yield self.at(measured + delay)
        everything = minute in (20, 40, 60, 90, 120) or minute >= 55
        reading = self.record(measured, everything=everything)
        yield from self.mend(reading, measured + delay)
        yield from self.answer_alerts()

    def record(self, minute: float, *, everything: bool) -> str:
        """Record what the course gives at this minute; a few values are refused or cannot be taken."""
        values = dict(self.plan.course.values_at(minute, self.random))
        if not everything:
            values = {code: values[code] for code in _VITALS}
        missing = self._missing(values)
        entry = ReadingEntry(
            values={code: value for code, value in values.items() if code not in missing}, not_obtained=missing,
            confirmed=frozenset(values), observed_at=self.at(minute),
            qualifiers={"arm": "left", "position": "semi_reclined", "cuff": "adult"},
        )  # fmt: skip
        return readings.record_reading(self.clinic, self.plan.nurse, self.session_id, entry).reading.id

    def mend(self, reading_id: str, minute: float) -> Life:
        """Now and then a slip is corrected or an artefact struck and measured again."""
        chance = self.random.random()
        if chance < 0.012:
            yield self.at(minute + 2)
            self._correct(reading_id)
        elif chance < 0.022:
            yield self.at(minute + 2)
            words = "cuff slipped, measured again"
            readings.strike_reading(
                self.clinic, self.plan.nurse, reading_id, None, StrikeReason.WRONG_VALUE, words
            )
            self.record(minute + 1.5, everything=False)

    def answer_alerts(self) -> Life:
        """Acknowledge what is open, a little later, with the warning signs asked."""
        record = view_session(self.clinic, self.plan.nurse, self.session_id)
        for alert in record.alerts:
            if alert.state.value == "open":
                yield self.clinic.now() + timedelta(seconds=self.random.randint(20, 90))
                alerts.acknowledge_alert(
                    self.clinic, self.plan.nurse, alert.id, told=self.plan.clinician.display_name, note=None, signs=[]
                )

    def leave(self) -> Life:
        """End with an escort when the observation time is over, and have the note signed."""
        protocol = self.plan.protocol
        minutes = max(protocol.after_dose_start_min, (protocol.planned_duration_min or 10) + protocol.after_last_dose_event_min)
        yield self.at(minutes + self.random.uniform(2, 9))
        request = DischargeRequest(
            end=SessionEnd.COMPLETED, escort={"name": self.plan.escort, "relation": "friend"},
        )  # fmt: skip
        discharge.end_session(self.clinic, self.plan.nurse, self.session_id, request)
        if self.plan.sign:
            yield self.clinic.now() + timedelta(minutes=self.random.randint(8, 40))
            notes.sign_note(self.clinic, self.plan.clinician, self.session_id, Meaning.APPROVED, PASSWORD, "practice")

    def _missing(self, values: dict[str, int]) -> dict[str, Reason]:
        chance = self.random.random()
        if chance < 0.015 and "nausea" in values:
            return dict.fromkeys(("nausea", "dizziness", "dissociation", "distress"), Reason.REFUSED)
        if chance < 0.035:
            return {"heart_rate": Reason.UNABLE} if chance < 0.025 else {"spo2": Reason.EQUIPMENT}
        return {}

    def _correct(self, reading_id: str) -> None:
        record = view_session(self.clinic, self.plan.nurse, self.session_id)
        reading = record.reading(reading_id)
        if reading is None or "heart_rate" not in reading.values:
            return
        correction = readings.ReadingCorrection(
            reason="misread the display", values={"heart_rate": reading.values["heart_rate"] + 3}
        )
        readings.correct_reading(self.clinic, self.plan.nurse, reading_id, reading.version, correction)


def dose_steps(plan: SessionPlan) -> list[tuple[str, float, dict[str, object]]]:
    """What is given and when: kind of event, minute and detail."""
    given: dict[str, object] = {
        "drug": plan.protocol.drug, "amount": plan.dose_mg, "unit": "mg", "route": plan.protocol.route, "lot": "P-2291",
    }  # fmt: skip
    if plan.protocol.devices_mg:
        count = int(plan.dose_mg // plan.protocol.devices_mg)
        return [
            ("device_given", 5.5 * n, {"number": n + 1, "amount": plan.protocol.devices_mg, "lot": "P-7710"})
            for n in range(count)
        ]
    if plan.protocol.planned_duration_min:
        end: dict[str, object] = {"amount_given": plan.dose_mg}
        return [("dose_start", 0, given), ("dose_end", plan.protocol.planned_duration_min, end)]
    return [("dose_start", 0, given)]

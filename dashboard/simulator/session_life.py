"""One practice session from opening to signature, as a nurse and a clinician would keep it.

It yields the moment at which it goes on, and between two moments it only calls actions.
"""

import heapq
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from dashboard.actions import alerts, discharge, events, handover, notes, readings, sessions
from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import view_session
from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import GatesClosed
from dashboard.clinical.event_kinds import EVENT_KINDS, Witnessing
from dashboard.clinical.instruments import Reason
from dashboard.clinical.notes import Meaning
from dashboard.clinical.readings import ReadingEntry, StrikeReason
from dashboard.clinical.sessions import PlannedDose, SessionEnd
from dashboard.simulator.clock import Life
from dashboard.simulator.mishaps import Mishap, draw_mishap
from dashboard.simulator.people import PASSWORD
from dashboard.simulator.plans import SessionPlan, dose_steps
from dashboard.simulator.stories import Happening, Leaving

VITALS = ("systolic", "diastolic", "heart_rate", "spo2", "sedation")
SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")
_FULL_CHECKS = frozenset({20, 40})
_FULL_FROM = 55
_USED_QUALIFIERS = {"arm": "left", "position": "semi_reclined", "cuff": "adult"}
# What would be entered, or measured again, after the patient has left.
_NOT_AT_THE_LAST = frozenset({Mishap.LATE, Mishap.ARTEFACT})
_SAID_AT_LEAVING = ("dissociation", "dizziness_gait", "line_out", "instructions", "mood_safety")
_LOOK_AGAIN_AFTER = 5

_CHECKLIST = {
    **dict.fromkeys(
        ("identifiers", "right_dose", "consent", "allergies_checked", "suicidality_checked",
         "escort_confirmed", "bathroom_offered", "call_button_shown", "oximeter_ready",
         "emergency_kit_ready", "prescriber_on_site"), "yes"),
    **dict.fromkeys(
        ("opioid", "benzodiazepine", "other_sedative", "psychostimulant", "maoi", "meds_changed",
         "vessel_disease", "brain_bleed", "hypersensitivity", "recent_heart_event",
         "uncontrolled_hypertension", "psychosis_history", "pregnancy", "substance_use"), "no"),
    "antihypertensive_taken": "na",
}  # fmt: skip
_FASTED_MIN = {"last_food_at": 480, "last_drink_at": 150}

Step = Callable[[float], None]


class SessionLife:
    """Runs one plan as an agenda of steps, each at its minute from the first dose."""

    def __init__(self, clinic: Clinic, plan: SessionPlan, random: Random) -> None:
        self.clinic = clinic
        self.plan = plan
        self.random = random
        self.session_id = ""
        self.nurse = plan.nurse
        self._rescue = ""
        self._agenda: list[tuple[float, int, Step]] = []
        self._written = 0

    def at(self, minute: float) -> datetime:
        """The moment `minute` minutes from the first dose."""
        return self.plan.dosed_at + timedelta(minutes=minute)

    def live(self) -> Life:
        """The whole session, step by step in order of time."""
        self._then(-25, self._open)
        self._then(-9, self._measure_baseline)
        self._then(-6, self._fill_checklist)
        for happening in (*dose_steps(self.plan), *self.plan.story.happenings):
            self._then(happening.minute, partial(self._happen, happening))
        for check in self.plan.checks:
            self._plan_check(check)
        self._plan_end()
        while self._agenda:
            minute, _, step = heapq.heappop(self._agenda)
            yield self.at(minute)
            step(minute)

    def _then(self, minute: float, step: Step) -> None:
        self._written += 1
        heapq.heappush(self._agenda, (minute, self._written, step))

    def _open(self, _minute: float) -> None:
        plan = self.plan
        dose = PlannedDose(plan.protocol.drug, plan.dose_mg, "mg", plan.protocol.route)
        request = sessions.SessionRequest(
            patient_id=plan.patient_id, protocol=plan.protocol.code, room=plan.room, planned_dose=dose,
            weight_kg=plan.weight_kg, nurse_id=plan.nurse.user_id, clinician_id=plan.clinician.user_id,
        )  # fmt: skip
        self.session_id = sessions.open_session(self.clinic, plan.nurse, request).session.id

    def _measure_baseline(self, minute: float) -> None:
        reading_id = self._record(minute - 1, None, None)
        self._then(minute + 5, partial(self._accept_baseline, reading_id))

    def _accept_baseline(self, reading_id: str, _minute: float) -> None:
        sessions.accept_baseline(self.clinic, self.nurse, self.session_id, reading_id, None)

    def _fill_checklist(self, minute: float) -> None:
        """What was asked before the dose, with what this patient's story answers otherwise."""
        fasted = {name: self.at(minute - back).isoformat() for name, back in _FASTED_MIN.items()}
        answers = {**_CHECKLIST, **fasted, "escort_name": self.plan.escort, **self.plan.story.checklist}
        self._tell("pre_dose_checklist", minute, answers)

    def _happen(self, happening: Happening, minute: float) -> None:
        detail = dict(happening.detail)
        if happening.kind == "rescue_response":
            detail["of"] = self._rescue
        event_id = self._tell(happening.kind, minute, detail)
        if happening.kind == "rescue_medication":
            self._rescue = event_id
        self._answer_soon(minute)

    def _tell(self, kind: str, minute: float, detail: Mapping[str, Any]) -> str:
        """Store an event; of a controlled drug the clinician stands by. The event's id."""
        entry = events.EventEntry(kind=kind, occurred_at=self.at(minute), detail=detail)
        asked = EVENT_KINDS[kind].dosing and EVENT_KINDS[kind].witnessing is not Witnessing.NEVER
        second = self.plan.clinician if asked else None
        stored = events.record_event(self.clinic, self.nurse, self.session_id, entry, second=second)
        return stored.event.id

    def _plan_end(self) -> None:
        """Home when the protocol lets the patient go, unless the story ends it before; and who takes over."""
        story = self.plan.story
        if story.handed_over_at is not None:
            self._then(story.handed_over_at, self._hand_over)
        if story.leaving is not None:
            self._then(story.leaving.minute, partial(self._leave_early, story.leaving))
        else:
            self._then(self.plan.free_to_leave + self.random.uniform(2, 5), self._get_up)

    def _hand_over(self, _minute: float) -> None:
        new = self.plan.next_nurse
        note = "Comfortable, likes the light low"
        seen = view_session(self.clinic, self.nurse, self.session_id).session.version
        handover.hand_over(self.clinic, self.nurse, self.session_id, seen, new.user_id, note)
        self.nurse = new

    def _leave_early(self, leaving: Leaving, minute: float) -> None:
        """End without the gates; nothing that was planned after it happens."""
        self._agenda.clear()
        self._answer(minute)
        request = DischargeRequest(
            end=leaving.end, reason=leaving.reason, told=leaving.told, witness=leaving.witness
        )
        discharge.end_session(self.clinic, self.nurse, self.session_id, request)
        if self.plan.sign:
            self._then(minute + self.random.uniform(12, 40), self._sign)

    def _plan_check(self, minute: int) -> None:
        """Measured about on time and entered soon after; a late entry comes while later checks go on."""
        mishap = self.plan.story.staged.get(minute) or draw_mishap(self.random)
        if mishap is Mishap.FORGOTTEN:
            return
        if minute == self.plan.checks[-1] and mishap in _NOT_AT_THE_LAST:
            mishap = None
        measured = minute + self.random.uniform(-1.2, 1.8)
        delay = self.random.uniform(14, 22) if mishap is Mishap.LATE else self.random.uniform(0.3, 1.2)
        full = minute in _FULL_CHECKS or minute >= _FULL_FROM
        codes = None if full else VITALS
        self._then(measured + delay, partial(self._check, measured, codes, mishap))

    def _check(
        self, measured: float, codes: tuple[str, ...] | None, mishap: Mishap | None, minute: float
    ) -> None:
        reading_id = self._record(measured, codes, mishap)
        if mishap is Mishap.CORRECTED:
            self._then(minute + 2, partial(self._correct, reading_id))
        elif mishap is Mishap.ARTEFACT:
            self._then(minute + 1, partial(self._strike_and_repeat, reading_id))
        self._answer_soon(minute)

    def _record(self, measured: float, codes: tuple[str, ...] | None, mishap: Mishap | None) -> str:
        """Store what the course gives at this minute, of these measures or of all; the reading's id."""
        course = self.plan.course.values_at(measured, self.random)
        values: dict[str, float] = {code: course[code] for code in codes or course}
        if mishap is Mishap.ARTEFACT:
            values["systolic"] += 66
        missing = self._missing(values, mishap)
        entry = ReadingEntry(
            values={code: value for code, value in values.items() if code not in missing},
            not_obtained=missing, confirmed=frozenset(values), observed_at=self.at(measured),
            qualifiers=_USED_QUALIFIERS,
        )  # fmt: skip
        return readings.record_reading(self.clinic, self.nurse, self.session_id, entry).reading.id

    def _missing(self, values: Mapping[str, float], mishap: Mishap | None) -> dict[str, Reason]:
        if mishap is Mishap.REFUSED:
            refused = SYMPTOMS if "nausea" in values else ("systolic", "diastolic")
            return dict.fromkeys(refused, Reason.REFUSED)
        if mishap is Mishap.UNABLE:
            wanted = ({"heart_rate": Reason.UNABLE}, {"spo2": Reason.EQUIPMENT})
            return self.random.choice(wanted)
        return {}

    def _correct(self, reading_id: str, _minute: float) -> None:
        reading = view_session(self.clinic, self.nurse, self.session_id).reading(reading_id)
        if reading is None:
            return
        correction = readings.ReadingCorrection(
            reason="misread the display", values={"heart_rate": reading.values["heart_rate"] + 3}
        )
        readings.correct_reading(self.clinic, self.nurse, reading_id, reading.version, correction)

    def _strike_and_repeat(self, reading_id: str, minute: float) -> None:
        why = readings.Strike(reason_code=StrikeReason.WRONG_VALUE, reason="arm was bent, measured again")
        readings.strike_reading(self.clinic, self.nurse, reading_id, None, why)
        self._record(minute - 0.5, VITALS, None)

    def _answer_soon(self, minute: float) -> None:
        if self.plan.story.answered:
            self._then(minute + self.random.uniform(0.3, 1.5), self._answer)

    def _answer(self, _minute: float) -> None:
        """Acknowledge what is open, urgent ones with the clinician told and the warning signs asked."""
        record = view_session(self.clinic, self.nurse, self.session_id)
        for alert in (a for a in record.alerts if a.state is AlertState.OPEN):
            urgent = alert.level is Level.URGENT
            alerts.acknowledge_alert(
                self.clinic, self.nurse, alert.id, signs=[] if urgent else None,
                told=self.plan.clinician.display_name if urgent else None,
                note=None if urgent else "Watching, repeat at the next check",
            )  # fmt: skip

    def _get_up(self, minute: float) -> None:
        """A walk, and the line taken out; then what the gates ask to be measured."""
        seen = {"walk_test": {"result": "steady"}, "iv_removed": {"site_ok": "yes"}}
        for kind in ("walk_test", "iv_removed") if self.plan.protocol.route == "iv" else ("walk_test",):
            self._tell(kind, minute, seen[kind])
        self._look_over(minute)

    def _look_over(self, minute: float) -> None:
        self._record(minute - 0.3, None, None)
        self._answer_soon(minute)
        self._then(minute + self.random.uniform(2, 4), self._leave)

    def _leave(self, minute: float) -> None:
        """End with an escort, then have the note signed; while a gate is shut, measure again."""
        request = DischargeRequest(
            end=SessionEnd.COMPLETED, escort={"name": self.plan.escort, "relation": "friend"},
            gates={gate: {"ok": True} for gate in _SAID_AT_LEAVING},
        )  # fmt: skip
        try:
            discharge.end_session(self.clinic, self.nurse, self.session_id, request)
        except GatesClosed:
            self._then(minute + _LOOK_AGAIN_AFTER, self._look_over)
            return
        if self.plan.sign:
            self._then(minute + self.random.uniform(12, 40), self._sign)

    def _sign(self, _minute: float) -> None:
        plan = self.plan
        notes.sign_note(self.clinic, plan.clinician, self.session_id, Meaning.APPROVED, PASSWORD, "practice")

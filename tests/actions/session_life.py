"""The life of two sessions side by side on a real database, in any order, with a ledger beside.

The ledger holds what the callers were told is stored. After every step the record is held against it.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dashboard.actions import alerts, discharge, events, readings, sessions, watching
from dashboard.actions.audit import verify
from dashboard.actions.users import list_users_from_shell
from dashboard.clinical.alerts import Alert
from dashboard.clinical.discharge import DischargeRequest, Override
from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.events import Event
from dashboard.clinical.gates import GATE_CODES
from dashboard.clinical.instruments import Reason, measures
from dashboard.clinical.readings import Reading, ReadingEntry, StrikeReason
from dashboard.clinical.roles import Actor
from dashboard.clinical.schedule import Check, CheckState, checks_of
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import QUIET, Bedside
from tests.actions.leaving_proof import drug_reached, unproven
from tests.people import Clock, Staff, open_test_clinic

PLACE = st.integers(0, 99)
WHICH = st.sampled_from(["iv_racemic_40", "im_racemic"])
BY_CARL = st.booleans()
SETS: dict[str, dict[str, float]] = {
    "quiet": dict(QUIET), "vitals": {k: QUIET[k] for k in ("systolic", "diastolic", "heart_rate", "spo2")},
    "high": {**QUIET, "systolic": 165, "diastolic": 101}, "urgent": {"systolic": 187, "diastolic": 99},
    "worse": {"systolic": 199, "diastolic": 118}, "half": {"systolic": 184}, "jump": {"heart_rate": 133},
    "drowsy": {"sedation": 2, "spo2": 90}, "calm": {"systolic": 131, "diastolic": 80, "heart_rate": 70},
}  # fmt: skip
NOT_TAKEN: dict[str, dict[str, Reason]] = {
    "all taken": {}, "no oxygen saturation": {"spo2": Reason.EQUIPMENT},
    "no pressure": {"systolic": Reason.UNABLE, "diastolic": Reason.UNABLE},
}  # fmt: skip
VALUES = st.sampled_from(sorted(SETS))
MISSING = st.sampled_from(sorted(NOT_TAKEN))
BACK = st.sampled_from([0, 0, 0, 1, 8, 15, 45])
DOSING = st.sampled_from(["dose_start", "dose_pause", "dose_resume", "dose_stop", "dose_end", "bolus"])
CONFIRMED = frozenset(measure.code for measure in measures())
UNATTESTED = ("observation_time", "escort", "alerts")
SOME_GATES = st.one_of(
    st.just(frozenset()), st.just(frozenset(GATE_CODES)), st.frozensets(st.sampled_from(sorted(GATE_CODES)))
)
ESCORT = {"name": "Jan Kowalczyk", "relation": "brother", "time": "15:06"}
REPEAT_CLOSED = (CheckState.DONE, CheckState.NOT_OBTAINED)


@dataclass
class Entry:
    """What was acknowledged of one reading or event: where it is, what it says, if it was struck."""

    session: str
    said: dict[str, Any]
    version: int = 1
    struck: bool = False


class SessionLife(RuleBasedStateMachine):
    """Two sessions, a nurse and a clinician; each rule is what somebody does, or time that passes."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="chairside-life-")
        self.data = Path(self.folder.name) / "clinic"
        shutil.copytree(self.template, self.data)
        self.clock = Clock()
        clinic = open_test_clinic(self.data, self.clock)
        people = {user.username: user.actor() for user in list_users_from_shell(clinic)}
        self.bedside = Bedside(clinic, self.clock, Staff(people["nina"], people["carl"], people["ada"]))
        self.sessions: dict[str, str] = {}
        self.readings: dict[str, Entry] = {}
        self.events: dict[str, Entry] = {}
        self.ended: dict[str, SessionEnd] = {}

    @initialize()
    def both_are_opened(self) -> None:
        """Kowalczyk gets an infusion in Room 1, Nowak an injection in Room 2."""
        bed = self.bedside
        self.sessions["iv_racemic_40"] = bed.open("Room 1", "iv_racemic_40", "204881")
        self.sessions["im_racemic"] = bed.open("Room 2", "im_racemic", "204882")

    @rule(which=WHICH, values=VALUES, missing=MISSING, back=BACK, carl=BY_CARL)
    def a_set_is_recorded(self, which: str, values: str, missing: str, back: int, carl: bool) -> None:
        """Now or afterwards, by one of two people; what is improbable is kept."""
        self._record(which, values, missing, back, carl)

    @rule(which=WHICH, values=st.sampled_from(["urgent", "worse", "calm", "quiet"]), carl=BY_CARL)
    def a_pressure_is_taken(self, which: str, values: str, carl: bool) -> None:
        """What happens most at a chair, with a minute before it."""
        self.clock.forward(1)
        self._record(which, values, "all taken", 0, carl)

    def _record(self, which: str, values: str, missing: str, back: int, carl: bool) -> None:
        reasons = NOT_TAKEN[missing]
        taken = {code: value for code, value in SETS[values].items() if code not in reasons}
        entry = ReadingEntry(
            values=taken, not_obtained=reasons, confirmed=CONFIRMED,
            observed_at=self.clock.at - timedelta(minutes=back),
        )  # fmt: skip
        who = self._who(carl)
        stored = self._try(lambda: readings.record_reading(self.bedside.clinic, who, self._of(which), entry))
        if stored is not None:
            self.readings[stored.reading.id] = Entry(self._of(which), taken)

    @rule(place=PLACE, values=VALUES, later=st.sampled_from([None, -20, -3, 2]))
    def a_set_is_corrected(self, place: int, values: str, later: int | None) -> None:
        """Its values, its time, or both."""
        found = self._pick(self.readings, place)
        if found is None:
            return
        reading = self._reading(*found)
        moved = None if later is None else reading.observed_at + timedelta(minutes=later)
        change = readings.ReadingCorrection(
            reason="read again", values=SETS[values], observed_at=moved, confirmed=CONFIRMED
        )
        clinic, nina = self.bedside.clinic, self.bedside.nina
        entry = found[1]
        stored = self._try(lambda: readings.correct_reading(clinic, nina, found[0], entry.version, change))
        if stored is not None:
            entry.said, entry.version = {**entry.said, **SETS[values]}, entry.version + 1

    @rule(place=PLACE, move=st.booleans())
    def a_set_is_struck_or_moved_to_the_other_session(self, place: int, move: bool) -> None:
        """Withdrawn where it stands; moved, it is the other session's from then on."""
        found = self._pick(self.readings, place)
        if found is None:
            return
        reading_id, entry = found
        other = next(s for s in self.sessions.values() if s != entry.session)
        strike = readings.Strike(
            reason_code=StrikeReason.WRONG_PATIENT, reason="the other room",
            move_to_session_id=other if move else None,
        )  # fmt: skip
        clinic, nina = self.bedside.clinic, self.bedside.nina
        stored = self._try(lambda: readings.strike_reading(clinic, nina, reading_id, entry.version, strike))
        if stored is None:
            return
        entry.struck, entry.version = True, entry.version + 1
        assert (stored.reading.moved_to is not None) is move
        if stored.reading.moved_to is not None:
            self.readings[stored.reading.moved_to] = Entry(other, entry.said)

    @rule(which=WHICH, kind=DOSING, back=BACK)
    def a_drug_is_given_paused_or_stopped(self, which: str, kind: str, back: int) -> None:
        """In whatever order people record it."""
        given = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": which[:2]}
        self._event(which, kind, back, **(given if kind in ("dose_start", "bolus") else {}))

    @rule(which=WHICH, minutes=st.sampled_from([5, 15]), resumed=st.booleans())
    def checks_are_paused_or_resumed(self, which: str, minutes: int, resumed: bool) -> None:
        """A pause may be refused."""
        if resumed:
            self._event(which, "schedule_resumed", 0)
        else:
            self._event(which, "schedule_paused", 0, reason="bathroom", minutes=minutes)

    @rule(which=WHICH, place=PLACE)
    def a_check_is_skipped(self, which: str, place: int) -> None:
        """One that waits, with its reason."""
        waiting = [check for check in checks_of(self._look(self._of(which))) if check.waiting]
        if waiting:
            check = waiting[place % len(waiting)]
            due = check.due_at.isoformat()
            self._event(which, "check_skipped", 0, check=check.code, due_at=due, reason="refused")

    @rule(place=PLACE, earlier=st.sampled_from([None, -30, -7, 4]))
    def an_event_is_struck_or_its_time_corrected(self, place: int, earlier: int | None) -> None:
        """A wrong dose start moves everything."""
        found = self._pick(self.events, place)
        if found is None:
            return
        event_id, entry = found
        clinic, nina = self.bedside.clinic, self.bedside.nina
        event = next(e for e in self._look(entry.session).events if e.id == event_id)
        if earlier is None:
            why = (StrikeReason.OTHER, "not so")
            stored = self._try(lambda: events.strike_event(clinic, nina, event_id, entry.version, *why))
        else:
            at = event.occurred_at + timedelta(minutes=earlier)
            change = events.EventCorrection(reason="pressed late", occurred_at=at, detail={})
            stored = self._try(lambda: events.correct_event(clinic, nina, event_id, entry.version, change))
        if stored is not None:
            entry.version, entry.struck = entry.version + 1, earlier is None

    @rule(which=WHICH, place=PLACE)
    def a_baseline_is_accepted(self, which: str, place: int) -> None:
        """Any set of the session with a pressure."""
        mine = [r for r, entry in self.readings.items() if entry.session == self._of(which)]
        if mine:
            clinic, nina, reading = self.bedside.clinic, self.bedside.nina, mine[place % len(mine)]
            self._try(lambda: sessions.accept_baseline(clinic, nina, self._of(which), reading, "chosen"))

    @rule(place=PLACE, carl=BY_CARL, signs=st.sampled_from([(), ("chest_pain",)]))
    def an_alert_is_acknowledged(self, place: int, carl: bool, signs: tuple[str, ...]) -> None:
        """By either, some a second time."""
        alert = self._alert(place)
        if alert is not None:
            answer = {"told": "Dr Okafor", "note": None, "signs": signs}
            clinic, who = self.bedside.clinic, self._who(carl)
            self._try(lambda: alerts.acknowledge_alert(clinic, who, alert.id, **answer))

    @rule(place=PLACE)
    def an_alert_is_resolved_by_hand(self, place: int) -> None:
        """With a reason."""
        alert = self._alert(place)
        if alert is not None:
            clinic, nina = self.bedside.clinic, self.bedside.nina
            self._try(lambda: alerts.resolve_alert(clinic, nina, alert.id, reason="cuff had slipped"))

    @rule(minutes=st.sampled_from([1, 1, 4, 12, 40, 90]), watched=st.booleans())
    def time_passes(self, minutes: int, watched: bool) -> None:
        """With the watcher's eye on it, or without."""
        self.clock.forward(minutes)
        if watched:
            watching.watch(self.bedside.clinic)
            assert watching.watch(self.bedside.clinic) == 0, "a second look found more"

    @precondition(lambda self: len(self.readings) > 4)
    @rule(which=WHICH, overridden=SOME_GATES, waited=st.booleans())
    def a_clinician_completes_it(self, which: str, overridden: frozenset[str], waited: bool) -> None:
        """With two quiet sets and everything attested; what is closed all the same is overridden, or not."""
        self.clock.forward(125 if waited else 1)
        for _ in range(2):
            self._record(which, "quiet", "all taken", 0, False)
        self._end(which, SessionEnd.COMPLETED, frozenset(GATE_CODES), overridden, True, True)

    @precondition(lambda self: len(self.readings) > 4)
    @rule(
        which=WHICH, end=st.sampled_from(list(SessionEnd)), attested=SOME_GATES, overridden=SOME_GATES,
        carl=BY_CARL, escorted=st.booleans(),
    )  # fmt: skip
    def somebody_ends_the_session(
        self, which: str, end: SessionEnd, attested: frozenset[str], overridden: frozenset[str], carl: bool,
        escorted: bool,
    ) -> None:  # fmt: skip
        """In each of the ways there are, with whatever evidence they bring."""
        self._end(which, end, attested, overridden, carl, escorted)

    def _end(
        self, which: str, end: SessionEnd, attested: frozenset[str], overridden: frozenset[str], carl: bool,
        escorted: bool,
    ) -> None:  # fmt: skip
        request = DischargeRequest(
            end=end, gates={code: {"ok": True} for code in attested if code not in UNATTESTED},
            overrides=tuple(Override(gate, "known to us") for gate in sorted(overridden)),
            escort=ESCORT if escorted else None, reason="wants to go", witness="Mia Duarte", told="Dr Okafor",
        )  # fmt: skip
        clinic, who = self.bedside.clinic, self._who(carl)
        ended = self._try(lambda: discharge.end_session(clinic, who, self._of(which), request))
        if ended is None:
            return
        self.ended[self._of(which)] = end
        if end is SessionEnd.COMPLETED or (end is SessionEnd.ABORTED and drug_reached(ended)):
            missing = unproven(ended, self.clock.at, attested, escorted=escorted)
            assert missing <= overridden, f"left without evidence: {missing - overridden}"

    @invariant()
    def the_record_keeps_its_word(self) -> None:
        """After every step, of both sessions."""
        for session in self.sessions.values():
            record = self._look(session)
            self._nothing_told_is_missing_doubled_or_elsewhere(record)
            _every_live_alert_has_a_cause_that_stands(record)
            _nobody_is_asked_twice_for_the_same(record)
            if session in self.ended:
                _the_end_has_what_it_asks_for(record, self.ended[session])

    def teardown(self) -> None:
        """The audit of the whole life still verifies."""
        verified = verify(self.bedside.clinic)
        self.bedside.clinic.close()
        self.folder.cleanup()
        assert verified.ok, verified

    def _of(self, which: str) -> str:
        return self.sessions[which]

    def _who(self, carl: bool) -> Actor:
        return self.bedside.carl if carl else self.bedside.nina

    def _look(self, session: str) -> SessionRecord:
        return self.bedside.look(session)

    def _try(self, act: Callable[[], Any]) -> Any:
        """What was answered; None for a refusal that people meet, which changes nothing."""
        try:
            return act()
        except ClinicalError:
            return None

    def _pick(self, ledger: dict[str, Entry], place: int) -> tuple[str, Entry] | None:
        entries = list(ledger.items())
        return entries[place % len(entries)] if entries else None

    def _reading(self, reading_id: str, entry: Entry) -> Reading:
        reading = self._look(entry.session).reading(reading_id)
        assert reading is not None
        return reading

    def _alert(self, place: int) -> Alert | None:
        found = [alert for session in self.sessions.values() for alert in self._look(session).alerts]
        return found[place % len(found)] if found else None

    def _event(self, which: str, kind: str, back: int, **detail: Any) -> None:
        at = self.clock.at - timedelta(minutes=back)
        entry = events.EventEntry(kind=kind, occurred_at=at, detail=detail)
        clinic, nina, session = self.bedside.clinic, self.bedside.nina, self._of(which)
        stored = self._try(lambda: events.record_event(clinic, nina, session, entry))
        if stored is not None:
            self.events[stored.event.id] = Entry(session, {"kind": kind})

    def _nothing_told_is_missing_doubled_or_elsewhere(self, record: SessionRecord) -> None:
        """Each session holds its own entries as they were last told, once each."""
        self._agree(record, record.readings, self.readings)
        self._agree(record, record.events, self.events)

    def _agree(
        self, record: SessionRecord, stored: tuple[Reading, ...] | tuple[Event, ...], ledger: dict[str, Entry]
    ) -> None:
        session = record.session.id
        told = {entry_id: entry for entry_id, entry in ledger.items() if entry.session == session}
        assert sorted(one.id for one in stored) == sorted(told)
        for one in stored:
            entry = told[one.id]
            said = dict(one.values) if isinstance(one, Reading) else {"kind": one.kind}
            as_told = (session, entry.version, entry.struck, entry.said)
            assert (one.session_id, one.version, one.struck, said) == as_told


def _every_live_alert_has_a_cause_that_stands(record: SessionRecord) -> None:
    """A reading that is not struck and holds its measure, or an event that is not struck."""
    for alert in record.alerts:
        assert not alert.live or _cause_stands(record, alert), f"{alert.text} has no cause"


def _nobody_is_asked_twice_for_the_same(record: SessionRecord) -> None:
    """One live alert for one matter, one open repeat of a measure."""
    matters = [(a.source, a.measure, a.event_id, a.check_key) for a in record.alerts if a.live]
    assert len(matters) == len(set(matters)), matters
    repeats = [check.code for check in checks_of(record) if _open_repeat(check)]
    assert len(repeats) == len(set(repeats)), repeats


def _the_end_has_what_it_asks_for(record: SessionRecord, end: SessionEnd) -> None:
    """Completed is every gate open, or overridden by name with a reason."""
    said = record.session.discharge
    assert record.session.end is end
    assert said is not None
    overridden = {override["gate"] for override in said.overrides}
    if end is SessionEnd.COMPLETED:
        assert said.gates
        closed = {code for code, gate in said.gates.items() if not gate["open"]}
        assert closed <= overridden
    assert all(override["reason"] and override["by"] for override in said.overrides)


def _cause_stands(record: SessionRecord, alert: Alert) -> bool:
    if alert.reading_id is not None:
        reading = record.reading(alert.reading_id)
        held = () if reading is None or reading.struck else {*reading.all_values, *reading.not_obtained}
        return bool(held) and (alert.measure is None or alert.measure in held)
    if alert.event_id is not None:
        event: Event | None = next((e for e in record.events if e.id == alert.event_id), None)
        return event is not None and not event.struck
    return alert.check_key is not None


def _open_repeat(check: Check) -> bool:
    return check.kind is CheckKind.REPEAT and check.state not in REPEAT_CLOSED

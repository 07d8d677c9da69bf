"""The same two lives on a busy day: rescue drugs, warning signs, pauses corrected, handovers, a restart."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from dashboard.actions import events, handover, watching
from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.events import Event
from dashboard.clinical.schedule import CheckState, checks_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import Bedside
from tests.actions.session_life import BACK, BY_CARL, PLACE, SOME_GATES, WHICH, Entry, SessionLife
from tests.people import open_test_clinic

SEEN = st.sampled_from([
    ("red_flag", {"sign": "chest_pain"}), ("red_flag", {}), ("fall", {}), ("vomiting", {}),
    ("adverse_event", {"term": "seizure", "severity": "severe", "serious": "yes"}),
    ("adverse_event", {"term": "headache", "severity": "mild"}),
])  # fmt: skip
LABETALOL = {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"}
TEN, SILENT = timedelta(minutes=10), timedelta(minutes=2)


class BusierLife(SessionLife):
    """What is rarer at a chair, and what must not go wrong then."""

    @rule(which=WHICH, back=BACK, answered=st.booleans())
    def a_rescue_drug_is_given(self, which: str, back: int, answered: bool) -> None:
        """With a response at once, or with none."""
        self._event(which, "rescue_medication", back, **LABETALOL)
        if answered:
            self._event(which, "rescue_response", 0, text="148/88")

    @rule(which=WHICH, seen=SEEN, back=BACK)
    def something_is_seen(self, which: str, seen: tuple[str, dict[str, str]], back: int) -> None:
        """A warning sign, or an adverse event with more or less behind it."""
        self._event(which, seen[0], back, **seen[1])

    @precondition(lambda self: any(e.said["kind"] == "schedule_paused" for e in self.events.values()))
    @rule(place=PLACE, minutes=st.sampled_from([1, 5, 15]), later=st.sampled_from([None, -20, 3]))
    def a_pause_is_corrected(self, place: int, minutes: int, later: int | None) -> None:
        """Another length, or another time; refused where a new pause would be."""
        pauses = {e: entry for e, entry in self.events.items() if entry.said["kind"] == "schedule_paused"}
        found = self._pick(pauses, place)
        assert found is not None
        event_id, entry = found
        record = self._look(entry.session)
        before = next(e for e in record.events if e.id == event_id)
        change = events.EventCorrection(
            reason="came back earlier", detail={"minutes": minutes},
            occurred_at=None if later is None else before.occurred_at + timedelta(minutes=later),
        )  # fmt: skip
        clinic, nina = self.bedside.clinic, self.bedside.nina
        stored = self._try(lambda: events.correct_event(clinic, nina, event_id, entry.version, change))
        if stored is None:
            return
        entry.version += 1
        same = (before.occurred_at, before.detail) == (stored.event.occurred_at, stored.event.detail)
        assert same or not _speaks_against_a_pause(record), "a pause was moved while an urgent was open"

    @rule(which=WHICH, carl=BY_CARL)
    def the_session_is_handed_over(self, which: str, carl: bool) -> None:
        """To whoever has it not; the header's version is the one just seen."""
        session, to = self._of(which), self._who(carl)
        seen = self._look(session).session.version
        clinic, nina = self.bedside.clinic, self.bedside.nina
        stored = self._try(lambda: handover.hand_over(clinic, nina, session, seen, to.user_id, "quiet"))
        if stored is not None:
            self._keep(session, stored.event)
            assert self._look(session).session.nurse_id == to.user_id

    @rule()
    def the_clinic_is_restarted(self) -> None:
        """Its data folder is closed and opened again: everything is as it was."""
        before = [self._look(session) for session in self.sessions.values()]
        self.bedside.clinic.close()
        self.bedside = Bedside(open_test_clinic(self.data, self.clock), self.clock, self.bedside.staff)
        assert [self._look(session) for session in self.sessions.values()] == before

    @rule(which=WHICH, rescue=st.booleans(), overridden=SOME_GATES, carl=BY_CARL)
    def it_is_aborted_after_a_drug(
        self, which: str, rescue: bool, overridden: frozenset[str], carl: bool
    ) -> None:
        """Nothing was measured since, nobody attests anything: only overrides open the way."""
        if rescue:
            self._event(which, "rescue_medication", 0, **LABETALOL)
        else:
            self._event(which, "dose_start", 0, drug="ketamine", amount=35, unit="mg", route=which[:2])
        self._end(which, SessionEnd.ABORTED, frozenset(), overridden, carl, False)

    @rule(minutes=st.sampled_from([3, 11]))
    def the_watcher_has_looked(self, minutes: int) -> None:
        """What time alone brings was told: responses, warning signs, late checks, nobody answering."""
        self.clock.forward(minutes)
        watching.watch(self.bedside.clinic)
        for session in self.sessions.values():
            record = self._look(session)
            if record.session.ended_at is None:
                _responses_are_told(record)
                _signs_and_silence_go_beyond(record)
                _neglect_after_an_answer_is_told(record)

    @invariant()
    def no_pause_outlives_an_urgent(self) -> None:
        """While anything is paused, nothing since the pause began spoke against it."""
        for session in self.sessions.values():
            _pauses_are_quiet(self._look(session))

    def _keep(self, session: str, event: Event) -> None:
        self.events[event.id] = Entry(session, {"kind": event.kind})


def _counted(record: SessionRecord, kind: str) -> list[Event]:
    return [event for event in record.events if event.kind == kind and not event.struck]


def _speaks_against_a_pause(record: SessionRecord) -> bool:
    return any(a.level is Level.URGENT and a.state is AlertState.OPEN for a in record.alerts)


def _responses_are_told(record: SessionRecord) -> None:
    answers = _counted(record, "rescue_response")
    for given in _counted(record, "rescue_medication"):
        due = record.seen_at - given.occurred_at >= TEN
        if due and not any(a.occurred_at >= given.occurred_at for a in answers):
            told = [a for a in record.alerts if a.event_id == given.id and not a.invalidation]
            assert told, "a response is due and nobody was told"


def _signs_and_silence_go_beyond(record: SessionRecord) -> None:
    for alert in record.alerts:
        beyond = alert.escalation is not None
        if alert.text.startswith("Warning sign") and alert.live:
            assert beyond, "a warning sign stayed in the room"
        waiting = alert.state is AlertState.OPEN and alert.resolution is None and not alert.retrospective
        if waiting and alert.level is Level.URGENT and record.seen_at - alert.raised_at >= SILENT:
            assert beyond, "nobody answered an urgent and nobody else was told"


def _neglect_after_an_answer_is_told(record: SessionRecord) -> None:
    """A check late since the last answer, and nothing measured since it was due: there is an open alert."""
    mine = [a for a in record.alerts if a.source == "check" and not a.invalidation]
    answers = [x.at for a in mine for x in (a.acknowledgement, a.hand_resolution) if x is not None]
    measured = [r.observed_at for r in record.readings if not r.struck]
    for check in checks_of(record):
        timed = check.required and check.closes_at is not None and check.code in ("during", "after", "vitals")
        silent = all(at < check.due_at for at in [*answers, *measured])
        if timed and silent and check.state in (CheckState.LATE, CheckState.MISSED):
            assert any(_open(a) for a in mine), f"{check.label} is late since the last answer, and untold"


def _open(alert: Alert) -> bool:
    return alert.state is AlertState.OPEN


def _pauses_are_quiet(record: SessionRecord) -> None:
    held = [c for c in checks_of(record) if c.paused_until is not None and c.paused_until > record.seen_at]
    if not held:
        return
    began = max(e.occurred_at for e in _counted(record, "schedule_paused") if e.occurred_at <= record.seen_at)
    for reading in record.readings:
        if not reading.struck and began < reading.observed_at <= record.seen_at:
            values = reading.values
            assert values.get("sedation", 5) >= 4, "paused below sedation 4"
            assert values.get("systolic", 120) < 180, "paused with an urgent pressure"
            assert values.get("spo2", 98) > 91, "paused with an urgent saturation"

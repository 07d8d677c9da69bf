"""Whatever is entered, struck, answered and waited for in whatever order, the alert loop keeps its word."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.alerts import ActionKind, Alert, AlertState, Level
from dashboard.clinical.limit_consequences import loudest_flag
from dashboard.clinical.schedule_findings import CheckFinding, matters_of
from dashboard.clinical.schedule_pauses import pause_refusal
from tests.rules.loop_floor import Floor

MINUTES = st.integers(1, 60)
READINGS = st.sampled_from(
    [
        "full", "vitals", "symptoms", "bp", "systolic=150", "systolic=165", "systolic=176", "systolic=182",
        "systolic=184", "systolic=195", "spo2=90", "spo2=88", "spo2=97", "sedation=4", "sedation=5",
        "vitals systolic=refused", "vitals spo2=unable", "spo2=asleep",
    ]
)  # fmt: skip
MATTERS = st.sampled_from(
    ["systolic", "spo2", "sedation", "check", "not_obtained", "dose", "baseline", "event"]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), READINGS),
        st.tuples(st.just("enter late"), READINGS, MINUTES),
        st.tuples(st.just("strike"), st.integers(0, 9)),
        st.tuples(st.just("correct"), st.integers(0, 9), st.sampled_from([150, 165, 182, 195])),
        st.tuples(st.just("accept")),
        st.tuples(st.just("dose")),
        st.tuples(st.just("start"), st.integers(0, 20)),
        st.tuples(st.just("dose_end")),
        st.tuples(st.just("pause"), st.sampled_from([5, 15])),
        st.tuples(
            st.just("seen"),
            st.sampled_from(
                ["rescue_medication drug=labetalol", "rescue_response", "red_flag sign=seizure", "fall"]
            ),
        ),
        st.tuples(st.just("wait"), st.sampled_from([0.5, 2, 5, 10, 30])),
        st.tuples(st.just("ack"), MATTERS, st.sampled_from(["", " chest_pain"])),
        st.tuples(st.just("resolve"), MATTERS),
    ),
    max_size=16,
)


class Play:
    """Steps on one floor, each a minute after the last; what cannot be done then is left out."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.minute = -40.0

    def step(self, verb: str, *about: object) -> None:
        self.minute += 1
        for words_of in (self.entry, self.time, self.answer):
            done = words_of(verb, *about)
            if done is not None:
                self.floor.do(self.minute, done)

    def entry(self, verb: str, *about: object) -> str | None:
        taken = [r.id.removeprefix("reading-at-") for r in self.floor.record.readings if not r.struck]
        match verb, *about:
            case "enter", str(words):
                return words
            case "enter late", str(words), int(before):
                at = self.minute - before - 0.5
                there = self.floor.record.reading(f"reading-at-{at:g}")
                return None if there else f"{words} @{_time(at)}"
            case "strike", int(place) if place < len(taken):
                return f"strike {taken[place]}"
            case "correct", int(place), int(value) if place < len(taken):
                return f"correct {taken[place]} systolic={value}"
        return None

    def time(self, verb: str, *about: object) -> str | None:
        record = self.floor.record
        dosed = record.clock.started_at is not None
        match verb, *about:
            case "wait", float(minutes) | int(minutes):
                self.minute += minutes
                return ""
            case ["accept"] if record.readings and not record.readings[-1].struck:
                return "accept"
            case [("dose" | "dose_end")] if dosed == (verb == "dose_end"):
                return verb
            case "pause", int(minutes) if dosed and pause_refusal(record) is None:
                return f"pause {minutes}"
            case "seen", str(event):
                return event
            case "start", int(before) if dosed:
                return f"start at {_time(self.minute - before)}"
        return None

    def answer(self, verb: str, *about: object) -> str | None:
        match verb, *about:
            case "ack", str(name), str(sign) if self.live(name):
                return f"ack {name}{sign}"
            case "resolve", str(name) if [a for a in self.live(name) if a.resolution is None]:
                return f"resolve {name}"
        return None

    def live(self, name: str) -> list[Alert]:
        self.floor.pass_to(self.minute)
        found = [a for a in self.floor.alerts if a.live and name in (a.measure, a.source)]
        return found[-1:]


def _time(minute: float) -> str:
    sign = "-" if minute < 0 else ""
    return f"{sign}{int(abs(minute))}:{round(abs(minute) % 1 * 60):02d}"


def check(floor: Floor) -> None:
    record, matters = floor.record, matters_of(floor.record)
    telling = {finding.key for finding in matters.telling}
    live = [a for a in floor.alerts if a.live]
    kept = Counter(a.check_key for a in live if a.check_key)
    assert all(times == 1 for times in kept.values()), "two live alerts of one matter"
    measured = Counter(a.measure for a in live if a.source == "limit")
    assert all(times == 1 for times in measured.values()), "two live alerts of one measure"
    for alert in live:
        if alert.check_key is not None:
            matter = matters.standing.get(alert.check_key)
            assert matter is not None, "a live alert whose matter is gone"
            assert alert.level.rank <= matter.level.rank, "louder than its matter"
            assert alert.level is matter.level or matter.key not in telling, "as loud as its matter"
        elif alert.source == "limit":
            reading = record.reading(alert.reading_id or "")
            assert reading is not None
            flag = loudest_flag(record.flags(reading), alert.measure or "")
            assert flag is not None, "a live alert whose cause is gone"
            assert flag.level.rank >= alert.level.rank
    check_neglect(floor, [f for f in matters.standing.values() if f.source == "check"])
    for finding in matters.telling:
        mine = [a for a in floor.alerts if a.check_key == finding.key and not a.invalidation]
        answered = any(a.hand_resolution and a.level.rank >= finding.level.rank for a in mine)
        assert answered or any(a.live for a in mine), "a matter that stands and nobody is told of"


def check_neglect(floor: Floor, late: list[CheckFinding]) -> None:
    """Whatever was answered: a check that came due after the last answer and is late has an open alert."""
    if floor.record.session.ended_at is not None:
        return
    mine = [a for a in floor.alerts if a.source == "check" and not a.invalidation]
    answers = [answer.at for a in mine for answer in (a.acknowledgement, a.hand_resolution) if answer]
    since = [f for f in late if f.due_at and all(f.due_at > at for at in answers)]
    assert not since or any(a.state is AlertState.OPEN for a in mine), "late after the answer, and untold"


def check_escalations(floor: Floor) -> None:
    for alert in floor.alerts:
        beyond = [a for a in alert.actions if a.kind is ActionKind.ESCALATED]
        signs = any(action.signs for action in alert.actions)
        assert len(beyond) <= 1, "beyond the room twice"
        before = [a for a in floor.alerts if a.measure == alert.measure and a.superseded]
        waited = signs or any(a.acknowledgement is None and not a.retrospective for a in before)
        assert not (beyond and alert.retrospective and not waited), "told afterwards, yet beyond the room"
        waiting = alert.state is AlertState.OPEN and alert.resolution is None and not alert.retrospective
        within = 120 if alert.level is Level.URGENT else 600
        age = (floor.record.seen_at - alert.raised_at).total_seconds()
        assert not (waiting and age >= within and not beyond), "nobody answered and nobody else was told"


@pytest.mark.hazard("H13", "H21", "H25", "H49")
@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_no_order_of_entries_answers_and_waiting_loses_or_doubles_an_alert(
    steps: list[tuple[object, ...]],
) -> None:
    play = Play()
    for verb, *about in steps:
        play.step(str(verb), *about)
        check(play.floor)
        check_escalations(play.floor)

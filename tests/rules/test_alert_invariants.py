"""Whatever is entered, corrected, struck and answered in whatever order, the alerts keep their promises."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.alerts import Alert, AlertState
from dashboard.clinical.limit_consequences import left_alone, loudest_flag
from dashboard.clinical.readings import Reading
from tests.rules.bedside import Bedside

MINUTES = st.integers(-2, 9).map(lambda place: place * 10)
SYSTOLIC = st.sampled_from([85, 95, 120, 139, 150, 158, 161, 172, 181, 200])
SPO2 = st.sampled_from([None, 97, 93, 90])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reading"), MINUTES, SYSTOLIC, SPO2),
        st.tuples(st.just("correct"), MINUTES, st.one_of(st.none(), SYSTOLIC), SPO2),
        st.tuples(st.just("retime"), MINUTES, MINUTES),
        st.tuples(st.just("strike"), MINUTES),
        st.tuples(st.just("baseline"), MINUTES),
        st.tuples(st.just("acknowledge"), st.sampled_from(["systolic", "spo2"])),
        st.tuples(st.just("resolve"), st.sampled_from(["systolic", "spo2"])),
        st.tuples(st.just("limits"), st.sampled_from(["standard", "cautious"])),
    ),
    max_size=14,
)


def taken(bedside: Bedside, minute: int) -> bool:
    reading = bedside.record.reading(f"reading-at-{minute:g}")
    return reading is not None and not reading.struck


def play(bedside: Bedside, verb: str, *about: object) -> None:
    match verb, *about:
        case "reading", int(minute), systolic, spo2:
            if bedside.record.reading(f"reading-at-{minute}") is None:
                values = {"systolic": systolic, "diastolic": 70, "spo2": spo2}
                bedside.reading(minute, **{code: v for code, v in values.items() if isinstance(v, int)})
        case "acknowledge", str(measure):
            if bedside.live(measure):
                bedside.acknowledge(measure)
        case "resolve", str(measure):
            if [a for a in bedside.live(measure) if a.resolution is None]:
                bedside.resolve(measure)
        case "limits", str(code):
            bedside.limits(code)
        case "correct", int(minute), systolic, spo2 if taken(bedside, minute):
            bedside.correct(minute, systolic=systolic, spo2=spo2)
        case (("strike" | "baseline" | "retime"), int(minute), *rest) if taken(bedside, minute):
            getattr(bedside, verb)(minute, *rest)


def level_of(bedside: Bedside, reading_id: str | None, measure: str) -> int:
    reading = bedside.record.reading(reading_id or "")
    assert reading is not None
    flag = loudest_flag(bedside.record.flags(reading), measure)
    return flag.level.rank if flag else 0


def check_measure(bedside: Bedside, measure: str) -> None:
    live = bedside.live(measure)
    assert len(live) <= 1, "two live alerts of one measure"
    readings = [r for r in bedside.record.counted_readings if measure in r.all_values]
    newest = level_of(bedside, readings[-1].id, measure) if readings else 0
    standing = [a for a in bedside.alerts if a.measure == measure and not a.invalidation]
    by_hand = bool(readings) and settled_by_hand(bedside, standing, readings[-1], newest)
    loudest = max((a.level.rank for a in live), default=0)
    assert by_hand or newest <= loudest, "a crossing value without an alert"
    alone = None if live or by_hand else left_alone(standing)
    assert alone is None or alone.hand_resolution, "the louder alert fell and left nothing in its place"
    for alert in live:
        check_live(bedside, alert, measure)
        if alert.hand_resolution is not None:
            assert alert.state is AlertState.OPEN, "answered and resolved by hand, yet live"
        elif not by_hand:
            assert newest or alert.state is AlertState.OPEN, "answered and back in band, yet live"
            assert bool(newest) == (alert.resolution is None), "resolved exactly while the newest is in band"


def settled_by_hand(bedside: Bedside, standing: list[Alert], newest: Reading, level: int) -> bool:
    """Whether somebody resolved an alert as loud by hand when this value was known."""
    done = [a.hand_resolution for a in standing if a.level.rank >= level]
    known = [bedside.record.reading(action.reading_id or "") for action in done if action]
    return any(reading is not None and newest.seq <= reading.seq for reading in known)


def check_live(bedside: Bedside, alert: Alert, measure: str) -> None:
    reading = bedside.record.reading(alert.reading_id or "")
    assert reading is not None
    assert not reading.struck
    assert level_of(bedside, reading.id, measure) >= alert.level.rank, "a live alert without its cause"


def told_twice(bedside: Bedside) -> list[object]:
    told = Counter((a.reading_id, a.measure, a.level) for a in bedside.alerts if not a.invalidation)
    return [cause for cause, times in told.items() if times > 1]


@pytest.mark.hazard("H22", "H28", "H49")
@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_no_order_of_entries_hides_or_doubles_an_alert(steps: list[tuple[object, ...]]) -> None:
    bedside = Bedside()
    for verb, *about in steps:
        play(bedside, str(verb), *about)
        check_measure(bedside, "systolic")
        check_measure(bedside, "spo2")
        assert not told_twice(bedside)

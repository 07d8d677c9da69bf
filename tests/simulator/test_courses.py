"""Courses by route, held against published session data in a small seeded Monte Carlo with wide bounds."""

from collections.abc import Callable
from functools import cache
from random import Random
from statistics import fmean, stdev

import pytest

from dashboard.clinical.readings import ReadingEntry, check_entry
from dashboard.simulator.courses import FACTS, Course, draw_course
from dashboard.simulator.kinetics import SHAPES
from dashboard.simulator.mishaps import RATES, Mishap, draw_mishap
from dashboard.simulator.plans import CHECKS

SESSIONS = 2500
ROUTES = tuple(FACTS)
SCHEDULE_OF = {
    "iv": "iv_racemic_40", "im": "im_racemic", "sc": "sc_racemic", "sublingual": "oral_sl",
    "nasal": "in_esketamine",
}  # fmt: skip
Checked = tuple[Course, dict[int, dict[str, int]]]


@cache
def sessions(route: str, age: int = 45) -> tuple[Checked, ...]:
    """Courses with what a nurse would read 10 min before the dose and at each check."""
    random = Random(f"{route} {age}")
    minutes = (-10, *CHECKS[SCHEDULE_OF[route]])
    courses = [draw_course(route, age, random) for _ in range(SESSIONS)]
    return tuple((c, {m: dict(c.values_at(m, random)) for m in minutes}) for c in courses)


def changes(route: str, measure: str, minute: int) -> list[int]:
    return [seen[minute][measure] - seen[-10][measure] for _, seen in sessions(route)]


def share(route: str, crossed: Callable[[dict[str, int]], bool]) -> float:
    """Percent of sessions in which any check after the dose is so."""
    hit = sum(
        any(crossed(values) for minute, values in seen.items() if minute > 0) for _, seen in sessions(route)
    )
    return 100 * hit / SESSIONS


def severe(values: dict[str, int]) -> bool:
    return values["systolic"] >= 180 or values["diastolic"] >= 110


def test_an_infusion_raises_blood_pressure_as_the_large_series_say() -> None:
    """Pooled +12.6 to +16.0 (SD 11.2) systolic and +8.5 to +11.0 diastolic at 40 min."""
    systolic, diastolic = changes("iv", "systolic", 40), changes("iv", "diastolic", 40)
    assert 11 < fmean(systolic) < 18
    assert 8.5 < stdev(systolic) < 14
    assert 6.5 < fmean(diastolic) < 12


def test_severe_pressure_in_an_infusion_is_about_one_session_in_a_hundred() -> None:
    assert 0.2 < share("iv", severe) < 3.0


def test_about_one_infusion_in_seven_reaches_the_advisory_limits() -> None:
    assert 7 < share("iv", lambda v: v["systolic"] >= 160 or v["diastolic"] >= 100) < 25


def test_pressure_after_an_infusion_is_back_near_its_baseline_an_hour_later() -> None:
    assert fmean(changes("iv", "systolic", 100)) < 0.35 * fmean(changes("iv", "systolic", 40))


def test_nasal_esketamine_raises_blood_pressure_less() -> None:
    """+7 to +9 systolic and +4 to +6 diastolic at 40 min."""
    assert 5 < fmean(changes("nasal", "systolic", 40)) < 11
    assert 3 < fmean(changes("nasal", "diastolic", 40)) < 8
    assert share("nasal", severe) < 3.0


def test_few_nasal_sessions_rise_by_forty() -> None:
    rises = [
        max(v["systolic"] for m, v in seen.items() if m > 0) - seen[-10]["systolic"]
        for _, seen in sessions("nasal")
    ]
    assert 0.05 < 100 * sum(r >= 40 for r in rises) / SESSIONS < 6


def test_older_people_rise_more_after_nasal_esketamine() -> None:
    young = [c.rise_systolic for c, _ in sessions("nasal")]
    old = [c.rise_systolic for c, _ in sessions("nasal", 70)]
    assert fmean(old) > fmean(young)
    assert stdev(old) > stdev(young)


@pytest.mark.parametrize("route", ROUTES)
def test_the_effect_is_nothing_before_the_dose_and_whole_at_its_peak(route: str) -> None:
    shape = SHAPES[route]
    assert shape(-5) == shape(0) == 0
    assert shape(FACTS[route].peak_minute) == pytest.approx(1, abs=0.01)
    assert max(shape(minute) for minute in range(241)) <= 1.0001
    assert shape(240) < 0.1


@pytest.mark.parametrize("route", ROUTES)
def test_rises_near_the_peak_are_plausible_and_fade(route: str) -> None:
    checks = CHECKS[SCHEDULE_OF[route]]
    near = min(checks, key=lambda minute: abs(minute - FACTS[route].peak_minute))
    peak, last = fmean(changes(route, "systolic", near)), fmean(changes(route, "systolic", checks[-1]))
    assert 5 < peak < 19
    assert last < 0.8 * peak


@pytest.mark.parametrize("route", ROUTES)
def test_heart_rate_follows_a_little_and_stays_plausible(route: str) -> None:
    values = [v["heart_rate"] for _, seen in sessions(route) for v in seen.values()]
    assert 70 < fmean(values) < 80
    assert 44 <= min(values) <= max(values) <= 130


@pytest.mark.parametrize("route", ROUTES)
def test_low_saturation_is_rare_and_short(route: str) -> None:
    assert 0.1 < share(route, lambda v: v["spo2"] <= 93) < 3
    readings = [v["spo2"] <= 93 for _, seen in sessions(route) for v in seen.values()]
    assert sum(readings) / len(readings) < 0.006


@pytest.mark.parametrize(
    ("route", "nausea", "drowsy"),
    [("iv", (5, 16), (35, 60)), ("im", (12, 28), (35, 60)), ("sc", (9, 22), (35, 60)),
     ("sublingual", (12, 28), (35, 60)), ("nasal", (8, 20), (22, 45))],
)  # fmt: skip
def test_symptoms_come_at_the_published_rates(
    route: str, nausea: tuple[float, float], drowsy: tuple[float, float]
) -> None:
    assert nausea[0] < share(route, lambda v: v["nausea"] >= 2) < nausea[1]
    assert drowsy[0] < share(route, lambda v: v["sedation"] < 5) < drowsy[1]
    assert share(route, lambda v: v["sedation"] <= 2) < 1


@pytest.mark.parametrize("route", ROUTES)
def test_symptoms_are_absent_before_the_dose_and_nearly_gone_at_the_end(route: str) -> None:
    last = CHECKS[SCHEDULE_OF[route]][-1]
    for _, seen in sessions(route):
        assert all(seen[-10][code] == 0 for code in ("nausea", "dissociation", "distress", "dizziness"))
        assert seen[-10]["sedation"] == 5
    assert fmean(seen[last]["dissociation"] for _, seen in sessions(route)) < 0.5


def test_dissociation_is_skewed_most_feel_little_and_a_few_are_far() -> None:
    peaks = [course.dissociation_peak for course, _ in sessions("iv")]
    assert 25 < 100 * sum(peak < 2 for peak in peaks) / SESSIONS < 55
    assert 3 < 100 * sum(peak > 8 for peak in peaks) / SESSIONS < 20


@pytest.mark.parametrize("route", ROUTES)
def test_every_set_of_a_course_can_be_stored(route: str) -> None:
    for _, seen in sessions(route)[:400]:
        for values in seen.values():
            check_entry(ReadingEntry(values=values, confirmed=frozenset(values)))


def test_mishaps_come_at_their_rates() -> None:
    random = Random(7)
    drawn = [draw_mishap(random) for _ in range(20_000)]
    for mishap, rate in RATES.items():
        assert 0.7 < drawn.count(mishap) / 20_000 / rate < 1.3
    staged_only = {Mishap.FORGOTTEN, Mishap.NONE}
    assert set(drawn) - {None} == set(Mishap) - staged_only

"""A patient's course: which session is which of its series, and each number of its line."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.course import Course, CourseSession, course_of
from dashboard.clinical.review import NoteState
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.trends import Return
from tests import factories as f


def on_day(day: float, protocol: str = "iv_racemic_40", **fields: Any) -> SessionRecord:
    """A session whose dose began so many days after the first one's."""
    by = timedelta(days=day)
    nasal = protocol == "in_esketamine"
    start = f.device(0, 1) if nasal else f.dose_start()
    event = f.event(0, start.kind, start.detail, occurred_at=f.at(0) + by)
    header = f.session(id=f"session-{day:g}", opened_at=f.at(-30) + by, protocol_code=protocol)
    given = {"session": header, "protocol": f.protocol(protocol), "events": (event,),
             "seen_at": f.at(60) + by}  # fmt: skip
    return f.record(**{**given, **fields})


def words_of(*days: float, protocol: str = "iv_racemic_40") -> list[str]:
    return [s.place.words for s in course_of(on_day(d, protocol) for d in days).sessions]


def only(record: SessionRecord) -> CourseSession:
    (line,) = course_of([record]).sessions
    return line


def test_sessions_with_a_dose_stand_in_the_order_of_their_doses() -> None:
    later, first = on_day(3), on_day(0)
    never = on_day(1, events=())
    course = course_of([later, never, first])
    assert [s.record.session.id for s in course.sessions] == ["session-0", "session-3"]
    assert course.of("session-1") is None
    assert course.series_of("session-1") == course.before("session-1", 3) == ()


def test_no_dose_no_course() -> None:
    assert course_of([]) == Course(())
    assert course_of([]).latest_series == ()


def test_infusions_are_counted_and_no_planned_number_is_made_up() -> None:
    assert words_of(0, 3, 6) == ["Infusion 1", "Infusion 2", "Infusion 3"]


def planned_words(*plans: int | None, protocol: str = "iv_racemic_40", gap: int = 3) -> list[str]:
    """The words of sessions so many days apart, each under a version that plans this many."""
    made = [
        replace(on_day(n * gap, protocol), protocol=replace(f.protocol(protocol), series_sessions=plan))
        for n, plan in enumerate(plans)
    ]
    return [s.place.words for s in course_of(made).sessions]


def test_a_planned_series_says_of_how_many_and_what_follows_it_is_maintenance() -> None:
    assert planned_words(*[3] * 5) == [
        "Infusion 1 of 3", "Infusion 2 of 3", "Infusion 3 of 3", "Infusion 4, maintenance",
        "Infusion 5, maintenance",
    ]  # fmt: skip


def test_a_plan_takes_the_place_of_what_is_assumed_of_iv_and_of_esketamine() -> None:
    assert planned_words(*[8] * 8)[6:] == ["Infusion 7 of 8", "Infusion 8 of 8"]
    nasal = planned_words(*[2] * 3, protocol="in_esketamine")
    assert nasal == ["Session 1 of 2", "Session 2 of 2", "Session 3, maintenance"]
    weeks = planned_words(*[12] * 10, protocol="in_esketamine", gap=7)
    assert weeks[-1] == "Session 10 of 12"
    assert planned_words(2, 2, 2, protocol="im_racemic")[-1] == "Injection 3, maintenance"


def test_the_plan_of_each_sessions_own_version_counts() -> None:
    assert planned_words(None, 6, 4, None) == [
        "Infusion 1", "Infusion 2 of 6", "Infusion 3 of 4", "Infusion 4",
    ]  # fmt: skip
    assert planned_words(6, 6, 2)[-1] == "Infusion 3, maintenance"


def test_a_new_series_is_counted_against_the_plan_anew() -> None:
    assert planned_words(2, 2, gap=29) == ["Infusion 1 of 2", "Infusion 1 of 2"]


def test_from_the_seventh_infusion_on_it_is_maintenance() -> None:
    words = words_of(0, 3, 6, 9, 12, 15, 22)
    assert words[5:] == ["Infusion 6", "Infusion 7, maintenance"]


@pytest.mark.parametrize(("gap", "words"), [(27, "Infusion 2"), (28, "Infusion 2"), (29, "Infusion 1")])
def test_a_pause_of_over_28_days_begins_a_new_series(gap: int, words: str) -> None:
    course = course_of([on_day(0), on_day(gap)])
    assert course.sessions[1].place.words == words
    assert course.sessions[1].place.series == (2 if words == "Infusion 1" else 1)
    assert len(course.latest_series) == (1 if words == "Infusion 1" else 2)


@pytest.mark.parametrize(("day", "maintenance"), [(55, False), (56, True), (57, True)])
def test_esketamine_is_maintenance_after_its_eighth_week(day: int, maintenance: bool) -> None:
    course = course_of(on_day(d, "in_esketamine") for d in (0, 20, 40, day))
    assert course.sessions[-1].place.maintenance is maintenance
    assert course.sessions[-1].place.words.startswith("Session 4")


def test_a_long_series_of_injections_is_never_called_maintenance() -> None:
    assert words_of(0, 10, 20, 30, 40, 50, 60, 70, protocol="im_racemic")[-1] == "Injection 8"


def test_each_drug_and_route_has_a_series_of_its_own() -> None:
    course = course_of([on_day(0), on_day(2, "in_esketamine"), on_day(4)])
    assert [s.place.number for s in course.sessions] == [1, 1, 2]
    assert [s.record.session.id for s in course.before("session-4", 3)] == ["session-0"]
    assert [s.record.session.id for s in course.latest_series] == ["session-0", "session-4"]


def test_the_sessions_before_are_the_nearest_ones_first() -> None:
    course = course_of(on_day(d) for d in (0, 3, 6, 9, 12))
    assert [s.record.session.id for s in course.before("session-12", 3)] == [
        "session-9", "session-6", "session-3",
    ]  # fmt: skip
    assert course.before("session-0", 3) == ()


def test_a_line_holds_each_number_with_its_minute() -> None:
    line = only(f.rich_record())
    assert (line.dose_mg, line.mg_per_kg) == (35, 0.5)
    assert line.systolic is not None
    assert (line.systolic.value, line.systolic.minute) == (186, 40)
    assert line.diastolic is not None
    assert (line.diastolic.value, line.diastolic.minute) == (108, 40)
    assert line.baseline["systolic"] == 128
    assert line.heart_rate is not None
    assert (line.heart_rate.value, line.heart_rate.minute) == (92, 40)
    assert line.spo2 is not None
    assert (line.spo2.value, line.spo2.minute) == (96, 40)
    assert line.left_minute == 102
    assert line.note is NoteState.SIGNED


def test_readings_beyond_limits_are_counted_once_by_their_loudest_limit() -> None:
    readings = (f.pressure(-9, 128, 79), f.pressure(10, 162, 92), f.pressure(20, 181, 105),
                f.pressure(30, 140, 80))  # fmt: skip
    line = only(f.record(readings=readings, events=(f.dose_start(),)))
    assert (line.urgent, line.advisory) == (1, 1)


@pytest.mark.hazard("H49")
def test_struck_readings_and_invalidated_alerts_count_nowhere() -> None:
    struck = f.pressure(20, 220, 130, status=f.ReadingStatus.STRUCK)
    gone = f.alert(20, "systolic", 220, 180, level=Level.URGENT,
                   actions=(f.alert_action(21, ActionKind.INVALIDATED),))  # fmt: skip
    stands = f.alert(30, "systolic", 164, 160)
    readings = (f.pressure(10, 130, 80), struck, f.pressure(30, 164, 80))
    line = only(f.record(readings=readings, events=(f.dose_start(),), alerts=(gone, stands)))
    assert line.systolic is not None
    assert line.systolic.value == 164
    assert (line.urgent, line.advisory) == (0, 1)
    assert (line.alerts_of(Level.URGENT), line.alerts_of(Level.ADVISORY)) == (0, 1)


@pytest.mark.parametrize(("back", "returned"), [(154, Return.NOT_BACK), (153, Return.BACK)])
def test_back_near_the_baseline_is_the_first_reading_from_which_on_all_are(
    back: int, returned: Return
) -> None:
    readings = (f.pressure(-9, 128, 79), f.pressure(20, 170, 90), f.pressure(55, back, 80))
    line = only(f.record(readings=readings, events=(f.dose_start(),), baselines=(f.baseline(-9),)))
    assert line.returned is returned
    assert (line.back_from.minute if line.back_from else None) == (55 if returned is Return.BACK else None)


def test_worst_symptoms_and_the_deepest_sedation_stand_with_their_minutes() -> None:
    def asked(minute: float, dissociation: int, sedation: int) -> f.Reading:
        return f.reading(minute, {"dissociation": dissociation, "nausea": 0, "sedation": sedation})

    readings = (asked(20, 4, 5), asked(40, 7, 3), asked(60, 2, 5))
    line = only(f.record(readings=readings, events=(f.dose_start(),)))
    worst = line.symptoms["dissociation"]
    assert (worst.value, worst.minute, line.symptoms["nausea"].value) == (7, 40, 0)
    assert "distress" not in line.symptoms
    assert line.sedation is not None
    assert (line.sedation.value, line.sedation.minute) == (3, 40)


def test_rescue_medication_is_listed_and_a_struck_one_is_not() -> None:
    given = f.event(45, "rescue_medication", {"drug": "Labetalol", "amount": 10, "unit": "mg"})
    struck = f.event(50, "rescue_medication", {"drug": "Ondansetron"}, status="struck")
    line = only(f.record(events=(f.dose_start(), given, struck)))
    assert [event.detail["drug"] for event in line.rescue] == ["Labetalol"]


def test_minutes_to_ready_are_those_of_the_gates_without_the_minimum_time() -> None:
    line = only(f.leaving(110))
    assert line.ready_minute is not None
    assert 40 < line.ready_minute <= 108
    assert line.left_minute is None
    assert only(f.record(events=(f.dose_start(),))).ready_minute is None


def test_what_was_not_measured_is_absent() -> None:
    line = only(f.record(events=(f.dose_start(),), session=f.session(weight_kg=None)))
    assert (line.systolic, line.diastolic, line.heart_rate, line.spo2, line.sedation) == (None,) * 5
    assert (line.mg_per_kg, line.baseline, line.symptoms) == (None, {}, {})
    assert line.returned is Return.NO_BASELINE

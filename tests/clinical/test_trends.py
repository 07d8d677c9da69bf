"""Summary numbers of one session."""

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Reason
from dashboard.clinical.overrides import LimitOverride
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.thresholds import LimitKind
from dashboard.clinical.trends import MeasureCourse, Return, minutes_observed, session_summary
from tests.factories import at, baseline, dose_start, ended, pressure, reading, record, rich_record


def course_of(code: str, *readings: object, **fields: object) -> MeasureCourse:
    course = session_summary(record(readings=readings, events=[dose_start()], **fields)).course(code)
    assert course is not None
    return course


def test_extremes_stand_with_the_minute_they_were_measured_at() -> None:
    systolic = session_summary(rich_record()).course("systolic")
    assert systolic is not None
    assert (systolic.highest.value, systolic.highest.minute) == (186, 40)
    assert (systolic.lowest.value, systolic.lowest.minute) == (128, -9)
    assert (systolic.last.value, systolic.last.minute) == (131, 100)
    assert systolic.largest_change is not None
    assert (systolic.largest_change[0], systolic.largest_change[1].minute) == (58, 40)
    assert systolic.count == 10


@pytest.mark.hazard("H49")
def test_a_struck_reading_moves_no_number_and_is_counted_as_struck() -> None:
    summary = session_summary(rich_record())
    assert (summary.readings, summary.struck) == (11, 1)
    assert all(c.highest.value != 241 for c in summary.courses)


def test_the_first_of_equal_peaks_is_the_peak() -> None:
    course = course_of("systolic", pressure(10, 150, 80), pressure(20, 150, 80))
    assert course.highest.minute == 10


def test_back_within_20_percent_means_from_there_on() -> None:
    sets = [pressure(-5, 100, 60), pressure(10, 121, 60), pressure(20, 120, 60), pressure(30, 130, 60)]
    calm = [pressure(40, 119, 60), pressure(50, 100, 60)]
    left_again = course_of("systolic", *sets, *calm, baselines=(baseline(-5),))
    assert left_again.returned is Return.BACK
    assert left_again.back_from is not None
    assert left_again.back_from.minute == 40
    assert course_of("systolic", *sets, baselines=(baseline(-5),)).returned is Return.NOT_BACK
    assert course_of("diastolic", *sets, baselines=(baseline(-5),)).returned is Return.NEVER_LEFT
    assert course_of("systolic", *sets).returned is Return.NO_BASELINE


def test_without_a_baseline_no_change_is_told() -> None:
    assert course_of("systolic", pressure(10, 190, 100)).largest_change is None


def test_a_fall_is_a_change_too() -> None:
    course = course_of("systolic", pressure(-5, 120, 80), pressure(10, 85, 50), baselines=(baseline(-5),))
    assert course.largest_change is not None
    assert course.largest_change[0] == -35


def test_readings_beyond_a_limit_are_counted_among_those_from_first_to_last() -> None:
    sets = [pressure(10, 165, 80), pressure(20, 130, 80), reading(25, {"spo2": 97}), pressure(30, 186, 80)]
    summary = session_summary(record(readings=sets, events=[dose_start()]))
    advisory = next(
        b for b in summary.beyond
        if (b.limit.measure, b.limit.kind, b.limit.level) == ("systolic", LimitKind.HIGH, Level.ADVISORY)
    )  # fmt: skip
    assert (advisory.count, advisory.among) == (2, 3)
    assert (advisory.first.minute, advisory.last.minute) == (10, 30)


def test_a_symptom_ends_at_the_first_zero_after_the_last_answer_that_was_not() -> None:
    answers = [(10, 0), (20, 6), (30, 0), (40, 2), (50, 0), (60, 0)]
    sets = [reading(minute, {"nausea": value}) for minute, value in answers]
    nausea = session_summary(record(readings=sets, events=[dose_start()])).symptom("nausea")
    assert nausea is not None
    assert nausea.end is not None
    assert (nausea.peak.value, nausea.peak.minute, nausea.end.minute) == (6, 20, 50)


def test_sedation_rests_at_five_and_its_peak_is_the_lowest() -> None:
    sets = [reading(m, {"sedation": v}) for m, v in ((10, 5), (20, 3), (30, 4), (40, 5))]
    sedation = session_summary(record(readings=sets, events=[dose_start()])).symptom("sedation")
    assert sedation is not None
    assert sedation.end is not None
    assert (sedation.peak.value, sedation.end.minute) == (3, 40)


def test_a_symptom_never_felt_did_not_occur() -> None:
    nausea = session_summary(record(readings=[reading(10, {"nausea": 0})])).symptom("nausea")
    assert nausea is not None
    assert not nausea.occurred
    assert nausea.end is None


def test_what_was_not_taken_adds_nothing() -> None:
    refused = reading(10, {"heart_rate": 70}, not_obtained={"systolic": Reason.REFUSED})
    assert session_summary(record(readings=[refused])).course("systolic") is None


def test_a_questioned_peak_says_so_and_so_does_the_mean_made_of_it() -> None:
    odd = pressure(10, 210, 120, questioned=("systolic",))
    assert course_of("systolic", odd).highest.questioned
    assert course_of("mean_pressure", odd).highest.questioned
    assert not course_of("diastolic", odd).highest.questioned


def test_minutes_observed_run_to_the_end_or_to_the_last_reading() -> None:
    sets = [pressure(10, 120, 70), pressure(30, 120, 70)]
    assert minutes_observed(record(readings=sets, events=[dose_start()])) == 30
    assert minutes_observed(record(readings=sets, events=[dose_start()], session=ended(102))) == 102
    assert minutes_observed(record(readings=sets)) is None
    assert minutes_observed(record(events=[dose_start()])) is None


def test_an_empty_session_has_an_empty_summary() -> None:
    struck = pressure(5, 120, 70, status=ReadingStatus.STRUCK)
    empty = session_summary(record(readings=[struck]))
    assert (empty.readings, empty.struck, empty.courses, empty.beyond, empty.symptoms) == (0, 1, (), (), ())


def test_order_is_that_of_measurement_not_of_entry() -> None:
    late = pressure(5, 111, 70, recorded_at=at(40))
    assert course_of("systolic", pressure(20, 120, 70), late).last.value == 120


def test_readings_are_counted_by_the_limits_that_held_when_they_were_observed() -> None:
    move = LimitOverride(
        id="move", patient_id="patient-1", session_id=None, measure="systolic", kind=LimitKind.HIGH,
        level=Level.URGENT, value=195, reason="Known.", at=at(30), by="user-clinician",
        by_name="Dr Carl Okafor", until=at(5000),
    )  # fmt: skip
    sets = [pressure(20, 185, 90), pressure(40, 186, 90), pressure(50, 196, 90), pressure(55, 170, 90)]
    beyond = session_summary(record(readings=sets, events=[dose_start()], overrides=(move,))).beyond
    urgent = [b for b in beyond if (b.limit.measure, b.limit.kind, b.limit.level)
              == ("systolic", LimitKind.HIGH, Level.URGENT)]  # fmt: skip
    assert [(b.limit.value, b.count, b.first.minute) for b in urgent] == [(180, 1, 20), (195, 1, 50)]
    advisory = [b for b in beyond if (b.limit.measure, b.limit.kind, b.limit.level)
                == ("systolic", LimitKind.HIGH, Level.ADVISORY)]  # fmt: skip
    assert [(b.count, b.among) for b in advisory] == [(4, 4)]

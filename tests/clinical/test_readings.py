"""What can be stored: impossible is refused, improbable asked about, everything else kept as typed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.instruments import Measure, Reason, measures
from dashboard.clinical.readings import (
    ReadingEntry,
    blood_pressure,
    check_entry,
    check_observed_at,
    questioned_measures,
    value_errors,
)
from tests import factories

NOBODY = frozenset[str]()
MEASURES = [pytest.param(measure, id=measure.code) for measure in measures()]


def found(confirmed: set[str] | None = None, **values: float) -> list[tuple[str, str]]:
    errors = value_errors(values, frozenset(confirmed or ()))
    return [(error.field.removeprefix("values."), error.code) for error in errors]


def refusals(entry: ReadingEntry) -> list[FieldError]:
    with pytest.raises(InvalidEntry) as caught:
        check_entry(entry)
    return list(caught.value.errors)


def step(measure: Measure) -> float:
    return 0.1 if measure.decimals else 1


@pytest.mark.hazard("H05")
@pytest.mark.parametrize("measure", MEASURES)
def test_the_possible_range_is_inclusive(measure: Measure) -> None:
    low, high = measure.possible
    beyond = (round(low - step(measure), 1), round(high + step(measure), 1))
    for value in (low, high, *beyond):
        codes = [code for _, code in found(**{measure.code: value})]
        assert ("impossible" in codes) is (value in beyond), value


@pytest.mark.hazard("H05")
@pytest.mark.parametrize("measure", MEASURES)
def test_the_ask_range_is_inclusive_and_asks_only_outside(measure: Measure) -> None:
    low, high = measure.ask
    assert not found(**{measure.code: low})
    assert not found(**{measure.code: high})
    for value in (round(low - step(measure), 1), round(high + step(measure), 1)):
        if measure.possible[0] <= value <= measure.possible[1]:
            assert found(**{measure.code: value}) == [(measure.code, "improbable")]
            assert not found({measure.code}, **{measure.code: value})


@pytest.mark.parametrize("measure", MEASURES)
def test_confirming_never_stores_the_impossible(measure: Measure) -> None:
    beyond = measure.possible[1] + 1
    assert found({measure.code}, **{measure.code: beyond}) == [(measure.code, "impossible")]


@pytest.mark.parametrize("measure", MEASURES)
def test_more_decimals_than_the_measure_has_are_refused(measure: Measure) -> None:
    value = measure.ask[0] + (0.05 if measure.decimals else 0.5)
    assert found(**{measure.code: value}) == [(measure.code, "decimals")]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400, -(10**400), 1e300])
def test_no_number_however_odd_breaks_the_check(number: float) -> None:
    for code in ("systolic", "diastolic", "temperature", "sedation"):
        assert found({code}, **{code: number})
    assert found(systolic=120, diastolic=number)
    assert found(systolic=number, diastolic=80)
    assert found(systolic=number, diastolic=number)


def test_the_refusal_names_the_range() -> None:
    (error,) = value_errors({"systolic": 1380}, NOBODY)
    assert error.message == "Systolic 1380 cannot be stored. It must lie between 20 and 300."


def test_the_question_names_the_range() -> None:
    (error,) = value_errors({"heart_rate": 192}, NOBODY)
    assert error.message == "Check: heart rate 192? Outside 30 to 180."
    (error,) = value_errors({"spo2": 69}, NOBODY)
    assert error.message.startswith("Check: SpO2 69?")


@pytest.mark.hazard("H05")
@pytest.mark.parametrize(("diastolic", "words"), [(112, "above"), (108, "the same as")])
def test_a_diastolic_not_below_the_systolic_is_impossible(diastolic: int, words: str) -> None:
    (error,) = value_errors({"systolic": 108, "diastolic": diastolic}, frozenset({"systolic", "diastolic"}))
    assert (error.field, error.code) == ("values.diastolic", "impossible")
    assert error.message == f"Diastolic {diastolic} is {words} systolic 108. Are they swapped?"


@pytest.mark.hazard("H07")
def test_a_pair_in_kilopascal_is_asked_about_and_not_stored() -> None:
    errors = value_errors({"systolic": 16, "diastolic": 11}, NOBODY)
    assert any("is that kPa?" in error.message for error in errors)
    assert ("systolic", "impossible") in found({"systolic"}, systolic=16, diastolic=11)


@pytest.mark.hazard("H07")
@pytest.mark.parametrize(
    ("systolic", "diastolic", "asked"), [(39, 29, True), (40, 29, False), (39, 30, False)]
)
def test_the_kilopascal_question_is_for_pairs_under_forty_over_thirty(
    systolic: int, diastolic: int, asked: bool
) -> None:
    errors = value_errors({"systolic": systolic, "diastolic": diastolic}, NOBODY)
    assert any("kPa" in error.message for error in errors) is asked


def test_a_pair_so_low_is_kept_when_either_half_is_confirmed() -> None:
    assert not found({"diastolic"}, systolic=38, diastolic=22)


def test_a_confirmed_pair_hides_no_other_question() -> None:
    assert found({"systolic"}, systolic=38, diastolic=22, heart_rate=200) == [("heart_rate", "improbable")]
    assert ("heart_rate", "improbable") in found(systolic=16, diastolic=11, heart_rate=200)


@pytest.mark.parametrize(
    ("diastolic", "asked"), [(111, True), (110, False), (60, False), (50, False), (49, True)]
)
def test_the_pulse_pressure_is_asked_about_under_10_and_over_150(diastolic: int, asked: bool) -> None:
    systolic = 120 if diastolic > 100 else 200
    pairs = {"systolic": systolic, "diastolic": diastolic}
    assert found(**pairs) == ([("systolic", "improbable")] if asked else [])
    assert not found({"diastolic"}, **pairs)


def test_all_that_is_wrong_is_said_at_once() -> None:
    entry = ReadingEntry(
        values={"systolic": 400, "heart_rate": 20, "spo2": 97.5, "aura": 3},
        not_obtained={"spo2": Reason.REFUSED, "sedation": Reason.ASLEEP},
        qualifiers={"arm": "third"},
    )
    assert {(e.field, e.code) for e in refusals(entry)} == {
        ("values.systolic", "impossible"), ("values.heart_rate", "improbable"), ("values.spo2", "decimals"),
        ("values.aura", "unknown_measure"), ("not_obtained.spo2", "both"),
        ("not_obtained.sedation", "reason_not_offered"), ("qualifiers.arm", "unknown_qualifier"),
    }  # fmt: skip


def test_an_entry_without_anything_is_refused() -> None:
    assert [(e.field, e.code) for e in refusals(ReadingEntry(values={}))] == [("values", "empty")]


def test_a_reason_alone_is_an_entry() -> None:
    check_entry(ReadingEntry(values={}, not_obtained={"systolic": Reason.IMMERSED}))


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("code", ["spo2", "respiratory_rate", "sedation"])
@pytest.mark.parametrize("reason", list(Reason))
def test_immersed_and_asleep_are_no_reason_to_skip_what_shows_oversedation(code: str, reason: Reason) -> None:
    entry = ReadingEntry(values={}, not_obtained={code: reason})
    if reason in (Reason.IMMERSED, Reason.ASLEEP):
        assert [e.code for e in refusals(entry)] == ["reason_not_offered"]
    else:
        check_entry(entry)


def test_confirming_a_measure_without_a_value_is_ignored_but_an_unknown_one_refused() -> None:
    check_entry(ReadingEntry(values={"spo2": 97}, confirmed=frozenset({"systolic"})))
    assert refusals(ReadingEntry(values={"spo2": 97}, confirmed=frozenset({"aura"})))[0].field == "confirmed"


@given(st.dictionaries(st.sampled_from([m.code for m in measures()]), st.integers(-50, 400), min_size=1))
def test_what_passes_once_confirmed_is_possible(values: dict[str, float]) -> None:
    errors = value_errors(values, frozenset(values))
    possible = all(m.possible[0] <= values[m.code] <= m.possible[1] for m in measures() if m.code in values)
    swapped = values.get("diastolic", -999) >= values.get("systolic", 999)
    assert (not errors) == (possible and not swapped)


def test_times_reach_two_minutes_ahead_and_72_hours_before_the_opening() -> None:
    opened, now = factories.at(-30), factories.at(60)
    check_observed_at(now + timedelta(minutes=2), now, opened)
    check_observed_at(opened - timedelta(hours=72), now, opened)
    for late, code in (
        (now + timedelta(minutes=2, seconds=1), "future"),
        (opened - timedelta(hours=72, seconds=1), "too_old"),
    ):
        with pytest.raises(InvalidEntry) as caught:
            check_observed_at(late, now, opened)
        assert caught.value.errors[0].code == code


def questioned(values: dict[str, float], *earlier: dict[str, float], confirmed: str = "") -> tuple[str, ...]:
    before = [factories.reading(minute, taken) for minute, taken in enumerate(earlier)]
    return questioned_measures(values, {}, before, frozenset(confirmed.split()))


@pytest.mark.parametrize(
    ("measure", "before", "after", "marked"),
    [
        ("systolic", 120, 180, False), ("systolic", 120, 181, True), ("systolic", 181, 120, True),
        ("spo2", 97, 82, False), ("spo2", 97, 81, True), ("heart_rate", 60, 140, False),
    ],
)  # fmt: skip
def test_a_jump_is_stored_and_questioned(measure: str, before: int, after: int, marked: bool) -> None:
    assert questioned({measure: after}, {measure: before}) == ((measure,) if marked else ())


def test_a_jump_is_held_against_the_last_reading_that_has_the_measure() -> None:
    assert questioned({"systolic": 190}, {"systolic": 120}, {"spo2": 97}) == ("systolic",)


def test_the_third_identical_set_running_is_questioned() -> None:
    same = {"systolic": 128.0, "diastolic": 80.0, "heart_rate": 70.0}
    assert questioned(same, same) == ()
    assert questioned(same, same, same) == ("systolic", "diastolic", "heart_rate")
    assert questioned(same, same, {**same, "heart_rate": 71}) == ()


def test_one_identical_value_or_identical_scales_are_not_questioned() -> None:
    assert questioned({"spo2": 98}, {"spo2": 98}, {"spo2": 98}) == ()
    scales = {"nausea": 0.0, "distress": 0.0, "sedation": 5.0}
    assert questioned(scales, scales, scales) == ()


def test_a_change_of_arm_questions_the_pressures() -> None:
    before = [factories.pressure(0, 120, 80, qualifiers={"arm": "left"})]
    pair = {"systolic": 122.0, "diastolic": 81.0}
    assert questioned_measures(pair, {"arm": "right"}, before, NOBODY) == ("systolic", "diastolic")
    assert questioned_measures(pair, {"arm": "left"}, before, NOBODY) == ()
    assert questioned_measures(pair, {}, before, NOBODY) == ()
    assert questioned_measures({"spo2": 97}, {"arm": "right"}, before, NOBODY) == ()


def test_only_what_was_improbable_is_questioned_when_kept() -> None:
    kept = questioned({"heart_rate": 192, "spo2": 97}, confirmed="heart_rate spo2 systolic")
    assert kept == ("heart_rate",)
    assert questioned({"systolic": 120, "diastolic": 112}, confirmed="diastolic") == ("diastolic",)


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ({"systolic": 121, "diastolic": 71}, "121/71"), ({"systolic": 121.0}, "121/-"),
        ({"diastolic": 71}, "-/71"), ({"spo2": 97}, None),
    ],
)  # fmt: skip
def test_blood_pressure_is_written_with_a_slash(values: dict[str, float], written: str | None) -> None:
    assert blood_pressure(values) == written


def test_mean_pressure_is_derived_only_where_the_device_gave_none() -> None:
    assert factories.pressure(0, 121, 71).all_values["mean_pressure"] == 88
    given_by_device = factories.reading(0, {"systolic": 121, "diastolic": 71, "mean_pressure": 90})
    assert given_by_device.all_values["mean_pressure"] == 90
    assert not factories.reading(0, {"systolic": 121}).derived


def test_late_means_stored_more_than_ten_minutes_after() -> None:
    on_time = factories.reading(0, recorded_at=factories.at(10))
    late = factories.reading(0, recorded_at=factories.at(10) + timedelta(seconds=1))
    corrected = factories.reading(0, recorded_at=factories.at(90), first_recorded_at=factories.at(1))
    assert [r.late for r in (on_time, late, corrected)] == [False, True, False]

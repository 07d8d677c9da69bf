"""The registry of measures is whole: ranges, words and codes fit each other."""

import pytest

from dashboard.clinical.instruments import (
    REASON_WORDS,
    Measure,
    Reason,
    find_measure,
    measure_of,
    measures,
    shown,
    spoken_answer,
)

MEASURES = [pytest.param(measure, id=measure.code) for measure in measures()]
CODES = {
    "systolic", "diastolic", "mean_pressure", "heart_rate", "spo2", "respiratory_rate", "temperature",
    "nausea", "dizziness", "dissociation", "distress", "sedation",
    "rass", "cadss6_total", "cadss_total", "oxygen_flow",
    "weight",
}  # fmt: skip


def test_the_stored_codes_are_those_of_the_interface() -> None:
    assert {measure.code for measure in measures()} == CODES


def test_codes_and_places_are_unique() -> None:
    assert len({m.code for m in measures()}) == len({m.order for m in measures()}) == len(measures())


@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_asked_about_lies_inside_what_is_possible(measure: Measure) -> None:
    assert measure.possible[0] <= measure.ask[0] < measure.ask[1] <= measure.possible[1]


@pytest.mark.hazard("H08")
@pytest.mark.parametrize("measure", [p for p in MEASURES if p.values[0].is_scale])
def test_a_scales_answers_are_exactly_its_possible_values(measure: Measure) -> None:
    low, high = measure.possible
    assert sorted(choice.value for choice in measure.choices) == list(range(int(low), int(high) + 1))


@pytest.mark.hazard("H08")
def test_sedation_has_words_on_every_answer_awake_first() -> None:
    sedation = measure_of("sedation")
    assert [choice.value for choice in sedation.choices] == [5, 4, 3, 2, 1, 0]
    assert all(choice.word and choice.spoken for choice in sedation.choices)
    assert spoken_answer("sedation", 1) == "answers only to squeezing"
    assert spoken_answer("nausea", 3) == ""


def test_every_reason_has_its_words() -> None:
    assert set(REASON_WORDS) == set(Reason)


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("systolic", 121.0, "121"),
        ("temperature", 36.8, "36.8"),
        ("temperature", 37, "37.0"),
        ("weight", 70, "70.0"),
    ],
)
def test_a_value_is_shown_with_the_decimals_of_its_measure(code: str, value: float, text: str) -> None:
    assert shown(code, value) == text


def test_an_unknown_code_is_no_measure() -> None:
    assert find_measure("aura") is None
    with pytest.raises(KeyError):
        measure_of("aura")

"""SpO2 under oxygen is written with its flow, wherever words are made of it."""

from typing import Any

import pytest

from dashboard.clinical.finding_words import finding_words
from dashboard.clinical.hold import standing_holds
from dashboard.clinical.oxygen import measured_words, under_oxygen
from dashboard.clinical.session_record import SessionRecord
from tests.factories import at, dose_start, event, reading, record

pytestmark = pytest.mark.hazard("A27")


def seen(*events: Any, **values: float) -> SessionRecord:
    return record(events=(dose_start(), *events), readings=(reading(20, {"spo2": 93, **values}),))


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (seen(), "93"),
        (seen(event(20, "oxygen_start", {"flow": 2})), "93 % on 2 L/min"),
        (seen(event(10, "oxygen_start", {"flow": 2}), event(15, "oxygen_change", {"flow": 3.5})),
         "93 % on 3.5 L/min"),
        (seen(event(10, "oxygen_start")), "93 % on oxygen, flow not stated"),
        (seen(event(10, "oxygen_start", {"flow": 2}), event(15, "oxygen_stop")), "93"),
        (seen(event(21, "oxygen_start", {"flow": 2})), "93"),
        (seen(oxygen_flow=4), "93 % on 4 L/min"),
        (seen(oxygen_flow=0), "93"),
    ],
)  # fmt: skip
def test_a_value_names_the_flow_that_ran_when_it_was_taken(session: SessionRecord, words: str) -> None:
    assert measured_words(session, session.readings[0], "spo2") == words


def test_no_other_measure_speaks_of_oxygen() -> None:
    session = record(
        events=(event(10, "oxygen_start", {"flow": 2}),), readings=(reading(20, {"heart_rate": 72}),)
    )
    assert measured_words(session, session.readings[0], "heart_rate") == "72"
    assert under_oxygen(session, at(9)) == ""


def test_an_alert_says_the_flow_beside_the_value_and_the_limit() -> None:
    session = seen(event(10, "oxygen_start", {"flow": 2}))
    (flag,) = [f for f in session.flags(session.readings[0]) if f.measure == "spo2"]
    assert finding_words(session, session.readings[0], flag) == "SpO2 93 % on 2 L/min, limit 93"
    bare = seen()
    assert finding_words(bare, bare.readings[0], flag) == "SpO2 93, limit 93"


def test_a_hold_by_saturation_names_the_oxygen_it_was_measured_on() -> None:
    taken = reading(-5, {"spo2": 92, "oxygen_flow": 2})
    assert "SpO2 92 on 2 L/min, hold below 94" in [
        hold.text for hold in standing_holds(record(readings=(taken,)))
    ]

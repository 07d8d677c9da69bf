"""Two people who chart the same set: which pairs are asked about, and what answers the question."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.duplicates import duplicate_of, probable_duplicates
from dashboard.clinical.readings import Reading, ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.hazard("H53")
NINA, MIA = "user-nurse", "user-mia"


def by(who: str, minute: float, entered: float | None = None, **fields: Any) -> Reading:
    """A pressure that this person measured and entered at these minutes."""
    given = {"systolic": 128, "diastolic": 79}
    return factories.reading(
        minute, fields.pop("values", given), id=f"{who}-{minute:g}", recorded_by=who,
        recorded_at=at(minute + 0.3 if entered is None else entered), **fields,
    )  # fmt: skip


def asked(*readings: Reading, **fields: Any) -> list[tuple[str, str]]:
    """The pairs asked about: the later entered, then the first."""
    record: SessionRecord = factories.record(readings=readings, **fields)
    return [(pair.reading.id, pair.of.id) for pair in probable_duplicates(record)]


# who and minute of the first, who and minute of the second
NEAR = """
nina 10 | mia 10    | asked
nina 10 | mia 10:60 | asked
nina 10 | mia 10:61 | not
nina 10 | nina 10:5 | not
mia 10  | nina 9:10 | asked
"""


@pytest.mark.parametrize("line", NEAR.strip().splitlines())
def test_two_people_within_a_minute_are_asked_about(line: str) -> None:
    one, two, expected = (cell.strip() for cell in line.split("|"))
    readings = []
    for place, cell in enumerate((one, two)):
        who, _, minute = cell.partition(" ")
        whole, _, seconds = minute.partition(":")
        observed = int(whole) + int(seconds or 0) / 60
        readings.append(replace(by(who, observed, 12 + place), seq=place + 1))
    found = asked(*readings)
    assert found == ([(readings[1].id, readings[0].id)] if expected == "asked" else [])


def test_the_one_entered_later_is_asked_about_whatever_was_measured_first() -> None:
    assert asked(by(NINA, 10, entered=14), by(MIA, 10.5, entered=11)) == [("user-nurse-10", "user-mia-10.5")]


def test_sets_that_share_no_measure_are_two_parts_of_one_set() -> None:
    symptoms = {"nausea": 0, "dizziness": 1}
    assert asked(by(NINA, 10), by(MIA, 10.2, values=symptoms)) == []
    assert asked(by(NINA, 10), by(MIA, 10.2, values={**symptoms, "diastolic": 81})) != []


def test_a_reason_is_no_value_to_be_doubled() -> None:
    reasons = by(MIA, 10.2, values={"heart_rate": 70}, not_obtained={"systolic": "equipment"})
    assert asked(by(NINA, 10), reasons) == []


def test_a_correction_by_somebody_else_does_not_make_the_set_theirs() -> None:
    first = by(NINA, 10)
    corrected = replace(first, version=2, recorded_by=MIA, recorded_at=at(11), first_recorded_at=at(10.3))
    assert asked(corrected, by(NINA, 10.4), earlier_readings=(first,)) == []
    assert asked(corrected, by(MIA, 10.4), earlier_readings=(first,)) == [("user-mia-10.4", "user-nurse-10")]


@pytest.mark.parametrize("which", [0, 1])
def test_striking_either_answers_the_question(which: int) -> None:
    pair = [by(NINA, 10), by(MIA, 10.2)]
    pair[which] = replace(pair[which], status=ReadingStatus.STRUCK)
    assert asked(*pair) == []


@pytest.mark.parametrize("turned", [False, True])
def test_both_are_right_answers_it_for_this_pair_alone(turned: bool) -> None:
    nina, mia, third = by(NINA, 10), by(MIA, 10.2), by("user-ben", 10.4)
    named = (nina.id, mia.id) if turned else (mia.id, nina.id)
    said = factories.event(11, "both_kept", {"reading": named[0], "of": named[1]})
    assert asked(nina, mia, events=[said]) == []
    assert asked(nina, mia, third, events=[said]) == [(third.id, nina.id), (third.id, mia.id)]
    taken_back = replace(said, status="struck")
    assert asked(nina, mia, events=[taken_back]) == [(mia.id, nina.id)]


def test_of_several_the_nearest_is_named() -> None:
    nina, mia, third = by(NINA, 10), by(MIA, 10.8), by("user-ben", 10.9)
    record = factories.record(readings=[nina, mia, third])
    assert duplicate_of(record, third) == record.reading(mia.id)
    assert duplicate_of(record, nina) is None


def test_nothing_is_asked_across_a_gap_of_seconds_only_because_clocks_change() -> None:
    nina, mia = by(NINA, 10), by(MIA, 10.2)
    hour = timedelta(hours=1)
    assert asked(nina, replace(mia, observed_at=mia.observed_at + hour)) == []

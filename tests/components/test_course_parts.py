"""A course in words: the row of a session, the strip of a series, and records side by side."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.actions.merging import RecordsBeside
from dashboard.actions.patients import KnownPatient
from dashboard.clinical.alerts import Level
from dashboard.clinical.course import Course, course_of
from dashboard.clinical.merges import MergedRecord, PatientMerge, unsaid
from dashboard.clinical.patients import Fact
from dashboard.clinical.roles import Actor, Role
from dashboard.components.course_table import HEADS, STRIP, course_table, series_strip
from dashboard.pages.patient.course import course_parts, measures_in
from dashboard.pages.patient.merge import merging
from dashboard.pages.review.course import course_parts as review_parts
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, of_type, text, with_class

CARL = Actor("c", "carl", "Dr Okafor", frozenset({Role.CLINICIAN}))
NINA = Actor("n", "nina", "Nina Brandt", frozenset({Role.NURSE}))
OTHER = f.patient(id="patient-2", mrn="204882", given_name="Martha")


def on_day(day: int, **fields: Any) -> f.SessionRecord:
    by = timedelta(days=day)
    dose = f.event(0, "dose_start", f.dose_start().detail, occurred_at=f.at(0) + by)
    header = f.session(id=f"session-{day}", opened_at=f.at(-30) + by)
    return f.record(**{"session": header, "events": (dose,), "seen_at": f.at(60) + by, **fields})


def cells(record: f.SessionRecord) -> dict[str, str]:
    """The words of the one row by the heads of their columns."""
    (_, row) = of_type(course_table(course_of([record])), "Tr")
    return dict(zip(HEADS, [text(cell) for cell in row.children], strict=True))


def test_the_row_of_a_session_says_each_number_with_its_minute() -> None:
    row = cells(f.rich_record())
    assert row["Session"].endswith("Infusion 123 Nov 2026")
    assert row["Dose"] == "35 mg0.5 mg/kg"
    assert row["Highest BP"] == "186/108at 40 min"
    assert row["Heart rate, SpO2"] == "HR 92 at 40 minSpO₂ 96 % at 40 min"
    assert row["Beyond limits"] == "2 urgent1 advisory2 alerts"
    assert "Dissociation 7 at 40 min" in row["Worst symptoms"]
    assert "left 102 min" in row["Ready, left"]
    assert row["Note"] == "signed"


def test_what_was_not_measured_is_said_and_never_a_number() -> None:
    row = cells(f.record(events=(f.dose_start(),), session=f.session(weight_kg=None)))
    assert row["Dose"] == "35 mg so farno weight"
    assert row["Highest BP"] == "none taken"
    assert row["Heart rate, SpO2"] == "HR noneSpO₂ none"
    assert row["Beyond limits"] == "none0 alerts"
    assert row["Near baseline"] == "no baseline"
    assert row["Worst symptoms"].count("not asked") == 4
    assert row["Sedation, rescue"] == "not askedno rescue"
    assert row["Ready, left"] == "not ready yetstill here"
    assert row["Note"] == "not yet"


def test_peaks_of_two_readings_have_each_their_minute() -> None:
    readings = (f.pressure(10, 150, 99), f.pressure(20, 170, 90))
    assert cells(f.record(events=(f.dose_start(),), readings=readings))["Highest BP"] == (
        "170 at 20 min/99 at 10 min"
    )


def test_a_peak_before_the_dose_and_a_questioned_one_are_said() -> None:
    readings = (f.pressure(-9, 150, 90), f.pressure(20, 149, 89))
    assert cells(f.record(events=(f.dose_start(),), readings=readings))["Highest BP"].endswith(
        "before the dose"
    )
    doubted = (f.pressure(20, 188, 99, questioned=("systolic",)),)
    assert "questioned" in cells(f.record(events=(f.dose_start(),), readings=doubted))["Highest BP"]


def test_rescue_medication_is_named_with_amount_and_minute() -> None:
    given = f.event(45, "rescue_medication", {"drug": "Labetalol", "amount": 10, "unit": "mg"})
    row = cells(f.record(events=(f.dose_start(), given)))
    assert "Labetalol 10 mg at 45 min" in row["Sedation, rescue"]


def test_unanswered_alerts_are_counted_beside_the_readings() -> None:
    alerts = (f.alert(40, "systolic", 186, 180, level=Level.URGENT),)
    row = cells(f.record(events=(f.dose_start(),), alerts=alerts))
    assert row["Beyond limits"].endswith("1 alert, 1 unanswered")


def test_a_series_after_a_long_pause_is_said_to_be_new() -> None:
    rows = of_type(course_table(course_of([on_day(0), on_day(40)])), "Tr")[1:]
    assert "New series" not in text(rows[0])
    assert "New series" in text(rows[1])


def test_the_strip_marks_the_chosen_session_and_holds_the_newest() -> None:
    series = course_of(on_day(d) for d in range(0, 27, 3)).latest_series
    links = of_type(series_strip(series, "session-24"), "A")
    assert len(links) == STRIP
    assert [attribute(a, "data-review") for a in links if attribute(a, "aria-current")] == ["session-24"]
    early = of_type(series_strip(series, "session-3"), "A")
    assert [attribute(a, "data-review") for a in early] == ["session-0", "session-3"]
    assert series_strip((), "x") is None


def test_without_a_dose_the_page_says_so_and_hides_the_figures() -> None:
    table, hidden, *_ = course_parts(Course(()), ("systolic",), "light")
    assert "No dose yet" in text(table)
    assert hidden is True


def test_the_trend_says_from_how_many_sessions_it_comes() -> None:
    def peak(day: int, value: float) -> f.SessionRecord:
        by = timedelta(days=day)
        return on_day(day, readings=[f.pressure(40, value, 90, observed_at=f.at(40) + by)])

    course = course_of([peak(0, 150), peak(3, 155), peak(6, 163)])
    _, hidden, trend, *_ = course_parts(course, ("systolic",), "light")
    assert hidden is False
    row = of_type(trend, "Tr")[1]
    assert [text(c) for c in row.children] == [
        "Highest systolic", "3", "150", "163", "155", "under 4 sessions", "+6.5",
    ]  # fmt: skip


@pytest.mark.parametrize("sent", [None, "systolic", {"a": 1}, ["weight", 5]])
def test_only_known_measures_are_drawn(sent: Any) -> None:
    assert measures_in(sent) == ()


def test_the_review_page_lays_earlier_sessions_under_one_with_a_dose_only() -> None:
    given, never = on_day(3), on_day(5, events=())
    course = course_of([on_day(0), given, never])
    assert review_parts(given, course, overlaid=True, theme="light")[1] == "Course overlay"
    assert review_parts(given, course, overlaid=False, theme="light")[1] == "Timeline"
    strip, title, _ = review_parts(never, course, overlaid=True, theme="light")
    assert title == "Timeline"
    assert len(of_type(strip, "A")) == 2


@pytest.mark.hazard("H02")
def test_look_alikes_stand_side_by_side_and_only_who_may_merges() -> None:
    known = KnownPatient(f.patient(), similar=("patient-2",))
    beside = RecordsBeside(3, ((OTHER, 1),))
    for actor, number in ((CARL, 1), (NINA, 0)):
        page = merging(known, beside, f.record().zone, actor)
        rows = [text(row) for row in of_type(page, "Tr")[1:]]
        assert "204881" in rows[0]
        assert "3" in rows[0]
        assert "204882" in rows[1]
        assert len(buttons(page, "patient-merge")) == number
    assert merging(KnownPatient(f.patient()), RecordsBeside(3, ()), f.record().zone, CARL) == []


def test_merged_records_are_listed_with_who_when_and_why() -> None:
    merge = PatientMerge(id="m", from_id="patient-2", into_id="patient-1", at=f.at(0), by="c",
                         by_name="Dr Okafor", reason="Registered twice.")  # fmt: skip
    known = KnownPatient(f.patient(), merged=(MergedRecord(merge, OTHER),))
    page = merging(known, RecordsBeside(4, ()), f.record().zone, CARL)
    under = "Read as one record under 204881"
    for words in ("204882", "Dr Okafor", "23 Nov 2026", "Registered twice.", under):
        assert words in text(page)
    (undo,) = buttons(page, "patient-part")
    assert attribute(undo, "data-merge") == "m"
    assert with_class(page, "merge-panels")


@pytest.mark.parametrize(
    ("away", "survivor", "words"),
    [
        ({"allergies": "Penicillin"}, {}, ("Penicillin allergy",)),
        ({"allergies": "Penicillin"}, {"allergies": "none known"}, ("Penicillin allergy",)),
        ({"allergies": "penicillin"}, {"allergies": "Latex, Penicillin"}, ()),
        ({"allergies": "Penicillin allergy"}, {"allergies": "penicillin"}, ()),
        ({"allergies": "Nuts"}, {"allergies": "Peanuts"}, ("Nuts allergy",)),
        ({"allergies": "None known"}, {}, ()),
        ({"facts": frozenset({Fact.CARDIAC})}, {"facts": frozenset()}, ("Cardiac disease",)),
        ({"facts": frozenset({Fact.CARDIAC})}, {"facts": frozenset({Fact.CARDIAC})}, ()),
    ],
)
@pytest.mark.hazard("H02")
def test_what_only_the_record_that_goes_warns_of_is_named(
    away: dict[str, Any], survivor: dict[str, Any], words: tuple[str, ...]
) -> None:
    assert unsaid(replace(OTHER, **away), f.patient(**survivor)) == words

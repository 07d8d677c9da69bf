"""The log and the patient header: nothing that happened is missing, and nobody is mistaken for another."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind
from dashboard.components.log import log
from dashboard.components.patient_header import patient_header
from dashboard.components.tile_figure import tile_figure
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, elements, of_type, text
from tests.figures.drawn import design_record


def test_the_log_is_newest_first_and_holds_everything() -> None:
    record = f.rich_record()
    lines = [text(li) for li in of_type(log(record, may_correct=True), "Li")]
    assert lines[0].startswith("15:44Addendum 1")
    joined = "\n".join(lines)
    for words in (
        "Note signed", "Session ended", "Set corrected", "Set struck", "Baseline accepted 128/79",
        "Dose started", "Repositioned, eye mask on", "URGENT", "Dr Okafor told", "Session opened",
    ):  # fmt: skip
        assert words in joined


@pytest.mark.hazard("H18")
def test_a_late_entry_stands_at_its_own_time_in_the_log_with_both_times() -> None:
    line = next(li for li in of_type(log(f.rich_record(), may_correct=True), "Li") if "LATE" in text(li))
    assert text(line).startswith("13:44")
    assert "LATE ENTRY 18 min: measured 13:44, entered 14:02" in text(line)


def test_the_reasons_for_what_was_not_taken_are_in_the_log() -> None:
    assert "Nausea not taken: immersed" in text(log(f.rich_record(), may_correct=True))


def test_an_open_alert_can_be_answered_from_the_log() -> None:
    open_ones = design_record()
    assert len(buttons(log(open_ones, may_correct=True), "acknowledge")) == 2
    assert not buttons(log(open_ones, may_correct=False), "acknowledge")


def test_a_signed_record_offers_no_change_in_its_log() -> None:
    assert not buttons(log(f.rich_record(), may_correct=True), "strike-event")
    assert buttons(log(f.rich_record(signatures=()), may_correct=True), "strike-event")


def test_another_day_is_named() -> None:
    early = f.reading(-60 * 20, id="paper")
    record = f.record(readings=(early,), events=(f.dose_start(),))
    assert "22 Nov 17:24" in text(log(record, may_correct=True))


def lines_of(**fields: Any) -> list[str]:
    return [text(li) for li in of_type(log(f.record(**fields), may_correct=True), "Li")]


@pytest.mark.hazard("H38")
def test_a_rescue_medication_stands_with_its_response_in_the_log() -> None:
    given = f.event(20, "rescue_medication", {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"})
    lines = lines_of(events=[f.dose_start(), given, f.event(28, "rescue_response", {"text": "148/88"})])
    assert any("Rescue medication labetalol 10 mg IV; response 13:52, after 8 min" in line for line in lines)


def test_an_adverse_event_names_severity_and_seriousness_in_the_log() -> None:
    told = {"term": "syncope", "severity": "moderate", "serious": "no"}
    lines = lines_of(events=[f.dose_start(), f.event(20, "adverse_event", told)])
    assert any("Adverse event Syncope, moderate, not serious" in line for line in lines)


@pytest.mark.hazard("H18")
def test_an_event_entered_late_says_when_it_was_entered() -> None:
    late = f.event(20, "vomiting", first_recorded_at=f.at(38), recorded_at=f.at(38))
    line = next(line for line in lines_of(events=[f.dose_start(), late]) if "Vomiting" in line)
    assert line.startswith("13:44")
    assert "LATE ENTRY 18 min: entered 14:02" in line


def test_an_event_that_two_people_saw_names_both() -> None:
    seen = f.event(20, "waste", {"amount": 15}, witness="user-2", witness_name="Ben Ito")
    line = next(line for line in lines_of(events=[f.dose_start(), seen]) if "wasted" in line)
    assert line.endswith(f"{seen.recorded_by_name}, witness Ben ItoCorrectStrike")


def test_a_strike_from_the_log_names_the_version_that_was_seen() -> None:
    changed = f.event(20, "vomiting", version=3, status="amended")
    page = log(f.record(events=[f.dose_start(), changed]), may_correct=True)
    versions = {attribute(b, "data-version") for b in buttons(page, "strike-event")}
    assert versions == {"1", "3"}


@pytest.mark.hazard("H22")
def test_the_log_says_how_an_alert_ended_and_that_it_went_on() -> None:
    note = "No answer for 2 min"
    gone_on = f.alert_action(22, ActionKind.ESCALATED, note=note)
    by_hand = f.alert_action(30, ActionKind.RESOLVED, note="Seen, sits safely")
    done = f.alert_action(30, ActionKind.RESOLVED)
    raised = f.alert(20, "systolic", 186, 180)
    fall = replace(raised, source="event", text="Fall", measure=None)
    joined = "".join(lines_of(alerts=[
        replace(raised, id="a1", actions=(gone_on,)), replace(fall, id="a2", actions=(by_hand,)),
        replace(fall, id="a3", text="40 min check late", check_key="vitals", actions=(done,)),
    ]))  # fmt: skip
    assert f"went to the clinicians: {note}" in joined
    assert "Fall resolved by hand: Seen, sits safely" in joined
    assert "40 min check late done" in joined


def test_the_header_names_the_patient_with_birth_date_and_number() -> None:
    words = text(patient_header(design_record()))
    for part in ("Kowalczyk, Marta", "born 14 Mar 1979 (47)", "MRN 204881", "Ketamine IV"):
        assert part in words


def test_the_clock_ticks_from_the_dose() -> None:
    timers = [e for e in elements(patient_header(design_record())) if attribute(e, "role") == "timer"]
    assert attribute(timers[0], "aria-label") == "Time since dose"
    assert attribute(timers[0], "data-since") == f.DOSE_START.isoformat()


@pytest.mark.hazard("H28")
def test_the_header_says_when_no_rise_is_judged() -> None:
    assert "no rise is judged" in text(patient_header(f.record(readings=(f.reading(-9),))))
    assert "no rise is judged" not in text(patient_header(design_record()))


def test_a_tiles_figure_is_an_image_without_a_name() -> None:
    image = tile_figure('<svg fill="#FFFFFF"/>')
    assert image.alt == ""
    assert image.src == "data:image/svg+xml,%3Csvg%20fill%3D%22%23FFFFFF%22/%3E"

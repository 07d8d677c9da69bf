"""The log and the patient header: nothing that happened is missing, and nobody is mistaken for another."""

import pytest

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
    line = next(li for li in of_type(log(f.rich_record(), may_correct=True), "Li") if "late" in text(li))
    assert text(line).startswith("13:44")
    assert "entered 14:02, late 18 min" in text(line)


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

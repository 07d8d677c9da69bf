"""The dose in the note: who stood by, who did not, and a total that nobody can know."""

import pytest

from dashboard.documents.note_dose import dose_section
from tests.factories import dose_start, event, record


def said(section: object) -> str:
    return str(section)


@pytest.mark.hazard("H34")
def test_the_note_names_the_witness_or_says_that_there_was_none() -> None:
    started = event(
        0, "dose_start", {"drug": "ketamine", "amount": 35}, witness="user-mia", witness_name="Mia Duarte"
    )
    words = said(dose_section(record(events=(started, event(40, "dose_stop"), event(41, "dose_resume")))))
    assert "Ketamine 35 mg, witness: Mia Duarte." in words
    assert "Dose stopped, no witness recorded." in words
    assert "Infusion resumed." in words


@pytest.mark.hazard("H34")
def test_a_planned_end_names_a_witness_only_when_there_was_one() -> None:
    ended = event(40, "dose_end", {"amount_given": 35})
    assert "amount given 35 mg." in said(dose_section(record(events=(dose_start(), ended))))
    wasted = event(45, "waste", {"amount": 15})
    assert "Drug wasted: 15 mg, no witness recorded." in said(dose_section(record(events=(wasted,))))


@pytest.mark.hazard("H34")
def test_a_correction_says_who_had_stood_by_before() -> None:
    before = event(0, "waste", {"amount": 15}, id="w", seq=1, witness="user-mia", witness_name="Mia Duarte")
    after = event(
        0, "waste", {"amount": 5}, id="w", seq=1, version=2, status="amended", change_reason="misread"
    )
    words = said(dose_section(record(events=(after,), earlier_events=(before,))))
    assert "Drug wasted: 5 mg, no witness recorded." in words
    assert "15 mg, witness: Mia Duarte." in words


@pytest.mark.hazard("H36", "A26")
def test_what_was_lost_makes_the_total_of_the_note_unclear() -> None:
    words = said(dose_section(record(events=(dose_start(), event(10, "extravasation")))))
    assert "Total given: unclear. Extravasation: state the amount given at the end." in words


def test_a_changed_rate_says_from_and_to_with_its_unit() -> None:
    changed = event(10, "rate_change", {"from": 50, "to": 30, "unit": "mL/h"})
    assert "Rate changed: from 50 to 30 mL/h." in said(dose_section(record(events=(dose_start(), changed))))

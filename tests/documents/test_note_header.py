"""The note's header: its place in the series in honest words, and what was changed in it."""

from datetime import date

import pytest

from dashboard.clinical.series import SeriesPlace
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Facts
from dashboard.documents.note_header import section
from tests.documents.written import headers
from tests.factories import dose_start, record, series_place


def facts_of(of: SessionRecord, label: str) -> list[str]:
    return [
        fact.text for block in section(of).blocks if isinstance(block, Facts)
        for fact in block.items if fact.label == label
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (series_place(), "Infusion 3, counted here since 16 Nov 2026"),
        (series_place(planned=6), "Infusion 3 of 6, counted here since 16 Nov 2026"),
        (
            series_place(number=7, planned=6, maintenance=True),
            "Infusion 7, maintenance, counted here since 16 Nov 2026",
        ),
        (series_place(number=1), "Infusion 1, the first recorded here"),
        (series_place(number=1, series=2), "Infusion 1, of a new series"),
        (
            series_place(
                drug="esketamine", route="nasal", number=17, maintenance=True, began=date(2026, 3, 2)
            ),
            "Session 17, maintenance, counted here since 2 Mar 2026",
        ),
        (series_place(route="im", number=4), "Injection 4, counted here since 16 Nov 2026"),
        (None, "not known"),
    ],
)
def test_the_place_in_the_series_is_said_with_a_planned_number_only_where_one_is_planned(
    place: SeriesPlace | None, words: str
) -> None:
    assert facts_of(record(events=(dose_start(),), place=place), "Series") == [words]


def test_a_session_without_a_dose_is_not_counted() -> None:
    assert facts_of(record(), "Series") == ["not counted, no dose recorded"]


def test_a_header_changed_says_both_values_and_the_end_alone_is_no_change() -> None:
    changed = facts_of(record(headers=headers()), "Header changed")
    assert changed == ["weight 72 kg -> 70 kg, 13:04 by Nina Brandt. Reason: weighed again."]
    assert facts_of(record(headers=headers()[:1]), "Header changed") == []

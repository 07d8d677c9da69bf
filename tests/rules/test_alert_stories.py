"""The stories of alerts, told row by row."""

from dataclasses import dataclass

import pytest

from dashboard.clinical.alert_changes import Raise
from dashboard.clinical.instruments import find_measure
from tests.rules.alert_stories import STORIES, Story
from tests.rules.bedside import Bedside, standing_words


@dataclass(frozen=True)
class Row:
    minute: float
    values: dict[str, float]
    done: str
    raised: list[str]
    standing: list[str]


def rows_of(table: str) -> list[Row]:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    told = [dict(zip(head, line, strict=True)) for line in lines]
    return [
        Row(
            float(cells["min"]),
            {code: float(cells[code]) for code in head if find_measure(code) and cells[code]},
            cells.get("done", ""), _listed(cells["raised"]), _listed(cells["standing"]),
        )
        for cells in told
    ]  # fmt: skip


def _listed(cell: str) -> list[str]:
    return sorted(part.strip() for part in cell.split(",") if part.strip())


def play(bedside: Bedside, row: Row) -> list[str]:
    verb, _, about = row.done.partition(" ")
    match verb:
        case "":
            changes = bedside.reading(row.minute, **row.values)
        case "correct":
            changes = bedside.correct(float(about), **row.values)
        case "strike":
            changes = bedside.strike(float(about))
        case "baseline":
            changes = bedside.baseline(float(about))
        case "ack":
            changes = bedside.acknowledge(about)
        case "resolve":
            changes = bedside.resolve(about)
        case "limits":
            changes = bedside.limits(about)
        case "dose":
            changes = bedside.dose(row.minute)
        case _:
            changes = bedside.event(row.minute, verb)
    raised = [c for c in changes if isinstance(c, Raise)]
    after = {True: " retrospective", False: ""}
    return sorted(f"{c.level.value} {c.measure or c.source}{after[c.retrospective]}" for c in raised)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(s, id=s.title, marks=[pytest.mark.hazard(*s.hazards)] if s.hazards else [])
        for s in STORIES
    ],
)
def test_story(story: Story) -> None:
    bedside = Bedside()
    for row in rows_of(story.table):
        raised = play(bedside, row)
        standing = standing_words(bedside)
        assert (row.minute, row.done, raised) == (row.minute, row.done, row.raised)
        assert (row.minute, row.done, standing) == (row.minute, row.done, row.standing)

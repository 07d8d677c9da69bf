"""The stories of leaving, told row by row: each minute judged as if a nurse stood at the door."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.gates import MEASURED_GATES, judge_gates
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.rules.gate_stories import GATE_STORIES, GateStory

SAID = {**factories.ATTESTED, "escort": {"name": "Jan Kowalczyk"}}
VALUES = [kind.code for kind in MEASURED_GATES]


def rows(table: str) -> list[dict[str, str]]:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


def began(story: GateStory) -> SessionRecord:
    return factories.record(
        protocol=factories.protocol(story.protocol), readings=(factories.reading(-9),),
        baselines=() if story.baseline is None else (factories.baseline(story.baseline),),
    )  # fmt: skip


def goes_on(record: SessionRecord, row: dict[str, str]) -> SessionRecord:
    minute = float(row["min"])
    readings, events = list(record.readings), list(record.events)
    if row["taken"]:
        words = row["taken"].split()
        values = {name: float(value) for name, value in (w.split("=") for w in words if "=" in w)}
        known = factories.QUIET_SET if words[0] == "quiet" else {}
        readings.append(factories.reading(minute, {**known, **values}, seq=len(readings) + 1))
    if row["done"]:
        kind, *about = row["done"].split()
        detail: dict[str, Any] = dict(word.split("=") for word in about)
        at = float(detail.pop("at", minute))
        if "flow" in detail:
            detail["flow"] = float(detail["flow"])
        events.append(factories.event(at, kind, detail, seq=len(events) + 1))
    return replace(record, readings=tuple(readings), events=tuple(events), seen_at=factories.at(minute))


def shut(record: SessionRecord) -> set[str]:
    return {gate.code for gate in judge_gates(record, record.seen_at, SAID) if not gate.open}


def named(row: dict[str, str]) -> set[str]:
    words = {word.strip() for word in row["shut"].split(",") if word.strip()}
    stand_for = {"values": VALUES, "mind": ["dissociation", "distress"]}
    return {gate for word in words for gate in stand_for.get(word, [word])}


@pytest.mark.parametrize(
    "story", [pytest.param(s, id=s.title, marks=[pytest.mark.hazard(*s.hazards)]) for s in GATE_STORIES]
)
def test_story(story: GateStory) -> None:
    record = began(story)
    for row in rows(story.table):
        record = goes_on(record, row)
        assert (row["min"], shut(record)) == (row["min"], named(row))
        ready = factories.at(float(row["ready"])) if row["ready"] else None
        assert (row["min"], ready_clinically_at(record)) == (row["min"], ready)

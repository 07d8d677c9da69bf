"""Asking a clinician to override: what waits, until when, and that asking itself opens nothing."""

from typing import Any

import pytest

from dashboard.clinical.event_picks import GATE
from dashboard.clinical.events import Event
from dashboard.clinical.gates import GATES, judge_gates
from dashboard.clinical.hold import standing_holds
from dashboard.clinical.override_asks import ASKED, DOSE, LEAVING, Ask, asked_words, standing_asks
from dashboard.clinical.session_record import SessionRecord
from tests import factories as f

HIGH = f.pressure(-20, 152, 96)


def asked(minute: float, about: str | None = None, gate: str | None = None, text: str = "") -> Event:
    told = {"for": about, "gate": gate, "text": text}
    return f.event(minute, ASKED, {name: value for name, value in told.items() if value})


def before(*readings: Any, events: Any = (), **fields: Any) -> SessionRecord:
    """A session before its dose, seen when the dose would begin."""
    return f.record(readings=readings, events=events, seen_at=f.at(0), **fields)


def about(record: SessionRecord) -> list[str]:
    return [ask.about for ask in standing_asks(record)]


def leaving(*events: Event, **fields: Any) -> SessionRecord:
    """Ready but for what only a person says: escort, approval and the rest."""
    dosed = (f.dose_start(), f.event(40, "dose_end", {"amount_given": 35}))
    return f.leaving(events=(*dosed, *events), **fields)


def test_the_gates_that_can_be_asked_about_are_those_of_the_registry() -> None:
    assert {code: kind.label for code, kind in GATES.items()} == dict(GATE.options)


@pytest.mark.hazard("H13", "H44")
def test_asking_opens_neither_the_dose_nor_a_gate() -> None:
    held = before(HIGH, events=(asked(-10, DOSE),))
    assert standing_holds(held) == standing_holds(before(HIGH))
    with_ask = leaving(asked(105, LEAVING, "escort"))
    assert judge_gates(with_ask, with_ask.seen_at) == judge_gates(leaving(), with_ask.seen_at)


def test_an_ask_about_the_dose_says_the_hold_who_asked_and_since_when() -> None:
    record = before(HIGH, events=(asked(-10, DOSE, text="Usual for her"), asked(-5, DOSE, text="White coat")))
    (ask,) = standing_asks(record)
    assert (ask.about, ask.since, ask.by) == (DOSE, f.at(-10), f.NURSE.display_name)
    assert ask.said == "Usual for her; White coat"
    assert ask.shut == "Systolic 152, hold above 140; Diastolic 96, hold above 90"
    assert asked_words(record) == f"Clinician asked {record.local(f.at(-10)):%H:%M}"


OVERRIDE = f.event(-8, "hold_override", {"reason": "Usual for her"})
LATER_HIGH = f.pressure(-4, 156, 92)
DOSE_CASES = [
    ("nothing since", (HIGH,), (), True),
    ("overridden", (HIGH,), (OVERRIDE,), False),
    ("overridden, and held again by a newer value", (HIGH, LATER_HIGH), (OVERRIDE,), False),
    ("held again by a newer value, and asked again", (HIGH, LATER_HIGH), (OVERRIDE, asked(-2, DOSE)), True),
    ("a quiet value since", (HIGH, f.pressure(-8, 128, 79)), (), False),
    ("a quiet value, then a high one", (HIGH, f.pressure(-8, 128, 79), LATER_HIGH), (), False),
    ("the dose was given all the same", (HIGH,), (f.dose_start(-1),), False),
    ("only one of two holds overridden", (f.pressure(-20, 152, 96), f.reading(-19, {"spo2": 92})),
     (OVERRIDE,), True),
]  # fmt: skip


@pytest.mark.parametrize(("readings", "events", "stands"), [c[1:] for c in DOSE_CASES],
                         ids=[c[0] for c in DOSE_CASES])  # fmt: skip
def test_an_ask_about_the_dose_stands_until_nothing_held_it(readings: Any, events: Any, stands: bool) -> None:
    assert about(before(*readings, events=(asked(-10, DOSE), *events))) == ([DOSE] if stands else [])


def test_an_ask_about_a_gate_stands_while_that_gate_is_shut() -> None:
    record = leaving(asked(105, LEAVING, "escort", "Her sister is late"), asked(106, LEAVING, "alertness"))
    (ask,) = standing_asks(record)
    assert (ask.gates, ask.shut, ask.said) == (("escort",), "Escort: escort not named", "Her sister is late")
    assert ask.at("escort") == f.at(105)
    assert ask.at("alertness") is None
    assert ask.at("approval") is None


def test_several_gates_are_one_matter_in_the_order_of_leaving() -> None:
    record = leaving(asked(105, LEAVING, "escort"), asked(107, LEAVING, "line_out"))
    (ask,) = standing_asks(record)
    assert ask.gates == ("line_out", "escort")
    assert ask.since == f.at(105)
    assert (ask.at("line_out"), ask.at("escort")) == (f.at(107), f.at(105))


def test_an_ask_about_leaving_that_names_no_gate_is_about_every_shut_one() -> None:
    record = leaving(asked(105, LEAVING))
    shut = tuple(gate.code for gate in judge_gates(record, record.seen_at) if not gate.open)
    (ask,) = standing_asks(record)
    assert ask.gates == shut
    assert "escort" in shut
    assert ask.at("escort") == f.at(105)


@pytest.mark.parametrize(
    ("minute", "gate", "meant"), [(-10, None, DOSE), (-10, "escort", LEAVING), (105, None, LEAVING)]
)
def test_unsaid_it_is_about_the_dose_before_it_and_about_leaving_after(
    minute: float, gate: str | None, meant: str
) -> None:
    record = (
        leaving(asked(minute, None, gate))
        if minute > 0
        else before(HIGH, events=(asked(minute, None, gate),))
    )
    assert about(record) == [meant]


def test_a_struck_ask_and_an_ended_session_wait_for_nobody() -> None:
    struck = f.event(-10, ASKED, {"for": DOSE}, status="struck")
    assert standing_asks(before(HIGH, events=(struck,))) == ()
    assert standing_asks(leaving(asked(100, LEAVING, "escort"), session=f.ended(110))) == ()
    assert asked_words(before(HIGH)) == ""


def test_dose_and_leaving_can_be_asked_about_together() -> None:
    found = standing_asks(before(HIGH, events=(asked(-10, LEAVING), asked(-5, DOSE))))
    assert [(type(ask), ask.about) for ask in found] == [(Ask, DOSE), (Ask, LEAVING)]

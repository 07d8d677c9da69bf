"""Pauses and skips of the schedule: when a pause is refused and in which words, and odd events."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.schedule import CheckState, checks_of
from dashboard.clinical.schedule_pauses import pause_refusal, pauses_of
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import at


def running(seen: float = 22, **fields: Any) -> SessionRecord:
    """An infusion begun at minute 0."""
    events = (factories.dose_start(), *fields.pop("events", ()))
    return factories.record(events=events, seen_at=at(seen), **fields)


def sedation(value: int) -> Any:
    return factories.reading(20, {**factories.QUIET_SET, "sedation": value})


def paused(minute: float, **detail: Any) -> Any:
    return factories.event(minute, "schedule_paused", detail)


def test_a_quiet_session_can_be_paused() -> None:
    assert pause_refusal(running(readings=[sedation(5)])) is None
    assert pause_refusal(running()) is None


@pytest.mark.hazard("H15", "A12")
def test_a_pause_is_refused_while_an_urgent_alert_is_open() -> None:
    urgent = factories.alert(20, "systolic", 186, 180, level=Level.URGENT)
    assert pause_refusal(running(alerts=(urgent,))) == (
        "An urgent alert is open: the schedule cannot be paused."
    )
    answered = factories.alert(
        20, "systolic", 186, 180, level=Level.URGENT, actions=(factories.alert_action(21),)
    )
    advisory = factories.alert(20, "systolic", 165, 160)
    assert pause_refusal(running(alerts=(answered, advisory))) is None


@pytest.mark.hazard("H15", "A12")
@pytest.mark.parametrize(
    ("value", "words"),
    [(4, None), (3, "The last sedation is 3, under 4: the schedule cannot be paused.")],
)
def test_a_pause_is_refused_below_sedation_four(value: int, words: str | None) -> None:
    assert pause_refusal(running(readings=[sedation(value)])) == words


@pytest.mark.hazard("H15", "A12")
def test_a_pause_is_refused_while_one_runs() -> None:
    one = paused(20, minutes=10)
    assert pause_refusal(running(29.9, events=[one])) == "The schedule is paused already, until 13:54."
    assert pause_refusal(running(30, events=[one])) is None
    resumed = factories.event(25, "schedule_resumed")
    assert pause_refusal(running(26, events=[one, resumed])) is None


def test_an_ended_session_cannot_be_paused() -> None:
    assert pause_refusal(running(110, session=factories.ended(102))) == "The session has ended."


@pytest.mark.hazard("H15", "A12")
@pytest.mark.parametrize(("minutes", "ends"), [(5, 25), (15, 35), (16, 35), (None, 35)])
def test_a_pause_ends_after_its_minutes_and_never_after_more_than_fifteen(
    minutes: int | None, ends: int
) -> None:
    detail = {} if minutes is None else {"minutes": minutes}
    [one] = pauses_of(running(events=[paused(20, **detail)]))
    assert one.ends_at == at(ends)


def test_a_struck_pause_puts_nothing_off() -> None:
    struck = factories.event(20, "schedule_paused", {"minutes": 15}, status="struck")
    states = {c.minute: c.state for c in checks_of(running(24, events=[struck])) if c.code == "during"}
    assert states[20.0] is CheckState.LATE


@pytest.mark.hazard("H15", "A12")
def test_a_second_pause_does_not_put_off_again_what_the_first_had_put_off() -> None:
    record = running(39, events=[paused(20, minutes=15), paused(36, minutes=5)])
    held = [(c.label, c.state) for c in checks_of(record) if c.code == "during"]
    assert held == [
        ("10 min", CheckState.MISSED), ("20 min", CheckState.PAUSED), ("35 min", CheckState.LATE),
        ("41 min", CheckState.PAUSED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "detail",
    [
        {}, {"check": "vitals", "due_at": at(10).isoformat()},
        {"check": "during", "due_at": at(70).isoformat()}, {"due_at": at(10).isoformat()},
    ],
    ids=["nothing named", "another protocol's code", "far from any due time", "no code"],
)  # fmt: skip
def test_a_skip_that_names_no_check_of_the_session_silences_none(detail: dict[str, str]) -> None:
    skip = factories.event(12, "check_skipped", {**detail, "reason": "refused"})
    assert CheckState.SKIPPED not in {check.state for check in checks_of(running(14, events=[skip]))}


def test_a_skip_without_a_time_means_the_check_of_the_moment() -> None:
    skip = factories.event(12, "check_skipped", {"check": "during", "reason": "refused"})
    [skipped] = [c for c in checks_of(running(14, events=[skip])) if c.state is CheckState.SKIPPED]
    assert (skipped.label, skipped.reason) == ("10 min", "refused")


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "  "}])
def test_a_skip_without_a_reason_silences_no_check(reason: dict[str, str]) -> None:
    skip = factories.event(12, "check_skipped", {"check": "during", **reason})
    [first, *_] = [c for c in checks_of(running(14, events=[skip])) if c.code == "during"]
    assert (first.label, first.state) == ("10 min", CheckState.LATE)


@pytest.mark.hazard("H15", "A12")
def test_a_pause_begun_below_sedation_four_is_none() -> None:
    drowsy = [factories.reading(18, {**factories.QUIET_SET, "sedation": 3}), sedation(4)]
    assert pauses_of(running(readings=drowsy[:1], events=[paused(20, minutes=10)])) == ()
    assert len(pauses_of(running(readings=drowsy, events=[paused(20, minutes=10)]))) == 1


@pytest.mark.hazard("H15", "A12")
def test_any_urgent_alert_raised_in_a_pause_ends_it() -> None:
    alert = factories.alert(24, "systolic", 0, 0, level=Level.URGENT, source="event")
    fall = replace(alert, measure=None, text="Fall")
    [one] = pauses_of(running(alerts=(fall,), events=[paused(20, minutes=10)]))
    assert one.ends_at == fall.raised_at
    afterwards = replace(fall, retrospective=True)
    [other] = pauses_of(running(alerts=(afterwards,), events=[paused(20, minutes=10)]))
    assert other.ends_at == at(30)

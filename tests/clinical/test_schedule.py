"""The schedule engine where tables of stories do not reach: clocks, written plans, rows, odd sessions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.clinical.protocols import Protocol
from dashboard.clinical.schedule import Check, CheckState, checks_of, next_check, rows_of
from dashboard.clinical.schedule_findings import late_findings
from dashboard.clinical.schedule_plan import CheckKind, plan_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests import factories
from tests.factories import at

VITALS = ["systolic", "diastolic", "heart_rate", "spo2", "sedation"]


def written(*checks: dict[str, Any], base: str = "im_racemic", **fields: Any) -> Protocol:
    """A clinic's own protocol with these checks."""
    given = {"anchor": "dose_start", "measures": VITALS, "tolerance_min": 5, "required": True}
    return replace(factories.protocol(base), checks=tuple({**given, **c} for c in checks), **fields)


def dosed(protocol: Protocol, seen: float = 1, **fields: Any) -> SessionRecord:
    """A session on this protocol, dosed at minute 0."""
    events = (factories.event(0, "dose_start"), *fields.pop("events", ()))
    return factories.record(protocol=protocol, seen_at=at(seen), events=events, **fields)


def moved(record: SessionRecord, start: datetime) -> SessionRecord:
    """The same session with its dose at another time of the year."""
    by = start - factories.DOSE_START
    session = record.session
    return replace(
        record,
        session=replace(session, opened_at=session.opened_at + by),
        readings=tuple(
            replace(r, observed_at=r.observed_at + by, recorded_at=r.recorded_at + by)
            for r in record.readings
        ),
        events=tuple(replace(e, occurred_at=e.occurred_at + by) for e in record.events),
        seen_at=record.seen_at + by,
    )


def seen(checks: Sequence[Check]) -> list[tuple[Any, ...]]:
    return [(c.code, c.label, c.minute, c.state, c.answered_by, c.late_by, c.done_late) for c in checks]


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 22, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 22, 40, tzinfo=UTC),
    ],
    ids=["clocks go back", "clocks go forward", "midnight", "new year"],
)
@pytest.mark.parametrize("minute", [5, 24, 52, 98])
def test_no_clock_change_and_no_midnight_moves_a_check(start: datetime, minute: int) -> None:
    urgent = factories.reading(51, {**factories.QUIET_SET, "systolic": 186})
    taken = (factories.reading(-9), factories.reading(12), urgent)
    readings = [reading for reading in taken if reading.observed_at <= at(minute)]
    record = dosed(factories.protocol(), minute, readings=readings)
    away = moved(record, start)
    assert seen(checks_of(away)) == seen(checks_of(record))
    following = next_check(away)
    assert following is not None
    assert following.due_at.utcoffset() == timedelta()


def test_a_plan_is_read_once_but_never_taken_for_another_of_the_same_version() -> None:
    protocol = factories.protocol()
    assert plan_of(protocol) is plan_of(factories.protocol())
    draft = replace(protocol, checks=protocol.checks[:1])
    assert len(plan_of(draft).rules) == 1
    assert len(plan_of(protocol).rules) == 5


@pytest.mark.parametrize("wrong", [{"anchor": "moonrise"}, {"until": "tomorrow"}])
def test_a_check_that_is_not_understood_is_no_silent_gap(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        plan_of(written({"code": "odd", "every_min": 10, **wrong}))


def test_a_check_that_is_not_required_is_shown_but_not_told_and_not_next() -> None:
    protocol = written(
        {"code": "extra", "at_min": [10], "required": False}, {"code": "later", "at_min": [30]}
    )
    record = dosed(protocol, 16)
    assert [c.state for c in checks_of(record)] == [CheckState.LATE, CheckState.UPCOMING]
    assert late_findings(record) == ()
    assert (following := next_check(record)) is not None
    assert following.code == "later"


def test_checks_after_the_end_of_a_dose_without_a_planned_end_wait_for_the_event() -> None:
    protocol = written({"code": "after", "anchor": "dose_end", "every_min": 15, "until": "ready"})
    assert checks_of(dosed(protocol, 20)) == ()
    ended = dosed(protocol, 20, events=[factories.event(18, "dose_stop")])
    assert [check.minute for check in checks_of(ended)][:2] == [33.0, 48.0]


def test_a_resumed_infusion_falls_back_to_its_planned_end() -> None:
    resumed = [factories.event(20, "dose_stop"), factories.event(25, "dose_resume")]
    minutes = [c.minute for c in checks_of(dosed(factories.protocol(), 26, events=resumed))]
    assert 55.0 in minutes
    assert 35.0 not in minutes


def test_checks_within_five_minutes_stand_in_one_row_and_a_sixth_does_not_chain() -> None:
    protocol = written(
        {"code": "a", "at_min": [10]}, {"code": "b", "at_min": [13], "measures": ["nausea"]},
        {"code": "c", "at_min": [15], "measures": ["distress"]}, {"code": "d", "at_min": [16]},
    )  # fmt: skip
    rows = rows_of(checks_of(dosed(protocol)))
    assert [[check.code for check in row.checks] for row in rows] == [["a", "b", "c"], ["d"]]
    assert rows[0].label == "10 min, 13 min, 15 min"
    assert rows[0].due_at == at(10)
    assert rows[0].measures == (*VITALS, "nausea", "distress")


def test_the_row_before_leaving_names_both_and_stays_due_until_the_discharge() -> None:
    set_of_100 = factories.reading(100)
    record = dosed(factories.protocol(), 101, readings=[set_of_100], events=[factories.event(40, "dose_end")])
    row = next(row for row in rows_of(checks_of(record)) if "Before leaving" in row.label)
    assert (row.label, row.state) == ("100 min, Before leaving", CheckState.DONE)
    later = rows_of(checks_of(replace(record, seen_at=at(115.1))))
    assert next(r for r in later if r.label == row.label).state is CheckState.DUE


def test_the_baseline_stands_in_a_row_of_its_own() -> None:
    record = dosed(
        written({"code": "baseline", "window_min": [-30, 0]}, {"code": "early", "at_min": [3]}),
        session=factories.session(opened_at=at(-1)),
    )
    assert [row.label for row in rows_of(checks_of(record))] == ["Baseline", "3 min"]


def test_a_check_names_every_reading_that_answered_a_part_and_none_that_added_nothing() -> None:
    parts = [
        factories.reading(8, {"systolic": 130, "diastolic": 80}, id="pressure"),
        factories.reading(9, {"systolic": 131, "diastolic": 81}, id="pressure-again"),
        factories.reading(10, {"heart_rate": 70, "spo2": 98, "sedation": 5}, id="rest"),
        factories.reading(11, {"nausea": 1}, id="symptom"),
    ]
    [check] = [c for c in checks_of(dosed(factories.protocol(), 12, readings=parts)) if c.minute == 10]
    assert (check.answered_by, check.answered_at) == (("pressure", "rest"), at(10))


@pytest.mark.hazard("H25", "A32")
def test_a_repeat_keeps_its_time_when_the_dose_start_is_corrected() -> None:
    urgent = factories.reading(10, {**factories.QUIET_SET, "systolic": 186})
    record = dosed(factories.protocol(), 12, readings=[urgent])
    moved_start = replace(record, events=(factories.event(4, "dose_start"),))
    for one in (record, moved_start):
        [repeat] = [c for c in checks_of(one) if c.kind is CheckKind.REPEAT]
        assert repeat.due_at == at(15)


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("measure", "label"),
    [
        ("spo2", "Repeat SpO2"), ("heart_rate", "Repeat heart rate"), ("mean_pressure", "Repeat BP"),
        ("diastolic", "Repeat BP"), ("rass", "Repeat RASS"), ("temperature", "Repeat temperature"),
    ],
)  # fmt: skip
def test_a_repeat_is_named_for_what_is_taken_again(measure: str, label: str) -> None:
    questioned = factories.reading(10, {measure: 36.0}, questioned=(measure,))
    record = dosed(factories.protocol(), 11, readings=[questioned])
    [repeat] = [check for check in checks_of(record) if check.kind is CheckKind.REPEAT]
    assert repeat.label == label


@pytest.mark.parametrize("measure", ["weight", "oxygen_flow"])
def test_what_is_set_or_weighed_once_is_not_measured_again(measure: str) -> None:
    questioned = factories.reading(10, {measure: 15.0}, questioned=(measure,))
    record = dosed(factories.protocol(), 11, readings=[questioned])
    assert CheckKind.REPEAT not in {check.kind for check in checks_of(record)}


def test_a_session_opened_by_mistake_owes_no_check() -> None:
    record = factories.record(session=factories.ended(-5, SessionEnd.CANCELLED))
    assert checks_of(record) == ()
    assert next_check(record) is None


def test_a_session_ended_before_the_dose_keeps_its_baseline() -> None:
    held = factories.record(
        session=factories.ended(45, SessionEnd.ABORTED), readings=[factories.reading(-20)], seen_at=at(60)
    )
    assert [(c.code, c.state) for c in checks_of(held)] == [("baseline", CheckState.DONE)]
    bare = replace(held, readings=())
    assert [(c.code, c.state) for c in checks_of(bare)] == [("baseline", CheckState.MISSED)]


def test_a_session_opened_after_its_dose_still_has_its_baseline_before_it() -> None:
    late = dosed(
        factories.protocol(), 20, session=factories.session(opened_at=at(15)),
        readings=[factories.reading(-9)],
    )  # fmt: skip
    first = checks_of(late)[0]
    assert (first.code, first.state, first.due_at) == ("baseline", CheckState.DONE, at(0))


def test_a_session_left_open_overnight_still_says_what_is_due() -> None:
    record = dosed(factories.protocol("oral_sl"), 14 * 60 + 1, readings=[factories.reading(14 * 60)])
    following = next_check(record)
    assert following is not None
    assert (following.minute, following.state) == (870.0, CheckState.UPCOMING)


def test_a_struck_dose_start_takes_its_checks_away() -> None:
    struck = factories.event(0, "dose_start", status="struck")
    record = factories.record(events=[struck], seen_at=at(15))
    assert [check.kind for check in checks_of(record)] == [CheckKind.BASELINE]


@pytest.mark.hazard("H11", "A9")
def test_a_repeat_that_never_came_due_is_owed_by_nobody_at_the_end() -> None:
    not_taken = factories.reading(97, {"systolic": 130, "diastolic": 80}, not_obtained={"spo2": "equipment"})
    record = dosed(factories.protocol("im_racemic"), 99, readings=[not_taken])
    assert "repeat_spo2" in {check.code for check in checks_of(record)}
    ended = replace(record, session=factories.ended(100), seen_at=at(110))
    assert "repeat_spo2" not in {check.code for check in checks_of(ended)}


@pytest.mark.hazard("H13")
def test_a_finding_keeps_its_key_while_it_grows_louder_and_gets_another_with_another_check() -> None:
    drowsy = factories.reading(-9, {**factories.QUIET_SET, "sedation": 4})
    record = dosed(factories.protocol(), 14, readings=[drowsy])
    [advisory] = late_findings(record)
    [urgent] = late_findings(replace(record, seen_at=at(21)))
    assert (advisory.level, urgent.level) == ("advisory", "urgent")
    assert advisory.key == urgent.key == f"check:during:{at(10).isoformat()}"
    answered = replace(record, seen_at=at(26), readings=(drowsy, factories.reading(12)))
    assert late_findings(answered)[0].key == f"check:during:{at(20).isoformat()}"


@pytest.mark.hazard("H13")
def test_a_set_of_limits_without_a_rule_for_late_checks_stays_advisory() -> None:
    quiet = replace(factories.threshold_set(), escalation={})
    drowsy = factories.reading(-9, {**factories.QUIET_SET, "sedation": 2})
    record = dosed(factories.protocol(), 30, readings=[drowsy], threshold_set=quiet)
    assert [finding.level for finding in late_findings(record)] == ["advisory"]


def test_a_session_left_open_owes_no_check_after_a_day_without_a_reading() -> None:
    started = factories.record(events=(factories.dose_start(0), factories.event(40, "dose_end")))
    months = replace(started, seen_at=factories.at(60 * 24 * 300))
    last = max(check.due_at for check in checks_of(months) if check.code == "after")
    assert factories.at(40 + 24 * 60 - 15) <= last <= factories.at(40 + 24 * 60)
    later = replace(months, readings=(factories.reading(2000, {"systolic": 120, "diastolic": 80}),))
    assert max(check.due_at for check in checks_of(later) if check.code == "after") > last

"""A limit may be moved up to its rail, in order, with a reason and an end; never away."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.limit_checks import RAILS, rail_of
from dashboard.clinical.override_checks import OverrideRequest, move_errors, request_errors
from dashboard.clinical.overrides import LimitOverride, moved, within_rail
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet, fitting
from tests import factories

NOW = factories.DOSE_START
DAY = timedelta(days=1)
URGENT_RISE = ("systolic", LimitKind.RISE, Level.URGENT)


def move(measure: str, kind: LimitKind, level: Level, value: float) -> LimitOverride:
    return LimitOverride(
        id="o1", patient_id="p1", session_id="s1", measure=measure, kind=kind, level=level, value=value,
        reason="known", at=NOW, by="c1", by_name="Carl",
    )  # fmt: skip


def codes(
    measure: str, kind: LimitKind, level: Level, value: float, limits: ThresholdSet | None = None
) -> list[str]:
    found = move_errors(limits or factories.threshold_set(), move(measure, kind, level, value))
    assert all(error.field in ("value", "measure") for error in found)
    return [error.code for error in found]


def step(kind: LimitKind) -> int:
    """One unit towards what is heard later."""
    return -1 if kind is LimitKind.LOW else 1


class TestRails:
    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize("code", ["standard", "spravato_rems", "cautious"])
    @pytest.mark.parametrize(("measure", "kind"), RAILS)
    def test_an_urgent_limit_moves_to_its_rail_and_not_beyond(
        self, code: str, measure: str, kind: LimitKind
    ) -> None:
        limits, rail = factories.threshold_set(code), RAILS[measure, kind]
        own = limits.of(measure, kind, Level.URGENT)
        assert own is not None
        beyond = move_errors(limits, move(measure, kind, Level.URGENT, rail + step(kind)))
        assert [error.code for error in beyond] == ["beyond_rail"]
        assert beyond[0].field == "value"
        assert f"rail {rail:g}" in beyond[0].message
        at_it = codes(measure, kind, Level.URGENT, rail, limits)
        assert at_it == (["unchanged"] if own.value == rail else [])
        if abs(own.value - rail) > 1:
            assert codes(measure, kind, Level.URGENT, rail - step(kind), limits) == []

    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize(("measure", "kind"), RAILS)
    def test_what_lies_far_beyond_a_rail_is_refused_too(self, measure: str, kind: LimitKind) -> None:
        furthest = {LimitKind.LOW: 0, LimitKind.HIGH: 10 if measure == "distress" else 300}[kind]
        assert codes(measure, kind, Level.URGENT, furthest) in (["beyond_rail"], ["out_of_range"])

    @pytest.mark.hazard("H31")
    def test_a_line_with_a_rail_of_its_own_goes_by_it(self) -> None:
        standard = factories.threshold_set()
        lines = tuple(
            replace(x, rail=190) if x.rail is None and _is(x, "systolic", LimitKind.HIGH) else x
            for x in standard.limits
        )
        own = replace(standard, limits=lines)
        assert codes("systolic", LimitKind.HIGH, Level.URGENT, 190, own) == []
        assert codes("systolic", LimitKind.HIGH, Level.URGENT, 191, own) == ["beyond_rail"]

    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize(("value", "found"), [(41, ["beyond_rail"]), (40, ["unchanged"]), (39, [])])
    def test_an_urgent_limit_without_a_rail_is_only_made_stricter(self, value: int, found: list[str]) -> None:
        assert codes(*URGENT_RISE, value) == found

    @pytest.mark.hazard("H31")
    def test_a_dated_move_goes_no_further_than_the_rail_of_a_later_set(self) -> None:
        strict = factories.threshold_set("cautious")
        lines = tuple(
            replace(x, rail=175) if _is(x, "systolic", LimitKind.HIGH) else x for x in strict.limits
        )
        override = move("systolic", LimitKind.HIGH, Level.URGENT, 195)
        standing = moved(replace(strict, limits=lines), [override])
        limit = standing.of("systolic", LimitKind.HIGH, Level.URGENT)
        assert limit is not None
        assert limit.value == 175

    @pytest.mark.hazard("H31")
    def test_a_dated_move_never_loosens_an_urgent_limit_that_has_no_rail(self) -> None:
        own = factories.threshold_set("cautious").of(*URGENT_RISE)
        assert own is not None
        assert rail_of(own) is None
        assert within_rail(own, 39) == own.value == 30
        assert within_rail(own, 25) == 25


def _is(limit: Limit, measure: str, kind: LimitKind) -> bool:
    return (limit.measure, limit.kind, limit.level) == (measure, kind, Level.URGENT)


@pytest.mark.parametrize(
    ("level", "value", "found"),
    [
        (Level.ADVISORY, 179, []),
        (Level.ADVISORY, 180, ["contradicts"]),
        (Level.ADVISORY, 181, ["contradicts"]),
        (Level.ADVISORY, 141, []),
        (Level.ADVISORY, 140, ["contradicts"]),
        (Level.URGENT, 161, []),
        (Level.URGENT, 160, ["contradicts"]),
        (Level.INFO, 159, []),
        (Level.INFO, 160, ["contradicts"]),
        (Level.INFO, 100, ["contradicts"]),
    ],
)
def test_the_levels_stay_in_order(level: Level, value: int, found: list[str]) -> None:
    assert codes("systolic", LimitKind.HIGH, level, value) == found


def test_the_order_is_that_of_the_limits_as_they_stand_moved() -> None:
    standing = moved(factories.threshold_set(), [move("systolic", LimitKind.HIGH, Level.URGENT, 195)])
    assert codes("systolic", LimitKind.HIGH, Level.ADVISORY, 185, standing) == []


@pytest.mark.parametrize(
    ("measure", "kind", "level", "value", "found"),
    [
        ("systolic", LimitKind.HIGH, Level.URGENT, 180, ["unchanged"]),
        ("systolic", LimitKind.HIGH, Level.ADVISORY, 165.5, ["wrong_type"]),
        ("systolic", LimitKind.HIGH, Level.ADVISORY, 301, ["out_of_range"]),
        ("nausea", LimitKind.HIGH, Level.ADVISORY, 11, ["out_of_range"]),
        ("nausea", LimitKind.HIGH, Level.ADVISORY, 10, []),
        ("nausea", LimitKind.HIGH, Level.URGENT, 8, ["unknown_limit"]),
        ("systolic", LimitKind.RISE_PERCENT, Level.URGENT, 30, ["unknown_limit"]),
        ("mood", LimitKind.HIGH, Level.URGENT, 8, ["unknown_limit"]),
        ("dissociation", LimitKind.NOT_RESOLVED, Level.ADVISORY, 5, []),
    ],
)
def test_only_a_limit_of_the_set_moves_to_a_value_its_measure_can_have(
    measure: str, kind: LimitKind, level: Level, value: float, found: list[str]
) -> None:
    assert codes(measure, kind, level, value) == found


def test_a_line_for_the_age_band_is_the_one_that_moves() -> None:
    standard = factories.threshold_set()
    older = Limit(measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT, value=170, from_age=65)
    both = replace(standard, limits=(*standard.limits, older))
    assert codes("systolic", LimitKind.HIGH, Level.URGENT, 180, fitting(both, 70, "")) == []
    assert codes("systolic", LimitKind.HIGH, Level.URGENT, 170, fitting(both, 70, "")) == ["unchanged"]


@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("until", "dated", "fields"),
    [
        (None, False, []),
        (None, True, ["until"]),
        (NOW, False, ["until"]),
        (NOW + timedelta(seconds=1), False, []),
        (NOW + 90 * DAY, True, []),
        (NOW + 90 * DAY + timedelta(seconds=1), True, ["until"]),
        (NOW - DAY, True, ["until"]),
    ],
)
def test_a_move_ends_at_most_ninety_days_ahead(until: object, dated: bool, fields: list[str]) -> None:
    asked = OverrideRequest(
        measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT, value=195, reason="known",
        until=until,  # type: ignore[arg-type]
    )  # fmt: skip
    assert [error.field for error in request_errors(asked, NOW, dated=dated)] == fields


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (NOW, "The end has passed already. Choose a later one."),
        (NOW - timedelta(minutes=1), "The end has passed already. Choose a later one."),
        (NOW + 91 * DAY, "The end lies at most 90 days ahead."),
    ],
)
def test_an_end_that_cannot_be_says_why(until: datetime, said: str) -> None:
    asked = OverrideRequest(
        measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT, value=195, reason="known", until=until
    )
    assert [error.message for error in request_errors(asked, NOW, dated=False)] == [said]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b"])
def test_a_move_needs_a_reason_that_can_be_stored(reason: str) -> None:
    asked = OverrideRequest(
        measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT, value=195, reason=reason
    )
    assert [error.field for error in request_errors(asked, NOW, dated=False)] == ["reason"]

"""When the server's clock is in doubt: most of at least two browsers differ from it by over two minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.web.clocks import BrowserClocks

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Steady:
    """A clock that nobody sets, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def told(*minutes_ahead: float, steady: Steady | None = None) -> BrowserClocks:
    clocks = BrowserClocks(steady or Steady())
    for number, ahead in enumerate(minutes_ahead):
        clocks.tell(f"browser-{number}", round((NOON + timedelta(minutes=ahead)).timestamp() * 1000))
    return clocks


@pytest.mark.hazard("H19", "A14")
@pytest.mark.parametrize(
    ("ahead", "doubted"),
    [
        ((), False),
        ((60,), False),
        ((60, 60), True),
        ((-3, -3), True),
        ((2, 2), False),
        ((2.01, 2.01), True),
        ((60, 0), False),
        ((60, 60, 0), True),
        ((60, 0, 0), False),
    ],
)
def test_most_of_at_least_two_browsers_must_differ(ahead: tuple[float, ...], doubted: bool) -> None:
    assert told(*ahead).doubted(NOON) is doubted


@pytest.mark.hazard("H19", "A14")
def test_a_step_of_the_servers_clock_shows_without_a_new_word() -> None:
    steady = Steady()
    clocks = told(0, 0, steady=steady)
    steady.seconds += 60
    assert not clocks.doubted(NOON + timedelta(minutes=1))
    assert clocks.doubted(NOON + timedelta(hours=1))


@pytest.mark.hazard("A14")
def test_what_was_told_over_ten_minutes_ago_counts_no_more() -> None:
    steady = Steady()
    clocks = told(60, 60, steady=steady)
    steady.seconds += 600
    assert clocks.doubted(NOON + timedelta(minutes=10))
    steady.seconds += 1
    assert not clocks.doubted(NOON + timedelta(minutes=10))


def test_a_browsers_later_word_replaces_its_earlier_one() -> None:
    clocks = told(60, 60)
    clocks.tell("browser-0", round(NOON.timestamp() * 1000))
    assert not clocks.doubted(NOON)


def test_a_nonsensical_time_is_no_error() -> None:
    clocks = told()
    clocks.tell("a", 2**62)
    clocks.tell("b", 2**62)
    assert clocks.doubted(NOON)

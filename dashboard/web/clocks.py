"""What the browsers' own clocks say of the server's: when most of them differ, the server's is in doubt."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DIFFERS = timedelta(minutes=2)
REMEMBERED_SECONDS = 600.0
FEWEST_BROWSERS = 2
MOST_MS = 2**47


@dataclass(frozen=True, slots=True)
class _Told:
    """A browser's time, and this process's steady clock when it was told."""

    wall: datetime
    steady: float


class BrowserClocks:
    """The times that signed-in browsers told in the last 10 min, in the memory of this process alone.

    Each is carried on by a clock that nobody sets, so that a step of the server's clock shows at once.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._told: dict[str, _Told] = {}

    def tell(self, browser: str, wall_ms: int) -> None:
        """A browser says what time it has, in milliseconds since 1970 UTC; a later word replaces it."""
        now = self._steady()
        kept = {name: told for name, told in self._told.items() if now - told.steady <= REMEMBERED_SECONDS}
        wall = datetime.fromtimestamp(min(wall_ms, MOST_MS) / 1000, UTC)
        self._told = {**kept, browser: _Told(wall, now)}

    def doubted(self, server_now: datetime) -> bool:
        """Whether at least two browsers were heard and most of them differ from the server by over 2 min."""
        steady = self._steady()
        heard = [told for told in self._told.values() if steady - told.steady <= REMEMBERED_SECONDS]
        apart = [told.wall + timedelta(seconds=steady - told.steady) - server_now for told in heard]
        return len(heard) >= FEWEST_BROWSERS and 2 * sum(abs(a) > DIFFERS for a in apart) > len(heard)

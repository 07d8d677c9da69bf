"""Simulated time: sessions are generators that say when they want to go on, and are run in order of time."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

Life = Iterator[datetime]


class PracticeClock:
    """The moment that the practice clinic takes for now while it is filled."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        """The simulated moment, aware UTC."""
        return self.moment


def run(clock: PracticeClock, lives: Iterable[Life], until: datetime) -> None:
    """Run all lives side by side in order of time; what would happen after `until` stays undone."""
    queue: list[tuple[datetime, int, Life]] = []
    for number, life in enumerate(lives):
        _queue_next(queue, number, life, until)
    while queue:
        at, number, life = heapq.heappop(queue)
        clock.moment = max(clock.moment, at)
        _queue_next(queue, number, life, until)
    clock.moment = until


def _queue_next(queue: list[tuple[datetime, int, Life]], number: int, life: Life, until: datetime) -> None:
    at = next(life, None)
    if at is not None and at <= until:
        heapq.heappush(queue, (at, number, life))

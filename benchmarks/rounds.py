"""Interleaved rounds: every arm in every round, medians and their ratio."""

import statistics
import time
from collections.abc import Callable, Mapping


def interleaved(arms: Mapping[str, Callable[[], float | None]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each arm per round; an arm may give its own measure instead of its running time."""
    taken: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(rounds):
        for name, arm in arms.items():
            began = time.perf_counter()
            own = arm()
            taken[name].append(time.perf_counter() - began if own is None else own)
    return taken


def told(taken: Mapping[str, list[float]], floor: str) -> str:
    """A line per arm: median, lowest to highest, and the ratio of its median to the floor's."""
    base = statistics.median(taken[floor])
    lines = []
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        spread = f"{min(seconds) * 1000:.1f} to {max(seconds) * 1000:.1f}"
        lines.append(f"{name:<34} {middle * 1000:9.1f} ms  ({spread})  {middle / base:6.2f} x {floor}")
    return "\n".join(lines)

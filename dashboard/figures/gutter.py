"""The last values at the figure's right edge, each at its own height with its own age (rule A13)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dashboard.clinical.instruments import Measure, shown
from dashboard.clinical.oxygen import SATURATION, oxygen_at
from dashboard.clinical.readings import OWN_AGE_AFTER, STALE_AFTER, Reading
from dashboard.figures.panels import Draws, Panel
from dashboard.figures.points import Scene, minute_words


@dataclass(frozen=True, slots=True)
class LastValue:
    """A measure's last value. `age` is how old it is in words, "" where its neighbour's age speaks for it;
    `under` is the oxygen flow that an SpO2 was taken under (A27), "" on room air.
    """

    measure: Measure
    value: float
    words: str
    age: str
    stale: bool
    under: str = ""


def last_values(scene: Scene, panel: Panel) -> list[LastValue]:
    """The row's last values from the top; a pair read together shows one age."""
    latest = scene.record.latest()
    found = [(m, latest[m.code]) for m in panel.measures if m.code in latest]
    values = [_last_value(scene, panel, m, r) for m, r in found]
    together = len({r.id for _, r in found}) == 1
    return values if not together else [v if at == 0 else _ageless(v) for at, v in enumerate(values)]


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for texts of these heights, as near the wanted ones (ascending) as they go without touching."""
    placed: list[float] = []
    edge = low
    for middle, height in zip(wanted, heights, strict=True):
        placed.append(max(middle, edge + height / 2))
        edge = placed[-1] + height / 2
    limit = high
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit - heights[at] / 2)
        limit = placed[at] - heights[at] / 2
    return placed


def age_words(age: timedelta) -> str:
    """An age in whole minutes begun and done; hours from three on."""
    minutes = max(int(age.total_seconds() // 60), 0)
    return f"{minutes} min" if minutes < 180 else f"{minutes // 60} h"


def _last_value(scene: Scene, panel: Panel, measure: Measure, reading: Reading) -> LastValue:
    newest = scene.record.counted_readings[-1].observed_at
    apart = newest - reading.observed_at >= OWN_AGE_AFTER
    running = scene.axis.now is not None
    age = scene.record.seen_at - reading.observed_at
    if not running:
        words = minute_words(scene.axis.minute(reading.observed_at), scene.axis.from_dose) if apart else ""
    else:
        words = age_words(age) if apart or panel.draws is not Draws.STEPS else ""
    value = reading.all_values[measure.code]
    stale = running and age >= STALE_AFTER
    under = _under(scene, measure, reading)
    return LastValue(measure, value, shown(measure.code, value), words, stale, under)


def _under(scene: Scene, measure: Measure, reading: Reading) -> str:
    flow = oxygen_at(scene.record, reading.observed_at) if measure.code == SATURATION else None
    return "" if flow is None else f"{flow:.10g} L/min" if flow else "oxygen"


def _ageless(value: LastValue) -> LastValue:
    return replace(value, age="")

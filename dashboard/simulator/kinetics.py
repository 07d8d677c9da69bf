"""The shape of an effect over the minutes from the first dose, by route: 0 before, 1 at the peak."""

import math
from collections.abc import Callable

Shape = Callable[[float], float]


def infusion_shape(minute: float) -> float:
    """Rises over a 40-minute infusion, then halves every 25 minutes. 0 to 1."""
    if minute <= 0:
        return 0.0
    if minute <= 40:
        return (1 - math.exp(-minute / 18)) / (1 - math.exp(-40 / 18))
    return float(0.5 ** ((minute - 40) / 25))


def bolus_shape(peak_at: float, lag: float = 0.0) -> Shape:
    """One rise and fall with its peak `peak_at` minutes after the lag. 0 to 1."""

    def shape(minute: float) -> float:
        since = (minute - lag) / peak_at
        return since * math.exp(1 - since) if since > 0 else 0.0

    return shape


SHAPES: dict[str, Shape] = {
    "iv": infusion_shape,
    "im": bolus_shape(20),
    "sc": bolus_shape(25),
    "sublingual": bolus_shape(45, lag=10),
    "nasal": bolus_shape(40),
}

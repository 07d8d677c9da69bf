"""What goes otherwise than planned at a check, at the rates seen in practice."""

from enum import StrEnum
from random import Random


class Mishap(StrEnum):
    """One thing that happens at a check; the last two come only where a story stages them."""

    REFUSED = "refused"
    UNABLE = "unable"
    ARTEFACT = "artefact"
    LATE = "late"
    CORRECTED = "corrected"
    FORGOTTEN = "forgotten"
    NONE = "none"


RATES: dict[Mishap, float] = {
    Mishap.REFUSED: 0.015,
    Mishap.UNABLE: 0.020,
    Mishap.ARTEFACT: 0.010,
    Mishap.LATE: 0.030,
    Mishap.CORRECTED: 0.010,
}


def draw_mishap(random: Random) -> Mishap | None:
    """At most one mishap for one check."""
    chance = random.random()
    for mishap, rate in RATES.items():
        chance -= rate
        if chance < 0:
            return mishap
    return None

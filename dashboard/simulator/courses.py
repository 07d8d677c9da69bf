"""How blood pressure, symptoms and sedation run during a session, by route; seeded and calibrated.

Shapes and spreads follow published session data (pooled rises, peak times, rates of severe pressure);
docs/explanation/practice-data.md names the sources. They serve practice and tests, never a prediction.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

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
PEAKS: dict[str, float] = {"iv": 40, "im": 20, "sc": 25, "sublingual": 55, "nasal": 40}
NAUSEA_RATE: dict[str, float] = {"iv": 0.10, "im": 0.20, "sc": 0.15, "sublingual": 0.20, "nasal": 0.14}
DIZZINESS_RATE: dict[str, float] = {"iv": 0.45, "im": 0.40, "sc": 0.35, "sublingual": 0.35, "nasal": 0.30}


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's course in one session: what an ideal observer would measure at each minute."""

    route: str
    systolic: float
    diastolic: float
    rise_systolic: float
    rise_diastolic: float
    heart_rate: float
    heart_rise: float
    spo2: float
    dip_at: float | None
    respiratory_rate: float
    dissociation_peak: float
    nausea_peak: float
    dizziness_peak: float
    distress_peak: float
    sedation_low: int

    def values_at(self, minute: float, random: Random) -> Mapping[str, int]:
        """All measures at a minute from dose, with measurement noise, inside what can be stored."""
        shape = SHAPES[self.route](minute)
        systolic = self.systolic + self.rise_systolic * shape + random.gauss(0, 4.0)
        diastolic = self.diastolic + self.rise_diastolic * shape + random.gauss(0, 3.0)
        return {
            "systolic": _within(systolic, 86, 228),
            "diastolic": _within(min(diastolic, systolic - 18), 45, 132),
            "heart_rate": _within(self.heart_rate + self.heart_rise * shape + random.gauss(0, 3), 44, 150),
            "spo2": self._saturation(minute, random),
            "respiratory_rate": _within(self.respiratory_rate + random.gauss(0, 1), 9, 24),
            **self.symptoms_at(minute),
        }

    def symptoms_at(self, minute: float) -> Mapping[str, int]:
        """The scales at a minute from dose; dissociation fades faster than pressure."""
        shape = SHAPES[self.route](minute)
        after = max(0.0, minute - PEAKS[self.route])
        felt = shape * 0.5 ** (after / 18)
        slow = shape * 0.5 ** (after / 45)
        return {
            "nausea": _within(self.nausea_peak * slow, 0, 10),
            "dizziness": _within(self.dizziness_peak * slow, 0, 10),
            "dissociation": _within(self.dissociation_peak * felt, 0, 10),
            "distress": _within(self.distress_peak * felt, 0, 10),
            "sedation": self.sedation_low if felt > 0.6 else 5,
        }

    def _saturation(self, minute: float, random: Random) -> int:
        if self.dip_at is not None and abs(minute - self.dip_at) < 8:
            return random.choice((91, 92, 93))
        return _within(self.spo2 + random.gauss(0, 0.6), 94, 100)


def draw_course(route: str, age: int, random: Random) -> Course:
    """Draw a course for one patient and session."""
    nasal = route == "nasal"
    older = age >= 65
    systolic = _clip(random.gauss(132 if older else 125, 12), 95, 142)
    if nasal:
        rise = random.gauss(9.5 if older else 8, 8.5)
        surge = random.expovariate(1 / 22) if random.random() < 0.02 else 0.0
    else:
        rise = random.gauss(15, 8.7) + 0.12 * (systolic - 125)
        surge = random.expovariate(1 / 22) if random.random() < 0.01 else 0.0
    rise += surge
    cadss = min(92.0, random.gammavariate(0.77, 7.7 / 0.77))
    nausea = 2 + min(7, _geometric(random)) if random.random() < NAUSEA_RATE[route] else 0
    dizziness = random.randint(2, 7) if random.random() < DIZZINESS_RATE[route] else random.randint(0, 1)
    dissociation = 10 * (1 - math.exp(-cadss / 12))
    return Course(
        route=route, systolic=systolic, diastolic=_clip(random.gauss(77, 8), 55, 90), rise_systolic=rise,
        rise_diastolic=0.6 * rise + random.gauss(0, 1.5), heart_rate=random.gauss(72, 8),
        heart_rise=random.gauss(4, 6), spo2=_clip(random.gauss(97.5, 1), 95, 100),
        dip_at=random.uniform(20, 50) if random.random() < 0.01 else None, respiratory_rate=random.gauss(15, 1.5),
        dissociation_peak=dissociation, nausea_peak=nausea, dizziness_peak=dizziness,
        distress_peak=dissociation * random.choice((0.1, 0.2, 0.3, 0.6)), sedation_low=_lowest_sedation(nasal, random),
    )  # fmt: skip


def _lowest_sedation(nasal: bool, random: Random) -> int:
    chance = random.random()
    if chance < 0.03:
        return 3
    return 4 if chance < (0.35 if nasal else 0.50) else 5


def _geometric(random: Random) -> int:
    count = 0
    while random.random() < 0.45:
        count += 1
    return count


def _clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _within(value: float, low: int, high: int) -> int:
    return round(_clip(value, low, high))

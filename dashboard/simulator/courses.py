"""How blood pressure, symptoms and sedation run during a session, by route; seeded and calibrated.

Shapes and spreads follow published session data (pooled rises, peak times, rates of severe pressure);
docs/explanation/practice-data.md names the sources. They serve practice and tests, never a prediction.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from dashboard.clinical.instruments import measures
from dashboard.simulator.kinetics import SHAPES

OLDER_FROM = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """What is known of one route: pressures in mmHg, rates per session."""

    baseline: tuple[float, float]
    rise: tuple[float, float]
    rise_older: tuple[float, float]
    diastolic_ratio: float
    noise: tuple[float, float]
    surge_rate: float
    peak_minute: float
    nausea_rate: float
    dizziness_rate: float
    drowsy_rate: float


def _systemic(peak_minute: float, nausea_rate: float, dizziness_rate: float) -> RouteFacts:
    return RouteFacts(
        baseline=(125, 77), rise=(15, 8.7), rise_older=(15, 8.7), diastolic_ratio=0.6, noise=(4.5, 3.5),
        surge_rate=0.01, peak_minute=peak_minute, nausea_rate=nausea_rate, dizziness_rate=dizziness_rate,
        drowsy_rate=0.5,
    )  # fmt: skip


FACTS: dict[str, RouteFacts] = {
    "iv": _systemic(40, 0.10, 0.45),
    "im": _systemic(20, 0.20, 0.40),
    "sc": _systemic(25, 0.15, 0.35),
    "sublingual": _systemic(55, 0.20, 0.35),
    "nasal": RouteFacts(
        baseline=(124, 78), rise=(8, 8.5), rise_older=(9.5, 10.3), diastolic_ratio=0.62, noise=(5, 4),
        surge_rate=0.02, peak_minute=40, nausea_rate=0.14, dizziness_rate=0.30, drowsy_rate=0.35,
    ),
}  # fmt: skip
_LOUD_CALL_RATE = 0.03
_SHAKING_RATE = 0.001
_DIP_RATE = 0.01


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
        noise = FACTS[self.route].noise
        systolic = self.systolic + self.rise_systolic * shape + random.gauss(0, noise[0])
        diastolic = self.diastolic + self.rise_diastolic * shape + random.gauss(0, noise[1])
        return {
            **at_rest(),
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
        after = max(0.0, minute - FACTS[self.route].peak_minute)
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
            return random.randint(90, 93)
        return _within(self.spo2 + random.gauss(0, 0.6), 94, 100)


def at_rest() -> dict[str, int]:
    """What the registry gives for practice, for measures that have no course of their own here."""
    asked = (m for m in measures() if m.on_form and not m.retired and m.simulator_mean is not None)
    return {m.code: round(m.simulator_mean) for m in asked if m.simulator_mean is not None}


def draw_course(route: str, age: int, random: Random) -> Course:
    """Draw a course for one patient of this age (years) and session."""
    facts = FACTS[route]
    rise = _drawn_rise(facts, age, random)
    usual = 132 if age >= OLDER_FROM else facts.baseline[0]
    systolic = _clip(random.gauss(usual, 12), 95, 140)
    rise += 0.0 if route == "nasal" else 0.12 * (systolic - 125)
    dissociation = 10 * (1 - math.exp(-_drawn_cadss(random) / 12))
    return Course(
        route=route, systolic=systolic, diastolic=_clip(random.gauss(facts.baseline[1], 8), 55, 90),
        rise_systolic=rise, rise_diastolic=facts.diastolic_ratio * rise + random.gauss(0, 1.5),
        heart_rate=_clip(random.gauss(72, 8), 55, 95), heart_rise=random.gauss(4, 6),
        spo2=_clip(random.gauss(97.5, 1), 95, 100), respiratory_rate=_clip(random.gauss(15, 1.5), 12, 19),
        dip_at=random.uniform(20, 50) if random.random() < _DIP_RATE else None,
        dissociation_peak=dissociation, distress_peak=dissociation * random.choice((0.1, 0.2, 0.3, 0.6)),
        nausea_peak=_drawn_nausea(facts, random), dizziness_peak=_drawn_dizziness(facts, random),
        sedation_low=_lowest_sedation(facts.drowsy_rate, random),
    )  # fmt: skip


def _drawn_rise(facts: RouteFacts, age: int, random: Random) -> float:
    rise = random.gauss(*(facts.rise_older if age >= OLDER_FROM else facts.rise))
    return rise + (random.expovariate(1 / 22) if random.random() < facts.surge_rate else 0.0)


def _drawn_cadss(random: Random) -> float:
    """Strongly skewed to the right: mean 7.7, at most 92."""
    return min(92.0, random.gammavariate(0.77, 10))


def _drawn_nausea(facts: RouteFacts, random: Random) -> int:
    return 2 + min(7, _geometric(random)) if random.random() < facts.nausea_rate else 0


def _drawn_dizziness(facts: RouteFacts, random: Random) -> int:
    return random.randint(2, 7) if random.random() < facts.dizziness_rate else random.randint(0, 1)


def _lowest_sedation(drowsy_rate: float, random: Random) -> int:
    chance = random.random()
    below = ((_SHAKING_RATE, 2), (_LOUD_CALL_RATE, 3), (drowsy_rate, 4))
    return next((level for rate, level in below if chance < rate), 5)


def _geometric(random: Random) -> int:
    count = 0
    while random.random() < 0.45:
        count += 1
    return count


def _clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _within(value: float, low: int, high: int) -> int:
    return round(_clip(value, low, high))

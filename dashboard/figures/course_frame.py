"""A course as a table of numbers, and what pandas says of a series: medians, quartiles, slopes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.clinical.course import SYMPTOMS, CourseSession
from dashboard.clinical.trends import Point

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = (
    "dose_mg", "baseline_systolic", "peak_systolic", "peak_diastolic", "peak_heart_rate", "lowest_spo2",
    *(f"worst_{code}" for code in SYMPTOMS), "ready_min", "left_min",
)  # fmt: skip
# What the trend speaks of, in its order, with the words for it.
TRENDS = {
    "peak_systolic": "Highest systolic", "peak_diastolic": "Highest diastolic",
    "worst_dissociation": "Worst dissociation", "ready_min": "Minutes to ready",
}  # fmt: skip
# Fewer points make a line of anything; fewer make no quarter of anything.
LEAST_FOR_SLOPE = 3
LEAST_FOR_QUARTILES = 4
# The middle of three: a single outlier does not move it.
WINDOW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One number over a series: `count` sessions have it. `slope` is per session, by least squares.

    `slope` and the quartiles are None where too few sessions have the number.
    """

    code: str
    label: str
    count: int
    first: float
    last: float
    median: float
    quartiles: tuple[float, float] | None
    slope: float | None


def course_frame(sessions: Sequence[CourseSession]) -> "pd.DataFrame":
    """A row per session in the given order: session_id, date, number and NUMBERS as floats, NaN where none.

    `typical_systolic` is the middle of this peak and the two before it, once there are three.
    """
    # Loaded here: it takes half a second that neither a command nor the start should pay (web/screens.py).
    import pandas as pd

    columns = ["session_id", "date", "number", *NUMBERS]
    frame = pd.DataFrame([_row(session) for session in sessions], columns=columns)
    frame = frame.astype(dict.fromkeys(NUMBERS, "float64"))
    frame["typical_systolic"] = frame["peak_systolic"].rolling(WINDOW, min_periods=WINDOW).median()
    return frame


def trends(frame: "pd.DataFrame") -> tuple[Trend, ...]:
    """What the frame says of each of TRENDS; what no session has is left out."""
    return tuple(
        _trend(code, label, found)
        for code, label in TRENDS.items()
        if not (found := frame[code].dropna()).empty
    )


def _trend(code: str, label: str, found: "pd.Series[float]") -> Trend:
    low, high = (float(found.quantile(share)) for share in (0.25, 0.75))
    return Trend(
        code=code, label=label, count=len(found), first=float(found.iloc[0]), last=float(found.iloc[-1]),
        median=float(found.median()), slope=_slope(found),
        quartiles=(low, high) if len(found) >= LEAST_FOR_QUARTILES else None,
    )  # fmt: skip


def _slope(found: "pd.Series[float]") -> float | None:
    """Change per session; the place in the series counts, so a session without the number leaves a gap."""
    if len(found) < LEAST_FOR_SLOPE:
        return None
    place = found.index.to_series()
    spread = place - place.mean()
    return float((spread * (found - found.mean())).sum() / (spread**2).sum())


def _row(session: CourseSession) -> dict[str, Any]:
    return {
        "session_id": session.record.session.id, "date": session.record.session_date,
        "number": session.place.number, "dose_mg": session.dose_mg,
        "baseline_systolic": session.baseline.get("systolic"), "peak_systolic": _value(session.systolic),
        "peak_diastolic": _value(session.diastolic), "peak_heart_rate": _value(session.heart_rate),
        "lowest_spo2": _value(session.spo2), "ready_min": session.ready_minute,
        "left_min": session.left_minute,
        **{f"worst_{code}": _value(session.symptoms.get(code)) for code in SYMPTOMS},
    }  # fmt: skip


def _value(point: Point | None) -> float | None:
    return None if point is None else point.value

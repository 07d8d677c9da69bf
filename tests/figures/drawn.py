"""What the tests of figures look at: a session like the one in the design, and parts of a figure by name."""

from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.session_record import SessionRecord
from tests import factories as f


def design_record(**fields: Any) -> SessionRecord:
    """Running since 41 min: a rise to 186/108, one advisory, one urgent, a repeat without SpO2 at 34 min."""
    given = {
        "readings": (
            f.reading(-9, f.full(128, 79, 72, 98, 14, 0, 0, 0, 0, 5)),
            f.reading(20, f.full(151, 92, 80, 97, 14, 1, 3, 4, 1, 5)),
            f.reading(30, {"systolic": 164, "diastolic": 98, "heart_rate": 84, "spo2": 97}),
            f.reading(34, {"systolic": 166, "diastolic": 99, "heart_rate": 86}),
            f.reading(40, f.full(186, 108, 92, 96, 15, 2, 5, 7, 3, 4)),
        ),
        "events": (f.dose_start(), f.event(22, "other", {"text": "Repositioned"})),
        "alerts": (f.alert(30, "systolic", 164, 160), f.alert(40, "systolic", 186, 180, level=Level.URGENT)),
        "baselines": (f.baseline(-9),),
        "seen_at": f.at(41.1),
    }
    return f.record(**{**given, **fields})


def traces(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """All traces of this name."""
    return [t for t in figure["data"] if t["name"] == name]


def points(figure: dict[str, Any], name: str) -> list[tuple[Any, Any]]:
    """The points of the first trace of this name."""
    trace = traces(figure, name)[0]
    return list(zip(trace["x"], trace["y"], strict=True))


def notes(figure: dict[str, Any]) -> list[str]:
    """The texts written on the figure."""
    return [a["text"] for a in figure["layout"]["annotations"]]


def note(figure: dict[str, Any], text: str) -> dict[str, Any]:
    """The annotation of exactly this text."""
    return next(a for a in figure["layout"]["annotations"] if a["text"] == text)

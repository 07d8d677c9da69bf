"""A patient's course: the sessions in which a drug was given, in order, one line of numbers each.

Only what was measured and recorded here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.doses import given, mg_per_kg
from dashboard.clinical.events import Event
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.review import NoteState, note_state
from dashboard.clinical.series import DoseStart, SeriesPlace, places_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.clinical.trends import MeasureCourse, Point, Return, measure_course, symptom_course

SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")
RESCUE = "rescue_medication"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSession:
    """The numbers of one session; None and absent is what was not measured or cannot be told.

    `systolic` and `diastolic` hold the highest value with its minute, `back_from` the first reading from
    which on the systolic stood within 20 % of the baseline. `urgent` and `advisory` count readings by the
    loudest limit they lie beyond. Minutes count from the dose start.
    """

    record: SessionRecord
    place: SeriesPlace
    dose_mg: float | None
    mg_per_kg: float | None
    baseline: Mapping[str, float]
    systolic: Point | None
    diastolic: Point | None
    heart_rate: Point | None
    spo2: Point | None
    urgent: int
    advisory: int
    returned: Return
    back_from: Point | None
    symptoms: Mapping[str, Point]
    sedation: Point | None
    rescue: tuple[Event, ...]
    ready_minute: float | None
    left_minute: float | None
    alerts: tuple[Alert, ...]
    note: NoteState

    def alerts_of(self, level: Level) -> int:
        """How many alerts of this level were raised and stand."""
        return sum(alert.level is level for alert in self.alerts)


@dataclass(frozen=True, slots=True)
class Course:
    """All sessions with a dose, oldest first; empty before the first."""

    sessions: tuple[CourseSession, ...]

    @property
    def latest_series(self) -> tuple[CourseSession, ...]:
        """The sessions of the series that the newest one belongs to."""
        return self.series_of(self.sessions[-1].record.session.id) if self.sessions else ()

    def series_of(self, session_id: str) -> tuple[CourseSession, ...]:
        """The sessions of this session's series; empty when it has no dose."""
        own = self.of(session_id)
        if own is None:
            return ()
        return tuple(s for s in self.sessions if _key(s.place) == _key(own.place))

    def of(self, session_id: str) -> CourseSession | None:
        """The line of this session, None when no drug was given in it."""
        return next((s for s in self.sessions if s.record.session.id == session_id), None)

    def before(self, session_id: str, at_most: int) -> tuple[CourseSession, ...]:
        """The last sessions before this one by the same drug and route, the nearest first."""
        own = self.of(session_id)
        if own is None:
            return ()
        kind = (own.place.drug, own.place.route)
        earlier = self.sessions[: self.sessions.index(own)]
        return tuple(s for s in reversed(earlier) if (s.place.drug, s.place.route) == kind)[:at_most]


def course_of(records: Iterable[SessionRecord]) -> Course:
    """The course that a patient's records make, in the order of their doses."""
    by_id = {record.session.id: record for record in records}
    places = places_of(start for record in by_id.values() if (start := dose_start_of(record)))
    return Course(tuple(_line(by_id[session_id], place) for session_id, place in places.items()))


def dose_start_of(record: SessionRecord) -> DoseStart | None:
    """When this session's dose began; None before one."""
    started = record.clock.started_at
    if started is None:
        return None
    return DoseStart(
        session_id=record.session.id, at=started, on=record.session_date, drug=record.protocol.drug,
        route=record.protocol.route, planned=record.protocol.series_sessions,
    )  # fmt: skip


def _key(place: SeriesPlace) -> tuple[str, str, int]:
    return place.drug, place.route, place.series


def _line(record: SessionRecord, place: SeriesPlace) -> CourseSession:
    systolic = measure_course(record, "systolic")
    dose = given(record).amount_mg
    levels = [worst(record.flags(reading)) for reading in record.counted_readings]
    ready, ended = ready_clinically_at(record), record.session.ended_at
    symptoms = {code: found.peak for code in SYMPTOMS if (found := symptom_course(record, code))}
    sedation, base = symptom_course(record, "sedation"), record.baseline_reading
    return CourseSession(
        record=record, place=place, dose_mg=dose, mg_per_kg=mg_per_kg(dose, record.session.weight_kg),
        baseline=base.all_values if base else {}, systolic=_highest(systolic),
        diastolic=_highest(measure_course(record, "diastolic")),
        heart_rate=_highest(measure_course(record, "heart_rate")),
        spo2=spo2.lowest if (spo2 := measure_course(record, "spo2")) else None,
        urgent=levels.count(Level.URGENT), advisory=levels.count(Level.ADVISORY),
        returned=systolic.returned if systolic else Return.NO_BASELINE,
        back_from=systolic.back_from if systolic else None, symptoms=symptoms,
        sedation=sedation.peak if sedation else None,
        rescue=tuple(e for e in record.counted_events if e.kind == RESCUE),
        ready_minute=record.minute(ready) if ready else None,
        left_minute=record.minute(ended) if ended else None,
        alerts=tuple(a for a in record.alerts if a.state is not AlertState.INVALIDATED),
        note=note_state(record),
    )  # fmt: skip


def _highest(course: MeasureCourse | None) -> Point | None:
    return course.highest if course else None

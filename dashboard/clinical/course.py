"""A patient's course: the sessions in which a drug was given, in order, one line of numbers each.

Only what was measured and recorded here. How many sessions a series was planned to have is not recorded, so
nothing says "of 6"; sessions at another clinic are not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.doses import given, mg_per_kg
from dashboard.clinical.events import Event
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.review import NoteState, note_state
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import worst
from dashboard.clinical.trends import MeasureCourse, Point, Return, measure_course, symptom_course

# Weekly, fortnightly and four-weekly sessions belong to one series; a longer pause is a stop, and what
# follows it is a new start. An assumption of ours, no published rule.
SERIES_GAP = timedelta(days=28)
# An acute IV series has 4 to 6 infusions within two to three weeks; what follows holds the effect.
IV_ACUTE_SESSIONS = 6
# Esketamine: twice a week in weeks 1 to 4, weekly in weeks 5 to 8, then as long as it helps.
ESKETAMINE_ACUTE = timedelta(weeks=8)
SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")
RESCUE = "rescue_medication"
SESSION_WORDS: Mapping[str, str] = {"iv": "Infusion", "im": "Injection", "sc": "Injection"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlace:
    """Where a session stands: the `number`th of its series of this drug by this route."""

    drug: str
    route: str
    series: int
    number: int
    began: date
    maintenance: bool

    @property
    def words(self) -> str:
        """'Infusion 3', 'Session 17, maintenance'."""
        named = f"{SESSION_WORDS.get(self.route, 'Session')} {self.number}"
        return f"{named}, maintenance" if self.maintenance else named


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
    dosed = sorted(
        ((start, r) for r in records if (start := r.clock.started_at) is not None),
        key=lambda pair: (pair[0], pair[1].session.id),
    )
    before: dict[tuple[str, str], tuple[SeriesPlace, date]] = {}
    lines = []
    for _, record in dosed:
        kind = (record.protocol.drug, record.protocol.route)
        place = _place(record, before.get(kind))
        before[kind] = (place, record.session_date)
        lines.append(_line(record, place))
    return Course(tuple(lines))


def _key(place: SeriesPlace) -> tuple[str, str, int]:
    return place.drug, place.route, place.series


def _place(record: SessionRecord, before: tuple[SeriesPlace, date] | None) -> SeriesPlace:
    """The next of the series, or the first of a new one after a long pause."""
    day, drug, route = record.session_date, record.protocol.drug, record.protocol.route
    if before is None or day - before[1] > SERIES_GAP:
        series = before[0].series + 1 if before else 1
        return SeriesPlace(drug=drug, route=route, series=series, number=1, began=day, maintenance=False)
    last = before[0]
    number = last.number + 1
    late = number > IV_ACUTE_SESSIONS if route == "iv" else day - last.began >= ESKETAMINE_ACUTE
    return SeriesPlace(
        drug=drug, route=route, series=last.series, number=number, began=last.began,
        maintenance=late and (route == "iv" or drug == "esketamine"),
    )  # fmt: skip


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

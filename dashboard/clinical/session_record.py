"""SessionRecord: all of one session, frozen. The only input of figure, note, exports and FHIR."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.clinical.alerts import Alert, AlertState
from dashboard.clinical.events import Event
from dashboard.clinical.header_versions import HeaderVersion
from dashboard.clinical.notes import Addendum, NoteText, Signature
from dashboard.clinical.overrides import LimitOverride, moved
from dashboard.clinical.patients import Patient, whole_years
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.readings import Reading
from dashboard.clinical.rooms import ClinicProfile, Room
from dashboard.clinical.series import SeriesPlace
from dashboard.clinical.sessions import (
    Baseline,
    DoseClock,
    SessionState,
    TreatmentSession,
    dose_clock,
    observation_ends_at,
    session_state,
)
from dashboard.clinical.thresholds import Circumstances, Flag, ThresholdSet, fitting, flags_of


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person's id and printed name."""

    id: str
    display_name: str


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One session as it stands at `seen_at`.

    `readings` and `events` are the current versions in `seq` order, struck ones included;
    `earlier_readings` and `earlier_events` are the versions they replaced. `overrides` are all limits ever
    moved for the patient, `threshold_set` is the session's own. `patient` is the record that is read now;
    `own_birth_date` is that of the record the session was written under, where it was merged away.
    `place`, where the session stands in its series, and `headers`, all versions of its header, are read
    only where a note is composed.
    """

    clinic: ClinicProfile
    session: TreatmentSession
    patient: Patient
    room: Room
    protocol: Protocol
    threshold_set: ThresholdSet
    seen_at: datetime
    nurse: StaffMember | None = None
    clinician: StaffMember | None = None
    ended_by: StaffMember | None = None
    readings: tuple[Reading, ...] = ()
    earlier_readings: tuple[Reading, ...] = ()
    events: tuple[Event, ...] = ()
    earlier_events: tuple[Event, ...] = ()
    alerts: tuple[Alert, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    signatures: tuple[Signature, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    note_texts: tuple[NoteText, ...] = ()
    overrides: tuple[LimitOverride, ...] = ()
    place: SeriesPlace | None = None
    headers: tuple[HeaderVersion, ...] = ()
    own_birth_date: date | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.time_zone)

    def local(self, at: datetime) -> datetime:
        """A UTC time in the clinic's zone."""
        return at.astimezone(self.zone)

    @cached_property
    def clock(self) -> DoseClock:
        """The dose clock of the unstruck events."""
        return dose_clock(self.events, self.protocol)

    @cached_property
    def state(self) -> SessionState:
        """The session's state at `seen_at`."""
        return session_state(self.session, self.clock, self.events, self.seen_at)

    @cached_property
    def session_date(self) -> date:
        """Local date of the dose start, or of the opening while there is none."""
        return self.local(self.clock.started_at or self.session.opened_at).date()

    @cached_property
    def observation_ends_at(self) -> datetime | None:
        """When the protocol's observation time is over."""
        return observation_ends_at(self.clock, self.protocol)

    def minute(self, at: datetime) -> float | None:
        """Minutes since the first dose event."""
        return self.clock.minute(at)

    @cached_property
    def counted_readings(self) -> tuple[Reading, ...]:
        """Unstruck readings in the order they were observed."""
        return tuple(sorted((r for r in self.readings if not r.struck), key=lambda r: (r.observed_at, r.seq)))

    @cached_property
    def counted_events(self) -> tuple[Event, ...]:
        """Unstruck events in the order they happened."""
        return tuple(sorted((e for e in self.events if not e.struck), key=lambda e: (e.occurred_at, e.seq)))

    @cached_property
    def baseline_reading(self) -> Reading | None:
        """The reading accepted last as baseline; None when none was accepted or it was struck."""
        if not self.baselines:
            return None
        chosen = self.baselines[-1].reading_id
        reading = self.reading(chosen)
        if reading is None or reading.struck or "systolic" not in reading.values:
            return None
        return reading

    @cached_property
    def baseline_after_dose(self) -> bool:
        """Whether the baseline was observed after the dose began: said wherever a rise stands."""
        reading, start = self.baseline_reading, self.clock.started_at
        return reading is not None and start is not None and reading.observed_at > start

    def circumstances(self, reading: Reading) -> Circumstances:
        """What this reading is judged within.

        A pre-dose reading taken before the baseline is not held against it: the baseline is the later word.
        """
        base = self.baseline_reading
        before_it = base is not None and reading.observed_at < base.observed_at
        started = self.clock.started_at
        pre_dose = started is None or reading.observed_at < started
        skip = base is None or reading.id == base.id or (before_it and pre_dose)
        anchors = {"dose_start": self.clock.started_at, "dose_end": self.clock.end_or_planned}
        return Circumstances(
            baseline=None if skip or base is None else base.values,
            anchors={name: at for name, at in anchors.items() if at is not None},
            route=self.protocol.route,
        )

    def limits_at(self, at: datetime) -> ThresholdSet:
        """What a reading observed at this moment is held against: the session's set, moved limits in it."""
        holding = tuple(o for o in self.overrides if o.holds(self.session.id, at))
        if not holding:
            return self._own_limits
        known = self._moved_sets
        return known.setdefault(tuple(o.id for o in holding), moved(self._own_limits, holding))

    @cached_property
    def judged_age(self) -> int:
        """Whole years at the session by the record it was written under: a merge judges nothing anew."""
        return whole_years(self.own_birth_date or self.patient.birth_date, self.session_date)

    @cached_property
    def _own_limits(self) -> ThresholdSet:
        return fitting(self.threshold_set, self.judged_age, self.session.protocol_code)

    @cached_property
    def _moved_sets(self) -> dict[tuple[str, ...], ThresholdSet]:
        return {}

    @property
    def limits(self) -> ThresholdSet:
        """What the next reading is held against, or what stood at the end."""
        return self.limits_at(self.session.ended_at or self.seen_at)

    def flags(self, reading: Reading) -> tuple[Flag, ...]:
        """What a reading crosses by this session's version of its set; a struck one crosses nothing."""
        if reading.struck:
            return ()
        within = self.circumstances(reading)
        limits = self.limits_at(reading.observed_at)
        return flags_of(reading.all_values, reading.observed_at, within, limits)

    def reading(self, reading_id: str) -> Reading | None:
        """The current version of a reading."""
        return next((r for r in self.readings if r.id == reading_id), None)

    def latest(self) -> Mapping[str, Reading]:
        """By measure code, the unstruck reading observed last that holds a value of it."""
        return {code: reading for reading in self.counted_readings for code in reading.all_values}

    @cached_property
    def live_alerts(self) -> tuple[Alert, ...]:
        """Alerts that still stand on the screen: urgent first, unanswered before answered, then newest."""
        live = sorted((a for a in self.alerts if a.live), key=lambda a: a.raised_at, reverse=True)
        return tuple(sorted(live, key=lambda a: (-a.level.rank, a.state is not AlertState.OPEN)))

    @property
    def open_alerts(self) -> int:
        """How many alerts nobody has acknowledged."""
        return sum(a.state is AlertState.OPEN for a in self.alerts)

    @property
    def note_text(self) -> NoteText | None:
        """What people wrote into the note, as it stands."""
        return self.note_texts[-1] if self.note_texts else None

    @property
    def signed(self) -> bool:
        """Whether a clinician's signature has locked the note."""
        return self.approval is not None

    @property
    def approval(self) -> Signature | None:
        """The clinician's signature that locked the note."""
        return next((s for s in self.signatures if s.meaning == "approved"), None)

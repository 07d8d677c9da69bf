"""What a change of the record does to its alerts: raised, resolved, taken back, superseded, invalidated.

One live alert per measure, and per event and source. The newest value of a measure decides; a late entry
is told about afterwards. Pure: the caller stores the changes in the order given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.clinical.alerts import Alert, Level
from dashboard.clinical.dose_findings import EventFinding, dosing_findings
from dashboard.clinical.event_findings import bedside_findings, response_to
from dashboard.clinical.finding_words import finding_words
from dashboard.clinical.instruments import measures
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind

_KINDS = tuple(LimitKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """A new alert. `resolved_by` names the later reading in band that resolves it in the same breath."""

    source: str
    level: Level
    text: str
    measure: str | None = None
    value: float | None = None
    limit: dict[str, object] | None = None
    reading_id: str | None = None
    reading_version: int | None = None
    event_id: str | None = None
    retrospective: bool = False
    resolved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Resolve:
    """The value is back in band, or the missing baseline is there, by this reading; None by an event."""

    alert_id: str
    reading_id: str | None


@dataclass(frozen=True, slots=True)
class Recross:
    """The resolution, or the louder alert in its place, is taken back; None when no reading did it."""

    alert_id: str
    reading_id: str | None


@dataclass(frozen=True, slots=True)
class Supersede:
    """A louder alert of the same measure takes its place."""

    alert_id: str


@dataclass(frozen=True, slots=True)
class Invalidate:
    """Its cause was corrected, struck or judged away."""

    alert_id: str


AlertChange = Raise | Resolve | Recross | Supersede | Invalidate


def alert_changes(
    record: SessionRecord, *, touched_reading: str | None, touched_event: str | None = None
) -> tuple[AlertChange, ...]:
    """What becomes of the alerts of `record`, which holds the change made but the alerts from before it.

    `touched_reading` is the reading just stored, corrected or struck, `touched_event` likewise. Neither is
    named when a baseline, protocol or set changed. Asking again after the changes are stored gives none.
    """
    judged = {reading.id: record.flags(reading) for reading in record.counted_readings}
    touched = record.reading(touched_reading) if touched_reading is not None else None
    changes: list[AlertChange] = []
    for measure in measures():
        found = {rid: loudest_flag(flags, measure.code) for rid, flags in judged.items()}
        loud = {rid: flag for rid, flag in found.items() if flag is not None}
        changes += _MeasureJudge(record, measure.code, loud, touched).changes()
    changes += _event_changes(record, judge_hold=touched_event is not None)
    return tuple(changes)


def loudest_flag(flags: Sequence[Flag], measure: str) -> Flag | None:
    """The advisory or urgent flag of this measure that an alert carries: by level, then by kind of limit."""
    loud = [f for f in flags if f.measure == measure and f.level is not Level.INFO]
    return max(loud, key=lambda f: (f.level.rank, -_KINDS.index(f.limit.kind)), default=None)


@dataclass(frozen=True, slots=True)
class _MeasureJudge:
    """One measure of one session: its readings as judged now against its alerts as they stood.

    `loud` holds, by reading id, the flag of those that cross an advisory or urgent limit.
    """

    record: SessionRecord
    code: str
    loud: Mapping[str, Flag]
    touched: Reading | None

    def rank(self, reading: Reading) -> int:
        """0 inside the limits (info included), 1 advisory, 2 urgent."""
        return self.loud[reading.id].level.rank if reading.id in self.loud else 0

    def changes(self) -> list[AlertChange]:
        mine = [a for a in self.record.alerts if a.source == "limit" and a.measure == self.code]
        mine = sorted((a for a in mine if a.invalidation is None), key=lambda a: a.raised_at)
        standing = [a for a in mine if self.cause_stands(a)]
        fallen: list[AlertChange] = [Invalidate(a.id) for a in mine if a not in standing]
        readings = [r for r in self.record.counted_readings if self.code in r.all_values]
        return [*fallen, *self.answer(standing, readings[-1])] if readings else fallen

    def cause_stands(self, alert: Alert) -> bool:
        """A corrected value must cross the alert's own limit; one only judged anew, at least its level."""
        reading = self.record.reading(alert.reading_id or "")
        if reading is None or reading.struck or self.code not in reading.all_values:
            return False
        if reading.all_values[self.code] != alert.value:
            return self.rank(reading) == alert.level.rank and self.crosses_same_limit(reading, alert)
        return self.rank(reading) >= alert.level.rank

    def crosses_same_limit(self, reading: Reading, alert: Alert) -> bool:
        """Whether the words of the alert ("limit 180") are still true of the corrected value."""
        limit, told = self.loud[reading.id].limit, alert.limit or {}
        return (limit.kind.value, limit.value) == (told.get("kind"), told.get("value"))

    def answer(self, standing: list[Alert], newest: Reading) -> list[AlertChange]:
        live = next((a for a in reversed(standing) if a.live), None)
        if live is None and standing and standing[-1].superseded:
            live = standing[-1]  # the louder one that took its place has fallen
        loud = self.late_and_louder(standing, newest) or newest
        if self.rank(loud) > self.covered_up_to(live, newest):
            return self.raise_for(loud, newest, standing, live)
        if live is None:
            return []
        if self.rank(newest):
            return [Recross(live.id, newest.id)] if live.resolution else []
        taken_back: list[AlertChange] = [Recross(live.id, live.reading_id)] if live.superseded else []
        resolved = live.resolution is not None and not live.superseded
        return taken_back if resolved else [*taken_back, Resolve(live.id, newest.id)]

    def late_and_louder(self, standing: list[Alert], newest: Reading) -> Reading | None:
        """The touched reading, when it is not the newest but its change crosses louder than that one."""
        touched = self.touched
        if touched is None or touched.id == newest.id or self.rank(touched) <= self.rank(newest):
            return None
        told = any(a.reading_id == touched.id and a.level.rank >= self.rank(touched) for a in standing)
        return None if told or self.unchanged(touched) else touched

    def unchanged(self, reading: Reading) -> bool:
        """Whether the correction left this measure's value and the time as they were."""
        former = (reading.id, reading.version - 1)
        before = next((r for r in self.record.earlier_readings if (r.id, r.version) == former), None)
        if before is None:
            return False
        same_value = before.all_values.get(self.code) == reading.all_values.get(self.code)
        return same_value and before.observed_at == reading.observed_at

    def covered_up_to(self, live: Alert | None, newest: Reading) -> int:
        """How loud a crossing the live alert answers for; a quiet late one not for a new value as loud."""
        if live is None:
            return 0
        new_value = live.retrospective and newest.id != live.reading_id
        return live.level.rank - 1 if new_value and self.rank(newest) else live.level.rank

    def raise_for(
        self, loud: Reading, newest: Reading, standing: list[Alert], live: Alert | None
    ) -> list[AlertChange]:
        aside: list[AlertChange] = [Supersede(live.id)] if live is not None and live.live else []
        own = next((a for a in standing if a.reading_id == loud.id and a.level.rank >= self.rank(loud)), None)
        if own is not None:
            return [*aside, Recross(own.id, loud.id)]
        return [*aside, self.raised(loud, None if self.rank(newest) else newest)]

    def raised(self, reading: Reading, back_in_band: Reading | None) -> Raise:
        flag = self.loud[reading.id]
        limit: dict[str, object] = {
            "kind": flag.limit.kind.value, "value": flag.limit.value, "unit": flag.limit.unit,
            "set": flag.set_code, "version": flag.set_version,
        }  # fmt: skip
        text = finding_words(self.record, reading, flag)
        return Raise(
            source="limit", level=flag.level, text=text, measure=self.code,
            value=reading.all_values[self.code], limit=limit, reading_id=reading.id,
            reading_version=reading.version, retrospective=back_in_band is not None,
            resolved_by=back_in_band.id if back_in_band is not None else None,
        )  # fmt: skip


def _event_changes(record: SessionRecord, *, judge_hold: bool) -> list[AlertChange]:
    found = (*dosing_findings(record), *bedside_findings(record))
    findings = {(f.event_id, f.source): f for f in found}
    changes: list[AlertChange] = []
    told: set[tuple[str, str]] = set()
    for alert in record.alerts:
        if alert.event_id is None or alert.invalidation is not None:
            continue
        change, stands = _event_alert_change(record, alert, findings.get((alert.event_id, alert.source)))
        changes += change
        if stands:
            told.add((alert.event_id, alert.source))
    # A hold is judged when the dosing is recorded or changed, not by what is entered about it afterwards.
    missing = [f for key, f in findings.items() if key not in told and (judge_hold or f.source != "hold")]
    return [*changes, *(_raised_for_event(f) for f in missing)]


def _event_alert_change(
    record: SessionRecord, alert: Alert, finding: EventFinding | None
) -> tuple[list[AlertChange], bool]:
    """What becomes of an event's alert, and whether it still tells of its finding."""
    if finding is not None and _still_says(record, alert, finding):
        fallen = alert.resolution is not None and not _resolved_by_hand(alert)
        return ([Recross(alert.id, None)] if fallen else []), True
    answer = _answer_to(record, alert)
    if answer is None:
        return [Invalidate(alert.id)], False
    return ([] if alert.resolution else [answer]), True


def _still_says(record: SessionRecord, alert: Alert, finding: EventFinding) -> bool:
    """Whether the alert tells of this finding: a corrected bedside event must still be told in its words."""
    corrected = any(event.id == alert.event_id and event.version > 1 for event in record.events)
    same_words = finding.text == alert.text or finding.source != "event" or not corrected
    return finding.level is alert.level and same_words


def _resolved_by_hand(alert: Alert) -> bool:
    """A person resolves with a reason; what the record resolved names a reading, or nothing."""
    done = alert.resolution
    return done is not None and done.reading_id is None and done.note is not None


def _answer_to(record: SessionRecord, alert: Alert) -> Resolve | None:
    """What gave the alert's event what it lacked: the accepted baseline, or the recorded response."""
    event = next((event for event in record.counted_events if event.id == alert.event_id), None)
    if event is None:
        return None
    baseline = record.baseline_reading
    if alert.source == "baseline" and baseline is not None:
        return Resolve(alert.id, baseline.id)
    answered = alert.source == "event" and event.kind == "rescue_medication"
    return Resolve(alert.id, None) if answered and response_to(record, event) is not None else None


def _raised_for_event(finding: EventFinding) -> Raise:
    return Raise(source=finding.source, level=finding.level, text=finding.text, event_id=finding.event_id)

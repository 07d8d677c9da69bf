"""What the alerts of the schedule become: late checks, measures not taken, a dose nobody recorded.

One live alert per matter (`check_key`). It is raised again only louder; done, it is resolved by the reading
that answered; when its check, dose or reading was corrected away, it is invalidated. A check that was missed
when the session ended is answered by nobody: its alert stays, and only a reading entered late resolves it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.clinical.alert_changes import AlertChange, Invalidate, Raise, Recross, Resolve, Supersede
from dashboard.clinical.alerts import Alert
from dashboard.clinical.readings import Reading
from dashboard.clinical.schedule import CheckState
from dashboard.clinical.schedule_findings import CheckFinding, Matters, check_key, matters_of, set_after
from dashboard.clinical.session_record import SessionRecord

# What a saved reading says itself; the rest only time brings.
NOTED = frozenset({"not_obtained"})
_LEFT_OUT = (CheckState.SKIPPED, CheckState.PAUSED)


def check_changes(record: SessionRecord, *, raising: Collection[str]) -> list[AlertChange]:
    """What becomes of the alerts with a `check_key`; new ones only of the sources in `raising`."""
    matters = matters_of(record)
    raised: dict[str, list[Alert]] = {}
    for alert in record.alerts:
        if alert.check_key is not None and alert.invalidation is None:
            raised.setdefault(alert.check_key, []).append(alert)
    telling = {finding.key for finding in matters.telling if finding.source in raising}
    changes: list[AlertChange] = []
    for key in dict.fromkeys([*raised, *(f.key for f in matters.telling if f.key in telling)]):
        judge = _MatterJudge(record, matters, raised.get(key, ()), may_raise=key in telling)
        changes += judge.changes(matters.standing.get(key))
    return changes


@dataclass(frozen=True, slots=True)
class _MatterJudge:
    """One matter of one session: what stands now against its alerts, oldest first, none invalidated."""

    record: SessionRecord
    matters: Matters
    alerts: Sequence[Alert]
    may_raise: bool

    def changes(self, finding: CheckFinding | None) -> list[AlertChange]:
        if finding is None:
            return [self.answer_or_fall(alert) for alert in self.alerts if alert.live]
        told = next((a for a in reversed(self.alerts) if a.level is finding.level), None)
        placed = self.placed(finding, told)
        others = [alert for alert in self.alerts if alert.live and alert is not told]
        louder = [self.quieter_now(alert) for alert in others if alert.level.rank > finding.level.rank]
        quieter = [Supersede(a.id) for a in others if a.level.rank < finding.level.rank and placed]
        return [*louder, *quieter, *placed]

    def placed(self, finding: CheckFinding, told: Alert | None) -> list[AlertChange]:
        """The alert that tells of it: raised, or its resolution taken back; none when a person settled it."""
        if any(a.hand_resolution and a.level.rank >= finding.level.rank for a in self.alerts):
            return []
        if told is not None:
            return [Recross(told.id, finding.reading_id)] if told.resolution else []
        return [_raised(finding)] if self.may_raise else []

    def answer_or_fall(self, alert: Alert) -> Resolve | Invalidate:
        """What took the matter away: an answer, or the correction of what it rested on."""
        match alert.source:
            case "check":
                return self.check_answered(alert)
            case "not_obtained":
                return self.measure_taken(alert)
            case _:
                return self.dose_recorded(alert)

    def check_answered(self, alert: Alert) -> Resolve | Invalidate:
        checks = self.matters.checks
        check = next((c for c in checks if check_key(c) == alert.check_key), None)
        if check is None:
            return Invalidate(alert.id)
        answered = check if check.answered_at is not None else set_after(check, checks)
        if answered is not None:
            return Resolve(alert.id, answered.answered_by[-1] if answered.answered_by else None)
        return Resolve(alert.id, None) if check.state in _LEFT_OUT else Invalidate(alert.id)

    def measure_taken(self, alert: Alert) -> Resolve | Invalidate:
        first = self.record.reading((alert.check_key or "").rpartition(":")[2])
        measure = alert.measure or ""
        if first is None or first.struck or measure not in first.not_obtained:
            return Invalidate(alert.id)
        for reading in self.record.counted_readings:
            if measure in reading.all_values and _order(reading) > _order(first):
                return Resolve(alert.id, reading.id)
        return self.quieter_now(alert)

    def dose_recorded(self, alert: Alert) -> Resolve | Invalidate:
        what, _, about = (alert.check_key or "").partition(":")
        if what == "no_dose":
            return self.dose_given(alert, about)
        start = next((event for event in self.record.counted_events if event.starts_clock), None)
        if start is None or start.id != about:
            return Invalidate(alert.id)
        paused = any(event.kind == "dose_pause" for event in self.record.counted_events)
        ended = self.record.clock.ended_at is not None
        return Resolve(alert.id, None) if ended or paused else Invalidate(alert.id)

    def dose_given(self, alert: Alert, baseline_id: str) -> Resolve | Invalidate:
        """A dose, a hold or the session's end answers; so does another baseline: time counts anew."""
        baseline = self.record.baseline_reading
        if self.record.clock.started_at is not None or self.record.session.ended_at is not None:
            return Resolve(alert.id, None)
        if baseline is None:
            return Invalidate(alert.id)
        return Resolve(alert.id, None if baseline.id == baseline_id else baseline.id)

    def quieter_now(self, alert: Alert) -> Resolve | Invalidate:
        """What made it as loud is gone: by a reading entered since, or else by a correction."""
        since = [
            reading
            for reading in self.record.counted_readings
            if (reading.first_recorded_at or reading.recorded_at) > alert.raised_at
        ]
        return Resolve(alert.id, max(since, key=lambda r: r.seq).id) if since else Invalidate(alert.id)


def _order(reading: Reading) -> tuple[object, int]:
    return reading.observed_at, reading.seq


def _raised(finding: CheckFinding) -> Raise:
    return Raise(
        source=finding.source, level=finding.level, text=finding.text, measure=finding.measure,
        reading_id=finding.reading_id, event_id=finding.event_id, check_key=finding.key,
    )  # fmt: skip

"""What a limit's alert becomes: one live alert per measure, decided by the newest value.

While it is live a later value tells again only when it is louder, a step worse, on the other side, or still
as loud after the set's time. What a person resolved by hand is not told again for what was known by then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard.clinical.alert_changes import AlertChange, Invalidate, Raise, Recross, Resolve, Supersede
from dashboard.clinical.alerts import Alert, Level
from dashboard.clinical.finding_words import finding_words
from dashboard.clinical.instruments import measures
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind

_KINDS = tuple(LimitKind)


def limit_changes(record: SessionRecord, touched_reading: str | None) -> list[AlertChange]:
    """What becomes of the alerts of limits, measure by measure."""
    judged = {reading.id: record.flags(reading) for reading in record.counted_readings}
    touched = record.reading(touched_reading) if touched_reading is not None else None
    changes: list[AlertChange] = []
    for measure in measures():
        found = {rid: loudest_flag(flags, measure.code) for rid, flags in judged.items()}
        loud = {rid: flag for rid, flag in found.items() if flag is not None}
        changes += _MeasureJudge(record, measure.code, loud, touched).changes()
    return changes


def loudest_flag(flags: Sequence[Flag], measure: str) -> Flag | None:
    """The advisory or urgent flag of this measure that an alert carries: by level, then by kind of limit."""
    loud = [f for f in flags if f.measure == measure and f.level is not Level.INFO]
    return max(loud, key=lambda f: (f.level.rank, -_KINDS.index(f.limit.kind)), default=None)


def is_low(alert: Alert) -> bool:
    """Whether the alert's limit is crossed downwards."""
    return (alert.limit or {}).get("kind") == LimitKind.LOW


def left_alone(standing: Sequence[Alert]) -> Alert | None:
    """The alert superseded last, when the one that took its place has fallen since."""
    superseded = [(done.at, alert) for alert in standing if (done := alert.superseded) is not None]
    if not superseded:
        return None
    at, last = max(reversed(superseded), key=lambda found: found[0])
    in_its_place = any(alert.superseded is None and alert.placed_at >= at for alert in standing)
    return None if in_its_place else last


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
        live = next((a for a in reversed(standing) if a.live), None) or left_alone(standing)
        loud = self.late_and_louder(standing, newest) or newest
        if self.tells_anew(loud, newest, live) and not self.settled(loud, standing):
            return self.raise_for(loud, newest, standing, live)
        if live is None or live.hand_resolution is not None:
            return []
        if self.rank(newest):
            return [Recross(live.id, newest.id)] if live.resolution else []
        taken_back: list[AlertChange] = [Recross(live.id, live.reading_id)] if live.superseded else []
        resolved = live.resolution is not None and not live.superseded
        return taken_back if resolved else [*taken_back, Resolve(live.id, newest.id)]

    def tells_anew(self, loud: Reading, newest: Reading, live: Alert | None) -> bool:
        """Whether this crossing is more than the live alert answers for."""
        if self.rank(loud) > self.covered_up_to(live, newest):
            return True
        if live is None or not self.rank(newest):
            return False
        if live.hand_resolution is not None:
            return True
        as_loud = self.rank(newest) == live.level.rank and newest.id != live.reading_id
        return as_loud and (self.a_step_worse(newest, live) or self.again_due(newest, live))

    def a_step_worse(self, newest: Reading, live: Alert) -> bool:
        """Worse by the set's step than the value that raised the live one, or beyond the opposite limit."""
        low = self.loud[newest.id].limit.kind is LimitKind.LOW
        if low != is_low(live):
            return True
        step = self.record.threshold_set.escalation.get("step_worse", {}).get(self.code)
        before = self.record.reading(live.reading_id or "")
        if step is None or before is None:
            return False
        # Rounded to the tenths that values have, as a rise is.
        higher = round(newest.all_values[self.code] - before.all_values[self.code], 1)
        return bool((-higher if low else higher) >= step)

    def again_due(self, newest: Reading, live: Alert) -> bool:
        """Whether the measure still crosses after the set's time since the reading that raised the alert."""
        after = self.record.threshold_set.escalation.get("again_after_min")
        before = self.record.reading(live.reading_id or "")
        if after is None or before is None:
            return False
        return newest.observed_at - before.observed_at >= timedelta(minutes=after)

    def settled(self, reading: Reading, standing: Sequence[Alert]) -> bool:
        """Whether a person resolved this crossing by hand, or one as loud when it was already known."""
        for alert in standing:
            done = alert.hand_resolution
            if done is None or alert.level.rank < self.rank(reading):
                continue
            known = self.record.reading(done.reading_id or alert.reading_id or "")
            if known is not None and reading.seq <= known.seq:
                return True
        return False

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
        return [*aside, self.raised(loud, newest)]

    def raised(self, reading: Reading, newest: Reading) -> Raise:
        """Told afterwards where a later value stands, resolved in the same breath where that is in band."""
        flag = self.loud[reading.id]
        limit: dict[str, object] = {
            "kind": flag.limit.kind.value, "value": flag.limit.value, "unit": flag.limit.unit,
            "set": flag.set_code, "version": flag.set_version,
        }  # fmt: skip
        text = finding_words(self.record, reading, flag)
        return Raise(
            source="limit", level=flag.level, text=text, measure=self.code,
            value=reading.all_values[self.code], limit=limit, reading_id=reading.id,
            reading_version=reading.version, retrospective=reading.id != newest.id,
            resolved_by=None if self.rank(newest) else newest.id,
        )  # fmt: skip

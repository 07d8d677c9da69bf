"""What a set of limits would have raised in sessions that are over: each is replayed reading by reading.

A late entry comes when it was entered; what was struck is left out; every alert counts as answered before the
next reading, so that a later crossing is told again as it would have been at the bedside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from dashboard.clinical.alert_changes import Escalate, Invalidate, Raise, Recross, Resolve, Supersede
from dashboard.clinical.alerts import ActionKind, Alert, AlertAction, Level
from dashboard.clinical.limit_consequences import limit_changes
from dashboard.clinical.readings import Reading
from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind, ThresholdSet

_DONE = {
    Resolve: ActionKind.RESOLVED, Recross: ActionKind.RECROSSED, Supersede: ActionKind.SUPERSEDED,
    Invalidate: ActionKind.INVALIDATED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many sessions have at least one alert of a level, and how many alerts of it there are in all."""

    advisory_sessions: int = 0
    urgent_sessions: int = 0
    advisory: int = 0
    urgent: int = 0


@dataclass(frozen=True, kw_only=True)
class _Replayed(SessionRecord):
    """A session as far as it has been replayed; `judged` holds what each of its readings crosses."""

    judged: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)

    def flags(self, reading: Reading) -> tuple[Flag, ...]:
        return self.judged[reading.id]


def flagged(records: Iterable[SessionRecord], limits: ThresholdSet) -> Flagged:
    """What these limits would have raised in these sessions, whichever set they were judged by."""
    found = [raised_levels(record, limits) for record in records]
    return Flagged(
        advisory_sessions=sum(Level.ADVISORY in levels for levels in found),
        urgent_sessions=sum(Level.URGENT in levels for levels in found),
        advisory=sum(levels.count(Level.ADVISORY) for levels in found),
        urgent=sum(levels.count(Level.URGENT) for levels in found),
    )


def raised_levels(record: SessionRecord, limits: ThresholdSet) -> list[Level]:
    """The levels of the alerts that these limits would have raised in this session, in their order."""
    judged = replace(record, threshold_set=limits)
    flags = {reading.id: judged.flags(reading) for reading in judged.counted_readings}
    if not any(_loud(found) for found in flags.values()):
        return []
    taken = tuple(sorted(judged.counted_readings, key=lambda r: r.seq))
    kept = {f.name: getattr(judged, f.name) for f in fields(SessionRecord)}
    replay = _Replayed(**{**kept, "readings": (), "earlier_readings": (), "alerts": ()}, judged=flags)
    for number, reading in enumerate(taken, start=1):
        if replay.alerts or _loud(flags[reading.id]):
            replay = replace(replay, readings=taken[:number])
            replay = replace(replay, alerts=_after(replay, reading))
    return [alert.level for alert in replay.alerts]


def peaks(records: Iterable[SessionRecord], measure: str, kind: LimitKind) -> list[float]:
    """Of each session that has the measure its highest value, or its lowest for a limit below."""
    worst = min if kind is LimitKind.LOW else max
    values = [[r.all_values[measure] for r in x.counted_readings if measure in r.all_values] for x in records]
    return [worst(of_session) for of_session in values if of_session]


def _loud(flags: Sequence[Flag]) -> bool:
    return any(flag.level is not Level.INFO for flag in flags)


def _after(replay: _Replayed, reading: Reading) -> tuple[Alert, ...]:
    alerts = {alert.id: alert for alert in replay.alerts}
    for change in limit_changes(replay, reading.id):
        if isinstance(change, Raise):
            raised = _answered(replay, change, reading, len(alerts))
            alerts[raised.id] = raised
        elif not isinstance(change, Escalate):
            alert = alerts[change.alert_id]
            done = _act(replay, _DONE[type(change)], reading)
            alerts[alert.id] = replace(alert, actions=(*alert.actions, done))
    return tuple(alerts.values())


def _answered(replay: _Replayed, found: Raise, reading: Reading, number: int) -> Alert:
    done = [ActionKind.ACKNOWLEDGED] + ([ActionKind.RESOLVED] if found.resolved_by else [])
    return Alert(
        id=f"alert-{number}", session_id=replay.session.id, source=found.source, level=found.level,
        text=found.text, raised_at=_entered(replay, reading), measure=found.measure, value=found.value,
        limit=found.limit, reading_id=found.reading_id, reading_version=found.reading_version,
        retrospective=found.retrospective, actions=tuple(_act(replay, kind, reading) for kind in done),
    )  # fmt: skip


def _act(replay: _Replayed, kind: ActionKind, reading: Reading) -> AlertAction:
    return AlertAction(
        kind=kind, at=_entered(replay, reading), by=SYSTEM.user_id, by_name=SYSTEM.display_name,
        reading_id=reading.id if kind is not ActionKind.ACKNOWLEDGED else None,
    )  # fmt: skip


def _entered(replay: _Replayed, reading: Reading) -> datetime:
    """The order of entry as a time: that of a correction would put an early reading behind the later ones."""
    return replay.session.opened_at + timedelta(seconds=reading.seq)

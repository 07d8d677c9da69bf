"""A session charted step by step in minutes since the dose; its alerts follow as they would be stored."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dashboard.clinical.alert_changes import (
    AlertChange,
    Escalate,
    Invalidate,
    Raise,
    Recross,
    Resolve,
    Supersede,
)
from dashboard.clinical.alerts import ActionKind, Alert, AlertAction, AlertState
from dashboard.clinical.consequences import alert_changes
from dashboard.clinical.events import Event
from dashboard.clinical.readings import Reading, ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.time_consequences import time_changes
from tests import factories

STORED = {
    Resolve: ActionKind.RESOLVED, Recross: ActionKind.RECROSSED,
    Supersede: ActionKind.SUPERSEDED, Invalidate: ActionKind.INVALIDATED,
}  # fmt: skip


class Bedside:
    """What nurse and clinician do, each step judged at once."""

    def __init__(self, protocol: str = "iv_racemic_40", limits: str = "standard", **session: Any) -> None:
        self.record: SessionRecord = factories.record(
            protocol=factories.protocol(protocol), threshold_set=factories.threshold_set(limits),
            session=factories.session(protocol_code=protocol, threshold_code=limits, **session),
        )  # fmt: skip
        self.steps = 0

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self.record.alerts

    def live(self, measure: str | None = None) -> list[Alert]:
        return [a for a in self.alerts if a.live and measure in (None, a.measure)]

    def reading(self, minute: float, **values: float) -> tuple[AlertChange, ...]:
        taken = factories.reading(minute, values, seq=len(self.record.readings) + 1)
        self._hold(readings=(*self.record.readings, taken))
        return self._judge(reading=taken.id)

    def correct(self, minute: float, **values: float | None) -> tuple[AlertChange, ...]:
        """Named values replace, None takes away."""
        before = self._reading(minute)
        merged = {**before.values, **values}
        kept = {code: value for code, value in merged.items() if value is not None}
        return self._replace(before, values=kept, status=ReadingStatus.AMENDED)

    def retime(self, minute: float, to: float) -> tuple[AlertChange, ...]:
        return self._replace(
            self._reading(minute), observed_at=factories.at(to), status=ReadingStatus.AMENDED
        )

    def strike(self, minute: float) -> tuple[AlertChange, ...]:
        return self._replace(self._reading(minute), status=ReadingStatus.STRUCK)

    def baseline(self, minute: float) -> tuple[AlertChange, ...]:
        accepted = factories.baseline(number=len(self.record.baselines) + 1, reading_id=self._id(minute))
        self._hold(baselines=(*self.record.baselines, accepted))
        return self._judge()

    def event(self, minute: float, kind: str, **detail: Any) -> tuple[AlertChange, ...]:
        seen = factories.event(minute, kind, detail, seq=len(self.record.events) + 1)
        self._hold(events=(*self.record.events, seen))
        return self._judge(event=seen.id)

    def dose(self, minute: float = 0, amount: float = 35, **detail: Any) -> tuple[AlertChange, ...]:
        return self.event(minute, "dose_start", drug="ketamine", amount=amount, route="iv", **detail)

    def device(self, minute: float, number: int) -> tuple[AlertChange, ...]:
        return self.event(minute, "device_given", number=number)

    def correct_event(self, minute: float, kind: str, **detail: Any) -> tuple[AlertChange, ...]:
        before = self._event(minute, kind)
        return self._replace_event(before, detail={**before.detail, **detail})

    def strike_event(self, minute: float, kind: str) -> tuple[AlertChange, ...]:
        return self._replace_event(self._event(minute, kind), status="struck")

    def acknowledge(self, name: str) -> tuple[AlertChange, ...]:
        """By measure, or by source for alerts without one."""
        self._act(self._named(name).id, ActionKind.ACKNOWLEDGED, None)
        return self._judge()

    def resolve(self, name: str) -> tuple[AlertChange, ...]:
        """By hand, by measure or source: it knows every value of the measure entered by now."""
        alert = self._named(name)
        known = [r for r in self.record.counted_readings if alert.measure in r.all_values]
        last = max(known, key=lambda r: r.seq).id if known and alert.source == "limit" else None
        self._act(alert.id, ActionKind.RESOLVED, last, note="Cuff moved")
        return self._judge()

    def limits(self, code: str) -> tuple[AlertChange, ...]:
        self._hold(threshold_set=factories.threshold_set(code))
        return self._judge()

    def _named(self, name: str) -> Alert:
        return next(a for a in self.alerts if a.live and name in (a.measure, a.source))

    def _id(self, minute: float) -> str:
        return f"reading-at-{minute:g}"

    def _reading(self, minute: float) -> Reading:
        found = self.record.reading(self._id(minute))
        assert found is not None, f"no reading was taken at {minute:g} min"
        return found

    def _event(self, minute: float, kind: str) -> Event:
        return next(e for e in self.record.events if e.id == f"{kind}-at-{minute:g}")

    def _replace(self, before: Reading, **fields: Any) -> tuple[AlertChange, ...]:
        after = replace(before, version=before.version + 1, **fields)
        self._hold(
            readings=tuple(after if r.id == after.id else r for r in self.record.readings),
            earlier_readings=(*self.record.earlier_readings, before),
        )
        return self._judge(reading=after.id)

    def _replace_event(self, before: Event, **fields: Any) -> tuple[AlertChange, ...]:
        after = replace(before, version=before.version + 1, **fields)
        self._hold(events=tuple(after if e.id == after.id else e for e in self.record.events))
        return self._judge(event=after.id)

    def _hold(self, **fields: Any) -> None:
        self.record = replace(self.record, **fields)

    def _judge(self, *, reading: str | None = None, event: str | None = None) -> tuple[AlertChange, ...]:
        self.steps += 1
        changes = alert_changes(self.record, touched_reading=reading, touched_event=event)
        for change in changes:
            self._store(change)
        again = alert_changes(self.record, touched_reading=reading, touched_event=event)
        assert again == (), f"judged again the same record asks for {again}"
        return changes

    def watch(self) -> tuple[AlertChange, ...]:
        """What time brought by `seen_at`, as the watcher stores it."""
        self.steps += 1
        changes = time_changes(self.record)
        for change in changes:
            self._store(change)
        assert time_changes(self.record) == (), "watched again the same record asks for more"
        return changes

    def _store(self, change: AlertChange) -> None:
        if isinstance(change, Raise):
            self._raise(change)
        elif isinstance(change, Escalate):
            self._act(change.alert_id, ActionKind.ESCALATED, None, note=change.why)
        else:
            self._act(change.alert_id, STORED[type(change)], getattr(change, "reading_id", None))

    def _raise(self, found: Raise) -> None:
        fields = {name: getattr(found, name) for name in found.__dataclass_fields__ if name != "resolved_by"}
        alert = Alert(
            id=f"alert-{len(self.alerts) + 1}", session_id=self.record.session.id,
            raised_at=self._now(), **fields,
        )  # fmt: skip
        self._hold(alerts=(*self.alerts, alert))
        if found.resolved_by is not None:
            self._act(alert.id, ActionKind.RESOLVED, found.resolved_by)

    def _act(
        self, alert_id: str, kind: ActionKind, reading_id: str | None, note: str | None = None,
        signs: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        done = AlertAction(
            kind=kind, at=self._now(), by="user-nurse", by_name="Nina Brandt", reading_id=reading_id,
            note=note, signs=signs,
        )  # fmt: skip
        self._hold(
            alerts=tuple(
                replace(a, actions=(*a.actions, done)) if a.id == alert_id else a for a in self.alerts
            )
        )

    def _now(self) -> Any:
        return factories.at(1000) + timedelta(seconds=self.steps)


def standing_words(bedside: Bedside) -> list[str]:
    """Live alerts as a table says them: "urgent systolic", with "acknowledged" or "back" where it is so."""
    return sorted(_said(alert) for alert in bedside.live())


def _said(alert: Alert) -> str:
    words = f"{alert.level.value} {alert.measure or alert.source}"
    if alert.state is AlertState.ACKNOWLEDGED:
        words += " acknowledged"
    return f"{words} back" if alert.resolution else words

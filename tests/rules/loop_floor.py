"""A session as the floor lives it: time passes and is watched, things are entered, people answer.

What is done is said in the words of the schedule's stories; alerts are stored at the minute at which they
follow, so that their age counts.
"""

from dataclasses import replace

from dashboard.clinical.alert_changes import (
    AlertChange,
    Escalate,
    Invalidate,
    Raise,
    Recross,
    Resolve,
    Supersede,
)
from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertAction, AlertState
from dashboard.clinical.consequences import alert_changes
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.time_consequences import time_changes
from tests.factories import at
from tests.rules.test_schedule_stories import Chair

STORED = {
    Resolve: ActionKind.RESOLVED, Recross: ActionKind.RECROSSED, Supersede: ActionKind.SUPERSEDED,
    Invalidate: ActionKind.INVALIDATED, Escalate: ActionKind.ESCALATED,
}  # fmt: skip


class Floor:
    """One session; `told` collects what was raised or went beyond the room since it was last read."""

    def __init__(self, protocol: str = "iv_racemic_40") -> None:
        self.chair = Chair.of(protocol)
        self.minute = -30.0
        self._told: list[str] = []

    @property
    def record(self) -> SessionRecord:
        return self.chair.record

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self.record.alerts

    def do(self, minute: float, done: str) -> None:
        """Let it be `minute`, do what is said, judge what was saved; the watcher looks before and after."""
        self.pass_to(minute)
        verb, _, about = done.partition(" ")
        match verb:
            case "":
                return
            case "ack":
                self.acknowledge(about)
            case "resolve":
                self.act(self.named(about).id, ActionKind.RESOLVED, note="Dealt with", known=True)
            case _:
                self.chair.do(minute, done)
        self.judge()
        self.watch()

    def pass_to(self, minute: float) -> None:
        """Time passes; the watcher looks."""
        self.minute = max(self.minute, minute)
        self.chair.look(self.minute)
        self.watch()

    def acknowledge(self, about: str) -> None:
        """`ack systolic`, `ack systolic chest_pain`."""
        name, *signs = about.split()
        found = tuple(sign for sign in signs if sign in SIGNS)
        self.act(self.named(name).id, ActionKind.ACKNOWLEDGED, signs=found)

    def judge(self) -> None:
        """As a save does, for whatever was touched last."""
        before = len(self.alerts)
        touched = max(self.record.readings, key=lambda r: (r.recorded_at, r.seq), default=None)
        event = self.record.events[-1].id if self.record.events else None
        reading = touched.id if touched else None
        self.store(alert_changes(self.record, touched_reading=reading, touched_event=event))
        again = alert_changes(self.record, touched_reading=reading, touched_event=event)
        assert again == (), f"judged again the same record asks for {again}"
        of_time = [a for a in self.alerts[before:] if a.source == "check" or a.text.startswith("Response")]
        assert not of_time, "a save told of time"

    def watch(self) -> None:
        """As the watcher does: what is raised is judged once more."""
        for _ in range(2):
            self.store(time_changes(self.record))
        again = time_changes(self.record)
        assert again == (), f"watched again the same record asks for {again}"

    def store(self, changes: tuple[AlertChange, ...]) -> None:
        for change in changes:
            match change:
                case Raise():
                    self.raised(change)
                case Escalate(alert_id, why):
                    self.act(alert_id, ActionKind.ESCALATED, note=why)
                    self._told.append(f"beyond: {why}")
                case _:
                    self.act(change.alert_id, STORED[type(change)], getattr(change, "reading_id", None))

    def raised(self, found: Raise) -> None:
        fields = {name: getattr(found, name) for name in found.__dataclass_fields__ if name != "resolved_by"}
        alert = Alert(
            id=f"alert-{len(self.alerts) + 1}", session_id=self.record.session.id, raised_at=at(self.minute),
            **fields,
        )  # fmt: skip
        self.chair.hold(alerts=(*self.alerts, alert))
        afterwards = " (afterwards)" if found.retrospective else ""
        self._told.append(f"{found.level}: {found.text}{afterwards}")
        if found.resolved_by is not None:
            self.act(alert.id, ActionKind.RESOLVED, found.resolved_by)

    def act(
        self, alert_id: str, kind: ActionKind, reading_id: str | None = None, *, note: str | None = None,
        signs: tuple[str, ...] | None = None, known: bool = False,
    ) -> None:  # fmt: skip
        if known and self.record.readings:
            reading_id = self.record.readings[-1].id
        done = AlertAction(
            kind=kind, at=at(self.minute), by="user-nurse", by_name="Nina Brandt", reading_id=reading_id,
            note=note, signs=signs,
        )  # fmt: skip
        after = (replace(a, actions=(*a.actions, done)) if a.id == alert_id else a for a in self.alerts)
        self.chair.hold(alerts=tuple(after))

    def named(self, name: str) -> Alert:
        """The live alert of this measure or source."""
        return next(a for a in reversed(self.alerts) if a.live and name in (a.measure, a.source))

    def told(self) -> str:
        """What was told since it was last asked."""
        words, self._told = "; ".join(self._told), []
        return words

    def standing(self) -> str:
        """What stands on the screen: level, text, and what was done about it."""
        return "; ".join(_said(alert) for alert in self.alerts if alert.live)


def _said(alert: Alert) -> str:
    words = f"{alert.level} {alert.measure or alert.source}"
    if alert.state is AlertState.ACKNOWLEDGED:
        words += " acknowledged"
    if alert.resolution:
        words += " back"
    return f"{words} beyond" if alert.escalation else words

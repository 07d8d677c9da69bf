"""The lane under the rows: what was given and for how long, what happened, and which alerts were raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.event_words import event_words
from dashboard.clinical.events import ENDING, EVENT_KINDS, GIVING, Event
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.figures.points import Scene, minute_words

LONGEST_LABEL = 20
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class DoseBar:
    """Something given: from `start` to `end` (the same when given at once), planned until `planned_end`."""

    start: float
    end: float
    planned_end: float | None
    words: str
    hover: str


@dataclass(frozen=True, slots=True)
class LaneMark:
    """An event (no level) or an alert; `taken_back` when it was struck or its cause was.

    `count` is how many of them one mark stands for.
    """

    minute: float
    level: Level | None
    words: str
    hover: str
    taken_back: bool
    count: int = 1

    def words_within(self, letters: float) -> str:
        """Its words where so many letters have room, else how many they are, else nothing."""
        told = [self.words, f"{self.count} events"] if self.count > 1 else [self.words]
        return next((words for words in told if len(words) <= letters), "")


def dose_bars(scene: Scene) -> list[DoseBar]:
    """The infusion's bars, or a mark for each dose given at once, in order of time."""
    events = scene.record.counted_events
    if scene.record.protocol.is_infusion:
        return _infusion(
            scene, [e for e in events if e.kind in ENDING | {"dose_start", "dose_resume", "dose_pause"}]
        )
    return [_given_at_once(scene, e) for e in events if e.kind in GIVING]


@dataclass(frozen=True, slots=True)
class DoseWords:
    """The words of a dose where they fit: inside its bar from `minute`, or to the right of it."""

    words: str
    minute: float
    inside: bool
    clearance: float


def dose_labels(bars: Sequence[DoseBar], pixels_per_minute: float, letter: float) -> list[DoseWords]:
    """Words that fit neither in their bar nor before the next one are joined to the next dose's words."""
    labels: list[DoseWords] = []
    waiting = ""
    for bar, following in zip_longest(bars, bars[1:]):
        words = f"{waiting} + {bar.words}" if waiting and bar.words else bar.words or waiting
        width, end = len(words) * letter, bar.planned_end or bar.end
        waiting = ""
        if width + 8 <= (bar.end - bar.start) * pixels_per_minute:
            labels.append(DoseWords(words, bar.start, True, 6))
        elif following is None or width + 16 <= (following.start - end) * pixels_per_minute:
            labels.append(DoseWords(words, end, False, 10 if bar.end == bar.start else 6))
        else:
            waiting = words
    return [label for label in labels if label.words]


def event_marks(scene: Scene, nearest: float) -> list[LaneMark]:
    """Events that no dose bar shows, struck ones included; those within `nearest` minutes are one mark."""
    alone = [e for e in _by_time(scene.record.events) if e.struck or _stands_alone(scene, e)]
    placed = [(scene.axis.minute(e.occurred_at), e) for e in alone]
    return [_event_mark(scene, group) for group in _groups(placed, nearest)]


def alert_marks(scene: Scene, nearest: float) -> list[LaneMark]:
    """Alerts where their reading stands; those within `nearest` minutes are one mark, the loudest."""
    placed = sorted(((_alert_minute(scene, a), a) for a in scene.record.alerts), key=lambda p: p[0])
    return [_alert_mark(scene, group) for group in _groups(placed, nearest)]


def _groups(placed: Sequence[tuple[float, One]], nearest: float) -> list[list[tuple[float, One]]]:
    """What stands nearer than this to the first of its group, in order of time."""
    groups: list[list[tuple[float, One]]] = []
    for minute, one in placed:
        if groups and minute - groups[-1][0][0] < nearest:
            groups[-1].append((minute, one))
        else:
            groups.append([(minute, one)])
    return groups


def dose_words(scene: Scene, event: Event) -> str:
    """What an event gave: "Ketamine 35 mg IV"; details nobody gave are left out."""
    detail = event.detail
    drug = DRUG_WORDS.get(str(detail.get("drug", scene.record.protocol.drug)), "")
    route = ROUTE_WORDS.get(str(detail.get("route", scene.record.protocol.route)), "")
    return " ".join(word for word in (drug, _milligrams(detail.get("amount")), route) if word)


def _milligrams(amount: Any) -> str:
    return f"{amount:g} mg" if isinstance(amount, int | float) else ""


def _by_time(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.occurred_at, e.seq))


def _stands_alone(scene: Scene, event: Event) -> bool:
    if event.kind == "dose_start":
        return False
    if scene.record.protocol.is_infusion:
        return event.kind not in ("dose_end", "dose_resume", "dose_pause")
    return event.kind not in GIVING


def _infusion(scene: Scene, events: Sequence[Event]) -> list[DoseBar]:
    """A bar for each stretch that ran: pauses and ends close one, starts and resumes open one."""
    bars: list[DoseBar] = []
    opened: Event | None = None
    for event in events:
        if event.kind in ("dose_start", "dose_resume"):
            opened = opened or event
        elif opened is not None:
            bars.append(_bar(scene, opened, scene.axis.minute(event.occurred_at), None))
            opened = None
    if opened is not None:
        bars.append(_running_bar(scene, opened))
    return bars


def _running_bar(scene: Scene, opened: Event) -> DoseBar:
    ended_at = scene.record.session.ended_at
    end = scene.axis.until if ended_at is None else scene.axis.minute(ended_at)
    planned = scene.record.clock.planned_end_at
    ahead = scene.axis.minute(planned) if planned is not None and ended_at is None else end
    return _bar(
        scene, opened, max(end, scene.axis.minute(opened.occurred_at)), ahead if ahead > end else None
    )


def _bar(scene: Scene, opened: Event, end: float, planned_end: float | None) -> DoseBar:
    start = scene.axis.minute(opened.occurred_at)
    words = dose_words(scene, opened) if opened.kind == "dose_start" else ""
    running = "running" if planned_end is not None else f"{minute_words(end, scene.axis.from_dose)}"
    hover = f"{words or 'Infusion'} · {minute_words(start, scene.axis.from_dose)} to {running}"
    return DoseBar(start, end, planned_end, words, hover)


def _given_at_once(scene: Scene, event: Event) -> DoseBar:
    minute = scene.axis.minute(event.occurred_at)
    first = event.occurred_at == scene.record.clock.started_at
    words = dose_words(scene, event) if first else _milligrams(event.detail.get("amount"))
    return DoseBar(minute, minute, None, words or "given", _event_hover(scene, event))


def _event_mark(scene: Scene, group: Sequence[tuple[float, Event]]) -> LaneMark:
    """One ring for events that stand together: the words of those that count, and each in its hover."""
    events = [event for _, event in group]
    counted = [event for event in events if not event.struck]
    words = " + ".join(dict.fromkeys(shortened(_event_label(event)) for event in counted or events))
    hover = "<br>".join(_event_hover(scene, event) for event in events)
    return LaneMark(group[0][0], None, words, hover, not counted, len(counted or events))


def _event_label(event: Event) -> str:
    text = event.detail.get("text") or event.detail.get("reason")
    label = str(text) if event.kind == "other" and text else EVENT_KINDS[event.kind].label
    return f"{label} {_milligrams(event.detail.get('amount'))}".strip() if event.kind in GIVING else label


def _event_hover(scene: Scene, event: Event) -> str:
    label = EVENT_KINDS[event.kind].label
    details = event_words(event, scene.record.zone)
    parts = (
        minute_words(scene.axis.minute(event.occurred_at), scene.axis.from_dose),
        f"{scene.record.local(event.occurred_at):%H:%M}",
        f"{label}: {details}" if details else label,
        "struck" if event.struck else "",
        event.recorded_by_name,
    )
    return " · ".join(part for part in parts if part)


def shortened(label: str) -> str:
    """A label that fits beside its mark."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def _alert_minute(scene: Scene, alert: Alert) -> float:
    reading = scene.record.reading(alert.reading_id) if alert.reading_id else None
    event = next((e for e in scene.record.events if e.id == alert.event_id), None)
    if reading is not None:
        return scene.axis.minute(reading.observed_at)
    return scene.axis.minute(event.occurred_at if event else alert.raised_at)


def _alert_mark(scene: Scene, group: Sequence[tuple[float, Alert]]) -> LaneMark:
    standing = [p for p in group if p[1].state is not AlertState.INVALIDATED]
    minute, loudest = max(standing or group, key=lambda p: p[1].level.rank)
    hover = "<br>".join(_alert_hover(scene, alert) for _, alert in group)
    return LaneMark(minute, loudest.level, loudest.level.upper(), hover, not standing)


def _alert_hover(scene: Scene, alert: Alert) -> str:
    raised = f"{scene.record.local(alert.raised_at):%H:%M}"
    return " · ".join((raised, alert.level.upper(), alert.text, alert.state.value))

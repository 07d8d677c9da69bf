"""Alerts: what was raised, what people did about it, and the state that follows.

An alert is one row when raised and a row for each thing done; its state is folded from them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How loud. Info is a flag only and never an alert."""

    INFO = "info"
    ADVISORY = "advisory"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for info up to 2 for urgent."""
        return ("info", "advisory", "urgent").index(self.value)


class AlertState(StrEnum):
    """open until acknowledged; acknowledged until resolved; invalidated when its cause was taken away."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    INVALIDATED = "invalidated"


class ActionKind(StrEnum):
    """What happened to an alert. A recrossing takes a resolution back; an escalation goes beyond the room."""

    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    RECROSSED = "recrossed"
    SUPERSEDED = "superseded"
    ESCALATED = "escalated"
    INVALIDATED = "invalidated"


SIGNS: dict[str, str] = {
    "chest_pain": "Chest pain",
    "breathlessness": "Short of breath",
    "severe_headache": "Sudden severe headache",
    "vision_change": "Vision change",
    "seizure": "Seizure",
    "weakness": "Weakness or confusion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAction:
    """One thing done to an alert, by a person or by a later reading (`by` is then the recorder)."""

    kind: ActionKind
    at: datetime
    by: str
    by_name: str
    told: str | None = None
    note: str | None = None
    signs: tuple[str, ...] | None = None
    reading_id: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether a person ended the alert: they give a reason, a later reading gives none."""
        return self.kind is ActionKind.RESOLVED and self.note is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert with all that was done about it, oldest first.

    `limit` is `{kind, value, unit, set, version}` for limits; `text` says the finding in words.
    `check_key` names the matter of a late check, a measure not taken, or a dose nobody recorded.
    """

    id: str
    session_id: str
    source: str
    level: Level
    text: str
    raised_at: datetime
    measure: str | None = None
    value: float | None = None
    limit: dict[str, object] | None = None
    reading_id: str | None = None
    reading_version: int | None = None
    event_id: str | None = None
    retrospective: bool = False
    check_key: str | None = None
    actions: tuple[AlertAction, ...] = ()

    def _first(self, kind: ActionKind) -> AlertAction | None:
        return next((a for a in self.actions if a.kind is kind), None)

    @property
    def acknowledgement(self) -> AlertAction | None:
        """The first acknowledgement; later ones are kept beside it in `actions`."""
        return self._first(ActionKind.ACKNOWLEDGED)

    @property
    def invalidation(self) -> AlertAction | None:
        """The correction or strike that took the cause away."""
        return self._first(ActionKind.INVALIDATED)

    @property
    def escalation(self) -> AlertAction | None:
        """When it went beyond the room: its note says why."""
        return self._first(ActionKind.ESCALATED)

    @property
    def sent_on(self) -> AlertAction | None:
        """The escalation, as long as the alert stands and nobody has answered since it.

        A warning sign or a repeat sends on what was answered in the room: only a later answer counts.
        """
        escalation = self.escalation
        if escalation is None or not self.live:
            return None
        later = self.actions[self.actions.index(escalation) :]
        return None if any(a.kind is ActionKind.ACKNOWLEDGED for a in later) else escalation

    @property
    def placed_at(self) -> datetime:
        """When it last began to stand for its matter: raised, or its resolution taken back."""
        return max([self.raised_at, *(a.at for a in self.actions if a.kind is ActionKind.RECROSSED)])

    @property
    def superseded(self) -> AlertAction | None:
        """The raising of a louder or newer alert, which took this one's place and has not fallen since."""
        action = self.resolution
        return action if action is not None and action.kind is ActionKind.SUPERSEDED else None

    @property
    def resolution(self) -> AlertAction | None:
        """The last resolution, unless a later reading crossed again."""
        for action in reversed(self.actions):
            if action.kind in (ActionKind.RESOLVED, ActionKind.SUPERSEDED):
                return action
            if action.kind is ActionKind.RECROSSED:
                return None
        return None

    @property
    def hand_resolution(self) -> AlertAction | None:
        """The last resolution by a person, its note the reason; nothing that came after takes it back.

        `reading_id` is the last reading of the measure entered by then: what the person knew.
        """
        return next((action for action in reversed(self.actions) if action.by_hand), None)

    @property
    def state(self) -> AlertState:
        """Folded from the actions; a superseded alert is resolved, the one in its place asks for the answer.

        What a check's alert asks for is the check: once resolved it needs no acknowledgement.
        """
        if self.invalidation:
            return AlertState.INVALIDATED
        if self.superseded or (self.check_key is not None and self.resolution):
            return AlertState.RESOLVED
        if self.acknowledgement is None:
            return AlertState.OPEN
        return AlertState.RESOLVED if self.resolution else AlertState.ACKNOWLEDGED

    @property
    def live(self) -> bool:
        """Still needs an answer or a value back in band: it stands on the screen."""
        return self.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED)

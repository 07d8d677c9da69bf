"""What time alone brings to the alerts: what is late is told, unanswered alerts go beyond the room.

Late checks, responses not recorded and doses nobody recorded are raised here, not by the saving of a reading,
so that nobody's entry is blamed for them. Pure: asking again after the changes are stored gives none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dashboard.clinical.alert_changes import AlertChange, Escalate
from dashboard.clinical.alerts import SIGNS, Alert, AlertState, Level
from dashboard.clinical.check_consequences import check_changes
from dashboard.clinical.event_consequences import response_changes
from dashboard.clinical.event_findings import warning_signs
from dashboard.clinical.limit_consequences import is_low, loudest_flag
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind

_BY_TIME = frozenset({"check", "not_obtained", "dose"})
_PRESSURES = frozenset({"systolic", "diastolic", "mean_pressure"})
_ANSWER_WITHIN = {Level.URGENT: "urgent_s", Level.ADVISORY: "advisory_s"}


def time_changes(record: SessionRecord) -> tuple[AlertChange, ...]:
    """What became due at `seen_at`; none for a session that has ended.

    An alert raised here escalates when it is judged again, with its own time and chain.
    """
    if record.session.ended_at is not None:
        return ()
    found = ((alert, escalation_words(record, alert)) for alert in record.alerts)
    beyond = (Escalate(alert.id, why) for alert, why in found if why is not None)
    return (*check_changes(record, raising=_BY_TIME), *response_changes(record), *beyond)


def escalation_words(record: SessionRecord, alert: Alert) -> str | None:
    """Why this alert goes beyond the room now; None while it does not, or when it has gone already.

    A warning sign in its answer sends any alert; recorded as an event, that event's and urgent pressures.
    Else one told afterwards, resolved, or in band again stays in the room; one told afterwards in the place
    of an unanswered alert goes when that would have gone.
    """
    if alert.escalation is not None or alert.invalidation is not None or alert.level is Level.INFO:
        return None
    if signs := [sign for action in alert.actions for sign in action.signs or ()]:
        return sign_words(signs)
    if signs := _signs_recorded(record, alert):
        return sign_words(signs)
    if alert.resolution is not None:
        return None
    if not alert.retrospective and _confirmed(record, alert):
        return "Confirmed by the repeat"
    return _unanswered(record, alert)


def sign_words(signs: Sequence[str]) -> str:
    """For example "Warning sign: chest pain"; "" among the signs is one of which nobody said which."""
    named = [SIGNS[sign].lower() for sign in dict.fromkeys(signs) if sign]
    if not named:
        return "Warning sign"
    return f"Warning sign{'s' if len(named) > 1 else ''}: {', '.join(named)}"


def _signs_recorded(record: SessionRecord, alert: Alert) -> list[str]:
    """The signs recorded as events that send this alert: its own, or of an urgent pressure the session's."""
    if not alert.live:
        return []
    if alert.source == "event":
        return [sign for event_id, sign in warning_signs(record) if event_id == alert.event_id]
    stands = alert.level is Level.URGENT and not alert.retrospective and alert.resolution is None
    pressure = alert.source == "limit" and alert.measure in _PRESSURES
    return [sign for _, sign in warning_signs(record)] if pressure and stands else []


def unanswered_since(record: SessionRecord, alert: Alert) -> datetime:
    """Since when nobody has answered: its own raising, or that of the first it took over from unanswered."""
    since = alert.raised_at
    mine = [a for a in record.alerts if _matter(a) == _matter(alert) and a.invalidation is None]
    for before in reversed(mine[: [a.id for a in mine].index(alert.id)]):
        unanswered = before.superseded is not None and before.acknowledgement is None
        if not unanswered or before.retrospective or before.level.rank < alert.level.rank:
            break
        since = before.raised_at
    return since


def _in_its_place(record: SessionRecord, alert: Alert) -> Alert | None:
    """What waits for an answer: the alert itself; of one told afterwards, the unanswered one before it."""
    mine = [a for a in record.alerts if _matter(a) == _matter(alert) and a.invalidation is None]
    for one in reversed(mine[: [a.id for a in mine].index(alert.id) + 1]):
        if not one.retrospective:
            return one if one is alert or (one.superseded and one.acknowledgement is None) else None
    return None


def _matter(alert: Alert) -> tuple[str | None, ...]:
    event = alert.event_id if alert.check_key is None else None
    return alert.source, alert.measure, alert.check_key, event


def next_escalation(record: SessionRecord) -> datetime | None:
    """When the next alert goes beyond the room if nobody answers; None while none waits for an answer."""
    moments = (_answer_due(record, alert) for alert in record.alerts if alert.escalation is None)
    return min((at for at in moments if at is not None), default=None)


def _unanswered(record: SessionRecord, alert: Alert) -> str | None:
    due, waiting = _answer_due(record, alert), _in_its_place(record, alert)
    if due is None or waiting is None or record.seen_at < due:
        return None
    return f"No answer for {_time_words(record.threshold_set.escalation[_ANSWER_WITHIN[waiting.level]])}"


def _answer_due(record: SessionRecord, alert: Alert) -> datetime | None:
    """By when an open alert that is not back in band must be answered."""
    if alert.state is not AlertState.OPEN or alert.resolution is not None:
        return None
    waiting = _in_its_place(record, alert)
    within = record.threshold_set.escalation.get(_ANSWER_WITHIN[waiting.level]) if waiting else None
    if waiting is None or within is None:
        return None
    return unanswered_since(record, waiting) + timedelta(seconds=within)


def _time_words(seconds: float) -> str:
    """Whole minutes where they are whole, else seconds."""
    return f"{seconds:g} s" if seconds % 60 else f"{seconds / 60:g} min"


def _confirmed(record: SessionRecord, alert: Alert) -> bool:
    """Whether a second reading within the limit's time crosses urgently on the same side."""
    raiser = record.reading(alert.reading_id or "")
    if alert.source != "limit" or alert.level is not Level.URGENT or raiser is None:
        return False
    flag = loudest_flag(record.flags(raiser), alert.measure or "")
    if flag is None or flag.limit.confirm_within_min is None:
        return False
    within = timedelta(minutes=flag.limit.confirm_within_min)
    near = (r for r in record.counted_readings if abs(r.observed_at - raiser.observed_at) <= within)
    return any(_crosses_too(record, alert, other) for other in near if other.id != raiser.id)


def _crosses_too(record: SessionRecord, alert: Alert, other: Reading) -> bool:
    flag = loudest_flag(record.flags(other), alert.measure or "")
    if flag is None or flag.level is not Level.URGENT:
        return False
    return (flag.limit.kind is LimitKind.LOW) == is_low(alert)

"""What time alone brings to the alerts: late checks told, unanswered alerts sent beyond the room.

Late checks and doses nobody recorded are raised here, not by the saving of a reading, so that nobody's entry
is blamed for them. Pure: asking again after the changes are stored gives none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dashboard.clinical.alert_changes import AlertChange, Escalate
from dashboard.clinical.alerts import SIGNS, Alert, AlertState, Level
from dashboard.clinical.check_consequences import check_changes
from dashboard.clinical.limit_consequences import is_low, loudest_flag
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind

_BY_TIME = frozenset({"check", "not_obtained", "dose"})
_ANSWER_WITHIN = {Level.URGENT: "urgent_s", Level.ADVISORY: "advisory_s"}


def time_changes(record: SessionRecord) -> tuple[AlertChange, ...]:
    """What became due at `seen_at`; none for a session that has ended.

    An alert raised here escalates when it is judged again, with its own time and chain.
    """
    if record.session.ended_at is not None:
        return ()
    found = ((alert, escalation_words(record, alert)) for alert in record.alerts)
    beyond = (Escalate(alert.id, why) for alert, why in found if why is not None)
    return (*check_changes(record, raising=_BY_TIME), *beyond)


def escalation_words(record: SessionRecord, alert: Alert) -> str | None:
    """Why this alert goes beyond the room now; None while it does not, or when it has gone already.

    A warning sign sends any alert. Else one told afterwards, resolved, or in band again stays in the room.
    """
    if alert.escalation is not None or alert.invalidation is not None or alert.level is Level.INFO:
        return None
    if signs := [sign for action in alert.actions for sign in action.signs or ()]:
        return sign_words(signs)
    if alert.retrospective or alert.resolution is not None:
        return None
    if _confirmed(record, alert):
        return "Confirmed by the repeat"
    return _unanswered(record, alert)


def sign_words(signs: Sequence[str]) -> str:
    """For example "Warning sign: chest pain"."""
    named = [SIGNS[sign].lower() for sign in dict.fromkeys(signs)]
    return f"Warning sign{'s' if len(named) > 1 else ''}: {', '.join(named)}"


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


def _matter(alert: Alert) -> tuple[str | None, ...]:
    event = alert.event_id if alert.check_key is None else None
    return alert.source, alert.measure, alert.check_key, event


def next_escalation(record: SessionRecord) -> datetime | None:
    """When the next alert goes beyond the room if nobody answers; None while none waits for an answer."""
    moments = (_answer_due(record, a) for a in record.alerts if a.escalation is None and not a.retrospective)
    return min((at for at in moments if at is not None), default=None)


def _unanswered(record: SessionRecord, alert: Alert) -> str | None:
    due = _answer_due(record, alert)
    if due is None or record.seen_at < due:
        return None
    return f"No answer for {_time_words(record.threshold_set.escalation[_ANSWER_WITHIN[alert.level]])}"


def _answer_due(record: SessionRecord, alert: Alert) -> datetime | None:
    """By when an open alert that is not back in band must be answered."""
    within = record.threshold_set.escalation.get(_ANSWER_WITHIN[alert.level])
    if within is None or alert.state is not AlertState.OPEN or alert.resolution is not None:
        return None
    return unanswered_since(record, alert) + timedelta(seconds=within)


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

"""Which room needs someone first: one need for each room, the loudest it has."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind, Alert, Level
from dashboard.clinical.need import NeedKind, beyond_words, need_of, needs
from dashboard.clinical.session_record import SessionRecord
from tests import factories as f

pytestmark = pytest.mark.hazard("H22")
NOW = 60


def room(number: int, **fields: Any) -> SessionRecord:
    """A dosed session in this room whose checks are all taken, seen an hour after its dose."""
    taken = [f.reading(-9), *(f.reading(minute) for minute in range(5, NOW - 1, 5))]
    given: dict[str, Any] = {
        "readings": taken, "baselines": (f.baseline(-9),),
        "events": (f.dose_start(), f.event(40, "dose_end", {"amount_given": 35})), "seen_at": f.at(NOW - 1),
    }  # fmt: skip
    place = f.room(id=f"room-{number}", name=f"Room {number}", position=number)
    return f.record(**{**given, "room": place, "session": f.session(id=f"session-{number}"), **fields})


def raised(minute: float, level: Level = Level.ADVISORY, *actions: Any, **fields: Any) -> Alert:
    """An alert raised at that minute."""
    alert = f.alert(minute, "systolic", 186, 180, level=level, actions=actions, raised_at=f.at(minute))
    return replace(alert, **fields)


def after_dose(number: int, minutes: float) -> SessionRecord:
    """A room whose dose began so many minutes ago, with sets up to 20 min later: the next is due at 30."""
    start = NOW - minutes
    readings = [f.reading(start - 9), f.reading(start + 10), f.reading(start + 20)]
    return room(number, readings=readings, events=(f.dose_start(start),), baselines=(f.baseline(start - 9),),
                seen_at=f.at(NOW))  # fmt: skip


def with_events(*events: Any) -> SessionRecord:
    """A room where nothing else is due, and these events."""
    return room(1, events=(f.dose_start(), f.event(40, "dose_end", {"amount_given": 35}), *events))


ACKNOWLEDGED = f.alert_action(50)
ORDER = (
    (NeedKind.URGENT, room(9, alerts=(raised(40, Level.URGENT),))),
    (NeedKind.URGENT, room(8, alerts=(raised(50, Level.URGENT),))),
    (NeedKind.STANDING, room(7, alerts=(raised(30, Level.URGENT, ACKNOWLEDGED),))),
    (NeedKind.LATE, after_dose(6, 36)),
    (NeedKind.LATE, after_dose(5, 35)),
    (NeedKind.ADVISORY, room(4, alerts=(raised(20),))),
)


def test_urgent_comes_before_standing_before_late_before_advisory_and_the_longest_waiting_first() -> None:
    found = needs(record for _, record in reversed(ORDER))
    assert [(need.kind, need.record.room.name) for need in found] == [
        (kind, record.room.name) for kind, record in ORDER
    ]


@pytest.mark.parametrize(
    ("minutes", "kind"),
    [(24.9, None), (25, NeedKind.SOON), (26.9, NeedKind.SOON), (27, NeedKind.DUE), (33, NeedKind.DUE),
     (33.1, NeedKind.LATE)],
)  # fmt: skip
def test_a_check_is_named_five_minutes_ahead_then_due_then_late(
    minutes: float, kind: NeedKind | None
) -> None:
    """The check 30 min after the dose, which may be taken 3 min early or late."""
    need = need_of(after_dose(1, minutes))
    assert (need and need.kind) == kind
    assert need is None or need.is_check


def test_due_comes_before_due_soon_and_both_after_any_alert() -> None:
    rooms = [after_dose(1, 26), after_dose(2, 29), room(3, alerts=(raised(20),))]
    assert [need.kind for need in needs(rooms)] == [NeedKind.ADVISORY, NeedKind.DUE, NeedKind.SOON]


def test_before_the_dose_the_baseline_is_what_is_due() -> None:
    need = need_of(room(1, readings=(), baselines=(), events=()))
    assert need is not None
    assert (need.kind, need.text) == (NeedKind.DUE, "Baseline")


def test_a_room_is_named_once_with_its_loudest_need() -> None:
    record = after_dose(1, 36)
    loud = replace(record, alerts=(raised(20), raised(55, Level.URGENT, id="urgent")))
    (need,) = needs([loud])
    assert need.kind is NeedKind.URGENT
    assert need.more_urgent == 0


def test_every_other_unanswered_urgent_of_the_room_is_counted() -> None:
    alerts = (raised(50, Level.URGENT), raised(52, Level.URGENT, id="two"), raised(53))
    need = need_of(room(1, alerts=alerts))
    assert need is not None
    assert need.more_urgent == 1
    assert need.since == f.at(50)


def test_a_late_checks_own_alert_is_late_and_not_advisory() -> None:
    alert = raised(55, source="check", measure=None, check_key="check:x:y", text="40 min check late")
    need = need_of(room(1, alerts=(alert,)))
    assert need is not None
    assert need.kind is NeedKind.LATE
    assert need.is_check


def test_an_answered_advisory_needs_nobody() -> None:
    assert need_of(room(1)) is None
    assert need_of(room(1, alerts=(raised(20, Level.ADVISORY, ACKNOWLEDGED),))) is None


def test_why_it_went_beyond_the_room_is_said_until_somebody_answers() -> None:
    escalated = f.alert_action(52, ActionKind.ESCALATED, note="No answer for 2 min")
    assert beyond_words(raised(50, Level.URGENT, escalated)) == "No answer for 2 min"
    assert beyond_words(raised(50, Level.URGENT, escalated, f.alert_action(53))) == ""
    assert beyond_words(raised(50, Level.URGENT)) == ""


@pytest.mark.hazard("H38")
@pytest.mark.parametrize(
    ("minutes", "kind"), [(4.9, None), (5, NeedKind.SOON), (9.9, NeedKind.SOON), (10, NeedKind.LATE)]
)
def test_a_response_is_named_five_minutes_ahead_and_late_ten_minutes_after_the_drug(
    minutes: float, kind: NeedKind | None
) -> None:
    given = f.event(NOW - 1 - minutes, "rescue_medication", {"drug": "labetalol"})
    need = need_of(with_events(given))
    assert (need and need.kind) == kind
    assert need is None or (need.text, need.is_check) == ("Response to labetalol", False)
    assert need is None or need.due_at == f.at(NOW - 1 - minutes + 10)


@pytest.mark.hazard("H38")
def test_a_response_told_or_settled_by_hand_needs_nobody() -> None:
    given = f.event(30, "rescue_medication", {"drug": "labetalol"})
    assert need_of(with_events(given, f.event(45, "rescue_response", {"text": "148/88"}))) is None
    by_hand = f.alert_action(45, ActionKind.RESOLVED, note="Seen, no need")
    told = raised(40, Level.ADVISORY, ACKNOWLEDGED, by_hand, source="event", event_id=given.id)
    assert need_of(replace(with_events(given), alerts=(told,))) is None
    standing = raised(40, Level.ADVISORY, ACKNOWLEDGED, source="event", event_id=given.id)
    need = need_of(replace(with_events(given), alerts=(standing,)))
    assert need is not None
    assert need.kind is NeedKind.LATE


def test_an_ended_session_needs_nobody() -> None:
    record = room(1, session=f.ended(58), alerts=(raised(50, Level.URGENT),))
    assert need_of(record) is None

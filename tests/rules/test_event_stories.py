"""The stories of bedside events told row by row, and the words and boundaries of their alerts."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.alert_changes import AlertChange, Invalidate, Raise, Resolve
from dashboard.clinical.alerts import SIGNS, ActionKind, Alert, AlertState
from dashboard.clinical.event_findings import response_due
from dashboard.clinical.events import EVENT_KINDS
from tests import factories
from tests.rules.alert_stories import Story
from tests.rules.bedside import Bedside, standing_words
from tests.rules.event_stories import EVENT_STORIES
from tests.rules.test_alert_stories import Row, play, rows_of


class Watched(Bedside):
    """A bedside whose record is judged at the time of each step; time brings what the watcher brings."""

    def at(self, minute: float) -> None:
        self.record = replace(self.record, seen_at=factories.at(minute))

    def wait_until(self, minute: float) -> tuple[AlertChange, ...]:
        self.at(minute)
        return self.watch()

    def resolve_by_hand(self, alert: Alert) -> None:
        note = "Seen, sits safely"
        by_hand = factories.alert_action(50, ActionKind.RESOLVED, note=note)
        kept = tuple(replace(a, actions=(*a.actions, by_hand)) if a is alert else a for a in self.alerts)
        self.record = replace(self.record, alerts=kept)


def told(changes: tuple[AlertChange, ...]) -> list[tuple[str, str, str]]:
    return [(c.source, c.level.value, c.text) for c in changes if isinstance(c, Raise)]


def done(bedside: Watched, row: Row) -> list[str]:
    verb, *about = row.done.split()
    if verb == "wait":
        changes = bedside.wait_until(row.minute)
    elif verb == "undo":
        changes = bedside.strike_event(float(about[1]), about[0])
    else:
        changes = bedside.event(row.minute, verb, **dict(word.split("=") for word in about))
    return sorted(f"{c.level.value} {c.measure or c.source}" for c in changes if isinstance(c, Raise))


@pytest.mark.parametrize(
    "story", [pytest.param(s, id=s.title, marks=[pytest.mark.hazard(*s.hazards)]) for s in EVENT_STORIES]
)
def test_story(story: Story) -> None:
    bedside, latest = Watched(), float("-inf")
    for row in rows_of(story.table):
        latest = max(latest, row.minute)
        bedside.at(latest)
        of_events = row.done.split()[:1]
        mine = bool(of_events) and (of_events[0] in ("wait", "undo") or of_events[0] in EVENT_KINDS)
        raised = done(bedside, row) if mine else play(bedside, row)
        standing = standing_words(bedside)
        assert (row.minute, row.done, raised) == (row.minute, row.done, row.raised)
        assert (row.minute, row.done, standing) == (row.minute, row.done, row.standing)


@pytest.mark.hazard("H41", "H42", "H43")
@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        ("fall", {}, "Fall"), ("syncope", {}, "Syncope"), ("asks_to_stop", {}, "Patient asks to stop"),
        ("red_flag", {}, "Warning sign, not said which"),
        *(("red_flag", {"sign": code}, f"Warning sign: {SIGNS[code].lower()}") for code in SIGNS),
        ("adverse_event", {"term": "chest_pain"}, "Warning sign: chest pain"),
        ("adverse_event", {"term": "syncope"}, "Syncope"),
    ],
)  # fmt: skip
def test_each_urgent_event_is_told_in_words(kind: str, detail: dict[str, Any], words: str) -> None:
    assert told(Bedside().event(20, kind, **detail)) == [("event", "urgent", words)]


@pytest.mark.hazard("H42", "H43")
@pytest.mark.parametrize("kind", sorted(EVENT_KINDS))
def test_no_other_event_raises_an_alert_of_bedside_events(kind: str) -> None:
    bedside = Watched()
    bedside.at(20)
    raised = [source for source, _, _ in told(bedside.event(20, kind))]
    assert ("event" in raised) == (kind in ("fall", "syncope", "asks_to_stop", "red_flag"))


@pytest.mark.hazard("H43")
@pytest.mark.parametrize(
    ("sedation", "words"),
    [
        (5, []), (4, []), (3, ["Vomiting at sedation 3, answers only to loud or repeated calling"]),
        (2, ["Vomiting at sedation 2, answers only to shaking"]),
        (0, ["Vomiting at sedation 0, no response"]),
    ],
)  # fmt: skip
def test_vomiting_is_judged_by_the_last_sedation(sedation: int, words: list[str]) -> None:
    bedside = Bedside()
    bedside.reading(20, sedation=sedation)
    assert told(bedside.event(20, "vomiting")) == [("event", "urgent", one) for one in words]


@pytest.mark.hazard("H43")
def test_a_sedation_taken_after_the_vomiting_does_not_judge_it() -> None:
    bedside = Bedside()
    bedside.reading(25, sedation=2)
    assert told(bedside.event(24.9, "vomiting")) == []


@pytest.mark.hazard("H42", "H49")
def test_a_corrected_warning_sign_is_told_anew() -> None:
    bedside = Bedside()
    bedside.event(20, "red_flag", sign="chest_pain")
    changes = bedside.correct_event(20, "red_flag", sign="seizure")
    assert changes[0] == Invalidate("alert-1")
    assert told(changes) == [("event", "urgent", "Warning sign: seizure")]


def test_a_correction_of_the_words_beside_it_raises_nothing_again() -> None:
    bedside = Bedside()
    bedside.event(20, "fall")
    assert bedside.correct_event(20, "fall", text="Slipped from the chair") == ()


def test_what_a_person_resolved_stays_resolved() -> None:
    bedside = Watched()
    bedside.event(20, "fall")
    bedside.acknowledge("event")
    bedside.resolve_by_hand(bedside.alerts[0])
    assert bedside.reading(30, spo2=97) == ()
    assert bedside.alerts[0].state is AlertState.RESOLVED


@pytest.mark.hazard("H38")
@pytest.mark.parametrize(("minute", "due"), [(29.9, False), (30, True)])
def test_a_response_is_due_ten_minutes_after_the_medication(minute: float, due: bool) -> None:
    bedside = Watched()
    bedside.at(20)
    bedside.event(20, "rescue_medication", drug="ondansetron")
    words = [("event", "advisory", "Response to ondansetron not recorded")] if due else []
    assert told(bedside.wait_until(minute)) == words


@pytest.mark.hazard("H38")
def test_each_medication_has_a_response_of_its_own() -> None:
    bedside = Watched()
    bedside.at(20)
    bedside.event(20, "rescue_medication", drug="labetalol")
    bedside.event(22, "rescue_medication", drug="ondansetron")
    bedside.event(28, "rescue_response", of="rescue_medication-at-20", text="148/88")
    assert told(bedside.wait_until(40)) == [("event", "advisory", "Response to ondansetron not recorded")]
    assert bedside.event(41, "rescue_response", text="better") == (Resolve("alert-1", None),)


@pytest.mark.hazard("H38")
def test_a_medication_nobody_named_still_asks_for_its_response() -> None:
    record = factories.record(events=[factories.event(20, "rescue_medication")])
    assert [f.text for f in response_due(record)] == ["Response to rescue medication not recorded"]


def test_after_the_session_no_response_comes_due() -> None:
    given = factories.event(95, "rescue_medication", {"drug": "ondansetron"})
    for minute, due in ((104.9, 0), (105, 1)):
        ended = factories.record(session=factories.ended(minute), events=[given], seen_at=factories.at(300))
        assert len(response_due(ended)) == due

"""The stories of the schedule, told row by row, and every window at its edges."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.instruments import Reason, find_measure, measure_of
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.schedule import Check, CheckState, checks_of, next_check, rows_of
from dashboard.clinical.schedule_findings import late_findings
from dashboard.clinical.session_record import SessionRecord
from tests import factories
from tests.factories import QUIET_SET, at
from tests.rules.schedule_stories import DUE_TIMES, STORIES, WINDOWS, Story

SYMPTOMS = ("nausea", "dizziness", "dissociation", "distress")
SETS: dict[str, tuple[str, ...]] = {
    "full": tuple(QUIET_SET),
    "vitals": ("systolic", "diastolic", "heart_rate", "spo2", "sedation"),
    "symptoms": SYMPTOMS,
    "bp": ("systolic", "diastolic"),
}
SECOND = timedelta(seconds=1)


def minute_of(text: str) -> float:
    """`-10:01` is one second before minute -10."""
    whole, _, seconds = text.partition(":")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) + int(seconds or 0) / 60)


def lines_of(table: str) -> list[dict[str, str]]:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [dict(zip(head, line, strict=True)) for line in lines]


@dataclass
class Chair:
    """A session charted step by step; nothing is judged until it is looked at."""

    record: SessionRecord

    @classmethod
    def of(cls, protocol: str) -> "Chair":
        limits = factories.threshold_set(factories.protocol(protocol).threshold_set)
        return cls(factories.record(protocol=factories.protocol(protocol), threshold_set=limits))

    def hold(self, **fields: Any) -> None:
        self.record = replace(self.record, **fields)

    def do(self, minute: float, done: str) -> None:
        verb, _, about = done.partition(" ")
        acts: dict[str, Callable[[float, str], None]] = {
            "dose": self.dose, "device": self.device, "pause": self.pause, "resume": self.resume,
            "skip": self.skip, "start": self.move_start, "end": self.move_end if about else self.end,
            "accept": self.accept, "strike": self.strike, "move": self.move_away, "correct": self.correct,
        }  # fmt: skip
        if verb in SETS or find_measure(verb.partition("=")[0].removesuffix("?")):
            self.measure(minute, done.split())
        elif verb in acts:
            acts[verb](minute, about)
        else:
            words = about.split()
            times = [minute_of(word.removeprefix("@")) for word in words if word.startswith("@")]
            detail = dict(word.split("=") for word in words if "=" in word)
            self.event(times[0] if times else minute, verb, **detail)

    def dose(self, minute: float, _about: str) -> None:
        self.event(minute, "dose_start")

    def device(self, minute: float, about: str) -> None:
        self.event(minute, "device_given", number=int(about))

    def pause(self, minute: float, about: str) -> None:
        minutes, _, began = about.partition(" @")
        when = minute_of(began) if began else minute
        self.event(when, "schedule_paused", minutes=int(minutes), reason="bathroom")
        *others, pause = self.record.events
        self.hold(events=(*others, replace(pause, recorded_at=at(minute))))

    def resume(self, minute: float, _about: str) -> None:
        self.event(minute, "schedule_resumed")

    def skip(self, minute: float, about: str) -> None:
        code, due = about.split()
        due_at = at(minute_of(due)).isoformat()
        self.event(minute, "check_skipped", check=code, due_at=due_at, reason="refused")

    def accept(self, minute: float, _about: str) -> None:
        last = self.record.readings[-1].id
        self.hold(baselines=(factories.baseline(minute, reading_id=last, accepted_at=at(minute)),))

    def end(self, minute: float, _about: str) -> None:
        self.hold(session=factories.ended(minute))

    def move_start(self, _minute: float, about: str) -> None:
        self.move("dose_start", about)

    def move_end(self, _minute: float, about: str) -> None:
        self.move("dose_end", about)

    def move(self, kind: str, about: str) -> None:
        to = at(minute_of(about.removeprefix("at ")))
        moved = tuple(replace(e, occurred_at=to) if e.kind == kind else e for e in self.record.events)
        self.hold(events=moved)

    def measure(self, minute: float, words: list[str]) -> None:
        taken: dict[str, float] = {}
        reasons: dict[str, Reason] = {}
        entered, kept = minute, []
        for word in words:
            name, _, value = word.partition("=")
            if name.endswith("?"):
                name = name.removesuffix("?")
                kept.append(name)
            if word.startswith("@"):
                minute = minute_of(word.removeprefix("@"))
            elif name in SETS:
                taken |= {code: QUIET_SET[code] for code in SETS[name]}
            elif value.isdigit():
                taken[name] = float(value)
            else:
                taken.pop(name, None)
                reasons[name] = Reason(value)
        entry = factories.reading(
            minute, taken, not_obtained=reasons, seq=len(self.record.readings) + 1, questioned=tuple(kept),
            recorded_at=at(entered) + timedelta(seconds=20),
        )  # fmt: skip
        self.hold(readings=(*self.record.readings, entry))

    def event(self, minute: float, kind: str, **detail: Any) -> None:
        seen = factories.event(minute, kind, detail, seq=len(self.record.events) + 1)
        self.hold(events=(*self.record.events, seen))

    def strike(self, _minute: float, about: str) -> None:
        self.version(about, status=ReadingStatus.STRUCK)

    def move_away(self, _minute: float, about: str) -> None:
        self.version(about, status=ReadingStatus.STRUCK, moved_to="reading-of-another-session")

    def correct(self, _minute: float, about: str) -> None:
        which, name, value = about.replace("=", " ").split()
        before = self.record.reading(f"reading-at-{which.removeprefix('@')}")
        assert before is not None
        self.version(which, values={**before.values, name: float(value)}, status=ReadingStatus.AMENDED)

    def version(self, about: str, **fields: Any) -> None:
        before = self.record.reading(f"reading-at-{about.removeprefix('@')}")
        assert before is not None
        after = replace(before, version=before.version + 1, first_recorded_at=before.recorded_at, **fields)
        self.hold(
            readings=tuple(after if r.id == after.id else r for r in self.record.readings),
            earlier_readings=(*self.record.earlier_readings, before),
        )

    def look(self, minute: float) -> None:
        self.hold(seen_at=at(minute))


def found(record: SessionRecord, column: str) -> Check | None:
    """The check a column names: by code, and by due minute where the code has several."""
    code, _, minute = column.partition(" ")
    same = [check for check in checks_of(record) if check.code == code]
    if minute:
        same = [check for check in same if check.minute == float(minute)]
    return same[-1] if same else None


def said(check: Check | None) -> str:
    if check is None:
        return "none"
    words = str(check.state)
    if check.done_late:
        words += " late"
    if check.late_by is not None:
        words += f" {check.late_by // timedelta(minutes=1)}"
    still_open = check.state in (CheckState.DUE, CheckState.LATE)
    if still_open and check.missing and check.answered_by:
        words += ": " + ", ".join(measure_of(code).label for code in check.missing)
    return words


def shown(record: SessionRecord, column: str) -> str:
    match column.split():
        case ["next"]:
            following = next_check(record)
            return following.label if following else ""
        case ["told"]:
            return "; ".join(f"{f.level}: {f.text}" for f in late_findings(record))
        case ["row", *words]:
            label = f"{words[0]} min" if words[0].isdigit() else " ".join(words)
            rows = rows_of(checks_of(record))
            return next((str(row.state) for row in rows if row.label == label), "none")
        case _:
            return said(found(record, column))


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(s, id=s.title, marks=[pytest.mark.hazard(*s.hazards)] if s.hazards else [])
        for s in STORIES
    ],
)
def test_story(story: Story) -> None:
    chair = Chair.of(story.protocol)
    for line in lines_of(story.table):
        minute, done = minute_of(line.pop("min")), line.pop("done")
        if done:
            chair.do(minute, done)
        chair.look(minute)
        for column, expected in line.items():
            if expected or column == "told":
                assert (minute, done, column, shown(chair.record, column)) == (minute, done, column, expected)


def running(protocol: str) -> Chair:
    chair = Chair.of(protocol)
    chair.event(0, "dose_start")
    if chair.record.protocol.is_infusion:
        chair.event(40, "dose_end")
    return chair


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("line", lines_of(WINDOWS), ids=lambda line: f"{line['protocol']} {line['check']}")
def test_a_check_changes_its_state_at_the_second_its_window_says(line: dict[str, str]) -> None:
    chair = running(line["protocol"])
    edges: list[tuple[str, timedelta, str, str]] = [
        ("soon", timedelta(), "upcoming", "due_soon"),
        ("opens", timedelta(), "due_soon", "due"),
        ("closes", SECOND, "due", "late"),
        ("missed", timedelta(), "late", "missed"),
    ]
    for edge, shift, before, after in edges:
        if line[edge]:
            moment = at(float(line[edge])) + shift
            for seen_at, state in ((moment - SECOND, before), (moment, after), (moment + SECOND, after)):
                chair.hold(seen_at=seen_at)
                check = found(chair.record, line["check"])
                assert check is not None
                assert (line["check"], seen_at, str(check.state)) == (line["check"], seen_at, state)


@pytest.mark.parametrize("line", lines_of(DUE_TIMES), ids=lambda line: line["protocol"])
def test_a_protocol_asks_at_these_minutes(line: dict[str, str]) -> None:
    chair = running(line.pop("protocol"))
    chair.look(1)
    [minutes] = line.values()
    timed = [c for c in checks_of(chair.record) if c.label.endswith(" min")]
    assert list(dict.fromkeys(check.label for check in timed)) == [f"{m} min" for m in minutes.split()]

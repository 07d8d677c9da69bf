"""One field of a REMS worksheet: what is keyed in, where it came from, or why it is blank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.clinical.events import Event
from dashboard.clinical.readings import Reading, ReadingStatus
from dashboard.clinical.rems_answers import QUESTIONS, GivenAnswer, Question
from dashboard.clinical.session_record import SessionRecord

WHOLE_MINUTE = timedelta(minutes=1)
BY_A_PERSON = "A person answers this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value came from: reading, event, session, patient, staff, clinic or answer.

    `minute` counts from the first device, one decimal, negative before it.
    """

    kind: str
    id: str
    at: datetime | None = None
    minute: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetField:
    """One field in the form's order. `text` is keyed in as it stands, empty when blank.

    `flag` says why it is blank or what to look at; `remarks` mark the value (corrected, questioned, late);
    `beside` is what was recorded, for a person to answer by; `question` is set while a person may answer.
    """

    code: str
    label: str
    text: str = ""
    unit: str = ""
    flag: str = ""
    remarks: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    question: Question | None = None
    answered: GivenAnswer | None = None

    @property
    def missing(self) -> bool:
        """Blank though the form asks for it."""
        return not self.text and bool(self.flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a worksheet is assembled from; `first_device_at` is minute 0, None while none was given."""

    record: SessionRecord
    answers: Mapping[str, GivenAnswer]
    first_device_at: datetime | None

    def minute(self, at: datetime) -> float | None:
        """Minutes from the first device, in tenths."""
        if self.first_device_at is None:
            return None
        return round((at - self.first_device_at) / timedelta(seconds=6)) / 10

    def whole_minutes(self, at: datetime) -> int:
        """Whole minutes that were over since the first device."""
        assert self.first_device_at is not None
        return (at - self.first_device_at) // WHOLE_MINUTE

    def of_reading(self, reading: Reading) -> Source:
        """A reading as the source of a value."""
        at = reading.observed_at
        return Source(kind="reading", id=reading.id, at=at, minute=self.minute(at))

    def of_event(self, event: Event) -> Source:
        """An event as the source of a value."""
        at = event.occurred_at
        return Source(kind="event", id=event.id, at=at, minute=self.minute(at))

    def asked(
        self, code: str, *, flag: str, label: str | None = None, unit: str = "", beside: Sequence[str] = ()
    ) -> WorksheetField:
        """A field that a person answers: their answer, or blank with the flag."""
        question, answer = QUESTIONS[code], self.answers.get(code)
        return WorksheetField(
            code=code, label=label or question.label, unit=unit,
            text=question.words(answer.value) if answer else "",
            flag="" if answer else flag, beside=tuple(beside), question=question, answered=answer,
            sources=(Source(kind="answer", id=code, at=answer.at),) if answer else (),
        )  # fmt: skip


def reading_remarks(reading: Reading, codes: Sequence[str]) -> tuple[str, ...]:
    """What marks a value of this reading: corrected, questioned, recorded late."""
    marks = (
        ("corrected", reading.status is ReadingStatus.AMENDED),
        ("questioned", any(code in reading.questioned for code in codes)),
        ("recorded late", reading.late),
    )
    return tuple(words for words, holds in marks if holds)


def event_remarks(events: Sequence[Event]) -> tuple[str, ...]:
    """The same for what these events say."""
    marks = (
        ("corrected", any(event.version > 1 for event in events)),
        ("recorded late", any(event.late for event in events)),
    )
    return tuple(words for words, holds in marks if holds)


def minute_words(minute: float | None) -> str:
    """'at 40 min', 'at -10 min'."""
    return "" if minute is None else f"at {minute:g} min"

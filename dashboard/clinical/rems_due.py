"""When a REMS worksheet is due, and how it stands: due, overdue or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from dashboard.clinical.patients import Patient
from dashboard.clinical.rems_answers import RemsAnswers
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd

DUE_AFTER = timedelta(days=7)


class DueState(StrEnum):
    """How a worksheet stands."""

    DUE = "due"
    OVERDUE = "overdue"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemsSending:
    """A person's word that the form was sent, with the reference they got; the last one counts."""

    number: int
    sent_at: datetime
    reference: str
    note: str | None
    at: datetime
    by: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a session's worksheet stands on a day. `days_left` is negative once overdue."""

    state: DueState
    due_on: date
    days_left: int
    sending: RemsSending | None
    changed_since: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWorksheet:
    """A session under REMS in the list; `changed_at` is when its record or answers changed last."""

    session_id: str
    patient: Patient
    room: str
    treated_at: datetime
    end: SessionEnd | None
    changed_at: datetime
    sending: RemsSending | None

    def standing(self, now: datetime, zone: tzinfo) -> Standing:
        """How it stands now."""
        return standing_of(self.treated_at, self.sending, self.changed_at, now, zone)


def due_on(treated_at: datetime, zone: tzinfo) -> date:
    """The seventh calendar day after the day of treatment in the clinic's zone."""
    return treated_at.astimezone(zone).date() + DUE_AFTER


def standing_of(
    treated_at: datetime, sending: RemsSending | None, changed_at: datetime, now: datetime, zone: tzinfo
) -> Standing:
    """Sent whenever it was sent; else overdue from the day after it was due."""
    due = due_on(treated_at, zone)
    left = (due - now.astimezone(zone).date()).days
    state = DueState.SENT if sending else DueState.OVERDUE if left < 0 else DueState.DUE
    changed = sending is not None and changed_at > sending.sent_at
    return Standing(state=state, due_on=due, days_left=left, sending=sending, changed_since=changed)


def changed_at(
    record: SessionRecord, answers: Sequence[RemsAnswers], identity_changed_at: datetime | None
) -> datetime:
    """When anything last changed that the worksheet is made of; the note and alerts are none of it.

    `identity_changed_at` is when the patient's names, birth date or sex changed last, also by a merge.
    """
    moments = [record.session.changed_at, *([identity_changed_at] if identity_changed_at else [])]
    moments += [r.recorded_at for r in record.readings] + [e.recorded_at for e in record.events]
    moments += [b.accepted_at for b in record.baselines] + [a.at for a in answers]
    return max(moments)

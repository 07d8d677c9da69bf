"""The clinician's home: what needs one, and the day's sessions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.actions.clinic import Clinic
from dashboard.clinical.review import (
    DayLine,
    ListedSession,
    Need,
    SignedSession,
    alert_needs,
    ask_needs,
    day_line,
    day_order,
    hold_needs,
    in_order,
    listed,
    note_need,
)
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.store import alerts as alerts_store
from dashboard.store import clinic as clinic_store
from dashboard.store import review as review_store
from dashboard.store import sessions as sessions_store
from dashboard.store.database import Reading
from dashboard.store.session_records import load_open_records, load_records

NOTES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Review:
    """What needs a clinician, in order, and today's sessions.

    `cut` says that newer unsigned notes are left out; times are to be shown in `zone`.
    """

    needs: tuple[Need, ...]
    today: tuple[DayLine, ...]
    cut: bool
    seen_at: datetime
    zone: ZoneInfo


def view_review(clinic: Clinic, actor: Actor) -> Review:
    """The whole list in a fixed number of statements. No audited view of each patient, as on the board.

    Raises NotPermitted for whoever may not sign a note.
    """
    with clinic.look(actor, Permission.SIGN_NOTE) as look:
        zone = ZoneInfo(clinic_store.load_clinic(look.db).time_zone)
        running = load_open_records(look.db, look.now)
        today = look.now.astimezone(zone).date()
        ended, _ = sessions_store.list_sessions(look.db, ended_only=True, from_date=today, to_date=today)
        records = [*running, *load_records(look.db, [session.id for session in ended], look.now)]
        unsigned, cut = review_store.list_unsigned(look.db, NOTES_LOOKED_AT)
        signed = review_store.list_signed(look.db, NOTES_LOOKED_AT)
        newest = review_store.newest_unsigned(look.db, NOTES_LOOKED_AT)
        needs = [*_of_running(running), *_of_ended(look.db, unsigned, newest, signed)]
    lines = tuple(day_line(record) for record in day_order(records))
    return Review(in_order(needs, actor.user_id), lines, cut, look.now, zone)


def _of_running(running: list[SessionRecord]) -> Iterator[Need]:
    for record in running:
        yield from alert_needs(listed(record), record.alerts)
        yield from ask_needs(record)
        yield from hold_needs(record)


def _of_ended(
    db: Reading, unsigned: list[ListedSession], newest: list[ListedSession], signed: list[SignedSession]
) -> Iterator[Need]:
    """Alerts that nobody answered before the note was signed, or that came after it; notes to sign, and
    those that no signature covers any more. `newest` are unsigned ones that old notes must not hide."""
    to_sign = {session.id: session for session in (*unsigned, *newest)}
    raised = alerts_store.alerts_by_session(db, [*to_sign, *(one.session.id for one in signed)])
    for session in to_sign.values():
        yield from alert_needs(session, raised.get(session.id, ()))
    for session in unsigned:
        yield note_need(session)
    for one in signed:
        unseen = [alert for alert in raised.get(one.session.id, ()) if not one.saw(alert)]
        yield from alert_needs(one.session, unseen)
        if one.changed_at is not None:
            yield note_need(one.session, one.changed_at)

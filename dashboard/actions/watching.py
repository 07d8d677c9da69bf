"""Time passes: late checks are told and unanswered alerts go beyond the room, in every open session.

A round only looks, and only at sessions that changed or where something may be due. Where time brought
something, the session is judged again within a write, so that two watchers at once tell it once.
"""

import threading
from datetime import datetime, timedelta

import structlog

from dashboard.actions.clinic import Clinic, Work
from dashboard.actions.judging import record_of, store_changes
from dashboard.clinical.alert_changes import Escalate
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.roles import SYSTEM, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.time_consequences import next_escalation, time_changes
from dashboard.store import changes as changes_store
from dashboard.store.database import Reading
from dashboard.store.session_records import load_open_records, load_records

# A session in which nothing was changed is looked at this often; checks come due by minutes.
LOOK_AGAIN = timedelta(seconds=5)

log = structlog.get_logger("chairside")


def watch(clinic: Clinic) -> int:
    """One round over all open sessions; how many changes of alerts time brought."""
    return Watcher(clinic).watch()


class Watcher:
    """Rounds of one process: remembers when each open session must be looked at again, and what changed."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._seen: int | None = None
        self._look_at: dict[str, datetime] = {}

    def watch(self) -> int:
        """One round; how many changes of alerts time brought.

        A session that fails does not silence the others: the first error is raised at the end.
        """
        failures: list[Exception] = []
        changes = 0
        for record in self._due():
            try:
                changes += self._watch(record)
            except Exception as error:  # one session must not take the others with it
                failures.append(error)
        if failures:
            raise failures[0]
        return changes

    def _due(self) -> list[SessionRecord]:
        """The open sessions that changed since the last round or whose moment has come."""
        with self.clinic.look(SYSTEM, Permission.VIEW_RECORDS) as look:
            changed, seen = self._changed(look.db)
            if changed is None:
                self._look_at.clear()
                records = load_open_records(look.db, look.now)
            else:
                records = load_records(look.db, sorted(changed | self._come(look.now)), look.now)
        self._seen = seen
        for record in records:
            self._look_at.pop(record.session.id, None)
        return [record for record in records if record.session.ended_at is None]

    def _changed(self, db: Reading) -> tuple[set[str] | None, int]:
        """The sessions changed since the last round, None for all; and the number of the last change."""
        if self._seen is None:
            return None, changes_store.last_change(db)
        found = changes_store.list_changes(db, self._seen)
        named = {change.session_id for change in found if change.session_id is not None}
        of_all = any(change.session_id is None for change in found)
        return None if of_all else named, found[-1].seq if found else self._seen

    def _come(self, now: datetime) -> set[str]:
        """The sessions whose moment has come, or lies beyond any pause since the clock was set back."""
        return {name for name, at in self._look_at.items() if not now < at <= now + LOOK_AGAIN}

    def _watch(self, record: SessionRecord) -> int:
        again = record.seen_at + LOOK_AGAIN
        self._look_at[record.session.id] = again
        changes = watch_session(self.clinic, record.session.id) if time_changes(record) else 0
        self._look_at[record.session.id] = min(again, next_escalation(record) or again)
        return changes


def watch_session(clinic: Clinic, session_id: str) -> int:
    """Store what time brought to one session; how many changes."""
    with clinic.work(SYSTEM, Permission.ACKNOWLEDGE_ALERT) as work:
        # What is raised now may carry on a chain that nobody answered: judged once more, it escalates.
        return work.done(_judge_by_time(work, session_id) + _judge_by_time(work, session_id))


def keep_watch(clinic: Clinic, every_s: float, stop: threading.Event) -> None:
    """Watch every `every_s` seconds until `stop`: the body of a background thread.

    A failed round is logged and the next one tries again.
    """
    watcher = Watcher(clinic)
    while not stop.is_set():
        try:
            watcher.watch()
        except Exception as error:  # the thread must outlive the database's bad minutes
            log.error("watch: alerts not judged", error=type(error).__name__)
        stop.wait(every_s)


def _judge_by_time(work: Work, session_id: str) -> int:
    record = record_of(work, session_id)
    changes = time_changes(record)
    if not changes:
        return 0
    store_changes(work, record, changes)
    if not all(isinstance(change, Escalate) for change in changes):
        work.audit(
            AuditKind.ALERTS_JUDGED, "session", session_id, patient_id=record.patient.id,
            changes=len(changes),
        )  # fmt: skip
    return len(changes)

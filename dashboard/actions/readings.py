"""Recording, correcting and striking readings: the one road that every reading takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import judge, record_of
from dashboard.actions.sessions import check_reason, refuse_signed
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, StaleVersion, WrongState
from dashboard.clinical.events import Event
from dashboard.clinical.readings import (
    NOTE_LENGTH,
    Reading,
    ReadingEntry,
    ReadingStatus,
    StrikeReason,
    check_entry,
    check_observed_at,
    questioned_measures,
)
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.store import readings as readings_store


@dataclass(frozen=True, slots=True)
class RecordedReading:
    """A stored reading within its session, and the ids of alerts that it raised."""

    reading: Reading
    record: SessionRecord
    raised: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCorrection:
    """Named values replace, None takes away, unnamed stay; a time may be corrected too."""

    reason: str
    values: Mapping[str, float | None] = field(default_factory=dict)
    observed_at: datetime | None = None
    confirmed: frozenset[str] = frozenset()


def record_reading(
    clinic: Clinic, actor: Actor, session_id: str, entry: ReadingEntry, once: Once | None = None
) -> RecordedReading:
    """Store a set of values exactly as given, judge it and raise what follows, in one transaction.

    InvalidEntry names impossible, improbable and malformed fields; WrongState after the end or signature.
    """
    with clinic.work(actor, Permission.RECORD_READING, once) as work:
        record = record_of(work, session_id)
        observed_at = entry.observed_at or work.now
        check_entry(entry)
        _check_note(entry.note)
        check_observed_at(observed_at, work.now, record.session.opened_at)
        refuse_after_end(record, observed_at)
        reading = Reading(
            id=work.new_id(), session_id=session_id, seq=readings_store.next_reading_seq(work.db, session_id),
            version=1, status=ReadingStatus.FINAL, observed_at=observed_at, recorded_at=work.now,
            recorded_by=actor.user_id, recorded_by_name=actor.display_name, values=dict(entry.values),
            not_obtained=dict(entry.not_obtained), qualifiers=dict(entry.qualifiers), note=entry.note or None,
            questioned=questioned_measures(
                entry.values, entry.qualifiers, _before(record, observed_at), entry.confirmed
            ),
            source=entry.source, time_unchecked=entry.time_unchecked, first_recorded_at=work.now,
        )  # fmt: skip
        return _store(work, record, reading, AuditKind.READING_RECORDED)


def correct_reading(
    clinic: Clinic,
    actor: Actor,
    reading_id: str,
    expected: int,
    correction: ReadingCorrection,
    once: Once | None = None,
) -> RecordedReading:
    """A new version with the corrected values; both stay. StaleVersion names whose change came first."""
    with clinic.work(actor, Permission.CORRECT_RECORD, once) as work:
        before = _current(work, reading_id)
        record = record_of(work, before.session_id)
        refuse_stale(before, expected, record)
        check_reason(correction.reason, required=True)
        if before.struck:
            raise WrongState("The reading was struck. Record a new one instead.", "reading_struck")
        corrected = _corrected(work, record, before, correction)
        return _store(work, record, corrected, AuditKind.READING_CORRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """Why a reading is withdrawn, and the session it belongs to when it was charted in the wrong one."""

    reason_code: StrikeReason
    reason: str
    move_to_session_id: str | None = None


def strike_reading(
    clinic: Clinic,
    actor: Actor,
    reading_id: str,
    expected: int | None,
    strike: Strike,
    once: Once | None = None,
) -> RecordedReading:
    """Withdraw a reading; it stays visible with the reason, and what it caused is judged again.

    Moved, it is stored in its right session with the same measured time, linked both ways and judged there.
    """
    with clinic.work(actor, Permission.CORRECT_RECORD, once) as work:
        before = _current(work, reading_id)
        record = record_of(work, before.session_id)
        if expected is not None:
            refuse_stale(before, expected, record)
        check_reason(strike.reason, required=True)
        if before.struck:
            raise WrongState("The reading was struck already.", "reading_struck")
        moved = _moved(work, before, strike.move_to_session_id) if strike.move_to_session_id else None
        struck = replace(
            before, version=before.version + 1, status=ReadingStatus.STRUCK, recorded_at=work.now,
            recorded_by=actor.user_id, recorded_by_name=actor.display_name, change_reason=strike.reason,
            strike_reason=strike.reason_code, moved_to=moved.id if moved else None,
        )  # fmt: skip
        return _store(work, record, struck, AuditKind.READING_STRUCK)


def _moved(work: Work, before: Reading, session_id: str) -> Reading:
    """Store the reading in the session where it belongs, as it was, and judge it there."""
    if session_id == before.session_id:
        raise InvalidEntry(
            [FieldError("move_to_session_id", "same_session", "The reading is in that session.")]
        )
    target = record_of(work, session_id)
    check_observed_at(before.observed_at, work.now, target.session.opened_at)
    refuse_after_end(target, before.observed_at)
    reading = replace(
        before, id=work.new_id(), session_id=session_id,
        seq=readings_store.next_reading_seq(work.db, session_id),
        version=1, status=ReadingStatus.FINAL, recorded_at=work.now, recorded_by=work.actor.user_id,
        recorded_by_name=work.actor.display_name, first_recorded_at=work.now, source="moved",
        moved_from=before.id, change_reason=None,
        questioned=questioned_measures(
            before.values, before.qualifiers, _before(target, before.observed_at),
            frozenset(before.questioned),
        ),
    )  # fmt: skip
    readings_store.add_reading_version(work.db, reading)
    work.audit(
        AuditKind.READING_MOVED,
        "reading",
        reading.id,
        version=1,
        patient_id=target.patient.id,
        moved_from=before.id,
    )
    work.announce("reading", session_id)
    judge(work, session_id, reading=reading.id)
    return reading


def refuse_after_end(record: SessionRecord, at: datetime) -> None:
    """WrongState for what was observed after the session's end, or for anything once the note is signed."""
    refuse_signed(record)
    if record.session.ended_at is not None and at > record.session.ended_at:
        ended = record.local(record.session.ended_at)
        raise WrongState(f"The session ended at {ended:%H:%M}; this was observed after it.", "session_ended")


def refuse_stale(standing: Reading | Event, expected: int, record: SessionRecord) -> None:
    """StaleVersion with the name of whose change came first, what it was and when (clinic time)."""
    if standing.version == expected:
        return
    at = f"{record.local(standing.recorded_at):%H:%M:%S}"
    did, then = ("struck", "It stays struck") if standing.struck else ("changed", "Look at it again")
    raise StaleVersion(f"{standing.recorded_by_name} {did} this first, at {at}. {then}.")


def _store(work: Work, record: SessionRecord, reading: Reading, kind: AuditKind) -> RecordedReading:
    readings_store.add_reading_version(work.db, reading)
    work.audit(
        kind, "reading", reading.id, version=reading.version, patient_id=record.patient.id,
        reason=reading.change_reason, source=reading.source,
    )  # fmt: skip
    work.announce("reading", reading.session_id)
    judged = judge(work, reading.session_id, reading=reading.id)
    stored = judged.record.reading(reading.id) or reading
    return work.done(RecordedReading(stored, judged.record, judged.raised))


def _current(work: Work, reading_id: str) -> Reading:
    reading = readings_store.load_reading(work.db, reading_id)
    if reading is None:
        raise NotFound("There is no such reading.")
    return reading


def _before(record: SessionRecord, observed_at: datetime, apart_from: str | None = None) -> list[Reading]:
    return [r for r in record.counted_readings if r.observed_at <= observed_at and r.id != apart_from]


def _corrected(work: Work, record: SessionRecord, before: Reading, correction: ReadingCorrection) -> Reading:
    """The corrected version; values kept from before are not asked about a second time."""
    taken_away = {code for code, value in correction.values.items() if value is None}
    given = {code: value for code, value in correction.values.items() if value is not None}
    values = {code: value for code, value in before.values.items() if code not in taken_away} | given
    observed_at = correction.observed_at or before.observed_at
    if values == dict(before.values) and observed_at == before.observed_at:
        raise InvalidEntry([FieldError("values", "nothing_changed", "Nothing was changed.")])
    reasons = {c: r for c, r in before.not_obtained.items() if c not in given}
    kept = frozenset(code for code in before.questioned if before.values.get(code) == values.get(code))
    confirmed = correction.confirmed | kept
    check_entry(
        ReadingEntry(values=values, not_obtained=reasons, confirmed=confirmed, qualifiers=before.qualifiers)
    )
    if correction.observed_at is not None:
        check_observed_at(observed_at, work.now, record.session.opened_at)
    if record.session.ended_at is not None and observed_at > record.session.ended_at:
        refuse_after_end(record, observed_at)
    return replace(
        before, version=before.version + 1, status=ReadingStatus.AMENDED, observed_at=observed_at,
        recorded_at=work.now, recorded_by=work.actor.user_id, recorded_by_name=work.actor.display_name,
        values=values, not_obtained=reasons, change_reason=correction.reason,
        questioned=questioned_measures(
            values, before.qualifiers, _before(record, observed_at, before.id), confirmed
        ),
    )  # fmt: skip


def _check_note(note: str | None) -> None:
    if note is not None and (error := text_error("note", "The note", note, NOTE_LENGTH)):
        raise InvalidEntry([error])

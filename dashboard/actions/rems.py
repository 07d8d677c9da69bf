"""REMS worksheets: looking at one, answering what no record says, marking it as sent, the list of those due.

The clinic keys the data in itself: nothing here sends anything anywhere.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.actions.clinic import Clinic, Once, Work
from dashboard.actions.judging import record_of
from dashboard.actions.views import note_view
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import (
    CannotStore,
    FieldError,
    InvalidEntry,
    NotFound,
    StaleVersion,
    WrongState,
)
from dashboard.clinical.readings import FUTURE_TOLERANCE
from dashboard.clinical.rems import Worksheet, has_worksheet, monitor_id, refused_answers, worksheet
from dashboard.clinical.rems_answers import RemsAnswers, check_answers
from dashboard.clinical.rems_due import (
    DueState,
    ListedWorksheet,
    RemsSending,
    Standing,
    changed_at,
    standing_of,
)
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.documents.rems import compose_rems, rems_html, rems_pdf
from dashboard.store import clinic as clinic_store
from dashboard.store import rems as rems_store
from dashboard.store import users as users_store
from dashboard.store.session_records import load_record
from dashboard.store.writing import Db

REFERENCE_LENGTH = 100
NOTE_LENGTH = 1000
LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RemsView:
    """A session's worksheet, who answered what, what was sent, and how it stands.

    `standing` is None while no device is recorded.
    """

    record: SessionRecord
    sheet: Worksheet
    answers: tuple[RemsAnswers, ...]
    sendings: tuple[RemsSending, ...]
    standing: Standing | None

    @property
    def version(self) -> int:
        """Version of the answers, 0 before the first."""
        return self.answers[-1].version if self.answers else 0


@dataclass(frozen=True, slots=True)
class RemsList:
    """Worksheets with how each stands; `more` says that further ones are not shown."""

    items: tuple[tuple[ListedWorksheet, Standing], ...]
    more: bool
    time_zone: str


def view_rems(clinic: Clinic, actor: Actor, session_id: str) -> RemsView:
    """A session's worksheet as it stands; NotFound for one not under REMS. The view is audited."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        record = load_record(look.db, session_id, look.now)
        if record is None:
            raise NotFound("There is no such session.")
        view = _view(look.db, _under_rems(record))
    note_view(clinic, actor, view.record.patient.id)
    return view


def rems_document(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """The worksheet as html or pdf; audited as taken away."""
    view = view_rems(clinic, actor, session_id)
    record = view.record
    paper = compose_rems(record, view.sheet, view.standing)
    with suppress(CannotStore), clinic.work(actor, Permission.VIEW_RECORDS) as work:
        work.audit(
            AuditKind.EXPORT_TAKEN, "session", session_id, patient_id=record.patient.id, format=f"rems {form}"
        )
    return rems_pdf(paper) if form == "pdf" else rems_html(paper).encode("utf-8")


def answer_rems(
    clinic: Clinic, actor: Actor, session_id: str, expected: int, given: Mapping[str, Any],
    once: Once | None = None,
) -> RemsView:  # fmt: skip
    """Store these answers (None takes one back) as a new version.

    `expected` is the version seen, 0 before the first: StaleVersion says whose answers came first.
    InvalidEntry names what the record itself says, for an answer never takes its place.
    """
    check_answers(given)
    with clinic.work(actor, Permission.RECORD_EVENT, once) as work:
        view = _view(work.db, _under_rems(record_of(work, session_id)))
        _refuse_stale(view, expected)
        was = view.answers[-1].answers if view.answers else {}
        stands = {code: value for code, value in {**was, **given}.items() if value is not None}
        if stands == was:
            return work.done(view)
        answers = RemsAnswers(
            version=view.version + 1, answers=stands, at=work.now, by=actor.user_id,
            by_name=actor.display_name,
        )  # fmt: skip
        changed = sorted(code for code in given if was.get(code) != stands.get(code))
        _refuse_recorded(view, answers, [code for code in changed if code in stands])
        rems_store.add_rems_answers(work.db, session_id, answers)
        _told(work, AuditKind.REMS_ANSWERED, view.record, version=answers.version, fields=changed)
        return work.done(_view(work.db, record_of(work, session_id)))


def mark_rems_sent(
    clinic: Clinic, actor: Actor, session_id: str, reference: str, sent_at: datetime | None = None,
    note: str | None = None, once: Once | None = None,
) -> RemsView:  # fmt: skip
    """Store a person's word that the form was sent, with the reference they got. May be said again."""
    # Whoever may see the worksheet may have keyed it in, administrators above all.
    with clinic.work(actor, Permission.VIEW_RECORDS, once) as work:
        view = _view(work.db, _under_rems(record_of(work, session_id)))
        _refuse_unsendable(view)
        at = sent_at or work.now
        _check_sending(view, reference, note, at, work.now)
        sending = RemsSending(
            number=len(view.sendings) + 1, sent_at=at, reference=reference.strip(), note=note or None,
            at=work.now, by=actor.user_id, by_name=actor.display_name,
        )  # fmt: skip
        rems_store.add_rems_sending(work.db, session_id, sending)
        blank = [field.code for field in view.sheet.missing]
        _told(work, AuditKind.REMS_SENT, view.record, version=sending.number, blank=blank)
        return work.done(_view(work.db, view.record))


def list_rems(clinic: Clinic, actor: Actor, state: DueState | None = None) -> RemsList:
    """Worksheets not sent, the longest due first, then those sent, newest first; one state or all."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        zone_name = clinic_store.load_clinic(look.db).time_zone
        wanted = [sent for sent in (False, True) if state is None or sent == (state is DueState.SENT)]
        pages = [rems_store.list_worksheets(look.db, sent=sent, limit=LISTED) for sent in wanted]
        found = [one for listed, _ in pages for one in listed]
        judged = [(one, one.standing(look.now, ZoneInfo(zone_name))) for one in found]
    kept = tuple((one, s) for one, s in judged if state is None or s.state is state)
    return RemsList(kept, any(more for _, more in pages), zone_name)


def _under_rems(record: SessionRecord) -> SessionRecord:
    if not has_worksheet(record):
        raise NotFound("This session has no REMS worksheet.")
    return record


def _view(db: Db, record: SessionRecord) -> RemsView:
    session_id = record.session.id
    answers = tuple(rems_store.list_rems_answers(db, session_id))
    sendings = tuple(rems_store.list_rems_sendings(db, session_id))
    person = users_store.load_user(db, monitor_id(record) or "")
    sheet = worksheet(record, answers, person.contact if person else None)
    own_id = record.session.patient_id
    corrected = rems_store.identity_changes(db, [own_id]).get(own_id)
    standing = None
    if sheet.first_device_at is not None:
        standing = standing_of(
            sheet.first_device_at, sendings[-1] if sendings else None,
            changed_at(record, answers, corrected), record.seen_at, record.zone,
        )  # fmt: skip
    return RemsView(record=record, sheet=sheet, answers=answers, sendings=sendings, standing=standing)


def _refuse_stale(view: RemsView, expected: int) -> None:
    if expected == view.version:
        return
    if not view.answers:
        raise StaleVersion("Nothing is answered yet.")
    last = view.answers[-1]
    when = f"{view.record.local(last.at):%H:%M}"
    raise StaleVersion(f"{last.by_name} answered at {when}. Yours are not saved; look at theirs first.")


def _refuse_recorded(view: RemsView, answers: RemsAnswers, codes: Sequence[str]) -> None:
    candidate = worksheet(view.record, (*view.answers, answers))
    if refused := refused_answers(candidate, codes):
        raise InvalidEntry([FieldError(f"answers.{code}", "recorded", words) for code, words in refused])


def _refuse_unsendable(view: RemsView) -> None:
    if view.sheet.first_device_at is None:
        raise WrongState("No device is recorded: there is nothing to send.", "no_device")
    if view.record.session.ended_at is None:
        raise WrongState("The session has not ended: its data are not complete.", "session_open")


def _check_sending(
    view: RemsView, reference: str, note: str | None, sent_at: datetime, now: datetime
) -> None:
    errors = [
        text_error("reference", "The reference", reference, REFERENCE_LENGTH, required=True),
        text_error("note", "The note", note or "", NOTE_LENGTH),
    ]
    ended_at = view.record.session.ended_at
    if sent_at > now + FUTURE_TOLERANCE:
        errors.append(FieldError("sent_at", "future", "The time lies in the future."))
    # A picked time has no seconds.
    elif ended_at is not None and sent_at < ended_at - timedelta(minutes=1):
        errors.append(FieldError("sent_at", "too_old", "The time lies before the end of the session."))
    if found := [error for error in errors if error]:
        raise InvalidEntry(found)


def _told(work: Work, kind: AuditKind, record: SessionRecord, *, version: int, **detail: Any) -> None:
    session_id = record.session.id
    work.audit(kind, "rems", session_id, version=version, patient_id=record.patient.id, **detail)
    work.announce("note", session_id)

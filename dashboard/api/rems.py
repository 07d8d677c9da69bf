"""REMS worksheets: one session's, answered and marked as sent, and the list of those due."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from dashboard.actions import rems
from dashboard.actions.rems import RemsView
from dashboard.api.answers import moment, moment_or_none, person
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, LongText, Moment
from dashboard.api.papers import MEDIA_TYPES, printed
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.rems import NOTICE
from dashboard.clinical.rems_answers import Question
from dashboard.clinical.rems_due import DueState, ListedWorksheet, RemsSending, Standing
from dashboard.clinical.rems_fields import WorksheetField
from dashboard.clinical.roles import Permission


class AnswersBody(Body):
    """Answers by question: yes or no, whole minutes, or a text; null takes one back."""

    answers: dict[str, Any]


class SentBody(Body):
    """That the form was sent, with the reference it was given; without a time now."""

    reference: LongText
    sent_at: Moment | None = None
    note: LongText | None = None


def view(call: Call[Nothing]) -> Any:
    """The worksheet with where each value came from."""
    return rems_answer(rems.view_rems(call.clinic, call.actor, call.ids["session_id"]))


def answer(call: Call[AnswersBody]) -> Any:
    """Answer what no record of the session says."""
    seen = rems.answer_rems(
        call.clinic, call.actor, call.ids["session_id"], call.version, call.body.answers,
        call.once(rems_answer),
    )  # fmt: skip
    return rems_answer(seen)


def mark_sent(call: Call[SentBody]) -> Any:
    """Say that the form was sent; nothing is sent from here."""
    body = call.body
    seen = rems.mark_rems_sent(
        call.clinic, call.actor, call.ids["session_id"], body.reference, body.sent_at, body.note,
        call.once(rems_answer),
    )  # fmt: skip
    return rems_answer(seen)


def document(form: str) -> Callable[[Call[Nothing]], Response]:
    """The worksheet as html or pdf."""

    def handler(call: Call[Nothing]) -> Response:
        content = rems.rems_document(call.clinic, call.actor, call.ids["session_id"], form)
        return printed(content, MEDIA_TYPES[form], f"rems.{form}", call)

    handler.__doc__ = f"The worksheet to key in from, as {form}."
    return handler


def list_rems(call: Call[Nothing]) -> Any:
    """Worksheets due, overdue and sent; `more` says that further ones are not listed."""
    given = call.query("state")
    if given is not None and given not in tuple(DueState):
        words = f"This must be one of {', '.join(DueState)}."
        raise InvalidEntry([FieldError("state", "unknown", words)])
    found = rems.list_rems(call.clinic, call.actor, DueState(given) if given else None)
    return {"items": [_listed(*item) for item in found.items], "next": None, "more": found.more}


def rems_answer(seen: RemsView) -> dict[str, Any]:
    """A worksheet with its answers' version and how it stands."""
    sheet = seen.sheet
    return {
        "session_id": sheet.session_id,
        "version": seen.version,
        "notice": NOTICE,
        "first_device_at": moment_or_none(sheet.first_device_at),
        **_standing(seen.standing),
        "sendings": [_sending(one) for one in seen.sendings],
        "blank": [field.code for field in sheet.missing],
        "to_look_at": [field.code for field in sheet.to_look_at],
        "sections": [
            {"title": section.title, "fields": [_field(field) for field in section.fields]}
            for section in sheet.sections
        ],
    }


def _field(field: WorksheetField) -> dict[str, Any]:
    answered = field.answered
    return {
        "code": field.code,
        "label": field.label,
        "text": field.text,
        "unit": field.unit or None,
        "flag": field.flag or None,
        "remarks": list(field.remarks),
        "beside": list(field.beside),
        "sources": [
            {"kind": s.kind, "id": s.id, "at": moment_or_none(s.at), "minute": s.minute}
            for s in field.sources
        ],
        "question": _question(field.question),
        "answer": None if answered is None else answered.value,
        "answered_by": None if answered is None else answered.by_name,
        "answered_at": None if answered is None else moment(answered.at),
    }


def _question(question: Question | None) -> dict[str, Any] | None:
    if question is None:
        return None
    return {"kind": question.kind.value, "longest": question.longest or None}


def _standing(standing: Standing | None) -> dict[str, Any]:
    return {
        "state": standing.state.value if standing else None,
        "due_on": standing.due_on.isoformat() if standing else None,
        "days_left": standing.days_left if standing else None,
        "changed_since_sent": standing.changed_since if standing else False,
    }


def _sending(sending: RemsSending) -> dict[str, Any]:
    return {
        "number": sending.number,
        "sent_at": moment(sending.sent_at),
        "reference": sending.reference,
        "note": sending.note,
        "at": moment(sending.at),
        "by": person(sending.by, sending.by_name),
    }


def _listed(one: ListedWorksheet, standing: Standing) -> dict[str, Any]:
    patient = one.patient
    return {
        "session_id": one.session_id,
        "patient": {
            "id": patient.id, "mrn": patient.mrn, "family_name": patient.family_name,
            "given_name": patient.given_name, "birth_date": patient.birth_date.isoformat(),
        },
        "room": one.room,
        "treated_at": moment(one.treated_at),
        "end": one.end.value if one.end else None,
        **_standing(standing),
        "sent": _sending(one.sending) if one.sending else None,
    }  # fmt: skip


_REMS = "/sessions/{session_id}/rems"
_SEE = Permission.VIEW_RECORDS
RULES = (
    Rule(method="GET", path=_REMS, handler=view, permission=_SEE),
    Rule(
        method="PATCH", path=_REMS, handler=answer, body=AnswersBody, permission=Permission.RECORD_EVENT,
        key=Header.TAKEN, if_match=Header.REQUIRED, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path=f"{_REMS}/sent", handler=mark_sent, body=SentBody, status=201, permission=_SEE,
        key=Header.TAKEN, pool=Pool.WRITE,
    ),
    *(
        Rule(
            method="GET", path=f"{_REMS}.{form}", handler=document(form), permission=_SEE,
            media_type=media_type,
        )
        for form, media_type in MEDIA_TYPES.items()
    ),
    Rule(method="GET", path="/rems", handler=list_rems, permission=_SEE, query=("state",)),
)  # fmt: skip

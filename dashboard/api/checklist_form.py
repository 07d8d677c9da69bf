"""The spec of the pre-dose checklist: what is asked, and what was answered last in this session.

No answer is preset: the last one stands beside its item.
"""

from typing import Any

from dashboard.api.answers import left_open_answer, moment
from dashboard.clinical.event_details import Choice, Detail, answer_words, detail_label, detail_moment
from dashboard.clinical.events import EVENT_KINDS
from dashboard.clinical.pre_dose import CHECKLIST, Answered, checklist_items, checklist_standing
from dashboard.clinical.session_record import SessionRecord


def checklist_form(record: SessionRecord) -> dict[str, Any]:
    """Headings with their items, how many are still open, and what speaks against the dose."""
    standing = checklist_standing(record)
    return {
        "left_open": left_open_answer(record),
        "filled": standing.filled,
        "open": standing.open,
        "against": list(standing.against),
        "told": list(standing.told),
        "groups": [
            {"label": head, "items": [_item(record, code, standing.answers.get(code)) for code in codes]}
            for head, codes in checklist_items(record)
        ],
    }


def _item(record: SessionRecord, code: str, last: Answered | None) -> dict[str, Any]:
    sort = EVENT_KINDS[CHECKLIST].details[code]
    options = [{"value": value, "label": words} for value, words in _options(sort).items()]
    kind = "choice" if options else "time" if sort is Detail.TIME else "text"
    return {
        "code": code,
        "label": detail_label(code),
        "kind": kind,
        "options": options,
        "last": None if last is None else _last(record, code, last),
    }


def _options(sort: object) -> dict[str, str]:
    return dict(sort.options) if isinstance(sort, Choice) else {}


def _last(record: SessionRecord, code: str, last: Answered) -> dict[str, Any]:
    sort = EVENT_KINDS[CHECKLIST].details[code]
    at = detail_moment(last.value) if sort is Detail.TIME else None
    words = f"{record.local(at):%H:%M}" if at is not None else answer_words(sort, last.value, record.zone)
    if at is not None and record.local(at).date() != record.local(last.event.occurred_at).date():
        words = f"{record.local(at):%d %b %H:%M}"
    return {
        "value": last.value,
        "text": words,
        "by": last.event.recorded_by_name,
        "at": moment(last.event.occurred_at),
        "at_text": f"{record.local(last.event.occurred_at):%H:%M}",
    }

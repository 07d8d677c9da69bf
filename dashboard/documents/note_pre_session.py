"""What was asked before the dose: the latest answer to each item, and what nobody recorded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from dashboard.clinical.event_details import Detail, answer_words, detail_label, detail_moment
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.pre_dose import (
    CHECKLIST,
    GROUPS,
    Answered,
    ChecklistStanding,
    checklist_items,
    checklist_standing,
)
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Block, Item, Listing, Paragraph, Section, Written
from dashboard.documents.note_dose import entry_remarks
from dashboard.documents.words import clock_time

TITLE = "Before the session"
NONE_RECORDED = "No pre-dose checklist was recorded."
_WORDS = "text"


def section(record: SessionRecord) -> Section:
    """Section 2: answers by heading, fasting, medicines of concern, the escort planned, words written."""
    lists = [event for event in record.events if event.kind == CHECKLIST]
    if not lists:
        return Section(2, TITLE, (Paragraph(NONE_RECORDED),))
    standing = checklist_standing(record)
    blocks = _answered(record, standing) if standing.filled else [Paragraph("Every checklist was struck.")]
    return Section(2, TITLE, (*blocks, *_entries(record, lists)))


def _answered(record: SessionRecord, standing: ChecklistStanding) -> list[Block]:
    usual = Counter(_from(record, a.event) for a in standing.answers.values()).most_common(1)[0][0]
    blocks: list[Block] = []
    if standing.against:
        blocks.append(Paragraph(f"Spoke against the dose: {'; '.join(standing.against)}.", strong=True))
    blocks.append(Paragraph(f"Answered by {usual} unless another is named."))
    blocks.append(Listing(tuple(_groups(record, standing, usual))))
    if missing := _missing(record, standing):
        blocks.append(Paragraph(f"Not recorded: {'; '.join(missing)}."))
    written = standing.answers.get(_WORDS)
    if written is not None:
        said = f"Written by {_from(record, written.event)}"
        blocks.append(Written(label="Remark on the checklist", said=said, text=str(written.value)))
    return blocks


def _groups(record: SessionRecord, standing: ChecklistStanding, usual: str) -> Iterator[Item]:
    for head, codes in GROUPS.items():
        found = [c for c in codes if c in standing.answers and c != _WORDS]
        words = [_answer(record, code, standing.answers[code], usual) for code in found]
        if words:
            yield Item(lead=head, text=f"{'; '.join(words)}.")


def _answer(record: SessionRecord, code: str, answered: Answered, usual: str) -> str:
    sort = EVENT_KINDS[CHECKLIST].details[code]
    words = answer_words(sort, answered.value, record.zone)
    if sort is Detail.TIME and (at := detail_moment(str(answered.value))) is not None:
        words = f"{clock_time(record, at)}{_before_dose(record, at)}"
    elif words in ("Yes", "No", "Does not apply"):
        words = words.lower()
    who = _from(record, answered.event)
    return f"{detail_label(code)}: {words}{'' if who == usual else f' ({who})'}"


def _before_dose(record: SessionRecord, at: datetime) -> str:
    started = record.clock.started_at
    if started is None or at > started:
        return ""
    hours, minutes = divmod(int((started - at) / timedelta(minutes=1)), 60)
    return f", {f'{hours} h ' if hours else ''}{minutes} min before the dose"


def _from(record: SessionRecord, event: Event) -> str:
    return f"{event.recorded_by_name}, {clock_time(record, event.occurred_at)}"


def _missing(record: SessionRecord, standing: ChecklistStanding) -> list[str]:
    asked = (code for _, codes in checklist_items(record) for code in codes)
    return [detail_label(code) for code in asked if code not in standing.answers and code != _WORDS]


def _entries(record: SessionRecord, lists: Sequence[Event]) -> list[Block]:
    """Lists that were entered late, corrected or struck."""
    remarked = [(event, entry_remarks(record, event)) for event in lists]
    items = [Item(lead=f"List of {_from(record, e)}", text=" ".join(said)) for e, said in remarked if said]
    return [Listing(tuple(items))] if items else []

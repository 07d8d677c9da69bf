"""Adverse events and warning signs of the note, each with what is known of its seriousness."""

from collections.abc import Sequence

from dashboard.clinical.event_kinds import EventGroup
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Block, Item, Listing, Paragraph, Section
from dashboard.documents.note_dose import event_item, in_order

TITLE = "Adverse events"
NONE = "No adverse event was recorded."
ALL_STRUCK = "No adverse event stands: what was recorded is struck."
_JUDGED = {"severity": "severity", "serious": "seriousness", "relation": "relation", "outcome": "outcome"}


def is_adverse(event: Event) -> bool:
    """Whether the event stands in this section."""
    return EVENT_KINDS[event.kind].group is EventGroup.ADVERSE


def section(record: SessionRecord) -> Section:
    """Section 10: every adverse event and warning sign, struck ones too; serious ones are counted first."""
    found = [event for event in in_order(record) if is_adverse(event)]
    standing = [event for event in found if not event.struck]
    blocks: list[Block] = []
    if not standing:
        blocks.append(Paragraph(ALL_STRUCK if found else NONE))
    blocks += _serious(standing)
    if found:
        blocks.append(Listing(tuple(_item(record, event) for event in found)))
    return Section(10, TITLE, tuple(blocks))


def _serious(standing: Sequence[Event]) -> list[Block]:
    count = sum(event.detail.get("serious") == "yes" for event in standing)
    if not count:
        return []
    return [Paragraph(f"{count} serious adverse event{'s' if count > 1 else ''}.", strong=True)]


def _item(record: SessionRecord, event: Event) -> Item:
    item = event_item(record, event)
    if event.kind != "adverse_event" or event.struck:
        return item
    unsaid = [words for code, words in _JUDGED.items() if code not in event.detail]
    if event.detail.get("serious") == "yes" and "criterion" not in event.detail:
        unsaid.append("criterion of seriousness")
    text = f"{item.text} Not stated: {', '.join(unsaid)}." if unsaid else item.text
    return Item(lead=item.lead, text=text)

"""What asked for a hold before the dose, and who decided what and why."""

from collections.abc import Sequence

from dashboard.clinical.hold import OVERRIDE, standing_holds
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Block, Listing, Paragraph
from dashboard.documents.note_dose import event_item, in_order

HOLDS = frozenset({"hold", OVERRIDE})


def blocks(record: SessionRecord) -> Sequence[Block]:
    """Each hold and override as recorded, and what still asked for a hold when the dose began."""
    decided = tuple(event_item(record, event) for event in in_order(record) if event.kind in HOLDS)
    listed: list[Block] = [Listing(decided)] if decided else []
    if not record.protocol.hold:
        return listed
    started = record.clock.started_at
    standing = "; ".join(finding.text for finding in standing_holds(record, started))
    if standing:
        when = "This asks for a hold" if started is None else "The dose began while this asked for a hold"
        decision = "" if started is None or decided else " No hold or override was recorded."
        return [*listed, Paragraph(f"{when}: {standing}.{decision}", strong=True)]
    if decided or started is None:
        return listed
    return [Paragraph("No value asked for a hold when the dose began.")]

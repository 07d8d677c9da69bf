"""What a signature does not cover: the signatures themselves, addenda, what the document says of itself."""

from collections.abc import Sequence

import dashboard
from dashboard.clinical.notes import MEANING_WORDS, Addendum, Meaning, Signature
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Block, Fact, Facts, Item, Listing, Paragraph, Section, Written
from dashboard.documents.note_amended import amendments
from dashboard.documents.words import full_time

AMENDED = "AMENDED after signature"
NOT_COVERED = "This signature does not cover what was written or changed after it."


def closing_sections(record: SessionRecord, content_sha256: str) -> tuple[Section, ...]:
    """Sections 14 to 16."""
    return (
        Section(14, "Signatures", tuple(_signatures(record, content_sha256))),
        Section(15, "Addenda", tuple(_addenda(record))),
        Section(16, "About this document", (Facts(_about(record, content_sha256)),)),
    )


def _signatures(record: SessionRecord, content_sha256: str) -> Sequence[Block]:
    if not record.signatures:
        return [*_waiting(record), Paragraph("Not signed. This is a draft.", strong=True)]
    approval = record.approval
    last = approval.content_sha256 if approval else content_sha256
    blocks: list[Block] = [Listing(tuple(_signed(record, s, last) for s in record.signatures))]
    if _by_one_person(record):
        blocks.append(Paragraph("Prepared and approved by one person."))
    if not record.signed:
        return [*blocks, Paragraph("Not approved by a clinician. This is a draft.", strong=True)]
    changed = amendments(record)
    if changed:
        blocks.append(Paragraph(f"{AMENDED}: the signature does not cover what follows.", strong=True))
        blocks.append(Listing(changed))
    elif record.signatures[-1].content_sha256 != content_sha256:
        differs = "This is not word for word what was signed: its hash differs from the signature's."
        blocks.append(Paragraph(differs, strong=True))
    return blocks


def _waiting(record: SessionRecord) -> Sequence[Block]:
    if not record.protocol.note_prepared:
        return []
    return [Paragraph("The protocol asks for a note signed as prepared before it is approved.")]


def _by_one_person(record: SessionRecord) -> bool:
    approval = record.approval
    prepared = {s.user_id for s in record.signatures if s.meaning is Meaning.PREPARED}
    return approval is not None and prepared == {approval.user_id}


def _signed(record: SessionRecord, signature: Signature, last_sha256: str) -> Item:
    text = (
        f"{full_time(record, signature.signed_at)}. {MEANING_WORDS[signature.meaning]}\n"
        f"Content {signature.content_sha256}\nAudit head {signature.audit_head}"
    )
    if signature.content_sha256 != last_sha256:
        text = f"{text}\n{NOT_COVERED}"
    return Item(lead=signature.printed_name, text=text)


def _addenda(record: SessionRecord) -> Sequence[Block]:
    if not record.addenda:
        return [Paragraph("No addendum.")]
    ordered = sorted(record.addenda, key=lambda a: a.number)
    return [block for addendum in ordered for block in _addendum(record, addendum)]


def _addendum(record: SessionRecord, addendum: Addendum) -> Sequence[Block]:
    said = f"Written by {addendum.added_by_name}, {full_time(record, addendum.added_at)}"
    words = Written(label=f"Addendum {addendum.number}", said=said, text=addendum.text)
    signature = addendum.signature
    if signature is None:
        return [words, Paragraph(f"Addendum {addendum.number} is not signed.")]
    signed = (
        f"{full_time(record, signature.signed_at)}. {MEANING_WORDS[Meaning.ADDENDUM]}\n"
        f"Content {signature.content_sha256}\nAudit head {signature.audit_head}"
    )
    return [words, Listing((Item(lead=f"Signed: {signature.printed_name}", text=signed),))]


def _about(record: SessionRecord, content_sha256: str) -> tuple[Fact, ...]:
    protocol, limits = record.protocol, record.threshold_set
    return (
        Fact("Generated at", full_time(record, record.seen_at)),
        Fact("Software", f"Chairside {dashboard.__version__}"),
        Fact("Protocol", f"{protocol.code} version {protocol.version}"),
        Fact("Limits", f"{limits.code} version {limits.version}"),
        Fact("SHA-256", content_sha256),
    )

"""Leaving, signatures, addenda and what the document says about itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import dashboard
from dashboard.clinical.notes import MEANING_WORDS, Signature
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, Discharge
from dashboard.documents import words
from dashboard.documents.blocks import Block, Fact, Facts, Item, Listing, Paragraph, Section
from dashboard.documents.words import clock_time, full_time


def readiness_section(record: SessionRecord) -> Section:
    """Section 11: how and when the session ended, its gates with evidence, overrides with who and why."""
    session = record.session
    if session.ended_at is None or session.end is None:
        running = Paragraph("The session has not ended.")
        return Section(11, "Readiness to leave", (running, *_observation(record)))
    by = f" by {record.ended_by.display_name}" if record.ended_by else ""
    at = words.minute(record.minute(session.ended_at))
    moment = f"{clock_time(record, session.ended_at)}{f' ({at} min)' if at else ''}"
    said = session.discharge or Discharge()
    reason = f" Reason: {said.reason}" if said.reason else ""
    ending = Paragraph(f"Ended {moment}{by}: {END_WORDS[session.end]}.{reason}")
    return Section(11, "Readiness to leave", (ending, *_observation(record), *_gates(said), *_persons(said)))


def _observation(record: SessionRecord) -> Sequence[Block]:
    ends_at, started_at = record.observation_ends_at, record.clock.started_at
    if ends_at is None or started_at is None:
        return [Paragraph("No dose was recorded, so no observation time ran.")]
    asked = words.minute(record.minute(ends_at))
    text = f"The protocol asks for observation until {clock_time(record, ends_at)} ({asked} min)"
    ended_at = record.session.ended_at
    if ended_at is None:
        return [Paragraph(f"{text}.")]
    return [Paragraph(f"{text}; observed {words.minute(record.minute(ended_at))} min.")]


def _gates(said: Discharge) -> Sequence[Block]:
    gates: Mapping[str, Mapping[str, Any]] = said.gates or {}
    overridden = {str(o["gate"]): o for o in said.overrides}
    names = [*gates, *(name for name in overridden if name not in gates)]
    if not names:
        return [Paragraph("No gate was judged at this end.")]
    items = (_gate(name, gates.get(name, {}), overridden.get(name)) for name in names)
    return [Listing(tuple(items), columns=2)]


def _gate(name: str, found: Mapping[str, Any], override: Mapping[str, Any] | None) -> Item:
    """The gate as judged at the end (`label`, `open`, `text`), with the override that passed it shut."""
    label = str(found.get("label") or name.replace("_", " ").capitalize())
    text = str(found.get("text") or "")
    if override is not None:
        shut = f" ({text})" if text else ""
        return Item(
            lead=label, ticked=False, text=f"OVERRIDDEN by {override['by_name']}: {override['reason']}{shut}."
        )
    opened = bool(found.get("open"))
    verdict = "passed" if opened else "not passed"
    return Item(lead=label, ticked=opened, text=f"{verdict}, {text}." if text else f"{verdict}.")


def _persons(said: Discharge) -> Sequence[Block]:
    facts = []
    if said.escort:
        parts = [str(said.escort[key]) for key in ("name", "relation", "time") if said.escort.get(key)]
        facts.append(Fact("Escort", ", ".join(parts)))
    facts += [Fact(label, text) for label, text in (("Witness", said.witness), ("Told", said.told)) if text]
    return [Facts(tuple(facts))] if facts else []


def closing_sections(record: SessionRecord, content_sha256: str) -> tuple[Section, ...]:
    """Sections 14 to 16, which the signature does not cover: signatures, addenda, about this document."""
    return (
        Section(14, "Signatures", tuple(_signatures(record, content_sha256))),
        Section(15, "Addenda", tuple(_addenda(record))),
        Section(16, "About this document", (Facts(_about(record, content_sha256)),)),
    )


def _signatures(record: SessionRecord, content_sha256: str) -> Sequence[Block]:
    if not record.signatures:
        return [Paragraph("Not signed. This is a draft.", strong=True)]
    blocks: list[Block] = [Listing(tuple(_signed(record, s) for s in record.signatures))]
    if any(s.content_sha256 != content_sha256 for s in record.signatures):
        changed = "This is not word for word what was signed: its hash differs from the signature's."
        blocks.append(Paragraph(changed, strong=True))
    if not record.signed:
        blocks.append(Paragraph("Not approved by a clinician. This is a draft.", strong=True))
    return blocks


def _signed(record: SessionRecord, signature: Signature) -> Item:
    text = (
        f"{full_time(record, signature.signed_at)}. {MEANING_WORDS[signature.meaning]}\n"
        f"Content {signature.content_sha256}\nAudit head {signature.audit_head}"
    )
    return Item(lead=signature.printed_name, text=text)


def _addenda(record: SessionRecord) -> Sequence[Block]:
    if not record.addenda:
        return [Paragraph("No addendum.")]
    items = (
        Item(lead=f"{a.number}. {full_time(record, a.added_at)}, {a.added_by_name}", text=a.text)
        for a in sorted(record.addenda, key=lambda a: a.number)
    )
    return [Listing(tuple(items))]


def _about(record: SessionRecord, content_sha256: str) -> tuple[Fact, ...]:
    protocol, limits = record.protocol, record.threshold_set
    return (
        Fact("Generated at", full_time(record, record.seen_at)),
        Fact("Software", f"Chairside {dashboard.__version__}"),
        Fact("Protocol", f"{protocol.code} version {protocol.version}"),
        Fact("Limits", f"{limits.code} version {limits.version}"),
        Fact("SHA-256", content_sha256),
    )

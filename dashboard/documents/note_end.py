"""Leaving: how and when the session ended, its gates, and who was there."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dashboard.clinical.gates import GATE_CODES
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, Discharge
from dashboard.documents import words
from dashboard.documents.blocks import Block, Fact, Facts, Item, Listing, Paragraph, Section
from dashboard.documents.words import clock_time


def readiness_section(record: SessionRecord) -> Section:
    """Section 11: how and when the session ended, when it could have without a minimum time, its gates."""
    session = record.session
    if session.ended_at is None or session.end is None:
        running = Paragraph("The session has not ended.")
        return Section(11, "Readiness to leave", (running, *_observation(record), *_ready(record)))
    by = f" by {record.ended_by.display_name}" if record.ended_by else ""
    at = words.minute(record.minute(session.ended_at))
    moment = f"{clock_time(record, session.ended_at)}{f' ({at} min)' if at else ''}"
    said = session.discharge or Discharge()
    reason = f" Reason: {said.reason.rstrip('.')}." if said.reason else ""
    ending = Paragraph(f"Ended {moment}{by}: {END_WORDS[session.end]}.{reason}")
    blocks = (ending, *_observation(record), *_ready(record), *_gates(said), *_persons(said))
    return Section(11, "Readiness to leave", blocks)


def _observation(record: SessionRecord) -> Sequence[Block]:
    ends_at, started_at = record.observation_ends_at, record.clock.started_at
    if ends_at is None or started_at is None:
        return [Paragraph("No dose was recorded, so no observation time ran.")]
    asked = words.minute(record.minute(ends_at))
    text = f"The protocol asks for observation until {clock_time(record, ends_at)} ({asked} min)"
    ended_at = record.session.ended_at
    if ended_at is None:
        return [Paragraph(f"{text}.")]
    observed = [Paragraph(f"{text}; observed {words.minute(record.minute(ended_at))} min.")]
    if ended_at >= ends_at:
        return observed
    short = math.ceil((ends_at - ended_at) / timedelta(minutes=1))
    early = f"Left at {_at(record, ended_at)}, {short} min before the observation time ended."
    return [*observed, Paragraph(early, strong=True)]


def _ready(record: SessionRecord) -> Sequence[Block]:
    """When the patient would have been ready had there been no minimum time, beside when they left."""
    if record.clock.started_at is None:
        return []
    ready, ended_at = ready_clinically_at(record), record.session.ended_at
    if ready is None and ended_at is None:
        return []
    if ready is None:
        return [Paragraph("No moment is recorded at which all measured gates were open together.")]
    text = f"Would have been ready at {clock_time(record, ready)}, {_at(record, ready)}"
    if ended_at is None:
        return [Paragraph(f"{text}.")]
    return [Paragraph(f"{text}; left at {clock_time(record, ended_at)}, {_at(record, ended_at)}.")]


def _at(record: SessionRecord, moment: datetime) -> str:
    return f"minute {words.minute(record.minute(moment))}"


def _gates(said: Discharge) -> Sequence[Block]:
    gates: Mapping[str, Mapping[str, Any]] = said.gates or {}
    overridden = {str(o["gate"]): o for o in said.overrides}
    names = sorted({*gates, *overridden}, key=_place)
    if not names:
        return [Paragraph("No gate was judged at this end.")]
    items = (_gate(name, gates.get(name, {}), overridden.get(name)) for name in names)
    return [Listing(tuple(items), columns=2)]


def _place(name: str) -> tuple[int, str]:
    """Gates stand in their own order, whatever the order they were stored in."""
    return (GATE_CODES.index(name) if name in GATE_CODES else len(GATE_CODES), name)


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
    note = f" Note: {found['note']}" if found.get("note") else ""
    return Item(lead=label, ticked=opened, text=(f"{verdict}, {text}." if text else f"{verdict}.") + note)


def _persons(said: Discharge) -> Sequence[Block]:
    facts = []
    if said.escort:
        parts = [str(said.escort[key]) for key in ("name", "relation", "time") if said.escort.get(key)]
        facts.append(Fact("Escort", ", ".join(parts)))
    facts += [Fact(label, text) for label, text in (("Witness", said.witness), ("Told", said.told)) if text]
    return [Facts(tuple(facts))] if facts else []

"""Baseline, administration and other events of the note."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from dashboard.clinical import doses
from dashboard.clinical.event_kinds import EventGroup, Witnessing
from dashboard.clinical.event_words import told_words
from dashboard.clinical.events import EVENT_KINDS, Detail, Event
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import Baseline
from dashboard.documents.blocks import Block, Item, Listing, Paragraph, Section
from dashboard.documents.words import at_minute, clock_time, minute, number, span, values

NO_BASELINE = "No baseline accepted: no rise is judged."
AFTER_DOSE = "Baseline after dose: it was measured after the dose had begun."
# The checklist stands before the session, holds beside the baseline.
_ELSEWHERE = frozenset({"pre_dose_checklist", "hold", "hold_override"})
_FIRST = ("drug", "amount", "unit", "route")
# Plain numbers of the record, all asked for in mg.
_IN_MG = frozenset({"drawn", "given", "wasted"})


def baseline_section(record: SessionRecord) -> Section:
    """Section 3: the accepted baseline with its history."""
    return Section(3, "Baseline", tuple(_baseline(record)))


def _baseline(record: SessionRecord) -> Sequence[Block]:
    reading = record.baseline_reading
    if reading is None:
        fallen = "The accepted baseline no longer stands: no rise is judged."
        blocks: list[Block] = [Paragraph(fallen if record.baselines else NO_BASELINE, strong=True)]
    else:
        moment = f"{clock_time(record, reading.observed_at)}, {at_minute(record.minute(reading.observed_at))}"
        blocks = [Paragraph(f"{values(reading)}, measured {moment}.")]
        if record.baseline_after_dose:
            blocks.append(Paragraph(AFTER_DOSE, strong=True))
    accepted = tuple(_acceptance(record, b) for b in record.baselines)
    return [*blocks, Listing(accepted)] if accepted else blocks


def _acceptance(record: SessionRecord, accepted: Baseline) -> Item:
    reading = record.reading(accepted.reading_id)
    of = f"Reading of {clock_time(record, reading.observed_at)}" if reading else "A reading"
    struck = " (since struck)" if reading is not None and reading.struck else ""
    verb = "accepted" if accepted.number == 1 else "accepted instead"
    reason = f": {accepted.reason}" if accepted.reason else ""
    when = clock_time(record, accepted.accepted_at)
    return Item(text=f"{of}{struck} {verb} {when} by {accepted.accepted_by_name}{reason}.")


def dose_section(record: SessionRecord) -> Section:
    """Section 4: planned and given doses, each event with its time, and the total or why it is unclear."""
    own = [e for e in in_order(record) if EVENT_KINDS[e.kind].group is EventGroup.DOSE]
    events = (Listing(tuple(event_item(record, e) for e in own)),) if own else ()
    blocks: list[Block] = [Paragraph(_planned(record))]
    if not any(EVENT_KINDS[e.kind].dosing for e in own):
        return Section(4, "Dose", (*blocks, Paragraph("No dose was recorded."), *events))
    return Section(4, "Dose", (*blocks, *_given(record), *events))


def events_section(record: SessionRecord) -> Section:
    """Section 8: what was seen or done and has no section of its own, rescue medication with its response."""
    events = tuple(event_item(record, e) for e in in_order(record) if not _has_its_section(e))
    return Section(8, "Events", (Listing(events) if events else Paragraph("No other event was recorded."),))


def _has_its_section(event: Event) -> bool:
    group = EVENT_KINDS[event.kind].group
    return group in (EventGroup.DOSE, EventGroup.ADVERSE) or event.kind in _ELSEWHERE


def _planned(record: SessionRecord) -> str:
    planned = record.session.planned_dose
    if planned is None:
        return "No dose was planned in the record."
    amount = _amount(planned.amount, record.session.weight_kg)
    return f"Planned: {DRUG_WORDS[planned.drug]} {amount} {ROUTE_WORDS[planned.route]}."


def given_words(record: SessionRecord) -> str:
    """'35 mg (0.5 mg/kg at 70 kg)', 'unclear. ' with the reasons, or that nothing was given."""
    total = doses.given(record)
    if total.amount_mg is None:
        return f"unclear. {' '.join(total.unclear)}" if total.unclear else "nothing"
    reckoned = ", computed, the end is not recorded" if record.clock.end_missing else ""
    return f"{_amount(total.amount_mg, record.session.weight_kg)}{reckoned}"


def _given(record: SessionRecord) -> Sequence[Block]:
    total = doses.given(record)
    if total.amount_mg is None or total.unclear:
        why = " ".join(total.unclear) or "No dose start is recorded."
        return [Paragraph(f"Total given: unclear. {why}", strong=True)]
    amount = _amount(total.amount_mg, record.session.weight_kg)
    if any(part.running for part in total.parts):
        return [Paragraph(f"Given so far, computed: {amount}.{_duration(record)}")]
    return [Paragraph(f"Total given: {amount}{_against_plan(record, total.amount_mg)}.{_duration(record)}")]


def _against_plan(record: SessionRecord, amount_mg: float) -> str:
    planned = record.session.planned_dose
    if planned is None:
        return ""
    difference = round(amount_mg - planned.amount, 2)
    if difference == 0:
        return ", as planned"
    return f", {number(abs(difference))} mg {'more' if difference > 0 else 'less'} than planned"


def _duration(record: SessionRecord) -> str:
    clock = record.clock
    if not clock.is_infusion or clock.started_at is None:
        return ""
    start = clock_time(record, clock.started_at)
    if clock.ended_at is None:
        return f" Started {start}; the end is not recorded."
    lasted = minute(record.minute(clock.ended_at))
    return f" From {start} to {clock_time(record, clock.ended_at)}, {lasted} min."


def _amount(mg: float, weight_kg: float | None) -> str:
    """'35 mg (0.5 mg/kg at 70 kg)'."""
    per_kg = doses.mg_per_kg(mg, weight_kg)
    if per_kg is None or weight_kg is None:
        return f"{number(mg)} mg (no weight recorded)"
    return f"{number(mg)} mg ({number(per_kg)} mg/kg at {number(weight_kg)} kg)"


def in_order(record: SessionRecord) -> list[Event]:
    """All events, struck ones too, as they happened."""
    return sorted(record.events, key=lambda e: (e.occurred_at, e.seq))


def event_item(record: SessionRecord, event: Event) -> Item:
    """The event with its time, details, witness, how late it was entered and what was changed in it."""
    lead = f"{clock_time(record, event.occurred_at)} {_minute_mark(record, event)}".rstrip()
    said = f"{EVENT_KINDS[event.kind].label}{_detail(record, event)}{_witness(event)}."
    return Item(lead=lead, text=" ".join((said, *entry_remarks(record, event))))


def entry_remarks(record: SessionRecord, event: Event) -> list[str]:
    """How late the event was entered, and each change with what stood before."""
    changes = event_changes(record, event)
    if not event.late:
        return changes
    stored = clock_time(record, event.first_recorded_at or event.recorded_at)
    return [f"LATE ENTRY, {span(event.late_by)}: entered {stored}.", *changes]


def _witness(event: Event) -> str:
    """Who stood by; said as missing where a controlled drug was handed out, stopped or thrown away."""
    missing = EVENT_KINDS[event.kind].witnessing is Witnessing.ASKED and event.witness is None
    return ", no witness recorded" if missing else _named_witness(event)


def _named_witness(event: Event) -> str:
    return f", witness: {event.witness_name or event.witness}" if event.witness is not None else ""


def _minute_mark(record: SessionRecord, event: Event) -> str:
    at = minute(record.minute(event.occurred_at))
    return f"({at} min)" if at else ""


def _detail(record: SessionRecord, event: Event) -> str:
    """The details in words: drug, amount and route first, then each by its name."""
    if not EVENT_KINDS[event.kind].dosing:
        told = told_words(record, event)
        return f": {told}" if told else ""
    detail = event.detail
    if event.kind == "rate_change":
        return _rate_words(detail)
    drug = DRUG_WORDS.get(detail.get("drug", ""), "")
    amount = f"{number(detail['amount'])} mg" if "amount" in detail else ""
    route = ROUTE_WORDS.get(detail.get("route", ""), "")
    main = " ".join(word for word in (drug, amount, route) if word)
    rest = [_named(event.kind, name, value) for name, value in detail.items() if name not in _FIRST]
    words = ", ".join([*([main] if main else []), *rest])
    return f": {words}" if words else ""


def _rate_words(detail: Mapping[str, Any]) -> str:
    """': from 50 to 30 mL/h', with what of it was given."""
    parts = [f"{name} {number(detail[name])}" for name in ("from", "to") if name in detail]
    said = " ".join([*parts, *([str(detail["unit"])] if "unit" in detail else [])])
    return f": {said}" if said else ""


def _named(kind: str, name: str, value: Any) -> str:
    text = number(value) if isinstance(value, int | float) else str(value)
    if name == "text":
        return text
    if name.endswith("_ml"):
        return f"{name.removesuffix('_ml')} {text} mL"
    in_mg = name in _IN_MG or EVENT_KINDS[kind].details.get(name) is Detail.MG
    unit = " mg" if in_mg else ""
    return f"{name.replace('_', ' ')} {text}{unit}"


def event_changes(record: SessionRecord, event: Event, after: int = 0) -> list[str]:
    """What stood before each correction, who changed it and why; the strike with its reason.

    `after` leaves out changes up to this version.
    """
    earlier = sorted((e for e in record.earlier_events if e.id == event.id), key=lambda e: e.version)
    said = []
    for old, new in pairwise([*earlier, event]):
        if new.version <= after:
            continue
        by = f"{clock_time(record, new.recorded_at)} by {new.recorded_by_name}"
        why = f": {new.change_reason}" if new.change_reason else ""
        if new.struck:
            coded = f" ({new.strike_reason.value.replace('_', ' ')})" if new.strike_reason else ""
            said.append(f"STRUCK {by}{coded}{why}.")
        else:
            was = f"{clock_time(record, old.occurred_at)}{_detail(record, old)}{_named_witness(old)}"
            said.append(f"Corrected {by}{why}; before: {was}.")
    return said

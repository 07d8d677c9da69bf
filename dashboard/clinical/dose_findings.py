"""What the dosing events of a session ask to be told about. All of them are stored; none is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from dashboard.clinical.alerts import Level
from dashboard.clinical.doses import contradictions, given
from dashboard.clinical.events import GIVING, Event
from dashboard.clinical.hold import standing_holds
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord


@dataclass(frozen=True, slots=True)
class EventFinding:
    """One thing to tell about an event; `source` is that of the alert: dose, baseline, hold or event."""

    event_id: str
    source: str
    level: Level
    text: str


def dosing_findings(record: SessionRecord) -> tuple[EventFinding, ...]:
    """One finding per event and source, loudest words first, in the order things happened."""
    gathered: dict[tuple[str, str], list[EventFinding]] = {}
    for finding in _all_findings(record):
        gathered.setdefault((finding.event_id, finding.source), []).append(finding)
    return tuple(_merged(found) for found in gathered.values())


def _merged(found: list[EventFinding]) -> EventFinding:
    ordered = sorted(found, key=lambda f: -f.level.rank)
    first = ordered[0]
    return EventFinding(first.event_id, first.source, first.level, "; ".join(f.text for f in ordered))


def _all_findings(record: SessionRecord) -> Iterator[EventFinding]:
    yield from _wrong_drug_or_route(record)
    yield from _beyond_largest(record)
    yield from _devices_too_close(record)
    for odd in contradictions(record):
        yield EventFinding(odd.event_id, "dose", Level.ADVISORY, odd.text)
    first = next((event for event in record.counted_events if event.starts_clock), None)
    if first is not None:
        yield from _started_without_baseline(record, first)
        yield from _started_against_hold(record, first)


def _wrong_drug_or_route(record: SessionRecord) -> Iterator[EventFinding]:
    protocol = record.protocol
    for event in record.counted_events:
        drug, route = event.detail.get("drug"), event.detail.get("route")
        if event.kind not in GIVING:
            continue
        if drug is not None and drug != protocol.drug:
            text = f"{DRUG_WORDS[drug]} given, protocol {DRUG_WORDS[protocol.drug].lower()}"
            yield EventFinding(event.id, "dose", Level.URGENT, text)
        if route is not None and route not in protocol.routes:
            allowed = " or ".join(ROUTE_WORDS[name] for name in protocol.routes)
            text = f"Given {ROUTE_WORDS[route]}, protocol {allowed}"
            yield EventFinding(event.id, "dose", Level.URGENT, text)


def _beyond_largest(record: SessionRecord) -> Iterator[EventFinding]:
    """Judged on the whole amount of each start, so that a running infusion is told about at once."""
    largest = record.protocol.largest_dose_mg()
    if largest is None:
        return
    total = 0.0
    for part in given(record).parts:
        total += part.full_mg or 0
        if (part.full_mg or 0) > largest or total > largest:
            alone = f"{part.full_mg:g} mg given" if part.full_mg == total else f"{total:g} mg given in all"
            yield EventFinding(part.event_id, "dose", Level.URGENT, f"{alone}, largest dose {largest:g} mg")


def _devices_too_close(record: SessionRecord) -> Iterator[EventFinding]:
    gap = record.protocol.device_gap_min
    if gap is None:
        return
    devices = [event for event in record.counted_events if event.kind == "device_given"]
    for before, event in pairwise(devices):
        apart = event.occurred_at - before.occurred_at
        if apart < timedelta(minutes=gap):
            minutes = int(apart / timedelta(minutes=1))
            text = f"Device given {minutes} min after the one before, limit {gap} min"
            yield EventFinding(event.id, "dose", Level.ADVISORY, text)


def _started_without_baseline(record: SessionRecord, first: Event) -> Iterator[EventFinding]:
    if record.baseline_reading is None:
        text = "No baseline accepted for this dose: no rise is judged"
        yield EventFinding(first.id, "baseline", Level.ADVISORY, text)


def _started_against_hold(record: SessionRecord, first: Event) -> Iterator[EventFinding]:
    for finding in standing_holds(record, first.occurred_at):
        level = Level.URGENT if finding.hard else Level.ADVISORY
        yield EventFinding(first.id, "hold", level, f"Dose started at {finding.text}")

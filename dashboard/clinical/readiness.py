"""When the patient would have been ready to leave, had there been no minimum time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.clinical.gate_case import GateCase, SeenReading, seen_readings
from dashboard.clinical.gates import MEASURED_GATES, applies
from dashboard.clinical.session_record import SessionRecord

_WORD_GIVEN = {"ok": True}
_OFF = {"off": True}


def ready_clinically_at(record: SessionRecord) -> datetime | None:
    """The first moment from which every measured gate apart from the observation time was open together.

    Judged on the values as they stand now, at the moments they were observed and at those where a wait
    (without oxygen, without vomiting) was over, up to the end of the session. What was seen afterwards and
    speaks against leaving takes the moment back; a value that merely grows old does not. What a person says
    at leaving is taken as said, for nobody says it sooner. None before that, and while the end of an
    infusion is not recorded. Aware UTC.
    """
    clock = record.clock
    rules = ((kind.judge, record.protocol.gates.get(kind.code, _OFF)) for kind in MEASURED_GATES)
    judged = [(judge, rule) for judge, rule in rules if applies(rule, record.protocol.route)]
    if clock.last_dose_event_at is None or clock.end_missing or not judged:
        return None
    ready: datetime | None = None
    seen = seen_readings(record)
    for moment in _moments(record, clock.last_dose_event_at):
        case = _case(record, seen, moment)
        verdicts = (judge(replace(case, rule=rule)) for judge, rule in judged)
        if ready is None:
            ready = moment if all(verdict.open for verdict in verdicts) else None
        elif any(verdict.seen for verdict in verdicts):
            ready = None
    return ready


def _case(record: SessionRecord, seen: Sequence[SeenReading], moment: datetime) -> GateCase:
    """What had been seen and done by then."""
    return GateCase(
        record=record, now=moment, rule=_OFF, given=_WORD_GIVEN,
        readings=tuple(r for r in seen if r.observed_at <= moment),
        events=tuple(e for e in record.counted_events if e.occurred_at <= moment),
    )  # fmt: skip


def _moments(record: SessionRecord, after: datetime) -> list[datetime]:
    until = record.session.ended_at or record.seen_at
    told = {*(r.observed_at for r in record.counted_readings), *_turns(record)}
    return sorted(moment for moment in told if after < moment <= until)


def _turns(record: SessionRecord) -> Iterator[datetime]:
    """Each event, and the moment at which what it asks to wait for is over."""
    gates = record.protocol.gates
    waits = [
        timedelta(minutes=minutes)
        for gate, name in (("vitals", "oxygen_off_min"), ("nausea", "no_vomiting_min"))
        if (minutes := gates.get(gate, {}).get(name)) is not None
    ]
    for event in record.counted_events:
        yield event.occurred_at
        if event.kind in ("oxygen_stop", "vomiting", "adverse_event"):
            yield from (event.occurred_at + wait for wait in waits)
    for reading in record.counted_readings:
        if "oxygen_flow" in reading.values:
            yield from (reading.observed_at + wait for wait in waits)

"""Sets that two people may both have charted: asked about, never dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord

SAME_MOMENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`reading` was entered after `of`, by another person, for nearly the same moment."""

    reading: Reading
    of: Reading


def probable_duplicates(record: SessionRecord) -> tuple[Duplicate, ...]:
    """Pairs within 60 s of each other that share a measured value, while nobody has said what they are.

    In the order measured. "Both are right" is an event `both_kept`; striking either answers too.
    """
    near = list(_near_each_other(record.counted_readings))
    if not near:
        return ()
    kept, authors = _kept(record), _authors(record)
    return tuple(
        Duplicate(*sorted(pair, key=_entered, reverse=True))
        for pair in near
        if authors[pair[0].id] != authors[pair[1].id] and frozenset(r.id for r in pair) not in kept
    )


def duplicate_of(record: SessionRecord, reading: Reading) -> Reading | None:
    """The set that this one may repeat, the nearest in time; None when it asks nothing."""
    pairs = [pair for pair in probable_duplicates(record) if pair.reading.id == reading.id]
    nearest = min(pairs, key=lambda p: abs(p.of.observed_at - reading.observed_at), default=None)
    return None if nearest is None else nearest.of


def _near_each_other(in_order: tuple[Reading, ...]) -> Iterator[tuple[Reading, Reading]]:
    for place, first in enumerate(in_order):
        for second in in_order[place + 1 :]:
            if second.observed_at - first.observed_at > SAME_MOMENT:
                break
            if not first.values.keys().isdisjoint(second.values):
                yield first, second


def _entered(reading: Reading) -> tuple[object, int]:
    return (reading.first_recorded_at or reading.recorded_at, reading.seq)


def _authors(record: SessionRecord) -> dict[str, str]:
    """By reading, who entered its first version; a later one is by whoever corrected it."""
    present = {r.id: r.recorded_by for r in record.readings}
    return present | {r.id: r.recorded_by for r in record.earlier_readings if r.version == 1}


def _kept(record: SessionRecord) -> frozenset[frozenset[str]]:
    said = [event.detail for event in record.counted_events if event.kind == "both_kept"]
    return frozenset(frozenset((str(d.get("reading")), str(d.get("of")))) for d in said)

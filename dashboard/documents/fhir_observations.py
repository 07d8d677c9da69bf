"""Readings as FHIR observations: one panel of pressures, and one for each other vital sign or score."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import REASON_WORDS, Measure, Reason, measure_of, measures
from dashboard.clinical.oxygen import SATURATION, oxygen_at
from dashboard.clinical.readings import QUALIFIERS, Reading, ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, LimitKind
from dashboard.documents import words
from dashboard.documents.bedside_values import sets_of
from dashboard.documents.blocks import Row
from dashboard.documents.codes import measure_codings
from dashboard.documents.fhir_shapes import (
    Resource,
    annotation,
    coded,
    concept,
    encounter,
    instant,
    local_time,
    person,
    quantity,
    resource,
    subject,
    uid,
)

PANEL = "blood_pressure"
_PAIR = ("systolic", "diastolic")
_PRESSURES = (*_PAIR, "mean_pressure")
_SCORE = "{score}"
_STATUS = {
    ReadingStatus.FINAL: "final", ReadingStatus.AMENDED: "amended", ReadingStatus.STRUCK: "entered-in-error",
}  # fmt: skip
_ABSENT = {Reason.REFUSED: "asked-declined"}
_HIGH = frozenset({LimitKind.HIGH, LimitKind.NOT_RESOLVED})


def observations(record: SessionRecord) -> list[Resource]:
    """All readings in the order of measurement, struck ones as entered in error."""
    sets = sets_of(record)
    pairs = zip(sets.readings, sets.table.rows, strict=True) if sets else ()
    return [made for reading, row in pairs for made in _of(record, reading, row)]


def observation_id(reading_id: str, code: str) -> str:
    """The id of the observation that holds this measure of this reading."""
    return uid("Observation", _key(reading_id, code))


def codes_of(reading: Reading) -> list[str]:
    """The panel and the measures that a reading says something of, each an observation."""
    told = {*reading.all_values, *reading.not_obtained}
    panel = [PANEL] if told & {*_PRESSURES} else []
    return [*panel, *(m.code for m in measures() if m.code in told and m.code not in _PRESSURES)]


def _key(reading_id: str, code: str) -> str:
    return f"{reading_id}/{PANEL if code in _PRESSURES else code}"


def _of(record: SessionRecord, reading: Reading, row: Row) -> Iterator[Resource]:
    flags = record.flags(reading)
    for code in codes_of(reading):
        if code == PANEL:
            yield _observation(record, reading, row, code, _panel(record, reading, flags))
        else:
            yield _observation(record, reading, row, code, _single(record, reading, measure_of(code), flags))


def _observation(
    record: SessionRecord, reading: Reading, row: Row, code: str, content: Mapping[str, object]
) -> Resource:
    return resource(
        "Observation", _key(reading.id, code), status=_STATUS[reading.status], subject=subject(record),
        encounter=encounter(record), effectiveDateTime=local_time(record, reading.observed_at),
        issued=instant(reading.recorded_at),
        performer=[person(reading.recorded_by, reading.recorded_by_name)], **content,
        note=annotation(*row.remarks, _remark(reading, code)),
    )  # fmt: skip


def _remark(reading: Reading, code: str) -> str:
    computed = "Mean pressure is computed." if code == PANEL and reading.derived else ""
    source = "" if reading.source == "manual" else f"Source: {reading.source}."
    return f"{computed} {source}".strip()


def _panel(record: SessionRecord, reading: Reading, flags: Sequence[Flag]) -> Resource:
    told = {*reading.all_values, *reading.not_obtained}
    parts = [code for code in _PRESSURES if code in _PAIR or code in told]
    arm = reading.qualifiers.get("arm")
    return {
        "category": _category("vital-signs"),
        "code": concept(record, "panel", PANEL, "Blood pressure"),
        "bodySite": concept(record, "arm", arm, QUALIFIERS["arm"][arm]) if arm else None,
        "component": [
            *(_measured(record, reading, measure_of(code), flags) for code in parts),
            *(_context(record, reading, name) for name in ("position", "cuff") if name in reading.qualifiers),
        ],
    }


def _context(record: SessionRecord, reading: Reading, name: str) -> Resource:
    value = reading.qualifiers[name]
    label = {"position": "Body position", "cuff": "Cuff size"}[name]
    return {
        "code": concept(record, "component", name, label),
        "valueCodeableConcept": concept(record, name, value, QUALIFIERS[name][value]),
    }


def _single(record: SessionRecord, reading: Reading, measure: Measure, flags: Sequence[Flag]) -> Resource:
    category = "survey" if measure.ucum == _SCORE else "vital-signs"
    measured = {"category": _category(category), **_measured(record, reading, measure, flags)}
    flow = oxygen_at(record, reading.observed_at) if _on_oxygen(reading, measure) else None
    return measured if flow is None else {**measured, "component": [_flow(record, flow)]}


def _on_oxygen(reading: Reading, measure: Measure) -> bool:
    return measure.code == SATURATION and SATURATION in reading.values


def _flow(record: SessionRecord, flow: float) -> Resource:
    """The oxygen that an SpO2 was taken under, as the profile of pulse oximetry has it."""
    measure = measure_of("oxygen_flow")
    code = {"coding": measure_codings(measure, record.session_date), "text": measure.label}
    if not flow:
        return {"code": code, "dataAbsentReason": coded("data-absent-reason", "unknown", "not stated")}
    return {"code": code, "valueQuantity": quantity(flow, words.unit_of(measure), measure.ucum)}


def _measured(record: SessionRecord, reading: Reading, measure: Measure, flags: Sequence[Flag]) -> Resource:
    """What was measured, its value or why there is none, and what it crosses."""
    codes = measure_codings(measure, record.session_date)
    code = {"coding": codes, "text": measure.note_phrase or measure.label}
    if measure.code not in reading.all_values:
        return {"code": code, "dataAbsentReason": _absent(reading.not_obtained.get(measure.code))}
    value = quantity(reading.all_values[measure.code], words.unit_of(measure), measure.ucum)
    crossed = [_crossed(flag) for flag in flags if flag.measure == measure.code]
    return {"code": code, "valueQuantity": value, "interpretation": crossed}


def _absent(reason: Reason | None) -> Resource:
    if reason is None:
        return coded("data-absent-reason", "unknown", "not recorded")
    return coded("data-absent-reason", _ABSENT.get(reason, "not-performed"), REASON_WORDS[reason])


def _crossed(flag: Flag) -> Resource:
    """High and low have codes, doubled when urgent; a rise over the baseline has words alone."""
    text = f"{words.level(flag.level)}: {words.limit(flag.limit)}"
    letter = "H" if flag.limit.kind in _HIGH else "L" if flag.limit.kind is LimitKind.LOW else ""
    if not letter:
        return {"text": text}
    return coded("v3-ObservationInterpretation", letter * (2 if flag.level is Level.URGENT else 1), text)


def _category(code: str) -> list[Resource]:
    return [coded("observation-category", code)]

"""A crossed limit in words, as alerts, banner and note say it: measure, value, limit, time."""

from dashboard.clinical.instruments import measure_of, shown, spoken_answer
from dashboard.clinical.oxygen import measured_words
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Flag, Limit, LimitKind, judged_from


def finding_words(record: SessionRecord, reading: Reading, flag: Flag) -> str:
    """For example "Systolic 186, limit 180" or "Systolic 170, +42 over baseline 128, limit +40"."""
    limit = flag.limit
    value = reading.all_values[flag.measure]
    said = f"{measure_of(flag.measure).label} {measured_words(record, reading, flag.measure)}"
    match limit.kind:
        case LimitKind.HIGH | LimitKind.LOW:
            spoken = spoken_answer(flag.measure, value).removeprefix("answers ")
            words = (said, spoken, f"limit {shown(flag.measure, limit.value)}")
            return ", ".join(part for part in words if part)
        case LimitKind.RISE | LimitKind.RISE_PERCENT:
            return f"{said}, {_rise_words(record, limit, value)}"
        case LimitKind.NOT_RESOLVED:
            return f"{said}{_when_words(record, reading, limit)}"


def _rise_words(record: SessionRecord, limit: Limit, value: float) -> str:
    base = record.baseline_reading
    start = base.values[limit.measure] if base is not None else 0
    after_dose = " (baseline after dose)" if record.baseline_after_dose else ""
    over = f"over baseline {shown(limit.measure, start)}{after_dose}"
    if limit.kind is LimitKind.RISE:
        return f"+{shown(limit.measure, value - start)} {over}, limit +{shown(limit.measure, limit.value)}"
    return f"+{int((value - start) / start * 100)} % {over}, limit +{limit.value:g} %"


def _when_words(record: SessionRecord, reading: Reading, limit: Limit) -> str:
    now = record.minute(reading.observed_at)
    moment = judged_from(limit, record.circumstances(reading))
    after = record.minute(moment) if moment is not None else None
    words = f", limit {shown(limit.measure, limit.value)}"
    if now is None or after is None:
        return words
    return f" at {int(now)} min{words} after {int(after)} min"

"""The blood pressures and oximetry of a REMS worksheet: each from its window, or blank with the reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dashboard.clinical.instruments import shown
from dashboard.clinical.oxygen import SATURATION, under_oxygen
from dashboard.clinical.readings import Reading, blood_pressure
from dashboard.clinical.rems_fields import BY_A_PERSON, Case, WorksheetField, minute_words, reading_remarks
from dashboard.clinical.schedule_plan import CheckKind, plan_of

# Where a protocol has no check before the dose: what the shipped ones ask for.
BEFORE_DOSE = timedelta(minutes=30)
AT_40 = timedelta(minutes=40)
EARLIEST, LATEST = timedelta(minutes=35), timedelta(minutes=50)
BEFORE_END = timedelta(minutes=15)
PRESSURES = ("systolic", "diastolic")
NO_DEVICE = "No device is recorded."
NOT_ENDED = "The session has not ended."
NO_VALUES = "No blood pressure stands beside this answer."


def vital_fields(case: Case) -> tuple[WorksheetField, ...]:
    """Acceptable or not, and blood pressure, before the dose, at 40 minutes and before completion."""
    before, at_40, after = pressure_before(case), pressure_at_40(case), pressure_before_completion(case)
    return (
        _acceptable(case, "acceptable_before", before),
        _acceptable(case, "acceptable_after", after),
        _pressure(case, "pressure_before", "BP before the dose", before, _why_not_before(case)),
        _pressure(case, "pressure_at_40", "BP at 40 min", at_40, _why_not_at_40(case)),
        _pressure(case, "pressure_after", "BP before completion", after, _why_not_after(case)),
        _oximetry(case),
    )


def pressure_before(case: Case) -> Reading | None:
    """The accepted baseline if it lies in the time before the first device that the protocol's check before
    the dose gives, else the last such blood pressure."""
    first = case.first_device_at
    if first is None:
        return None
    pairs = [r for r in _pairs(case) if first - _before_dose(case) <= r.observed_at <= first]
    base = case.record.baseline_reading
    return base if base in pairs else pairs[-1] if pairs else None


def pressure_at_40(case: Case) -> Reading | None:
    """Of those from 35 to 50 minutes after the first device the nearest to 40, the earlier when equal."""
    first = case.first_device_at
    if first is None:
        return None
    found = [r for r in _pairs(case) if EARLIEST <= r.observed_at - first <= LATEST]
    return min(found, key=lambda r: abs(r.observed_at - first - AT_40), default=None)


def pressure_before_completion(case: Case) -> Reading | None:
    """The last one after the first device and within 15 minutes before the end."""
    first, end = case.first_device_at, case.record.session.ended_at
    if first is None or end is None:
        return None
    found = [r for r in _pairs(case) if max(first, end - BEFORE_END) <= r.observed_at <= end]
    return found[-1] if found else None


def _before_dose(case: Case) -> timedelta:
    rules = plan_of(case.record.protocol).rules
    return max((-rule.opens for rule in rules if rule.kind is CheckKind.BASELINE), default=BEFORE_DOSE)


def _acceptable(case: Case, code: str, reading: Reading | None) -> WorksheetField:
    """A person's word beside the values; one that was given before these values stood is looked at again."""
    field = case.asked(code, flag=BY_A_PERSON, beside=_seen(case, reading))
    if field.answered is None or (reading and reading.recorded_at <= field.answered.at):
        return field
    return replace(field, flag="The values beside it changed after this answer." if reading else NO_VALUES)


def _pairs(case: Case) -> Sequence[Reading]:
    """Unstruck readings that hold both pressures, in the order observed."""
    return [r for r in case.record.counted_readings if all(code in r.values for code in PRESSURES)]


def _pressure(case: Case, code: str, label: str, reading: Reading | None, why_not: str) -> WorksheetField:
    if reading is None:
        return WorksheetField(code=code, label=label, unit="mmHg", flag=why_not)
    return WorksheetField(
        code=code, label=label, text=blood_pressure(reading.values) or "", unit="mmHg",
        remarks=reading_remarks(reading, PRESSURES), sources=(case.of_reading(reading),),
    )  # fmt: skip


def _seen(case: Case, reading: Reading | None) -> tuple[str, ...]:
    """The values of that reading beside which a person says whether they were acceptable."""
    if reading is None:
        return ()
    values = reading.values
    parts = [f"BP {blood_pressure(values)}"]
    named = (("heart_rate", "HR", ""), ("spo2", "SpO2", " %"), ("respiratory_rate", "RR", ""))
    under = {SATURATION: under_oxygen(case.record, reading.observed_at)}
    parts += [
        f"{name} {shown(code, values[code])}{unit}{under.get(code, '')}"
        for code, name, unit in named
        if code in values
    ]
    return (f"{', '.join(parts)}, {minute_words(case.minute(reading.observed_at))}",)


def _why_not_before(case: Case) -> str:
    if case.first_device_at is None:
        return NO_DEVICE
    minutes = _before_dose(case) // timedelta(minutes=1)
    return f"No blood pressure in the {minutes} min before the first device."


def _why_not_at_40(case: Case) -> str:
    return "No reading between 35 and 50 min." if case.first_device_at else NO_DEVICE


def _why_not_after(case: Case) -> str:
    if case.first_device_at is None:
        return NO_DEVICE
    if case.record.session.ended_at is None:
        return NOT_ENDED
    return "No reading in the last 15 min before the end."


def _oximetry(case: Case) -> WorksheetField:
    label = "Oximetry checks"
    found = [r for r in case.record.counted_readings if "spo2" in r.values]
    if not found:
        return WorksheetField(code="oximetry", label=label, flag="No oxygen saturation is recorded.")
    lowest = min(found, key=lambda r: r.values["spo2"])
    values, low = [_saturation(case, r) for r in found], _saturation(case, lowest)
    return WorksheetField(
        code="oximetry", label=label, text=f"{len(found)}, lowest {low}", beside=(", ".join(values),),
        remarks=tuple(dict.fromkeys(m for r in found for m in reading_remarks(r, ("spo2",)))),
        sources=tuple(case.of_reading(r) for r in found),
    )  # fmt: skip


def _saturation(case: Case, reading: Reading) -> str:
    """'93 % on 2 L/min at 40 min'."""
    under = under_oxygen(case.record, reading.observed_at)
    value = shown(SATURATION, reading.values[SATURATION])
    return f"{value} %{under} {minute_words(case.minute(reading.observed_at))}".strip()

"""What is asked about a weight or a dose before it is stored. Amounts are mg; nothing here refuses."""

from datetime import datetime, timedelta

from dashboard.clinical.protocols import Protocol
from dashboard.clinical.session_record import SessionRecord

MORE_THAN_LAST = 1.25
HOURS_BETWEEN_DOSES = 20
WEIGHT_CHANGE = 0.10
POUNDS_PER_KG = 2.204_622_6
# Below what any syringe shows: sums of decimals are never told apart by it.
SAME_MG = 0.005


def dose_questions(
    protocol: Protocol,
    amount_mg: float,
    weight_kg: float | None,
    last_dose_mg: float | None,
    hours_since_last: float | None,
) -> list[str]:
    """What is asked about a planned or given dose; an empty list when nothing is. Nothing here refuses."""
    asked = [*_range_questions(protocol, amount_mg), *_weight_questions(protocol, amount_mg, weight_kg)]
    if last_dose_mg and amount_mg > last_dose_mg * MORE_THAN_LAST:
        more = (amount_mg / last_dose_mg - 1) * 100
        asked.append(f"{amount_mg:g} mg is {more:.0f} % above the last session's {last_dose_mg:g} mg.")
    if hours_since_last is not None and hours_since_last < HOURS_BETWEEN_DOSES:
        asked.append(f"The last dose was {int(hours_since_last)} h ago, less than {HOURS_BETWEEN_DOSES} h.")
    return asked


def weight_question(weight_kg: float, last_weight_kg: float | None) -> str | None:
    """Asked at a patient's first weight and at a change over 10 %: the kilograms, read back in pounds."""
    pounds = round(weight_kg * POUNDS_PER_KG)
    if last_weight_kg is None:
        return f"Kilograms? {weight_kg:g} kg is {pounds} lb."
    if abs(weight_kg - last_weight_kg) <= WEIGHT_CHANGE * last_weight_kg:
        return None
    return f"Kilograms? {weight_kg:g} kg is {pounds} lb; the last weight was {last_weight_kg:g} kg."


def drawn_question(drawn: float | None, given: float | None, wasted: float | None) -> str | None:
    """Asked when what was drawn up is not what was given and wasted together; None when nothing is."""
    if drawn is None or (given is None and wasted is None):
        return None
    used = (given or 0) + (wasted or 0)
    if abs(drawn - used) < SAME_MG:
        return None
    parts = ((given, "given"), (wasted, "wasted"))
    said = " and ".join(f"{amount:g} mg {word}" for amount, word in parts if amount is not None)
    if drawn < used:
        return f"{drawn:g} mg drawn is less than {said}."
    return f"{drawn:g} mg drawn, {said}: {round(drawn - used, 2):g} mg left over."


def next_device_at(record: SessionRecord) -> datetime | None:
    """When the next device may be given: the protocol's gap after the last one; None before the first."""
    gap = record.protocol.device_gap_min
    given = [e.occurred_at for e in record.counted_events if e.kind == "device_given"]
    return given[-1] + timedelta(minutes=gap) if given and gap is not None else None


def device_question(record: SessionRecord, at: datetime) -> str | None:
    """Asked when a device would be given at this moment, sooner than the gap after the one before it."""
    gap = record.protocol.device_gap_min
    before = [e for e in record.counted_events if e.kind == "device_given" and e.occurred_at <= at]
    if gap is None or not before or at - before[-1].occurred_at >= timedelta(minutes=gap):
        return None
    minutes = int((at - before[-1].occurred_at) / timedelta(minutes=1))
    place = len(before)
    after = "the first" if place == 1 else f"device {place}"
    return f"Device {place + 1} at {minutes} min after {after}. Give anyway?"


def _range_questions(protocol: Protocol, amount_mg: float) -> list[str]:
    ask, asked = protocol.dose_ask, []
    if ask.mg is not None and not ask.mg[0] <= amount_mg <= ask.mg[1]:
        asked.append(f"{amount_mg:g} mg lies outside {ask.mg[0]:g} to {ask.mg[1]:g} mg.")
    if ask.step_mg and amount_mg % ask.step_mg:
        asked.append(f"{amount_mg:g} mg is not a multiple of {ask.step_mg:g} mg.")
    return asked


def _weight_questions(protocol: Protocol, amount_mg: float, weight_kg: float | None) -> list[str]:
    bounds = protocol.dose_ask.per_kg_mg
    if bounds is None:
        return []
    if not weight_kg:
        return ["No weight: the dose per kg cannot be judged."]
    # Rounded far below any dose step, so that 0.2 mg/kg typed as milligrams stays 0.2.
    if bounds[0] <= round(amount_mg / weight_kg, 6) <= bounds[1]:
        return []
    per_kg = f"{amount_mg / weight_kg:.2f}".removesuffix("0")
    return [f"{amount_mg:g} mg is {per_kg} mg/kg, outside {bounds[0]:g} to {bounds[1]:g} mg/kg."]

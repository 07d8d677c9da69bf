"""What a protocol under REMS cannot do without: its floor, a pressure about minute 40, and oximetry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.clinical.check_lines import PAIR
from dashboard.clinical.errors import FieldError
from dashboard.clinical.schedule_plan import Anchor, Until

# The worksheet takes its second pressure from these minutes after the first device.
ABOUT_FORTY = range(35, 51)


def under_rems(document: Mapping[str, Any]) -> bool:
    """Esketamine, and whatever is given by devices, keeps the floor whatever the document says of REMS."""
    by_device = document.get("devices_mg") is not None
    return by_device or document.get("drug") == "esketamine" or document.get("rems") is True


def rems_errors(document: Mapping[str, Any]) -> Iterator[FieldError]:
    """Whether REMS is on where it must be."""
    rems = document.get("rems")
    if rems is not None and not isinstance(rems, bool):
        yield FieldError("rems", "wrong_type", "This must be true or false.")
    elif under_rems(document) and not rems:
        given = "Esketamine is" if document.get("drug") == "esketamine" else "Nasal devices are"
        words = f"{given} under REMS; without it the floor of the observation would fall away."
        yield FieldError("rems", "under_floor", words)


def rems_check_errors(
    document: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]
) -> Iterator[FieldError]:
    """What the checks of a protocol under REMS lack; each check is well formed by itself."""
    if not under_rems(document):
        return
    yield from _forty_errors(checks, document.get("planned_duration_min"))
    for place, check in enumerate(checks):
        taken = set(check["measures"])
        if check.get("required", True) and taken >= {*PAIR} and "spo2" not in taken:
            words = "Under REMS SpO2 is taken with every blood pressure."
            yield FieldError(f"checks.{place}.measures", "gap", words)


def _forty_errors(checks: Sequence[Mapping[str, Any]], planned: Any) -> Iterator[FieldError]:
    about = [place for place, check in enumerate(checks) if _due_about_forty(check, planned)]
    if any(checks[n].get("required", True) and {*PAIR} <= set(checks[n]["measures"]) for n in about):
        return
    field = "checks"
    if about:
        pressed = {*PAIR} <= set(checks[about[0]]["measures"])
        field = f"checks.{about[0]}.{'required' if pressed else 'measures'}"
    words = f"REMS asks for a blood pressure {ABOUT_FORTY[0]} to {ABOUT_FORTY[-1]} min after the start."
    yield FieldError(field, "gap", words)


def _due_about_forty(check: Mapping[str, Any], planned: Any) -> bool:
    if check["anchor"] != Anchor.DOSE_START:
        return False
    if "every_min" not in check:
        return any(minute in ABOUT_FORTY for minute in check.get("at_min", ()))
    every, first = check["every_min"], check.get("from_min", check["every_min"])
    ends = planned if check["until"] == Until.DOSE_END else ABOUT_FORTY[-1]
    return any(minute in ABOUT_FORTY for minute in range(first, ends + 1, every))

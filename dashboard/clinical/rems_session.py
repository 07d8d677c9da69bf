"""The treatment session of a REMS worksheet: date, dose, lots, minutes of monitoring and until ready."""

from collections.abc import Sequence
from datetime import datetime

from dashboard.clinical.doses import given
from dashboard.clinical.events import Event
from dashboard.clinical.readiness import ready_clinically_at
from dashboard.clinical.rems_fields import Case, Source, WorksheetField, event_remarks
from dashboard.clinical.rems_vitals import NO_DEVICE, NOT_ENDED
from dashboard.clinical.session_record import SessionRecord

LEAST_MIN = 120
# As the form writes dates, with the order named beside it.
DATE = "%m/%d/%Y"
DATE_ORDER = "month/day/year"
_NOTED_DOSES = (56, 84)


def devices_given(record: SessionRecord) -> list[Event]:
    """The unstruck devices in the order they were given."""
    return [event for event in record.counted_events if event.kind == "device_given"]


def first_device_at(record: SessionRecord) -> datetime | None:
    """When the first device was given, which is minute 0 of the form; None while none is recorded."""
    return next((event.occurred_at for event in devices_given(record)), None)


def session_fields(case: Case) -> tuple[WorksheetField, ...]:
    """Date, dose, lot numbers, minutes of monitoring and minutes until ready."""
    devices = devices_given(case.record)
    return (
        _date(case, devices), _dose(case, devices), _lots(case, devices), _total_minutes(case, devices),
        _ready_minutes(case),
    )  # fmt: skip


def _date(case: Case, devices: Sequence[Event]) -> WorksheetField:
    code, label = "treated_on", "Date of treatment"
    if case.first_device_at is None:
        return WorksheetField(code=code, label=label, unit=DATE_ORDER, flag=NO_DEVICE)
    return WorksheetField(
        code=code, label=label, text=f"{case.record.local(case.first_device_at):{DATE}}", unit=DATE_ORDER,
        sources=(case.of_event(devices[0]),), remarks=event_remarks(devices[:1]),
    )  # fmt: skip


def _dose(case: Case, devices: Sequence[Event]) -> WorksheetField:
    code, label = "dose", "Dose"
    if not devices:
        return WorksheetField(code=code, label=label, flag=NO_DEVICE)
    sources, total = tuple(case.of_event(event) for event in devices), given(case.record)
    count = f"{len(devices)} device{'s' if len(devices) > 1 else ''}"
    if total.amount_mg is None:
        return WorksheetField(
            code=code, label=label, unit="mg", flag=" ".join(total.unclear), beside=(count,), sources=sources
        )
    amount = f"{total.amount_mg:g} mg"
    text = amount if total.amount_mg in _NOTED_DOSES else f"Other: {amount}"
    return WorksheetField(
        code=code, label=label, text=text, sources=sources, remarks=(count, *event_remarks(devices))
    )


def _lots(case: Case, devices: Sequence[Event]) -> WorksheetField:
    code, label = "lots", "Lot numbers"
    if not devices:
        return WorksheetField(code=code, label=label, flag=NO_DEVICE)
    named = [(event.detail.get("number", place), _lot(event)) for place, event in enumerate(devices, start=1)]
    without = [f"device {number}" for number, lot in named if not lot]
    told = [event for event in devices if _lot(event)]
    return WorksheetField(
        code=code, label=label, text=", ".join(dict.fromkeys(lot for _, lot in named if lot)),
        flag=f"No lot recorded for {', '.join(without)}." if without else "",
        sources=tuple(case.of_event(event) for event in told), remarks=event_remarks(told),
    )  # fmt: skip


def _lot(event: Event) -> str:
    return str(event.detail.get("lot") or "").strip()


def _total_minutes(case: Case, devices: Sequence[Event]) -> WorksheetField:
    code, label, unit = "total_minutes", "First device to end of monitoring", "min"
    end = case.record.session.ended_at
    if case.first_device_at is None or end is None:
        why_not = NO_DEVICE if case.first_device_at is None else NOT_ENDED
        return WorksheetField(code=code, label=label, unit=unit, flag=why_not)
    minutes = case.whole_minutes(end)
    ended = Source(kind="session", id=case.record.session.id, at=end, minute=case.minute(end))
    return WorksheetField(
        code=code, label=label, text=str(minutes), unit=unit,
        flag=f"Under {LEAST_MIN} min." if minutes < LEAST_MIN else "",
        sources=(case.of_event(devices[0]), ended),
    )  # fmt: skip


def _ready_minutes(case: Case) -> WorksheetField:
    code, label, unit = "ready_minutes", "Would have been ready after", "min"
    ready = ready_clinically_at(case.record)
    if case.first_device_at is None:
        return WorksheetField(code=code, label=label, unit=unit, flag=NO_DEVICE)
    if ready is None:
        flag = "The recorded values were never all good together."
        return case.asked(code, flag=flag, label=label, unit=unit)
    source = Source(kind="session", id=case.record.session.id, at=ready, minute=case.minute(ready))
    return WorksheetField(
        code=code, label=label, text=str(case.whole_minutes(ready)), unit=unit, sources=(source,)
    )

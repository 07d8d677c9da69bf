"""Times as they are written on every screen: in the clinic's zone, with the day when it is another one."""

from datetime import datetime, timedelta

from dashboard.clinical.session_record import SessionRecord

MINUTE = timedelta(minutes=1)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_time(record: SessionRecord, at: datetime) -> str:
    """14:04, or 22 Nov 14:04 on another day than the session's."""
    local = record.local(at)
    day = "" if local.date() == record.session_date else f"{local.day} {MONTHS[local.month - 1]} "
    return f"{day}{local:%H:%M}"


def late_words(record: SessionRecord, stored_at: datetime, by: timedelta) -> str:
    """A late entry's mark with both its times: "LATE ENTRY 18 min: measured 13:50, entered 14:08"."""
    times = f"measured {clock_time(record, stored_at - by)}, entered {clock_time(record, stored_at)}"
    return f"LATE ENTRY {by // MINUTE} min: {times}"

"""One line per session, for the patient's page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dashboard.clinical import doses
from dashboard.clinical.alerts import Level
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.trends import minutes_observed, session_summary

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "session_id", "session_date", "protocol", "dose_mg", "peak_systolic", "peak_systolic_minute",
    "max_dissociation", "readings", "beyond_limits", "minutes_observed", "state", "end",
)  # fmt: skip


def session_summaries(records: Iterable[SessionRecord]) -> "pd.DataFrame":
    """A row per session with COLUMNS, oldest first; missing numbers are None.

    `beyond_limits` counts readings with an advisory or urgent flag.
    """
    # Loaded here: it takes half a second that neither a command nor the start should pay (web/screens.py).
    import pandas as pd

    ordered = sorted(records, key=lambda r: r.clock.started_at or r.session.opened_at)
    return pd.DataFrame([_line(r) for r in ordered], columns=list(COLUMNS), dtype=object)


def _line(record: SessionRecord) -> dict[str, Any]:
    summary = session_summary(record)
    systolic, dissociation = summary.course("systolic"), summary.symptom("dissociation")
    return {
        "session_id": record.session.id,
        "session_date": record.session_date,
        "protocol": record.protocol.label,
        "dose_mg": doses.given(record).amount_mg,
        "peak_systolic": systolic.highest.value if systolic else None,
        "peak_systolic_minute": systolic.highest.minute if systolic else None,
        "max_dissociation": dissociation.peak.value if dissociation else None,
        "readings": summary.readings,
        "beyond_limits": sum(_is_beyond(record, r) for r in record.counted_readings),
        "minutes_observed": minutes_observed(record),
        "state": record.state.value,
        "end": record.session.end.value if record.session.end else None,
    }


def _is_beyond(record: SessionRecord, reading: Reading) -> bool:
    return any(flag.level is not Level.INFO for flag in record.flags(reading))

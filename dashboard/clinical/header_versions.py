"""The versions of a session's header with the names that stood in each, for telling what was changed."""

from dataclasses import dataclass

from dashboard.clinical.sessions import TreatmentSession


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderVersion:
    """One version of a header; `changed_by_name` made it. None is nobody named."""

    session: TreatmentSession
    changed_by_name: str
    room: str
    nurse: str | None
    clinician: str | None

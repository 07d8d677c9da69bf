"""Who may do what: roles grant permissions, and every door asks for one permission."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dashboard.clinical.errors import NotPermitted


class Role(StrEnum):
    """What a person is in the clinic; one person may hold several."""

    NURSE = "nurse"
    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing a person may ask of the clinic."""

    SIGNED_IN = "signed_in"
    VIEW_RECORDS = "view_records"
    RECORD_READING = "record_reading"
    RECORD_EVENT = "record_event"
    CORRECT_RECORD = "correct_record"
    MANAGE_SESSION = "manage_session"
    EDIT_PATIENT = "edit_patient"
    ACKNOWLEDGE_ALERT = "acknowledge_alert"
    DISCHARGE = "discharge"
    OVERRIDE_GATE = "override_gate"
    CHANGE_RULES_LATE = "change_rules_late"
    OVERRIDE_LIMITS = "override_limits"
    MANAGE_RULES = "manage_rules"
    APPROVE_RULES = "approve_rules"
    MERGE_PATIENTS = "merge_patients"
    SIGN_NOTE = "sign_note"
    ADD_ADDENDUM = "add_addendum"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CLINIC = "manage_clinic"
    MANAGE_ROOMS = "manage_rooms"
    EXPORT_RECORDS = "export_records"
    READ_AUDIT = "read_audit"


_AT_THE_BEDSIDE = frozenset(
    {
        Permission.SIGNED_IN,
        Permission.VIEW_RECORDS,
        Permission.RECORD_READING,
        Permission.RECORD_EVENT,
        Permission.CORRECT_RECORD,
        Permission.MANAGE_SESSION,
        Permission.EDIT_PATIENT,
        Permission.ACKNOWLEDGE_ALERT,
        Permission.DISCHARGE,
        Permission.ADD_ADDENDUM,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.NURSE: _AT_THE_BEDSIDE,
    Role.CLINICIAN: _AT_THE_BEDSIDE
    | {
        Permission.OVERRIDE_GATE,
        Permission.CHANGE_RULES_LATE,
        Permission.OVERRIDE_LIMITS,
        Permission.APPROVE_RULES,
        Permission.MERGE_PATIENTS,
        Permission.SIGN_NOTE,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.VIEW_RECORDS,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_CLINIC,
            Permission.MANAGE_ROOMS,
            Permission.MANAGE_RULES,
            Permission.MERGE_PATIENTS,
            Permission.EXPORT_RECORDS,
            Permission.READ_AUDIT,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) who asks; identity comes only from the server's own sign-in."""

    user_id: str
    username: str
    display_name: str
    roles: frozenset[Role]
    request_id: str = ""
    operating_system_user: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles grants this."""
        return permission in granted(self.roles)

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless one of the person's roles grants this."""
        if not self.may(permission):
            raise NotPermitted(f"Your role does not allow this ({permission.value.replace('_', ' ')}).")


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    """All that these roles allow together."""
    return frozenset().union(*(GRANTS[role] for role in roles))


SYSTEM = Actor(user_id="system", username="system", display_name="Chairside", roles=frozenset())

"""The clinic's own page: name, time zone, emergency text, address."""

from dataclasses import asdict, replace
from zoneinfo import available_timezones

from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rooms import Address, ClinicProfile
from dashboard.clinical.texts import text_error
from dashboard.store import clinic as clinic_store

NAME_LENGTH = 120
EMERGENCY_LENGTH = 1000
ADDRESS_LENGTH = 120


def checked_profile(
    profile: ClinicProfile,
    *,
    name: str | None = None,
    time_zone: str | None = None,
    emergency_text: str | None = None,
    address: Address | None = None,
) -> ClinicProfile:
    """The profile with these changes; InvalidEntry names what is wrong."""
    changed = replace(
        profile, name=profile.name if name is None else name.strip(),
        time_zone=time_zone or profile.time_zone,
        emergency_text=profile.emergency_text if emergency_text is None else emergency_text,
        address=profile.address if address is None else address,
    )  # fmt: skip
    errors = [
        text_error("name", "The clinic's name", changed.name, NAME_LENGTH, required=True),
        text_error("emergency_text", "The emergency text", changed.emergency_text, EMERGENCY_LENGTH),
        *_address_errors(changed.address),
    ]
    if changed.time_zone not in available_timezones():
        errors.append(
            FieldError("time_zone", "unknown_zone", f"{changed.time_zone} is not an IANA time zone.")
        )
    if found := [e for e in errors if e]:
        raise InvalidEntry(found)
    return changed


def _address_errors(address: Address | None) -> list[FieldError | None]:
    parts = asdict(address) if address else {}
    return [
        text_error(f"address.{name}", name.replace("_", " ").capitalize(), text, ADDRESS_LENGTH)
        for name, text in parts.items()
    ]


def change_clinic(
    clinic: Clinic,
    actor: Actor,
    *,
    name: str | None = None,
    time_zone: str | None = None,
    emergency_text: str | None = None,
    address: Address | None = None,
) -> ClinicProfile:
    """Change the clinic's details; the earlier version is kept."""
    with clinic.work(actor, Permission.MANAGE_CLINIC) as work:
        before = clinic_store.load_clinic(work.db)
        changed = checked_profile(
            before, name=name, time_zone=time_zone, emergency_text=emergency_text, address=address
        )
        clinic_store.add_clinic_version(work.db, changed, work.now, actor.user_id)
        work.audit(AuditKind.CLINIC_CHANGED, "clinic", "clinic")
        work.announce("config")
        return changed


def clinic_profile(clinic: Clinic, actor: Actor) -> ClinicProfile:
    """The clinic's details."""
    with clinic.look(actor, Permission.SIGNED_IN) as look:
        return clinic_store.load_clinic(look.db)

"""How people are named and reached on forms: everybody writes their own, an administrator all."""

import re
from dataclasses import asdict, replace

from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound
from dashboard.clinical.people import Contact
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.texts import text_error
from dashboard.store import users as users_store

CONTACT_LENGTH = 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def own_contact(clinic: Clinic, actor: Actor) -> Contact:
    """What stands of oneself; empty parts where nothing was written."""
    with clinic.look(actor, Permission.SIGNED_IN) as look:
        user = users_store.load_user(look.db, actor.user_id)
        return (user.contact if user else None) or Contact()


def change_own_contact(clinic: Clinic, actor: Actor, contact: Contact) -> Contact:
    """Write one's own; InvalidEntry names what is wrong. Nobody but an administrator writes another's."""
    check_contact(contact)
    with clinic.work(actor, Permission.SIGNED_IN) as work:
        user = users_store.load_user(work.db, actor.user_id)
        if user is None:
            raise NotFound("There is no such person.")
        users_store.update_user(work.db, replace(user, contact=contact))
        work.audit(AuditKind.USER_CHANGED, "user", user.id, changed=["contact"])
        work.announce("config")
        return contact


def check_contact(contact: Contact | None, within: str = "") -> None:
    """Refuse what cannot be stored, or is no email address; `within` stands before each field's name."""
    texts = asdict(contact) if contact else {}
    found = (
        text_error(f"{within}{name}", name.replace("_", " ").capitalize(), text, CONTACT_LENGTH)
        for name, text in texts.items()
    )
    errors = [error for error in found if error]
    email = texts.get("email", "")
    if email and not _EMAIL.fullmatch(email):
        errors.append(FieldError(f"{within}email", "form", "This is no address such as name@clinic.org."))
    if errors:
        raise InvalidEntry(errors)

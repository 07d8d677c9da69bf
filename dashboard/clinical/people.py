"""The people of the clinic who sign in."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.roles import Actor, Role

PASSWORD_LENGTH = (12, 128)
USERNAME_LENGTH = (2, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a person is named and reached on forms; empty where nothing was written."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account. `disabled_at` ends every sign-in of theirs."""

    id: str
    username: str
    display_name: str
    roles: frozenset[Role]
    created_at: datetime
    disabled_at: datetime | None = None
    contact: Contact | None = None

    def actor(self, request_id: str = "") -> Actor:
        """This person as the one who asks."""
        return Actor(self.id, self.username, self.display_name, self.roles, request_id)


def check_password(password: str, field_name: str = "password") -> None:
    """Raise InvalidEntry unless the password has 12 to 128 characters; no composition rules."""
    low, high = PASSWORD_LENGTH
    if not low <= len(password) <= high:
        text = f"A password has {low} to {high} characters; this one has {len(password)}."
        raise InvalidEntry([FieldError(field_name, "length", text)])


def check_username(username: str, field_name: str = "username") -> None:
    """Raise InvalidEntry unless the name has 2 to 64 printable characters and no spaces."""
    low, high = USERNAME_LENGTH
    if not low <= len(username) <= high or any(c.isspace() or not c.isprintable() for c in username):
        text = f"A username has {low} to {high} characters without spaces."
        raise InvalidEntry([FieldError(field_name, "form", text)])

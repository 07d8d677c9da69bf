"""The clinic's people: adding, changing and disabling them, and one's own password."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dashboard.actions import passwords
from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.contacts import check_contact
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.people import Contact, User, check_password, check_username
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role
from dashboard.clinical.texts import text_error
from dashboard.store import sign_ins as sign_ins_store
from dashboard.store import users as users_store

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to add; an empty display name becomes the username."""

    username: str
    display_name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """What to change about a person; None leaves it."""

    display_name: str | None = None
    roles: frozenset[Role] | None = None
    disabled: bool | None = None
    password: str | None = None
    contact: Contact | None = None


def checked_user(clinic: Clinic, new: NewUser) -> tuple[User, str]:
    """The person and the password's hash; InvalidEntry names what is wrong."""
    check_username(new.username)
    check_password(new.password)
    if error := text_error("display_name", "Display name", new.display_name, NAME_LENGTH):
        raise InvalidEntry([error])
    if not new.roles:
        raise InvalidEntry([FieldError("roles", "required", "Give at least one role.")])
    user = User(
        id=clinic.new_id(), username=new.username, display_name=new.display_name.strip() or new.username,
        roles=new.roles, created_at=clinic.now(),
    )  # fmt: skip
    return user, passwords.hashed(new.password)


def add_user(clinic: Clinic, actor: Actor, new: NewUser, once: Once | None = None) -> User:
    """Add a person; a name already used is refused (WrongState `username_taken`)."""
    actor_or_system(actor)
    user, password_hash = checked_user(clinic, new)
    with clinic.work(actor, Permission.MANAGE_PEOPLE, once) as work:
        if users_store.find_user(work.db, user.username):
            raise WrongState(f"The username {user.username} is already used.", "username_taken")
        users_store.add_user(work.db, user, password_hash)
        work.audit(
            AuditKind.USER_ADDED, "user", user.id, roles=sorted(r.value for r in user.roles), **_shell(actor)
        )
        work.announce("config")
        return work.done(user)


def change_user(clinic: Clinic, actor: Actor, user_id: str, change: UserChange) -> User:
    """Change a person; disabling or a new password ends their sign-ins at once."""
    actor_or_system(actor)
    if change.password is not None:
        check_password(change.password)
    if change.display_name is not None and (
        error := text_error("display_name", "Display name", change.display_name, NAME_LENGTH, required=True)
    ):
        raise InvalidEntry([error])
    check_contact(change.contact, "contact.")
    password_hash = passwords.hashed(change.password) if change.password is not None else None
    with clinic.work(actor, Permission.MANAGE_PEOPLE) as work:
        user = users_store.load_user(work.db, user_id)
        if user is None:
            raise NotFound("There is no such person.")
        changed = _changed(user, change, work.now)
        if not _leaves_an_administrator(users_store.list_users(work.db), changed):
            raise WrongState("The clinic would be left without an administrator.", "last_administrator")
        users_store.update_user(work.db, changed)
        if password_hash is not None:
            users_store.set_password(work.db, user_id, password_hash)
            work.audit(AuditKind.PASSWORD_CHANGED, "user", user_id)
        if password_hash is not None or changed.disabled_at is not None:
            sign_ins_store.end_sign_ins_of(work.db, user_id)
        kind = AuditKind.USER_DISABLED if change.disabled else AuditKind.USER_CHANGED
        work.audit(kind, "user", user_id, roles=sorted(r.value for r in changed.roles), **_shell(actor))
        work.announce("config")
        return changed


def change_own_password(
    clinic: Clinic, actor: Actor, current: str, new: str, *, address: str, token: str
) -> None:
    """Set one's own password after giving the present one; all their sign-ins but this one end."""
    passwords.own_password(clinic, actor, current, address)
    check_password(new, "new_password")
    password_hash = passwords.hashed(new)
    with clinic.work(actor, Permission.SIGNED_IN) as work:
        users_store.set_password(work.db, actor.user_id, password_hash)
        sign_ins_store.end_sign_ins_of(work.db, actor.user_id, except_token=passwords.token_digest(token))
        work.audit(AuditKind.PASSWORD_CHANGED, "user", actor.user_id)


def list_users(clinic: Clinic, actor: Actor) -> Sequence[User]:
    """All people, disabled ones too."""
    with clinic.look(actor, Permission.MANAGE_PEOPLE) as look:
        return users_store.list_users(look.db)


def list_staff(clinic: Clinic, actor: Actor) -> Sequence[User]:
    """People with a clinical role who can be named on a session."""
    with clinic.look(actor, Permission.VIEW_RECORDS) as look:
        users = users_store.list_users(look.db)
    return [u for u in users if u.disabled_at is None and u.roles & {Role.NURSE, Role.CLINICIAN}]


def add_user_from_shell(
    clinic: Clinic, username: str, roles: Sequence[str], display_name: str | None, password: str
) -> User:
    """`user add` of the command line; the operating system's user stands in the audit."""
    try:
        wanted = frozenset(Role(r) for r in roles)
    except ValueError as error:
        words = "A role is nurse, clinician or administrator."
        raise InvalidEntry([FieldError("role", "unknown_role", words)]) from error
    return add_user(clinic, shell_actor(), NewUser(username, display_name or "", wanted, password))


def disable_user_from_shell(clinic: Clinic, username: str) -> User:
    """`user disable`: ends every sign-in of the person at once."""
    with clinic.database.reading() as db:
        found = users_store.find_user(db, username)
    if found is None:
        raise NotFound(f"There is no person with the username {username}.")
    return change_user(clinic, shell_actor(), found[0].id, UserChange(disabled=True))


def list_users_from_shell(clinic: Clinic) -> Sequence[User]:
    """`user list`."""
    with clinic.database.reading() as db:
        return users_store.list_users(db)


def shell_actor() -> Actor:
    """The system, named with the operating system's user who typed the command."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return replace(SYSTEM, operating_system_user=name)


def actor_or_system(actor: Actor) -> None:
    """Refuse early, before a slow hash, who may not manage people."""
    if actor.user_id != SYSTEM.user_id:
        actor.require(Permission.MANAGE_PEOPLE)


def _shell(actor: Actor) -> dict[str, Any]:
    return {"operating_system_user": actor.operating_system_user} if actor.operating_system_user else {}


def _changed(user: User, change: UserChange, now: datetime) -> User:
    if change.roles is not None and not change.roles:
        raise InvalidEntry([FieldError("roles", "required", "Give at least one role.")])
    disabled_at = user.disabled_at
    if change.disabled is not None:
        disabled_at = (user.disabled_at or now) if change.disabled else None
    return replace(
        user, display_name=(change.display_name or user.display_name).strip(),
        roles=user.roles if change.roles is None else change.roles, disabled_at=disabled_at,
        contact=user.contact if change.contact is None else change.contact,
    )  # fmt: skip


def _leaves_an_administrator(users: Sequence[User], changed: User) -> bool:
    after = [changed if u.id == changed.id else u for u in users]
    had = any(Role.ADMINISTRATOR in u.roles and u.disabled_at is None for u in users)
    return not had or any(Role.ADMINISTRATOR in u.roles and u.disabled_at is None for u in after)

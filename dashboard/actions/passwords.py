"""Passwords: argon2id at 48 MiB, and the limit on wrong tries that never locks out a right one."""

import hashlib
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import SecondRefused, TooManyTries, WrongCredentials
from dashboard.clinical.people import User
from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.store import sign_ins as sign_ins_store
from dashboard.store import users as users_store

TRIES_ALLOWED = 10
TRIES_WITHIN = timedelta(minutes=15)
_HASHER = PasswordHasher(time_cost=2, memory_cost=48 * 1024, parallelism=1)
# Checked when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODYS_HASH = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(password)


def token_digest(token: str) -> str:
    """What is stored of a sign-in's secret: its SHA-256 (hex)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def right_person(clinic: Clinic, username: str, password: str, address: str) -> User:
    """The person whose name and password these are.

    Raises WrongCredentials, or TooManyTries after ten wrong tries for this account and address in 15 min.
    """
    with clinic.database.reading() as db:
        found = users_store.find_user(db, username)
    user, stored = found if found else (None, _NOBODYS_HASH)
    if _matches(stored, password) and user is not None and user.disabled_at is None:
        return user
    _count_wrong_try(clinic, username, user, address)
    raise WrongCredentials("Username or password is wrong.")


def second_person(
    clinic: Clinic, username: str, password: str, address: str, permission: Permission
) -> Actor:
    """The person standing by who agrees with their own password; SecondRefused when it is not them."""
    try:
        actor = right_person(clinic, username, password, address).actor()
    except WrongCredentials as error:
        raise SecondRefused("The second person's name or password is wrong.") from error
    if not actor.may(permission):
        raise SecondRefused(f"{actor.display_name} may not do this.")
    return actor


def own_password(clinic: Clinic, actor: Actor, password: str, address: str) -> None:
    """Raise SecondRefused unless this is the actor's own password."""
    try:
        right_person(clinic, actor.username, password, address)
    except WrongCredentials as error:
        raise SecondRefused("The password is wrong.") from error


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return False


def _count_wrong_try(clinic: Clinic, username: str, user: User | None, address: str) -> None:
    account = username.casefold()[:200].encode("utf-8", "replace").decode()
    with clinic.work(SYSTEM, Permission.SIGNED_IN) as work:
        tries = sign_ins_store.count_tries(work.db, account, address, work.now - TRIES_WITHIN)
        if tries < TRIES_ALLOWED:
            sign_ins_store.add_try(work.db, account, address, work.now)
            # What was typed as a name may be a password: only a known account is named.
            work.audit(AuditKind.SIGN_IN_REFUSED, "user", user.id if user else "unknown")
    if tries >= TRIES_ALLOWED:
        raise TooManyTries("Too many wrong tries. Wait up to 15 minutes, or sign in with the right password.")

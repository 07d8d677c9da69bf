"""Signing in and out, who a browser's token belongs to, and the first administrator."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from dashboard.actions import passwords
from dashboard.actions.clinic import Clinic
from dashboard.actions.clinic_profile import checked_profile
from dashboard.actions.users import NewUser, checked_user
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import NotPermitted, WrongState
from dashboard.clinical.people import User
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role
from dashboard.store import clinic as clinic_store
from dashboard.store import sign_ins as sign_ins_store
from dashboard.store import users as users_store

SIGN_IN_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the secret for the cookie and the token that every change must carry."""

    actor: Actor
    token: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request comes from, looked up from the server's own sign-ins."""

    actor: Actor
    csrf_token: str


def sign_in(clinic: Clinic, username: str, password: str, address: str) -> SignedIn:
    """Open a sign-in for the right name and password; WrongCredentials or TooManyTries otherwise."""
    user = passwords.right_person(clinic, username, password, address)
    signed_in = SignedIn(user.actor(), secrets.token_urlsafe(32), secrets.token_urlsafe(24))
    with clinic.work(signed_in.actor, Permission.SIGNED_IN) as work:
        sign_ins_store.add_sign_in(
            work.db, token_sha256=passwords.token_digest(signed_in.token), user_id=user.id,
            csrf_token=signed_in.csrf_token,
            created_at=work.now, expires_at=work.now + SIGN_IN_LASTS,
        )  # fmt: skip
        sign_ins_store.clear_tries(work.db, username.casefold(), address)
        work.audit(AuditKind.SIGNED_IN, "user", user.id)
    return signed_in


def identify(clinic: Clinic, token: str) -> Identity | None:
    """Whose token this is, or None when it is unknown, over, or its person is disabled."""
    with clinic.database.reading() as db:
        found = sign_ins_store.load_sign_in(db, passwords.token_digest(token))
    if found is None or found.user.disabled_at is not None or found.expires_at <= clinic.now():
        return None
    return Identity(found.user.actor(), found.csrf_token)


def sign_out(clinic: Clinic, actor: Actor, token: str) -> None:
    """End this sign-in."""
    with clinic.work(actor, Permission.SIGNED_IN) as work:
        sign_ins_store.end_sign_in(work.db, passwords.token_digest(token))
        work.audit(AuditKind.SIGNED_OUT, "user", actor.user_id)


def set_up_needed(clinic: Clinic) -> bool:
    """Whether the clinic has no administrator."""
    with clinic.database.reading() as db:
        return not users_store.any_administrator(db)


def new_set_up_token(clinic: Clinic) -> str:
    """A secret for the set-up link; it lives as long as this server and dies with the first administrator."""
    clinic.set_up_token = secrets.token_urlsafe(24)
    return clinic.set_up_token


def set_up(clinic: Clinic, token: str, new: NewUser, clinic_name: str, time_zone: str) -> User:
    """Make the first administrator and name the clinic; once. NotPermitted for a wrong or used token."""
    if clinic.set_up_token is None or not hmac.compare_digest(token.encode(), clinic.set_up_token.encode()):
        raise NotPermitted("This set-up link is not valid. Start the server again for a new one.")
    user, password_hash = checked_user(clinic, new)
    profile = checked_profile(clinic.profile(), name=clinic_name, time_zone=time_zone)
    with clinic.work(SYSTEM, Permission.MANAGE_CLINIC) as work:
        if users_store.any_administrator(work.db):
            raise WrongState("The clinic is set up already. Sign in instead.", "already_set_up")
        users_store.add_user(work.db, user, password_hash)
        clinic_store.add_clinic_version(work.db, profile, work.now, user.id)
        work.audit(AuditKind.CLINIC_CREATED, "clinic", "clinic")
        work.audit(AuditKind.USER_ADDED, "user", user.id, roles=sorted(r.value for r in user.roles))
    clinic.set_up_token = None
    return user


def first_administrator(new_username: str, password: str, display_name: str) -> NewUser:
    """The person a set-up makes."""
    return NewUser(new_username, display_name, frozenset({Role.ADMINISTRATOR}), password)


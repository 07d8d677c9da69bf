"""Nina the nurse, Carl the clinician and Ada the administrator, in a real clinic whose clock a test holds.

`open_test_clinic` opens the database; `hire` gives it its people without hashing a password each time.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from dashboard.actions import passwords
from dashboard.actions.clinic import Clinic
from dashboard.actions.opening import open_clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.people import User
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role
from dashboard.store import sign_ins as sign_ins_store
from dashboard.store import users as users_store

PASSWORD = "four plain words here"
OPENING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"


class Clock:
    """The clinic's time: it stands until a test moves it."""

    def __init__(self, at: datetime = OPENING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The moment now."""
        return self.at

    def forward(self, minutes: float) -> datetime:
        """Let minutes pass; the new moment."""
        self.at += timedelta(minutes=minutes)
        return self.at


@dataclass(frozen=True, slots=True)
class Staff:
    """The three people as those who ask."""

    nina: Actor
    carl: Actor
    ada: Actor


@dataclass(frozen=True, slots=True)
class Pass:
    """What a signed-in browser holds."""

    token: str
    csrf_token: str


def open_test_clinic(folder: Path, clock: Clock, url: str | None = None) -> Clinic:
    """A migrated clinic with the shipped rooms, protocols and limits, in Berlin."""
    return open_clinic(folder, url, machine_zone=ZONE, now=clock)


def hire(clinic: Clinic) -> Staff:
    """Add the three people; each signs in with PASSWORD."""
    return Staff(
        nina=add_person(clinic, "nina", "Nina Brandt", Role.NURSE),
        carl=add_person(clinic, "carl", "Dr Carl Okafor", Role.CLINICIAN),
        ada=add_person(clinic, "ada", "Ada Reyes", Role.ADMINISTRATOR),
    )


def add_person(clinic: Clinic, username: str, display_name: str, *roles: Role) -> Actor:
    """One more person with these roles and PASSWORD."""
    user = User(
        id=clinic.new_id(), username=username, display_name=display_name, roles=frozenset(roles),
        created_at=clinic.now(),
    )  # fmt: skip
    with clinic.work(SYSTEM, Permission.MANAGE_PEOPLE) as work:
        users_store.add_user(work.db, user, _password_hash())
        work.audit(AuditKind.USER_ADDED, "user", user.id)
    return user.actor()


def sign_in_pass(clinic: Clinic, actor: Actor) -> Pass:
    """A sign-in of this person, made without the slow check of a password."""
    given = Pass(f"token-of-{clinic.new_id()}", f"csrf-of-{clinic.new_id()}")
    with clinic.work(actor, Permission.SIGNED_IN) as work:
        sign_ins_store.add_sign_in(
            work.db, token_sha256=hashlib.sha256(given.token.encode()).hexdigest(), user_id=actor.user_id,
            csrf_token=given.csrf_token, created_at=work.now, expires_at=work.now + timedelta(days=30),
        )  # fmt: skip
        work.audit(AuditKind.SIGNED_IN, "user", actor.user_id)
    return given


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)

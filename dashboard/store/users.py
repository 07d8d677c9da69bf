"""People with accounts."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select

from dashboard.clinical.people import Contact, User
from dashboard.clinical.roles import Role
from dashboard.store.tables import users
from dashboard.store.writing import Db, Writing


def add_user(db: Writing, user: User, password_hash: str) -> None:
    """Store a new person."""
    db.insert(users, {"id": user.id, "password_hash": password_hash, **_values(user)})


def update_user(db: Writing, user: User) -> None:
    """Store a person's new name, roles, contact or disabling; the password stays."""
    db.change(users, {"id": user.id}, _values(user))


def set_password(db: Writing, user_id: str, password_hash: str) -> None:
    """Store a new password's hash."""
    db.change(users, {"id": user_id}, {"password_hash": password_hash})


def load_user(db: Db, user_id: str) -> User | None:
    """The person of this id."""
    row = db.execute(select(users).where(users.c.id == user_id)).first()
    return user_from(row) if row else None


def find_user(db: Db, username: str) -> tuple[User, str] | None:
    """The person of this username, in whatever case, with their password's hash."""
    row = db.execute(select(users).where(users.c.username_folded == username.casefold())).first()
    return (user_from(row), row.password_hash) if row else None


def list_users(db: Db) -> list[User]:
    """Everybody, by username."""
    return [user_from(row) for row in db.execute(select(users).order_by(users.c.username_folded))]


def names_of(db: Db, user_ids: Collection[str]) -> dict[str, str]:
    """The names on screen of these people who are not disabled, by id."""
    if not user_ids:
        return {}
    chosen = (users.c.id.in_(user_ids), users.c.disabled_at.is_(None))
    return {row.id: row.display_name for row in db.execute(select(users).where(*chosen))}


def any_administrator(db: Db) -> bool:
    """Whether an administrator exists who is not disabled."""
    roles = db.execute(select(users.c.roles).where(users.c.disabled_at.is_(None))).scalars()
    return any(Role.ADMINISTRATOR.value in codes for codes in roles)


def user_from(row: Row[Any]) -> User:
    """A person from a row with the columns of `users`."""
    return User(
        id=row.id, username=row.username, display_name=row.display_name,
        roles=frozenset(Role(code) for code in row.roles), created_at=row.created_at,
        disabled_at=row.disabled_at, contact=Contact(**row.contact) if row.contact else None,
    )  # fmt: skip


def _values(user: User) -> dict[str, Any]:
    return {
        "username": user.username, "username_folded": user.username.casefold(),
        "display_name": user.display_name, "roles": sorted(role.value for role in user.roles),
        "created_at": user.created_at, "disabled_at": user.disabled_at,
        "contact": asdict(user.contact) if user.contact else None,
    }  # fmt: skip

"""Sign-ins under way (only the hash of each token), and wrong tries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from dashboard.clinical.people import User
from dashboard.store.tables import sign_in_tries, sign_ins, users
from dashboard.store.users import user_from
from dashboard.store.writing import Db, Writing


@dataclass(frozen=True, slots=True)
class SignIn:
    """Whose sign-in it is, the token its forms must carry, and when it ends by itself."""

    user: User
    csrf_token: str
    expires_at: datetime


def add_sign_in(
    db: Writing,
    *,
    token_sha256: str,
    user_id: str,
    csrf_token: str,
    created_at: datetime,
    expires_at: datetime,
) -> None:
    """Store a sign-in; the token itself is never stored. Those that have ended by now are cleared away."""
    db.execute(delete(sign_ins).where(sign_ins.c.user_id == user_id, sign_ins.c.expires_at <= created_at))
    db.execute(
        sign_ins.insert(),
        {
            "token_sha256": token_sha256, "user_id": user_id, "csrf_token": csrf_token,
            "created_at": created_at, "expires_at": expires_at,
        },
    )  # fmt: skip


def load_sign_in(db: Db, token_sha256: str) -> SignIn | None:
    """The sign-in of this token's hash, whether or not it has expired or its person was disabled."""
    row = db.execute(_LOAD, {"token": token_sha256}).first()
    return SignIn(user_from(row), row.csrf_token, row.expires_at) if row else None


def end_sign_in(db: Writing, token_sha256: str) -> None:
    """End one sign-in."""
    db.execute(delete(sign_ins).where(sign_ins.c.token_sha256 == token_sha256))


def end_sign_ins_of(db: Writing, user_id: str, except_token: str | None = None) -> None:
    """End all sign-ins of a person, but for the one with this token's hash."""
    theirs = delete(sign_ins).where(sign_ins.c.user_id == user_id)
    if except_token is not None:
        theirs = theirs.where(sign_ins.c.token_sha256 != except_token)
    db.execute(theirs)


def add_try(db: Writing, account: str, address: str, at: datetime) -> None:
    """Count a wrong try."""
    db.execute(sign_in_tries.insert(), {"account": account, "address": address, "at": at})


def count_tries(db: Db, account: str, address: str, since: datetime) -> int:
    """Wrong tries for this account from this address since then."""
    tries = sign_in_tries.c
    counted = select(func.count()).where(
        tries.account == account, tries.address == address, tries.at >= since
    )
    return int(db.execute(counted).scalar_one())


def clear_tries(db: Writing, account: str, address: str) -> None:
    """Forget them after a right sign-in."""
    tries = sign_in_tries.c
    db.execute(delete(sign_in_tries).where(tries.account == account, tries.address == address))


_LOAD = (
    select(users, sign_ins.c.csrf_token, sign_ins.c.expires_at)
    .join_from(sign_ins, users, users.c.id == sign_ins.c.user_id)
    .where(sign_ins.c.token_sha256 == bindparam("token"))
)

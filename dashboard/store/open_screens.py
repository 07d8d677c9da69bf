"""Who has a page open now, one row for each open stream. Nothing of the record, so it is not audited."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_, select

from dashboard.clinical.people import User
from dashboard.store.tables import open_screens, users
from dashboard.store.users import user_from
from dashboard.store.writing import Db, Writing


def renew_screens(db: Writing, user_by_stream: Mapping[str, str], at: datetime) -> None:
    """Note these streams as open at `at`."""
    db.execute(delete(open_screens).where(open_screens.c.id.in_(list(user_by_stream))))
    rows = [{"id": stream, "user_id": user, "seen_at": at} for stream, user in user_by_stream.items()]
    if rows:
        db.execute(open_screens.insert(), rows)


def drop_screens(db: Writing, prefix: str) -> None:
    """Forget the streams whose ids begin so."""
    db.execute(delete(open_screens).where(open_screens.c.id.startswith(prefix, autoescape=True)))


def clear_screens(db: Writing, before: datetime, after: datetime) -> None:
    """Forget streams last seen before, or after a moment that is still to come: the clock was put back."""
    seen_at = open_screens.c.seen_at
    db.execute(delete(open_screens).where(or_(seen_at < before, seen_at > after)))


def people_at_screens(db: Db, since: datetime) -> list[User]:
    """The people with a stream seen since then, each once, disabled ones too."""
    seen = select(open_screens.c.user_id).where(open_screens.c.seen_at >= since)
    return [user_from(row) for row in db.execute(select(users).where(users.c.id.in_(seen)))]

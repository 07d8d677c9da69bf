"""Whether a clinician's screen is open: whoever listens to the live feed is taken to be within reach."""

from collections.abc import Mapping
from datetime import timedelta

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role
from dashboard.store import open_screens as open_screens_store

# Streams are renewed every 20 s; one renewal may fail.
SEEN_WITHIN = timedelta(seconds=45)


def clinician_reachable(clinic: Clinic) -> bool:
    """Whether a clinician who is not disabled had any page open within the last 45 s."""
    with clinic.look(SYSTEM, Permission.VIEW_RECORDS) as look:
        people = open_screens_store.people_at_screens(look.db, look.now - SEEN_WITHIN)
    return any(Role.CLINICIAN in person.roles and person.disabled_at is None for person in people)


def reachable_from(clinic: Clinic, actor: Actor) -> bool:
    """The same for the screen of `actor`: a clinician who looks at it is reached by it."""
    return Role.CLINICIAN in actor.roles or clinician_reachable(clinic)


def renew_screens(clinic: Clinic, user_by_stream: Mapping[str, str]) -> None:
    """Note these streams (id to user id) as open now and forget what was last seen too long ago.

    No part of the record, so there is nothing to audit. Raises CannotStore.
    """
    now = clinic.now()
    with clinic.database.writing() as db:
        open_screens_store.clear_screens(db, before=now - SEEN_WITHIN, after=now + SEEN_WITHIN)
        open_screens_store.renew_screens(db, user_by_stream, now)


def drop_screens(clinic: Clinic, prefix: str) -> None:
    """Forget the streams whose ids begin so: the process that held them stops. Raises CannotStore."""
    with clinic.database.writing() as db:
        open_screens_store.drop_screens(db, prefix)

"""Who looks at the page, and in which zone its times are said."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.clinical.rules import RuleVersion


@dataclass(frozen=True, slots=True)
class Asking:
    """The person, and the clinic's zone."""

    actor: Actor
    zone: ZoneInfo

    @property
    def may_write(self) -> bool:
        """Whether the person writes versions."""
        return self.actor.may(Permission.MANAGE_RULES)

    def may_decide(self, version: RuleVersion) -> bool:
        """Whether the person, or a clinician signing in beside them, may say yes or no to this version."""
        own = version.by == self.actor.user_id
        return self.may_write or (self.actor.may(Permission.APPROVE_RULES) and not own)

    def alone(self, version: RuleVersion) -> bool:
        """Whether the person's own word is enough: a clinician who did not write it."""
        return self.actor.may(Permission.APPROVE_RULES) and version.by != self.actor.user_id

    def author(self, version: RuleVersion) -> str:
        """Who wrote it; what came with a release is ours."""
        return SYSTEM.display_name if version.by == SYSTEM.user_id else version.by_name

    def moment(self, at: datetime) -> str:
        """Day and time in the clinic's zone."""
        local = at.astimezone(self.zone)
        return f"{local.day} {local:%b %Y %H:%M}"

    def day(self, at: datetime, now: datetime) -> str:
        """The day in the clinic's zone, with its year when that is another one than now."""
        local = at.astimezone(self.zone)
        year = "" if local.year == now.astimezone(self.zone).year else f" {local.year}"
        return f"{local.day} {local:%b}{year}"

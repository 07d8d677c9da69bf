"""What makes a record nobody's: random study ids, the year alone, and no age above 89 in numbers."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.clinical.session_record import SessionRecord

OLDEST_SHOWN = 89


def random_id() -> str:
    """Eight random characters that say nothing of whom they stand for."""
    return secrets.token_hex(4)


@dataclass(slots=True)
class StudyIds:
    """Ids of one export: the same patient or session has one id in it, and another in the next export."""

    draw: Callable[[], str] = random_id
    _drawn: dict[tuple[str, str], str] = field(default_factory=dict)

    def of_patient(self, record: SessionRecord) -> str:
        """The study id of the record's patient."""
        return self._of("P", record.patient.id)

    def of_session(self, record: SessionRecord) -> str:
        """The study id of the record's session."""
        return self._of("S", record.session.id)

    def _of(self, letter: str, own: str) -> str:
        key = (letter, own)
        while key not in self._drawn:
            candidate = f"{letter}-{self.draw()}"
            if candidate not in self._drawn.values():
                self._drawn[key] = candidate
        return self._drawn[key]


def age_shown(record: SessionRecord) -> str:
    """Whole years at the session; '90+' above 89."""
    age = record.patient.age_on(record.session_date)
    return f"{OLDEST_SHOWN + 1}+" if age > OLDEST_SHOWN else str(age)
